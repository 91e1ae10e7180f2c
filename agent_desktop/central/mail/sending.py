"""Mail on its way out: one at a time is taken, sent and settled, and a crash anywhere loses none.

Taking and settling are transactions of their own, sending lies between them. Whoever takes a mail holds it for
``HELD_S``; when nothing was settled by then, because central was killed, it is taken again and sent under the same
Message-ID. So a mail may, after a crash in the wrong second, be handed to the server twice, and most programs show
one of the two; it is never lost, and never more than one instance is at it.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.central.mail.compose import Letter, Part, compose
from agent_desktop.central.mail.settings import Mailbox, MailSettings
from agent_desktop.central.mail.smtp import Outcome, in_words, send
from agent_desktop.central.mail.standing import note_fails, note_works
from agent_desktop.central.mail.units import Store, unit
from agent_desktop.core.work import CentralWork, Row
from agent_desktop.features.correspondence.commands import templates_of
from agent_desktop.features.correspondence.model import language_codes, plus_address, tagged_subject
from agent_desktop.features.correspondence.outgoing import thread_token
from agent_desktop.features.correspondence.tables import incoming_mail, outgoing_mail
from agent_desktop.features.correspondence.templates import chosen, filled
from agent_desktop.features.customers.tables import customer
from agent_desktop.features.interactions.tables import interaction
from agent_desktop.features.ratings.commands import may_ask
from agent_desktop.features.ratings.tables import rating_invitation
from agent_desktop.features.tickets.tables import ticket, ticket_attachment, ticket_note
from agent_desktop.features.workforce.tables import agent
from agent_desktop.store.blob_tables import blob

log = logging.getLogger(__name__)

HELD_S = 600.0
MOST_AT_ONCE = 50
FIRST_WAIT_S, LONGEST_WAIT_S = 60.0, 4 * 3600.0
FILES_WAIT_S = 30.0
WAITS_FOR_FILES = "Its files are not here yet."
TOO_MANY = "Many mails went to this address within the hour; this one waits."
NOT_ASKED = "They do not want to be asked any more: nothing was sent."
TOO_LARGE = "Its files have {has} together, and a reply takes at most {most}."
NO_MAILBOX = "The mailbox it would leave from is not set up any more."
_o = outgoing_mail.c
_invited = rating_invitation.c


class Taken(msgspec.Struct, frozen=True):
    """A mail that this instance holds, ready to be sent."""

    row: dict[str, Any]
    letter: Letter
    mailbox: Mailbox


def wait_s(tries: int) -> float:
    """How long to wait after so many tries: a minute, then twice as long each time, at most four hours."""
    return float(min(FIRST_WAIT_S * 2 ** (max(tries, 1) - 1), LONGEST_WAIT_S))


async def send_mail(store: Store) -> None:
    """Send what is due, some at a time."""
    settings = store.settings.mail
    if not any(box.smtp for box in settings.mailboxes):
        return
    for _ in range(MOST_AT_ONCE):
        taken = await unit(store, "mail.taken", lambda work: take(work, settings, store.settings.site.name))
        if taken is None:
            return
        if isinstance(taken, Taken):
            outcome = await _sent(taken, settings.timeout_s)
            if outcome.is_ours:
                await note_fails(store, taken.mailbox.name, "out", outcome.what)
            else:
                await note_works(store, taken.mailbox.name, "out", has_moved=outcome.state == "sent")
            await unit(
                store,
                "mail.settled",
                lambda work, taken=taken, outcome=outcome: settle(work, taken.row, outcome, settings),  # type: ignore[misc]
            )


async def _sent(taken: Taken, timeout_s: float) -> Outcome:
    box = taken.mailbox
    assert box.smtp is not None  # noqa: S101 - ``take`` sees to it
    try:
        message = compose(taken.letter)
    except (ValueError, LookupError) as problem:
        log.exception("a mail could not be made")
        return Outcome("refused", f"This cannot be written as a mail ({type(problem).__name__}).")
    return await asyncio.to_thread(send, box.smtp, message, box.address, taken.letter.to, timeout_s)


def take(work: CentralWork, settings: MailSettings, site: str) -> Taken | bool | None:
    """Hold the mail that is due first; None where none is, True where one was put off or given up instead."""
    row = _due_first(work)
    return None if row is None else _hold(work, row, settings, site)


def _due_first(work: CentralWork) -> Row | None:
    now = work.recorded_at
    due = (
        sa.select(outgoing_mail)
        .where(
            sa.or_(
                sa.and_(_o.state == "queued", _o.next_at <= now),
                sa.and_(_o.state == "sending", _o.held_until <= now),
            )
        )
        .order_by(_o.next_at, _o.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = work.execute(due).mappings().first()
    return None if found is None else dict(found)


def _hold(work: CentralWork, row: Row, settings: MailSettings, site: str) -> Taken | bool:
    now = work.recorded_at
    if row["kind"] == "rating" and not may_ask(work, _whose(work, row)):
        work.execute(sa.update(rating_invitation).where(_invited.id == row["id"]).values(way="nobody"))
        return _give_up(work, row, NOT_ASKED)
    box = {box.channel_id: box for box in settings.mailboxes}.get(str(row["channel_id"]))
    if box is None or box.smtp is None:
        return _give_up(work, row, NO_MAILBOX)
    is_late = now - row["queued_at"] > timedelta(seconds=settings.give_up_s)
    together = _size_of_files(work, row)
    if is_late and row["tries"]:
        return _give_up(work, row, f"Given up: {row['what'] or 'nothing was heard'}")
    if together > settings.reply_files_mb * 1_000_000:
        most = in_words(settings.reply_files_mb * 1e6)
        return _give_up(work, row, TOO_LARGE.format(has=in_words(together), most=most))
    files = _files(work, row)
    if files is None:
        if is_late:
            return _give_up(work, row, WAITS_FOR_FILES)
        return _put_off(work, row, WAITS_FOR_FILES, now + timedelta(seconds=FILES_WAIT_S))
    if (free_at := _free_at(work, row, settings.most_an_hour)) is not None:
        return _put_off(work, row, TOO_MANY, free_at)
    held = {
        "state": "sending",
        "tries": row["tries"] + 1,
        "held_until": now + timedelta(seconds=HELD_S),
    }
    work.execute(sa.update(outgoing_mail).where(_o.id == row["id"]).values(held))
    return Taken({**row, **held}, _letter(work, row, box, site, settings.public_url, files), box)


def _whose(work: CentralWork, row: Row) -> str | None:
    """The customer of the ticket or contact that a mail is about."""
    about = None
    if row["ticket_id"] is not None:
        about = work.by_id(ticket, str(row["ticket_id"]))
    elif row["interaction_id"] is not None:
        about = work.by_id(interaction, str(row["interaction_id"]))
    return None if about is None or about["customer_id"] is None else str(about["customer_id"])


def settle(work: CentralWork, row: Row, outcome: Outcome, settings: MailSettings) -> None:
    """Note what became of a mail, on the mail and on the ticket."""
    now = work.recorded_at
    if outcome.state == "sent":
        values: Row = {"state": "sent", "what": None, "settled_at": now, "held_until": None, "secret": None}
    elif outcome.state == "refused":
        values = {"state": "failed", "what": outcome.what, "settled_at": now, "held_until": None}
    elif now - row["queued_at"] > timedelta(seconds=settings.give_up_s):
        values = {"state": "failed", "what": f"Given up: {outcome.what}", "settled_at": now}
    else:
        next_at = now + timedelta(seconds=wait_s(row["tries"]))
        values = {"state": "queued", "what": outcome.what, "next_at": next_at, "held_until": None}
    # One that bounced before its sending was noted has bounced.
    mine = sa.update(outgoing_mail).where(_o.id == row["id"], _o.state == "sending")
    if work.execute(mine.values(values)).rowcount:
        tell(work, row, values["state"], values["what"])


def tell(work: CentralWork, row: Row, state: str, what: str | None) -> None:
    """Show on the ticket how it stands with its reply; what failed asks for its owner's eye."""
    if row["note_id"] is None:
        return
    work.update("ticket_note", str(row["note_id"]), {"delivery": state, "delivery_what": what})
    if state in {"failed", "bounced"} and row["ticket_id"] is not None:
        work.update("ticket", str(row["ticket_id"]), {"is_unread": True})


