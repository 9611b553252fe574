#!/bin/sh
# Runs a client's test against a fresh emulator: with_emulator.sh CLIENT, which is boto3, sagemaker,
# awscli, attack, javascript, metrics or api-compare.
# MOONTIDE_BIN names the program. Exit status 77: the client is not installed. The emulator has to
# end with status 0 when it is asked to.
set -u

alarm_quota=3
here=$(cd "$(dirname "$0")" && pwd)
client=${1:?boto3, sagemaker, awscli, attack, javascript, metrics or api-compare}
program=${MOONTIDE_BIN:?the moontide program}

first_of() {
    for candidate in "$@"; do
        if command -v "$candidate" >/dev/null 2>&1; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

skip() {
    echo "skipped: $1 is not installed"
    exit 77
}

case $client in
boto3 | sagemaker | attack)
    python=$(first_of "${PYTHON:-/usr/bin/python3}" python3) || skip python3
    "$python" -c 'import boto3' 2>/dev/null || skip boto3
    case $client in
    boto3) script=boto3_client_test.py ;;
    sagemaker) script=boto3_sagemaker_test.py ;;
    attack) script=attack_test.py ;;
    esac
    set -- "$python" "$here/$script"
    ;;
awscli)
    AWS=$(first_of "${AWS:-/usr/bin/aws}" aws) || skip "the AWS CLI"
    export AWS
    set -- sh "$here/awscli_test.sh"
    ;;
metrics)
    python=$(first_of "${PYTHON:-/usr/bin/python3}" python3) || skip python3
    "$python" -c 'import prometheus_client' 2>/dev/null || skip "Prometheus's client for Python"
    export MOONTIDE_BIN
    set -- "$python" -B "$here/metrics_test.py"
    ;;
javascript)
    # The SDK needs Node.js 20; its packages are kept in the build tree.
    node --version 2>/dev/null | grep -Eq '^v(2[0-9]|[3-9][0-9])' || skip "Node.js 20"
    command -v npm >/dev/null 2>&1 || skip npm
    packages=$(dirname "$program")/clients/javascript
    mkdir -p "$packages" || exit 1
    cp "$here"/javascript/* "$packages" || exit 1
    if ! cmp -s "$packages/package-lock.json" "$packages/node_modules/.from-lock"; then
        (cd "$packages" && npm ci --silent --no-audit --no-fund) || skip "the SDK for JavaScript"
        cp "$packages/package-lock.json" "$packages/node_modules/.from-lock"
    fi
    set -- node "$packages/client_test.js"
    ;;
api-compare)
    AWS=$(first_of "${AWS:-/usr/bin/aws}" aws) || skip "the AWS CLI"
    python=$(first_of "${PYTHON:-/usr/bin/python3}" python3) || skip python3
    export AWS MOONTIDE_BIN
    shift
    alarm_quota=0 # a throttle would be one client's only
    set -- "$python" -B "$here/api_compare.py" "$@"
    ;;
*)
    echo "no client is named $client" >&2
    exit 64
    ;;
esac

home=$(mktemp -d) || exit 1
emulator=
cleanup() {
    [ -z "$emulator" ] || kill "$emulator" 2>/dev/null
    rm -rf "$home"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN AWS_ENDPOINT_URL AWS_CA_BUNDLE
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY
export HOME="$home" AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
export AWS_EC2_METADATA_DISABLED=true AWS_PAGER='' AWS_REGION=eu-west-1 AWS_DEFAULT_REGION=eu-west-1
export AWS_ACCESS_KEY_ID=AKIDCLIENT AWS_SECRET_ACCESS_KEY=client/secret+key

"$program" emulate --port 0 --ready-file "$home/ready" --account 111122223333 \
    --credentials "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" --endpoint-seconds 0.3 \
    --alarm-quota "$alarm_quota" >"$home/stdout" &
emulator=$!

waited=0
while [ ! -s "$home/ready" ]; do
    if [ $waited -ge 200 ] || ! kill -0 "$emulator" 2>/dev/null; then
        echo "the emulator did not start" >&2
        exit 1
    fi
    waited=$((waited + 1))
    sleep 0.1
done
MOONTIDE_EMULATOR_URL=$(cat "$home/ready")
export MOONTIDE_EMULATOR_URL

"$@"
status=$?

if [ "$(cat "$home/stdout")" != "moontide emulator listening on $MOONTIDE_EMULATOR_URL" ]; then
    echo "unexpected output of the emulator: $(cat "$home/stdout")" >&2
    status=1
fi
kill "$emulator"
wait "$emulator"
ended=$?
emulator=
if [ $ended -ne 0 ]; then
    echo "the emulator ended with status $ended" >&2
    status=1
fi
exit $status
