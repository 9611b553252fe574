#!/bin/sh
# The AWS CLI against the emulator at MOONTIDE_EMULATOR_URL; run by with_emulator.sh.
set -u

here=$(cd "$(dirname "$0")" && pwd)
passed=0
failed=0
dimension=sagemaker:variant:DesiredInstanceCount

aas() {
    "$AWS" --endpoint-url "$MOONTIDE_EMULATOR_URL" --output text application-autoscaling "$@"
}

# check NAME EXPECTED ACTUAL: EXPECTED is a shell pattern.
check() {
    # shellcheck disable=SC2254
    case $3 in
    $2) passed=$((passed + 1)) ;;
    *)
        failed=$((failed + 1))
        printf '%s: %s\n   instead of %s\n' "$1" "$3" "$2"
        ;;
    esac
}

# refused NAME PATTERN COMMAND…: the command fails and says PATTERN on stderr.
refused() {
    name=$1
    pattern=$2
    shift 2
    if output=$("$@" 2>&1); then
        output="accepted: $output"
    fi
    check "$name" "$pattern" "$(printf '%s' "$output" | tr '\n' ' ')"
}

register() {
    resource=$1
    shift
    aas register-scalable-target --service-namespace sagemaker --scalable-dimension "$dimension" \
        --resource-id "endpoint/$resource/variant/blue" "$@"
}

deregister() {
    aas deregister-scalable-target --service-namespace sagemaker \
        --scalable-dimension "$dimension" --resource-id "endpoint/$1/variant/blue"
}

describe() {
    aas describe-scalable-targets --service-namespace sagemaker "$@"
}

with_credentials() {
    AWS_ACCESS_KEY_ID=$1 AWS_SECRET_ACCESS_KEY=$2 describe
}

# Versions before 2.11 print no ARN.
check register '' "$(register life --min-capacity 1 --max-capacity 4 | grep -v '^arn:aws:')"
check update '' "$(register life --max-capacity 8 | grep -v '^arn:aws:')"
check describe 'endpoint/life/variant/blue	1	8' "$(describe \
    --query 'ScalableTargets[].[ResourceId,MinCapacity,MaxCapacity]')"
check suspend '' "$(register life --suspended-state DynamicScalingInSuspended=true 2>&1 |
    grep -v '^arn:aws:')"
check suspended 'True	False' "$(describe --resource-ids endpoint/life/variant/blue --query \
    'ScalableTargets[].SuspendedState.[DynamicScalingInSuspended,ScheduledScalingSuspended]')"
check deregister '' "$(deregister life 2>&1)"
refused 'deregister again' '*(ObjectNotFoundException)*No scalable target found for service*' \
    deregister life

refused 'min above max' '*(ValidationException)*Maximum capacity cannot be less than minimum*' \
    register a --min-capacity 5 --max-capacity 4
refused 'no minimum' '*(ValidationException)*Minimum capacity must be specified*' \
    register a --max-capacity 4
refused 'unsupported combination' '*(ValidationException)*Unsupported service namespace*' \
    aas register-scalable-target --service-namespace ecs --scalable-dimension "$dimension" \
    --resource-id endpoint/a/variant/blue --min-capacity 1 --max-capacity 4
refused 'unknown dimension' '*(ValidationException)*Member must satisfy enum value set: *' \
    aas register-scalable-target --service-namespace sagemaker --scalable-dimension nonsense \
    --resource-id endpoint/a/variant/blue --min-capacity 1 --max-capacity 4
refused 'bad token' '*(InvalidNextTokenException)*The NextToken value is not valid*' \
    aas describe-scalable-targets --service-namespace sagemaker --no-paginate --next-token bad
refused 'wrong secret' '*(InvalidSignatureException)*' with_credentials "$AWS_ACCESS_KEY_ID" wrong
refused 'unknown key' '*(UnrecognizedClientException)*' with_credentials NOBODY wrong

sts() {
    "$AWS" --endpoint-url "$MOONTIDE_EMULATOR_URL" --output text sts "$@"
}
check 'identity, over the query protocol' 111122223333 "$(sts get-caller-identity --query Account)"
stranger() {
    AWS_ACCESS_KEY_ID=NOBODY sts get-caller-identity
}
refused 'a stranger' '*(InvalidClientTokenId)*' stranger

cloudwatch() {
    "$AWS" --endpoint-url "$MOONTIDE_EMULATOR_URL" --output text cloudwatch "$@"
}
check 'metric data' '' "$(cloudwatch put-metric-data --namespace cli --metric-name load \
    --value 7 --unit Count)"
check 'metrics' 'load' "$(cloudwatch list-metrics --namespace cli --query 'Metrics[].MetricName')"
register wake --min-capacity 1 --max-capacity 4 >/dev/null
policy=$(aas put-scaling-policy --service-namespace sagemaker --scalable-dimension "$dimension" \
    --resource-id endpoint/wake/variant/blue --policy-name wake --policy-type StepScaling \
    --step-scaling-policy-configuration \
    'AdjustmentType=ChangeInCapacity,StepAdjustments=[{MetricIntervalLowerBound=0,ScalingAdjustment=1}]' \
    --query PolicyARN)
check 'an alarm' '' "$(cloudwatch put-metric-alarm --alarm-name wake --namespace cli \
    --metric-name load --statistic Average --period 60 --evaluation-periods 1 --threshold 5 \
    --comparison-operator GreaterThanThreshold --alarm-actions "$policy")"
check 'its state' '' "$(cloudwatch set-alarm-state --alarm-name wake --state-value ALARM \
    --state-reason trying)"
check 'what it did' 'monitor alarm wake in state ALARM triggered policy wake	Successful' "$(aas \
    describe-scaling-activities --service-namespace sagemaker \
    --query 'ScalingActivities[].[Cause,StatusCode]')"
check 'its history' '*Alarm updated from INSUFFICIENT_DATA to ALARM*' "$(cloudwatch \
    describe-alarm-history --alarm-name wake --query 'AlarmHistoryItems[].HistorySummary')"
check 'no alarm' '' "$(cloudwatch delete-alarms --alarm-names wake)"
check 'no target' '' "$(deregister wake 2>&1)"

seeded=$("$MOONTIDE_BIN" run "$here/seed_targets.lua" 2>&1)
check seed '120 targets' "$seeded"
count='length(ScalableTargets)'
check 'all pages' 120 "$(describe --page-size 50 --output json --query "$count")"
check 'max items' 70 "$(describe --page-size 50 --max-items 70 --output json --query "$count")"
token=$(describe --page-size 50 --max-items 70 --output json --query NextToken | tr -d '"')
check 'the rest' 50 "$(describe --page-size 50 --starting-token "$token" --output json \
    --query "$count")"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
