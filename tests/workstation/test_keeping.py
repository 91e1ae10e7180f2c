"""A desk stays signed in by itself; shut out, or without contact for too long, it gives up its replica and says why."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from agent_desktop.central.tables import desk_session, quarantined_command
from agent_desktop.core.clock import HeldClock, SystemClock
from agent_desktop.core.errors import KnownError
from agent_desktop.core.ids import new_id
from agent_desktop.features import house
from agent_desktop.features.tickets.commands import AddTicketNote
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.sync.access import TYPED
from agent_desktop.sync.messages import Session
from agent_desktop.sync.replica_tables import outbox
from agent_desktop.workstation import contact_limit, offline_sign_in, session_keeper
from agent_desktop.workstation.contact_limit import Contact, give_up_overdue, note, standing
from agent_desktop.workstation.desk_copy import open_replica
from agent_desktop.workstation.forgetting import forget_replica
from agent_desktop.workstation.session_keeper import SessionKeeper
from agent_desktop.workstation.shut_out import Ending
from agent_desktop.workstation.synchroniser import Link, Synchroniser
from agent_desktop.workstation.transport import ShutOut, SignedOut, Transport, Unreachable
from agent_desktop.workstation.vault import Vault
from agent_desktop.workstation.workstation import Workstation
from tests.central.serving.conftest import PASSWORD, Central, StartCentral
from tests.workstation.conftest import SitDown
from tests.workstation.test_workstation import ticket_of, until

NOW = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


# -- staying signed in -------------------------------------------------------------------------------


def session_of(n: int, life_s: float = 900.0) -> Session:
    person: Any = None
    return Session(f"access-{n}", NOW, f"refresh-{n}", "client", person, [], "", {}, access_life_s=life_s)


async def test_however_many_find_the_token_expired_one_exchange_runs() -> None:
    asked: list[str] = []
    go = asyncio.Event()

    async def ask(refresh: str, client_id: str) -> Session:
        asked.append(refresh)
        await go.wait()
        return session_of(2)

    keeper = SessionKeeper(ask)
    keeper.keep(session_of(1))
    waiting = [asyncio.create_task(keeper.renew("access-1")) for _ in range(50)]
    await asyncio.sleep(0)
    waiting[0].cancel()  # whoever asked first gives up; the others still get it
    go.set()
    await asyncio.gather(*waiting, return_exceptions=True)
    await keeper.renew("access-1")
    assert asked == ["refresh-1"]
    assert keeper.access == "access-2"


async def test_when_it_fails_all_who_wait_are_told_and_the_next_asks_with_the_same_token() -> None:
    asked: list[tuple[str, str]] = []

    async def ask(refresh: str, client_id: str) -> Session:
        asked.append((refresh, client_id))
        if len(asked) == 1:
            raise Unreachable("The reply was lost.")
        return session_of(2)

    keeper = SessionKeeper(ask)
    keeper.keep(session_of(1))
    told = await asyncio.gather(*(keeper.renew("access-1") for _ in range(5)), return_exceptions=True)
    assert {type(one) for one in told} == {Unreachable}
    await keeper.renew("access-1")
    assert asked == [("refresh-1", "client")] * 2


async def test_it_renews_before_the_token_runs_out_and_goes_on_after_silence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session_keeper, "LATER_S", (0.0, 0.01))
    asked: list[str] = []

    async def ask(refresh: str, _client_id: str) -> Session:
        asked.append(refresh)
        if len(asked) == 2:
            raise Unreachable("Nobody there.")
        if len(asked) == 4:
            keeper.forget()
            raise SignedOut("It is over.")
        return session_of(len(asked) + 1, 0.03)

    keeper = SessionKeeper(ask)
    keeper.keep(session_of(1, 0.03))
    async with asyncio.timeout(5):
        await keeper.stay_ahead()
    assert asked == ["refresh-1", "refresh-2", "refresh-2", "refresh-4"]


async def test_a_lost_refresh_reply_needs_no_new_sign_in(
    sit_down: SitDown, central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    leila = await sit_down("leila")
    transport = leila._transport
    send, lost = Transport._send, []

    async def losing(self: Transport, method: str, path: str, **more: object) -> object:
        response = await send(self, method, path, **more)  # type: ignore[arg-type]
        if path.endswith("/refresh") and not lost:
            lost.append(response)
            raise Unreachable("The reply was lost.")
        return response

    monkeypatch.setattr(Transport, "_send", losing)
    with pytest.raises(Unreachable):
        await transport.session.renew(transport.session.access)
    await transport.session.renew(transport.session.access)
    assert lost
    assert [one.is_this for one in await leila.access.sessions()] == [True]
    await leila.synchronise()


async def test_a_session_ended_elsewhere_ends_here(sit_down: SitDown) -> None:
    here, laptop = await sit_down("leila"), await sit_down("leila", folder="laptop")
    other = next(one for one in await here.access.sessions() if not one.is_this)
    await here.access.end_session(other.session_id)
    with pytest.raises(SignedOut):
        await laptop.synchronise()
    await here.access.sign_out_everywhere()
    with pytest.raises(SignedOut):
        await here.access.sessions()


async def test_central_asking_for_time_is_given_it(
    start_central: StartCentral, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    central = await start_central(requests_per_s=0.5, requests_burst=1.0)
    transport = Transport(central.url)
    from agent_desktop.sync.messages import SignIn

    await transport.sign_in(SignIn("leila", PASSWORD, "d", "1"))
    await transport.get("/api/v1/sessions", list)
    with pytest.raises(Unreachable) as told:
        await transport.get("/api/v1/sessions", list)
    assert told.value.retry_after_s is not None
    assert told.value.retry_after_s >= 1
    await transport.close()
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    sync = Synchroniser(transport, None, None, [], SystemClock())  # type: ignore[arg-type]
    monkeypatch.setattr(asyncio, "sleep", sleep)
    sync._is_back.set()
    await sync._back_off(1, 10.0)
    assert slept == [10.0]


# -- shut out ----------------------------------------------------------------------------------------


async def nothing_by_itself(_sync: Synchroniser) -> None:
    await asyncio.Event().wait()


async def held_at(central: Central) -> list[str]:
    async with central.app.service.engine.connect() as connection:
        rows = await connection.execute(sa.select(quarantined_command).order_by(quarantined_command.c.n))
        return [row.data["subject"] for row in rows]


async def test_a_revoked_desk_hands_over_then_wipes_and_says_why(
    sit_down: SitDown, central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    leila, aisha = await sit_down("leila"), await sit_down("aisha")
    monkeypatch.setattr(Synchroniser, "push_all", nothing_by_itself)
    await leila.do(ticket_of(leila))
    second = msgspec.structs.replace(ticket_of(leila, "Pump is loud"), number=ticket_number(70_002))
    await leila.do(second)
    path = leila._replica_path("leila")
    assert path.exists()
    endings: list[Ending] = []
    leila.endings.add(endings.append)
    device = next(one for one in await aisha.access.devices() if one.login == "leila")
    await aisha.access.revoke(device.client_id)

    async def has_ended() -> bool:
        return bool(endings)

    await until(has_ended)
    assert endings[0].reason == "revoked"
    assert "may not be used any more" in endings[0].what
    assert "2 changes you had not sent were handed over" in endings[0].what
    assert await held_at(central) == ["No hot water", "Pump is loud"]
    assert list(path.parent.glob(f"{path.stem}*")) == []
    assert leila.person is None
    device = next(one for one in await aisha.access.devices() if one.login == "leila")
    assert (device.held, device.wiped_at is not None) == (2, True)
    with pytest.raises(ShutOut):
        await leila.sign_in("leila", PASSWORD)


async def test_no_text_of_a_revoked_desk_is_lost(
    sit_down: SitDown, central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drafts, what was refused and what central could not judge yet: none of them is a command to be sent."""
    leila, aisha = await sit_down("leila"), await sit_down("aisha")
    note = AddTicketNote(made_at=leila.clock.now(), note_id=new_id(), ticket_id=new_id(), text="Gate is open")
    await leila.do(note)

    async def is_judged() -> bool:
        return bool([one for one in await leila.outbox_desk.entries() if one.state == "refused"])

    await until(is_judged)
    monkeypatch.setattr(Synchroniser, "push_all", nothing_by_itself)
    await leila.do(ticket_of(leila))
    store = leila._opened()

    def keep_back() -> None:
        with store.replica.transaction() as connection:
            connection.execute(sa.update(outbox).where(outbox.c.state == "waiting").values(state="kept_back"))

    await store.write(keep_back)
    await leila.save_draft("desk:note", {"text": "She wants the plumber on"})
    await leila.save_draft(f"ticket:{new_id()}", {"text": "Boiler is a"})
    await leila.save_draft("desk:ticket_numbers", {"numbers": [1, 2, 3]})
    endings: list[Ending] = []
    leila.endings.add(endings.append)
    device = next(one for one in await aisha.access.devices() if one.login == "leila")
    await aisha.access.revoke(device.client_id)

    async def has_ended() -> bool:
        return bool(endings)

    await until(has_ended)
    assert "1 change you had not sent" in endings[0].what
    assert "3 texts you had begun or kept were handed over to be read" in endings[0].what
    held = await aisha.access.quarantine()
    assert [(one.kind, one.data.get("text") or one.data["subject"]) for one in held] == [
        ("tickets.CreateTicket", "No hot water"),
        (TYPED, "She wants the plumber on"),
        (TYPED, "Boiler is a"),
        (TYPED, "Gate is open"),
    ]
    assert (await aisha.access.decide(device.client_id, "release")).count == 1
    assert [one.kind for one in await aisha.access.quarantine()] == [TYPED] * 3, "words are never carried out"
    with pytest.raises(KnownError, match="quarantine"):
        await aisha.access.decide(device.client_id, "release")
    assert (await aisha.access.decide(device.client_id, "discard")).count == 3