def _give_up(work: CentralWork, row: Row, what: str) -> bool:
    values = {"state": "failed", "what": what, "settled_at": work.recorded_at, "held_until": None}
    work.execute(sa.update(outgoing_mail).where(_o.id == row["id"]).values(values))
    tell(work, row, "failed", what)
    return True


def _put_off(work: CentralWork, row: Row, what: str, until: datetime) -> bool:
    values = {"state": "queued", "what": what, "next_at": until, "held_until": None}
    work.execute(sa.update(outgoing_mail).where(_o.id == row["id"]).values(values))
    if row["what"] != what:
        tell(work, row, "queued", what)
    return True


def _free_at(work: CentralWork, row: Row, most: int) -> datetime | None:
    """When the next mail may go to this address; None for now. What waits between two machines never storms."""
    hour = timedelta(hours=1)
    recent = (
        sa.select(_o.settled_at)
        .where(
            _o.to_address == row["to_address"],
            _o.state.in_(("sent", "bounced")),
            _o.settled_at > work.recorded_at - hour,
        )
        .order_by(_o.settled_at.desc())
        .limit(most)
    )
    found = work.execute(recent).scalars().all()
    return found[-1] + hour if len(found) >= most else None


def _size_of_files(work: CentralWork, row: Row) -> int:
    """What the files of a reply have together, in bytes; asked before any of them is read."""
    a = ticket_attachment.c
    found = sa.select(sa.func.coalesce(sa.func.sum(a.size), 0)).where(a.note_id == row["note_id"])
    return int(work.execute(found).scalar_one()) if row["note_id"] is not None else 0


