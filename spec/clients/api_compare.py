#!/usr/bin/env python3
"""Runs the AWS CLI and `moontide api` with the same arguments against the same emulator and compares
what they print and how they end; run by with_emulator.sh.

The AWS CLI gets the models of core/model, so that an old release knows every operation. A case that
is expected to differ says why; one that says so and does not differ is a failure too.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import time

from api_compare_cases import CASES, SEED, Case

try:
    import awscli.clidriver  # Debian's: the program's own code
except ImportError:
    awscli = None

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
URL = os.environ["MOONTIDE_EMULATOR_URL"]
AWS = os.environ["AWS"]
MOONTIDE = os.environ["MOONTIDE_BIN"]

# The AWS CLI's exit codes, and those that the same failure has here (docs/api.md).
EXIT_CODES = {0: {0}, 252: {64, 3}, 253: {1, 4}, 254: {1, 4}, 255: {1, 64}}


def install_models(home):
    """Our models where the AWS CLI looks for a user's own."""
    source = os.path.join(ROOT, "core", "model")
    for name in sorted(os.listdir(source)):
        with open(os.path.join(source, name), encoding="utf-8") as file:
            model = json.load(file)
        if model.get("metadata", {}).get("protocol") not in ("json", "query"):
            continue  # no model, or of a protocol that old releases do not speak: they keep theirs
        folder = os.path.join(home, ".aws", "models", name[:-5], model["metadata"]["apiVersion"])
        os.makedirs(folder)
        paginators = model.pop("paginators", {})
        for shape in model["shapes"].values():
            shape.setdefault("documentation", "")
        with open(os.path.join(folder, "service-2.json"), "w", encoding="utf-8") as file:
            json.dump(model, file)
        with open(os.path.join(folder, "paginators-1.json"), "w", encoding="utf-8") as file:
            json.dump({"pagination": paginators}, file)


def environment_of(case):
    given = dict(os.environ, **case.environment)
    return {name: value for name, value in given.items() if value is not None}


def named(arguments, name):
    """What each program makes has its name; names are of one length, for the tables."""
    return [argument.replace("PROGRAM", name) for argument in arguments]


def run(program, case, arguments):
    result = subprocess.run(program + ["--endpoint-url", URL] + arguments, env=environment_of(case),
                            stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return result.returncode, result.stdout.decode(), result.stderr.decode()


def become_aws(case, out, err):
    """In a child: what the program `aws` does, without importing it once more."""
    os.dup2(out.fileno(), 1)
    os.dup2(err.fileno(), 2)
    given = environment_of(case)
    os.environ.clear()
    os.environ.update(given)
    sys.argv = ["aws", case.service, "--endpoint-url", URL, *named(case.arguments, "aws")]
    time.tzset()
    os._exit(awscli.clidriver.main() or 0)


def run_aws(case):
    if awscli is None:
        return run([AWS, case.service], case, named(case.arguments, "aws"))
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            try:
                become_aws(case, out, err)
            finally:
                os._exit(70)
        _, status = os.waitpid(child, 0)
        out.seek(0)
        err.seek(0)
        return os.waitstatus_to_exitcode(status), out.read().decode(), err.read().decode()


def run_moontide(case):
    code, out, error = run([MOONTIDE, "api", case.service], case, named(case.arguments, "mnt"))
    if any("PROGRAM" in argument for argument in case.arguments):
        out, error = out.replace("-mnt", "-aws"), error.replace("-mnt", "-aws")
    return code, out, error


def prepare(commands):
    for arguments in commands:
        code, _, error = run([MOONTIDE, "api"], Case("setup", arguments), arguments)
        if code != 0:
            sys.exit(f"the preparation failed: {arguments}\n{error}")


def masked(case, text):
    return re.sub(case.mask, "…", text) if case.mask else text


def differences(case, theirs, ours):
    found = []
    if masked(case, ours[1]) != masked(case, theirs[1]):
        found.append("stdout")
    if theirs[0] == 254 and ours[2] != theirs[2]:
        found.append("stderr")
    if ours[0] not in EXIT_CODES.get(theirs[0], set()):
        found.append("exit code")
    if theirs[0] == 0 and not theirs[1] and not case.may_be_empty:
        found.append("the AWS CLI printed nothing")
    return found


def show(case, theirs, ours):
    print(f"--- {case.name}: {case.service} {' '.join(case.arguments)}")
    for name, (code, out, error) in (("aws", theirs), ("moontide", ours)):
        print(f"[{name}] exit code {code}\n{out}{error}")


def verdict(case, theirs, ours):
    found = differences(case, theirs, ours)
    if case.differs:
        return ("different: " + case.differs, True) if found else ("EQUAL, EXPECTED OTHERWISE", False)
    return ("DIFFERENT: " + ", ".join(found), False) if found else ("equal", True)


def check_page():
    """Every operation that docs/operations.md says is tested here has a case."""
    with open(os.path.join(ROOT, "docs", "operations.md"), encoding="utf-8") as file:
        rows = re.findall(r"^\| `([\w-]+) \w+` \|[^|]*\| `([\w-]+)` \|[^|]*\| yes \|$", file.read(), re.M)
    tested = {(case.service, case.arguments[0]) for case in CASES}
    missing = [row for row in rows if row not in tested]
    if not rows or missing:
        sys.exit(f"docs/operations.md claims tests that are not there: {missing}")


def main():
    check_page()
    install_models(os.environ["HOME"])
    chosen = [case for case in CASES if not sys.argv[1:] or case.name in sys.argv[1:]]
    prepare(SEED)
    passed = 0
    for case in chosen:
        prepare(case.setup)
        theirs = run_aws(case)
        prepare(case.setup)
        ours = run_moontide(case)
        text, is_fine = verdict(case, theirs, ours)
        passed += is_fine
        print(f"{case.name:<46} {theirs[0]:>3} {ours[0]:>3}  {text}", flush=True)
        if not is_fine:
            show(case, theirs, ours)
    print(f"{passed} passed, {len(chosen) - passed} failed")
    sys.exit(passed != len(chosen))


main()
