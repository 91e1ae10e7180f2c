"""What is written about a ticket beside its state and its words: tags, followers, links, checklist, time, files."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import NotHere, Refused
from agent_desktop.core.ids import make_id
from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.work import CentralWork, Row, Work
from agent_desktop.features.tickets.fields import checked_values
from agent_desktop.features.tickets.file_names import is_program
from agent_desktop.features.tickets.model import LINKS, CheckItem
from agent_desktop.features.tickets.tables import ticket_attachment, ticket_link
from agent_desktop.store.blob_tables import refer

MOST_TAGS = 50
LONGEST_TAG = 60
MOST_ITEMS = 200
LONGEST_DAY_S = 24 * 3600
MOST_FILE_BYTES = 25_000_000
"""The largest file a ticket takes; central may be set to less."""


class TagTicket(Command, frozen=True, kw_only=True):
    """Add words to a ticket and take words away; those that others add meanwhile stay."""

    ticket_id: str
    add: list[str] = []
    remove: list[str] = []


class FollowTicket(Command, frozen=True, kw_only=True):
    """Have a ticket on somebody's desk without owning it, or no longer."""

    ticket_id: str
    agent_id: str
    is_following: bool = True


class LinkTickets(Command, frozen=True, kw_only=True):
    """Say what another ticket is to this one: its parent, its duplicate or its cause."""

    ticket_id: str
    other_id: str
    kind: str


class UnlinkTickets(Command, frozen=True, kw_only=True):
    """Take such a link away again."""

    ticket_id: str
    other_id: str
    kind: str


class AddCheckItem(Command, frozen=True, kw_only=True):
    """Add a line to a ticket's checklist."""

    ticket_id: str
    item_id: str
    text: str


class TickCheckItem(Command, frozen=True, kw_only=True):
    """Tick a line of the checklist, or take the tick away."""

    ticket_id: str
    item_id: str
    is_done: bool = True


class LogTime(Command, frozen=True, kw_only=True):
    """Add time spent on a ticket, in seconds; less than nothing takes back what was too much."""

    ticket_id: str
    seconds: int


class SetTicketFields(Command, frozen=True, kw_only=True):
    """Set values of the fields that the ticket's category has of its own; null empties one, others stay."""

    ticket_id: str
    values: dict[str, str | float | bool | None]


class AttachFile(Command, frozen=True, kw_only=True):
    """Attach a file that was uploaded under its SHA-256 to a ticket, or to one of its notes."""

    attachment_id: str
    ticket_id: str
    sha256: str
    name: str
    media_type: str
    size: int
    note_id: str | None = None


def link_id(ticket_id: str, other_id: str, kind: str) -> str:
    """The id of a link, the same wherever it is made."""
    digest = sha256(f"{ticket_id} {kind} {other_id}".encode()).digest()
    return make_id(0, int.from_bytes(digest[:2]), int.from_bytes(digest[2:10]))


def good_tags(words: Iterable[str]) -> list[str]:
    """Tags as they are kept: lower case, single spaces, each once, sorted; raises ``Refused`` for a long one."""
    found = sorted({" ".join(word.casefold().split()) for word in words} - {""})
    if any(len(word) > LONGEST_TAG for word in found):
        raise Refused(
            "malformed", f"A tag has at most {LONGEST_TAG} letters.", kept="The tags stay as they are."
        )
    return found


def tag(work: Work, _actor: Actor, c: TagTicket) -> None:
    """Add words to a ticket and take words away."""
    row = work.get("ticket", c.ticket_id)
    tags = sorted((set(row["tags"] or ()) - set(good_tags(c.remove))) | set(good_tags(c.add)))
    if len(tags) > MOST_TAGS:
        raise Refused("too_many", f"A ticket has at most {MOST_TAGS} tags.", todo="Take some away first.")
    work.update("ticket", c.ticket_id, {"tags": tags or None})


def _follow(work: Work, _actor: Actor, c: FollowTicket) -> None:
    row = work.get("ticket", c.ticket_id)
    followers = set(row["followers"] or ())
    followers = followers | {c.agent_id} if c.is_following else followers - {c.agent_id}
    work.update("ticket", c.ticket_id, {"followers": sorted(followers) or None})


def _link(work: Work, actor: Actor, c: LinkTickets) -> None:
    _known_link(c.kind)
    if c.ticket_id == c.other_id:
        raise Refused("impossible", "A ticket cannot be linked to itself.")
    row = work.get("ticket", c.ticket_id)
    known = link_id(c.ticket_id, c.other_id, c.kind)
    said = {"is_linked": True, "changed_by": actor.agent_id}
    try:
        work.get("ticket_link", known)
    except NotHere:
        ends = {"ticket_id": c.ticket_id, "other_id": c.other_id, "kind": c.kind}
        work.insert("ticket_link", {"id": known, **ends, "customer_id": row["customer_id"], **said})
    else:
        work.update("ticket_link", known, said)


def _no_ring(work: CentralWork, _actor: Actor, c: LinkTickets) -> None:
    """A part is never the whole of what it is a part of, however many steps away; only central can know."""
    work.get("ticket", c.other_id)
    links = ticket_link.c
    above, seen = {c.other_id}, set[str]()
    while above:
        if c.ticket_id in above:
            raise Refused(
                "ring", "That ticket is already a part of this one.", todo="Link them the other way round."
            )
        seen |= above
        steps = sa.select(links.other_id).where(
            links.kind == c.kind, links.ticket_id.in_(sorted(above)), links.is_linked
        )
        above = {str(found) for found in work.execute(steps).scalars()} - seen


def _unlink(work: Work, actor: Actor, c: UnlinkTickets) -> None:
    _known_link(c.kind)
    known = link_id(c.ticket_id, c.other_id, c.kind)
    work.update("ticket_link", known, {"is_linked": False, "changed_by": actor.agent_id})


