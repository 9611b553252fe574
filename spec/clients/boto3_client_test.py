"""boto3 against the emulator: a deployment's life, paging, and every refusal as the right exception."""

import datetime
import importlib
import json
import os
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import boto3
import botocore.auth
from botocore.config import Config
from botocore.exceptions import ClientError

DIMENSION = "sagemaker:variant:DesiredInstanceCount"
ACCOUNT = "111122223333"


def client(service="application-autoscaling", **overrides):
    options = {
        "region_name": "eu-west-1",
        "endpoint_url": os.environ["MOONTIDE_EMULATOR_URL"],
        "config": Config(retries={"max_attempts": 1, "mode": "standard"}),
    }
    options.update(overrides)
    return boto3.client(service, **options)


def target(name, **changes):
    values = {
        "ServiceNamespace": "sagemaker",
        "ScalableDimension": DIMENSION,
        "ResourceId": f"endpoint/{name}/variant/blue",
    }
    values.update(changes)
    return values


def refusal(call, **values):
    try:
        call(**values)
    except ClientError as error:
        return error
    raise AssertionError("the call was not refused")


def knows(aas, operation, member):
    """Older clients lack what came later: tags, and the ARN in answers."""
    model = aas.meta.service_model.operation_model(operation)
    return any(shape and member in shape.members
               for shape in (model.input_shape, model.output_shape))


def equal(actual, expected):
    assert actual == expected, f"{actual!r} instead of {expected!r}"


def test_register_and_describe():
    aas = client()
    reply = aas.register_scalable_target(**target("life", MinCapacity=1, MaxCapacity=4))
    expected = {}
    if knows(aas, "RegisterScalableTarget", "ScalableTargetARN"):
        expected["ScalableTargetARN"] = reply["ScalableTargetARN"]
        prefix = f"arn:aws:application-autoscaling:eu-west-1:{ACCOUNT}:scalable-target/056m"
        assert reply["ScalableTargetARN"].startswith(prefix), reply
    equal(reply["ResponseMetadata"]["HTTPStatusCode"], 200)
    equal(len(reply["ResponseMetadata"]["RequestId"]), 36)

    found = aas.describe_scalable_targets(
        ServiceNamespace="sagemaker", ResourceIds=["endpoint/life/variant/blue"],
        ScalableDimension=DIMENSION)["ScalableTargets"]
    equal(len(found), 1)
    created = found[0].pop("CreationTime")
    age = datetime.datetime.now(datetime.timezone.utc) - created
    assert abs(age.total_seconds()) < 60, age
    equal(found[0], target(
        "life", MinCapacity=1, MaxCapacity=4, **expected,
        RoleARN=f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/"
        "sagemaker.application-autoscaling.amazonaws.com/"
        "AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint",
        SuspendedState={"DynamicScalingInSuspended": False, "DynamicScalingOutSuspended": False,
                        "ScheduledScalingSuspended": False}))


def test_update_keeps_what_is_omitted():
    aas = client()
    first = aas.register_scalable_target(**target("update", MinCapacity=1, MaxCapacity=4))
    second = aas.register_scalable_target(**target("update", MaxCapacity=9))
    equal(first.get("ScalableTargetARN"), second.get("ScalableTargetARN"))
    found = aas.describe_scalable_targets(
        ServiceNamespace="sagemaker", ResourceIds=["endpoint/update/variant/blue"])
    equal((found["ScalableTargets"][0]["MinCapacity"],
           found["ScalableTargets"][0]["MaxCapacity"]), (1, 9))


def test_deregister():
    aas = client()
    aas.register_scalable_target(**target("gone", MinCapacity=1, MaxCapacity=4))
    aas.deregister_scalable_target(**target("gone"))
    error = refusal(aas.deregister_scalable_target, **target("gone"))
    assert isinstance(error, aas.exceptions.ObjectNotFoundException), error
    equal(error.response["Error"]["Message"],
          "No scalable target found for service namespace: sagemaker, resource ID: "
          f"endpoint/gone/variant/blue, scalable dimension: {DIMENSION}")


def test_paging():
    aas = client(region_name="us-east-1")
    names = [f"page{number:03d}" for number in range(120)]
    for name in names:
        aas.register_scalable_target(**target(name, MinCapacity=0, MaxCapacity=2))
    pages = list(aas.get_paginator("describe_scalable_targets").paginate(
        ServiceNamespace="sagemaker", PaginationConfig={"PageSize": 50}))
    equal([len(page["ScalableTargets"]) for page in pages], [50, 50, 20])
    equal([found["ResourceId"] for page in pages for found in page["ScalableTargets"]],
          [f"endpoint/{name}/variant/blue" for name in names])

    limited = aas.get_paginator("describe_scalable_targets").paginate(
        ServiceNamespace="sagemaker", PaginationConfig={"PageSize": 50, "MaxItems": 70})
    first = limited.build_full_result()
    equal(len(first["ScalableTargets"]), 70)
    rest = aas.get_paginator("describe_scalable_targets").paginate(
        ServiceNamespace="sagemaker", PaginationConfig={"StartingToken": first["NextToken"]})
    equal(len(rest.build_full_result()["ScalableTargets"]), 50)


