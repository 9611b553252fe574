"""What a boto3 loop reads to know what is there: targets, policies and actions of each resource."""
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import boto3

COUNT, THREADS = int(sys.argv[1]), int(sys.argv[2])


def read(job):
    client, i = job
    ident = {"ServiceNamespace": "sagemaker"}
    resource = f"endpoint/ranker-{i:05d}/variant/main"
    client.describe_scalable_targets(ResourceIds=[resource], **ident)
    client.describe_scaling_policies(ResourceId=resource, **ident)
    client.describe_scheduled_actions(ResourceId=resource, **ident)


def main():
    clients = [boto3.client("application-autoscaling", region_name=r,
                            endpoint_url=os.environ["AWS_ENDPOINT_URL"]) for r in ("eu-west-1", "us-east-1")]
    jobs = [(client, i) for client in clients for i in range(1, COUNT + 1)]
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(read, jobs))


main()
