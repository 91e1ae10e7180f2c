"""A customer says how we did by a link: without a sign-in, without a script, once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from agent_desktop.central.mail.settings import MailSettings
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.command import Command
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor
from agent_desktop.features.correspondence.tables import outgoing_mail
from agent_desktop.features.ratings.commands import invite
from agent_desktop.features.ratings.tables import rating, rating_invitation
from agent_desktop.store.work import SqlCentralWork
from agent_desktop.sync.feed import stamp
from tests.support.floor import NOW


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock(NOW)


@pytest.fixture
async def asking(start_central: Any, clock: HeldClock) -> Any:
    return await start_central(clock=clock, mail=MailSettings(public_url="https://care.example"))


async def asked(central: Any) -> str:
    """Somebody whose ticket is solved was sent a link; answers its secret."""
    service = central.app.service

    def work_on(connection: sa.Connection) -> str:
        work = SqlCentralWork(
            connection, service.registry, Actor(new_id(), new_id()), Command(made_at=NOW), recorded_at=NOW
        )
        ticket_id, queue_id = (
            new_id(),
            connection.execute(sa.text("SELECT id::text FROM queue")).scalars().first(),
        )
        work.insert(
            "ticket",
            {
                "id": ticket_id,
                "number": 40014,
                "subject": "Boiler",
                "queue_id": queue_id,
                "channel": "email",
                "state": "solved",
                "priority": "normal",
                "is_unread": False,
                "created_at": NOW,
                "last_solved_at": NOW,
            },
        )
        row = work.get("ticket", ticket_id)
        channel = {"id": new_id(), "address": "support@heating.example"}
        invite(work, new_id(), row, is_ticket=True, channel=channel, to="a@example.org")
        stamp(connection, service.registry, work.touched)
        return str(connection.execute(sa.select(outgoing_mail.c.secret)).scalar_one())

    token: str = await service.write(work_on)
    return token


async def kept(central: Any, table: sa.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await central.app.service.read(
        lambda c: [dict(row) for row in c.execute(sa.select(table)).mappings()]
    )
    return rows


async def test_the_page_asks_and_keeps_the_answer_once(asking: Any) -> None:
    token = await asked(asking)
    async with asking.client() as client:
        for _ in range(3):  # Mail programs look at links before people do.
            page = await client.get(f"/rate/{token}")
            assert page.status_code == 200
        assert page.text.count('type="radio"') == 5
        assert "<script" not in page.text
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["cache-control"] == "no-store"
        told = await client.post(f"/rate/{token}", data={"score": "4", "comment": "<b>Quick</b> & kind"})
        assert told.status_code == 200
        assert "Thank you" in told.text
        again = await client.post(f"/rate/{token}", data={"score": "1", "comment": "changed"})
        assert again.status_code == 200
    [row] = await kept(asking, rating)
    assert (row["score"], row["comment"], row["source"], row["recorded_by"]) == (
        4,
        "<b>Quick</b> & kind",
        "link",
        None,
    )
    assert (await kept(asking, rating_invitation))[0]["answered_at"] is not None


@pytest.mark.parametrize("said", [{}, {"score": "0"}, {"score": "6"}, {"score": "four"}, {"score": "٤"}])
async def test_what_is_no_score_uses_the_link_not_up(asking: Any, said: dict[str, str]) -> None:
    token = await asked(asking)
    async with asking.client() as client:
        assert (await client.post(f"/rate/{token}", data=said)).status_code == 400
        assert (await client.post(f"/rate/{token}", data={"score": "5"})).status_code == 200
    assert len(await kept(asking, rating)) == 1


async def test_a_link_nobody_was_sent_and_one_that_is_too_old_say_so(asking: Any, clock: HeldClock) -> None:
    token = await asked(asking)
    async with asking.client() as client:
        for wrong in ("a" * 27, token[:-1] + "x", "%2e%2e", "x" * 500):
            assert (await client.get(f"/rate/{wrong}")).status_code in {404, 410}
            assert (await client.post(f"/rate/{wrong}", data={"score": "5"})).status_code in {404, 410}
        clock.advance(timedelta(days=15).total_seconds())
        assert (await client.get(f"/rate/{token}")).status_code == 410
        assert (await client.post(f"/rate/{token}", data={"score": "5"})).status_code == 410
    assert await kept(asking, rating) == []


async def test_it_speaks_the_customers_language(asking: Any) -> None:
    token = await asked(asking)
    async with asking.client() as client:
        page = await client.get(f"/rate/{token}", headers={"accept-language": "fr, de-CH;q=0.8, en;q=0.5"})
        assert '<html lang="de">' in page.text
        assert "Wie zufrieden sind Sie?" in page.text
        page = await client.get(f"/rate/{token}", headers={"accept-language": "xx;q=oops"})
        assert '<html lang="en">' in page.text


async def test_the_secret_is_kept_as_a_hash_and_names_nobody(asking: Any) -> None:
    token = await asked(asking)
    [row] = await kept(asking, rating_invitation)
    assert token not in str(row)
    assert len(token) >= 27
    assert "@" not in token


async def test_too_much_at_once_and_too_long_a_body_are_not_taken(start_central: Any) -> None:
    central = await start_central(address_burst=5.0, address_per_s=0.001)
    async with central.client() as client:
        answers = [(await client.get("/rate/nothing")).status_code for _ in range(8)]
        assert answers.count(410) == 5
        assert answers[-1] == 429
    other = await start_central()
    async with other.client() as client:
        too_long = await client.post("/rate/nothing", data={"score": "5", "comment": "x" * 100_000})
        assert too_long.status_code == 413
