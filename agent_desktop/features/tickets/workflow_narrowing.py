"""What a rule's conditions say of a ticket in the words of the database, so that it need not be read to be let be.

Only claims that every ticket must fulfil for the rule to act, and only where the database and ``workflow_model.holds``
cannot differ. What is let through is looked at as ever.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from agent_desktop.features.customers.tables import customer
from agent_desktop.features.tickets.model import LEVELS
from agent_desktop.features.tickets.tables import ticket, ticket_category
from agent_desktop.features.tickets.workflow_model import OWN_FIELD, Condition, Rule

_COLUMNS: dict[str, Any] = {
    "priority": ticket.c.priority,
    "level": sa.func.coalesce(ticket.c.level, LEVELS[0]),
    "topic": ticket.c.topic,
    "sla.state": ticket.c.sla_state,
    "channel": ticket.c.channel,
    "team": ticket.c.team,
    "subject": ticket.c.subject,
    "product": ticket.c.product,
    "lot": ticket.c.lot,
    "queue": ticket.c.queue_id,
    "owner": ticket.c.owner_id,
}
_OF_CUSTOMER = {
    "customer.segment": customer.c.segment,
    "customer.country": customer.c.country,
    "customer.kind": customer.c.kind,
}
_IDS = ("queue", "owner")
_SPACE = " \t\n\r\f\v"


_ALWAYS = (
    *("id", "state", "waits_for", "hold_until", "state_since", "created_at", "last_solved_at"),
    *("category_id", "customer_id", "queue_id", "owner_id", "team", "level", "sla_state", "sla_kind"),
)
_NAMED = {
    "category": "category_id",
    "queue": "queue_id",
    "owner": "owner_id",
    "order": "order_id",
    "organisation": "organisation_id",
    "customer": "customer_id",
}


def looked_at(rule: Rule) -> list[Any]:
    """The columns of ``ticket`` that are enough to say whether a rule's conditions hold."""
    fields = [condition.field for condition in (*rule.all_of, *rule.any_of)]
    names = {"fields" if field.startswith(OWN_FIELD) else _NAMED.get(field, field) for field in fields}
    return [column for column in ticket.c if column.name in _ALWAYS or column.name in names]


def narrowed(rule: Rule) -> list[Any]:
    """Claims about columns of ``ticket`` that hold for every ticket on which the rule may act."""
    return [claim for condition in rule.all_of if (claim := _claim(condition)) is not None]


def _claim(condition: Condition) -> Any:
    if condition.field == "category" and condition.op == "within":
        return ticket.c.category_id.in_(_tree(str(condition.value)))
    if (column := _OF_CUSTOMER.get(condition.field)) is not None:
        said = _says(column, condition)
        whose = sa.exists().where(customer.c.id == ticket.c.customer_id)
        return None if said is None else whose.where(said)
    if (column := _COLUMNS.get(condition.field)) is None:
        return None
    if condition.field in _IDS:
        # Ids are compared as they are; what is none is left to those who look at it.
        if condition.op == "is_set":
            return column.is_not(None)
        return column.is_(None) if condition.op == "is_not_set" else None
    if condition.op == "contains":
        return _mentions(column, str(condition.value))
    return _says(column, condition)


def _mentions(column: Any, text: str) -> Any:
    """That a column holds the longest word of a text: where it does not, it does not hold the text."""
    word = max(text.split(), key=len, default="")
    if not _is_plain(word):
        return None
    said = sa.func.lower(column).contains(word.lower(), autoescape=True)
    return sa.or_(said, sa.func.octet_length(column) > sa.func.length(column))


def _tree(category_id: str) -> Any:
    """A category and all that lie within it."""
    c = ticket_category.c
    tree = sa.select(c.id).where(c.id == category_id).cte(recursive=True)
    # Not UNION ALL: a circle, which the commands refuse, would have no end.
    tree = tree.union(sa.select(c.id).where(c.parent_id == tree.c.id))
    return sa.select(tree.c.id)


def _says(column: Any, condition: Condition) -> Any:
    """That a column holds one of the condition's words, as ``holds`` compares them."""
    words = condition.value if condition.op == "in" else [condition.value]
    if condition.op not in {"is", "in"} or not all(_is_plain(word) for word in words):
        return None
    said = sa.func.lower(sa.func.btrim(column, _SPACE)).in_([word.lower() for word in words])
    # Of other letters and spaces than these the database may think otherwise.
    return sa.or_(said, sa.func.octet_length(column) > sa.func.length(column))


def _is_plain(word: Any) -> bool:
    """Whether the database folds a word as we do: letters and digits of ASCII, no spaces."""
    return isinstance(word, str) and word.isascii() and word.replace("_", "").replace("-", "").isalnum()
