"""Two customers who are one: merged field by field at central, every reference moved, undone within 30 days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any, cast

import msgspec
import sqlalchemy as sa

from agent_desktop.core.command import Command
from agent_desktop.core.errors import Invalid, NotHere, Refused
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor, Role
from agent_desktop.core.query import Read
from agent_desktop.core.registry import CustomerReference, Registry, Successor
from agent_desktop.core.work import CentralWork, Row, Work
from agent_desktop.features.customers import merge_once as once
from agent_desktop.features.customers.commands import FIELDS
from agent_desktop.features.customers.consent import all_standings
from agent_desktop.features.customers.details import MAIN
from agent_desktop.features.customers.merge_note import Before, Changed, row_back, row_note
from agent_desktop.features.customers.merge_steps import Noted, Step, there
from agent_desktop.features.customers.merge_values import Choice, choose, kept_beside
from agent_desktop.features.customers.private_commands import PRIVATE_FIELDS
from agent_desktop.features.customers.tables import (
    consent_event,
    customer_detail,
    customer_merge,
    customer_phone,
    merged_record,
)

UNDO_DAYS = 30
MAY_MERGE = frozenset({Role.AGENT, Role.SUPERVISOR})
_NEW_DETAILS = 8


class MergeCustomers(Command, frozen=True, kw_only=True):
    """Make two customers one: everything of ``merged_id`` becomes ``survivor_id``'s, whose id stays.

    ``take`` names the fields in which the merged one's value is right; elsewhere the survivor's stays, and
    a blank is filled. What was the survivor's and is not any more stays as a further detail where it can be.
    """

    merge_id: str
    survivor_id: str
    merged_id: str
    take: list[str] = msgspec.field(default_factory=list)
    take_private: list[str] = msgspec.field(default_factory=list)
    new_ids: list[str] = msgspec.field(default_factory=lambda: [new_id() for _ in range(_NEW_DETAILS)])


class UndoMerge(Command, frozen=True, kw_only=True):
    """Make them two again, as they were, within 30 days; what was written since stays with the survivor."""

    merge_id: str


def _check(_work: Work, _actor: Actor, c: MergeCustomers) -> None:
    if c.survivor_id == c.merged_id:
        raise Invalid("merged_id", "These two are the same record already.")
    for field, asked, known in (("take", c.take, FIELDS), ("take_private", c.take_private, PRIVATE_FIELDS)):
        if unknown := sorted(set(asked) - set(known)):
            raise Invalid(field, f"A customer has no {unknown[0]}.")
    if len(set(c.new_ids)) < _NEW_DETAILS:
        raise Invalid("new_ids", "There are too few ids for what is kept beside.")


def _nothing(_work: Work, _actor: Actor, _c: UndoMerge) -> None:
    """Nothing is known at the desk: how it was before only central remembers."""


def _merge(registry: Registry, work: CentralWork, actor: Actor, c: MergeCustomers) -> Mapping[str, Any]:
    # In the order of their ids, so that two merges of the same two wait for each other and do not lock up.
    rows = {
        customer_id: work.get("customer", customer_id) for customer_id in sorted((c.survivor_id, c.merged_id))
    }
    survivor, merged = rows[c.survivor_id], rows[c.merged_id]
    choice = choose(survivor, merged, frozenset(c.take))
    note = Before(customer=row_note(merged))
    step = Step(work, note, c.merge_id, c.survivor_id)
    _end_withdrawn(registry, step, c)
    step.change("customer", c.survivor_id, choice.values)
    _merge_phones(step, c)
    _move_records(registry, step, c, survivor["version"])
    once.relations(step)
    once.details(step)
    _keep_beside(step, c, survivor, merged, choice)
    _merge_private(step, c)
    for reference in registry.references:
        if reference.move is not None:
            reference.move(work, c.merged_id, c.survivor_id)
    work.delete("customer", c.merged_id)
    work.insert("merged_record", step.alias("customer", c.merged_id, c.survivor_id, survivor["version"]))
    moved = dict(Counter(one.entity for one in note.moved))
    work.execute(
        sa.insert(customer_merge).values(
            id=c.merge_id,
            survivor_id=c.survivor_id,
            merged_id=c.merged_id,
            merged_name=merged["name"],
            merged_by=actor.agent_id,
            merged_at=work.recorded_at,
            dropped=msgspec.to_builtins(choice.dropped),
            moved=moved,
            before=msgspec.to_builtins(note),
        )
    )
    return {"survivor_id": c.survivor_id, "moved": moved}


def _end_withdrawn(registry: Registry, step: Step, c: MergeCustomers) -> None:
    """What one of the two has taken back holds for the one they are; while each still has what is theirs."""
    both = (c.survivor_id, c.merged_id)
    events = step.work.execute(sa.select(consent_event).where(consent_event.c.customer_id.in_(both))).all()
    noted = cast(CentralWork, Noted(step))
    for one in all_standings(events):
        if one.state == "withdrawn":
            for end in registry.withdrawals:
                for customer_id in both:
                    end(noted, customer_id, one.purpose, one.channel)


def _merge_phones(step: Step, c: MergeCustomers) -> None:
    """A number both have becomes one, verified if either was; the survivor's preferred number stays preferred."""
    kept = {
        (row["e164"], row["extension"]): row for row in step.of(customer_phone, "customer_id", c.survivor_id)
    }
    has_preferred = any(row["is_preferred"] for row in kept.values())
    for row in step.of(customer_phone, "customer_id", c.merged_id):
        same = kept.get((row["e164"], row["extension"]))
        if same is None:
            if has_preferred and row["is_preferred"]:
                step.change("customer_phone", row["id"], {"is_preferred": False})
            continue
        if row["is_verified"]:
            step.change("customer_phone", same["id"], {"is_verified": True})
        step.fold("customer_phone", row, same)


