"""Signing in by a provider: a real one vouches, and whatever does not hold to the letter is refused."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import jwt
import pytest
import sqlalchemy as sa

from agent_desktop.central import accounts
from agent_desktop.central.id_token import BadToken, claims_of
from agent_desktop.central.oidc_people import OidcPeople
from agent_desktop.central.oidc_provider import OidcProvider
from agent_desktop.central.serve import oidc_settings
from agent_desktop.central.settings import OidcSettings
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.errors import Invalid, KnownError
from agent_desktop.features.workforce.tables import account, agent
from agent_desktop.runtime.settings import Settings, load
from tests.support import glewlwyd
from tests.support.glewlwyd import CLIENT, CLIENT_SECRET, OTHER_CLIENT, PUBLIC_CLIENT, Glewlwyd

BACK = "http://127.0.0.1:5555/signed-in"


@pytest.fixture
def by_provider(start_central, provider):
    """Start a central that knows the provider, and lets everybody in who is named be bound there."""

    async def start(*logins: str, clock=None, password_sign_in=True, transport=None, **settings):
        own = OidcSettings(
            **{"issuer": provider.issuer, "client_id": CLIENT, "client_secret": CLIENT_SECRET} | settings
        )
        central = await start_central(clock=clock, oidc=own, password_sign_in=password_sign_in)
        async with central.app.service.engine.begin() as connection:
            people = sa.select(agent.c.id).where(agent.c.login.in_(logins))
            await connection.execute(
                sa.update(account).where(account.c.agent_id.in_(people)).values(oidc_allowed=True)
            )
        if transport is not None:
            tampered = OidcProvider(own, central.app.service.clock, transport=transport)
            service = central.app.service
            service.provider = tampered
            service.oidc_people = OidcPeople(service.engine, service.sessions, tampered, service.clock)
        return central

    return start


@dataclass
class RealToken:
    """A token that the provider gave, and a look at one as central takes it."""

    provider: Glewlwyd
    trip: Trip
    token: str

    @property
    def claims(self) -> dict[str, Any]:
        return dict(jwt.decode(self.token, options={"verify_signature": False}))

    async def look(self, token: str) -> dict[str, Any]:
        async def keys(key_id: str) -> list[jwt.PyJWK]:
            known = [jwt.PyJWK(key) for key in self.provider.keys]
            return [key for key in known if not key_id or key.key_id == key_id]

        return await claims_of(
            token,
            keys,
            issuer=self.provider.issuer,
            client_id=CLIENT,
            nonce=self.trip.nonce,
            now=datetime.now(UTC),
        )


@pytest.fixture(scope="module")
def real_token(provider) -> RealToken:
    trip = Trip(provider).go("leila")
    return RealToken(provider, trip, asyncio.run(_token_of(provider, trip)))


@dataclass
class Trip:
    """One way to the provider and back, with what a desk keeps to itself."""

    provider: Glewlwyd
    client_id: str = CLIENT
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    code: str = ""

    def go(self, login: str) -> Trip:
        self.provider.allow(BACK, self.client_id)
        digest = hashlib.sha256(self.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": BACK,
            "scope": "openid",
            "state": "state",
            "nonce": self.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        address = f"{self.provider.issuer}/auth?{urlencode(asked)}"
        self.code = glewlwyd.code_in(self.provider.browse(address, login, client_id=self.client_id))
        return self

    def proof(self, **other: Any) -> dict[str, Any]:
        mine = {"code": self.code, "verifier": self.verifier, "nonce": self.nonce, "redirect_uri": BACK}
        return mine | {"device": "desk-1", "app_version": "0.1.0"} | other


async def bring(central, proof) -> httpx.Response:
    async with central.client() as client:
        return await client.post("/api/v1/session/oidc", json=proof)


async def test_whom_the_provider_vouches_for_gets_a_session_with_our_own_roles(by_provider, provider):
    central = await by_provider("leila")
    response = await bring(central, Trip(provider).go("leila").proof())
    assert response.status_code == 200, response.text
    person = response.json()["person"]
    assert (person["login"], person["name"], person["roles"]) == ("leila", "Leila Davies", ["agent"])
    async with central.client() as client:
        client.headers["authorization"] = f"Bearer {response.json()['access_token']}"
        assert (await client.get("/api/v1/floor")).status_code == 200


async def test_the_ways_are_told_before_anybody_signs_in(by_provider, provider):
    central = await by_provider(name="Harbour accounts", password_sign_in=False)
    async with central.client() as client:
        ways = (await client.get("/api/v1/session/ways")).json()
    assert ways["password"] is False
    assert ways["oidc"]["name"] == "Harbour accounts"
    assert ways["oidc"]["authorization_endpoint"] == f"{provider.issuer}/auth"
    assert ways["oidc"]["scope"] == "openid"
    assert CLIENT_SECRET not in json.dumps(ways)


async def test_without_a_provider_the_way_is_a_password(central):
    async with central.client() as client:
        assert (await client.get("/api/v1/session/ways")).json() == {
            "password": True,
            "oidc": None,
            "trouble": "",
        }
    refused = await bring(central, Trip(None, code="code").proof())
    assert (refused.status_code, refused.json()["reason"]) == (404, "no_such_way")


async def test_a_public_client_needs_no_secret(by_provider, provider):
    central = await by_provider("leila", client_id=PUBLIC_CLIENT, client_secret="")
    response = await bring(central, Trip(provider, PUBLIC_CLIENT).go("leila").proof())
    assert response.status_code == 200, response.text


async def test_passwords_can_be_switched_off(by_provider, provider):
    central = await by_provider("leila", password_sign_in=False)
    refused = await central.sign_in("leila")
    assert (refused.status_code, refused.json()["reason"]) == (403, "not_by_password")
    session = (await bring(central, Trip(provider).go("leila").proof())).json()
    async with central.client() as client:
        client.headers["authorization"] = f"Bearer {session['access_token']}"
        answer = await client.post("/api/v1/session/password", json={"password": "correct horse battery"})
    assert (answer.status_code, answer.json()["reason"]) == (403, "not_by_password")


# -- what does not hold -------------------------------------------------------------------------------


async def refused(central, proof, status: int, reason: str, words: str = "") -> None:
    response = await bring(central, proof)
    assert (response.status_code, response.json()["reason"]) == (status, reason), response.text
    assert words in response.json()["what"]
    assert response.json()["todo"]


async def test_a_code_works_once(by_provider, provider):
    central = await by_provider("leila")
    proof = Trip(provider).go("leila").proof()
    assert (await bring(central, proof)).status_code == 200
    await refused(central, proof, 401, "provider_refused")


async def test_a_caught_code_is_worth_nothing_without_what_the_desk_kept(by_provider, provider):
    central = await by_provider("leila")
    other = secrets.token_urlsafe(48)
    await refused(central, Trip(provider).go("leila").proof(verifier=other), 401, "provider_refused")
    proof = Trip(provider).go("leila").proof(nonce=other)
    await refused(central, proof, 401, "provider_refused", "another sign-in")


async def test_a_token_that_has_expired_is_refused(by_provider, provider):
    clock = HeldClock(datetime.now(UTC))
    clock.advance(3600 + 600)
    central = await by_provider("leila", clock=clock)
    await refused(central, Trip(provider).go("leila").proof(), 401, "provider_refused", "expired")


async def test_a_clock_that_is_a_little_off_is_no_matter(by_provider, provider):
    clock = HeldClock(datetime.now(UTC))
    clock.advance(3600 + 5)
    central = await by_provider("leila", clock=clock)
    assert (await bring(central, Trip(provider).go("leila").proof())).status_code == 200


async def test_a_token_of_the_future_is_refused(by_provider, provider):
    clock = HeldClock(datetime.now(UTC) - timedelta(seconds=120))
    central = await by_provider("leila", clock=clock)
    await refused(central, Trip(provider).go("leila").proof(), 401, "provider_refused", "clocks")


async def test_a_token_for_another_program_is_refused(by_provider, provider):
    central = await by_provider("leila", transport=Tampering(lambda _token: other))
    theirs = Trip(provider, OTHER_CLIENT)
    mine = Trip(provider, nonce=theirs.nonce).go("leila")
    other = await _token_of(provider, theirs.go("leila"))
    await refused(central, mine.proof(), 401, "provider_refused", "another program")


@pytest.mark.parametrize(
    "known_id", [True, False], ids=["with_the_providers_key_id", "with_an_id_of_its_own"]
)
async def test_a_token_that_somebody_else_signed_is_refused(by_provider, provider, known_id):
    forger = glewlwyd.new_key()

    def forge(token: str) -> str:
        claims = jwt.decode(token, options={"verify_signature": False})
        key_id = jwt.get_unverified_header(token)["kid"] if known_id else forger["kid"]
        return jwt.encode(claims, jwt.PyJWK(forger).key, algorithm="ES256", headers={"kid": key_id})

    central = await by_provider("leila", transport=Tampering(forge))
    words = "signature" if known_id else "none of the provider's"
    await refused(central, Trip(provider).go("leila").proof(), 401, "provider_refused", words)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"iss": "https://somebody.example.org"}, "another issuer"),
        ({"aud": "another"}, "another program"),
        ({"aud": ["agent-desktop", "another"], "azp": "another"}, "another program"),
        ({"aud": ["agent-desktop", "another"], "azp": None}, "another program"),
        ({"exp": None}, "no exp"),
        ({"exp": True}, "no exp"),
        ({"iat": None}, "no iat"),
        ({"nbf": 9_999_999_999}, "the future"),
        ({"nonce": None}, "another sign-in"),
        ({"sub": ""}, "names nobody"),
        ({"sub": 7}, "names nobody"),
    ],
    ids=str,
)
async def test_a_claim_that_is_not_right_is_refused_though_the_provider_signed_it(
    provider, real_token, change, words
):
    key = provider.keys[0]
    claims = real_token.claims | change
    claims = {name: value for name, value in claims.items() if value is not None}
    token = jwt.encode(claims, jwt.PyJWK(key).key, algorithm="ES256", headers={"kid": key["kid"]})
    with pytest.raises(BadToken, match=words):
        await real_token.look(token)


@pytest.mark.parametrize("secret", [None, CLIENT_SECRET * 2], ids=["nobody", "a_shared_secret"])
async def test_a_token_is_refused_that_is_not_signed_by_the_providers_own_key(provider, real_token, secret):
    """Anybody signs with what others know too: with nothing at all, or with the client's secret."""
    algorithm = "HS256" if secret else "none"
    headers = {"kid": provider.keys[0]["kid"]}
    token = jwt.encode(real_token.claims, secret, algorithm=algorithm, headers=headers)
    with pytest.raises(BadToken, match="proves"):
        await real_token.look(token)


