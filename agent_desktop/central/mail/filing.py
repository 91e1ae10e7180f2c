"""What becomes of a mail that came in: an answer on its ticket, a new ticket, a bounce, or nothing, with the reason."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from agent_desktop.central.mail.channels import queue_named
from agent_desktop.central.mail.reading import File, Incoming
from agent_desktop.central.mail.sending import tell
from agent_desktop.central.mail.settings import Mailbox, MailSettings
from agent_desktop.core.ids import new_id
from agent_desktop.core.work import CentralWork, Row
from agent_desktop.features.correspondence.channels import addresses_of
from agent_desktop.features.correspondence.model import plain_subject, same_address
from agent_desktop.features.correspondence.tables import (
    incoming_mail,
    mail_number,
    mail_progress,
    outgoing_mail,
    ticket_thread,
)
from agent_desktop.features.customers.tables import customer, customer_detail
from agent_desktop.features.tickets.commands import CreateTicket, create
from agent_desktop.features.tickets.detail_commands import MOST_FILE_BYTES
from agent_desktop.features.tickets.file_names import is_program
from agent_desktop.features.tickets.numbers import next_block
from agent_desktop.features.tickets.service_watch import NOBODY
from agent_desktop.features.workforce.tables import queue
from agent_desktop.store.blob_tables import blob, blob_use
from agent_desktop.store.search_keys import search_key

FORGED = "forged-reply"
"""The tag of a ticket whose mail showed a reply token that is none of ours."""

UNCLEAR = "unclear-reply"
"""The tag of a ticket whose mail showed the tokens of several tickets."""

_i, _o = incoming_mail.c, outgoing_mail.c
_BIGGEST = f"{MOST_FILE_BYTES // 1_000_000} MB"


def file_mail(
    work: CentralWork, mail: Incoming, box: Mailbox, settings: MailSettings, where: tuple[int, int]
) -> str:
    """File a mail, once, and answer what became of it; ``where`` is UIDVALIDITY and UID in its mailbox."""
    known = work.execute(sa.select(_i.id).where(_i.known_by == mail.known_by)).first()
    became: Row = {"became": "copy"} if known is not None else _filed(work, mail, box, settings)
    if known is None:
        row = {
            "id": new_id(),
            "known_by": mail.known_by,
            "mailbox": box.name,
            "uid_validity": where[0],
            "uid": where[1],
            "message_id": mail.message_id,
            "from_address": _folded(mail.from_address),
            "taken_at": work.recorded_at,
            "why": None,
            **became,
        }
        work.execute(sa.insert(incoming_mail).values(row))
    got_to(work, box.name, where)
    return str(became["became"])


def got_to(work: CentralWork, mailbox: str, where: tuple[int, int], *, is_taken: bool = True) -> None:
    """Note how far a mailbox was read, and that a mail that was taken has to be marked there."""
    p = mail_progress.c
    row = work.execute(sa.select(mail_progress).where(p.mailbox == mailbox)).mappings().first()
    before = list(row["unmarked"]) if row is not None and row["uid_validity"] == where[0] else []
    last = row["last_uid"] if row is not None and row["uid_validity"] == where[0] else 0
    values = {
        "uid_validity": where[0],
        "last_uid": max(last, where[1]),
        "unmarked": sorted({*before, where[1]}) if is_taken else before,
        "read_at": work.recorded_at,
    }
    statement = insert(mail_progress).values(mailbox=mailbox, **values)
    work.execute(statement.on_conflict_do_update(index_elements=["mailbox"], set_=values))


def _filed(work: CentralWork, mail: Incoming, box: Mailbox, settings: MailSettings) -> Row:
    own = {one.address.casefold() for one in settings.mailboxes}
    if _folded(mail.from_address) in own:
        return {"became": "ignored", "why": "It comes from an address of our own."}
    if mail.bounce is not None and (noted := _bounced(work, mail)) is not None:
        return noted
    threads = _threads(work, mail.tokens)
    if mail.automatic or mail.bounce is not None:
        why = mail.automatic or "a mail server's message"
        if len(threads) == 1:
            note_id = _note(work, threads[0], mail, is_public=False)
            return {"became": "automatic", "why": why, "ticket_id": threads[0], "note_id": note_id}
        return {"became": "ignored", "why": why}
    if len(threads) == 1:
        row = work.get("ticket", threads[0])
        if row["state"] != "closed":
            note_id = _answer(work, row, mail)
            return {"became": "note", "ticket_id": row["id"], "note_id": note_id}
        return _new(work, mail, box, settings, tags=(), answers=row)
    tags = (UNCLEAR,) if len(threads) > 1 else (FORGED,) if mail.tokens else ()
    return _new(work, mail, box, settings, tags=tags)


def _threads(work: CentralWork, tokens: tuple[str, ...]) -> list[str]:
    """The tickets that tokens stand for; one that is not ours stands for none."""
    if not tokens:
        return []
    t = ticket_thread.c
    found = work.execute(sa.select(t.ticket_id).where(t.token.in_(tokens)).order_by(t.ticket_id)).scalars()
    return [str(one) for one in found.all()]


def _answer(work: CentralWork, row: Row, mail: Incoming) -> str:
    """What somebody wrote on a ticket; it wakes the ticket where it waited for them."""
    note_id = _note(work, row["id"], mail, is_public=True)
    values: Row = {"is_unread": True}
    if row["state"] == "solved" or (row["state"] == "pending" and row["waits_for"] != "third_party"):
        values |= {"state": "open", "waits_for": None}
    work.update("ticket", row["id"], values)
    return note_id


def _new(
    work: CentralWork,
    mail: Incoming,
    box: Mailbox,
    settings: MailSettings,
    *,
    tags: tuple[str, ...],
    answers: Row | None = None,
) -> Row:
    """A ticket of its own in the mailbox's queue; from a sender with too many, a note on their last one."""
    latest = _flood(work, mail, settings.most_an_hour)
    if latest is not None:
        note_id = _note(work, latest, mail, is_public=False)
        why = "too many of one sender within the hour"
        return {"became": "held", "why": why, "ticket_id": latest, "note_id": note_id}
    ticket_id = new_id()
    subject = " ".join(plain_subject(mail.subject).split()) or "No subject"
    # Whom a forged token names is anybody's guess: the sender's address may be forged as well.
    customer_id = None if tags else customer_of(work, mail.from_address)
    command = CreateTicket(
        made_at=work.recorded_at,
        ticket_id=ticket_id,
        number=_number(work),
        subject=subject,
        queue_id=_queue(work, box),
        channel="email",
        customer_id=customer_id,
    )
    create(work, NOBODY, command)
    work.update("ticket", ticket_id, {"requester_email": mail.from_address, "tags": sorted(tags) or None})
    note_id = _note(work, ticket_id, mail, is_public=True)
    if answers is not None:
        _internal(work, ticket_id, f"This answers ticket {answers['number']}, which is closed.")
    return {"became": "ticket", "why": tags[0] if tags else None, "ticket_id": ticket_id, "note_id": note_id}


