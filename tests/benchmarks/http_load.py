"""Requests sent by a few keep-alive clients at once, each answered before its client sends the next."""

from __future__ import annotations

import http.client
import itertools
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks.spread import spread

ANSWER_WITHIN_S = 120


@dataclass(frozen=True)
class Request:
    """One request, complete but for where it goes."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None = None


class Line:
    """One keep-alive connection, as a client holds it."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_WITHIN_S)

    def send(self, request: Request) -> tuple[float, int, bytes]:
        """The milliseconds until the whole answer was here, its status and its body."""
        began = time.perf_counter()
        self._connection.request(request.method, request.path, request.body, request.headers)
        reply = self._connection.getresponse()
        body = reply.read()
        return (time.perf_counter() - began) * 1e3, reply.status, body

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@dataclass(frozen=True)
class Driven:
    """What came of some requests: seconds for all, milliseconds for each, and the answers in their order."""

    seconds: float
    times_ms: list[float]
    replies: list[tuple[int, bytes]]

    def figures(self, per_request: int = 1) -> dict[str, object]:
        """Rate of things done, ``per_request`` of them in each, and the spread of the requests' times."""
        done = len(self.replies) * per_request
        return {"per_s": round(done / self.seconds, 2), "request": spread(self.times_ms)}


def drive(ports: Sequence[int], requests: Sequence[Request], clients: int) -> Driven:
    """Send ``requests`` from ``clients`` threads, the first to the first port, the second to the next, and so on.

    Raises what a client met, or ``RuntimeError`` for a refusal.
    """
    times_ms = [0.0] * len(requests)
    replies: list[tuple[int, bytes]] = [(0, b"")] * len(requests)
    places = itertools.count()
    problems: list[Exception] = []

    def work(port: int) -> None:
        line = Line(port)
        try:
            # ``next`` of a count is one step of the interpreter: no two clients get the same.
            while (place := next(places)) < len(requests) and not problems:
                times_ms[place], status, body = line.send(requests[place])
                replies[place] = (status, body)
        except Exception as problem:
            problems.append(problem)
        finally:
            line.close()

    threads = [
        threading.Thread(target=work, args=(ports[n % len(ports)],), name=f"client {n}", daemon=True)
        for n in range(clients)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if problems:
        raise problems[0]
    for status, body in replies:
        expect_success(status, body)
    return Driven(seconds, times_ms, replies)


def expect_success(status: int, body: bytes) -> None:
    """Raise ``RuntimeError`` for an answer that is a refusal."""
    if not 200 <= status < 300:
        raise RuntimeError(f"a request was answered {status}: {body[:300].decode(errors='replace')}")
