"""--metrics as Prometheus's own parsers read it: a run that is throttled and partly refused, with a
profile. promtool looks as well, where there is one."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from prometheus_client.parser import text_string_to_metric_families

PROGRAM = os.environ["MOONTIDE_BIN"]
CALLS = 60
NAME = "team/prod@eu"  # of a profile
SCRIPT = """
local moontide = require "moontide"
local aas = moontide.client "application-autoscaling"
local numbers = {}
for i = 1, %d do numbers[i] = i end
moontide.map(numbers, function(i)
   aas:register_scalable_target { ServiceNamespace = "sagemaker",
      ResourceId = "endpoint/m" .. i .. "/variant/main", MinCapacity = 1, MaxCapacity = 2,
      ScalableDimension = "sagemaker:variant:DesiredInstanceCount" }
end)
aas:deregister_scalable_target { ServiceNamespace = "sagemaker",
   ResourceId = "endpoint/none/variant/main",
   ScalableDimension = "sagemaker:variant:DesiredInstanceCount" }
""" % CALLS


def check(condition, what):
    if not condition:
        sys.exit(f"metrics_test: {what}")


def run(directory):
    script, out = directory / "script.lua", directory / "moontide.prom"
    script.write_text(SCRIPT)
    keys = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    (directory / "credentials").write_text(
        f"[{NAME}]\naws_access_key_id = {os.environ[keys[0]]}\naws_secret_access_key = {os.environ[keys[1]]}\n")
    environment = {k: v for k, v in os.environ.items() if k not in keys}
    environment.update(AWS_SHARED_CREDENTIALS_FILE=str(directory / "credentials"))
    status = subprocess.run(
        [PROGRAM, "run", "--profile", NAME, "--endpoint-url", os.environ["MOONTIDE_EMULATOR_URL"],
         "--rate", "200", "--rate-memory", "off", "--metrics", out, script], env=environment,
        stderr=subprocess.DEVNULL, check=False).returncode
    check(status == 1, f"the script should fail with 1, not {status}")
    return out.read_text()


def samples_of(families):
    return [sample for family in families for sample in family.samples]


def total(samples, name, **labels):
    return sum(s.value for s in samples
               if s.name == name and all(s.labels.get(k) == v for k, v in labels.items()))


def main():
    with tempfile.TemporaryDirectory() as directory:
        text = run(pathlib.Path(directory))
    families = list(text_string_to_metric_families(text))
    samples = samples_of(families)
    check(all(family.documentation and family.type != "unknown" for family in families), "HELP or TYPE missing")
    check(total(samples, "moontide_calls_total", outcome="ok", operation_class="write") == CALLS, "calls")
    check(total(samples, "moontide_calls_total", outcome="service") == 1, "the refused call")
    check(total(samples, "moontide_run_exit_code") == 1, "exit code")
    check({s.labels["profile"] for s in samples if "profile" in s.labels} == {NAME}, "the profile")
    count = total(samples, "moontide_attempt_duration_seconds_count")
    check(count == total(samples, "moontide_attempt_duration_seconds_bucket", le="+Inf") >= CALLS + 1, "histogram")
    check(count == total(samples, "moontide_attempts_total"), "attempts")
    check(total(samples, "moontide_sent_bytes_total") > 100 * CALLS, "bytes")
    for secret in (os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]):
        check(secret not in text, "a key in the metrics")
    if shutil.which("promtool"):
        lint = subprocess.run(["promtool", "check", "metrics"], input=text, text=True, capture_output=True, check=False)
        check(lint.returncode == 0, f"promtool: {lint.stdout}{lint.stderr}")
    print(f"{len(families)} families, {len(samples)} samples")


main()
