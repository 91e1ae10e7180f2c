"""How a mailbox stands is known to the doctor and in the metrics: what moved last, what waits, since when it fails."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import msgspec
import pytest
from prometheus_client import generate_latest

from agent_desktop.central import doctor_mail
from agent_desktop.central.doctor_check import Check
from agent_desktop.central.doctor_mail import check_mail
from agent_desktop.central.mail.sending import send_mail
from agent_desktop.central.mail.standing import count_mail
from agent_desktop.central.mail.taking import take_mail
from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.commands import AddTicketNote
from agent_desktop.runtime.settings import Settings
from tests.support import floor
from tests.support.mail_servers import PASSWORD

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def reply(office: Any) -> None:
    command = AddTicketNote(
        made_at=office.clock.now(), note_id=new_id(), ticket_id=floor.INVOICE, text="Soon.", is_public=True
    )
    assert (await office.do(command)).status == "applied"


def a_mail() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["Subject"], made["Message-ID"] = "dev@example.org", "x", f"<{new_id()}@example.org>"
    made.set_content("x")
    return made


async def told(office: Any, monkeypatch: pytest.MonkeyPatch) -> Check:
    monkeypatch.setattr(doctor_mail, "mail_settings", lambda _settings: office.service.settings.mail)
    [check] = await check_mail(office.service.engine, Settings(), office.clock.now())
    return check


async def metrics(office: Any) -> str:
    await count_mail(office.service)
    return generate_latest(office.service.metrics.book).decode()


async def test_what_moved_and_what_waits(office, imap, monkeypatch):
    check = await told(office, monkeypatch)
    assert (check.is_ok, check.name) == (True, "mailbox support")
    assert check.found == "last taken never; last sent never; none waits to be sent"
    imap.put(a_mail())
    await reply(office)
    await take_mail(office.service)
    await send_mail(office.service)
    at = f"{office.clock.now():%Y-%m-%d %H:%M}"
    office.clock.advance(60)
    await reply(office)
    check = await told(office, monkeypatch)
    assert check.found == f"last taken {at}; last sent {at}; 1 wait to be sent"
    said = await metrics(office)
    assert 'agent_desktop_mail_waiting{mailbox="support"} 1.0' in said
    assert 'agent_desktop_mail_failing_since_timestamp_seconds{mailbox="support",way="in"} 0.0' in said
    moved = office.clock.now().timestamp() - 60
    line = next(
        one for one in said.split("\n") if one.startswith("agent_desktop_mail_last_timestamp_seconds{")
    )
    assert float(line.split()[-1]) == pytest.approx(moved)


async def test_since_when_it_fails_stays_until_it_works_and_nobody_is_named(office, imap, monkeypatch):
    [box] = office.service.settings.mail.mailboxes
    broken = msgspec.structs.replace(
        box,
        imap=msgspec.structs.replace(box.imap, password="wrong"),
        smtp=msgspec.structs.replace(box.smtp, port=1),
    )
    office.set(mailboxes=(broken,))
    began = f"{office.clock.now():%Y-%m-%d %H:%M}"
    await reply(office)
    for _ in range(3):
        await take_mail(office.service)
        await send_mail(office.service)
        office.clock.advance(600)
    check = await told(office, monkeypatch)
    assert not check.is_ok
    assert f"mail cannot be taken since {began}: The mail server does not let us in" in check.found
    assert f"mail cannot be sent since {began}: The mail server cannot be reached" in check.found
    assert "@" not in check.found + check.todo
    assert PASSWORD not in check.found
    assert 'failing_since_timestamp_seconds{mailbox="support",way="out"} 0.0' not in await metrics(office)

    office.set(mailboxes=(box,))
    office.clock.advance(4 * 3600)
    await take_mail(office.service)
    await send_mail(office.service)
    assert (await told(office, monkeypatch)).is_ok


async def test_a_mail_that_waits_for_hours_is_a_fault_where_nothing_else_is_known(office, monkeypatch):
    await reply(office)
    office.clock.advance(3 * 3600)
    check = await told(office, monkeypatch)
    assert not check.is_ok
    assert "1 wait to be sent; the oldest since" in check.found


async def test_a_server_that_names_somebody_is_quoted_without_them(office, monkeypatch):
    from agent_desktop.central.mail.standing import note_fails

    await note_fails(
        office.service, "support", "out", "535 no such user dev@example.org, call +49 30 1234567"
    )
    check = await told(office, monkeypatch)
    assert "[e-mail]" in check.found
    assert "dev@example.org" not in check.found
    assert "1234567" not in check.found


async def test_without_a_mailbox_it_says_so(office, monkeypatch):
    office.set(mailboxes=())
    check = await told(office, monkeypatch)
    assert (check.is_ok, check.name) == (True, "mail")
