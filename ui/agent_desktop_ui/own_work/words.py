"""What a command does and to whom, in words: one line for every kind that can wait in the outbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QCoreApplication

from agent_desktop_ui import formats
from agent_desktop_ui.outbound.words import disposition_words
from agent_desktop_ui.own_work.ticket_words import TICKET_FIELDS, TICKET_WORDS
from agent_desktop_ui.tickets.words import priority_words, state_words

if TYPE_CHECKING:
    from agent_desktop.workstation.own_words import Names

Say = Callable[[Mapping[str, Any], "Names"], str]


def work_words(kind: str, data: Mapping[str, Any], names: Names) -> str:
    """What a command does, and to whom: "Note on ticket 96586"."""
    say = WORDS.get(kind)
    return say(data, names) if say is not None else _tr("Other work")


def field_words(field: str) -> str:
    """What a field is called, in small letters, to stand within a line."""
    words = FIELDS.get(field)
    return _tr(words) if words else field.replace("_", " ")


def value_words(field: str, value: Any, names: Names) -> str:
    """What stands in a field."""
    if value is None or value == "":
        return _tr("nobody") if field == "owner_id" else _tr("nothing")
    if field == "priority":
        return priority_words(str(value))
    if field == "state":
        return state_words(str(value))
    if field == "kind":
        return _tr("Company") if value == "organisation" else _tr("Person")
    if field in {"due_at", "customer_since"}:
        moment = value if isinstance(value, datetime) else msgspec.convert(value, datetime)
        return f"{formats.dated(moment)}, {formats.clock(moment)}"
    if isinstance(value, bool):
        return _tr("yes") if value else _tr("no")
    return names.of(value) or str(value)


def record_words(entity: str, entity_id: str, names: Names) -> str:
    """What a record is called at the head of a conflict: "Ticket 96586"."""
    called = names.of(entity_id)
    if entity == "ticket":
        return _tr("Ticket {ticket}").format(ticket=called) if called else _tr("A ticket")
    if entity == "customer_phone":
        return _tr("Number {number}").format(number=called) if called else _tr("A number")
    if entity == "customer_detail":
        return _tr("An address or handle")
    return called or _tr("A customer")


def _ticket(data: Mapping[str, Any], names: Names) -> str:
    return names.of(data["ticket_id"]) or _tr("(not on this desk)")


def _customer(data: Mapping[str, Any], names: Names) -> str:
    return names.of(data.get("customer_id")) or _tr("a customer who is not on this desk")


def _contact(data: Mapping[str, Any], names: Names) -> str:
    called = names.of(data.get("customer_id")) or names.of(data["interaction_id"])
    return called or str(data.get("number") or "") or _tr("somebody unknown")


def _lead(data: Mapping[str, Any], names: Names) -> str:
    return names.of(data["lead_id"]) or _tr("a lead")


def _set_fields(data: Mapping[str, Any], names: Names, fields: tuple[str, ...]) -> str:
    said = [
        _tr("{field} to {value}").format(
            field=field_words(field), value=value_words(field, data[field], names)
        )
        for field in fields
        if field in data
    ]
    return ", ".join(said)


def _new_ticket(data: Mapping[str, Any], _names: Names) -> str:
    if data.get("number") is None:
        return _tr("New ticket, number follows: {subject}").format(subject=data["subject"])
    return _tr("New ticket {ticket}: {subject}").format(ticket=data["number"], subject=data["subject"])


def _change_ticket(data: Mapping[str, Any], names: Names) -> str:
    fields = (
        *("subject", "priority", "topic", "due_at", "queue_id"),
        *("category_id", "organisation_id", "team", "product", "lot"),
    )
    return _tr("Ticket {ticket}: {changes}").format(
        ticket=_ticket(data, names), changes=_set_fields(data, names, fields)
    )


def _assign_ticket(data: Mapping[str, Any], names: Names) -> str:
    if data.get("owner_id") is None:
        return _tr("Ticket {ticket} back to its queue").format(ticket=_ticket(data, names))
    who = names.of(data["owner_id"]) or _tr("a colleague")
    return _tr("Ticket {ticket} to {person}").format(ticket=_ticket(data, names), person=who)


def _change_listed(data: Mapping[str, Any], names: Names) -> str:
    said = [_set_fields(data, names, ("state", "priority", "owner_id", "category_id"))]
    said += [_tr("tag {tag}").format(tag=tag) for tag in data.get("add_tags") or ()]
    said += [_tr("no tag {tag}").format(tag=tag) for tag in data.get("remove_tags") or ()]
    return _tr("Ticket {ticket}, one of several: {changes}").format(
        ticket=_ticket(data, names), changes=", ".join(part for part in said if part)
    )


def _view(data: Mapping[str, Any], _names: Names) -> str:
    return _tr("View “{name}” saved").format(name=" ".join(str(data["name"]).split()))


def _ticket_state(data: Mapping[str, Any], names: Names) -> str:
    return _tr("Ticket {ticket}: state to {state}").format(
        ticket=_ticket(data, names), state=state_words(data["state"])
    )


def _new_customer(data: Mapping[str, Any], names: Names) -> str:
    return _tr("New customer {name}").format(name=names.of(data["customer_id"]))


def _change_customer(data: Mapping[str, Any], names: Names) -> str:
    fields = ", ".join(field_words(field) for field in _CUSTOMER_FIELDS if field in data)
    return _tr("{customer}: {fields} changed").format(customer=_customer(data, names), fields=fields)


def _add_phone(data: Mapping[str, Any], names: Names) -> str:
    return _tr("Number {number} for {customer}").format(
        number=data["number"], customer=_customer(data, names)
    )


def _change_phone(data: Mapping[str, Any], names: Names) -> str:
    return _tr("Change of number {number}").format(
        number=names.of(data["phone_id"]) or data.get("number", "")
    )


def _attempt(data: Mapping[str, Any], names: Names) -> str:
    return _tr("Attempt to reach {lead}: {outcome}").format(
        lead=_lead(data, names), outcome=disposition_words(data["disposition"])
    )


def _removed_phone(data: Mapping[str, Any], names: Names) -> str:
    return names.of(data["phone_id"]) or _tr("(not on this desk)")


def _rated(data: Mapping[str, Any], names: Names) -> str:
    """The ticket or the contact that a rating is of."""
    if data.get("ticket_id"):
        return _tr("ticket {ticket}").format(ticket=_ticket(data, names))
    return names.of(data.get("interaction_id")) or _tr("a contact")


def _number(data: Mapping[str, Any], _names: Names) -> str:
    return str(data.get("number") or "")


def _rule(data: Mapping[str, Any], names: Names) -> str:
    return str(data.get("name") or names.of(data["rule_id"]) or _tr("(not on this desk)"))


def _promise(data: Mapping[str, Any], names: Names) -> str:
    return names.of(data["promise_id"]) or _tr("a promise")


def _notice_read(_data: Mapping[str, Any], _names: Names) -> str:
    return _tr("A notice was read")


def _rule_order(_data: Mapping[str, Any], _names: Names) -> str:
    return _tr("The order of the rules")


_ABOUT: Mapping[str, tuple[str, Say]] = {
    "customers.EraseCustomer": ("Erasure of {of}", _customer),
    "customers.RemovePhone": ("Removal of number {of}", _removed_phone),
    "customers.AddDetail": ("New address or handle for {of}", _customer),
    "customers.ChangeDetail": ("Change of an address or handle of {of}", _customer),
    "customers.RemoveDetail": ("Removal of an address or handle of {of}", _customer),
    "customers.RelateCustomers": ("New relation of {of}", _customer),
    "customers.RecordConsent": ("Consent of {of}", _customer),
    "calls.ConfirmCaller": ("Caller confirmed: {of}", _customer),
    "commerce.RecordProduct": ("Product of {of}", _customer),
    "interactions.SayIdentity": ("Identity check in the contact with {of}", _contact),
    "interactions.StartContact": ("Contact with {of} begun", _contact),
    "interactions.LinkContact": ("Contact put to {of}", _customer),
    "interactions.SaveContactNote": ("Note on the contact with {of}", _contact),
    "interactions.LogContact": ("Contact with {of} written down", _contact),
    "interactions.JoinContact": ("Which call the contact with {of} was", _contact),
    "interactions.FinishContact": ("Note and outcome of the contact with {of}", _contact),
    "tickets.ClaimTicket": ("Ticket {of} taken", _ticket),
    "tickets.AddTicketNote": ("Note on ticket {of}", _ticket),
    "tickets.UndoListed": ("Change of ticket {of} taken back", _ticket),
    "ratings.RecordRating": ("What the customer said of {of}", _rated),
    "tickets.MarkTicketRead": ("Ticket {of} marked as read", _ticket),
    "tickets.SaveRule": ("Rule {of}", _rule),
    "tickets.SwitchRule": ("Rule {of} on or off", _rule),
    "tickets.SnoozePromise": ("A reminder put off: {of}", _promise),
    "outbound.ReleaseLead": ("Lead {of} given back", _lead),
    "blocked.BlockCaller": ("Caller {of} blocked", _number),
    "blocked.UnblockCaller": ("Caller {of} let through again", _number),
}
"""Kinds that are told by one sentence, and what it is about."""


def _about(words: str, called: Say) -> Say:
    return lambda data, names: _tr(words).format(of=called(data, names))


def _tag(data: Mapping[str, Any], names: Names) -> str:
    words = _tr("Tag {tag} for {customer}") if data.get("is_on", True) else _tr("Tag {tag} off {customer}")
    return words.format(tag=data["tag"], customer=_customer(data, names))


def _sent_again(_data: Mapping[str, Any], _names: Names) -> str:
    return _tr("A reply sent again")


def _words_of_mail(_data: Mapping[str, Any], _names: Names) -> str:
    return _tr("The words around e-mails changed")


def _relation_ended(_data: Mapping[str, Any], _names: Names) -> str:
    return _tr("End of a relation between two customers")


def _return_settled(data: Mapping[str, Any], _names: Names) -> str:
    words = {
        "received": _tr("Goods that were to come back have come"),
        "refused": _tr("Goods that were to come back are not taken back"),
    }
    return words.get(data["state"], _tr("Goods are to come back after all"))


WORDS: Mapping[str, Say] = {
    "commerce.SettleReturn": _return_settled,
    "customers.TagCustomer": _tag,
    "customers.EndRelation": _relation_ended,
    "tickets.ReadNotice": _notice_read,
    "tickets.OrderRules": _rule_order,
    "correspondence.SendAgain": _sent_again,
    "correspondence.SaveMailTemplate": _words_of_mail,
    "customers.CreateCustomer": _new_customer,
    "customers.ChangeCustomer": _change_customer,
    "customers.AddPhone": _add_phone,
    "customers.ChangePhone": _change_phone,
    "tickets.CreateTicket": _new_ticket,
    "tickets.ChangeTicket": _change_ticket,
    "tickets.AssignTicket": _assign_ticket,
    "tickets.SetTicketState": _ticket_state,
    "tickets.ChangeListed": _change_listed,
    "tickets.SaveView": _view,
    "tickets.RemoveView": lambda _data, _names: _tr("A saved view removed"),
    "outbound.RecordAttempt": _attempt,
    **{kind: _about(words, called) for kind, (words, called) in _ABOUT.items()},
    **TICKET_WORDS,
}
"""By kind of command; a kind that can wait and is not here fails a test."""

FIELDS = {
    "subject": "subject",
    "priority": "priority",
    "topic": "topic",
    "due_at": "deadline",
    "queue_id": "queue",
    "owner_id": "owner",
    "category_id": "category",
    "state": "state",
    "kind": "kind",
    "name": "name",
    "given_name": "given name",
    "family_name": "family name",
    "organisation": "company",
    "email": "e-mail",
    "street": "street",
    "postcode": "postcode",
    "city": "town",
    "country": "country",
    "languages": "languages",
    "time_zone": "time zone",
    "segment": "plan",
    "alert": "alert",
    "currency": "currency",
    "customer_since": "customer since",
    "external_id": "customer number",
    "value": "address or handle",
    "network": "network",
    "valid_from": "valid from",
    "valid_to": "valid until",
    "e164": "number",
    "number": "number",
    "extension": "extension",
    "label": "label",
    "is_preferred": "preferred",
    "is_verified": "verified",
    "text": "note",
    "note": "note",
}
_CUSTOMER_FIELDS = tuple(FIELDS)
FIELDS |= TICKET_FIELDS


def _tr(words: str) -> str:
    return QCoreApplication.translate("OwnWork", words)
