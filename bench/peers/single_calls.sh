#!/bin/sh
# single_calls.sh URL N COMMAND…: registers N targets, one process each: the AWS CLI or moontide api.
url=$1
count=$2
shift 2
i=0
while [ "$i" -lt "$count" ]; do
    "$@" register-scalable-target --endpoint-url "$url" \
        --service-namespace sagemaker --scalable-dimension sagemaker:variant:DesiredInstanceCount \
        --resource-id "$(printf 'endpoint/bench-%06d/variant/AllTraffic' "$i")" \
        --min-capacity 1 --max-capacity 8 || exit 1
    i=$((i + 1))
done
