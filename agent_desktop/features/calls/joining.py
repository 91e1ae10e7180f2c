"""Joining contacts logged by hand to the calls they were, so that one call is never two contacts.

The contact of a call has one id (``contact_ids``), and joining moves what was logged under that id: whoever
comes second, a desk that heard the call, another desk of the same person, or a fact that was late, finds the
first there. Everything is decided while the person's own record is held (``owning.hold_person``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core.command import CommandBus
from agent_desktop.core.errors import NotHere, Refused
from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.work import CentralWork, Row
from agent_desktop.features.calls.fitting import TOLERANCE, Fit, Written, best, usable
from agent_desktop.features.calls.person_calls import PersonCall, calls_named, calls_of_person
from agent_desktop.features.customers.tables import customer_phone
from agent_desktop.features.interactions.expiry import BY_SYSTEM, said
from agent_desktop.features.interactions.logging import JoinContact, LogContact, join_contact, log_contact
from agent_desktop.features.interactions.owning import both_notes, contact_here, find_contact
from agent_desktop.features.interactions.read_models import CallChoice
from agent_desktop.features.interactions.tables import interaction

LONGEST_CONTACT = timedelta(hours=12)
_CHOICES_OFFERED = ("customer_id", "topic", "disposition", "ticket_id")

Result = dict[str, Any]


def settle(work: CentralWork, row: Row, region: str) -> Result:
    """Find out which call a contact logged by hand was, as far as the facts go now, and join, ask or wait.

    Answers what the author is told: ``joining`` is ``joined`` (with ``interaction_id``, ``call`` and
    whether it was ``merged`` into a contact that was there), ``asks`` (with ``choices``) or ``waiting``.
    The person's record must be held.
    """
    declined = _declined(work, row["id"])
    ended_at = row["ended_at"] or row["started_at"]
    written = Written(
        direction=row["direction"],
        started_at=row["started_at"],
        ended_at=ended_at,
        number=row["number"],
        known_numbers=_numbers_of(work, row["customer_id"]),
        region=region,
    )
    calls = [
        call
        for call in calls_of_person(
            work, row["agent_id"], row["started_at"] - TOLERANCE, ended_at + TOLERANCE, region
        )
        if call.choice.contact_id not in declined
    ]
    fitting = [(call, _fit(work, row, written, call, region)) for call in calls]
    found, is_certain = best(fitting)
    if is_certain:
        return join(work, row, found[0])
    if found:
        return _ask(work, row, [call.choice for call in found])
    if row["joining"] == "asks":  # What was offered has found its contact meanwhile.
        work.update("call_question", row["id"], {"is_open": False, "choices": []})
        work.update("interaction", row["id"], {"joining": "waiting"})
    return {"joining": "waiting", "interaction_id": row["id"]}


def join(work: CentralWork, row: Row, call: PersonCall) -> Result:
    """Make a contact logged by hand the contact of its call, or part of the one that is there already."""
    target, logged_id = call.choice.contact_id, row["id"]
    told: Row = {
        "call_id": call.choice.call_id,
        "direction": call.choice.direction,
        "queue_id": call.queue_id,
        "started_at": call.choice.started_at,
        "ended_at": call.choice.ended_at,
        "waited_s": call.waited_s,
        "joining": "joined",
    }
    there = contact_here(work, target)
    work.delete("interaction", logged_id)
    if there is None:
        kept = {name: row[name] for name in _OWN_FIELDS}
        number = call.choice.number or row["number"]
        work.insert("interaction", {**kept, **told, "id": target, "number": number})
    else:
        _merge(work, there, row, told)
    work.insert("contact_alias", {"id": logged_id, "interaction_id": target, "agent_id": row["agent_id"]})
    _drop_question(work, logged_id)
    return {
        "joining": "joined",
        "interaction_id": target,
        "merged": there is not None,
        "call": msgspec.to_builtins(call.choice),
    }


def _merge(work: CentralWork, there: Row, logged: Row, told: Row) -> None:
    """Take what was logged into the contact that is there; what is there stays, what loses is told."""
    values: Row = {**told, "note": both_notes(there["note"], logged["note"]), "state": "done"}
    values["number"] = there["number"] or logged["number"]
    if logged["disposition"] is not None and there["disposition_by"] == BY_SYSTEM:
        values |= said(there, logged["disposition"])
    for name in _CHOICES_OFFERED:
        if name in values:
            continue
        if there[name] is None:
            values[name] = logged[name]
        elif logged[name] is not None and logged[name] != there[name]:
            work.lose("interaction", there["id"], name, logged[name], there[name])
    work.update("interaction", there["id"], values)


_OWN_FIELDS = (
    "customer_id",
    "channel",
    "state",
    "title",
    "agent_id",
    "ticket_id",
    "note",
    "topic",
    "disposition",
    "satisfaction",
)


def _ask(work: CentralWork, row: Row, choices: list[CallChoice]) -> Result:
    offered = msgspec.to_builtins(choices)
    values: Row = {"customer_id": row["customer_id"], "is_open": True, "choices": offered}
    try:
        work.get("call_question", row["id"])
    except NotHere:
        work.insert("call_question", {"id": row["id"], "agent_id": row["agent_id"], "declined": [], **values})
    else:
        work.update("call_question", row["id"], values)
    work.update("interaction", row["id"], {"joining": "asks"})
    return {"joining": "asks", "interaction_id": row["id"], "choices": offered}


def _fit(work: CentralWork, row: Row, written: Written, call: PersonCall, region: str) -> Fit:
    holder = contact_here(work, call.choice.contact_id)
    owners = _owners_of(work, usable(call.choice.number, region))
    return written.fit(
        call,
        is_taken=holder is not None,
        is_somebody_elses=bool(owners)
        and row["customer_id"] is not None
        and row["customer_id"] not in owners,
        region=region,
    )


def _numbers_of(work: CentralWork, customer_id: str | None) -> list[str]:
    if customer_id is None:
        return []
    p = customer_phone.c
    return [
        str(number)
        for number in work.execute(sa.select(p.e164).where(p.customer_id == customer_id)).scalars()
    ]


def _owners_of(work: CentralWork, number: str | None) -> set[str]:
    if number is None:
        return set()
    p = customer_phone.c
    return {str(owner) for owner in work.execute(sa.select(p.customer_id).where(p.e164 == number)).scalars()}


def _declined(work: CentralWork, interaction_id: str) -> frozenset[str]:
    try:
        return frozenset(work.get("call_question", interaction_id)["declined"])
    except NotHere:
        return frozenset()


def _drop_question(work: CentralWork, interaction_id: str) -> None:
    try:
        work.delete("call_question", interaction_id)
    except NotHere:
        return  # Nobody had to be asked.


# -- the central steps -----------------------------------------------------------------------------------


def settle_logged(work: CentralWork, _actor: Actor, c: LogContact) -> Result:
    """Central's part of ``LogContact``."""
    row = find_contact(work, c.interaction_id)
    if row is None:
        raise NotHere("interaction", c.interaction_id)
    if row["joining"] not in {"waiting", "asks"}:
        return {"joining": row["joining"], "interaction_id": row["id"]}
    return settle(work, row, c.region)