def test_bad_token():
    aas = client()
    error = refusal(aas.describe_scalable_targets, ServiceNamespace="sagemaker", NextToken="bad")
    assert isinstance(error, aas.exceptions.InvalidNextTokenException), error
    equal(error.response["Error"]["Message"], "The NextToken value is not valid")


def test_service_validation():
    aas = client()
    register = aas.register_scalable_target
    cases = [
        (target("v", MaxCapacity=4), "Minimum capacity must be specified"),
        (target("v", MinCapacity=1), "Maximum capacity must be specified"),
        (target("v", MinCapacity=5, MaxCapacity=4),
         "Maximum capacity cannot be less than minimum capacity"),
        (target("v", MinCapacity=-1, MaxCapacity=4), "Minimum capacity cannot be less than 0"),
        (target("v", MinCapacity=1, MaxCapacity=4, ServiceNamespace="ecs"),
         "Unsupported service namespace, resource type or scalable dimension"),
    ]
    for values, text in cases:
        error = refusal(register, **values)
        assert isinstance(error, aas.exceptions.ValidationException), error
        equal(error.response["Error"]["Message"], text)
        equal(error.response["ResponseMetadata"]["HTTPStatusCode"], 400)


def test_model_validation():
    aas = client(config=Config(parameter_validation=False, retries={"max_attempts": 1}))
    error = refusal(aas.register_scalable_target, ServiceNamespace="sagemaker",
                    ScalableDimension="sagemaker:variant:Count")
    assert isinstance(error, aas.exceptions.ValidationException), error
    text = error.response["Error"]["Message"]
    assert text.startswith("2 validation errors detected: "), text
    assert "Value null at 'resourceId' failed to satisfy constraint: Member must not be null" \
        in text, text
    assert "Value 'sagemaker:variant:Count' at 'scalableDimension' failed to satisfy constraint: " \
        "Member must satisfy enum value set: [" in text, text


def test_tags_of_an_existing_target():
    aas = client()
    aas.register_scalable_target(**target("tagged", MinCapacity=1, MaxCapacity=4))
    if not knows(aas, "RegisterScalableTarget", "Tags"):
        return
    error = refusal(aas.register_scalable_target, **target("tagged", Tags={"a": "b"}))
    assert isinstance(error, aas.exceptions.ValidationException), error
    assert "use the TagResource API" in error.response["Error"]["Message"]


def test_quota():
    aas = client(region_name="ap-south-1")
    for number in range(500):
        aas.register_scalable_target(**target(f"q{number}", MinCapacity=1, MaxCapacity=2))
    error = refusal(aas.register_scalable_target, **target("q", MinCapacity=1, MaxCapacity=2))
    assert isinstance(error, aas.exceptions.LimitExceededException), error


def code_of(aas):
    error = refusal(aas.describe_scalable_targets, ServiceNamespace="sagemaker")
    return error.response["Error"]["Code"], error.response["Error"]["Message"]


def test_wrong_secret():
    code, text = code_of(client(aws_access_key_id=os.environ["AWS_ACCESS_KEY_ID"],
                                aws_secret_access_key="wrong"))
    equal(code, "InvalidSignatureException")
    assert "signature" in text, text


def test_unknown_key():
    code, text = code_of(client(aws_access_key_id="NOBODY", aws_secret_access_key="wrong"))
    equal(code, "UnrecognizedClientException")
    equal(text, "The security token included in the request is invalid.")


def test_tampering():
    def change_body(request, **_):
        request.body = request.body.replace(b"sagemaker", b"dynamodb!")

    def change_date(request, **_):
        request.headers["X-Amz-Date"] = "20200101T000000Z"

    def drop_signature(request, **_):
        del request.headers["Authorization"]

    for change, expected in [(change_body, "InvalidSignatureException"),
                             (change_date, "InvalidSignatureException"),
                             (drop_signature, "MissingAuthenticationTokenException")]:
        aas = client()
        aas.meta.events.register("before-send.application-autoscaling", change)
        equal(code_of(aas)[0], expected)


