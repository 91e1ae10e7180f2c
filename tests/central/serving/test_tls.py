"""TLS on the loopback, for real: a good certificate, a strange one, one that ran out, and one renewed while serving."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from agent_desktop.central.app import create_app
from agent_desktop.central.serve import Front, run
from agent_desktop.central.settings import CentralSettings
from agent_desktop.central.tls import certificate
from agent_desktop.core.clock import SystemClock
from agent_desktop.core.errors import KnownError
from agent_desktop.features import house
from agent_desktop.workstation.transport import Transport, Unreachable, Untrusted
from agent_desktop.workstation.wire import Wire, checked_address
from agent_desktop.workstation.workstation import Workstation
from tests.central.serving.conftest import PASSWORD
from tests.support.certificates import Authority, Pair


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("strangers"), "stranger")


@asynccontextmanager
async def serving(
    database_url: str, home: Path, *words: str
) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "agent_desktop", "central", "serve"),
        *("--database", database_url, "--listen", "127.0.0.1:0", *words),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "AGENT_DESKTOP_HOME": str(home)},
    )
    try:
        assert child.stdout is not None
        async with asyncio.timeout(60):
            line = await child.stdout.readline()
        yield child, json.loads(line)["listening"]
    finally:
        if child.returncode is None:
            child.terminate()
        try:
            async with asyncio.timeout(20):
                await child.wait()
        except TimeoutError:
            child.kill()
            await child.wait()


@asynccontextmanager
async def serving_here(database_url: str, front: Front, **settings: float) -> AsyncIterator[str]:
    """The same in this process, as `central serve` runs it."""
    listening: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    app = create_app(CentralSettings(database_url=database_url, pool_size=2, **settings))  # type: ignore[arg-type]
    task = asyncio.create_task(run(app, "127.0.0.1", 0, listening.set_result, front))
    try:
        yield await listening
    finally:
        os.kill(os.getpid(), signal.SIGTERM)
        await task


def tls(pair: Pair) -> tuple[str, ...]:
    return ("--tls-cert", str(pair.cert), "--tls-key", str(pair.key))


def desk(url: str, folder: Path, ca: Path | None) -> Workstation:
    return Workstation(house(), SystemClock(), folder, url, "desk-1", Wire(ca))


async def serial(url: str, ca: Path) -> int:
    context = ssl.create_default_context(cafile=ca)
    port = int(url.rsplit(":", 1)[1])
    _reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    found = writer.get_extra_info("ssl_object").getpeercert()["serialNumber"]
    writer.close()
    await writer.wait_closed()
    return int(found, 16)


async def test_a_desk_works_over_tls_and_only_with_a_central_it_can_trust(
    filled_url: str, tmp_path: Path, authority: Authority, stranger: Authority
) -> None:
    pair = authority.server("central")
    async with serving(filled_url, tmp_path, *tls(pair)) as (child, url):
        assert url.startswith("https://")
        good = desk(url, tmp_path / "good", authority.pair.cert)
        person = await good.sign_in("leila", PASSWORD)
        assert person.name == "Leila Davies"
        await good.synchronise()
        await good.close()
        for ca in (None, stranger.pair.cert):
            wary = desk(url, tmp_path / "wary", ca)
            with pytest.raises(Untrusted, match="cannot prove that it is central"):
                await wary.sign_in("leila", PASSWORD)
            await wary.close()
        plain = Transport(url.replace("https", "http"))
        with pytest.raises(Unreachable):
            await plain.get("/api/v1/floor", dict)
        await plain.close()
        # The certificate is renewed while it serves, and one of no use is not taken.
        before = await serial(url, authority.pair.cert)
        fresh = authority.server("fresh")
        pair.key.write_bytes(fresh.key.read_bytes())
        pair.cert.write_bytes(fresh.cert.read_bytes())
        child.send_signal(signal.SIGHUP)
        async with asyncio.timeout(10):
            while (after := await serial(url, authority.pair.cert)) == before:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.05)
        pair.cert.write_text("no certificate")
        child.send_signal(signal.SIGHUP)
        await asyncio.sleep(0.3)
        assert await serial(url, authority.pair.cert) == after
        assert child.returncode is None


@pytest.mark.parametrize(
    ("days", "host", "why"), [(2, "DNS:elsewhere.example", "match|mismatch"), (-1, "IP:127.0.0.1", "expired")]
)
async def test_a_certificate_of_another_host_or_of_the_past_is_refused_with_the_reason(
    filled_url: str, tmp_path: Path, authority: Authority, days: int, host: str, why: str
) -> None:
    pair = authority.server(f"wrong{days}", days=days, host=host)
    async with serving_here(filled_url, Front(certificate(pair.cert, pair.key, None))) as url:
        wary = desk(url, tmp_path / "wary", authority.pair.cert)
        with pytest.raises(Untrusted, match=why):
            await wary.sign_in("leila", PASSWORD)
        await wary.close()


def test_http_goes_to_this_machine_only_unless_a_setting_allows_it() -> None:
    for good in (
        "http://127.0.0.1:8440",
        "http://localhost:8440/",
        "http://[::1]:8440",
        "https://desk.example",
    ):
        assert checked_address(good, Wire()) == good.rstrip("/")
    for bad in (
        "http://desk.example:8440",
        "http://10.0.0.5",
        "http://127.0.0.1.example.org",
        "http://0.0.0.0:8440",
    ):
        with pytest.raises(KnownError, match="without encryption"):
            checked_address(bad, Wire())
        assert checked_address(bad, Wire(allow_plain_http=True)) == bad
    for none in (
        "",
        "desk.example",
        "ftp://desk.example",
        "https://",
        "https://ada:pw@desk.example",
        "http://[::1",
    ):
        with pytest.raises(KnownError):
            checked_address(none, Wire(allow_plain_http=True))


def test_a_key_that_others_may_open_or_that_does_not_fit_is_refused(authority: Authority) -> None:
    pair, other = authority.server("one"), authority.server("two")
    assert certificate(pair.cert, pair.key, None) is not None
    assert certificate(None, None, None) is None
    pair.key.chmod(0o644)
    with pytest.raises(KnownError, match="Everybody on this machine"):
        certificate(pair.cert, pair.key, None)
    pair.key.chmod(0o640)
    with pytest.raises(KnownError, match="cannot be used"):
        certificate(pair.cert, other.key, None)
    with pytest.raises(KnownError, match="tls_key is not set"):
        certificate(pair.cert, None, None)
    with pytest.raises(KnownError, match="cannot be read"):
        certificate(pair.cert.with_name("none.pem"), pair.key, None)


def test_a_key_may_be_encrypted(authority: Authority) -> None:
    pair = authority.server("closed", password="open sesame")
    assert certificate(pair.cert, pair.key, "open sesame") is not None
    for wrong in (None, "open says me"):
        with pytest.raises(KnownError, match="cannot be used"):
            certificate(pair.cert, pair.key, wrong)


def test_an_authority_that_is_none_is_told(tmp_path: Path) -> None:
    from agent_desktop.workstation.wire import trust

    with pytest.raises(KnownError, match="authority's certificate"):
        trust(Wire(tmp_path / "none.pem"))


@pytest.mark.parametrize(("trusted", "counted"), [(None, 429), ("127.0.0.1", 401)])
async def test_where_a_request_comes_from_is_told_by_trusted_proxies_only(
    filled_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusted: str | None, counted: int
) -> None:
    """Five tries of one address are enough here; a stranger does not get more by naming others."""
    front = Front(trusted_proxies=(trusted,) if trusted else ())
    statuses = []
    async with (
        serving_here(filled_url, front, address_per_s=0.001, address_burst=5.0) as url,
        httpx.AsyncClient(base_url=url, trust_env=False, verify=False) as client,
    ):
        for n in range(6):
            reply = await client.post(
                "/api/v1/session/refresh",
                json={"refresh_token": "none"},
                headers={"x-forwarded-for": f"203.0.113.{n}"},
            )
            statuses.append(reply.status_code)
    assert statuses[:5] == [401] * 5
    assert statuses[5] == counted
