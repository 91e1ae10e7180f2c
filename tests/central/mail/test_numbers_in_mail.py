"""A number that a customer writes in a mail may be theirs; what others write, or machines, or we, teaches nothing."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import pytest

from agent_desktop.central.mail.sending import send_mail
from agent_desktop.central.mail.taking import take_mail
from agent_desktop.core.ids import new_id
from agent_desktop.features.calls.read_models import MatchCaller
from agent_desktop.features.customers.tables import caller_number
from agent_desktop.features.tickets.commands import AddTicketNote
from tests.support import floor

pytestmark = pytest.mark.asyncio(loop_scope="module")


def answer(ours: EmailMessage, sender: str, text: str, **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"] = sender, floor.OUR_ADDRESS
    made["Subject"] = f"Re: {ours['Subject']}"
    made["Message-ID"] = f"<{new_id()}@example.org>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


async def learnt(office: Any) -> set[str]:
    rows = await office.rows(caller_number, caller_number.c.customer_id == floor.DEV)
    return {row["e164"] for row in rows}


async def test_only_what_the_customer_wrote_themselves_is_learnt_as_perhaps_theirs(office, imap):
    text = "Ring us on +44 20 7946 0111."
    note = AddTicketNote(
        made_at=office.clock.now(), note_id=new_id(), ticket_id=floor.INVOICE, text=text, is_public=True
    )
    assert (await office.do(note)).status == "applied"
    await send_mail(office.service)
    ours = office.smtp.mails[-1]
    imap.put(
        answer(
            ours,
            "Dev Raman <dev@example.org>",
            "I am away. Ask +44 20 7946 0222.",
            Auto_Submitted="auto-replied",
        ),
        answer(ours, "Somebody <other@example.net>", "My number is +44 20 7946 0333."),
        answer(
            ours,
            "Dev Raman <dev@example.org>",
            "I tried +44 20 7946 0111. Mine is +44 20 7946 0444.\n\nOn Monday Heating wrote:\n> +44 20 7946 0555\n",
        ),
    )
    await take_mail(office.service)
    assert await learnt(office) == {"+442079460444"}
    match = await office.ask(MatchCaller(number="020 7946 0444", region="GB", as_of=office.clock.now()))
    assert [one.customer_id for one in match.candidates] == [floor.DEV]
    assert "maybe_number" in match.candidates[0].reasons
    assert match.only is None, "nobody is taken for the caller by that alone"