class SlowClock(datetime.datetime):
    """Ten minutes behind."""

    @classmethod
    def utcnow(cls):
        return datetime.datetime.utcnow() - datetime.timedelta(minutes=10)


class SlowDatetime:
    """Stands in for the module in botocore's signers."""

    timedelta = datetime.timedelta
    timezone = datetime.timezone
    datetime = SlowClock


def signers():
    modules = [botocore.auth]
    try:
        # signs instead where awscrt is installed
        modules.append(importlib.import_module("botocore.crt.auth"))
    except ImportError:
        pass
    return modules


def slow_now(**_):
    return SlowClock.utcnow().replace(tzinfo=datetime.timezone.utc)


def test_old_date():
    """botocore reads the clock through the module, newer ones through a function of their own."""
    stand_ins = {"datetime": SlowDatetime, "get_current_datetime": slow_now}
    saved = [(module, name, getattr(module, name))
             for module in signers() for name in stand_ins if hasattr(module, name)]
    for module, name, _ in saved:
        setattr(module, name, stand_ins[name])
    try:
        code, text = code_of(client())
    finally:
        for module, name, value in saved:
            setattr(module, name, value)
    equal(code, "InvalidSignatureException")
    assert text.startswith("Signature expired: "), text


def test_counters():
    before = control("GET", "counters")
    aas = client()
    aas.describe_scalable_targets(ServiceNamespace="ecs")
    refusal(aas.describe_scalable_targets, ServiceNamespace="ecs", NextToken="bad")
    after = control("GET", "counters")
    equal(after["calls"] - before["calls"], 2)
    equal(after["errors"]["InvalidNextTokenException"]
          - before["errors"].get("InvalidNextTokenException", 0), 1)
    assert after["peak_in_flight"] >= 1, after


def test_identity_over_the_query_protocol():
    reply = client("sts").get_caller_identity()
    equal(reply["Account"], ACCOUNT)
    assert reply["Arn"].startswith(f"arn:aws:iam::{ACCOUNT}:user/"), reply
    assert reply["ResponseMetadata"]["RequestId"], reply
    stranger = client("sts", aws_access_key_id="NOBODY", aws_secret_access_key="x")
    error = refusal(stranger.get_caller_identity)
    equal(error.response["Error"]["Code"], "InvalidClientTokenId")
    equal(error.response["ResponseMetadata"]["HTTPStatusCode"], 403)


def test_alarms_over_the_query_protocol():
    cloudwatch = client("cloudwatch")
    cloudwatch.put_metric_alarm(
        AlarmName="busy", Namespace="mine", MetricName="load", Statistic="Average", Period=60,
        EvaluationPeriods=2, Threshold=50.5, ComparisonOperator="GreaterThanThreshold",
        Dimensions=[{"Name": "Host", "Value": "a b"}])
    alarm, = cloudwatch.describe_alarms(AlarmNames=["busy", "none"])["MetricAlarms"]
    equal(alarm["Threshold"], 50.5)
    equal(alarm["Dimensions"], [{"Name": "Host", "Value": "a b"}])
    equal(alarm["StateValue"], "INSUFFICIENT_DATA")
    now = datetime.datetime.now(datetime.timezone.utc)
    assert abs(alarm["AlarmConfigurationUpdatedTimestamp"] - now) < datetime.timedelta(minutes=5)
    error = refusal(cloudwatch.set_alarm_state, AlarmName="none", StateValue="OK", StateReason="x")
    assert isinstance(error, cloudwatch.exceptions.ResourceNotFound), error
    cloudwatch.delete_alarms(AlarmNames=["busy"])
    equal(cloudwatch.describe_alarms()["MetricAlarms"], [])


def test_metric_data():
    cloudwatch = client("cloudwatch")
    now = datetime.datetime.now(datetime.timezone.utc).replace(second=0, microsecond=0)
    cloudwatch.put_metric_data(Namespace="boto", MetricData=[
        {"MetricName": "load", "Value": 3.5, "Timestamp": now, "Unit": "Count"},
        {"MetricName": "load", "Values": [1.0, 2.0], "Counts": [2.0, 1.0], "Timestamp": now,
         "Unit": "Count"}])
    queries = [
        {"Id": "a", "ReturnData": False, "MetricStat": {
            "Metric": {"Namespace": "boto", "MetricName": "load"}, "Period": 60, "Stat": "Sum"}},
        {"Id": "b", "Expression": "a * 2"}]
    result, = cloudwatch.get_metric_data(
        MetricDataQueries=queries, StartTime=now - datetime.timedelta(minutes=5),
        EndTime=now + datetime.timedelta(minutes=5))["MetricDataResults"]
    equal((result["Id"], result["Values"], result["StatusCode"]), ("b", [15.0], "Complete"))
    equal(result["Timestamps"], [now])
    found, = cloudwatch.list_metrics(Namespace="boto")["Metrics"]
    equal(found["MetricName"], "load")
    queries[1]["Expression"] = "a +"
    error = refusal(cloudwatch.get_metric_data, MetricDataQueries=queries, StartTime=now,
                    EndTime=now + datetime.timedelta(minutes=5))
    equal(error.response["Error"]["Code"], "ValidationError")


