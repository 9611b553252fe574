"""boto3 against the emulator's SageMaker: an endpoint's life, its scaling, paging, every refusal."""

import os
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, WaiterError

ARN = "arn:aws:sagemaker:eu-west-1:111122223333:"
DIMENSION = "sagemaker:variant:DesiredInstanceCount"
SOON = {"Delay": 0.1, "MaxAttempts": 100}


def client(service, **options):
    config = Config(retries={"max_attempts": 1, "mode": "standard"}, **options)
    return boto3.client(service, region_name="eu-west-1", config=config,
                        endpoint_url=os.environ["MOONTIDE_EMULATOR_URL"])


def refusal(call, **values):
    try:
        call(**values)
    except ClientError as error:
        return error
    raise AssertionError("the call was not refused")


def equal(actual, expected):
    assert actual == expected, f"{actual!r} instead of {expected!r}"


def refused(call, code, text, **values):
    error = refusal(call, **values).response["Error"]
    equal(error["Code"], code)
    assert text in error["Message"], error


def variant(name="blue", **changes):
    values = {"VariantName": name, "ModelName": "model", "InstanceType": "ml.m5.xlarge",
              "InitialInstanceCount": 1}
    values.update(changes)
    return {key: value for key, value in values.items() if value is not None}


def create(sagemaker, name, *variants, **changes):
    sagemaker.create_endpoint_config(EndpointConfigName=name + "-config",
                                     ProductionVariants=list(variants or [variant()]), **changes)
    sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=name + "-config",
                              Tags=[{"Key": "team", "Value": "clients"}])


def test_life_of_an_endpoint():
    sagemaker = client("sagemaker")
    create(sagemaker, "life")
    equal(sagemaker.describe_endpoint(EndpointName="life")["EndpointStatus"], "Creating")
    sagemaker.get_waiter("endpoint_in_service").wait(EndpointName="life", WaiterConfig=SOON)
    found = sagemaker.describe_endpoint(EndpointName="life")
    equal(found["EndpointArn"], ARN + "endpoint/life")
    equal(found["ProductionVariants"][0]["CurrentInstanceCount"], 1)
    sagemaker.update_endpoint_weights_and_capacities(
        EndpointName="life", DesiredWeightsAndCapacities=[
            {"VariantName": "blue", "DesiredInstanceCount": 3, "DesiredWeight": 0.5}])
    refused(sagemaker.delete_endpoint, "ValidationException",
            f'Cannot update in-progress endpoint "{ARN}endpoint/life".', EndpointName="life")
    sagemaker.get_waiter("endpoint_in_service").wait(EndpointName="life", WaiterConfig=SOON)
    found = sagemaker.describe_endpoint(EndpointName="life")["ProductionVariants"][0]
    equal((found["CurrentInstanceCount"], found["CurrentWeight"]), (3, 0.5))
    sagemaker.delete_endpoint(EndpointName="life")
    sagemaker.get_waiter("endpoint_deleted").wait(EndpointName="life", WaiterConfig=SOON)
    refused(sagemaker.describe_endpoint, "ValidationException",
            f'Could not find endpoint "{ARN}endpoint/life".', EndpointName="life")


def test_scaling_moves_the_endpoint():
    sagemaker, aas = client("sagemaker"), client("application-autoscaling")
    create(sagemaker, "scaled")
    waiter = sagemaker.get_waiter("endpoint_in_service")
    waiter.wait(EndpointName="scaled", WaiterConfig=SOON)
    target = {"ServiceNamespace": "sagemaker", "ScalableDimension": DIMENSION,
              "ResourceId": "endpoint/scaled/variant/blue"}
    aas.register_scalable_target(MinCapacity=2, MaxCapacity=4, **target)
    waiter.wait(EndpointName="scaled", WaiterConfig=SOON)
    found = sagemaker.describe_endpoint(EndpointName="scaled")["ProductionVariants"][0]
    equal(found["CurrentInstanceCount"], 2)
    activity, = aas.describe_scaling_activities(
        ServiceNamespace="sagemaker", ResourceId=target["ResourceId"])["ScalingActivities"]
    equal(activity["Description"], "Setting desired instance count to 2.")
    sagemaker.create_endpoint_config(EndpointConfigName="bigger", ProductionVariants=[
        variant(InstanceType="ml.m5.2xlarge")])
    refused(sagemaker.update_endpoint, "ValidationException", "registered as a scalable target",
            EndpointName="scaled", EndpointConfigName="bigger")
    aas.deregister_scalable_target(**target)
    sagemaker.update_endpoint(EndpointName="scaled", EndpointConfigName="bigger",
                              RetainAllVariantProperties=True)
    pending = sagemaker.describe_endpoint(EndpointName="scaled")["PendingDeploymentSummary"]
    equal(pending["EndpointConfigName"], "bigger")
    waiter.wait(EndpointName="scaled", WaiterConfig=SOON)
    found = sagemaker.describe_endpoint(EndpointName="scaled")
    equal(found["EndpointConfigName"], "bigger")
    equal(found["ProductionVariants"][0]["CurrentInstanceCount"], 2)


