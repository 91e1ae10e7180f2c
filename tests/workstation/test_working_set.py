"""What comes to a desk and when it leaves: snapshots that break, bundles, customers kept, private details."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from agent_desktop.core.clock import HeldClock, SystemClock
from agent_desktop.core.errors import KnownError, Refused
from agent_desktop.core.ids import new_id
from agent_desktop.features.customers.commands import ChangeCustomer, CreateCustomer, NewPhone
from agent_desktop.features.customers.private_commands import SetPrivate
from agent_desktop.features.customers.read_models import Customer, SearchCustomers
from agent_desktop.features.interactions.commands import FinishContact, StartContact
from agent_desktop.features.knowledge.tables import article
from agent_desktop.sync import bundle_cache
from agent_desktop.sync.feed import seed
from agent_desktop.sync.live import LiveCall
from agent_desktop.sync.upkeep import begin_another_life
from agent_desktop.telephony.views import CallView, PartyView
from agent_desktop.workstation import snapshots
from agent_desktop.workstation.live import Call
from agent_desktop.workstation.snapshots import SnapshotProgress
from agent_desktop.workstation.synchroniser import Synchroniser
from agent_desktop.workstation.transport import Transport, Unreachable
from agent_desktop.workstation.workstation import Workstation
from tests.central.serving.conftest import Central
from tests.workstation.conftest import SitDown

ARTICLES = 1_200
SECRET = "Insulin in the fridge"


async def until(holds: Callable[[], Awaitable[object]]) -> None:
    for _ in range(400):
        if await holds():
            return
        await asyncio.sleep(0.05)
    pytest.fail("it never came to hold")


async def one_by_one(pieces: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    async for piece in pieces:
        for line in piece.splitlines(keepends=True):
            yield line


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "SNAPSHOT_PART", 250)


@pytest.fixture
async def many_articles(central: Central) -> list[str]:
    """A scope large enough to break in the middle."""
    rows = [
        {
            "id": new_id(),
            "number": f"KB-{n:05}",
            "title": f"Article {n}",
            "body": "x" * 300,
            "tags": [],
            "published_at": SystemClock().now(),
            "updated_at": SystemClock().now(),
            "version": 1,
            "field_versions": {},
        }
        for n in range(ARTICLES)
    ]

    def put(connection: sa.Connection) -> None:
        connection.execute(sa.insert(article), rows)
        read = [dict(row) for row in connection.execute(sa.select(article)).mappings()]
        seed(connection, central.app.service.registry, "article", read)

    await central.app.service.write(put)
    return [str(row["id"]) for row in rows]


async def articles_on(desk: Workstation) -> dict[str, Any]:
    store = desk._opened()

    def read() -> dict[str, Any]:
        with store.replica.reader() as reader:
            return {row["id"]: dict(row) for row in reader.execute(sa.select(article)).mappings()}

    return await asyncio.get_running_loop().run_in_executor(store._reader, read)


async def test_a_snapshot_that_breaks_off_goes_on_where_it_stopped(
    sit_down: SitDown, central: Central, many_articles: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line breaks twice; what came is not sent again, and every row is central's in the end."""
    real = Transport.lines
    asked: list[str] = []
    sent = 0

    async def breaking(self: Transport, path: str) -> AsyncGenerator[bytes, None]:
        nonlocal sent
        if "org" in path:
            asked.append(path)
        count = 0
        async for line in one_by_one(real(self, path)):
            yield line
            if "org" not in path:
                continue
            count += 1
            sent += 1
            if len(asked) <= 2 and count == 400:
                raise Unreachable("The cable was pulled.")

    monkeypatch.setattr(Transport, "lines", breaking)
    told: list[SnapshotProgress] = []
    tell = snapshots.Snapshots._tell

    def hear(self: Any, step: Any, expected: int, state: str) -> None:
        tell(self, step, expected, state)
        if step.scope == "org":
            told.append(SnapshotProgress(step.scope, step.taken, expected, state))

    monkeypatch.setattr(snapshots.Snapshots, "_tell", hear)
    desk = await sit_down("leila")

    async def is_whole() -> bool:
        return bool(told) and told[-1].state == "done"

    await until(is_whole)
    async with central.app.service.engine.connect() as connection:
        truth = {row["id"]: dict(row) for row in (await connection.execute(sa.select(article))).mappings()}
    assert await articles_on(desk) == truth
    assert len(asked) == 3
    assert "after=" not in asked[0]
    assert all("after=article," in path and "epoch=" in path for path in asked[1:])
    # Two answers that broke, each with a head and at most one part that was not written.
    assert sent < told[-1].taken + 3 + 2 * snapshots.SNAPSHOT_PART
    taken = [progress.taken for progress in told]
    assert taken == sorted(taken)
    assert {progress.expected for progress in told} == {told[-1].taken}, "how many is known from the start"


