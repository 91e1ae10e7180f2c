"""What both of two merged customers had alike is said once; where the two say something more, both stay."""

from __future__ import annotations

from collections import defaultdict

from agent_desktop.core.work import Row
from agent_desktop.features.customers.details import MAIN
from agent_desktop.features.customers.merge_steps import Step, there
from agent_desktop.features.customers.merge_values import PLACE
from agent_desktop.features.customers.tables import customer_detail, customer_relation
from agent_desktop.store.search_keys import folded

_PLAIN_LABEL = "other"


def relations(step: Step) -> None:
    """Nobody is related to themselves, and what both were to a third is said once, with its remark."""
    said: dict[tuple[str, str], list[Row]] = defaultdict(list)
    rows = step.of(customer_relation, "customer_id", step.survivor_id)
    for row in sorted(rows, key=lambda one: one["remark"] is None):
        known = said[row["other_id"], row["kind"]]
        same = next((one for one in known if row["remark"] in {None, one["remark"]}), None)
        if row["other_id"] == step.survivor_id:
            step.drop("customer_relation", row)
        elif same is None:
            known.append(row)
        else:
            _fold_both_ends(step, row, same)


def _fold_both_ends(step: Step, row: Row, into: Row) -> None:
    ends = [there(step.work, "customer_relation", one["twin_id"]) for one in (row, into)]
    step.fold("customer_relation", row, into)
    if ends[0] is not None and ends[1] is not None:
        step.fold("customer_relation", ends[0], ends[1])


def details(step: Step) -> None:
    """An address, handle or name that both had is one, and of a kind one is preferred: what was the survivor's."""
    moved = {one.record_id for one in step.note.moved}
    rows = step.of(customer_detail, "customer_id", step.survivor_id)
    kept: dict[tuple[str | None, ...], list[Row]] = defaultdict(list)
    preferred: set[str] = set()
    for row in sorted(rows, key=lambda one: one["id"] in moved):
        known = kept[_says(row)]
        same = next((one for one in known if row["label"] in {one["label"], _PLAIN_LABEL}), None)
        if same is not None:
            step.fold("customer_detail", row, same)
            continue
        known.append(row)
        if not row["is_preferred"] or row["kind"] in MAIN:
            continue  # Which of those is preferred follows from what the customer's own fields say.
        if row["kind"] in preferred:
            step.change("customer_detail", row["id"], {"is_preferred": False})
        preferred.add(row["kind"])


def _says(row: Row) -> tuple[str | None, ...]:
    names = ("kind", "network", "valid_from", "valid_to", *PLACE)
    return (folded(row["value"] or ""), *(row[name] for name in names))
