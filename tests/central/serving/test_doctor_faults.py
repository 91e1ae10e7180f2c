"""The doctor finds each fault that its page lists: the fault is made, and it is named with what to do."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import sys
import types
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from agent_desktop import cli
from agent_desktop.central import doctor_files
from agent_desktop.central.doctor import diagnose
from agent_desktop.central.tables import quarantined_command
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.ids import new_id
from agent_desktop.runtime.setting_values import Address
from agent_desktop.runtime.settings import Settings
from agent_desktop.store.engines import central_engine
from tests.support.certificates import Authority

DOCS = Path(__file__).parents[3] / "docs" / "operations.md"
NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("AGENT_DESKTOP_HOME", str(tmp_path / "home"))
    # A command line is a process of its own: its log and crash log would stay in this one.
    monkeypatch.setattr(cli, "_prepare", lambda *_, **__: None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def doctor(filled_url, capsys):
    """Run the doctor as an administrator does; answers its exit code and what it found fault with."""

    async def ask(*, url=filled_url, config=None, **environ):
        words = ["central", "doctor", *(["--database", url] if url else [])]
        words += ["--config", str(config)] if config else []
        environ["AGENT_DESKTOP_LISTEN"] = f"127.0.0.1:{free_port()}"
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environ.items():
                patch.setenv(name, value)
            code = await asyncio.to_thread(cli.main, words)
        faults = re.findall(r"^FAULT  (\w+): (.*)\n       (.+)$", capsys.readouterr().out, re.MULTILINE)
        return code, {name: f"{found} {todo}" for name, found, todo in faults}

    return ask


async def test_without_a_fault_it_says_so(doctor):
    assert await doctor() == (0, {})


async def test_a_wrong_password_and_a_database_that_is_not_there_are_told_apart(doctor, filled_url):
    url = sa.make_url(filled_url)
    shown = {"hide_password": False}
    code, faults = await doctor(url=url.set(password="wrong").render_as_string(**shown))
    assert (code, "name or the password" in faults["database"]) == (4, True)
    assert "wrong" not in faults["database"]
    code, faults = await doctor(url=url.set(database="elsewhere").render_as_string(**shown))
    assert "no database of that name" in faults["database"]
    code, faults = await doctor(url=url.set(port=free_port()).render_as_string(**shown))
    assert (code, "cannot be reached" in faults["database"]) == (4, True)


async def test_a_database_that_is_behind_and_one_that_is_ahead_are_told_apart(doctor, filled_url):
    engine = central_engine(filled_url)
    for revision, todo in (("0000", "central migrate"), ("9999", "newer release")):
        async with engine.begin() as connection:
            await connection.execute(sa.text(f"UPDATE alembic_version SET version_num = '{revision}'"))
        code, faults = await doctor()
        assert (code, todo in faults["migrations"]) == (4, True)
    await engine.dispose()


async def test_a_secret_that_is_not_where_the_settings_say_and_a_missing_keyring_are_named(
    doctor, tmp_path, monkeypatch
):
    config = tmp_path / "central.toml"
    config.write_text('database_url = "env:DESK_DATABASE_URL"\n')
    code, faults = await doctor(url=None, config=config)
    assert (code, "env:DESK_DATABASE_URL" in faults["settings"]) == (4, True)
    config.write_text('tls_key_password = "file:/nowhere/to/be/found"\n')
    code, faults = await doctor(url=None, config=config)
    assert (code, "/nowhere/to/be/found" in faults["settings"]) == (4, True)
    config.write_text('tls_key_password = "keyring:tls"\n')
    import keyring
    from keyring.backends.fail import Keyring

    before = keyring.get_keyring()
    keyring.set_keyring(Keyring())
    try:
        code, faults = await doctor(url=None, config=config)
    finally:
        keyring.set_keyring(before)
    assert (code, "keyring cannot be read" in faults["settings"]) == (4, True)
    config.write_text("log_level = 7\n")
    code, faults = await doctor(url=None, config=config)
    assert (code, "log_level" in faults["settings"]) == (4, True)


async def test_a_certificate_that_ran_out_will_soon_or_has_an_unreadable_key_is_named(doctor, tmp_path):
    authority = Authority(tmp_path / "tls")

    async def found(pair):
        code, faults = await doctor(
            AGENT_DESKTOP_TLS_CERT=str(pair.cert), AGENT_DESKTOP_TLS_KEY=str(pair.key)
        )
        return code, faults.get("tls", "")

    soon, over, long = (authority.server(f"s{days}", days=days) for days in (5, -1, 90))
    assert await found(long) == (0, "")
    code, told = await found(soon)
    assert (code, "runs out on" in told) == (4, True)
    code, told = await found(over)
    assert (code, "ran out on" in told) == (4, True)
    long.key.chmod(0o644)
    code, told = await found(long)
    assert (code, "chmod 640" in told) == (4, True)
    long.key.chmod(0o600)
    long.key.write_text("no key")
    code, told = await found(long)
    assert (code, "cannot be used" in told) == (4, True)
    long.key.unlink()
    code, told = await found(long)
    assert (code, "cannot be read" in told) == (4, True)


def test_when_a_certificate_ends_is_read_as_openssl_says(tmp_path):
    import subprocess

    for pair in (Authority(tmp_path).pair, Authority(tmp_path / "b").server("long", days=20_000)):
        said = subprocess.run(
            ["openssl", "x509", "-enddate", "-noout", "-in", pair.cert],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        expected = datetime.strptime(said.strip()[len("notAfter=") :] + "+0000", "%b %d %H:%M:%S %Y GMT%z")
        assert doctor_files.ends_at(pair.cert.read_text()) == expected
    with pytest.raises(ValueError, match="substring"):
        doctor_files.ends_at("nothing")


async def test_no_backup_and_one_that_is_too_old_are_named(doctor, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    asked = {"AGENT_DESKTOP_BACKUP_DIR": str(folder), "AGENT_DESKTOP_BACKUP_OLDEST_DAYS": "2"}
    code, faults = await doctor(**asked)
    assert (code, "there is none" in faults["backup"]) == (4, True)
    backup = folder / "agent-desktop-20261101-020000.dump"
    backup.touch()
    os.utime(backup, ((NOW - timedelta(days=3)).timestamp(),) * 2)
    code, faults = await doctor(**asked)
    assert (code, "3.0 days old" in faults["backup"]) == (4, True)
    backup.with_name(backup.name + ".json").write_text(json.dumps({"made_at": NOW.isoformat()}))
    assert await doctor(**asked) == (0, {})


async def test_work_that_waits_in_quarantine_is_named(doctor, filled_url):
    engine = central_engine(filled_url)
    async with engine.begin() as connection:
        row = {
            "client_id": new_id(),
            "command_id": new_id(),
            "agent_id": new_id(),
            "kind": "tickets.AddTicketNote",
        }
        await connection.execute(
            sa.insert(quarantined_command).values(**row, data={}, seen={}, taken_at=NOW - timedelta(days=1))
        )
    await engine.dispose()
    code, faults = await doctor()
    assert (code, "1 commands of 1 devices" in faults["quarantine"]) == (4, True)
    assert "device list" in faults["quarantine"]


async def test_a_singleton_without_an_owner_is_named_where_this_release_has_any(doctor, monkeypatch):
    release = types.ModuleType("agent_desktop.central.singleton")
    release.ownerless = lambda _connection: ["floor"]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, release.__name__, release)
    code, faults = await doctor()
    assert (code, "floor" in faults["singletons"]) == (4, True)


async def test_a_plug_in_that_is_not_there_is_named(doctor, tmp_path):
    config = tmp_path / "central.toml"
    config.write_text("[plugins.no_such_plugin]\n")
    code, faults = await doctor(config=config)
    assert (code, "no_such_plugin" in faults["connectors"]) == (4, True)


async def test_a_disk_that_is_full_and_a_clock_that_is_off_are_named(filled_url, doctor, monkeypatch):
    monkeypatch.setattr("agent_desktop.central.doctor.check_disk.__defaults__", (10**18,))
    code, faults = await doctor()
    assert (code, "Make room" in faults["disk"]) == (4, True)
    settings = Settings(database_url=filled_url, listen=Address("127.0.0.1", free_port()))
    checks = await diagnose(settings, HeldClock(NOW - timedelta(hours=1)))
    [clock] = [check for check in checks if check.name == "clock"]
    assert "NTP" in clock.todo


def test_every_check_is_on_its_page():
    source = "".join(
        (Path(doctor_files.__file__).parent / name).read_text() for name in ("doctor.py", "doctor_files.py")
    )
    checks = set(re.findall(r"Check\(\s*\"(\w+)\"", source))
    listed = set(re.findall(r"^\| (\w+) \|", DOCS.read_text().partition("## The doctor")[2], re.MULTILINE))
    assert checks == listed - {"check"}