def _known_link(kind: str) -> None:
    if kind not in LINKS:
        raise Refused(
            "malformed", f"{kind} is no link between tickets.", todo=f"Use one of {', '.join(LINKS)}."
        )


def _add_item(work: Work, _actor: Actor, c: AddCheckItem) -> None:
    if not c.text.strip():
        raise Refused("malformed", "An empty line says nothing.", todo="Write what is to be done.")
    items = items_of(work.get("ticket", c.ticket_id))
    if any(item.item_id == c.item_id for item in items):
        raise Refused("exists", "This line is there already.", kept="It was left as it is.")
    if len(items) >= MOST_ITEMS:
        raise Refused("too_many", f"A checklist has at most {MOST_ITEMS} lines.")
    _set_items(work, c.ticket_id, [*items, CheckItem(c.item_id, c.text.strip())])


def _tick_item(work: Work, actor: Actor, c: TickCheckItem) -> None:
    items = items_of(work.get("ticket", c.ticket_id))
    if not any(item.item_id == c.item_id for item in items):
        raise NotHere("ticket", c.item_id)
    done_by = actor.agent_id if c.is_done else None
    ticked = [
        msgspec.structs.replace(item, is_done=c.is_done, done_by=done_by)
        if item.item_id == c.item_id
        else item
        for item in items
    ]
    _set_items(work, c.ticket_id, ticked)


def items_of(row: Row) -> list[CheckItem]:
    """The checklist of a ticket."""
    return msgspec.convert(row["checklist"] or [], list[CheckItem])


def _set_items(work: Work, ticket_id: str, items: list[CheckItem]) -> None:
    work.update("ticket", ticket_id, {"checklist": msgspec.to_builtins(items)})


def _log_time(work: Work, _actor: Actor, c: LogTime) -> None:
    if not c.seconds or abs(c.seconds) > LONGEST_DAY_S:
        raise Refused("malformed", "Time spent is between a second and a day.", kept="Nothing was added.")
    spent_s = (work.get("ticket", c.ticket_id)["spent_s"] or 0) + c.seconds
    if spent_s < 0:
        raise Refused(
            "impossible", "More time cannot be taken back than was spent.", kept="It stays as it is."
        )
    work.update("ticket", c.ticket_id, {"spent_s": spent_s})


def _set_fields(work: Work, _actor: Actor, c: SetTicketFields) -> None:
    row = work.get("ticket", c.ticket_id)
    if row["category_id"] is None:
        raise Refused(
            "no_category", "A ticket without a category has no fields of its own.", todo="Choose one."
        )
    category = work.get("ticket_category", row["category_id"])
    changed = checked_values(category["fields"], c.values)
    values: dict[str, Any] = {**(row["fields"] or {}), **changed}
    kept = {key: value for key, value in sorted(values.items()) if value is not None}
    work.update("ticket", c.ticket_id, {"fields": kept or None})


def _attach(work: Work, actor: Actor, c: AttachFile) -> None:
    name = c.name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not name or len(c.sha256) != 64:
        raise Refused("malformed", "This is no file that could be attached.", todo="Choose it again.")
    if not 0 < c.size <= MOST_FILE_BYTES:
        raise Refused(
            "too_large",
            f"A file has at most {MOST_FILE_BYTES // 1_000_000} MB and is not empty.",
            todo="Make it smaller.",
        )
    if is_program(name, c.media_type):
        raise Refused(
            "type_not_taken", f"{name} is a program, and programs are not taken.", todo="Send something else."
        )
    row = work.get("ticket", c.ticket_id)
    if c.note_id is not None and work.get("ticket_note", c.note_id)["ticket_id"] != c.ticket_id:
        raise Refused("malformed", "That note belongs to another ticket.")
    work.insert(
        "ticket_attachment",
        {
            "id": c.attachment_id,
            "ticket_id": c.ticket_id,
            "note_id": c.note_id,
            "customer_id": row["customer_id"],
            "sha256": c.sha256,
            "name": name[:200],
            "media_type": c.media_type,
            "size": c.size,
            "added_by": actor.agent_id,
            "added_at": c.made_at,
        },
    )


def _refer(work: CentralWork, actor: Actor, c: AttachFile) -> None:
    """A file that is on the ticket already may go with a reply on it, whoever brought it."""
    a = ticket_attachment.c
    same = sa.select(a.id).where(a.ticket_id == c.ticket_id, a.sha256 == c.sha256, a.id != c.attachment_id)
    known = work.execute(same.order_by(a.id).limit(1)).scalar()
    beside = None if known is None else str(known)
    refer(
        work, actor.agent_id, c.sha256, "ticket_attachment", c.attachment_id, work.recorded_at, beside=beside
    )


def register(bus: CommandBus) -> None:
    """Make these commands known."""
    bus.register("tickets.TagTicket", TagTicket, tag, roles=DESK)
    bus.register("tickets.FollowTicket", FollowTicket, _follow, roles=DESK)
    bus.register("tickets.LinkTickets", LinkTickets, _link, roles=DESK, central_step=_no_ring)
    bus.register("tickets.UnlinkTickets", UnlinkTickets, _unlink, roles=DESK)
    bus.register("tickets.AddCheckItem", AddCheckItem, _add_item, roles=DESK)
    bus.register("tickets.TickCheckItem", TickCheckItem, _tick_item, roles=DESK)
    bus.register("tickets.LogTime", LogTime, _log_time, roles=DESK)
    bus.register("tickets.SetTicketFields", SetTicketFields, _set_fields, roles=DESK)
    bus.register("tickets.AttachFile", AttachFile, _attach, roles=DESK, central_step=_refer)
