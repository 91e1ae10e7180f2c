"""A workstation whose person signs in by a real provider: online by the browser, offline by a desk passphrase."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from agent_desktop.central.settings import OidcSettings
from agent_desktop.core.clock import SystemClock
from agent_desktop.core.errors import Invalid, Refused
from agent_desktop.features import house
from agent_desktop.features.workforce.tables import account, agent
from agent_desktop.workstation import provider_sign_in
from agent_desktop.workstation.browser_trip import BrowserTrip
from agent_desktop.workstation.transport import ShutOut, Unreachable
from agent_desktop.workstation.vault import Vault
from agent_desktop.workstation.workstation import Workstation
from tests.central.serving.conftest import PASSWORD, Central, StartCentral
from tests.support.glewlwyd import CLIENT, CLIENT_SECRET, Glewlwyd
from tests.workstation.test_workstation import subject_at, ticket_of, until

Come = Callable[..., Awaitable[Workstation]]


@pytest.fixture
async def central(start_central: StartCentral, provider: Glewlwyd) -> Central:
    own = OidcSettings(issuer=provider.issuer, client_id=CLIENT, client_secret=CLIENT_SECRET)
    made = await start_central(oidc=own)
    await change(made, sa.update(account).values(oidc_allowed=True))
    return made


@pytest.fixture
async def come(central: Central, provider: Glewlwyd, tmp_path: Path) -> AsyncIterator[Come]:
    """Sign somebody in at one and the same desk, by the browser or with words typed at the desk."""
    opened: list[Workstation] = []

    async def sit(login: str, typed: str | None = None) -> Workstation:
        vault = Vault("file", tmp_path / "keys")
        desk = Workstation(house(), SystemClock(), tmp_path, central.url, "desk-12", vault=vault)
        opened.append(desk)
        if typed is not None:
            await desk.sign_in(login, typed)
            return desk
        ways = await provider_sign_in.ask_ways(central.url)
        assert ways.oidc is not None
        async with BrowserTrip(ways.oidc) as trip:
            provider.allow(trip.redirect_uri)
            await provider.visit(trip.address, login)
            proof = await trip.back()
        await provider_sign_in.sign_in(desk, proof)
        return desk

    yield sit
    for desk in opened:
        await desk.close()


async def change(central: Central, statement: sa.Update) -> None:
    async with central.app.service.engine.begin() as connection:
        await connection.execute(statement)


async def test_from_the_browser_to_work_and_offline_by_a_passphrase(come: Come, central: Central) -> None:
    """The whole day: in by the browser, a passphrase, locked and unlocked, central gone, on with the passphrase."""
    leila = await come("leila")
    assert leila.person is not None
    assert (leila.person.name, leila.person.roles) == ("Leila Davies", ["agent"])
    assert await leila.access.opened_by() == "nothing"
    with pytest.raises(Invalid, match="8 characters"):
        await leila.access.set_passphrase("short")
    await leila.access.set_passphrase("harbour at dawn")
    assert await leila.access.opened_by() == "passphrase"
    assert await leila.access.is_password("harbour at dawn")
    assert not await leila.access.is_password("harbour at dusk")
    assert not await leila.access.is_password(PASSWORD), "a password of central's is nothing to this desk"
    command = ticket_of(leila)
    await leila.do(command)
    await until(lambda: _nothing_waits(leila))
    await leila.close()
    await central.stop()
    with pytest.raises(Unreachable, match="cannot vouch"):
        await come("leila", "harbour at dusk")
    again = await come("leila", "harbour at dawn")
    assert await subject_at(again, command.ticket_id) == "No hot water"
    assert await again.access.opened_by() == "passphrase"
    assert await again.access.is_password("harbour at dawn")


async def test_without_a_passphrase_the_desk_stays_closed_offline(come: Come, central: Central) -> None:
    leila = await come("leila")
    await leila.close()
    await central.stop()
    with pytest.raises(Unreachable, match="cannot vouch"):
        await come("leila", "")
    with pytest.raises(Unreachable, match="cannot vouch"):
        await come("leila", PASSWORD)


async def test_a_password_of_earlier_days_opens_the_desk_no_more(
    come: Come, central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent_desktop.workstation.offline_sign_in.KEY_AFTER_S", 0.0)
    before = await come("leila", PASSWORD)
    await until(lambda: _has_key(before))
    await before.close()
    now = await come("leila")
    assert await now.access.opened_by() == "nothing"
    await now.access.set_passphrase("harbour at dawn")
    await now.close()
    later = await come("leila")
    assert await later.access.opened_by() == "passphrase", "it is chosen once"
    await later.access.forget_passphrase()
    assert await later.access.opened_by() == "nothing"


async def test_somebody_who_is_unknown_is_told_what_to_do_and_leaves_nothing(
    come: Come, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="no account here"):
        await come("stranger")
    assert not replicas_in(tmp_path)


async def test_who_is_disabled_hands_their_work_over_though_the_desk_did_not_know_them(
    come: Come, central: Central, tmp_path: Path
) -> None:
    marcus = await come("marcus")
    await marcus._sync.stop()  # type: ignore[union-attr]
    await marcus.do(ticket_of(marcus))
    await marcus.close()
    assert len(replicas_in(tmp_path)) == 1
    await change(central, sa.update(agent).where(agent.c.login == "marcus").values(is_active=False))
    with pytest.raises(ShutOut) as told:
        await come("marcus")
    assert told.value.reason == "disabled"
    assert "1 change you had not sent" in told.value.kept
    assert not replicas_in(tmp_path)


async def _nothing_waits(desk: Workstation) -> bool:
    return not await desk.outbox()


async def _has_key(desk: Workstation) -> bool:
    store = desk._opened()
    return bool(await store.write(lambda: store.replica.remembered("offline_key")))


def replicas_in(folder: Path) -> list[Path]:
    return list(folder.glob("*.replica"))
