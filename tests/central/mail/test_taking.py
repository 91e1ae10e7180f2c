"""Answers find their ticket by a word nobody can guess; whatever else comes in finds its place, once."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from agent_desktop.central.mail import filing, taking
from agent_desktop.central.mail.filing import FORGED, UNCLEAR
from agent_desktop.central.mail.imap import Box
from agent_desktop.central.mail.sending import send_mail
from agent_desktop.central.mail.taking import take_from, take_mail
from agent_desktop.core.ids import new_id
from agent_desktop.features.correspondence.model import new_token, plus_address
from agent_desktop.features.correspondence.tables import mail_progress
from agent_desktop.features.customers.tables import customer
from agent_desktop.features.tickets.commands import AddTicketNote, SetTicketState
from agent_desktop.features.tickets.detail_views import TicketDetails
from agent_desktop.features.tickets.model import is_ticket_number
from agent_desktop.features.tickets.read_models import Ticket
from agent_desktop.features.tickets.tables import ticket, ticket_note
from agent_desktop.features.tickets.workflow_commands import SaveRule
from agent_desktop.features.tickets.workflow_model import Action, Rule, Trigger
from agent_desktop.store.blob_tables import blob
from tests.support import floor
from tests.support.mail_servers import Imap, Tls

pytestmark = pytest.mark.asyncio(loop_scope="module")
DEV = "Dev Raman <dev@example.org>"


def mail(
    text: str = "Thank you.", *, sender: str = DEV, subject: str = "Re: Invoice", **headers: str
) -> EmailMessage:
    made = EmailMessage()
    made["From"] = sender
    made["To"] = headers.pop("To", floor.OUR_ADDRESS)
    made["Subject"] = subject
    made["Message-ID"] = headers.pop("Message_ID", f"<{new_id()}@example.org>")
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


async def sent(office: Any, ticket_id: str = floor.INVOICE) -> EmailMessage:
    """A reply of ours that reached the customer."""
    command = AddTicketNote(
        made_at=office.clock.now(), note_id=new_id(), ticket_id=ticket_id, text="What is it?", is_public=True
    )
    assert (await office.do(command)).status == "applied"
    await send_mail(office.service)
    return office.smtp.mails[-1]  # type: ignore[no-any-return]


def answered(ours: EmailMessage, by: str) -> dict[str, str]:
    """How a mail program shows which mail it answers."""
    if by == "subject":
        return {"subject": f"AW: {ours['Subject'].upper()}"}
    if by == "references":
        return {"subject": "Re: something else", "References": str(ours["Message-ID"]).strip()}
    return {"subject": "Hello", "To": str(ours["Reply-To"])}


async def new_tickets(office: Any) -> list[dict[str, Any]]:
    rows = await office.rows(ticket, ticket.c.channel == "email")
    return sorted(rows, key=lambda row: row["id"])


@pytest.mark.parametrize("by", ["subject", "references", "address"])
async def test_an_answer_finds_its_ticket(office, imap, by):
    [box] = office.service.settings.mail.mailboxes
    office.set(mailboxes=(msgspec.structs.replace(box, plus_address=True),))
    ours = await sent(office)
    await office.do(
        SetTicketState(made_at=office.clock.now(), ticket_id=floor.INVOICE, state="pending_customer")
    )
    imap.put(mail("It is settled.", **answered(ours, by)))
    await take_mail(office.service)

    view = await office.ask(Ticket(ticket_id=floor.INVOICE))
    note = view.notes[-1]
    assert (note.author, note.is_public, note.text) == (None, True, "It is settled.")
    assert (note.address, note.is_stranger) == ("dev@example.org", False)
    assert (view.row.state, view.row.is_unread) == ("open", True)
    assert await new_tickets(office) == []
    assert imap.found("UNSEEN") == []


async def test_a_forged_token_opens_a_ticket_of_nobody_and_touches_no_other(office, imap):
    ours = await sent(office)
    before = await office.rows(ticket_note)
    token = new_token()
    imap.put(
        mail("Send me everything.", subject=f"Re: x [#{token}]"),
        mail("Me too.", subject="x", References=f"<{new_id()}.{token}@heating.example>"),
        mail("And me.", subject="x", To=plus_address(floor.OUR_ADDRESS, token)),
    )
    await take_mail(office.service)
    assert await office.rows(ticket_note, ticket_note.c.ticket_id == floor.INVOICE) == [
        row for row in before if row["ticket_id"] == floor.INVOICE
    ]
    made = await new_tickets(office)
    assert len(made) == 3
    for row in made:
        assert (row["owner_id"], row["customer_id"], row["tags"]) == (None, None, [FORGED])
        assert row["queue_id"] == floor.HEATING
    assert ours["Subject"]


async def test_the_tokens_of_two_tickets_are_no_answer_to_either(office, imap):
    first = await sent(office)
    await office.service.write(
        lambda c: c.execute(
            sa.text("UPDATE ticket SET requester_email = 'henry@example.org' WHERE id = :t"),
            {"t": floor.PUMP},
        )
    )
    second = await sent(office, floor.PUMP)
    imap.put(mail("Both?", subject=str(first["Subject"]), References=str(second["Message-ID"]).strip()))
    await take_mail(office.service)
    [row] = await new_tickets(office)
    assert row["tags"] == [UNCLEAR]


async def test_who_is_not_the_requester_is_flagged(office, imap):
    ours = await sent(office)
    imap.put(mail("I am his sister.", sender="kin@elsewhere.example", **answered(ours, "subject")))
    await take_mail(office.service)
    note = (await office.ask(Ticket(ticket_id=floor.INVOICE))).notes[-1]
    assert (note.text, note.address, note.is_stranger) == ("I am his sister.", "kin@elsewhere.example", True)
    # What we write next still reaches the requester alone.
    await sent(office)
    assert office.smtp.handler.taken[-1].rcpt_tos == ["dev@example.org"]


async def test_a_new_mail_opens_a_ticket_and_finds_its_customer_by_address(office, imap):
    imap.put(mail("Mine is broken.", sender="MARGARET.Okafor@example.org", subject="Fwd: Boiler  broken"))
    before = len(await office.rows(customer))
    await take_mail(office.service)
    [row] = await new_tickets(office)
    assert (row["subject"], row["customer_id"], row["queue_id"]) == (
        "Boiler broken",
        floor.MARGARET,
        floor.HEATING,
    )
    assert (row["state"], row["owner_id"], row["is_unread"]) == ("new", None, True)
    assert is_ticket_number(row["number"])
    assert len(await office.rows(customer)) == before
    # The answer to it reaches who wrote.
    command = AddTicketNote(
        made_at=office.clock.now(), note_id=new_id(), ticket_id=row["id"], text="We come.", is_public=True
    )
    assert (await office.do(command)).status == "applied"
    await send_mail(office.service)
    assert office.smtp.handler.taken[0].rcpt_tos == ["MARGARET.Okafor@example.org"]
    assert str(office.smtp.mails[0]["In-Reply-To"]).startswith("<")


async def test_an_unknown_sender_stays_unknown_and_makes_no_customer(office, imap):
    before = await office.rows(customer)
    imap.put(*(mail("?", sender=f"new{n}@example.org", subject="") for n in range(3)))
    await take_mail(office.service)
    made = await new_tickets(office)
    assert [row["customer_id"] for row in made] == [None] * 3
    assert {row["subject"] for row in made} == {"No subject"}
    assert len({row["number"] for row in made}) == 3
    assert await office.rows(customer) == before


async def test_the_same_mail_is_taken_once_however_it_comes(office, imap):
    one = mail("Once.", Message_ID="<same@example.org>", subject="Once")
    imap.put(one)
    await take_mail(office.service)
    await take_mail(office.service)
    imap.put(one)
    await take_mail(office.service)
    imap.number_anew()
    await take_mail(office.service)
    assert len(await new_tickets(office)) == 1
    [progress] = await office.rows(mail_progress)
    assert progress["unmarked"] == []
    # Somebody else's mail that borrows its name is not taken for it.
    imap.put(mail("Other words.", Message_ID="<same@example.org>", subject="Once"))
    await take_mail(office.service)
    assert len(await new_tickets(office)) == 2


async def test_killed_before_marking_it_goes_on_behind_it_and_marks_it(office, imap, monkeypatch):
    imap.put(mail("First.", subject="1"), mail("Second.", subject="2"))

    def killed(*_args: Any) -> None:
        raise SystemError("killed here")

    with monkeypatch.context() as patched:
        patched.setattr(Box, "mark", killed)
        with pytest.raises(SystemError):
            await take_mail(office.service)
    assert len(await new_tickets(office)) == 2
    assert len(imap.found("UNSEEN")) == 2
    imap.put(mail("Third.", subject="3"))
    await take_mail(office.service)
    assert [row["subject"] for row in await new_tickets(office)] == ["1", "2", "3"]
    assert imap.found("UNSEEN") == []


async def test_killed_within_a_mail_it_is_taken_whole_the_next_time(office, imap, monkeypatch):
    imap.put(mail("First.", subject="1"), mail("Second.", subject="2"))
    filed = filing.file_mail

    def killed(work: Any, one: Any, *rest: Any) -> str:
        became = filed(work, one, *rest)
        if one.subject == "2":
            raise KeyboardInterrupt
        return became

    with monkeypatch.context() as patched:
        patched.setattr(taking, "file_mail", killed)
        with pytest.raises(KeyboardInterrupt):
            await take_from(office.service, office.service.settings.mail.mailboxes[0])
    assert [row["subject"] for row in await new_tickets(office)] == ["1"]
    await take_mail(office.service)
    assert [row["subject"] for row in await new_tickets(office)] == ["1", "2"]


async def test_at_the_first_look_only_unread_mail_is_taken(office, imap):
    imap.put(mail("Long ago.", subject="old"), seen=True)
    imap.put(mail("Now.", subject="new"))
    imap.put(mail("Read elsewhere.", subject="older"), seen=True)
    await take_mail(office.service)
    imap.put(mail("Read by a colleague first.", subject="later"), seen=True)
    await take_mail(office.service)
    assert [row["subject"] for row in await new_tickets(office)] == ["new", "later"]


async def test_what_was_taken_is_moved_where_the_settings_say(office, imap):
    [box] = office.service.settings.mail.mailboxes
    office.set(mailboxes=(msgspec.structs.replace(box, done_folder="Erledigt & gelöst"),))
    imap.put(mail("One."), mail("Two."))
    await take_mail(office.service)
    assert imap.found() == []
    with imap.open() as line:
        assert line.select('"Erledigt &- gel&APY-st"')[1] == [b"2"]


@pytest.mark.parametrize("closed", [False, True])
async def test_an_answer_wakes_what_is_solved_and_what_is_closed_stays_closed(office, imap, closed):
    ours = await sent(office)
    for state in ("solved", "closed")[: 1 + closed]:
        await office.do(SetTicketState(made_at=office.clock.now(), ticket_id=floor.INVOICE, state=state))
    imap.put(mail("Again!", **answered(ours, "subject")))
    await take_mail(office.service)
    row = await office.row("ticket", floor.INVOICE)
    if not closed:
        assert row["state"] == "open"
        return
    assert row["state"] == "closed"
    [made] = await new_tickets(office)
    notes = await office.rows(ticket_note, ticket_note.c.ticket_id == made["id"])
    assert made["customer_id"] == floor.DEV
    assert {(note["text"], note["is_public"]) for note in notes} == {
        ("Again!", True),
        (f"This answers ticket {row['number']}, which is closed.", False),
    }
    shown = (await office.ask(Ticket(ticket_id=made["id"]))).notes
    assert sorted((note.written_by, note.author) for note in shown if note.author is not None) == [
        ("central", "")
    ]
    assert [note.written_by for note in shown if note.author is None] == ["customer"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"sender": f"Ourselves <{floor.OUR_ADDRESS.upper()}>"},
    ],
)
async def test_machines_that_write_to_us_open_nothing_and_start_no_loop(office, imap, headers):
    imap.put(mail("I am away.", **headers))
    await take_mail(office.service)
    assert await new_tickets(office) == []
    assert [row["became"] for row in await office.incoming()] == ["ignored"]
    await send_mail(office.service)
    assert office.smtp.mails == []


async def test_an_automatic_answer_to_us_is_an_internal_note_and_wakes_nobody(office, imap):
    ours = await sent(office)
    await office.do(
        SetTicketState(made_at=office.clock.now(), ticket_id=floor.INVOICE, state="pending_customer")
    )
    imap.put(mail("I am away.", Auto_Submitted="auto-replied", **answered(ours, "subject")))
    await take_mail(office.service)
    view = await office.ask(Ticket(ticket_id=floor.INVOICE))
    assert (view.notes[-1].text, view.notes[-1].is_public, view.row.state) == ("I am away.", False, "pending")


async def test_a_flood_from_one_address_opens_a_few_tickets_and_loses_nothing(office, imap):
    office.set(most_an_hour=2)
    imap.put(*(mail(f"Word {n}", sender="storm@example.org", subject=f"{n}") for n in range(5)))
    await take_mail(office.service)
    made = await new_tickets(office)
    assert [row["subject"] for row in made] == ["0", "1"]
    notes = await office.rows(ticket_note, ticket_note.c.ticket_id == made[1]["id"])
    assert {note["text"] for note in notes} == {"Word 1", "Word 2", "Word 3", "Word 4"}
    office.clock.advance(3601)
    imap.put(mail("Later", sender="storm@example.org", subject="later"))
    await take_mail(office.service)
    assert len(await new_tickets(office)) == 3


REPORT = """\
From: MAILER-DAEMON@mx.example.org
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce-1@mx.example.org>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; dev@example.org
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <dev@example.org>: Recipient address
    rejected: User unknown