def _move_records(registry: Registry, step: Step, c: MergeCustomers, version: int) -> None:
    """Every record that names the one who goes names the survivor: whatever subjects registered it."""
    found = [
        (spec, column, [str(row["id"]) for row in step.of(spec.table, column, c.merged_id)])
        for spec in registry.entities.values()
        if not spec.is_derived and spec.name != "customer_private"
        for column in spec.customer_columns
    ]
    for spec, column, record_ids in found:
        for record_id in record_ids:
            step.note.move(spec.name, record_id, column)
            step.work.update(spec.name, record_id, {column: c.survivor_id})
            if (spec.name, column) == ("merged_record", "into_id"):
                # What was merged into the one who goes: held against the survivor as it was before this.
                step.change("merged_record", record_id, {"since_version": version})


def _keep_beside(step: Step, c: MergeCustomers, survivor: Row, merged: Row, choice: Choice) -> None:
    """Values that lost stay as further details: e-mail and postal addresses, other names, numbers elsewhere."""
    known = step.of(customer_detail, "customer_id", c.survivor_id)
    final = survivor | choice.values
    to_prefer = {kind for kind in MAIN if _has_main(final, kind)}
    for row in known:
        if row["kind"] in MAIN and _has_main(final, row["kind"]):
            is_preferred = row["kind"] in to_prefer and _is_main(final, row)
            step.change("customer_detail", row["id"], {"is_preferred": is_preferred})
            if is_preferred:
                to_prefer.remove(row["kind"])
    new_ids = iter(c.new_ids)
    for detail in kept_beside(survivor, merged, final, known):
        detail_id = next(new_ids, None)
        if detail_id is None:
            return
        row = {
            "id": detail_id,
            "customer_id": c.survivor_id,
            "label": "other",
            "is_preferred": False,
            **detail,
        }
        step.work.insert("customer_detail", row)
        step.note.made.append(["customer_detail", detail_id])


def _has_main(final: Row, kind: str) -> bool:
    return bool(final["email"]) if kind == "email" else bool(final["street"] or final["city"])


def _is_main(final: Row, row: Row) -> bool:
    if row["kind"] == "email":
        return bool(row["value"] == final["email"])
    return all(row[name] == final[name] for name in ("street", "postcode", "city", "country"))


def _merge_private(step: Step, c: MergeCustomers) -> None:
    try:
        theirs = step.work.get("customer_private", c.merged_id)
    except NotHere:
        return
    try:
        mine = step.work.get("customer_private", c.survivor_id)
    except NotHere:
        row = {"id": c.survivor_id, "customer_id": c.survivor_id} | {n: theirs[n] for n in PRIVATE_FIELDS}
        step.work.insert("customer_private", row)
        step.note.made.append(["customer_private", c.survivor_id])
    else:
        filled = {n: theirs[n] for n in PRIVATE_FIELDS if theirs[n] and (n in c.take_private or not mine[n])}
        step.change("customer_private", c.survivor_id, filled)
    step.drop("customer_private", theirs)