def test_step_scaling_and_its_activity():
    aas, cloudwatch = client(), client("cloudwatch")
    aas.register_scalable_target(**target("steps", MinCapacity=1, MaxCapacity=4))
    arn = aas.put_scaling_policy(
        **target("steps", PolicyName="up", PolicyType="StepScaling"),
        StepScalingPolicyConfiguration={
            "AdjustmentType": "ChangeInCapacity",
            "StepAdjustments": [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 2}]},
    )["PolicyARN"]
    cloudwatch.put_metric_alarm(
        AlarmName="steps", Namespace="boto", MetricName="queue", Statistic="Average", Period=60,
        EvaluationPeriods=1, Threshold=10, ComparisonOperator="GreaterThanThreshold",
        AlarmActions=[arn])
    policy, = aas.describe_scaling_policies(ServiceNamespace="sagemaker",
                                            PolicyNames=["up"])["ScalingPolicies"]
    equal([alarm["AlarmName"] for alarm in policy["Alarms"]], ["steps"])
    cloudwatch.set_alarm_state(AlarmName="steps", StateValue="ALARM", StateReason="trying")
    activity, = aas.describe_scaling_activities(
        ServiceNamespace="sagemaker", ResourceId="endpoint/steps/variant/blue",
        ScalableDimension=DIMENSION)["ScalingActivities"]
    equal(activity["Description"], "Setting desired instance count to 3.")
    equal(activity["Cause"], "monitor alarm steps in state ALARM triggered policy up")
    equal(activity["StatusCode"], "Successful")
    history = cloudwatch.describe_alarm_history(AlarmName="steps", HistoryItemType="Action")
    equal(history["AlarmHistoryItems"][0]["HistorySummary"],
          f"Successfully executed action {arn}"[:255])
    cloudwatch.delete_alarms(AlarmNames=["steps"])


def test_alarms_of_target_tracking():
    aas, cloudwatch = client(), client("cloudwatch")
    aas.register_scalable_target(**target("tracks", MinCapacity=1, MaxCapacity=4))
    alarms = aas.put_scaling_policy(
        **target("tracks", PolicyName="t", PolicyType="TargetTrackingScaling"),
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 70.0, "PredefinedMetricSpecification": {
                "PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"}})["Alarms"]
    found = cloudwatch.describe_alarms(
        AlarmNamePrefix="TargetTracking-endpoint/tracks/")["MetricAlarms"]
    equal([alarm["AlarmName"] for alarm in found], [alarm["AlarmName"] for alarm in alarms])
    equal([alarm["Threshold"] for alarm in found], [70.0, 63.0])
    aas.deregister_scalable_target(**target("tracks"))
    equal(cloudwatch.describe_alarms(
        AlarmNamePrefix="TargetTracking-endpoint/tracks/")["MetricAlarms"], [])


def test_the_quota_of_alarms():
    cloudwatch = client("cloudwatch")

    def put(number):
        try:
            cloudwatch.put_metric_alarm(
                AlarmName=f"quota-{number}", Namespace="boto", MetricName="queue", Period=60,
                Statistic="Sum", EvaluationPeriods=1, Threshold=1,
                ComparisonOperator="GreaterThanThreshold")
        except ClientError as refused:
            return refused
        return None

    with ThreadPoolExecutor(10) as pool:
        error = next(filter(None, pool.map(put, range(20))), None)
    assert error, "20 alarms were written at once"
    equal(error.response["Error"], {"Code": "Throttling", "Message": "Rate exceeded",
                                    "Type": "Sender"})
    time.sleep(1.1)
    cloudwatch.delete_alarms(AlarmNames=[f"quota-{number}" for number in range(20)])


def control(method, name):
    url = f"{os.environ['MOONTIDE_EMULATOR_URL']}/_moontide/{name}"
    with urllib.request.urlopen(urllib.request.Request(url, method=method)) as reply:
        return json.load(reply)


def main():
    passed, failed = 0, 0
    for name, test in sorted(globals().items()):
        if not name.startswith("test_"):
            continue
        try:
            test()
            passed += 1
        except Exception as error:  # pylint: disable=broad-except
            failed += 1
            print(f"{name}: {type(error).__name__}: {error}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
