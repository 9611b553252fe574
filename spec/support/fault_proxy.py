#!/usr/bin/env python3
"""A proxy that spoils what goes over TCP: fault_proxy.py HOST:PORT [SEED].

Prints its port, and ends when its input does. What goes wrong is set over the proxy itself, by the
body of POST /_proxy: one fault a line, KIND[:key=value,...], with chance, count, skip and operation
as in the emulator's faults; "upstream HOST:PORT SEED" leads to another emulator from then on; "cut"
resets all connections that there are. GET /_proxy says how often each fault happened. Control requests to the
emulator (/_moontide) pass unspoilt. Of the kinds only those in BEFORE keep a request from arriving.
Where the upstream speaks TLS, bytes pass as they are and only tls-cut:bytes=N applies.
"""
import asyncio
import os
import random
import socket
import struct
import sys

BEFORE = ("refuse", "reset-before", "reset-midway")


class Fault:
    def __init__(self, text):
        self.text = text
        self.kind, _, rest = text.partition(":")
        keys = dict(pair.split("=", 1) for pair in rest.split(",") if pair)
        self.chance = float(keys.get("chance", 1))
        self.count = int(keys.get("count", 1 << 60))
        self.skip = int(keys.get("skip", 0))
        self.seconds = float(keys.get("seconds", 0.05))
        self.bytes = int(keys.get("bytes", 0))
        self.operations = keys["operation"].split("|") if "operation" in keys else None
        self.happened = 0
        if self.kind not in KINDS:
            raise ValueError("no such fault: " + self.kind)

    def happens(self, operation):
        if self.operations and operation not in self.operations:
            return False
        if self.happened >= self.count:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.chance < 1 and random.random() >= self.chance:
            return False
        self.happened += 1
        return True


def reset(writer):
    """Ends a connection with RST."""
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


async def gone(reader):
    """Waits until the peer gives up."""
    while await reader.read(4096):
        pass