--b
Content-Type: text/rfc822-headers

From: support@heating.example
Message-ID: {message_id}
Subject: whatever

--b--
"""
PLAIN = """\
From: Mail Delivery System <mailer-daemon@old.example.org>
Return-Path: <>
To: {to}
Subject: failure notice
Message-ID: <bounce-2@old.example.org>

Hi. This is the mail program at old.example.org.
<dev@example.org>:
552 5.2.2 mailbox is full

--- Below this line is a copy of the message.
Message-ID: {message_id}
"""


@pytest.mark.parametrize(
    ("words", "action", "delivery", "what"),
    [
        (
            REPORT,
            "failed",
            "bounced",
            "550 5.1.1 <dev@example.org>: Recipient address rejected: User unknown",
        ),
        (
            REPORT,
            "delayed",
            "sent",
            "Late: 550 5.1.1 <dev@example.org>: Recipient address rejected: User unknown",
        ),
        (REPORT, "delivered", "sent", None),
        (PLAIN, "", "bounced", "552 5.2.2 mailbox is full"),
    ],
)
async def test_what_comes_back_shows_on_the_reply(office, imap, words, action, delivery, what):
    ours = await sent(office)
    said = words.format(to=floor.OUR_ADDRESS, action=action, message_id=str(ours["Message-ID"]).strip())
    imap.put(said.replace("\n", "\r\n").encode())
    await take_mail(office.service)
    note = next(
        note
        for note in (await office.ask(Ticket(ticket_id=floor.INVOICE))).notes
        if note.text == "What is it?"
    )
    assert (note.delivery, note.delivery_what) == (delivery, what)
    assert (await office.row("ticket", floor.INVOICE))["is_unread"] is (delivery == "bounced")
    assert await new_tickets(office) == []


async def test_a_bounce_of_nothing_we_sent_changes_nothing(office, imap):
    ours = await sent(office)
    forged = str(ours["Message-ID"]).strip().replace("@", "x@")
    imap.put(REPORT.format(to=floor.OUR_ADDRESS, action="failed", message_id=forged).encode())
    await take_mail(office.service)
    note = next(
        note
        for note in (await office.ask(Ticket(ticket_id=floor.INVOICE))).notes
        if note.text == "What is it?"
    )
    assert note.delivery == "sent"


async def test_files_are_kept_programs_are_named_and_content_is_kept_once(office, imap):
    made = mail("See the pictures.", subject="Pictures")
    made.add_attachment(b"\x89PNG picture", maintype="image", subtype="png", filename="../../x/dis\tplay.png")
    made.add_attachment(b"\x89PNG picture", maintype="image", subtype="png", filename="again.png")
    made.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename="setup.EXE")
    made.add_attachment(b"tnef", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    imap.put(made)
    await take_mail(office.service)
    [row] = await new_tickets(office)
    details = await office.ask(TicketDetails(ticket_id=row["id"]))
    assert sorted(file.name for file in details.attachments) == ["again.png", "dis play.png", "winmail.dat"]
    [note] = await office.rows(ticket_note, ticket_note.c.ticket_id == row["id"])
    assert note["text"] == "See the pictures.\n\n[Not kept: setup.EXE (a program)]"
    bodies = [bytes(one["body"]) for one in await office.rows(blob)]
    assert bodies.count(b"\x89PNG picture") == 1
    assert b"MZ" not in bodies


async def test_of_a_huge_mail_the_beginning_is_taken(office, imap):
    office.set(largest_mb=0.1)
    made = mail("Short words.", subject="Huge")
    made.add_attachment(b"x" * 400_000, maintype="image", subtype="png", filename="huge.png")
    imap.put(made)
    await take_mail(office.service)
    [row] = await new_tickets(office)
    [note] = await office.rows(ticket_note, ticket_note.c.ticket_id == row["id"])
    assert "Short words." in note["text"]
    assert "[This mail is larger than what is taken: the rest of it is in the mailbox.]" in note["text"]


async def test_a_line_that_breaks_loses_nothing(office, imap):
    imap.put(mail("One.", subject="1"), mail("Two.", subject="2"))
    fetch = Box.fetch

    def broken(self: Box, uid: int, most_bytes: int) -> Any:
        if uid == 2 and not broken_already:
            broken_already.append(uid)
            imap.hang_up()
        return fetch(self, uid, most_bytes)

    broken_already: list[int] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Box, "fetch", broken)
        await take_mail(office.service)
    assert len(await new_tickets(office)) == 1
    await take_mail(office.service)
    assert [row["subject"] for row in await new_tickets(office)] == ["1", "2"]


async def test_over_tls_with_the_right_authority_and_not_without(office, tmp_path):
    imap = Imap(Tls.made(tmp_path))
    try:
        [box] = office.service.settings.mail.mailboxes
        untrusted = msgspec.structs.replace(imap.server, ca_file="")
        office.set(mailboxes=(msgspec.structs.replace(box, imap=untrusted),))
        await take_mail(office.service)
        assert imap.sign_ins == 0
        office.set(mailboxes=(msgspec.structs.replace(box, imap=imap.server),))
        await take_mail(office.service)
        assert imap.sign_ins == 1
    finally:
        imap.close()


async def test_the_rules_of_the_site_follow_what_a_customer_wrote_and_say_that_they_are_none_of_us(
    office, imap
):
    rule = Rule(Trigger("customer_wrote"), [Action("reply", text="We have it.")])
    saved = SaveRule(made_at=office.clock.now(), rule_id=new_id(), name="Received", rule=rule)
    assert (await office.do(saved, floor.SUE_AT_DESK)).status == "applied"
    imap.put(mail("Mine is broken.", subject="Broken"))
    await take_mail(office.service)
    await send_mail(office.service)
    [answer] = office.smtp.mails
    assert "We have it." in answer.get_body(("plain",)).get_content()
    assert (answer["To"], answer["Auto-Submitted"]) == ("dev@example.org", "auto-generated")
    # Their machine answers ours: it ends there.
    imap.put(mail("I am away.", Auto_Submitted="auto-replied", **answered(answer, "subject")))
    await take_mail(office.service)
    await send_mail(office.service)
    assert len(office.smtp.mails) == 1
