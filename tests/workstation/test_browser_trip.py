"""The trip through the browser: what it asks for, what it takes for an answer, and what it shows for it."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from agent_desktop.core.errors import KnownError, Refused
from agent_desktop.sync.ways import OidcWay
from agent_desktop.workstation.browser_trip import BrowserTrip, PageWords

ISSUER = "https://accounts.example.org"
WAY = OidcWay("Accounts", ISSUER, "agent-desktop", f"{ISSUER}/authorize", "openid email", "login")


def asked(trip: BrowserTrip) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(trip.address).query).items()}


async def come_back(trip: BrowserTrip, *, method: str = "GET", path: str = "", **told: str) -> httpx.Response:
    address = path or f"{trip.redirect_uri}?{urlencode(told)}"
    async with httpx.AsyncClient(trust_env=False, verify=False) as browser:
        return await browser.request(method, address)


async def test_it_asks_for_a_code_with_a_challenge_a_state_and_a_nonce_of_its_own() -> None:
    async with BrowserTrip(WAY) as trip, BrowserTrip(WAY) as other:
        query, others = asked(trip), asked(other)
        assert trip.address.startswith(f"{ISSUER}/authorize?")
        assert (query["response_type"], query["client_id"], query["scope"], query["prompt"]) == (
            "code",
            "agent-desktop",
            "openid email",
            "login",
        )
        assert query["code_challenge_method"] == "S256"
        assert query["redirect_uri"] == trip.redirect_uri
        assert urlsplit(trip.redirect_uri).hostname == "127.0.0.1"
        for name in ("code_challenge", "state", "nonce", "redirect_uri"):
            assert query[name] != others[name]
        page = await come_back(trip, code="c-1", state=query["state"])
        proof = await trip.back()
    digest = hashlib.sha256(proof.verifier.encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == query["code_challenge"]
    assert (proof.code, proof.nonce, proof.redirect_uri) == ("c-1", query["nonce"], trip.redirect_uri)
    assert page.status_code == 200
    assert "You can close this window." in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "c-1" not in page.text + repr(proof)


@pytest.mark.parametrize(
    "wrong", [{"state": "another"}, {"state": ""}, {"iss": "https://somebody.example.org"}], ids=str
)
async def test_an_answer_to_another_sign_in_is_refused_and_the_right_one_still_taken(
    wrong: dict[str, str],
) -> None:
    async with BrowserTrip(WAY) as trip:
        right = {"code": "right", "state": asked(trip)["state"], "iss": ISSUER}
        page = await come_back(trip, **(right | {"code": "caught"} | wrong))
        assert page.status_code == 400
        assert "not the sign-in" in page.text
        assert (await come_back(trip, **right)).status_code == 200
        assert (await trip.back()).code == "right"
        assert (await come_back(trip, **(right | {"code": "late"}))).status_code == 400


async def test_a_person_who_says_no_is_told_so_at_the_desk() -> None:
    async with BrowserTrip(WAY) as trip:
        page = await come_back(trip, error="access_denied", state=asked(trip)["state"])
        assert "not signed in" in page.text
        with pytest.raises(Refused, match="not signed in at Accounts"):
            await trip.back()


async def test_nothing_that_comes_in_an_address_is_shown_or_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="agent_desktop")
    evil = "<script>alert(1)</script>"
    async with BrowserTrip(WAY, PageWords(failed="<no>")) as trip:
        page = await come_back(trip, error=evil, error_description=evil, state=asked(trip)["state"])
        assert "script" not in page.text
        assert "&lt;no&gt;" in page.text
        with pytest.raises(Refused):
            await trip.back()
    assert "script" not in caplog.text


async def test_what_else_a_browser_asks_for_is_not_there() -> None:
    async with BrowserTrip(WAY) as trip:
        root = trip.redirect_uri.removesuffix("/signed-in")
        assert (await come_back(trip, path=f"{root}/favicon.ico")).status_code == 404
        assert (await come_back(trip, method="POST", code="x", state=asked(trip)["state"])).status_code == 405
        await come_back(trip, code="c", state=asked(trip)["state"])
        assert (await trip.back()).code == "c"


async def test_nobody_listens_once_it_is_over() -> None:
    async with BrowserTrip(WAY) as trip:
        pass
    with pytest.raises(httpx.ConnectError):
        await come_back(trip, code="c", state="s")


async def test_who_never_comes_back_is_not_waited_for_for_ever() -> None:
    async with BrowserTrip(WAY, wait_s=0.05) as trip:
        with pytest.raises(KnownError, match="Nobody came back"):
            await trip.back()


async def test_half_a_request_holds_nothing_up() -> None:
    async with BrowserTrip(WAY) as trip:
        port = urlsplit(trip.redirect_uri).port
        _reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /signed-in?code=")
        await writer.drain()
        await come_back(trip, code="c", state=asked(trip)["state"])
        assert (await trip.back()).code == "c"
        writer.close()


@pytest.mark.parametrize(
    "end", ["http://accounts.example.org/a", "file:///etc/passwd", "javascript:alert(1)"]
)
async def test_no_address_is_opened_that_is_not_protected(end: str) -> None:
    with pytest.raises(Refused, match="protected"):
        BrowserTrip(OidcWay("Accounts", ISSUER, "agent-desktop", end))
