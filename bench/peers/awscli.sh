#!/bin/sh
# awscli.sh URL N: registers N targets, one AWS CLI process each.
i=0
while [ "$i" -lt "$2" ]; do
    aws application-autoscaling register-scalable-target --endpoint-url "$1" \
        --service-namespace sagemaker --scalable-dimension sagemaker:variant:DesiredInstanceCount \
        --resource-id "$(printf 'endpoint/bench-%06d/variant/AllTraffic' "$i")" \
        --min-capacity 1 --max-capacity 8 || exit 1
    i=$((i + 1))
done
