"""What operators look at: health, readiness, metrics and the doctor, as docs/operations.md promises."""

from __future__ import annotations

import re
import socket
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from agent_desktop.central import doctor
from agent_desktop.central.desk_stream import RESYNC, WIPE
from agent_desktop.central.doctor import Check, diagnose, examine
from agent_desktop.central.metrics import Metrics
from agent_desktop.core.clock import HeldClock
from agent_desktop.features.workforce.tables import account
from agent_desktop.runtime.setting_values import Address
from agent_desktop.runtime.settings import Settings
from agent_desktop.store.engines import central_engine
from agent_desktop.sync.live import EVENTS
from agent_desktop.sync.tables import sync_head

DOCS = Path(__file__).parents[3] / "docs" / "operations.md"


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("AGENT_DESKTOP_HOME", str(tmp_path / "home"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def settings(filled_url):
    return Settings(database_url=filled_url, listen=Address("127.0.0.1", free_port()))


async def change(url, statement):
    engine = central_engine(url)
    async with engine.begin() as connection:
        await connection.execute(statement)
    await engine.dispose()


def fault(checks: list[Check], name: str) -> Check:
    return next(check for check in checks if check.name == name and not check.is_ok)


def test_every_metric_and_no_other_is_documented():
    documented = set(re.findall(r"^\| `(agent_desktop_\w+)`", DOCS.read_text(), re.MULTILINE))
    there = set()
    for metric in Metrics().book.collect():
        there.add(f"{metric.name}_total" if metric.type == "counter" else metric.name)
    assert documented == there


def test_every_event_of_the_stream_is_documented():
    text = DOCS.read_text()
    names = {*EVENTS, "kpi", RESYNC.split()[1].decode(), WIPE.split()[1].decode()}
    assert [name for name in names if f"`{name}`" not in text] == []


async def test_every_address_is_documented(central):
    text = DOCS.read_text()
    for path in {route.path for route in central.app.litestar.routes}:
        plain = re.sub(r":str", "", path)
        plain = plain.replace("{held}", "{scope}").replace("{customer_id}", "{id}")
        if not path.startswith("/schema"):
            assert plain in text, plain


async def test_metrics_count_what_happens_and_name_nobody(central):
    leila = await central.desk("leila")
    told = await central.listen(leila)
    await told.next("person")
    async with central.client() as client:
        response = await client.get("/metrics")
    text = response.text
    assert 'agent_desktop_sign_ins_total{outcome="signed_in"} 1.0' in text
    assert "agent_desktop_streams 1.0" in text
    assert 'agent_desktop_people{state="available"} 1.0' in text
    assert "leila" not in text.lower()


async def test_ready_means_reachable_and_migrated(central, filled_url):
    async with central.client() as client:
        assert (await client.get("/healthz")).json() == {"status": "ok"}
        assert (await client.get("/readyz")).status_code == 200
        await change(filled_url, sa.text("UPDATE alembic_version SET version_num = '0000'"))
        response = await client.get("/readyz")
        assert (response.status_code, response.json()["database"]) == (503, "not_migrated")


async def test_the_interface_describes_itself(central):
    async with central.client() as client:
        paths = (await client.get("/schema/openapi.json")).json()["paths"]
    assert "/api/v1/push" in paths


async def test_a_healthy_central_has_no_fault(start_central, settings, capsys):
    assert await examine(settings)
    out = capsys.readouterr().out
    assert "FAULT" not in out
    assert "no central serves" in out
    central = await start_central()
    port = int(central.url.rsplit(":", 1)[1])
    serving = Settings(database_url=settings.database_url, listen=Address("127.0.0.1", port))
    assert all(check.is_ok for check in await diagnose(serving))


async def test_a_database_that_is_not_there_is_found():
    checks = await diagnose(Settings())
    assert "none yet" in fault(checks, "database").found
    closed = Settings(database_url=f"postgresql+asyncpg://a:secret@127.0.0.1:{free_port()}/a")
    found = fault(await diagnose(closed), "database")
    assert "cannot be reached" in found.found
    assert "secret" not in str(found)


async def test_a_database_that_is_not_migrated_is_found(database_url, settings):
    empty = Settings(database_url=database_url, listen=settings.listen)
    assert "empty" in fault(await diagnose(empty), "migrations").found
    await change(settings.database_url, sa.text("UPDATE alembic_version SET version_num = '9999'"))
    assert "9999" in fault(await diagnose(settings), "migrations").found


async def test_a_lost_feed_and_nobody_to_sign_in_are_found(settings):
    await change(settings.database_url, sa.delete(sync_head))
    await change(settings.database_url, sa.update(account).values(disabled_at=datetime.now(UTC)))
    checks = await diagnose(settings)
    assert fault(checks, "feed").todo
    assert fault(checks, "people").todo


async def test_a_clock_that_is_wrong_is_found(settings):
    checks = await diagnose(settings, HeldClock(datetime.now(UTC) - timedelta(minutes=3)))
    assert "+180" in fault(checks, "clock").found or "+179" in fault(checks, "clock").found


def test_a_full_disk_is_found(tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _folder: usage(10**12, 10**12, 10**8))
    assert "Make room" in doctor.check_disk(tmp_path).todo


async def test_a_plug_in_that_is_not_there_and_a_stranger_on_the_port_are_found(settings):
    wrong = Settings(
        database_url=settings.database_url, listen=settings.listen, plugins={"no_such_plugin": {}}
    )
    assert "no_such_plugin" in fault(await diagnose(wrong), "connectors").found
    with socket.socket() as stranger:
        stranger.bind((settings.listen.host, settings.listen.port))
        stranger.listen()
        stranger.settimeout(30)
        import threading

        def answer():
            connection, _ = stranger.accept()
            connection.recv(1000)
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello")
            connection.close()

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        assert "something else" in fault(await diagnose(settings), "serving").found
        thread.join(30)


async def test_a_connector_that_is_down_is_found(start_central, settings):
    from agent_desktop.central.connectors import Offer
    from agent_desktop.telephony.port import ConnectorFactory

    class Away:
        name = "away"
        capabilities = frozenset()

        async def start(self, host):
            raise OSError("no line")

        async def stop(self):
            pass

    central = await start_central(connectors=[Offer(ConnectorFactory("away", Away))])
    port = int(central.url.rsplit(":", 1)[1])
    serving = Settings(database_url=settings.database_url, listen=Address("127.0.0.1", port))
    assert "away is down" in fault(await diagnose(serving), "serving").found
