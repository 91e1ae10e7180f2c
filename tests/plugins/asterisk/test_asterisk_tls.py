"""The connection to an exchange over a real TLS socket: encrypted, and only to the exchange that is meant."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from agent_desktop.core.errors import KnownError
from plugins.asterisk.connector import Asterisk
from tests.support.asterisk_exchange import SECRET, USER, FakeExchange, until
from tests.support.asterisk_replay import PEOPLE, QUEUES
from tests.support.asterisk_telling import ada_answers, caller_rings
from tests.support.certificates import Authority, Pair
from tests.support.connector_host import FloorHost


@pytest.fixture
def host() -> FloorHost:
    host = FloorHost("asterisk", people=PEOPLE, the_queues=QUEUES)
    host.sign_in("ada", "ben")
    return host


async def listening(host: FloorHost, pair: Pair) -> FakeExchange:
    """An exchange that shows this certificate."""
    fake = FakeExchange(host.clock)
    fake.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    fake.tls.load_cert_chain(pair.cert, pair.key)
    await fake.listen()
    return fake


def connector(fake: FakeExchange, trusted: Path, **more: object) -> Asterisk:
    table: dict[str, object] = {
        "port": fake.port,
        "username": USER,
        "secret": SECRET,
        "manage_members": False,
    }
    return Asterisk(table | {"tls": True, "tls_ca": str(trusted)} | more)


async def test_calls_are_followed_over_tls(tmp_path: Path, host: FloorHost) -> None:
    authority = Authority(tmp_path)
    fake = await listening(host, authority.server("exchange"))
    one = connector(fake, authority.pair.cert)
    try:
        await one.start(host)
        caller_rings(fake)
        ada_answers(fake)
        await until(lambda: host.state_of("ada") == "talking")
        assert fake.actions("Challenge") == [], "over TLS the secret itself goes, inside of it"
    finally:
        await one.stop()
        await fake.go_down()


@pytest.mark.parametrize("what", ["another authority", "another host", "run out"])
async def test_an_exchange_that_is_not_the_one_meant_gets_no_secret(
    what: str, tmp_path: Path, host: FloorHost
) -> None:
    authority = Authority(tmp_path)
    trusted = Authority(tmp_path / "other", "other") if what == "another authority" else authority
    shown = authority.server(
        "exchange",
        days=-1 if what == "run out" else 2,
        host="DNS:pbx.example" if what == "another host" else "IP:127.0.0.1",
    )
    fake = await listening(host, shown)
    one = connector(fake, trusted.pair.cert)
    try:
        with pytest.raises(KnownError, match="does not answer"):
            await one.start(host)
        assert not fake.wire
    finally:
        await one.stop()
        await fake.go_down()