def test_what_does_not_register():
    sagemaker, aas = client("sagemaker"), client("application-autoscaling")
    create(sagemaker, "small", variant(InstanceType="ml.t2.medium"))
    target = {"ServiceNamespace": "sagemaker", "ScalableDimension": DIMENSION, "MinCapacity": 1,
              "MaxCapacity": 2}
    refused(aas.register_scalable_target, "ValidationException",
            "You cannot register a variant with ml.t2.medium instance type",
            ResourceId="endpoint/small/variant/blue", **target)
    refused(aas.register_scalable_target, "ValidationException", "Could not find endpoint",
            ResourceId="endpoint/nothing/variant/blue", **target)


def test_failures():
    sagemaker = client("sagemaker")
    create(sagemaker, "ill", variant(ModelName="moontide-fail"))
    try:
        sagemaker.get_waiter("endpoint_in_service").wait(EndpointName="ill", WaiterConfig=SOON)
        raise AssertionError("it came up")
    except WaiterError as error:
        assert "Failed" in str(error), error
    assert "ping health check" in sagemaker.describe_endpoint(EndpointName="ill")["FailureReason"]


def test_error_classes():
    sagemaker = client("sagemaker")
    create(sagemaker, "classes", variant(InitialInstanceCount=900))
    sagemaker.get_waiter("endpoint_in_service").wait(EndpointName="classes", WaiterConfig=SOON)
    error = refusal(sagemaker.update_endpoint_weights_and_capacities, EndpointName="classes",
                    DesiredWeightsAndCapacities=[
                        {"VariantName": "blue", "DesiredInstanceCount": 2000}])
    assert isinstance(error, sagemaker.exceptions.ResourceLimitExceeded), error
    if hasattr(sagemaker, "get_scaling_configuration_recommendation"):  # older clients lack it
        error = refusal(sagemaker.get_scaling_configuration_recommendation,
                        InferenceRecommendationsJobName="none")
        assert isinstance(error, sagemaker.exceptions.ResourceNotFound), error
    refused(sagemaker.create_endpoint, "ValidationException",
            f'Cannot create already existing endpoint "{ARN}endpoint/classes".',
            EndpointName="classes", EndpointConfigName="classes-config")
    refused(sagemaker.create_endpoint_config, "ValidationException", "Cannot create already",
            EndpointConfigName="classes-config", ProductionVariants=[variant()])
    refused(sagemaker.describe_endpoint_config, "ValidationException",
            "Could not find endpoint configuration", EndpointConfigName="none")


def test_names_are_checked_by_the_service():
    sagemaker = client("sagemaker", parameter_validation=False)
    for name in ["-a", "a_b", "x" * 64]:
        refused(sagemaker.describe_endpoint, "ValidationException", "'endpointName'",
                EndpointName=name)
    refused(sagemaker.create_endpoint_config, "ValidationException", "'productionVariants'",
            EndpointConfigName="a", ProductionVariants=[])
    refused(sagemaker.list_endpoints, "ValidationException", "'maxResults'", MaxResults=101)


def test_inference_components():
    sagemaker = client("sagemaker")
    if not hasattr(sagemaker, "create_inference_component"):
        return
    create(sagemaker, "host", variant(ModelName=None, ManagedInstanceScaling={
        "Status": "ENABLED", "MinInstanceCount": 0, "MaxInstanceCount": 2}),
        ExecutionRoleArn="arn:aws:iam::111122223333:role/sagemaker")
    sagemaker.create_inference_component(
        InferenceComponentName="llama", EndpointName="host", VariantName="blue",
        Specification={"ModelName": "llama",
                       "ComputeResourceRequirements": {"MinMemoryRequiredInMb": 1024}},
        RuntimeConfig={"CopyCount": 1})
    sagemaker.get_waiter("endpoint_in_service").wait(EndpointName="host", WaiterConfig=SOON)
    listed = sagemaker.list_inference_components(EndpointNameEquals="host")["InferenceComponents"]
    equal([item["InferenceComponentName"] for item in listed], ["llama"])
    refused(sagemaker.describe_inference_component, "ValidationException",
            "Could not find inference component", InferenceComponentName="none")


def test_paging_and_tags():
    sagemaker, tagging = client("sagemaker"), client("resourcegroupstaggingapi")
    names = [f"page-{number:03d}" for number in range(45)]
    for name in names:
        create(sagemaker, name)
    pages = list(sagemaker.get_paginator("list_endpoints").paginate(
        NameContains="page-", SortBy="Name", SortOrder="Ascending",
        PaginationConfig={"PageSize": 20}))
    equal([len(page["Endpoints"]) for page in pages], [20, 20, 5])
    equal([item["EndpointName"] for page in pages for item in page["Endpoints"]], names)
    found = tagging.get_paginator("get_resources").paginate(
        ResourceTypeFilters=["sagemaker:endpoint"], TagFilters=[{"Key": "team"}],
        PaginationConfig={"PageSize": 10}).build_full_result()["ResourceTagMappingList"]
    assert len(found) >= 45, len(found)
    equal(sagemaker.list_tags(ResourceArn=ARN + "endpoint/page-000")["Tags"],
          [{"Key": "team", "Value": "clients"}])


def test_quotas():
    quotas = client("service-quotas")
    found = [quota for page in quotas.get_paginator("list_service_quotas").paginate(
        ServiceCode="sagemaker") for quota in page["Quotas"]
        if quota["QuotaName"] == "ml.m5.xlarge for endpoint usage"]
    equal(found[0]["Value"], 1000.0)
    error = refusal(quotas.get_service_quota, ServiceCode="sagemaker", QuotaCode="L-00000000")
    assert isinstance(error, quotas.exceptions.NoSuchResourceException), error


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
