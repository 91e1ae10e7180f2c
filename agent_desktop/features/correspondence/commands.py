"""Every write to correspondence by hand: the words around a mail, and sending one again."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import Refused
from agent_desktop.core.people import DESK, LEADS, Actor
from agent_desktop.core.query import QueryBook, Read
from agent_desktop.core.work import CentralWork, Work
from agent_desktop.features.correspondence.channels import recipient_of
from agent_desktop.features.correspondence.model import named_id
from agent_desktop.features.correspondence.outgoing import NO_ADDRESS, queue_reply
from agent_desktop.features.correspondence.read_models import MailTemplates, TemplateView
from agent_desktop.features.correspondence.tables import mail_template, outgoing_mail
from agent_desktop.features.correspondence.templates import OWN, Template, checked_template
from agent_desktop.features.tickets.category_commands import upsert


class SaveMailTemplate(Command, frozen=True, kw_only=True):
    """Say what stands around a mail of a kind in a language; ``is_active`` false goes back to the program's own."""

    kind: str
    language: str
    subject: str
    body: str
    signature: str = ""
    channel_id: str | None = None
    is_active: bool = True


class SendAgain(Command, frozen=True, kw_only=True):
    """Send a reply again that failed or came back, to the address that is known now."""

    note_id: str


def _save(work: Work, _actor: Actor, c: SaveMailTemplate) -> None:
    kept = checked_template(c.kind, c.language, Template(c.subject, c.body, c.signature))
    if c.channel_id is not None:
        work.get("reply_channel", c.channel_id)
    upsert(
        work,
        "mail_template",
        named_id("template", c.kind, c.language, c.channel_id or ""),
        {
            "kind": c.kind,
            "language": c.language,
            "channel_id": c.channel_id,
            "subject": kept.subject,
            "body": kept.body,
            "signature": kept.signature,
            "is_active": c.is_active,
        },
    )


def _again(work: Work, _actor: Actor, c: SendAgain) -> None:
    note = work.get("ticket_note", c.note_id)
    if note["delivery"] not in {"failed", "bounced"}:
        raise Refused(
            "impossible", "Only a reply that failed or came back is sent again.", kept="It stays as it is."
        )
    work.update("ticket_note", c.note_id, {"delivery": "queued", "delivery_what": None})


def _requeue(work: CentralWork, _actor: Actor, c: SendAgain) -> None:
    note = work.get("ticket_note", c.note_id)
    to = recipient_of(work, work.get("ticket", note["ticket_id"]), work.recorded_at)
    if to is None:
        raise Refused("no_address", NO_ADDRESS, kept="The reply is kept.", todo="Add the customer's address.")
    o = outgoing_mail.c
    again = {
        "state": "queued",
        "what": None,
        "tries": 0,
        "to_address": to,
        "queued_at": work.recorded_at,
        "next_at": work.recorded_at,
        "held_until": None,
        "settled_at": None,
    }
    known = work.look(sa.select(o.id).where(o.id == c.note_id)).first()
    if known is None:  # It failed before it could be queued.
        queue_reply(work, {**note, "delivery": None})
        return
    work.look(sa.update(outgoing_mail).where(o.id == c.note_id).values(again))
    work.update("ticket_note", c.note_id, {"address": to})


def templates_of(read: Read) -> dict[tuple[str, str, str | None], Template]:
    """The site's own templates by kind, language and channel."""
    found = read.execute(sa.select(mail_template).where(mail_template.c.is_active)).mappings()
    return {
        (row["kind"], row["language"], row["channel_id"]): Template(
            row["subject"], row["body"], row["signature"]
        )
        for row in found
    }


def _templates(read: Read, _actor: Actor, _query: MailTemplates) -> list[TemplateView]:
    site = templates_of(read)
    views = [
        TemplateView(kind, language, channel_id, one.subject, one.body, one.signature, True)
        for (kind, language, channel_id), one in site.items()
    ]
    views += [
        TemplateView(kind, language, None, one.subject, one.body, one.signature, False)
        for (kind, language), one in OWN.items()
        if (kind, language, None) not in site
    ]
    return sorted(views, key=lambda view: (view.kind, view.language, view.channel_id or ""))


def register(bus: CommandBus, book: QueryBook) -> None:
    """Make these known."""
    bus.register("correspondence.SaveMailTemplate", SaveMailTemplate, _save, roles=LEADS)
    bus.register("correspondence.SendAgain", SendAgain, _again, roles=DESK, central_step=_requeue)
    book.register(
        "correspondence.MailTemplates", MailTemplates, _templates, answers=list[TemplateView], roles=DESK
    )
