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
from agent_desktop.features.tickets.workflow_model import Condition, Rule

_COLUMNS: dict[str, Any] = {
    "priority": ticket.c.priority,
    "level": sa.func.coalesce(ticket.c.level, LEVELS[0]),
    "topic": ticket.c.topic,
    "sla.state": ticket.c.sla_state,
    "channel": ticket.c.channel,
    "team": ticket.c.team,
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
    return _says(column, condition)


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
