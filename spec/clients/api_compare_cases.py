"""The cases of api_compare.py: operations paged and not, answered and refused, in each format."""
import json
import os

CONFIG = os.path.join(os.path.dirname(os.path.abspath(__file__)), "api_compare.config")
DIMENSION = "sagemaker:variant:DesiredInstanceCount"


class Case:
    def __init__(self, name, arguments, service="application-autoscaling", setup=(), differs=None,
                 environment=None, may_be_empty=False, mask=None):
        self.name = name
        self.arguments = arguments
        self.service = service
        self.setup = list(setup)
        self.differs = differs
        self.environment = environment or {}
        self.may_be_empty = may_be_empty
        self.mask = mask


def target(name):
    return ["--service-namespace", "sagemaker", "--scalable-dimension", DIMENSION,
            "--resource-id", f"endpoint/{name}/variant/blue"]


def register(name, *more):
    return ["register-scalable-target", *target(name), "--min-capacity", "1",
            "--max-capacity", "4", *more]


ALARM_ID = r"(?<=-Alarm)(High|Low)-[-0-9a-f]{36}"  # new at each put
TRACKING = {"TargetValue": 70.5, "ScaleInCooldown": 300, "DisableScaleIn": False,
            "PredefinedMetricSpecification":
                {"PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"}}
METRIC_MATH = {"TargetValue": 100, "CustomizedMetricSpecification": {"Metrics": [
    {"Id": "m1", "MetricStat": {"Metric": {"MetricName": "Invocations",
                                           "Namespace": "AWS/SageMaker",
                                           "Dimensions": [{"Name": "EndpointName", "Value": "a"}]},
                                "Stat": "Sum"}, "ReturnData": False},
    {"Id": "e1", "Expression": "m1 / 2", "ReturnData": True}]}}
STEPS = ("AdjustmentType=ChangeInCapacity,Cooldown=60,MetricAggregationType=Average,"
         "StepAdjustments=[{MetricIntervalLowerBound=0,MetricIntervalUpperBound=10,"
         "ScalingAdjustment=1},{MetricIntervalLowerBound=10,ScalingAdjustment=2}]")


def tracking(name, policy, configuration=None):
    return ["put-scaling-policy", *target(name), "--policy-name", policy, "--policy-type",
            "TargetTrackingScaling", "--target-tracking-scaling-policy-configuration",
            json.dumps(configuration or TRACKING)]


def steps(name, policy):
    return ["put-scaling-policy", *target(name), "--policy-name", policy, "--policy-type",
            "StepScaling", "--step-scaling-policy-configuration", STEPS]


def schedule(name, action, *more):
    return ["put-scheduled-action", *target(name), "--scheduled-action-name", action, "--schedule",
            "cron(0 22 * * ? *)", "--scalable-target-action", "MinCapacity=1,MaxCapacity=2", *more]


def describe(what, *more):
    return [what, "--service-namespace", "sagemaker", *more]


def targets(*more):
    return describe("describe-scalable-targets", *more)


def policies(*more):
    return describe("describe-scaling-policies", *more)


def actions(*more):
    return describe("describe-scheduled-actions", *more)


def activities(*more):
    return describe("describe-scaling-activities", *more)


ARN = "arn:aws:application-autoscaling:eu-west-1:111122223333:scalable-target/0000000000000000"
SEED = [register(f"e{i:02}", *(["--tags", "team=ranking,env=prod"] if i == 0 else []))
        for i in range(8)]
SEED += [tracking("e00", "track"), steps("e00", "steps"),
         tracking("e01", "math", METRIC_MATH),
         schedule("e00", "night", "--timezone", "Europe/Berlin", "--start-time",
                  "2030-01-01T00:00:00Z"),
         schedule("e00", "morning"), schedule("e01", "night")]