def _flood(work: CentralWork, mail: Incoming, most: int) -> str | None:
    if mail.from_address is None:
        return None
    recent = (
        sa.select(_i.ticket_id)
        .where(
            _i.from_address == _folded(mail.from_address),
            _i.became == "ticket",
            _i.taken_at > work.recorded_at - timedelta(hours=1),
        )
        .order_by(_i.taken_at.desc(), _i.id.desc())
    )
    found = work.execute(recent).scalars().all()
    return str(found[0]) if len(found) >= most and found[0] is not None else None


def customer_of(work: CentralWork, address: str | None) -> str | None:
    """The one customer an address belongs to, letter by letter but for capitals; None for nobody, or several."""
    if address is None:
        return None
    key = search_key.c
    named = sa.select(key.entity_id).where(key.key == address.casefold())
    of_record = sa.select(customer.c.id).where(
        customer.c.id.in_(named.where(key.entity == "customer")),
        sa.func.lower(customer.c.email) == address.lower(),
    )
    of_detail = sa.select(customer_detail.c.customer_id).where(
        customer_detail.c.id.in_(named.where(key.entity == "customer_detail")),
        customer_detail.c.kind == "email",
        sa.func.lower(customer_detail.c.value) == address.lower(),
    )
    found = {str(one) for one in work.execute(sa.union(of_record, of_detail)).scalars()}
    return next(iter(found)) if len(found) == 1 else None


def _is_known(work: CentralWork, row: Row, address: str | None) -> bool:
    """Whether an address belongs to a ticket: its requester's, its customer's, or one we wrote to on it."""
    if address is None:
        return False
    ours = work.execute(sa.select(_o.to_address).where(_o.ticket_id == row["id"])).scalars().all()
    known = [row["requester_email"], *addresses_of(work, row["customer_id"]), *ours]
    return any(same_address(address, str(one)) for one in known if one)