@pytest.mark.parametrize("token", ["", "a.b.c", "x" * 70_000, "eyJhbGciOiJFUzI1NiIsImtpZCI6N30.e30.AA"])
async def test_what_is_no_token_is_refused(real_token, token):
    with pytest.raises(BadToken):
        await real_token.look(token)


async def test_the_real_token_passes_the_same_look(real_token):
    assert (await real_token.look(real_token.token))["preferred_username"] == "leila"


async def test_a_wrong_client_secret_is_told_as_the_administrators_matter(by_provider, provider):
    central = await by_provider("leila", client_secret="not the secret")
    await refused(central, Trip(provider).go("leila").proof(), 502, "provider_misconfigured", "know")


async def test_a_provider_that_is_away_is_told_and_the_password_still_works(by_provider):
    central = await by_provider("leila", issuer="http://127.0.0.1:1/gone")
    async with central.client() as client:
        ways = (await client.get("/api/v1/session/ways")).json()
    assert ways["oidc"] is None
    assert "cannot reach 127.0.0.1" in ways["trouble"]
    await refused(central, Trip(None, code="code").proof(), 503, "provider_away")
    assert (await central.sign_in("leila")).status_code == 200


async def test_what_no_desk_brings_is_refused(by_provider):
    central = await by_provider()
    for wrong in (
        {"redirect_uri": "https://example.org/"},
        {"code": ""},
        {"nonce": "short"},
        {"verifier": "x" * 5000},
    ):
        response = await bring(central, Trip(None, code="code").proof(**wrong))
        assert (response.status_code, response.json()["reason"]) == (400, "malformed"), wrong


