"""What is private of a customer, written: only with central at hand, so that it never rests in an outbox."""

from __future__ import annotations

import re
from datetime import date

from msgspec import UNSET, UnsetType

from agent_desktop.core.command import Command, CommandBus
from agent_desktop.core.errors import Invalid, NotHere
from agent_desktop.core.people import Actor, Role
from agent_desktop.core.work import Row, Work

PRIVATE_FIELDS = ("birth_date", "identifier", "iban_last4", "payment_reference", "health_note")
MAY_SEE = frozenset({Role.AGENT, Role.SALES, Role.SUPERVISOR, Role.FIELD})
MAY_SET = frozenset({Role.AGENT, Role.SUPERVISOR})
LONGEST_NOTE = 1_000
_LONGEST = 100
_LAST4 = re.compile(r"[0-9A-Z]{4}")


class SetPrivate(Command, frozen=True, kw_only=True):
    """Set private details of a customer; those left out stay, None takes one away."""

    customer_id: str
    birth_date: str | UnsetType | None = UNSET
    identifier: str | UnsetType | None = UNSET
    iban_last4: str | UnsetType | None = UNSET
    payment_reference: str | UnsetType | None = UNSET
    health_note: str | UnsetType | None = UNSET


def _set(work: Work, _actor: Actor, c: SetPrivate) -> None:
    values = {
        name: _checked(name, value) for name in PRIVATE_FIELDS if (value := getattr(c, name)) is not UNSET
    }
    try:
        work.get("customer_private", c.customer_id)
    except NotHere:
        work.get("customer", c.customer_id)
        row: Row = {"id": c.customer_id, "customer_id": c.customer_id, **values}
        work.insert("customer_private", row)
    else:
        work.update("customer_private", c.customer_id, values)


def _checked(name: str, text: str | None) -> str | None:
    """One field in the form it is kept in; an empty text means there is none. Messages never repeat it."""
    text = text.strip() if text else ""
    if not text:
        return None
    if len(text) > (LONGEST_NOTE if name == "health_note" else _LONGEST):
        raise Invalid(name, "This is too long.", todo="Shorten it.")
    if name != "health_note" and not text.isprintable():
        raise Invalid(name, "This must fit in one line.", todo="Take the line breaks out.")
    if name == "birth_date":
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise Invalid(name, "This is no date.", todo="Write it as 1984-03-31.") from None
    if name == "iban_last4":
        text = text.upper()
        if not _LAST4.fullmatch(text):
            raise Invalid(
                name, "Only the last four characters of an IBAN are kept.", todo="Write those four."
            )
    return text


def register(bus: CommandBus) -> None:
    """Make the command known; what it says is not kept in the log of commands."""
    bus.register(
        "customers.SetPrivate",
        SetPrivate,
        _set,
        roles=MAY_SET,
        is_online_only=True,
        unlogged=frozenset(PRIVATE_FIELDS),
    )
