"""What a command on a ticket does, in words, beside those that every release knew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from agent_desktop.workstation.own_words import Names

Say = Callable[[Mapping[str, Any], "Names"], str]


def _ticket(data: Mapping[str, Any], names: Names) -> str:
    return names.of(data["ticket_id"]) or _tr("(another)")


def _about(words: str) -> Say:
    return lambda data, names: _tr(words).format(of=_ticket(data, names))


def _promise(words: str) -> Say:
    return lambda data, names: _tr(words).format(
        what=names.of(data["promise_id"]) or str(data.get("text") or "") or _tr("a promise")
    )


def _named(words: str) -> Say:
    return lambda data, _names: _tr(words).format(name=data.get("name") or "")


def _linked(words: str) -> Say:
    return lambda data, names: _tr(words).format(
        of=_ticket(data, names), other=names.of(data["other_id"]) or _tr("(another)")
    )


def _complaint(data: Mapping[str, Any], _names: Names) -> str:
    return _tr("Complaint with quality check, return, replacement and callback: {subject}").format(
        subject=data["subject"]
    )


def _macro(data: Mapping[str, Any], names: Names) -> str:
    return _tr("Macro “{macro}” on ticket {of}").format(
        macro=names.of(data["macro_id"]) or _tr("(another)"), of=_ticket(data, names)
    )


def _profile(data: Mapping[str, Any], names: Names) -> str:
    return _tr("Skills and languages of {person}").format(
        person=names.of(data.get("agent_id")) or _tr("a colleague")
    )


def _routing(data: Mapping[str, Any], names: Names) -> str:
    return _tr("How {queue} hands out tickets").format(queue=names.of(data.get("queue_id")) or _tr("a queue"))


TICKET_WORDS: Mapping[str, Say] = {
    "tickets.TagTicket": _about("Tags of ticket {of}"),
    "tickets.SetRequester": _about("Whose ticket {of} is"),
    "tickets.FollowTicket": _about("Who follows ticket {of}"),
    "tickets.LinkTickets": _linked("Link between ticket {of} and ticket {other}"),
    "tickets.UnlinkTickets": _linked("End of a link between ticket {of} and ticket {other}"),
    "tickets.AddCheckItem": _about("New line in the checklist of ticket {of}"),
    "tickets.TickCheckItem": _about("Tick in the checklist of ticket {of}"),
    "tickets.LogTime": _about("Time spent on ticket {of}"),
    "tickets.SetTicketFields": _about("Fields of ticket {of}"),
    "tickets.AttachFile": _about("File on ticket {of}"),
    "tickets.EscalateTicket": _about("Ticket {of} handed to another level"),
    "tickets.RouteTicket": _about("Ticket {of} given to whoever fits"),
    "tickets.ApplyMacro": _macro,
    "tickets.OpenComplaint": _complaint,
    "tickets.MakePromise": _promise("Promise: {what}"),
    "tickets.KeepPromise": _promise("Kept: {what}"),
    "tickets.MovePromise": _promise("Moved: {what}"),
    "tickets.CancelPromise": _promise("Given up: {what}"),
    "tickets.SaveCategory": _named("Category {name}"),
    "tickets.SaveMacro": _named("Macro {name}"),
    "tickets.SaveCalendar": _named("Service calendar {name}"),
    "tickets.SaveTarget": _named("Service target {name}"),
    "tickets.SaveProfile": _profile,
    "tickets.SaveRouting": _routing,
}
"""By kind of command."""

TICKET_FIELDS = {
    "customer_id": "customer",
    "category_id": "category",
    "organisation_id": "organisation",
    "team": "team",
    "product": "product",
    "lot": "lot",
    "tags": "tags",
    "followers": "followers",
    "fields": "fields of its category",
    "checklist": "checklist",
    "spent_s": "time spent",
    "level": "level",
    "waits_for": "waits for",
    "hold_until": "rests until",
    "is_unread": "unread",
    "sla_state": "service level",
    "sla_kind": "service target",
    "sla_due_at": "service deadline",
    "first_response_at": "first response",
    "first_solved_at": "first solved",
    "last_solved_at": "last solved",
}


def _tr(words: str) -> str:
    return QCoreApplication.translate("OwnWork", words)
