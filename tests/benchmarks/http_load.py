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


def drive(port: int, requests: Sequence[Request], clients: int) -> Driven:
    """Send ``requests`` from ``clients`` threads; raises what a client met, or ``RuntimeError`` for a refusal."""
    times_ms = [0.0] * len(requests)
    replies: list[tuple[int, bytes]] = [(0, b"")] * len(requests)
    places = itertools.count()
    problems: list[Exception] = []

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_WITHIN_S)
        try:
            # ``next`` of a count is one step of the interpreter: no two clients get the same.
            while (place := next(places)) < len(requests) and not problems:
                request = requests[place]
                began = time.perf_counter()
                connection.request(request.method, request.path, request.body, request.headers)
                reply = connection.getresponse()
                body = reply.read()
                times_ms[place] = (time.perf_counter() - began) * 1e3
                replies[place] = (reply.status, body)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, name=f"client {n}", daemon=True) for n in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if problems:
        raise problems[0]
    refused = next(((status, body) for status, body in replies if not 200 <= status < 300), None)
    if refused is not None:
        raise RuntimeError(f"a request was answered {refused[0]}: {refused[1][:300].decode(errors='replace')}")
    return Driven(seconds, times_ms, replies)
