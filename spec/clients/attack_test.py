"""Peers that mean no good, against the emulator: it answers or closes, stays alive, keeps its state.

How much is sent is bounded and repeatable: ATTACK_SCALE multiplies it, ATTACK_SEED chooses it."""

import json
import os
import random
import socket
import sys
import time
import urllib.parse

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

URL = os.environ["MOONTIDE_EMULATOR_URL"]
HOST, PORT = urllib.parse.urlparse(URL).hostname, urllib.parse.urlparse(URL).port
SCALE = float(os.environ.get("ATTACK_SCALE", "1"))
CHANCE = random.Random(int(os.environ.get("ATTACK_SEED", "1")))
TARGETS = 20

aas = boto3.client("application-autoscaling", region_name="eu-west-1", endpoint_url=URL,
                   config=Config(retries={"max_attempts": 1, "mode": "standard"}))


def times(count):
    return max(1, int(count * SCALE))


def connect():
    peer = socket.create_connection((HOST, PORT), timeout=10)
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return peer


def exchange(data):
    """Sends bytes and ends; what came back until the other end closed or one answer was whole."""
    answer = b""
    with connect() as peer:
        try:
            peer.sendall(data)
            peer.shutdown(socket.SHUT_WR)
            while chunk := peer.recv(65536):
                answer += chunk
        except OSError:
            pass
    return answer


def status_of(answer):
    words = answer.split(b" ", 2)
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else None


def code_of(answer):
    body = answer.partition(b"\r\n\r\n")[2]
    try:
        return json.loads(body).get("__type")
    except ValueError:
        return None