REGISTER = [
    Case("register", register("e00")),
    Case("register: --option=value", ["register-scalable-target", *target("e00"),
                                      "--min-capacity=1", "--max-capacity=4"]),
    Case("register: suspended state, shorthand", register(
        "e01", "--suspended-state",
        "DynamicScalingInSuspended=true,ScheduledScalingSuspended=false")),
    Case("register: suspended state, JSON", register(
        "e01", "--suspended-state", '{"DynamicScalingOutSuspended": true}')),
    Case("register: input as JSON, option wins", [
        "register-scalable-target", "--max-capacity", "9", "--cli-input-json", json.dumps({
            "ServiceNamespace": "sagemaker", "ScalableDimension": DIMENSION,
            "ResourceId": "endpoint/e02/variant/blue", "MinCapacity": 2, "MaxCapacity": 3})]),
    Case("register: minimum above maximum", ["register-scalable-target", *target("e00"),
                                             "--min-capacity", "5", "--max-capacity", "4"]),
    Case("register: tags of an existing target", register("e00", "--tags", "team=other")),
    Case("register: required option missing", ["register-scalable-target", "--min-capacity", "1"]),
    Case("register: unknown option", register("e00", "--max-capasity", "9")),
    Case("register: no number", ["register-scalable-target", *target("e00"), "--min-capacity", "x"],
         ),
    Case("register: JSON that is none", register("e00", "--suspended-state", "{nonsense")),
    Case("register: shorthand that is none", register("e00", "--suspended-state", "nonsense")),
    Case("register: unknown member", register("e00", "--suspended-state", "Dynamic=true")),
    Case("register: unknown dimension", [
        "register-scalable-target", "--service-namespace", "sagemaker", "--scalable-dimension",
        "nonsense", "--resource-id", "endpoint/a/variant/b", "--min-capacity", "1"],
         differs="values outside an enumeration are refused before anything is sent"),
]

DESCRIBE = []
for what in ("describe-scalable-targets", "describe-scaling-policies", "describe-scheduled-actions",
             "describe-scaling-activities"):
    DESCRIBE += [
        Case(f"{what}", describe(what)),
        Case(f"{what}: text", describe(what, "--output", "text"), may_be_empty=True),
        Case(f"{what}: table", describe(what, "--output", "table"), may_be_empty=True),
        Case(f"{what}: yaml", describe(what, "--output", "yaml")),
        Case(f"{what}: small pages", describe(what, "--page-size", "2")),
        Case(f"{what}: maximum", describe(what, "--max-items", "3", "--page-size", "2"),
             may_be_empty=True),
        Case(f"{what}: one page by hand", describe(what, "--no-paginate", "--max-results", "1")),
        Case(f"{what}: bad token", describe(what, "--next-token", "nonsense")),
        Case(f"{what}: a namespace with none", [what, "--service-namespace", "ecs"]),
    ]