class Proxy:
    def __init__(self, host, port):
        self.upstream = host, port
        self.faults = []
        self.port = 0
        self.server = None
        self.tasks = {}  # of connections, with their writers

    async def listen(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", self.port,
                                                 reuse_address=True)
        self.port = self.server.sockets[0].getsockname()[1]

    async def shut(self, seconds):
        """Refuses connections for a while."""
        if self.server.is_serving():
            self.server.close()
            await asyncio.sleep(seconds)
            await self.listen()

    async def forward(self, request):
        """The answer's head and body."""
        reader, writer = await asyncio.open_connection(*self.upstream)
        writer.write(request)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(length_of(head))
        finally:
            writer.close()
        return head, body

    async def serve(self, reader, writer):
        self.tasks[asyncio.current_task()] = writer
        try:
            while await self.serve_one(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            del self.tasks[asyncio.current_task()]
            writer.close()

    async def serve_one(self, reader, writer):
        """False: the connection has ended."""
        head = await reader.readuntil(b"\r\n\r\n")
        target = head.split(b" ", 2)[1]
        fault = None
        if not target.startswith((b"/_proxy", b"/_moontide")):
            fault = self.draw(head)
        if fault and fault.kind == "reset-midway":
            reset(writer)
            return False
        body = await reader.readexactly(length_of(head))
        if target == b"/_proxy":
            await self.control(head, body, writer)
            return False
        if fault and fault.kind in BEFORE:
            reset(writer)
            if fault.kind == "refuse":
                await self.shut(fault.seconds)
            return False
        if fault and fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        head, body = await self.forward(head + body)
        if fault:
            return await KINDS[fault.kind](fault, head, body, reader, writer)
        writer.write(head + body)
        await writer.drain()
        return b"connection: close" not in head.lower()

    def obey(self, lines):
        faults = []
        for line in lines:
            if line.startswith("upstream "):
                _, address, seed = line.split(" ")
                host, _, port = address.rpartition(":")
                self.upstream = host, int(port)
                random.seed(int(seed))
            elif line == "cut":
                for task, writer in self.tasks.items():
                    if task is not asyncio.current_task():
                        reset(writer)
            elif line:
                faults.append(Fault(line))
        self.faults = faults

    def draw(self, head):
        operation = ""
        for line in head.decode("latin-1").split("\r\n"):
            if line.lower().startswith("x-amz-target:"):
                operation = line.rsplit(".", 1)[-1]
        drawn = [fault for fault in self.faults if fault.happens(operation)]
        return drawn[0] if drawn else None

    async def control(self, head, body, writer):
        said = "".join(f"{fault.happened} {fault.text}\n" for fault in self.faults)
        status = 200
        if head.startswith(b"POST"):
            try:
                self.obey(body.decode().split("\n"))
            except ValueError as problem:
                status, said = 400, f"{problem}\n"
        writer.write(f"HTTP/1.1 {status} said\r\nContent-Length: {len(said)}\r\n"
                     f"Connection: close\r\n\r\n{said}".encode())
        await writer.drain()


def length_of(head):
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0


async def pass_on(_, head, body, __, writer):
    writer.write(head + body)
    await writer.drain()
    return True


async def reset_after(_, __, ___, ____, writer):
    reset(writer)
    return False


async def close_after(_, __, ___, ____, _____):
    return False


async def half_close(_, __, ___, reader, writer):
    writer.write_eof()
    await gone(reader)
    return False


async def truncated(_, head, body, __, writer):
    writer.write(head + body[:len(body) // 2])
    await writer.drain()
    return False


async def stalled(_, head, body, reader, writer):
    writer.write(head + body[:len(body) // 2])
    await gone(reader)
    return False


async def silent(_, __, ___, reader, ____):
    await gone(reader)
    return False


async def slow(fault, head, body, _, writer):
    whole = head + body
    step = max(1, len(whole) // 20)
    for start in range(0, len(whole), step):
        writer.write(whole[start:start + step])
        await writer.drain()
        await asyncio.sleep(fault.seconds / 20)
    return True


async def garbage_head(_, __, ___, ____, writer):
    writer.write(b"SSH-2.0-OpenSSH_9.2\r\n\x00\xff\xfe garbage\r\n\r\n")
    await writer.drain()
    return False


async def garbage_chunks(_, __, body, ___, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\n"
                 b"Transfer-Encoding: chunked\r\n\r\n7\r\n" + body[:7] + b"\r\nzz\r\n\xff\r\n\r\n")
    await writer.drain()
    return False


async def endless_head(_, __, ___, ____, writer):
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for i in range(4000):
        writer.write(b"X-Filler-%d: %s\r\n" % (i, b"x" * 500))
        await writer.drain()
    return False


KINDS = {
    "refuse": None, "reset-before": None, "reset-midway": None,
    "reset-after": reset_after, "close-after": close_after, "half-close": half_close,
    "truncated": truncated, "stalled": stalled, "silent": silent, "slow": slow, "delay": pass_on,
    "garbage-head": garbage_head, "garbage-chunks": garbage_chunks, "endless-head": endless_head,
    "tls-cut": None,
}


async def pump(reader, writer, limit=None):
    """Passes bytes on, at most limit; True if that is reached."""
    passed = 0
    while data := await reader.read(65536):
        if limit is not None and passed + len(data) > limit:
            writer.write(data[:limit - passed])
            return True
        passed += len(data)
        writer.write(data)
        await writer.drain()
    writer.write_eof()
    return False


class TlsProxy(Proxy):
    """Knows no requests, only connections and bytes."""

    async def serve(self, reader, writer):
        fault = self.draw(b"")
        upstream_reader, upstream_writer = await asyncio.open_connection(*self.upstream)
        up = asyncio.ensure_future(pump(reader, upstream_writer))
        try:
            if await pump(upstream_reader, writer, fault.bytes if fault else None):
                reset(writer)
        except OSError:
            pass
        up.cancel()
        upstream_writer.close()
        writer.close()


async def main():
    host, _, port = sys.argv[1].rpartition(":")
    scheme, _, host = host.rpartition("://")
    random.seed(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    proxy = (TlsProxy if scheme == "https" else Proxy)(host, int(port))
    proxy.faults = [Fault(text) for text in sys.argv[3:]]
    await proxy.listen()
    print(proxy.port, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    os._exit(0)  # connections that stall are left to the system


if __name__ == "__main__":
    asyncio.run(main())
