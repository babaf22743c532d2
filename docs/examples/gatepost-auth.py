#!/usr/bin/env python3
"""Answers the question of a gateway (nginx's auth_request) whether a request may pass.

One `gatepost tokens verify --batch` is kept open and asked for every request, so a request costs a line and
no process. The gateway says what it wants in headers: X-Gatepost-Scopes (joined by spaces),
X-Gatepost-Resource (what usage is counted under), X-Gatepost-Address (the client's). The answer:

    204  let it pass; X-Token-Id and X-Token-Owner say whose token it is (the owner percent-encoded)
    401  no token, or one that does not hold
    403  its scopes or the client's address do not suffice
    429  over its limits; Retry-After says for how many seconds
    503  nobody can tell: gatepost does not answer. Nothing passes

X-Gatepost-Code is the verdict in a word. Whoever reaches the socket can ask, so it belongs to the gateway alone.

    gatepost-auth.py /run/gatepost-auth/socket

It needs Python 3.9 and nothing else; gatepost-auth.service starts it.
"""

import asyncio
import ipaddress
import json
import sys
from collections import deque
from urllib.parse import quote

COMMAND = ("gatepost", "tokens", "verify", "--batch", "--columns", "code,id,owner,retry_after_ms")
PATIENCE = 5  # seconds that an answer may take
PAUSE = 0.5  # seconds between two starts of a gatepost that does not stay

STATUS = {"valid": 204, "insufficient_scope": 403, "ip_denied": 403, "rate_limited": 429}
REASONS = {204: "No Content", 401: "Unauthorized", 403: "Forbidden", 429: "Too Many Requests"}


class Unanswered(Exception):
    """gatepost is not there, or ended before it answered."""


class Judge:
    """One batch, and the questions that it owes an answer, in order."""

    def __init__(self):
        self.starting = asyncio.Lock()
        self.started = float("-inf")
        self.process = None
        self.owed = deque()

    async def ask(self, question):
        async with self.starting:
            if self.process is None:
                await self.start()
        answer = asyncio.get_running_loop().create_future()
        process = self.process
        self.owed.append(answer)
        process.stdin.write(json.dumps(question).encode() + b"\n")
        try:
            return await asyncio.wait_for(answer, PATIENCE)
        except asyncio.TimeoutError:
            # It hangs: those who wait for it are told no, and the next question starts another.
            self.leave(process)
            process.kill()
            raise Unanswered from None

    async def start(self):
        now = asyncio.get_running_loop().time()
        if now - self.started < PAUSE:
            raise Unanswered
        self.started = now
        pipe = asyncio.subprocess.PIPE
        try:
            self.process = await asyncio.create_subprocess_exec(*COMMAND, stdin=pipe, stdout=pipe)
        except OSError as cause:
            print(f"{COMMAND[0]} does not start: {cause}", file=sys.stderr, flush=True)
            raise Unanswered from None
        self.owed = deque()
        self.reading = asyncio.create_task(self.read(self.process, self.owed))

    async def read(self, process, owed):
        try:
            async for line in process.stdout:
                answer = owed.popleft()
                if not answer.done():
                    answer.set_result(json.loads(line))
        finally:
            self.leave(process)
            for answer in owed:
                if not answer.done():
                    answer.set_exception(Unanswered())
            process.stdin.close()
            await process.wait()

    def leave(self, process):
        if self.process is process:
            self.process = None


def question(headers):
    """What is asked of gatepost; None where there is no token."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        return None
    asked = {"token": token.strip(), "scopes": headers.get("x-gatepost-scopes", "").split()}
    asked["resource"] = headers.get("x-gatepost-resource") or None
    try:
        asked["ip"] = str(ipaddress.ip_address(headers.get("x-gatepost-address", "")))
    except ValueError:
        pass  # without one, a token that is bound to addresses is denied
    return asked


async def decide(judge, headers):
    """The status, and the headers beside it."""
    asked = question(headers)
    if asked is None:
        return 401, {"WWW-Authenticate": "Bearer"}
    try:
        verdict = await judge.ask(asked)
    except (Unanswered, ConnectionError):
        return 503, {}
    code = verdict["code"]
    status = STATUS.get(code, 401)
    said = {"X-Gatepost-Code": code}
    if status == 204:
        said["X-Token-Id"] = verdict["id"]
        said["X-Token-Owner"] = quote(verdict["owner"] or "", safe="@/:+ ")
    elif status == 401:
        said["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    elif status == 429 and verdict["retry_after_ms"] is not None:
        said["Retry-After"] = str(-(-verdict["retry_after_ms"] // 1000))
    return status, said


async def serve(judge, reader, writer):
    """Answers the requests of one connection. None of them has a body."""
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            fields = (line.partition(":") for line in head.split("\r\n")[1:])
            headers = {name.lower(): value.strip() for name, _, value in fields}
            if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
                break
            status, said = await decide(judge, headers)
            if status != 204:
                said["Content-Length"] = "0"
            lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Service Unavailable')}"]
            lines += [f"{name}: {value}" for name, value in said.items() if value]
            writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
            await writer.drain()
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
        pass
    finally:
        writer.close()


async def main(path):
    judge = Judge()
    server = await asyncio.start_unix_server(lambda *streams: serve(judge, *streams), path)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: gatepost-auth.py SOCKET")
    asyncio.run(main(sys.argv[1]))