def settle_answered(work: CentralWork, actor: Actor, c: JoinContact) -> Result:
    """Central's part of ``JoinContact``: carry out the answer, unless the contact has its call already."""
    row = find_contact(work, c.interaction_id)
    if row is None:
        raise NotHere("interaction", c.interaction_id)
    if row["joining"] == "joined":
        return {"joining": "joined", "interaction_id": row["id"], "already": True}
    if c.contact_id is None:
        return {"joining": "waiting", "interaction_id": row["id"]}
    question = work.get("call_question", row["id"])
    offered = [
        choice
        for choice in msgspec.convert(question["choices"], list[CallChoice])
        if choice.contact_id == c.contact_id
    ]
    found = [
        call
        for call in calls_named(work, actor.agent_id, offered, c.region)
        if call.choice.contact_id == c.contact_id
    ]
    if not found:
        raise Refused(
            "not_offered",
            "This call is none of those that the contact may have been.",
            kept="The contact stays as it was logged.",
            todo="Choose one of the calls that are offered.",
        )
    return join(work, row, found[0])


def settle_late(
    work: CentralWork, agent_ids: Iterable[str], since: datetime, until: datetime, region: str
) -> None:
    """Facts about these people came between ``since`` and ``until``: join what they logged meanwhile.

    For the transaction that records the facts, after they are written: whoever logs a contact at the same
    moment either sees the facts, or is seen here.
    """
    for agent_id in sorted(set(agent_ids)):
        work.hold("agent", agent_id)
        i = interaction.c
        waiting = work.execute(
            sa.select(i.id)
            .where(
                i.agent_id == agent_id,
                i.started_at.between(since - LONGEST_CONTACT, until + TOLERANCE),
                i.joining.in_(("waiting", "asks")),
            )
            .order_by(i.started_at, i.id)
        ).scalars()
        for interaction_id in list(waiting):
            settle(work, work.get("interaction", str(interaction_id)), region)


def register(bus: CommandBus) -> None:
    """Make the commands of contacts logged by hand known, with central's part in them."""
    bus.register("interactions.LogContact", LogContact, log_contact, roles=DESK, central_step=settle_logged)
    bus.register(
        "interactions.JoinContact", JoinContact, join_contact, roles=DESK, central_step=settle_answered
    )