async def test_no_more_is_held_than_a_part_being_written_and_the_next(
    sit_down: SitDown, many_articles: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real_lines, real_write = Transport.lines, snapshots.Snapshots._write
    waiting, most = 0, 0

    async def counted(self: Transport, path: str) -> AsyncGenerator[bytes, None]:
        nonlocal waiting, most
        waiting = -1  # the head
        async for line in one_by_one(real_lines(self, path)):
            waiting += 1
            most = max(most, waiting)
            yield line

    async def written(self: Any, step: Any, part: bytes) -> Any:
        nonlocal waiting
        reached = await real_write(self, step, part)
        waiting -= len(part.splitlines())
        return reached

    monkeypatch.setattr(Transport, "lines", counted)
    monkeypatch.setattr(snapshots.Snapshots, "_write", written)
    desk = await sit_down("leila")

    async def is_whole() -> bool:
        return len(await articles_on(desk)) == ARTICLES

    await until(is_whole)
    assert 0 < most <= 2 * snapshots.SNAPSHOT_PART


async def test_a_line_that_is_closed_early_without_a_word_is_not_taken_for_the_end(
    sit_down: SitDown, many_articles: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Transport.lines
    asked = 0

    async def short(self: Transport, path: str) -> AsyncGenerator[bytes, None]:
        nonlocal asked
        asked += "org" in path
        count = 0
        async for line in one_by_one(real(self, path)):
            yield line
            count += 1
            if asked == 1 and count == 300:
                return

    monkeypatch.setattr(Transport, "lines", short)
    desk = await sit_down("leila")

    async def is_whole() -> bool:
        return len(await articles_on(desk)) == ARTICLES

    await until(is_whole)
    assert asked == 2


async def test_it_can_be_stopped_and_continued_also_by_another_start(
    sit_down: SitDown, many_articles: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = snapshots.Snapshots._write
    stop_at = 500

    async def stopping(self: Any, step: Any, part: bytes) -> Any:
        reached = await real(self, step, part)
        if reached.scope == "org" and reached.taken >= stop_at:
            self.stop()
        return reached

    monkeypatch.setattr(snapshots.Snapshots, "_write", stopping)
    desk = await sit_down("leila")
    told: list[SnapshotProgress] = []
    desk.snapshots.add(told.append)

    async def is_stopped() -> bool:
        return any(progress.state == "stopped" for progress in told)

    await until(is_stopped)
    came = len(await articles_on(desk))
    assert 0 < came < ARTICLES
    made = new_customer(desk)
    await desk.do(made)
    await desk.synchronise()
    assert await desk.outbox() == [], "what is written goes on being sent"
    assert len(await articles_on(desk)) == came
    await desk.close()

    stop_at = 10**9
    again = await sit_down("leila", folder="leila")

    async def is_whole() -> bool:
        return len(await articles_on(again)) == ARTICLES

    await until(is_whole)


# -- customers on demand ---------------------------------------------------------------------------------


def new_customer(desk: Workstation, number: str = "+441174960018", **more: Any) -> CreateCustomer:
    return CreateCustomer(
        made_at=desk.clock.now(),
        customer_id=new_id(),
        currency="GBP",
        region="GB",
        given_name="Margaret",
        family_name="Okafor",
        phones=[NewPhone(phone_id=new_id(), number=number)],
        **more,
    )


async def a_customer_of(desk: Workstation, **more: Any) -> str:
    """Somebody made at another desk: this one holds nothing of them."""
    made = new_customer(desk, **more)
    await desk.do(made)
    await desk.synchronise()
    return made.customer_id


async def header_of(desk: Workstation, customer_id: str) -> str | None:
    view = await desk.read(Customer(customer_id=customer_id, as_of=desk.clock.now()))
    return view.name if view is not None else None


async def test_a_bundle_that_is_still_right_is_not_sent_again(sit_down: SitDown) -> None:
    leila, marcus = await sit_down("leila"), await sit_down("marcus")
    customer_id = await a_customer_of(leila)
    assert await marcus.copies.fetch(customer_id) is True
    assert await marcus.copies.fetch(customer_id) is False, "304"
    await leila.do(ChangeCustomer(made_at=leila.clock.now(), customer_id=customer_id, family_name="Bell"))
    await leila.synchronise()
    assert await marcus.open_customer(customer_id) is True
    assert await header_of(marcus, customer_id) == "Margaret Bell"


async def test_a_customer_leaves_after_their_days_and_one_who_is_kept_stays(
    central: Central, tmp_path: Any, sit_down: SitDown
) -> None:
    leila = await sit_down("leila")
    others = [await a_customer_of(leila, email=f"a{n}@example.org") for n in range(2)]
    clock = HeldClock(SystemClock().now())
    desk = Workstation(central.app.service.registry, clock, tmp_path / "held", central.url, "held-desk")
    try:
        await desk.sign_in("marcus", "correct horse battery")
        for customer_id in others:
            await desk.open_customer(customer_id)
        await desk.copies.keep(others[0], "Margaret Okafor")
        clock.advance(6.9 * 24 * 3600)
        await desk.synchronise()
        assert [await header_of(desk, one) for one in others] == ["Margaret Okafor"] * 2
        clock.advance(0.2 * 24 * 3600)
        await desk.synchronise()
        assert [await header_of(desk, one) for one in others] == ["Margaret Okafor", None]
        clock.advance(400 * 24 * 3600)
        await desk.copies.let_go(others[0])
        await desk.synchronise()
        assert await header_of(desk, others[0]) is None
    finally:
        await desk.close()


async def test_who_is_kept_survives_a_restart_and_a_restored_backup_and_comes_without_being_opened(
    sit_down: SitDown, central: Central
) -> None:
    leila, marcus = await sit_down("leila"), await sit_down("marcus")
    customer_id = await a_customer_of(leila)
    await marcus.copies.keep(customer_id, "Margaret Okafor")
    store = marcus._opened()
    await store.write(lambda: begin_another_life(store.replica, marcus.actor))
    assert await header_of(marcus, customer_id) is None
    await marcus.close()

    again = await sit_down("marcus")
    [kept] = await again.copies.kept()
    assert (kept.customer_id, kept.name) == (customer_id, "Margaret Okafor")

    async def is_here() -> bool:
        return await header_of(again, customer_id) == "Margaret Okafor"

    await until(is_here)
    assert [one.is_here for one in await again.copies.kept()] == [True]


async def test_keeping_has_a_limit_that_is_told(sit_down: SitDown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle_cache, "MOST_KEPT", 1)
    leila = await sit_down("leila")
    first, second = await a_customer_of(leila), await a_customer_of(leila)
    await leila.copies.keep(first, "One")
    await leila.copies.keep(first, "One again")
    with pytest.raises(KnownError, match="At most 1"):
        await leila.copies.keep(second, "Two")
    await leila.copies.let_go(first)
    await leila.copies.keep(second, "Two")


async def test_a_customer_kept_without_central_comes_when_it_answers(
    sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    leila, marcus = await sit_down("leila"), await sit_down("marcus")
    customer_id = await a_customer_of(leila)
    real = Transport.get_unless

    async def away(*_args: Any) -> Any:
        raise Unreachable("The cable was pulled.")

    monkeypatch.setattr(Transport, "get_unless", away)
    await marcus.copies.keep(customer_id, "Margaret Okafor")
    assert await header_of(marcus, customer_id) is None
    monkeypatch.setattr(Transport, "get_unless", real)
    await marcus.synchronise()
    assert await header_of(marcus, customer_id) == "Margaret Okafor"


async def test_somebody_made_twice_is_named_in_the_verdict(sit_down: SitDown) -> None:
    leila = await sit_down("leila")
    first = await a_customer_of(leila, email="m@example.org", postcode="BS6 5QX")
    told: list[Any] = []
    leila.verdicts.add(lambda pair: told.append(pair[1]))
    await a_customer_of(leila, number="+441174960019", email="M@example.org", postcode="bs65qx")
    [result] = [verdict.result for verdict in told if verdict.result]
    assert result == {
        "possible_duplicates": [
            {"customer_id": first, "name": "Margaret Okafor", "reasons": ["email", "name_and_postcode"]}
        ]
    }


async def test_a_number_is_looked_up_at_central_and_without_it_here_and_that_is_said(
    sit_down: SitDown, central: Central
) -> None:
    leila, marcus = await sit_down("leila"), await sit_down("marcus")
    customer_id = await a_customer_of(leila)
    found = await marcus.callers.look_up("0117 496 0018", "GB")
    assert found.is_whole
    assert [c.customer_id for c in found.match.candidates] == [customer_id]
    await central.stop()
    alone = await marcus.callers.look_up("0117 496 0018", "GB")
    assert not alone.is_whole
    assert alone.match.candidates == []
    known = await leila.callers.look_up("0117 496 0018", "GB")
    assert [c.name for c in known.match.candidates] == ["Margaret Okafor"]
    assert [hit.name for hit in await leila.read(SearchCustomers(text="okafor"))] == ["Margaret Okafor"]


# -- private details ---------------------------------------------------------------------------------------


async def with_secret(desk: Workstation) -> str:
    customer_id = await a_customer_of(desk)
    await desk.send(
        SetPrivate(
            made_at=desk.clock.now(), customer_id=customer_id, health_note=SECRET, birth_date="1984-03-31"
        )
    )
    return customer_id


def contact_with(desk: Workstation, customer_id: str) -> StartContact:
    return StartContact(
        made_at=desk.clock.now(),
        interaction_id=new_id(),
        channel="call",
        direction="in",
        title="call",
        started_at=desk.clock.now(),
        customer_id=customer_id,
    )


async def in_the_file(desk: Workstation, text: str) -> bool:
    """Whether a text is anywhere in the replica's tables."""
    store = desk._opened()

    def look() -> bool:
        with store.replica.transaction() as connection:
            names = connection.execute(sa.text("SELECT name FROM sqlite_master WHERE type='table'")).scalars()
            return any(
                text in str(tuple(row))
                for name in names.all()
                for row in connection.execute(sa.text(f'SELECT * FROM "{name}"'))
            )

    return await store.write(look)


async def test_private_details_come_for_a_contact_and_leave_with_it(
    sit_down: SitDown, caplog: pytest.LogCaptureFixture
) -> None:
    leila = await sit_down("leila")
    with caplog.at_level(logging.DEBUG):
        customer_id = await with_secret(leila)
        assert not await in_the_file(leila, SECRET), "what was set does not stay behind either"
        with pytest.raises(Refused) as refusal:
            await leila.private.ask(customer_id)
        assert refusal.value.reason == "reason_needed"
        contact = contact_with(leila, customer_id)
        await leila.do(contact)  # not sent yet: it goes ahead of the question
        shown = await leila.private.ask(customer_id)
        assert (shown.ground, shown.details.health_note) == ("contact", SECRET)
        assert await leila.private.read(customer_id) == shown
        gone: list[frozenset[str]] = []
        leila.private.gone.add(gone.append)
        await leila.do(
            FinishContact(
                made_at=leila.clock.now(),
                interaction_id=contact.interaction_id,
                note="",
                topic=None,
                disposition="Solved",
                ended_at=leila.clock.now(),
            )
        )

        async def is_gone() -> bool:
            return await leila.private.read(customer_id) is None

        await until(is_gone)
        assert gone == [frozenset({customer_id})]
        assert not await in_the_file(leila, SECRET)
    assert SECRET not in caplog.text
    assert "1984-03-31" not in caplog.text


async def test_a_reveal_runs_out_by_the_clock(central: Central, tmp_path: Any, sit_down: SitDown) -> None:
    leila = await sit_down("leila")
    customer_id = await with_secret(leila)
    clock = HeldClock(SystemClock().now())
    desk = Workstation(central.app.service.registry, clock, tmp_path / "held", central.url, "held-desk")
    try:
        await desk.sign_in("marcus", "correct horse battery")
        shown = await desk.private.ask(customer_id, "to check the contract")
        assert shown.ground == "reveal"
        clock.advance((shown.expires_at - clock.now()).total_seconds() - 1)
        assert await desk.private.read(customer_id) is not None
        clock.advance(2)
        assert await desk.private.read(customer_id) is None, "at once, whether or not it was cleared away"
        desk.private._came.set()

        async def is_cleared() -> bool:
            return not await in_the_file(desk, SECRET)

        await until(is_cleared)
    finally:
        await desk.close()


async def test_they_do_not_survive_signing_out_or_a_fall_of_the_program(
    sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    leila = await sit_down("leila")
    customer_id = await with_secret(leila)
    await leila.private.ask(customer_id, "to check the contract")
    assert await in_the_file(leila, SECRET)

    async def falls() -> None:
        return None

    with monkeypatch.context() as patch:
        patch.setattr(leila.private, "forget_passing", falls)
        await leila.close()
    again = await sit_down("leila", folder="leila")
    assert not await in_the_file(again, SECRET)
    assert await again.private.read(customer_id) is None
    await again.private.ask(customer_id, "to check the contract")
    await again.private.hide(customer_id)
    assert not await in_the_file(again, SECRET)


async def test_what_is_set_is_never_queued(sit_down: SitDown, central: Central) -> None:
    leila = await sit_down("leila")
    customer_id = await a_customer_of(leila)
    await central.stop()
    with pytest.raises(Unreachable):
        await leila.send(SetPrivate(made_at=leila.clock.now(), customer_id=customer_id, health_note=SECRET))
    assert not await in_the_file(leila, SECRET)
    assert msgspec.json.encode([w.data for w in await leila.outbox()]) == b"[]"


async def test_a_desk_asks_for_kept_customers_even_when_one_is_refused(
    sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    leila = await sit_down("leila")
    known = await a_customer_of(leila)
    await leila.copies.keep(known, "Known")
    store = leila._opened()

    def keep_nobody() -> None:
        with store.replica.transaction() as connection:
            bundle_cache.keep(connection, new_id(), "Nobody", leila.clock.now())

    await store.write(keep_nobody)
    await leila.synchronise()
    assert [one.customer_id for one in await leila.copies.kept()] == [known]
    assert isinstance(leila._sync, Synchroniser)


async def test_a_call_that_comes_without_a_match_is_matched_by_what_the_desk_knows(
    sit_down: SitDown,
) -> None:
    leila = await sit_down("leila")
    customer_id = await a_customer_of(leila)
    view = CallView(
        call_id="1",
        state="ringing",
        since=leila.clock.now(),
        started_at=leila.clock.now(),
        direction="in",
        caller="01174960018",
        parties=(PartyView(agent="leila", role="ringing", since=leila.clock.now()),),
    )
    told: list[Call] = []
    leila.calls.add(told.append)
    await leila._hear_call(LiveCall(call=view, contact_id=new_id()))
    assert told[-1].is_matched_here
    match = told[-1].match
    assert match is not None
    assert [candidate.customer_id for candidate in match.candidates] == [customer_id]
