"""What a desk wrote to a customer while it was offline lands at the one they were merged into, whatever it was."""

from __future__ import annotations

from pathlib import Path

from agent_desktop.core.ids import new_id
from agent_desktop.features.calls.confirming import ConfirmCaller
from agent_desktop.features.customers.commands import AddPhone, ChangeCustomer, ChangePhone
from agent_desktop.features.customers.details import AddDetail, ChangeDetail, RemoveDetail
from agent_desktop.features.customers.merging import MergeCustomers, UndoMerge
from agent_desktop.features.customers.record_commands import (
    EndRelation,
    RecordConsent,
    RelateCustomers,
    TagCustomer,
)
from agent_desktop.features.customers.record_read_models import CustomerRecord, RecordView
from agent_desktop.features.tickets.promises import MakePromise
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, NOW, SUE_AT_DESK, an_id
from tests.support.stores import Central, Desk

DETAIL, HANDLE, KIN, CONSENT, PROMISE = (an_id(n) for n in range(980, 985))
OLD_HANDLE, OLD_MAIL, OLD_KIN = (an_id(n) for n in range(985, 988))


def record(store: Central | Desk, customer_id: str) -> RecordView:
    query = CustomerRecord(customer_id=customer_id, as_of=NOW)
    view = store.ask(LEILA_AT_DESK, query) if isinstance(store, Central) else store.ask(query)
    assert view is not None
    return view


def known_before(central: Central) -> None:
    """What stood on the record of the one who goes before the desk lost its line."""
    of_dev = {"made_at": NOW, "customer_id": floor.DEV}
    for command in (
        AddDetail(**of_dev, detail_id=OLD_HANDLE, kind="social", value="dev", network="mastodon"),
        AddDetail(**of_dev, detail_id=OLD_MAIL, kind="email", value="old@example.org"),
        RelateCustomers(**of_dev, relation_id=OLD_KIN, other_id=floor.LARCH, kind="employee"),
    ):
        assert central.do(LEILA_AT_DESK, command).status == "applied"


def test_everything_written_offline_to_the_one_who_went_is_the_survivors(
    central: Central, tmp_path: Path
) -> None:
    known_before(central)
    desk = Desk(
        tmp_path / "d.db", central, LEILA_AT_DESK, ["org", f"queue:{floor.HEATING}", f"agent:{floor.LEILA}"]
    )
    desk.open_customer(floor.DEV)
    merge = MergeCustomers(made_at=NOW, merge_id=new_id(), survivor_id=floor.MARGARET, merged_id=floor.DEV)
    assert central.do(SUE_AT_DESK, merge).status == "applied"

    of_dev = {"made_at": NOW, "customer_id": floor.DEV}
    offline = [
        AddDetail(**of_dev, detail_id=DETAIL, kind="email", value="late@example.org"),
        AddDetail(**of_dev, detail_id=HANDLE, kind="social", value="late", network="x"),
        ChangeDetail(**of_dev, detail_id=OLD_HANDLE, value="dev_renamed"),
        RemoveDetail(**of_dev, detail_id=OLD_MAIL),
        ChangePhone(made_at=NOW, phone_id=floor.DEV_MOBILE, extension="9"),
        AddPhone(**of_dev, phone_id=an_id(988), number="020 7946 0777", region="GB"),
        RelateCustomers(**of_dev, relation_id=KIN, other_id=floor.AOIFE, kind="neighbour"),
        EndRelation(made_at=NOW, relation_id=OLD_KIN),
        RecordConsent(
            **of_dev,
            event_id=CONSENT,
            purpose="any",
            channel="any",
            is_granted=False,
            given_at=NOW,
            how="call",
        ),
        TagCustomer(**of_dev, tag="late"),
        ConfirmCaller(**of_dev, number="020 7946 0321", region="GB"),
        ChangeCustomer(**of_dev, segment="Late Plan", time_zone="Europe/Dublin"),
        MakePromise(
            **of_dev,
            promise_id=PROMISE,
            kind="callback",
            text="Ring back.",
            due="2026-11-23T10:00",
            time_zone="Europe/London",
            owner_id=floor.LEILA,
        ),
    ]
    for command in offline:
        desk.do(command)
    verdicts = desk.push()
    assert {verdict.status for verdict in verdicts} <= {"applied", "merged"}, [
        (type(command).__name__, verdict.problem)
        for command, verdict in zip(offline, verdicts, strict=True)
        if verdict.problem
    ]

    desk.pull()
    desk.open_customer(floor.MARGARET)
    for store in (central, desk):
        view = record(store, floor.DEV)
        assert view.fields.customer_id == floor.MARGARET
        texts = {(one.kind, one.text) for one in view.details}
        assert {("email", "late@example.org"), ("social", "late"), ("social", "dev_renamed")} <= texts
        assert ("email", "old@example.org") not in texts
        numbers = {(one.e164, one.extension) for one in view.phones}
        assert {(floor.DEVS_NUMBER, "9"), ("+442079460777", None)} <= numbers
        kin = {(one.kind, one.other_id) for one in view.relations}
        assert ("neighbour", floor.AOIFE) in kin
        assert ("employee", floor.LARCH) not in kin
        assert {one.state for one in view.consents} == {"withdrawn"}, "a withdrawal counts for the survivor"
        assert view.tags == ["late"]
        assert view.time_zone == "Europe/Dublin"
    assert central.get("promise", PROMISE)["customer_id"] == floor.MARGARET
    owners = {row["customer_id"] for row in central.rows()["caller_number"].values() if "0321" in row["e164"]}
    assert owners == {floor.MARGARET}
    for entity, rows in desk.rows().items():
        if entity != "merged_record":
            assert not [row for row in rows.values() if row.get("customer_id") == floor.DEV], entity


def test_after_the_merge_was_undone_they_land_at_the_one_they_were_meant_for(
    central: Central, tmp_path: Path
) -> None:
    desk = Desk(tmp_path / "d.db", central, LEILA_AT_DESK, ["org"])
    desk.open_customer(floor.DEV)
    merge = MergeCustomers(made_at=NOW, merge_id=new_id(), survivor_id=floor.MARGARET, merged_id=floor.DEV)
    central.do(SUE_AT_DESK, merge)
    desk.do(TagCustomer(made_at=NOW, customer_id=floor.DEV, tag="late"))
    central.do(SUE_AT_DESK, UndoMerge(made_at=NOW, merge_id=merge.merge_id))
    assert [verdict.status for verdict in desk.push()] == ["applied"]
    assert record(central, floor.DEV).tags == ["late"]
    assert record(central, floor.MARGARET).tags == []
