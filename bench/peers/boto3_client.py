"""boto3_client.py URL N WORKERS: registers N targets with boto3, one client, WORKERS threads."""
import sys
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

url, count, workers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
client = boto3.client(
    "application-autoscaling", region_name="us-east-1", endpoint_url=url,
    aws_access_key_id="test", aws_secret_access_key="test",
    config=Config(max_pool_connections=max(workers, 10)))


def register(index):
    client.register_scalable_target(
        ServiceNamespace="sagemaker", ScalableDimension="sagemaker:variant:DesiredInstanceCount",
        ResourceId=f"endpoint/bench-{index:06d}/variant/AllTraffic", MinCapacity=1, MaxCapacity=8)


if workers == 1:
    for i in range(count):
        register(i)
else:
    with ThreadPoolExecutor(workers) as pool:
        for _ in pool.map(register, range(count)):
            pass