# -- keys ---------------------------------------------------------------------------------------------


async def test_a_new_key_of_the_providers_is_fetched_once(by_provider, provider):
    clock = HeldClock(datetime.now(UTC))
    asked = Tampering()
    central = await by_provider("leila", clock=clock, transport=asked)
    for _ in range(2):
        assert (await bring(central, Trip(provider).go("leila").proof())).status_code == 200
    assert asked.fetched("/jwks") == 1
    provider.rotate()
    clock.advance(11)
    for _ in range(2):
        assert (await bring(central, Trip(provider).go("leila").proof())).status_code == 200
    assert asked.fetched("/jwks") == 2


async def test_made_up_key_ids_do_not_make_central_ask_on_and_on(by_provider, provider):
    forger = glewlwyd.new_key()

    def forge(token: str) -> str:
        claims = jwt.decode(token, options={"verify_signature": False})
        kid = secrets.token_hex(8)
        return jwt.encode(claims, jwt.PyJWK(forger).key, algorithm="ES256", headers={"kid": kid})

    asked = Tampering(forge)
    central = await by_provider("leila", clock=HeldClock(datetime.now(UTC)), transport=asked)
    for _ in range(3):
        await refused(central, Trip(provider).go("leila").proof(), 401, "provider_refused")
    assert asked.fetched("/jwks") == 1


