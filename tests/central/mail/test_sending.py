"""Replies leave once, are tried again, come to an end, and say on the ticket how it stands with them."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from agent_desktop.central.mail import sending
from agent_desktop.central.mail.sending import HELD_S, send_mail, wait_s
from agent_desktop.core.ids import new_id
from agent_desktop.features.correspondence.commands import SaveMailTemplate, SendAgain
from agent_desktop.features.correspondence.read_models import ReplyChannels
from agent_desktop.features.correspondence.tables import outgoing_mail
from agent_desktop.features.customers.commands import ChangeCustomer
from agent_desktop.features.tickets.commands import AddTicketNote, ChangeTicket
from agent_desktop.features.tickets.detail_commands import AttachFile
from agent_desktop.features.tickets.read_models import Ticket
from tests.support import floor
from tests.support.floor import SUE_AT_DESK
from tests.support.mail_servers import Smtp, Tls

pytestmark = pytest.mark.asyncio(loop_scope="module")
TO_DEV = "dev@example.org"


async def reply(
    office: Any, text: str = "It is on its way.", ticket_id: str = floor.INVOICE, **more: Any
) -> str:
    note_id = new_id()
    command = AddTicketNote(
        made_at=office.clock.now(), note_id=note_id, ticket_id=ticket_id, text=text, is_public=True, **more
    )
    verdict = await office.do(command)
    assert verdict.status == "applied", verdict
    return note_id


async def shown(office: Any, note_id: str, ticket_id: str = floor.INVOICE) -> tuple[str | None, str | None]:
    view = await office.ask(Ticket(ticket_id=ticket_id))
    note = next(note for note in view.notes if note.note_id == note_id)
    return note.delivery, note.delivery_what


def words(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


async def test_a_reply_reaches_the_customer_and_the_ticket_says_so(office):
    note_id = await reply(office, "Dear Dev,\nthe second line <b>is</b> plain.")
    assert await shown(office, note_id) == ("queued", None)

    await send_mail(office.service)

    assert await shown(office, note_id) == ("sent", None)
    [taken], [mail] = office.smtp.handler.taken, office.smtp.mails
    assert (taken.mail_from, taken.rcpt_tos) == (floor.OUR_ADDRESS, [TO_DEV])
    assert mail["From"] == "Heating support <support@heating.example>"
    assert mail["Subject"].startswith("Re: Invoice shows standing charge twice [#")
    assert mail["Message-ID"].strip() == (await office.outgoing())[0]["message_id"]
    assert "Auto-Submitted" not in mail
    plain, html = (words(mail, kind) for kind in ("plain", "html"))
    assert "the second line <b>is</b> plain.\n\n-- \nLeila Duarte\nHeating support" in plain
    assert "&lt;b&gt;is&lt;/b&gt; plain." in html
    assert "<b>" not in html


async def test_internal_notes_and_what_the_customer_wrote_stay_here(office):
    await office.do(
        AddTicketNote(
            made_at=office.clock.now(), note_id=new_id(), ticket_id=floor.INVOICE, text="They shout."
        )
    )
    await send_mail(office.service)
    assert await office.outgoing() == []
    assert office.smtp.mails == []


async def test_without_a_connector_there_is_no_reply_and_nothing_is_queued(office):
    office.set(mailboxes=())
    from agent_desktop.central.mail.channels import tell_channels

    await tell_channels(office.service)
    assert await office.ask(ReplyChannels()) == []
    assert await office.ask(ReplyChannels(ticket_id=floor.INVOICE)) == []
    note_id = await reply(office)
    assert await shown(office, note_id) == (None, None)


async def test_channels_say_whom_a_reply_would_reach(office):
    [there] = await office.ask(ReplyChannels(ticket_id=floor.INVOICE))
    assert (there.channel, there.address, there.to) == ("email", floor.OUR_ADDRESS, TO_DEV)
    [nowhere] = await office.ask(ReplyChannels(ticket_id=floor.PUMP))
    assert nowhere.to is None


async def test_a_customer_without_an_address_is_told_of_at_once_and_it_goes_when_there_is_one(office):
    note_id = await reply(office, ticket_id=floor.PUMP)
    assert await shown(office, note_id, floor.PUMP) == ("failed", "No e-mail address is known.")
    await office.do(
        ChangeCustomer(made_at=office.clock.now(), customer_id=floor.HENRY, email="henry@example.org")
    )
    assert (await office.do(SendAgain(made_at=office.clock.now(), note_id=note_id))).status == "applied"
    await send_mail(office.service)
    assert await shown(office, note_id, floor.PUMP) == ("sent", None)
    assert office.smtp.handler.taken[0].rcpt_tos == ["henry@example.org"]


async def test_a_server_that_is_busy_is_asked_again_after_growing_waits_and_given_up_in_the_end(office):
    office.smtp.handler.to_mails = ["451 4.7.1 greylisted, come again"] * 1000
    note_id = await reply(office)
    waits = []
    began = office.clock.now()
    for _ in range(100):
        await send_mail(office.service)
        [row] = await office.outgoing()
        if row["state"] != "queued":
            break
        assert await shown(office, note_id) == ("queued", "451 4.7.1 greylisted, come again")
        waits.append((row["next_at"] - office.clock.now()).total_seconds())
        office.clock.advance(waits[-1])
    assert waits[:4] == [60, 120, 240, 480]
    assert max(waits) == 4 * 3600
    assert waits == sorted(waits)
    assert office.clock.now() - began > timedelta(hours=48)
    assert await shown(office, note_id) == ("failed", "Given up: 451 4.7.1 greylisted, come again")
    assert (await office.row("ticket", floor.INVOICE))["is_unread"]
    assert office.smtp.mails == []


async def test_a_server_that_was_busy_once_takes_it_the_next_time(office):
    office.smtp.handler.to_mails = ["450 4.2.0 later"]
    note_id = await reply(office)
    await send_mail(office.service)
    await send_mail(office.service)
    assert office.smtp.mails == [], "not before its time"
    office.clock.advance(wait_s(1))
    await send_mail(office.service)
    assert await shown(office, note_id) == ("sent", None)


async def test_a_refusal_for_good_is_not_tried_again(office):
    office.smtp.handler.to_recipients = {TO_DEV: "550 5.1.1 no such user"}
    note_id = await reply(office)
    await send_mail(office.service)
    assert await shown(office, note_id) == ("failed", "550 5.1.1 no such user")
    office.smtp.handler.to_recipients = {}
    office.clock.advance(86_400)
    await send_mail(office.service)
    assert office.smtp.mails == []


async def test_killed_between_sent_and_recorded_it_goes_again_under_the_same_name_and_is_never_lost(
    office, monkeypatch
):
    note_id = await reply(office)

    def killed(*_args: Any) -> None:
        raise SystemError("killed here")

    with monkeypatch.context() as patched:
        patched.setattr(sending, "settle", killed)
        with pytest.raises(SystemError):
            await send_mail(office.service)
    assert len(office.smtp.mails) == 1
    await send_mail(office.service)
    assert len(office.smtp.mails) == 1, "it is held by whoever was killed"

    office.clock.advance(HELD_S)
    await send_mail(office.service)
    first, second = office.smtp.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert await shown(office, note_id) == ("sent", None)
    await send_mail(office.service)
    assert len(office.smtp.mails) == 2


async def test_two_instances_never_send_the_same_mail(office):
    import asyncio

    for n in range(6):
        await reply(office, f"Number {n}")
    await asyncio.gather(send_mail(office.service), send_mail(office.service))
    ids = [mail["Message-ID"] for mail in office.smtp.mails]
    assert len(ids) == len(set(ids)) == 6


async def test_headers_cannot_be_broken_out_of(office):
    evil = "Hello\r\nBcc: everybody@example.org\r\n\r\nfree words"
    await office.do(
        ChangeTicket(
            made_at=office.clock.now(), ticket_id=floor.INVOICE, subject=evil.replace("\r\n\r\n", "\r\n")
        )
    )
    await reply(office, f"{evil}\n.\nQUIT\n")
    await send_mail(office.service)
    [taken], [mail] = office.smtp.handler.taken, office.smtp.mails
    assert taken.rcpt_tos == [TO_DEV]
    assert "Bcc" not in mail
    assert "Bcc: everybody@example.org" in mail["Subject"]
    assert "QUIT" in mail.get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org\r\nRCPT TO:<b@example.org>",
        "a@b@example.org",
        "a@example.org, b@example.org",
        "ä@x.org",
    ],
)
async def test_what_is_no_address_is_never_sent_to(office, address):
    await office.service.write(
        lambda c: c.execute(
            sa.text("UPDATE ticket SET requester_email = :a, customer_id = NULL WHERE id = :t"),
            {"a": address, "t": floor.INVOICE},
        )
    )
    note_id = await reply(office)
    await send_mail(office.service)
    assert await shown(office, note_id) == ("failed", "No e-mail address is known.")


async def test_files_go_with_the_reply_once_they_are_there(office):
    note_id = await reply(office, files=1)
    await send_mail(office.service)
    assert await shown(office, note_id) == ("queued", "Its files are not here yet.")
    attached = AttachFile(
        made_at=office.clock.now(),
        attachment_id=new_id(),
        ticket_id=floor.INVOICE,
        note_id=note_id,
        sha256=floor.PHOTO_SHA256,
        name="the\ndisplay.jpg",
        media_type="image/jpeg",
        size=len(floor.PHOTO),
    )
    assert (await office.do(attached)).status == "applied"
    office.clock.advance(60)
    await send_mail(office.service)
    [mail] = office.smtp.mails
    [file] = list(mail.iter_attachments())
    assert (file.get_filename(), file.get_content_type(), file.get_content()) == (
        "the display.jpg",
        "image/jpeg",
        floor.PHOTO,
    )


async def attach(office: Any, note_id: str | None, name: str = "display.jpg") -> None:
    attached = AttachFile(
        made_at=office.clock.now(),
        attachment_id=new_id(),
        ticket_id=floor.INVOICE,
        note_id=note_id,
        sha256=floor.PHOTO_SHA256,
        name=name,
        media_type="image/jpeg",
        size=len(floor.PHOTO),
    )
    assert (await office.do(attached)).status == "applied"


async def test_a_file_of_the_ticket_goes_out_with_several_replies(office):
    await attach(office, None)
    for _ in range(2):
        note_id = await reply(office, files=2)
        await attach(office, note_id)
        await attach(office, note_id, "noch ein Foto – Küche.jpg")
        await send_mail(office.service)
        assert await shown(office, note_id) == ("sent", None)
    for mail in office.smtp.mails:
        files = list(mail.iter_attachments())
        assert [file.get_filename() for file in files] == ["display.jpg", "noch ein Foto – Küche.jpg"]
        assert {file.get_content() for file in files} == {floor.PHOTO}
        assert {file.get_content_disposition() for file in files} == {"attachment"}
        assert "It is on its way." in words(mail)


async def test_files_that_are_too_much_for_a_mail_are_refused_in_words(office):
    office.set(reply_files_mb=2 * len(floor.PHOTO) / 1e6)  # two of these photographs
    note_id = await reply(office, files=3)
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        await attach(office, note_id, name)
    await send_mail(office.service)
    state, what = await shown(office, note_id)
    assert (state, what) == ("failed", "Its files have 0.1 kB together, and a reply takes at most 0.1 kB.")
    assert (await office.row("ticket", floor.INVOICE))["is_unread"]
    assert office.smtp.mails == []
    office.set(reply_files_mb=20.0)
    assert (await office.do(SendAgain(made_at=office.clock.now(), note_id=note_id))).status == "applied"
    await send_mail(office.service)
    assert await shown(office, note_id) == ("sent", None), "with a larger limit it goes"


async def test_what_the_mail_server_would_not_take_is_not_sent_there_and_says_how_large_it_is(office):
    with contextlib.closing(Smtp(largest=2_000)) as small:
        box = msgspec.structs.replace(office.service.settings.mail.mailboxes[0], smtp=small.server)
        office.set(mailboxes=(box,))
        note_id = await reply(office, "Long. " * 1_000)
        await send_mail(office.service)
        state, what = await shown(office, note_id)
        assert state == "failed"
        assert what is not None
        assert what.startswith("The mail server takes at most 2.0 kB; this mail has ")
        assert small.mails == []
        note_id = await reply(office, "Short.")
        await send_mail(office.service)
        assert await shown(office, note_id) == ("sent", None)


async def test_the_words_around_a_reply_are_in_the_customers_language(office):
    for language, greeting in (("de", "Guten Tag {customer},"), ("en", "Hello {customer},")):
        saved = SaveMailTemplate(
            made_at=office.clock.now(),
            kind="reply",
            language=language,
            subject="{number}: {subject}",
            body=greeting + "\n\n{text}",
            signature="{agent}",
        )
        assert (await office.do(saved, SUE_AT_DESK)).status == "applied"
    await office.do(
        ChangeCustomer(made_at=office.clock.now(), customer_id=floor.DEV, languages="German, English")
    )
    await reply(office, "Braces mean nothing here: {agent} {text}")
    await send_mail(office.service)
    [mail] = office.smtp.mails
    assert (
        words(mail)
        == "Guten Tag Dev Raman,\n\nBraces mean nothing here: {agent} {text}\n\n-- \nLeila Duarte\n"
    )


async def test_whoever_writes_chooses_the_language_of_the_words_around_it(office):
    await reply(office, "Wir kommen.", language="de")
    saved = SaveMailTemplate(
        made_at=office.clock.now(),
        kind="reply",
        language="de",
        subject="AW: {subject}",
        body="Hallo!\n\n{text}",
    )
    assert (await office.do(saved, SUE_AT_DESK)).status == "applied"
    await send_mail(office.service)
    assert words(office.smtp.mails[0]).startswith("Hallo!\n\nWir kommen.")
    wrong = AddTicketNote(
        made_at=office.clock.now(),
        note_id=new_id(),
        ticket_id=floor.INVOICE,
        text="x",
        is_public=True,
        language="Deutsch",
    )
    assert (await office.do(wrong)).status == "refused"


@pytest.mark.parametrize(
    "wrong",
    [{"body": "{text} {nonsense}"}, {"body": "no words of ours"}, {"language": "deutsch"}, {"subject": " "}],
)
async def test_a_template_that_would_say_nonsense_is_refused(office, wrong):
    known: dict[str, Any] = {"kind": "reply", "language": "en", "subject": "Re: {subject}", "body": "{text}"}
    verdict = await office.do(SaveMailTemplate(made_at=office.clock.now(), **(known | wrong)), SUE_AT_DESK)
    assert verdict.status == "refused"


async def test_too_many_mails_to_one_address_wait_for_their_hour(office):
    office.set(most_an_hour=2)
    notes = [await reply(office, f"Number {n}") for n in range(3)]
    await send_mail(office.service)
    states = sorted([(await shown(office, one))[0] for one in notes])
    assert states == ["queued", "sent", "sent"]
    office.clock.advance(3600)
    await send_mail(office.service)
    assert [(await shown(office, one))[0] for one in notes] == ["sent"] * 3


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
async def test_tls_with_a_certificate_of_the_right_authority(office, tmp_path, tls):
    smtp = Smtp(tls, Tls.made(tmp_path))
    try:
        [box] = office.service.settings.mail.mailboxes
        office.set(mailboxes=(msgspec.structs.replace(box, smtp=smtp.server),))
        note_id = await reply(office)
        await send_mail(office.service)
        assert await shown(office, note_id) == ("sent", None)
        assert len(smtp.mails) == 1

        # One whose certificate nobody vouches for gets neither the password nor the words.
        untrusted = msgspec.structs.replace(smtp.server, ca_file="")
        office.set(mailboxes=(msgspec.structs.replace(box, smtp=untrusted),))
        second = await reply(office, "secret")
        await send_mail(office.service)
        state, what = await shown(office, second)
        assert state == "queued"
        assert what is not None
        assert "certificate" in what
        assert len(smtp.mails) == 1
    finally:
        smtp.close()


async def test_a_server_that_offers_no_tls_gets_nothing(office):
    [box] = office.service.settings.mail.mailboxes
    office.set(
        mailboxes=(msgspec.structs.replace(box, smtp=msgspec.structs.replace(box.smtp, tls="starttls")),)
    )
    note_id = await reply(office)
    await send_mail(office.service)
    assert (await shown(office, note_id))[0] == "queued"
    assert office.smtp.mails == []


async def test_a_wrong_password_is_tried_again_since_somebody_will_mend_it(office, tmp_path):
    smtp = Smtp("implicit", Tls.made(tmp_path))
    try:
        [box] = office.service.settings.mail.mailboxes
        wrong = msgspec.structs.replace(smtp.server, password="old")
        office.set(mailboxes=(msgspec.structs.replace(box, smtp=wrong),))
        note_id = await reply(office)
        await send_mail(office.service)
        state, what = await shown(office, note_id)
        assert state == "queued"
        assert "does not let us in" in (what or "")
    finally:
        smtp.close()


async def test_once_sent_it_keeps_no_link_and_no_secret(office):
    await reply(office)
    await send_mail(office.service)
    [row] = await office.rows(outgoing_mail)
    assert row["secret"] is None
