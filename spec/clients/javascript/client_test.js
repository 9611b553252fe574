// The AWS SDK for JavaScript v3 against the emulator: every operation of Application Auto Scaling,
// paging with 1,201 targets, errors as the SDK's own classes.
import assert from "node:assert/strict";
import * as sdk from "@aws-sdk/client-application-auto-scaling";

const DIMENSION = "sagemaker:variant:DesiredInstanceCount";
const client = new sdk.ApplicationAutoScalingClient({
  region: "eu-west-1", endpoint: process.env.MOONTIDE_EMULATOR_URL, maxAttempts: 1,
});
const namespace = { ServiceNamespace: "sagemaker" };

function target(name, more = {}) {
  return { ...namespace, ScalableDimension: DIMENSION,
    ResourceId: `endpoint/${name}/variant/blue`, ...more };
}

const call = (name, input) => client.send(new sdk[`${name}Command`](input));

async function refused(Class, name, input) {
  await assert.rejects(call(name, input), (error) => {
    assert.ok(error instanceof Class, `${error.name} instead of ${Class.name}`);
    assert.equal(error.$metadata.httpStatusCode, 400);
    assert.match(error.$metadata.requestId, /^[0-9a-f-]{36}$/);
    return true;
  });
}

const tests = {
  async "a target's life"() {
    const { ScalableTargetARN } = await call("RegisterScalableTarget",
      target("life", { MinCapacity: 1, MaxCapacity: 4, Tags: { team: "ranking" } }));
    const { ScalableTargets } = await call("DescribeScalableTargets",
      { ...namespace, ResourceIds: ["endpoint/life/variant/blue"] });
    assert.equal(ScalableTargets.length, 1);
    assert.ok(ScalableTargets[0].CreationTime instanceof Date);
    assert.equal(ScalableTargets[0].ScalableTargetARN, ScalableTargetARN);
    assert.deepEqual((await call("ListTagsForResource", { ResourceARN: ScalableTargetARN })).Tags,
      { team: "ranking" });
    await call("TagResource", { ResourceARN: ScalableTargetARN, Tags: { stage: "prod" } });
    await call("UntagResource", { ResourceARN: ScalableTargetARN, TagKeys: ["team"] });
    assert.deepEqual((await call("ListTagsForResource", { ResourceARN: ScalableTargetARN })).Tags,
      { stage: "prod" });
    await call("DeregisterScalableTarget", target("life"));
    await refused(sdk.ObjectNotFoundException, "DeregisterScalableTarget", target("life"));
  },

  async "policies and scheduled actions"() {
    await call("RegisterScalableTarget", target("scaled", { MinCapacity: 1, MaxCapacity: 4 }));
    const { PolicyARN, Alarms } = await call("PutScalingPolicy", target("scaled", {
      PolicyName: "track", PolicyType: "TargetTrackingScaling",
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 70.5, PredefinedMetricSpecification: {
        PredefinedMetricType: "SageMakerVariantInvocationsPerInstance" } } }));
    assert.match(PolicyARN, /:policyName\/track$/);
    assert.equal(Alarms.length, 2);
    await call("PutScalingPolicy", target("scaled", {
      PolicyName: "step", PolicyType: "StepScaling", StepScalingPolicyConfiguration: {
        AdjustmentType: "ChangeInCapacity",
        StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 2 }] } }));
    const { ScalingPolicies } = await call("DescribeScalingPolicies", namespace);
    assert.deepEqual(ScalingPolicies.map((policy) => policy.PolicyName).sort(), ["step", "track"]);
    await call("PutScheduledAction", target("scaled", {
      ScheduledActionName: "night", Schedule: "cron(0 22 * * ? *)", Timezone: "Europe/Berlin",
      ScalableTargetAction: { MinCapacity: 1, MaxCapacity: 2 } }));
    const { ScheduledActions } = await call("DescribeScheduledActions", namespace);
    assert.equal(ScheduledActions[0].ScalableTargetAction.MaxCapacity, 2);
    assert.ok(Array.isArray((await call("DescribeScalingActivities", namespace)).ScalingActivities));
    await refused(sdk.ValidationException, "GetPredictiveScalingForecast", target("scaled", {
      PolicyName: "none", StartTime: new Date(Date.now() - 3600e3), EndTime: new Date() }));
    await call("DeleteScheduledAction", target("scaled", { ScheduledActionName: "night" }));
    await call("DeleteScalingPolicy", target("scaled", { PolicyName: "step" }));
    await call("DeregisterScalableTarget", target("scaled"));
    assert.equal((await call("DescribeScalingPolicies", namespace)).ScalingPolicies.length, 0);
  },

  async "pages of 1,201 targets"() {
    const ecs = { ServiceNamespace: "ecs" };
    const ids = Array.from({ length: 1201 }, (_, i) => `service/cluster/page-${i}`);
    for (let i = 0; i < ids.length; i += 50) {
      await Promise.all(ids.slice(i, i + 50).map((id) => call("RegisterScalableTarget",
        { ...ecs, ScalableDimension: "ecs:service:DesiredCount", ResourceId: id,
          MinCapacity: 1, MaxCapacity: 2 })));
    }
    const seen = new Set();
    let pages = 0;
    for await (const page of sdk.paginateDescribeScalableTargets({ client }, ecs)) {
      pages += 1;
      page.ScalableTargets.forEach((found) => seen.add(found.ResourceId));
    }
    assert.equal(seen.size, 1201);
    assert.equal(pages, 25);
  },

  async "refusals as classes"() {
    await refused(sdk.ValidationException, "RegisterScalableTarget",
      target("bad", { MinCapacity: 5, MaxCapacity: 4 }));
    await refused(sdk.ObjectNotFoundException, "PutScheduledAction", target("none", {
      ScheduledActionName: "a", Schedule: "rate(1 hour)",
      ScalableTargetAction: { MinCapacity: 1 } }));
    await refused(sdk.InvalidNextTokenException, "DescribeScalableTargets",
      { ...namespace, NextToken: "nonsense" });
    await refused(sdk.ResourceNotFoundException, "ListTagsForResource", { ResourceARN:
      `arn:aws:application-autoscaling:eu-west-1:111122223333:scalable-target/056m${"0".repeat(32)}` });
    const stranger = new sdk.ApplicationAutoScalingClient({ region: "eu-west-1", maxAttempts: 1,
      endpoint: process.env.MOONTIDE_EMULATOR_URL,
      credentials: { accessKeyId: process.env.AWS_ACCESS_KEY_ID, secretAccessKey: "wrong" } });
    await assert.rejects(stranger.send(new sdk.DescribeScalableTargetsCommand(namespace)),
      { name: "InvalidSignatureException" });
  },
};

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
    console.log(`ok ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}: ${error.stack}`);
  }
}
console.log(`${Object.keys(tests).length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