def signed(body, target="AnyScaleFrontendService.RegisterScalableTarget", secret=None, headers=None):
    """The bytes of a signed request."""
    request = AWSRequest("POST", URL + "/", data=body, headers={
        "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target, **(headers or {})})
    keys = Credentials(os.environ["AWS_ACCESS_KEY_ID"],
                       secret or os.environ["AWS_SECRET_ACCESS_KEY"])
    SigV4Auth(keys, "application-autoscaling", "eu-west-1").add_auth(request)
    lines = [f"POST / HTTP/1.1\r\nHost: {HOST}:{PORT}\r\nContent-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in request.headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def evil():
    return json.dumps({
        "ServiceNamespace": "sagemaker", "ResourceId": "endpoint/evil/variant/v",
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
        "MinCapacity": 1, "MaxCapacity": 2}).encode()


def known():
    pages = aas.get_paginator("describe_scalable_targets").paginate(ServiceNamespace="sagemaker")
    return sorted((t["ResourceId"], t["MinCapacity"]) for p in pages for t in p["ScalableTargets"])


def test_refusals():
    whole = signed(evil())
    unsigned = b"\r\n".join(line for line in whole.split(b"\r\n")
                            if not line.startswith(b"Authorization"))
    cases = {
        "unsigned": (unsigned, "MissingAuthenticationTokenException"),
        "wrong secret": (signed(evil(), secret="wrong"), "InvalidSignatureException"),
        "tampered": (whole.replace(b'"MaxCapacity": 2', b'"MaxCapacity": 9'),
                     "InvalidSignatureException"),
        "unknown target": (signed(b"{}", "AnyScaleFrontendService.Explode"),
                           "UnknownOperationException"),
        "deeply nested": (signed(b"[" * 200000 + b"]" * 200000), "SerializationException"),
        "half an object": (signed(b'{"ServiceNamespace":'), "SerializationException"),
    }
    for name, (data, code) in cases.items():
        answer = exchange(data)
        assert code_of(answer) == code, f"{name}: {answer[:300]!r}"


def test_replayed_old_request():
    old = time.gmtime(time.time() - 3600)
    request = AWSRequest("POST", URL + "/", data=evil(), headers={
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": "AnyScaleFrontendService.RegisterScalableTarget"})
    signer = SigV4Auth(Credentials(os.environ["AWS_ACCESS_KEY_ID"],
                                   os.environ["AWS_SECRET_ACCESS_KEY"]),
                       "application-autoscaling", "eu-west-1")
    request.context["timestamp"] = time.strftime("%Y%m%dT%H%M%SZ", old)
    request.headers["X-Amz-Date"] = request.context["timestamp"]
    canonical = signer.canonical_request(request)
    signature = signer.signature(signer.string_to_sign(request, canonical), request)
    names = signer.signed_headers(signer.headers_to_sign(request))
    request.headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={signer.scope(request)}, SignedHeaders={names}, "
        f"Signature={signature}")
    lines = [f"POST / HTTP/1.1\r\nHost: {HOST}:{PORT}\r\nContent-Length: {len(evil())}"]
    lines += [f"{name}: {value}" for name, value in request.headers.items()]
    answer = exchange("\r\n".join(lines).encode() + b"\r\n\r\n" + evil())
    assert code_of(answer) == "InvalidSignatureException", answer[:300]
    assert b"expired" in answer, answer[:300]


def test_large_bodies():
    for size in (2 << 20, 10 << 20):
        answer = exchange(signed(b"x" * size))
        assert status_of(answer) in (413, None), answer[:200]
    head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {1 << 60}\r\n\r\n".encode()
    assert status_of(exchange(head + b"x")) in (400, 413, None)
    answer = exchange(b"GET / HTTP/1.1\r\n" + b"A: " + b"b" * (1 << 20) + b"\r\n\r\n")
    assert status_of(answer) in (400, 413, 431, None), answer[:200]


def test_garbage_connections():
    for _ in range(times(10000)):
        with connect() as peer:
            try:
                peer.sendall(CHANCE.randbytes(CHANCE.randrange(1, 64)))
            except OSError:
                pass


def test_slow_connections_block_nobody():
    slow = [connect() for _ in range(min(times(300), 900))]  # of 1,024 that it serves
    try:
        for letter in b"POST / HTTP/1.1\r\n":
            for peer in slow:
                peer.send(bytes([letter]))
            assert len(known()) == TARGETS
    finally:
        for peer in slow:
            peer.close()


def mutate(data):
    data = bytearray(data)
    for _ in range(CHANCE.randrange(1, 4)):
        at = CHANCE.randrange(len(data))
        how = CHANCE.randrange(4)
        if how == 0:
            data[at] = CHANCE.randrange(256)
        elif how == 1:
            del data[at:at + CHANCE.randrange(1, 8)]
        elif how == 2:
            data[at:at] = CHANCE.randbytes(CHANCE.randrange(1, 8))
        else:
            data[at] ^= 1 << CHANCE.randrange(8)
    return bytes(data)


def test_mutated_requests():
    """What was changed is refused; only what no signature covers may pass, and that reads."""
    base = signed(b'{"ServiceNamespace":"sagemaker"}',
                  "AnyScaleFrontendService.DescribeScalableTargets")
    statuses = {}
    for _ in range(times(20000)):
        status = status_of(exchange(mutate(base)))
        statuses[status] = statuses.get(status, 0) + 1
    assert statuses.get(500, 0) == 0, statuses
    assert statuses.get(400, 0) > times(20000) // 3, statuses


def main():
    for i in range(TARGETS):
        aas.register_scalable_target(
            ServiceNamespace="sagemaker", ResourceId=f"endpoint/e{i}/variant/v",
            ScalableDimension="sagemaker:variant:DesiredInstanceCount", MinCapacity=i, MaxCapacity=i)
    before = known()
    failed = 0
    tests = [item for name, item in sorted(globals().items()) if name.startswith("test_")]
    for test in tests:
        began = time.monotonic()
        try:
            test()
            assert known() == before, "the state has changed"
            print(f"ok {test.__name__} ({time.monotonic() - began:.1f} s)", flush=True)
        except Exception as problem:  # pylint: disable=broad-except
            failed += 1
            print(f"FAILED {test.__name__}: {problem!r}", flush=True)
    print(f"{len(tests) - failed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
