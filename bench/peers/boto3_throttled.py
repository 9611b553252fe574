"""boto3_throttled.py URL N THREADS MODE: registers N targets; prints when it began, how long, what failed."""
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

url, count, threads, mode = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
client = boto3.client(
    "application-autoscaling", region_name="us-east-1", endpoint_url=url,
    aws_access_key_id="test", aws_secret_access_key="test",
    config=Config(max_pool_connections=threads, retries={"mode": mode}))


def register(index):
    try:
        client.register_scalable_target(
            ServiceNamespace="sagemaker", ScalableDimension="sagemaker:variant:DesiredInstanceCount",
            ResourceId=f"endpoint/bench-{index:06d}/variant/AllTraffic", MinCapacity=1, MaxCapacity=8)
    except (BotoCoreError, ClientError):
        return 1
    return 0


began = time.time()
with ThreadPoolExecutor(threads) as pool:
    failed = sum(pool.map(register, range(count)))
print(json.dumps({"began": began, "seconds": time.time() - began, "failed": failed}))
