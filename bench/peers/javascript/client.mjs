// client.mjs URL N WORKERS: registers N targets with the AWS SDK for JavaScript v3.
import http from "node:http";
import {
  ApplicationAutoScalingClient,
  RegisterScalableTargetCommand,
} from "@aws-sdk/client-application-auto-scaling";
import { NodeHttpHandler } from "@smithy/node-http-handler";

const [url, count, workers] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const client = new ApplicationAutoScalingClient({
  region: "us-east-1",
  endpoint: url,
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  requestHandler: new NodeHttpHandler({
    httpAgent: new http.Agent({ keepAlive: true, maxSockets: workers }),
  }),
});

let next = 0;
async function worker() {
  while (next < count) {
    const index = String(next++).padStart(6, "0");
    await client.send(
      new RegisterScalableTargetCommand({
        ServiceNamespace: "sagemaker",
        ScalableDimension: "sagemaker:variant:DesiredInstanceCount",
        ResourceId: `endpoint/bench-${index}/variant/AllTraffic`,
        MinCapacity: 1,
        MaxCapacity: 8,
      }),
    );
  }
}
await Promise.all(Array.from({ length: workers }, worker));
