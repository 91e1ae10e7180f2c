"""What a customer allows: a withdrawal holds everywhere, whatever comes in which order."""

from __future__ import annotations

import itertools
from datetime import timedelta
from pathlib import Path

import pytest

from agent_desktop.core.ids import new_id
from agent_desktop.features.customers.merging import MergeCustomers, UndoMerge
from agent_desktop.features.customers.record_commands import RecordConsent
from agent_desktop.features.customers.record_read_models import Consent, ConsentState, CustomerRecord
from agent_desktop.features.outbound.commands import RecordAttempt, TakeNextLead
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW, record
from tests.support.stores import Central, Desk


def said(is_granted: bool, **values: object) -> RecordConsent:
    known = {
        "customer_id": floor.DEV,
        "purpose": "marketing",
        "channel": "call",
        "how": "call",
        "given_at": NOW - timedelta(minutes=1),
    }
    return RecordConsent(
        made_at=NOW,
        event_id=new_id(),
        is_granted=is_granted,
        **(known | values),  # type: ignore[arg-type]
    )


def state(central: Central, channel: str = "call") -> ConsentState | None:
    return central.ask(LEILA_AT_DESK, Consent(customer_id=floor.DEV, purpose="marketing", channel=channel))


def test_a_grant_says_when_how_and_by_whom(central: Central) -> None:
    assert state(central) is None
    granted = said(True, evidence="Form 88", how="form")
    assert central.do(MARCUS_AT_DESK, granted).status == "applied"
    now = state(central)
    assert now is not None
    assert (now.state, now.line.how, now.line.evidence) == ("granted", "form", "Form 88")
    assert (now.line.recorded_by, now.line.given_at) == (floor.MARCUS, granted.given_at)
    assert state(central, "email") is None


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_withdrawal_wins_over_a_grant_that_did_not_know_of_it_in_any_order(
    central: Central, order: tuple[int, ...]
) -> None:
    first, second = said(True), said(True, given_at=NOW)
    withdrawn = said(False, given_at=NOW - timedelta(hours=1))
    events = [first, withdrawn, second]
    for n in order:
        assert central.do(LEILA_AT_DESK, events[n]).status == "applied"
    now = state(central)
    assert now is not None
    assert (now.state, now.withdrawals) == ("withdrawn", [withdrawn.event_id])


def test_who_knows_of_the_withdrawal_can_write_down_a_new_consent(central: Central) -> None:
    withdrawn = said(False, channel="any", purpose="any")
    central.do(LEILA_AT_DESK, withdrawn)
    assert [getattr(state(central, channel), "state", "") for channel in ("call", "email")] == [
        "withdrawn"
    ] * 2
    central.do(LEILA_AT_DESK, said(True, answers=[withdrawn.event_id]))
    assert [getattr(state(central, channel), "state", "") for channel in ("call", "email")] == [
        "granted",
        "withdrawn",
    ]
    again = said(False)
    central.do(LEILA_AT_DESK, again)
    assert getattr(state(central), "state", "") == "withdrawn"


def test_a_withdrawal_written_down_elsewhere_reaches_a_desk_with_its_next_pull(
    central: Central, tmp_path: Path
) -> None:
    desk = Desk(tmp_path / "d.db", central, LEILA_AT_DESK, ["org"])
    desk.open_customer(floor.DEV)
    desk.do(said(True))
    question = Consent(customer_id=floor.DEV, purpose="marketing", channel="call")
    assert getattr(desk.ask(question), "state", "") == "granted"
    central.do(MARCUS_AT_DESK, said(False))
    desk.push()
    desk.pull()
    assert getattr(desk.ask(question), "state", "") == "withdrawn"
    record = desk.ask(CustomerRecord(customer_id=floor.DEV, as_of=NOW))
    assert record is not None
    assert sorted(line.is_granted for line in record.consent_history) == [False, True]


def test_who_takes_consent_back_is_on_no_call_list_and_on_no_desk_any_more(
    central: Central, tmp_path: Path
) -> None:
    desk = Desk(tmp_path / "d.db", central, MARCUS_AT_DESK, ["org", f"agent:{floor.MARCUS}"])
    assert floor.LENT_LEAD in desk.rows()["lead"]
    assert central.do(LEILA_AT_DESK, said(False, purpose="any", channel="any")).status == "applied"
    assert {row["state"] for row in central.rows()["lead"].values()} == {"done"}
    desk.pull()
    assert desk.rows()["lead"] == {}
    fresh = a_lead(central, floor.DEV, floor.DEVS_NUMBER)
    verdict = central.do(MARCUS_AT_DESK, TakeNextLead(made_at=NOW, campaign_id=floor.CAMPAIGN))
    assert verdict.result == {"lead": None}
    assert central.get("lead", fresh)["last_disposition"] == "do_not_call"