# -- who it is ----------------------------------------------------------------------------------------


async def test_somebody_without_an_account_here_is_refused(by_provider, provider):
    central = await by_provider("leila")
    await refused(central, Trip(provider).go("stranger").proof(), 403, "unknown_person")


async def test_where_the_site_wants_it_they_are_added_without_a_role(by_provider, provider):
    central = await by_provider(adds_unknown=True)
    response = await bring(central, Trip(provider).go("stranger").proof())
    assert response.status_code == 200, response.text
    assert response.json()["person"]["roles"] == []
    async with central.client() as client:
        client.headers["authorization"] = f"Bearer {response.json()['access_token']}"
        assert (await client.get("/api/v1/floor")).status_code == 403


async def test_an_account_that_was_not_linked_is_nobodys_at_the_provider(by_provider, provider):
    """Who chooses "leila" as a user name there has not become Leila here."""
    central = await by_provider()
    await refused(central, Trip(provider).go("leila").proof(), 403, "not_linked")


async def test_a_user_name_that_was_given_to_somebody_else_is_somebody_else(by_provider, provider):
    provider.add_person("kim")
    central = await by_provider("leila")
    async with central.app.service.engine.begin() as connection:
        await connection.execute(sa.update(agent).where(agent.c.login == "leila").values(login="kim"))
    assert (await bring(central, Trip(provider).go("kim").proof())).status_code == 200
    provider.remove_person("kim")
    provider.add_person("kim")
    await refused(central, Trip(provider).go("kim").proof(), 403, "other_person")
    provider.remove_person("kim")


async def test_once_bound_a_person_is_found_whatever_their_login_here_has_become(by_provider, provider):
    central = await by_provider("leila")
    assert (await bring(central, Trip(provider).go("leila").proof())).status_code == 200
    async with central.app.service.engine.begin() as connection:
        await connection.execute(
            sa.update(agent).where(agent.c.login == "leila").values(login="leila.davies")
        )
    again = await bring(central, Trip(provider).go("leila").proof())
    assert again.json()["person"]["login"] == "leila.davies"


async def test_an_address_that_nobody_has_verified_is_no_login(by_provider, provider):
    central = await by_provider("leila", login_claim="email")
    await refused(central, Trip(provider).go("leila").proof(), 401, "provider_refused", "e-mail")


async def test_a_claim_that_the_provider_does_not_send_is_the_administrators_matter(by_provider, provider):
    central = await by_provider("leila", login_claim="upn")
    await refused(central, Trip(provider).go("leila").proof(), 502, "provider_misconfigured", "user name")


async def test_a_disabled_person_is_refused_with_what_hands_their_work_over(by_provider, provider):
    central = await by_provider("marcus")
    assert (await bring(central, Trip(provider).go("marcus").proof())).status_code == 200
    async with central.app.service.engine.begin() as connection:
        await connection.execute(sa.update(agent).where(agent.c.login == "marcus").values(is_active=False))
    response = await bring(central, Trip(provider).go("marcus").proof())
    assert (response.status_code, response.json()["reason"]) == (403, "disabled")
    assert response.json()["hand_over_token"]
    assert response.json()["login"] == "marcus"


# -- what is told -------------------------------------------------------------------------------------


async def test_no_log_line_holds_a_secret(by_provider, provider, caplog):
    for name in (None, "httpx", "httpcore"):
        caplog.set_level(logging.DEBUG, logger=name)
    central = await by_provider("leila")
    trip = Trip(provider).go("leila")
    assert (await bring(central, trip.proof())).status_code == 200
    await bring(central, trip.proof())
    # What the test's own browser does is logged too, and is not ours.
    written = [r.getMessage() for r in caplog.records if "/api/oidc/auth" not in r.getMessage()]
    written = [line for line in written if not line.startswith("receive_response_headers")]
    assert any("/token" in line for line in written), "the log was looked at"
    for secret in (trip.code, trip.verifier, trip.nonce, CLIENT_SECRET):
        assert not [line for line in written if secret in line]