def _undo(registry: Registry, work: CentralWork, actor: Actor, c: UndoMerge) -> Mapping[str, Any]:
    wanted = sa.select(customer_merge).where(customer_merge.c.id == c.merge_id).with_for_update()
    row = work.execute(wanted).mappings().first()
    if row is None:
        raise Refused("no_such_merge", "There is no such merge.")
    if row["undone_at"] is not None:
        raise Refused("undone", "This merge was undone already.", kept="Both records stay as they are.")
    if row["before"] is None or work.recorded_at > row["merged_at"] + timedelta(days=UNDO_DAYS):
        raise Refused(
            "too_late",
            f"A merge can be undone for {UNDO_DAYS} days.",
            kept="The customer stays one record.",
            todo="Make a second customer and move what is theirs.",
        )
    if work.execute(sa.select(merged_record.c.id).where(merged_record.c.id == row["survivor_id"])).first():
        raise Refused(
            "merged_again",
            "This customer was merged into another one since.",
            kept="Nothing was changed.",
            todo="Undo the later merge first.",
        )
    note = msgspec.convert(row["before"], Before)
    merged_id, survivor_id = str(row["merged_id"]), str(row["survivor_id"])
    work.get("customer", survivor_id)
    work.delete("merged_record", merged_id)
    for entity, record_id in note.made:
        made = there(work, entity, record_id)
        # What somebody has worked on since is theirs now.
        if made is not None and (made["version"] == 1 or entity == "merged_record"):
            work.delete(entity, record_id)
    work.insert("customer", row_back(registry, "customer", note.customer))
    for dropped in note.dropped:
        work.insert(dropped.entity, row_back(registry, dropped.entity, dropped.row))
    back: Counter[str] = Counter()
    for moved in note.moved:
        now = there(work, moved.entity, moved.record_id)
        if now is not None and now[moved.column] == survivor_id:
            work.update(moved.entity, moved.record_id, {moved.column: merged_id})
            back[moved.entity] += 1
    for changed in reversed(note.changed):
        _take_back(registry, work, changed)
    for reference in registry.references:
        if reference.undo is not None:
            reference.undo(work, merged_id, survivor_id)
    done = {"undone_by": actor.agent_id, "undone_at": work.recorded_at, "before": None}
    work.execute(sa.update(customer_merge).where(customer_merge.c.id == c.merge_id).values(**done))
    return {"customer_id": merged_id, "moved": dict(back)}


def _take_back(registry: Registry, work: CentralWork, change: Changed) -> None:
    """Put fields back as they were; what somebody has written since stays, and money is counted back."""
    now = there(work, change.entity, change.record_id)
    if now is None:
        return
    before = row_back(registry, change.entity, change.before)
    after = row_back(registry, change.entity, change.after)
    fitting = {name: value for name, value in before.items() if now[name] == after[name]}
    if "balance_minor" in before and "balance_minor" not in fitting:
        fitting["balance_minor"] = now["balance_minor"] - (after["balance_minor"] - before["balance_minor"])
    work.update(change.entity, change.record_id, fitting)


_SUCCESSORS = sa.select(merged_record.c.id, merged_record.c.into_id, merged_record.c.since_version).where(
    merged_record.c.id.in_(sa.bindparam("ids", expanding=True))
)


def successors(read: Read, ids: list[str]) -> Mapping[str, Successor]:
    """What some ids were merged into, as far as they were; one look-up."""
    found = read.execute(_SUCCESSORS, {"ids": ids})
    return {row.id: Successor(row.into_id, row.since_version) for row in found}


def forget_old(read: Read, before: Any) -> int:
    """Empty the notes of merges that can be undone no more; answers how many."""
    old = sa.update(customer_merge).where(
        customer_merge.c.merged_at < before, customer_merge.c.before.is_not(None)
    )
    return int(read.execute(old.values(before=None)).rowcount)


def erase_notes(work: CentralWork, customer_id: str) -> Mapping[str, int]:
    """What merges remember of a customer goes with them."""
    gone = sa.delete(customer_merge).where(
        sa.or_(customer_merge.c.survivor_id == customer_id, customer_merge.c.merged_id == customer_id)
    )
    return {"customer_merge": int(work.execute(gone).rowcount)}


def register(registry: Registry) -> None:
    """Make merging known."""
    bus = registry.commands
    bus.register(
        "customers.MergeCustomers",
        MergeCustomers,
        _check,
        roles=MAY_MERGE,
        is_online_only=True,
        central_step=partial(_merge, registry),
    )
    bus.register(
        "customers.UndoMerge",
        UndoMerge,
        _nothing,
        roles=MAY_MERGE,
        is_online_only=True,
        central_step=partial(_undo, registry),
    )
    registry.successors.append(successors)
    registry.erasers.append(erase_notes)
    history = "says who was merged into whom, as it was then"
    registry.references += [
        CustomerReference("customer_merge", "survivor_id", history),
        CustomerReference("customer_merge", "merged_id", history),
    ]
