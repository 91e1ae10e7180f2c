"""Tickets beside Request Tracker, at the smallest size: every figure is there, and a missing peer is told."""

from __future__ import annotations

import subprocess
import tempfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks import request_tracker, ticket_rates
from tests.benchmarks.http_load import Request, drive
from tests.benchmarks.request_tracker import NotMeasurable

FIGURES = {"per_s", "request", "cpu_ms", "postgres_cpu_ms"}


class Echo(BaseHTTPRequestHandler):
    """Answers the length of what it was sent; 404 for ``/gone``."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(404 if self.path == "/gone" else 200)
        answer = str(len(body)).encode()
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join(10)


def test_each_request_has_its_own_answer_and_time(port: int) -> None:
    sent = [Request("POST", "/", {}, b"x" * size) for size in range(40)]
    driven = drive([port], sent, clients=4)
    assert [int(body) for _, body in driven.replies] == list(range(40))
    assert all(took > 0 for took in driven.times_ms)
    assert driven.figures(per_request=3)["per_s"] == pytest.approx(120 / driven.seconds, rel=0.01)


def test_a_refusal_is_no_result(port: int) -> None:
    with pytest.raises(RuntimeError, match="404"):
        drive([port], [Request("POST", "/gone", {}, b"")], clients=1)


def test_without_debians_programs_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    with pytest.raises(NotMeasurable, match="no apt-get"):
        request_tracker.unpacked()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A place that the database's own account may pass through to."""
    with tempfile.TemporaryDirectory(prefix="agent-desktop-bench-") as place:
        yield Path(place)


def test_ours_is_measured_where_the_peer_cannot_be(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_words: Any, **_named: Any) -> Any:
        raise NotMeasurable("there is no apt-get here")

    monkeypatch.setattr(request_tracker, "running", away)
    found = ticket_rates.measure(folder, tickets=6, reads=4, clients=2, alone=2)
    assert found["peer_not_measured"] == "there is no apt-get here"
    assert "ratio" not in found
    assert set(found["ours"]) == {"many", "alone", "batches", "desks"}
    for mode in ("many", "alone"):
        assert set(found["ours"][mode]) == {"create", "list", "search", "update"}
        assert all(set(figures) == FIGURES for figures in found["ours"][mode].values())
    assert set(found["ours"]["batches"]) == {"create", "update"}
    assert set(found["ours"]["desks"]) == {"list", "search"}
    assert found["ours"]["batches"]["create"]["commands_a_ticket"] == 2


@pytest.mark.long
def test_beside_the_peer_there_are_ratios(folder: Path) -> None:
    """Needs the packages: where they cannot be had, the result says why, and so does the skip."""
    found = ticket_rates.measure(folder, tickets=6, reads=4, clients=2, alone=2)
    if "peer_not_measured" in found:
        pytest.skip(found["peer_not_measured"])
    assert found["settings"]["peer"].startswith("request-tracker5 5.")
    assert all(ratio > 0 for ratios in found["ratio"].values() for ratio in ratios.values())
    left = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "rt-server" not in left
