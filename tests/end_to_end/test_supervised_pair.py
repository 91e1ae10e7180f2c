"""The pair of systemd units, started for real by a plain supervisor: one is killed, the site goes on."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from tests.end_to_end.test_two_centrals import LOGINS, write_config
from tests.support.processes import PROGRAM, ROOT, WITHIN_S, Machine
from tests.support.staff import staff
from tests.support.supervisor import Supervised, Unit

UNIT = ROOT / "packaging" / "systemd" / "agent-desktop-central@.service"


@pytest.fixture
def machine() -> Iterator[Machine]:
    with Machine() as made:
        yield made
        assert made.crashes() == []


def free_ports(count: int) -> list[str]:
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [str(probe.getsockname()[1]) for probe in probes]


def floor(port: str) -> str:
    try:
        with httpx.Client(trust_env=False, timeout=5, verify=False) as client:
            answer = client.get(f"http://127.0.0.1:{port}/readyz")
            return str(answer.json()["floor"]) if answer.status_code == 200 else ""
    except httpx.TransportError:
        return ""


def until(holds: Callable[[], object]) -> None:
    ends_s = time.monotonic() + WITHIN_S
    while not holds():
        assert time.monotonic() < ends_s
        time.sleep(0.05)


async def test_a_killed_unit_is_started_again_and_the_other_one_has_the_floor_meanwhile(
    machine, database_url
):
    await staff(database_url, LOGINS)
    ports = free_ports(2)
    config = write_config(machine, "central.toml")
    (machine.home / "central.env").write_text(f"AGENT_DESKTOP_DATABASE_URL={database_url}\n")
    pair = {}
    for port in ports:
        unit = Unit(UNIT, port)
        assert unit.one("Service", "EnvironmentFile") == "/etc/agent-desktop/central.env"
        places = {
            "/opt/agent-desktop/bin/agent-desktop": PROGRAM,
            "/etc/agent-desktop/central.toml": (str(config),),
        }
        read = dict([(machine.home / "central.env").read_text().strip().split("=", 1)])
        home = {"AGENT_DESKTOP_HOME": str(machine.home / port), "AGENT_DESKTOP_DRAIN_S": "0"}
        pair[port] = Supervised(unit, places, machine.environment() | read | home)
    try:
        until(lambda: sorted(map(floor, ports)) == ["elsewhere", "here"])
        owner, other = sorted(ports, key=lambda port: floor(port) != "here")
        pair[owner].process.kill()
        until(lambda: floor(other) == "here")
        until(lambda: floor(owner) == "elsewhere")
        assert (pair[owner].starts, pair[other].starts) == (2, 1)
        # Stopped politely it is gone for good, and has handed over before.
        assert pair[other].stop() == 0
        until(lambda: floor(owner) == "here")
        assert pair[other].starts == 1
    finally:
        codes = [supervised.stop() for supervised in pair.values()]
    assert codes == [0, 0]