def _note(work: CentralWork, ticket_id: str, mail: Incoming, *, is_public: bool) -> str:
    """The words of a mail as a note from the customer, with its files."""
    row = work.get("ticket", ticket_id)
    note_id = new_id()
    files, not_kept = _sorted_out(mail.files)
    text = mail.text.strip() or "(no words)"
    if mail.is_cut:
        text += "\n\n[This mail is larger than what is taken: the rest of it is in the mailbox.]"
    if not_kept:
        text += "\n\n[Not kept: " + "; ".join(not_kept) + "]"
    work.insert(
        "ticket_note",
        {
            "id": note_id,
            "ticket_id": ticket_id,
            "customer_id": row["customer_id"],
            "author_id": None,
            "is_public": is_public,
            "text": text,
            "written_at": work.recorded_at,
            "address": mail.from_address,
            "is_stranger": not _is_known(work, row, mail.from_address),
        },
    )
    for file in files:
        _attach(work, row, note_id, file)
    return note_id


def _internal(work: CentralWork, ticket_id: str, text: str) -> None:
    row = work.get("ticket", ticket_id)
    values: Row = {
        "id": new_id(),
        "ticket_id": ticket_id,
        "customer_id": row["customer_id"],
        "author_id": NOBODY.agent_id,
        "is_public": False,
        "text": text,
        "written_at": work.recorded_at,
    }
    work.insert("ticket_note", values)


def _sorted_out(files: tuple[File, ...]) -> tuple[list[File], list[str]]:
    """The files that are kept, and of the others the name and why not."""
    kept, not_kept = [], []
    for file in files:
        if is_program(file.name, file.media_type):
            not_kept.append(f"{file.name} (a program)")
        elif len(file.body) > MOST_FILE_BYTES:
            not_kept.append(f"{file.name} (larger than {_BIGGEST})")
        else:
            kept.append(file)
    return kept, not_kept


def _attach(work: CentralWork, row: Row, note_id: str, file: File) -> None:
    attachment_id, digest = new_id(), sha256(file.body).hexdigest()
    kept = {
        "sha256": digest,
        "size": len(file.body),
        "media_type": file.media_type,
        "body": file.body,
        "created_at": work.recorded_at,
        "created_by": NOBODY.agent_id,
    }
    # Locked where it is there already: a purge of the same moment waits, and then finds this use of it.
    stored = insert(blob).values(kept)
    work.execute(stored.on_conflict_do_update(index_elements=[blob.c.sha256], set_={"size": blob.c.size}))
    use = {
        "sha256": digest,
        "entity": "ticket_attachment",
        "entity_id": attachment_id,
        "at": work.recorded_at,
    }
    work.execute(sa.insert(blob_use).values(use))
    work.insert(
        "ticket_attachment",
        {
            "id": attachment_id,
            "ticket_id": row["id"],
            "note_id": note_id,
            "customer_id": row["customer_id"],
            "sha256": digest,
            "name": file.name,
            "media_type": file.media_type,
            "size": len(file.body),
            "added_by": NOBODY.agent_id,
            "added_at": work.recorded_at,
        },
    )


def _bounced(work: CentralWork, mail: Incoming) -> Row | None:
    """Note on a mail of ours that it came back, or is late; None where it speaks of none of ours."""
    assert mail.bounce is not None  # noqa: S101 - whoever calls has looked
    rows = work.execute(
        sa.select(outgoing_mail).where(sa.func.lower(_o.message_id).in_(mail.bounce.message_ids))
    ).mappings()
    found = [dict(row) for row in rows]
    if not found:
        return None
    row, what = found[0], mail.bounce.what
    if mail.bounce.is_final:
        values = {"state": "bounced", "what": what, "settled_at": work.recorded_at, "held_until": None}
        work.execute(sa.update(outgoing_mail).where(_o.id == row["id"]).values(values))
        tell(work, row, "bounced", what)
    elif row["state"] == "sent":
        tell(work, row, "sent", f"Late: {what}")
    said: dict[str, Any] = {"became": "bounce", "why": what}
    return said | {"ticket_id": row["ticket_id"], "note_id": row["note_id"]}


def _number(work: CentralWork) -> int:
    """The next number of central's own block of ticket numbers."""
    n = mail_number.c
    first = sa.select(n.number).order_by(n.number).limit(1).with_for_update(skip_locked=True)
    number = work.execute(
        sa.delete(mail_number).where(n.number == first.scalar_subquery()).returning(n.number)
    ).scalar_one_or_none()
    if number is not None:
        return int(number)
    first_one, *rest = next_block(work)
    work.execute(sa.insert(mail_number).values([{"number": one} for one in rest]))
    return first_one


def _queue(work: CentralWork, box: Mailbox) -> str:
    """The mailbox's queue; where there is none of that name, the site's first: a mail is never left lying."""
    found = queue_named(work, box.queue)
    if found is not None:
        return found
    first = sa.select(queue.c.id).where(queue.c.is_active).order_by(queue.c.position, queue.c.id).limit(1)
    return str(work.execute(first).scalar_one())


def _folded(address: str | None) -> str | None:
    return None if address is None else address.casefold()
