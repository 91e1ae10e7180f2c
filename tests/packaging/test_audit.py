"""The audit of locked versions: one that is known to be bad fails, and silence of the service is said loudly."""

from __future__ import annotations

import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
LOCKED = "idna==3.10 --hash=sha256:" + "0" * 64 + "\nsniffio==1.3.1 --hash=sha256:" + "1" * 64 + "\n"
ADVISORY = {
    "id": "PYSEC-2026-1",
    "aliases": ["CVE-2026-0001"],
    "summary": "Everything is wrong with it.",
    "details": "Everything is wrong with it.",
    "published": "2026-01-01T00:00:00Z",
    "modified": "2026-01-01T00:00:00Z",
    "affected": [
        {
            "package": {"name": "idna", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "3.11"}]}],
            "versions": ["3.10"],
        }
    ],
}


class Service(http.server.BaseHTTPRequestHandler):
    """The advisory service as far as it is asked: what it knows of one version of one package."""

    advisories: dict[str, list[Any]] = {}

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        found = self.advisories.get(asked["package"]["name"], [])
        body = json.dumps({"vulns": found} if found else {}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1/query"
    server.shutdown()
    thread.join()
    server.server_close()


def audit(tmp_path: Path, url: str, **environ: str) -> subprocess.CompletedProcess[str]:
    locked = tmp_path / "run.txt"
    locked.write_text(LOCKED)
    return subprocess.run(
        ["sh", "packaging/audit.sh", str(locked)],
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if "proxy" not in name.lower()},
            "PIP_AUDIT": str(Path(sys.executable).with_name("pip-audit")),
            "AUDIT_OSV_URL": url,
            "AUDIT_TIMEOUT_S": "5",
            "XDG_CACHE_HOME": str(tmp_path),
            **environ,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_versions_without_a_known_fault_pass(tmp_path: Path, service: str) -> None:
    done = audit(tmp_path, service)
    assert (done.returncode, "No known vulnerability" in done.stderr) == (0, True), done.stderr


def test_a_version_with_a_known_vulnerability_fails_and_is_named(
    tmp_path: Path, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Service, "advisories", {"idna": [ADVISORY]})
    done = audit(tmp_path, service)
    assert done.returncode == 1, done.stderr
    assert "idna" in done.stderr
    assert "PYSEC-2026-1" in done.stderr
    assert "NOT AUDITED" not in done.stderr


def test_silence_of_the_service_is_said_and_fails_only_where_that_is_asked_for(tmp_path: Path) -> None:
    nobody = "http://127.0.0.1:9/v1/query"
    done = audit(tmp_path, nobody)
    assert done.returncode == 0, done.stderr
    assert "NOT AUDITED:" in done.stderr
    assert "refused" in done.stderr
    assert audit(tmp_path, nobody, AUDIT="require").returncode == 3