class Tampering(httpx.AsyncBaseTransport):
    """The way from central to the real provider, on which somebody changes the ID token, or only listens."""

    def __init__(self, change: Callable[[str], str] = lambda token: token) -> None:
        self._change = change
        self._inner = httpx.AsyncHTTPTransport()
        self.asked: list[str] = []

    def fetched(self, path: str) -> int:
        return sum(address.endswith(path) for address in self.asked)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url))
        answer = await self._inner.handle_async_request(request)
        body = await answer.aread()
        if request.url.path.endswith("/token") and answer.status_code == 200:
            told = json.loads(body)
            told["id_token"] = self._change(told["id_token"])
            body = json.dumps(told).encode()
        return httpx.Response(answer.status_code, content=body)

    async def aclose(self) -> None:
        await self._inner.aclose()


async def _token_of(provider: Glewlwyd, trip: Trip) -> str:
    """A real token that the provider gave to another program."""
    form = {
        "grant_type": "authorization_code",
        "code": trip.code,
        "redirect_uri": BACK,
        "code_verifier": trip.verifier,
        "client_id": trip.client_id,
        "client_secret": CLIENT_SECRET,
    }
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        answer = await client.post(f"{provider.issuer}/token", data=form)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id_token"])


# -- the command line and the settings ------------------------------------------------------------------


async def test_people_are_added_linked_and_unlinked_on_the_command_line(
    by_provider, provider, filled_url, capsys
):
    own = Settings(database_url=filled_url)
    assert (
        await accounts.add(own, login="stranger", name="A Stranger", roles=["agent"], by_provider=True) == 0
    )
    assert "Password" not in capsys.readouterr().out, "nobody is asked for one, and none is made up"
    central = await by_provider()
    assert (await bring(central, Trip(provider).go("stranger").proof())).status_code == 200
    assert (await central.sign_in("stranger", "")).status_code == 401
    await accounts.unlink(own, "stranger")
    await refused(central, Trip(provider).go("stranger").proof(), 403, "not_linked")
    await accounts.link(own, ["stranger", "leila"])
    for login in ("stranger", "leila"):
        assert (await bring(central, Trip(provider).go(login).proof())).status_code == 200
    assert (await central.sign_in("leila")).status_code == 200, "a linked person keeps their password"
    with pytest.raises(KnownError, match="nobody called"):
        await accounts.link(own, ["nobody.at.all"])
    capsys.readouterr()
    await accounts.listing(own)
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert lines["stranger"].rstrip().endswith("provider")
    assert lines["leila"].rstrip().endswith("yes, provider")
    assert lines["marcus"].rstrip().endswith("yes")


async def test_who_was_added_without_a_role_is_given_one_and_stays_who_they_are(
    by_provider, provider, filled_url
):
    own = Settings(database_url=filled_url)
    central = await by_provider(adds_unknown=True)
    assert (await bring(central, Trip(provider).go("stranger").proof())).json()["person"]["roles"] == []
    await accounts.add(own, login="stranger", name="A Stranger", roles=["sales"], by_provider=True)
    again = await bring(central, Trip(provider).go("stranger").proof())
    assert again.json()["person"]["roles"] == ["sales"]


async def test_a_login_that_is_given_out_again_is_not_the_person_before(by_provider, provider, filled_url):
    own = Settings(database_url=filled_url)
    central = await by_provider("leila")
    assert (await bring(central, Trip(provider).go("leila").proof())).status_code == 200
    await accounts.disable(own, "leila")
    await accounts.add(own, login="leila", name="Another", roles=["agent"], password="a very good password")
    await refused(central, Trip(provider).go("leila").proof(), 403, "not_linked")


@pytest.mark.parametrize(
    ("given", "about"),
    [
        ({"oidc_issuer": "http://accounts.example.org", "oidc_client_id": "x"}, "https"),
        ({"oidc_issuer": "https://accounts.example.org"}, "oidc_client_id"),
        ({"password_sign_in": False}, "nobody could sign in"),
    ],
)
def test_settings_that_cannot_work_are_refused_before_central_starts(given, about):
    with pytest.raises(Invalid, match=about):
        oidc_settings(Settings(**given))


def test_the_client_secret_never_stands_in_the_settings_file(tmp_path):
    file = tmp_path / "agent-desktop.toml"
    file.write_text('oidc_client_secret = "in the open"\n')
    with pytest.raises(Invalid, match="in the open, and others"):
        load(file=file, environ={})
    file.write_text('oidc_client_secret = "env:OIDC"\n')
    assert load(file=file, environ={"OIDC": "s3cret"}).oidc_client_secret == "s3cret"