DESCRIBE += [
    Case("targets: two ids", targets("--resource-ids",
                                      "endpoint/e03/variant/blue", "endpoint/e01/variant/blue",
                                      "--scalable-dimension", DIMENSION)),
    Case("targets: ids as JSON", targets("--resource-ids",
                                          '["endpoint/e03/variant/blue"]')),
    Case("targets: maximum, text", targets("--max-items", "3", "--page-size",
                                            "2", "--output", "text")),
    Case("targets: maximum on a page's edge", targets("--max-items", "4",
                                                       "--page-size", "2")),
    Case("targets: maximum 0", targets("--max-items", "0")),
    Case("targets: starting token", targets("--starting-token",
        "eyJOZXh0VG9rZW4iOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAzfQ==", "--max-items", "2")),
    Case("targets: old starting token", targets("--starting-token", "None___2")),
    Case("targets: --no-paginate with --max-items",
         targets("--no-paginate", "--max-items", "2")),
    Case("targets: yaml-stream", targets("--output", "yaml-stream",
                                          "--page-size", "3")),
    Case("targets: query, list", targets("--query",
                                          "ScalableTargets[].[ResourceId,MinCapacity]")),
    Case("targets: query, text", targets("--output", "text", "--query",
                                          "ScalableTargets[].[ResourceId,SuspendedState]"),
         differs="the AWS CLI fails on lists that mix objects and scalars"),
    Case("targets: query, table", targets("--output", "table", "--query",
                                           "ScalableTargets[].{Id:ResourceId,Min:MinCapacity}")),
    Case("targets: query, one word", targets("--output", "text", "--query",
                                              "ScalableTargets[0].ResourceId")),
    Case("targets: query, nothing", targets("--query", "Nothing")),
    Case("targets: query, nothing, text", targets("--query", "Nothing[0]",
                                                   "--output", "text")),
    Case("targets: query, filter", targets("--query",
        "ScalableTargets[?MaxCapacity>`3` && contains(ResourceId, 'e0')] | length(@)")),
    Case("targets: query, functions", targets(
        "--query", "{sum: sum(ScalableTargets[].MaxCapacity), avg: "
        "avg(ScalableTargets[].MinCapacity), "
        "by: sort_by(ScalableTargets, &ResourceId)[-1].ResourceId,"
        " keys: keys(ScalableTargets[0])}")),
    Case("targets: query that is none", targets("--query", "a[")),
    Case("targets: query of the wrong type", targets("--query", "length(`1`)")),
    Case("targets: colours", targets("--output", "table", "--color", "on",
                                      "--max-items", "1"),
         differs="the AWS CLI ends every piece with further codes that reset colours"),
    Case("targets: table, one column", targets("--output", "table", "--query",
                                                "ScalableTargets[].ResourceId")),
    Case("targets: table of rows", targets("--output", "table", "--query",
        "ScalableTargets[].[ResourceId,MinCapacity,CreationTime]")),
    Case("targets: in another zone", targets("--max-items", "1"),
         environment={"TZ": "Asia/Kathmandu"}),
    Case("targets: format from the environment", targets(),
         environment={"AWS_DEFAULT_OUTPUT": "text"}),
    Case("targets: format from the profile", targets(), environment={
        "AWS_CONFIG_FILE": CONFIG, "AWS_PROFILE": "lines"}),
    Case("targets: format from the default profile", targets("--max-items", "1"), environment={
        "AWS_CONFIG_FILE": CONFIG}),
    Case("activities: not scaled", activities("--include-not-scaled-activities")),
    Case("activities: no not scaled", activities("--no-include-not-scaled-activities")),
    Case("policies: of one target", policies(*target("e01")[2:])),
    Case("policies: by name", policies("--policy-names", "track", "steps")),
    Case("policies: table", policies("--output", "table", "--policy-names",
                                     "math")),
    Case("actions: by name", actions("--scheduled-action-names", "night",
                                      "morning")),
    Case("wrong secret", targets(),
         environment={"AWS_SECRET_ACCESS_KEY": "wrong"}),
    Case("no region", targets(),
         environment={"AWS_REGION": None, "AWS_DEFAULT_REGION": None}),
    Case("no credentials", targets(),
         environment={"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}),
]

OTHERS = [
    Case("put tracking policy", tracking("e00", "track"), mask=ALARM_ID),
    Case("put tracking policy, metric math", tracking("e01", "math", METRIC_MATH),
         mask=ALARM_ID),
    Case("put step policy, shorthand", steps("e00", "steps")),
    Case("put policy without a target", tracking("none", "track")),
    Case("put policy, unknown metric", tracking("e00", "t", {
        "TargetValue": 1, "PredefinedMetricSpecification":
            {"PredefinedMetricType": "DynamoDBReadCapacityUtilization"}})),
    Case("put scheduled action", schedule("e00", "night", "--timezone", "Europe/Berlin"),
         may_be_empty=True),
    Case("put scheduled action, times", schedule(
        "e00", "night", "--start-time", "2031-01-01T00:00:00Z", "--end-time", "1956528000"),
         may_be_empty=True),
    Case("put scheduled action, local time", schedule(
        "e00", "night", "--start-time", "2031-05-01T00:00:00"), may_be_empty=True,
         environment={"TZ": "America/New_York"}),
    Case("actions: what local time became", actions(*target("e00")[2:])),
    Case("put scheduled action, bad schedule", [
        "put-scheduled-action", *target("e00"), "--scheduled-action-name", "x", "--schedule",
        "cron(nonsense)"]),
    Case("delete scaling policy", ["delete-scaling-policy", *target("e02"),
                                   "--policy-name", "gone"],
         setup=[tracking("e02", "gone")], may_be_empty=True),
    Case("delete scaling policy, none", ["delete-scaling-policy", *target("e02"), "--policy-name",
                                         "none"]),
    Case("delete scheduled action", ["delete-scheduled-action", *target("e02"),
                                     "--scheduled-action-name", "gone"],
         setup=[schedule("e02", "gone")], may_be_empty=True),
    Case("delete scheduled action, none", ["delete-scheduled-action", *target("e02"),
                                           "--scheduled-action-name", "none"]),
    Case("deregister", ["deregister-scalable-target", *target("e07")], setup=[register("e07")],
         may_be_empty=True),
    Case("deregister, none", ["deregister-scalable-target", *target("none")]),
    Case("tag, unknown resource", ["tag-resource", "--resource-arn", ARN, "--tags", "a=b"]),
    Case("untag, unknown resource", ["untag-resource", "--resource-arn", ARN,
                                      "--tag-keys", "a", "b"]),
    Case("list tags, unknown resource", ["list-tags-for-resource", "--resource-arn", ARN]),
    Case("forecast, none", ["get-predictive-scaling-forecast", *target("e00"), "--policy-name",
                            "track", "--start-time", "2030-01-01T00:00:00Z", "--end-time",
                            "2030-01-02T00:00:00Z"]),
    Case("unknown operation", ["describe-scalable-target", "--service-namespace", "sagemaker"]),
]

DRY = [
    Case("skeleton of an input", ["put-scaling-policy", "--generate-cli-skeleton"],
         mask=r'(?<=: ")[^"]+'),  # of an enumeration the AWS CLI takes any value
    Case("skeleton of an answer", policies("--generate-cli-skeleton", "output")),
    Case("skeleton of an answer, query", targets("--generate-cli-skeleton",
                                                  "output", "--query", "ScalableTargets[0]")),
    Case("skeleton of an input, small", ["untag-resource", "--generate-cli-skeleton", "input"]),
    Case("skeleton of no answer", ["untag-resource", "--resource-arn", ARN, "--tag-keys", "a",
                                   "--generate-cli-skeleton", "output"], may_be_empty=True),
]

TIMES = r"20\d\d-\d\d-\d\dT[^\"\s]*"
ENDPOINT = "arn:aws:sagemaker:eu-west-1:111122223333:endpoint/endpoint-PROGRAM"


def sagemaker(name, arguments, **more):
    return Case(f"sagemaker: {name}", arguments, service="sagemaker", mask=TIMES, **more)


# What is made has the program's name in it, so that both can make it.
SAGEMAKER = [
    sagemaker("create a configuration", [
        "create-endpoint-config", "--endpoint-config-name", "config-PROGRAM",
        "--production-variants", "VariantName=blue,ModelName=m,InstanceType=ml.m5.large,"
        "InitialInstanceCount=2", "--tags", "Key=team,Value=ranking"]),
    sagemaker("describe a configuration", [
        "describe-endpoint-config", "--endpoint-config-name", "config-PROGRAM"]),
    sagemaker("list configurations", ["list-endpoint-configs", "--name-contains", "PROGRAM"]),
    sagemaker("create an endpoint", [
        "create-endpoint", "--endpoint-name", "endpoint-PROGRAM", "--endpoint-config-name",
        "config-PROGRAM", "--tags", "Key=team,Value=ranking", "Key=env,Value=prod"]),
    sagemaker("create an endpoint again", [
        "create-endpoint", "--endpoint-name", "endpoint-PROGRAM", "--endpoint-config-name",
        "config-PROGRAM"]),
    sagemaker("describe an endpoint", ["describe-endpoint", "--endpoint-name", "endpoint-PROGRAM"]),
    sagemaker("describe none", ["describe-endpoint", "--endpoint-name", "none"]),
    sagemaker("list endpoints", ["list-endpoints", "--name-contains", "PROGRAM", "--output",
                                 "table"]),
    sagemaker("list by time", ["list-endpoints", "--name-contains", "PROGRAM",
                               "--creation-time-after", "2020-01-01T00:00:00Z",
                               "--sort-by", "Name"]),
    sagemaker("tags", ["list-tags", "--resource-arn", ENDPOINT]),
    sagemaker("add tags", ["add-tags", "--resource-arn", ENDPOINT, "--tags", "Key=a,Value=b"]),
    sagemaker("set weights", [
        "update-endpoint-weights-and-capacities", "--endpoint-name", "endpoint-PROGRAM",
        "--desired-weights-and-capacities",
        '[{"VariantName": "blue", "DesiredInstanceCount": 3}]']),
    sagemaker("update an endpoint to none", [
        "update-endpoint", "--endpoint-name", "endpoint-PROGRAM",
        "--endpoint-config-name", "none"]),
    sagemaker("create a component on none", [
        "create-inference-component", "--inference-component-name", "component-PROGRAM",
        "--endpoint-name", "none", "--variant-name", "blue", "--specification",
        "ModelName=m,ComputeResourceRequirements={MinMemoryRequiredInMb=1024}",
        "--runtime-config", "CopyCount=1"]),
    sagemaker("describe no component", ["describe-inference-component",
                                        "--inference-component-name", "none"]),
    sagemaker("list components", ["list-inference-components"]),
    sagemaker("copies of no component", [
        "update-inference-component-runtime-config", "--inference-component-name", "none",
        "--desired-runtime-config", "CopyCount=2"]),
    sagemaker("delete no component", ["delete-inference-component", "--inference-component-name",
                                      "none"]),
    sagemaker("recommendation, none", ["get-scaling-configuration-recommendation",
                                       "--inference-recommendations-job-name", "none"]),
    sagemaker("delete an endpoint", ["delete-endpoint", "--endpoint-name", "none"]),
    sagemaker("delete a configuration", ["delete-endpoint-config", "--endpoint-config-name",
                                         "config-PROGRAM"], may_be_empty=True),
]


def cloudwatch(name, arguments, **more):
    return Case(f"cloudwatch: {name}", arguments, service="cloudwatch", mask=TIMES, **more)


ALARM = ["put-metric-alarm", "--alarm-name", "backlog", "--namespace", "AWS/SageMaker",
         "--metric-name", "Backlog", "--statistic", "Average", "--period", "60", "--threshold",
         "10.5", "--comparison-operator", "GreaterThanThreshold", "--evaluation-periods", "2",
         "--dimensions", "Name=EndpointName,Value=ranker", "--treat-missing-data", "ignore"]
CLOUDWATCH = [
    cloudwatch("put an alarm", ALARM, may_be_empty=True),
    cloudwatch("describe alarms", ["describe-alarms", "--alarm-names", "backlog"]),
    cloudwatch("describe alarms, text", ["describe-alarms", "--output", "text", "--alarm-names",
                                         "backlog"]),
    cloudwatch("set a state", ["set-alarm-state", "--alarm-name", "backlog", "--state-value",
                               "ALARM", "--state-reason", "try"], may_be_empty=True),
    cloudwatch("set a state of none", ["set-alarm-state", "--alarm-name", "none", "--state-value",
                                       "ALARM", "--state-reason", "try"]),
    cloudwatch("history of none", ["describe-alarm-history", "--alarm-name", "none"]),
    cloudwatch("put data", ["put-metric-data", "--namespace", "App", "--metric-data",
                            "MetricName=Load,Value=1.5,Unit=Count"], may_be_empty=True),
    cloudwatch("list metrics", ["list-metrics", "--namespace", "App"]),
    cloudwatch("get data", ["get-metric-data", "--start-time", "2020-01-01T00:00:00Z", "--end-time",
                            "2020-01-01T01:00:00Z", "--metric-data-queries", json.dumps([{
                                "Id": "m", "MetricStat": {"Metric": {
                                    "Namespace": "App", "MetricName": "Load"},
                                    "Period": 60, "Stat": "Sum"}}])]),
    cloudwatch("delete an alarm", ["delete-alarms", "--alarm-names", "backlog"],
               may_be_empty=True),
]

NEIGHBOURS = [
    Case("tagging: resources", ["get-resources", "--resource-type-filters", "sagemaker:endpoint",
                                "--tag-filters", "Key=team,Values=ranking"],
         service="resourcegroupstaggingapi"),
    Case("quotas: one", ["get-service-quota", "--service-code", "sagemaker", "--quota-code",
                         "L-NONE"], service="service-quotas"),
    Case("quotas: a default", ["get-aws-default-service-quota", "--service-code", "sagemaker",
                               "--quota-code", "L-NONE"], service="service-quotas"),
    Case("quotas: list", ["list-service-quotas", "--service-code", "application-autoscaling",
                          "--max-items", "2"], service="service-quotas"),
    Case("sts: who", ["get-caller-identity"], service="sts"),
]

CASES = REGISTER + DESCRIBE + OTHERS + DRY + CLOUDWATCH + SAGEMAKER + NEIGHBOURS