def a_lead(central: Central, customer_id: str | None, number: str) -> str:
    """A lead that came in just now and is due."""
    lead_id = new_id()
    row = record(
        central.registry,
        "lead",
        id=lead_id,
        campaign_id=floor.CAMPAIGN,
        customer_id=customer_id,
        name="Somebody",
        number=number,
        state="open",
        next_attempt_at=NOW,
    )
    central.put([row])
    return lead_id


def test_a_lead_that_nobody_linked_is_theirs_by_their_number(central: Central) -> None:
    before = a_lead(central, None, floor.DEVS_NUMBER)
    central.do(LEILA_AT_DESK, said(False))
    assert central.get("lead", before)["state"] == "done"
    after = a_lead(central, None, floor.DEVS_NUMBER)
    somebody = a_lead(central, None, "+442079460777")
    verdict = central.do(MARCUS_AT_DESK, TakeNextLead(made_at=NOW, campaign_id=floor.CAMPAIGN))
    assert verdict.result is not None
    assert verdict.result["lead"]["id"] == somebody
    assert central.get("lead", after)["state"] == "done"


def test_who_asks_on_the_telephone_not_to_be_called_has_taken_it_back_for_good(
    central: Central, tmp_path: Path
) -> None:
    """Said to a sales person it counts like anywhere else: on the record, for each number and lists to come."""
    desk = Desk(tmp_path / "d.db", central, MARCUS_AT_DESK, ["org", f"agent:{floor.MARCUS}"])
    desk.open_customer(floor.DEV)
    lent = desk.rows()["lead"][floor.LENT_LEAD]
    attempt = RecordAttempt(
        made_at=NOW,
        attempt_id=new_id(),
        lead_id=floor.LENT_LEAD,
        token=lent["lease_token"],
        disposition="do_not_call",
    )
    desk.do(attempt)
    question = Consent(customer_id=floor.DEV, purpose="marketing", channel="call")
    assert getattr(desk.ask(question), "state", "") == "withdrawn", "offline as well"
    assert desk.push()[0].status == "applied"
    now = state(central)
    assert now is not None
    assert (now.state, now.line.how, now.line.recorded_by) == ("withdrawn", "call", floor.MARCUS)
    mine = [row for row in central.rows()["lead"].values() if row["customer_id"] == floor.DEV]
    assert {row["state"] for row in mine} == {"done"}
    assert len({row["number"] for row in mine}) > 1
    a_lead(central, floor.DEV, "+442079460779")
    verdict = central.do(MARCUS_AT_DESK, TakeNextLead(made_at=NOW, campaign_id=floor.CAMPAIGN))
    assert verdict.result == {"lead": None}


@pytest.mark.parametrize("who_took_it_back", [floor.DEV, floor.AOIFE])
def test_a_merge_brings_a_withdrawal_along_and_its_undo_gives_the_leads_back(
    central: Central, who_took_it_back: str
) -> None:
    other = floor.AOIFE if who_took_it_back == floor.DEV else floor.DEV
    theirs = a_lead(central, other, "+353860000001")
    central.do(LEILA_AT_DESK, said(False, customer_id=who_took_it_back))
    assert central.get("lead", theirs)["state"] == "open"
    merge = MergeCustomers(made_at=NOW, merge_id=new_id(), survivor_id=floor.AOIFE, merged_id=floor.DEV)
    assert central.do(LEILA_AT_DESK, merge).status == "applied"
    assert central.get("lead", theirs)["state"] == "done"
    undo = UndoMerge(made_at=NOW, merge_id=merge.merge_id)
    assert central.do(LEILA_AT_DESK, undo).status == "applied"
    row = central.get("lead", theirs)
    assert (row["state"], row["customer_id"], row["next_attempt_at"]) == ("open", other, NOW)


@pytest.mark.parametrize("values", [{"channel": "email"}, {"purpose": "survey"}])
def test_what_was_taken_back_for_something_else_leaves_the_call_list_alone(
    central: Central, values: dict[str, object]
) -> None:
    before = central.rows()["lead"]
    central.do(LEILA_AT_DESK, said(False, **values))
    assert central.rows()["lead"] == before


@pytest.mark.parametrize(
    "values",
    [
        {"purpose": "any"},
        {"channel": "fax"},
        {"how": "hearsay"},
        {"given_at": NOW + timedelta(days=1)},
    ],
)
def test_what_is_no_consent_is_refused(central: Central, values: dict[str, object]) -> None:
    before = central.rows()["consent_event"]
    assert central.do(LEILA_AT_DESK, said(True, **values)).status == "refused"
    assert central.rows()["consent_event"] == before