def _files(work: CentralWork, row: Row) -> tuple[Part, ...] | None:
    """The files of a reply; None while one of them is still on its way from the desk."""
    if row["note_id"] is None:
        return ()
    note = work.by_id(ticket_note, str(row["note_id"]))
    a = ticket_attachment.c
    found = work.execute(
        sa.select(a.name, a.media_type, blob.c.body)
        .join(blob, blob.c.sha256 == a.sha256)
        .where(a.note_id == row["note_id"])
        .order_by(a.added_at, a.id)
    ).all()
    if note is not None and len(found) < (note["files"] or 0):
        return None
    return tuple(Part(one.name, one.media_type, bytes(one.body)) for one in found)


def _letter(
    work: CentralWork, row: Row, box: Mailbox, site: str, public_url: str, files: tuple[Part, ...]
) -> Letter:
    note = work.by_id(ticket_note, str(row["note_id"])) if row["note_id"] else None
    about = work.by_id(ticket, str(row["ticket_id"])) if row["ticket_id"] else None
    contact = work.by_id(interaction, str(row["interaction_id"])) if row["interaction_id"] else None
    customer_id = (about or contact or {}).get("customer_id")
    whose = work.by_id(customer, customer_id) if customer_id else None
    who = work.by_id(agent, str(note["author_id"])) if note else None
    values = {
        "text": note["text"] if note else "",
        "customer": whose["name"] if whose else "",
        "number": str(about["number"]) if about else "",
        "subject": about["subject"] if about else "",
        "agent": who["name"] if who else "",
        "site": box.title or site,
        "link": f"{public_url}/rate/{row['secret']}" if row["secret"] else "",
    }
    languages = [*language_codes(whose["languages"] if whose else None), box.language]
    if row["language"]:
        languages.insert(0, row["language"])
    kind = "contact_rating" if row["kind"] == "rating" and about is None else row["kind"]
    template = chosen(kind, languages, templates_of(work), str(row["channel_id"]))
    put = filled(template, values)
    subject, reply_to = put.subject, box.address
    if about is not None and row["kind"] == "reply":
        token = thread_token(work, about["id"], work.recorded_at)
        subject = tagged_subject(subject, token)
        if box.plus_address:
            reply_to = plus_address(box.address, token)
    return Letter(
        message_id=row["message_id"],
        from_title=box.title,
        from_address=box.address,
        reply_to=reply_to,
        to=row["to_address"],
        subject=subject,
        text=put.text,
        html=put.html,
        at=work.recorded_at,
        references=_references(work, row),
        files=files,
        # A rule of the site writes under its own id: machines that get it are told not to answer.
        is_automatic=who is None,
    )


def _references(work: CentralWork, row: Row) -> tuple[str, ...]:
    """What was written before on the same ticket, so that mail programs show it as one conversation."""
    if row["ticket_id"] is None or row["kind"] != "reply":
        return ()
    i = incoming_mail.c
    theirs = sa.select(i.message_id.label("said"), i.taken_at.label("at")).where(
        i.ticket_id == row["ticket_id"], i.message_id.is_not(None), i.became.in_(("note", "ticket"))
    )
    ours = sa.select(_o.message_id.label("said"), _o.queued_at.label("at")).where(
        _o.ticket_id == row["ticket_id"],
        _o.id != row["id"],
        _o.kind == "reply",
        _o.queued_at <= row["queued_at"],
    )
    both = sa.union_all(theirs, ours).subquery()
    latest = work.execute(sa.select(both.c.said).order_by(both.c.at.desc()).limit(10)).scalars().all()
    return tuple(str(one) for one in reversed(latest))
