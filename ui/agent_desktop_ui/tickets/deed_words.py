"""What was done to a ticket, by kind of command or of central's own work, and who stands for what nobody did."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

DEEDS: Mapping[str, str] = {
    "commerce.RecordOrder": "Order recorded",
    "commerce.SettleReturn": "Return settled",
    "correspondence.SendAgain": "Reply sent again",
    "customers.EraseCustomer": "Customer erased",
    "customers.MergeCustomers": "Two customers became one",
    "customers.UndoMerge": "Two customers are two again",
    "interactions.FinishContact": "Contact finished",
    "interactions.JoinContact": "Contacts joined",
    "interactions.LinkContact": "Contact put to a customer",
    "interactions.LogContact": "Contact logged",
    "ratings.AskForRating": "Asked for a rating",
    "ratings.RecordRating": "Rating recorded",
    "tickets.AddCheckItem": "New line in the checklist",
    "tickets.AddTicketNote": "Note or reply written",
    "tickets.ApplyMacro": "Macro",
    "tickets.AssignTicket": "Owner chosen",
    "tickets.AttachFile": "File attached",
    "tickets.CancelPromise": "Promise given up",
    "tickets.ChangeListed": "Changed with others in the list",
    "tickets.ChangeTicket": "Changed",
    "tickets.ClaimTicket": "Taken",
    "tickets.CreateTicket": "Opened",
    "tickets.EscalateTicket": "Handed to another level",
    "tickets.FollowTicket": "Followers changed",
    "tickets.KeepPromise": "Promise kept",
    "tickets.LinkTickets": "Tickets linked",
    "tickets.LogTime": "Time noted",
    "tickets.MakePromise": "Promised",
    "tickets.MarkTicketRead": "Seen by its owner",
    "tickets.MovePromise": "Promise moved",
    "tickets.OpenComplaint": "Complaint opened",
    "tickets.RouteTicket": "Given to whoever fits",
    "tickets.SetRequester": "Put to another customer",
    "tickets.SetTicketFields": "Fields filled in",
    "tickets.SetTicketState": "State changed",
    "tickets.SnoozePromise": "Reminder put off",
    "tickets.TagTicket": "Tags changed",
    "tickets.TickCheckItem": "Checklist ticked",
    "tickets.UndoListed": "Change in the list undone",
    "tickets.UnlinkTickets": "Link ended",
}
"""By kind of command."""

_OWN: Mapping[str, tuple[str, str]] = {
    "central": ("Central", "Follows by itself"),
    "mail.came": ("Incoming e-mail", "The customer wrote"),
    "mail.channels": ("Mail", "Mailboxes of the site"),
    "mail.found": ("Mail", "Mailbox read"),
    "mail.settled": ("Mail", "What became of a reply"),
    "mail.taken": ("Mail", "Reply on its way"),
    "rating.asked": ("Ratings", "The customer was asked"),
    "rating.joined": ("The customer", "Rating of a call came to its contact"),
    "rating.link": ("The customer", "Rated by link"),
    "rules.by_time": ("The rules of the site", "Their time had come"),
    "sla.recounted": ("Service level", "Counted anew"),
    "sla.told": ("Service level", "Warned or handed on in time"),
    "ticket.handed_out": ("Central", "Given to whoever fits"),
    "ticket.taken_back": ("Central", "Taken back: its owner had left before they looked at it"),
    "ticket.woken": ("Central", "The rest is over"),
}
"""By kind of central's own work: who is named, and what was done."""

_RULE = "rule "

FIELDS: Mapping[str, str] = {
    "added_at": "added",
    "agent_id": "whose work",
    "authorised_at": "authorised",
    "channel": "channel",
    "comment": "comment",
    "created_at": "made",
    "is_linked": "linked",
    "number": "number",
    "other_id": "other ticket",
    "outcome": "outcome",
    "rated_at": "rated",
    "remind_at": "reminder",
    "requester_email": "writes from",
    "score": "stars",
    "settled_at": "settled",
    "size": "size",
    "source": "by which way",
}
"""What fields are called that stand in no other list."""

NOT_TOLD = frozenset(
    {
        *("id", "version", "sha256", "media_type", "is_unread", "state_since"),
        *("ticket_id", "customer_id", "interaction_id", "order_id", "about_id", "note_id"),
        *("changed_by", "added_by", "made_by", "recorded_by", "authorised_by"),
    }
)
"""Fields that tell nobody anything: ids, and what the line says anyway."""


def deed_words(kind: str) -> str:
    """What was done; empty for a kind that a newer central knows."""
    if kind.startswith(_RULE):
        return _tr("A rule of the site")
    words = DEEDS.get(kind) or _OWN.get(kind, ("", ""))[1]
    return _tr(words) if words else ""


def doer_words(kind: str) -> str:
    """Who stands for what no person did: a rule by its name, the service level, central."""
    if kind.startswith(_RULE):
        return _tr("The rule “{name}”").format(name=kind.removeprefix(_RULE))
    return _tr(_OWN[kind][0] if kind in _OWN else "Central")


def own_field_words(field: str) -> str:
    """What a field of this list is called; empty for the others."""
    return _tr(FIELDS[field]) if field in FIELDS else ""


def _tr(words: str) -> str:
    return QCoreApplication.translate("TicketHistory", words)
