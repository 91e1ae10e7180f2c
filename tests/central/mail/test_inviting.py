"""Whoever wrote is asked once how we did, after their ticket has been solved for a while, by a link that works."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from agent_desktop.central.mail.inviting import ask_customers
from agent_desktop.central.mail.sending import NOT_ASKED, send_mail
from agent_desktop.core.ids import new_id
from agent_desktop.features.correspondence.tables import outgoing_mail
from agent_desktop.features.customers.record_commands import RecordConsent
from agent_desktop.features.ratings.commands import AskForRating, RecordRating
from agent_desktop.features.ratings.model import hashed
from agent_desktop.features.ratings.tables import rating_invitation
from agent_desktop.features.tickets.commands import SetTicketState
from tests.support import floor
from tests.support.stores import put

pytestmark = pytest.mark.asyncio(loop_scope="module")
AN_HOUR_S = 3600.0


async def solve(office: Any, ticket_id: str = floor.INVOICE) -> None:
    state = SetTicketState(made_at=office.clock.now(), ticket_id=ticket_id, state="solved")
    assert (await office.do(state)).status == "applied"


async def asked(office: Any) -> list[dict[str, Any]]:
    await ask_customers(office.service)
    return await office.rows(rating_invitation, rating_invitation.c.way == "link")  # type: ignore[no-any-return]


async def test_after_its_time_a_link_goes_out_and_central_knows_it_by_its_hash(office):
    await solve(office)
    assert await asked(office) == [], "not at once"
    office.clock.advance(AN_HOUR_S)
    [invitation] = await asked(office)
    assert len(await asked(office)) == 1
    await send_mail(office.service)
    [mail] = office.smtp.mails
    words = mail.get_body(("plain",)).get_content()
    link = re.search(r"https://care\.example/rate/([\w-]{20,})\s", words)
    assert link is not None
    assert hashed(link[1]) == invitation["token_hash"]
    assert f'<a href="{link[0].strip()}">' in mail.get_body(("html",)).get_content()
    assert (mail["To"], mail["Auto-Submitted"]) == ("dev@example.org", "auto-generated")
    [row] = await office.rows(outgoing_mail)
    assert (row["state"], row["secret"]) == ("sent", None)


async def test_the_customer_of_a_call_is_asked_in_words_that_fit_a_call_and_answers_for_it(office):
    entity, contact = floor.a_contact(office.service.registry, new_id(), floor.DEV, 0.01)
    await office.service.write(lambda c: put(c, office.service.registry, [(entity, contact)]))
    wish = AskForRating(made_at=office.clock.now(), invitation_id=new_id(), interaction_id=contact["id"])
    assert (await office.do(wish)).status == "applied"
    await send_mail(office.service)
    [mail] = office.smtp.mails
    words = mail.get_body(("plain",)).get_content()
    assert mail["Subject"] == "How did we do?"
    assert words.startswith("Hello Dev Raman,")
    assert "{" not in words
    [invitation] = await office.rows(rating_invitation)
    assert (invitation["interaction_id"], invitation["ticket_id"]) == (contact["id"], None)
    again = AskForRating(made_at=office.clock.now(), invitation_id=new_id(), interaction_id=contact["id"])
    assert (await office.do(again)).problem.reason == "asked_already"


async def reopened(office: Any) -> None:
    await office.do(SetTicketState(made_at=office.clock.now(), ticket_id=floor.INVOICE, state="open"))


async def withdrawn(office: Any) -> None:
    command = RecordConsent(
        made_at=office.clock.now(),
        event_id=new_id(),
        customer_id=floor.DEV,
        purpose="survey",
        channel="email",
        is_granted=False,
        given_at=office.clock.now(),
        how="email",
    )
    assert (await office.do(command)).status == "applied"


async def rated(office: Any) -> None:
    command = RecordRating(made_at=office.clock.now(), ticket_id=floor.INVOICE, score=4)
    assert (await office.do(command)).status == "applied"


async def unasking(office: Any) -> None:
    [box] = office.service.settings.mail.mailboxes
    office.set(mailboxes=(msgspec.structs.replace(box, asks_rating=False),))


async def nowhere(office: Any) -> None:
    office.set(public_url="")


@pytest.mark.parametrize("because", [reopened, withdrawn, rated, unasking, nowhere])
async def test_nobody_is_asked_who_should_not_be(office, because):
    await solve(office)
    await because(office)
    office.clock.advance(AN_HOUR_S)
    assert await asked(office) == []


async def test_nobody_is_asked_twice_within_days(office):
    await office.service.write(
        lambda c: c.execute(
            sa.text("UPDATE ticket SET requester_email = 'dev@example.org' WHERE id = :t"), {"t": floor.PUMP}
        )
    )
    await solve(office)
    office.clock.advance(AN_HOUR_S)
    assert len(await asked(office)) == 1
    await solve(office, floor.PUMP)
    office.clock.advance(AN_HOUR_S)
    assert len(await asked(office)) == 1
    office.clock.advance(timedelta(days=15).total_seconds())
    assert len(await asked(office)) == 1, "it was looked at, once"


async def test_who_takes_it_back_before_the_mail_has_left_is_not_asked(office):
    await solve(office)
    office.clock.advance(AN_HOUR_S)
    assert len(await asked(office)) == 1
    await withdrawn(office)
    await send_mail(office.service)
    assert office.smtp.mails == []
    [row] = await office.outgoing()
    assert (row["state"], row["what"]) == ("failed", NOT_ASKED)
    assert await asked(office) == [], "nobody was asked, so nobody counts as having said nothing"
