"""Which value wins where two customers become one, and what is kept of the others. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from agent_desktop.core.errors import Refused
from agent_desktop.core.work import Row
from agent_desktop.features.customers.commands import FIELDS
from agent_desktop.store.search_keys import folded

PLACE = ("street", "postcode", "city", "country")


@dataclass(frozen=True, slots=True)
class Choice:
    """The survivor's fields after a merge, and by field the values that stand nowhere any more."""

    values: Row
    dropped: dict[str, list[Any]] = field(default_factory=dict)


def choose(survivor: Row, merged: Row, take: frozenset[str]) -> Choice:
    """Field by field: the merged one's where it is in ``take`` or the survivor has none, else the survivor's.

    Tags come together, balances are added, and of two beginnings the earlier one counts.
    """
    final: Row = {}
    dropped: dict[str, list[Any]] = {}
    for name in FIELDS:
        mine, theirs = survivor[name], merged[name]
        if name == "customer_since" and name not in take:
            final[name] = min((one for one in (mine, theirs) if one is not None), default=None)
        elif name in take or mine is None:
            final[name] = theirs if theirs is not None or name in take else mine
        else:
            final[name] = mine
        lost = [one for one in (mine, theirs) if one is not None and one != final[name]]
        if lost:
            dropped[name] = lost
    for name in ("kind", "name", "currency"):
        final[name] = final[name] or survivor[name]
    if merged["currency"] != survivor["currency"] and survivor["balance_minor"] and merged["balance_minor"]:
        raise Refused(
            "two_currencies",
            "These two have balances in different currencies.",
            kept="Both stay as they are.",
            todo="Settle one of the balances first.",
        )
    if merged["balance_minor"] and not survivor["balance_minor"]:
        final["currency"] = merged["currency"]
    elif survivor["balance_minor"]:
        final["currency"] = survivor["currency"]
    final["balance_minor"] = survivor["balance_minor"] + merged["balance_minor"]
    final["tags"] = sorted({*(survivor["tags"] or ()), *(merged["tags"] or ())}) or None
    return Choice(final, dropped)


def kept_beside(survivor: Row, merged: Row, final: Row, there: Iterable[Row]) -> list[Row]:
    """What of both is worth a detail of its own: addresses, names and numbers elsewhere that are not final."""
    known = [dict(row) for row in there]
    found: list[Row] = []
    for one in (survivor, merged):
        for kind, name in (("email", "email"), ("name", "name"), ("id", "external_id")):
            text = one[name]
            if text and folded(text) != folded(final[name] or ""):
                found.append({"kind": kind, "value": text})
        place = {name: one[name] for name in PLACE}
        if (place["street"] or place["postcode"]) and any(place[name] != final[name] for name in PLACE):
            found.append({"kind": "address", **place})
    return [detail for n, detail in enumerate(found) if not _is_known(detail, [*known, *found[:n]])]


def _is_known(detail: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> bool:
    for row in rows:
        if row["kind"] != detail["kind"]:
            continue
        if detail["kind"] == "address":
            if all(row.get(name) == detail[name] for name in PLACE):
                return True
        elif folded(row["value"] or "") == folded(detail["value"]):
            return True
    return False
