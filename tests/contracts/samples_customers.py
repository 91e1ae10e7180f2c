"""Samples of what is done to a customer's record, and of callers who are confirmed."""

from __future__ import annotations

from datetime import timedelta

from agent_desktop.core.command import Command
from agent_desktop.features.calls.confirming import ConfirmCaller
from agent_desktop.features.customers.details import AddDetail, ChangeDetail, RemoveDetail
from agent_desktop.features.customers.merging import MergeCustomers, UndoMerge
from agent_desktop.features.customers.record_commands import (
    EndRelation,
    RecordConsent,
    RelateCustomers,
    TagCustomer,
)
from agent_desktop.features.customers.twins import DecideDuplicate
from agent_desktop.features.interactions.commands import LinkContact
from agent_desktop.features.interactions.identity import SayIdentity
from tests.support import floor
from tests.support.floor import NOW, an_id

_LATER = NOW + timedelta(minutes=1)
_HANDLE = AddDetail(
    made_at=NOW,
    detail_id=an_id(560),
    customer_id=floor.DEV,
    kind="social",
    value="@dev",
    network="mastodon",
    displaced_id=an_id(561),
)
_RELATED = RelateCustomers(
    made_at=NOW,
    relation_id=an_id(562),
    twin_id=an_id(563),
    customer_id=floor.DEV,
    other_id=floor.LARCH,
    kind="employee",
    remark=" Night shift ",
)
_MERGE = MergeCustomers(made_at=NOW, merge_id=an_id(564), survivor_id=floor.MARGARET, merged_id=floor.DEV)

COMMANDS: dict[str, tuple[Command, ...]] = {
    "customers.AddDetail": (_HANDLE,),
    "customers.ChangeDetail": (
        _HANDLE,
        ChangeDetail(
            made_at=_LATER,
            detail_id=an_id(560),
            customer_id=floor.DEV,
            value="dev.raman",
            valid_to="2027-01-31",
            displaced_id=an_id(565),
        ),
    ),
    "customers.RemoveDetail": (
        _HANDLE,
        RemoveDetail(made_at=_LATER, detail_id=an_id(560), customer_id=floor.DEV),
        TagCustomer(made_at=_LATER, customer_id=floor.DEV, tag="no handle"),
    ),
    "customers.TagCustomer": (
        TagCustomer(made_at=NOW, customer_id=floor.DEV, tag=" Early  Bird "),
        TagCustomer(made_at=_LATER, customer_id=floor.DEV, tag="vip"),
        TagCustomer(made_at=_LATER, customer_id=floor.DEV, tag="vip", is_on=False),
    ),
    "customers.RelateCustomers": (_RELATED,),
    "customers.EndRelation": (
        _RELATED,
        EndRelation(made_at=_LATER, relation_id=an_id(563)),
        TagCustomer(made_at=_LATER, customer_id=floor.DEV, tag="left"),
    ),
    "customers.RecordConsent": (
        RecordConsent(
            made_at=NOW,
            event_id=an_id(566),
            customer_id=floor.DEV,
            purpose="marketing",
            channel="call",
            is_granted=True,
            given_at=NOW,
            how="form",
            evidence="Form 88",
            answers=[an_id(567)],
        ),
    ),
    "customers.MergeCustomers": (_MERGE,),
    "customers.UndoMerge": (_MERGE, UndoMerge(made_at=_LATER, merge_id=an_id(564))),
    "customers.DecideDuplicate": (
        DecideDuplicate(made_at=NOW, left_id=floor.DEV, right_id=floor.HENRY, decision="two"),
    ),
    "interactions.SayIdentity": (
        LinkContact(made_at=NOW, interaction_id=floor.UNFINISHED, customer_id=floor.HENRY),
        SayIdentity(made_at=_LATER, interaction_id=floor.UNFINISHED, identity="verified", how="questions"),
    ),
    "calls.ConfirmCaller": (
        ConfirmCaller(made_at=NOW, customer_id=floor.DEV, number="020 7946 0555", region="GB"),
        ConfirmCaller(made_at=_LATER, customer_id=floor.DEV, number="+442079460555", region="GB"),
    ),
}
SETTLED = {
    # A merge is central's: a desk learns every row of it by pulling.
    kind: frozenset(
        {
            "customer",
            "customer_phone",
            "customer_detail",
            "customer_private",
            "merged_record",
            "ticket",
            "ticket_note",
            "rating",
            "interaction",
            "lead",
            "attempt",
            "caller",
        }
    )
    for kind in ("customers.MergeCustomers", "customers.UndoMerge")
}
