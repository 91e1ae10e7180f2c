"""Every write to what ties a customer's record together: tags, relations, and what they allow us to do."""

from __future__ import annotations

from datetime import datetime

import msgspec
import sqlalchemy as sa

from agent_desktop.core.command import Command
from agent_desktop.core.errors import Invalid, NotHere, Refused
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.registry import Registry
from agent_desktop.core.work import CentralWork, Work
from agent_desktop.features.customers.consent import checked_event
from agent_desktop.features.customers.model import checked
from agent_desktop.features.customers.relations import inverse_of
from agent_desktop.features.customers.tables import customer_relation

MOST_TAGS = 50
_LONGEST_TAG = 40


class TagCustomer(Command, frozen=True, kw_only=True):
    """Put a tag on a customer, or with ``is_on`` false take it off; two people's tags do not collide."""

    customer_id: str
    tag: str
    is_on: bool = True


class RelateCustomers(Command, frozen=True, kw_only=True):
    """Say what one customer is to another: ``customer_id`` is ``kind`` of ``other_id``.

    ``twin_id`` is the same relation as it is seen from the other.
    """

    relation_id: str
    customer_id: str
    other_id: str
    kind: str
    remark: str | None = None
    twin_id: str = msgspec.field(default_factory=new_id)


class EndRelation(Command, frozen=True, kw_only=True):
    """Two customers are this to each other no more."""

    relation_id: str


class RecordConsent(Command, frozen=True, kw_only=True):
    """Write down that a customer allowed something, or took it back: for a purpose, on a channel.

    ``answers`` names the withdrawals that were on screen when a grant was given: it stands against those,
    and against no other. A withdrawal may be of ``any`` purpose and channel.
    """

    event_id: str
    customer_id: str
    purpose: str
    channel: str
    is_granted: bool
    given_at: datetime
    how: str
    evidence: str | None = None
    answers: list[str] = msgspec.field(default_factory=list)


def _tag(work: Work, _actor: Actor, c: TagCustomer) -> None:
    tag = " ".join(c.tag.casefold().split())
    if not tag or len(tag) > _LONGEST_TAG or not tag.isprintable():
        raise Invalid("tag", f"A tag has 1 to {_LONGEST_TAG} characters.", todo="Shorten it.")
    tags = set(work.get("customer", c.customer_id)["tags"] or ())
    tags = tags | {tag} if c.is_on else tags - {tag}
    if len(tags) > MOST_TAGS:
        raise Invalid("tag", f"A customer has at most {MOST_TAGS} tags.", todo="Take another one off first.")
    # Not merged against what was seen: a set with one more or one less is right whatever came in between.
    work.update("customer", c.customer_id, {"tags": sorted(tags) or None})


def _relate(work: Work, _actor: Actor, c: RelateCustomers) -> None:
    back = inverse_of(c.kind)
    if c.customer_id == c.other_id:
        raise Invalid("other_id", "Nobody is related to themselves.", todo="Choose another customer.")
    remark = checked({"remark": c.remark})["remark"]
    work.get("customer", c.customer_id)
    ends = (
        (c.relation_id, c.customer_id, c.other_id, c.twin_id, c.kind),
        (c.twin_id, c.other_id, c.customer_id, c.relation_id, back),
    )
    for row_id, one, other, twin, kind in ends:
        work.insert(
            "customer_relation",
            {
                "id": row_id,
                "customer_id": one,
                "other_id": other,
                "twin_id": twin,
                "kind": kind,
                "remark": remark,
            },
        )


def _relate_at_central(work: CentralWork, _actor: Actor, c: RelateCustomers) -> None:
    work.get("customer", c.other_id)
    same = sa.select(customer_relation.c.id).where(
        customer_relation.c.customer_id == c.customer_id,
        customer_relation.c.other_id == c.other_id,
        customer_relation.c.kind == c.kind,
        customer_relation.c.id != c.relation_id,
    )
    if work.execute(same).first() is not None:
        raise Refused("exists", "These two are this to each other already.", kept="It was left as it is.")


def _end_relation(work: Work, _actor: Actor, c: EndRelation) -> None:
    row = work.get("customer_relation", c.relation_id)
    work.delete("customer_relation", c.relation_id)
    try:
        work.delete("customer_relation", row["twin_id"])
    except NotHere:
        return  # A desk may hold one of the two alone; central holds both.


def _record_consent(work: Work, actor: Actor, c: RecordConsent) -> None:
    words = checked_event(c.purpose, c.channel, c.how, is_granted=c.is_granted)
    if c.given_at.tzinfo is None or c.given_at > c.made_at:
        raise Invalid("given_at", "A consent cannot be of a time to come.", todo="Check the date.")
    work.get("customer", c.customer_id)
    work.insert(
        "consent_event",
        {
            "id": c.event_id,
            "customer_id": c.customer_id,
            **words,
            "is_granted": c.is_granted,
            "given_at": c.given_at,
            "evidence": checked({"evidence": c.evidence})["evidence"],
            "recorded_by": actor.agent_id,
            "answers": sorted(set(c.answers)) if c.is_granted else [],
        },
    )


def register(registry: Registry) -> None:
    """Make these commands known."""
    bus = registry.commands

    def at_once(work: CentralWork, _actor: Actor, c: RecordConsent) -> None:
        if not c.is_granted:
            for end in registry.withdrawals:
                end(work, c.customer_id, c.purpose, c.channel)

    bus.register("customers.TagCustomer", TagCustomer, _tag, roles=DESK)
    bus.register(
        "customers.RelateCustomers", RelateCustomers, _relate, roles=DESK, central_step=_relate_at_central
    )
    bus.register("customers.EndRelation", EndRelation, _end_relation, roles=DESK)
    bus.register("customers.RecordConsent", RecordConsent, _record_consent, roles=DESK, central_step=at_once)