async def test_a_desk_that_was_closed_meanwhile_hands_over_at_its_next_sign_in(
    sit_down: SitDown, central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    leila, aisha = await sit_down("leila"), await sit_down("aisha")
    monkeypatch.setattr(Synchroniser, "push_all", nothing_by_itself)
    await leila.do(ticket_of(leila))
    path = leila._replica_path("leila")
    await leila.close()
    device = next(one for one in await aisha.access.devices() if one.login == "leila")
    await aisha.access.revoke(device.client_id)
    with pytest.raises(KnownError):
        await sit_down("leila", "not the password", folder="leila")
    assert path.exists(), "who does not know the password brings nothing about"
    with pytest.raises(ShutOut, match="1 change you had not sent"):
        await sit_down("leila", folder="leila")
    assert not path.exists()
    assert await held_at(central) == ["No hot water"]


async def test_nothing_is_wiped_before_it_is_handed_over(
    sit_down: SitDown, central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    leila, aisha = await sit_down("leila"), await sit_down("aisha")
    monkeypatch.setattr(Synchroniser, "push_all", nothing_by_itself)
    await leila.do(ticket_of(leila))
    path = leila._replica_path("leila")

    async def silence(_self: Transport, _offer: object) -> None:
        raise Unreachable("The line is cut.")

    hand_over = Transport.hand_over
    monkeypatch.setattr(Transport, "hand_over", silence)
    monkeypatch.setattr("agent_desktop.workstation.shut_out.TRIES", 1)
    endings: list[Ending] = []
    leila.endings.add(endings.append)
    device = next(one for one in await aisha.access.devices() if one.login == "leila")
    await aisha.access.revoke(device.client_id)

    async def has_ended() -> bool:
        return bool(endings)

    await until(has_ended)
    assert "at the next contact" in endings[0].what
    assert path.exists()
    monkeypatch.setattr(Transport, "hand_over", hand_over)
    with pytest.raises(ShutOut, match="1 change"):
        await leila.sign_in("leila", PASSWORD)
    assert await held_at(central) == ["No hot water"]
    assert not path.exists()


class WatchedVault(Vault):
    """Notes whether the file was still there when its key went."""

    def __init__(self) -> None:
        super().__init__("file")
        self.was_there: list[bool] = []

    def forget_file(self, path: Path) -> None:
        self.was_there.append(path.exists())


def test_forgetting_takes_the_key_first_and_everything_beside_the_file(tmp_path: Path) -> None:
    names = ("abc.replica", "abc.replica-wal", "abc.replica-shm", "abc.contact", "abc.replica.before")
    for name in (*names, "other.replica"):
        (tmp_path / name).write_text("x")
    vault = WatchedVault()
    forget_replica(tmp_path / "abc.replica", vault)
    assert vault.was_there == [True]
    assert [path.name for path in tmp_path.iterdir()] == ["other.replica"]
    forget_replica(tmp_path / "abc.replica", vault)


def test_a_wiped_replica_leaves_no_key_behind(tmp_path: Path) -> None:
    vault, path = Vault("file", tmp_path / "keys"), tmp_path / "abc.replica"
    open_replica(path, vault, house(), HeldClock(NOW)).close()
    assert list((tmp_path / "keys").rglob("*"))
    forget_replica(path, vault)
    assert not [kept for kept in (tmp_path / "keys").rglob("*") if kept.is_file()]


# -- without contact ---------------------------------------------------------------------------------


def test_the_limit_is_told_of_before_it_is_reached() -> None:
    contact = Contact(NOW, 30, 5)
    told = [standing(contact, NOW + timedelta(days=day)) for day in (0, 24.9, 25.1, 28.5, 29.9, 30, 400)]
    assert [(one.is_over, one.days_left) for one in told] == [
        (False, None),
        (False, None),
        (False, 5),
        (False, 2),
        (False, 1),
        (True, 0),
        (True, 0),
    ]
    never = Contact(NOW, 0, 5)
    assert not standing(never, NOW + timedelta(days=4_000)).is_over
    assert not standing(contact, NOW - timedelta(days=1)).is_over, "a clock that was set back wipes nothing"


async def test_without_contact_for_too_long_it_says_so_each_day_and_then_wipes(
    start_central: StartCentral, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offline_sign_in, "KEY_AFTER_S", 0.0)
    clock = HeldClock(datetime.now(UTC))
    central = await start_central(clock=clock)
    leila = Workstation(house(), clock, tmp_path, central.url, "desk-1")
    await leila.sign_in("leila", PASSWORD)

    async def is_noted() -> bool:
        return contact_limit.noted(path) is not None and leila.link.state == "online"

    async def is_offline() -> bool:
        return leila.link.state == "offline"

    path = leila._replica_path("leila")
    await until(is_noted)
    await leila._keeping.look()
    await central.stop()
    await leila.do(ticket_of(leila))
    await until(is_offline)
    warnings: list[str] = []
    endings: list[Ending] = []
    leila.problems.add(lambda problem: warnings.append(str(problem)))
    leila.endings.add(endings.append)
    for _ in range(29):
        clock.advance(24 * 3600)
        await leila._keeping.look()
        await leila._keeping.look()
    assert len(warnings) == 5, "once a day, from five days before"
    assert "no contact with central for 25 days" in warnings[0]
    assert "1 change wait" in warnings[0]
    assert "within 1 day" in warnings[-1]
    assert endings == []
    assert path.exists()
    clock.advance(24 * 3600)
    await leila._keeping.look()
    assert [ending.reason for ending in endings] == ["no_contact"]
    assert "30 days" in endings[0].what
    assert not path.exists()
    await leila.close()


async def test_a_desk_switched_off_for_too_long_wipes_when_it_is_used_without_central(
    start_central: StartCentral, tmp_path: Path
) -> None:
    clock = HeldClock(datetime.now(UTC))
    central = await start_central(clock=clock)
    leila = Workstation(house(), clock, tmp_path, central.url, "desk-1")
    await leila.sign_in("leila", PASSWORD)
    path, colleague = leila._replica_path("leila"), tmp_path / "colleague.replica"
    await leila._keeping.look()
    await leila.sign_out()
    colleague.write_text("x")
    note(colleague, Contact(clock.now(), 30, 5))
    clock.advance(timedelta(days=31).total_seconds())
    # Central answers: the person is here again, and their own work is sent, not wiped.
    await leila.sign_in("leila", PASSWORD)
    await leila._keeping.look()
    assert path.exists()

    async def is_swept() -> bool:
        return not colleague.exists()

    await until(is_swept)
    await leila.sign_out()
    await central.stop()
    clock.advance(timedelta(days=31).total_seconds())
    with pytest.raises(KnownError, match="had no contact with central for 31 days"):
        await leila.sign_in("leila", PASSWORD)
    assert not path.exists()
    await leila.close()


async def test_a_computer_that_wakes_after_too_long_tries_central_before_it_wipes(
    start_central: StartCentral, tmp_path: Path
) -> None:
    clock = HeldClock(datetime.now(UTC))
    central = await start_central(clock=clock, access_token_s=90 * 86_400.0)
    leila = Workstation(house(), clock, tmp_path, central.url, "desk-1")
    await leila.sign_in("leila", PASSWORD)
    path = leila._replica_path("leila")
    clock.advance(timedelta(days=31).total_seconds())
    sync = leila._sync
    assert sync is not None
    sync.link = Link("offline", clock.now())
    await leila._keeping.look()
    assert path.exists()
    assert leila.person is not None
    noted = contact_limit.noted(path)
    assert noted is not None
    assert noted.last == clock.now()
    await leila.close()


def test_only_what_is_overdue_goes(tmp_path: Path) -> None:
    for name, days in (("a", 31), ("b", 29), ("c", 31)):
        (tmp_path / f"{name}.replica").write_text("x")
        note(tmp_path / f"{name}.replica", Contact(NOW - timedelta(days=days), 30, 5))
    (tmp_path / "d.contact").write_text("no JSON")
    gone = give_up_overdue(tmp_path, NOW, Vault("file"), but=tmp_path / "c.replica")
    assert [path.name for path in gone] == ["a.replica"]
    assert sorted(path.name for path in tmp_path.glob("*.replica")) == ["b.replica", "c.replica"]


# -- unlocking ---------------------------------------------------------------------------------------


async def test_a_window_is_unlocked_with_and_without_central(
    sit_down: SitDown, central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offline_sign_in, "KEY_AFTER_S", 0.0)
    leila = await sit_down("leila")
    assert await leila.access.is_password(PASSWORD)
    assert not await leila.access.is_password("not the password")

    async def is_vouched_for() -> bool:
        store = leila._opened()
        return bool(await store.write(lambda: store.replica.remembered("offline_key")))

    await until(is_vouched_for)
    await central.stop()
    assert await leila.access.is_password(PASSWORD)
    assert not await leila.access.is_password("not the password")


# -- secrets -----------------------------------------------------------------------------------------


async def test_no_secret_is_logged_not_even_at_debug(
    sit_down: SitDown, central: Central, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "uvicorn", "sqlalchemy", "asyncio"):
        caplog.set_level(logging.DEBUG, name)
    leila = await sit_down("leila")
    session = leila._transport.session
    seen = {PASSWORD, session.access, session._refresh}
    await session.renew(session.access)
    seen |= {session.access, session._refresh}
    await leila.access.is_password(PASSWORD)
    await leila.synchronise()
    assert len(caplog.records) > 50, (
        "the libraries speak at this level, so there is something to look through"
    )
    told = "\n".join(f"{record.getMessage()} {record.args} {record.exc_text}" for record in caplog.records)
    async with central.app.service.engine.connect() as connection:
        rows = (await connection.execute(sa.select(desk_session))).mappings().all()
    told += str([dict(row) for row in rows])
    assert [secret for secret in seen if secret in told] == []
