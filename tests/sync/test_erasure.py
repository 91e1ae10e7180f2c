"""Erasing a customer: gone from every table, every desk and every late command, and proved by a search."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from agent_desktop.core.ids import new_id
from agent_desktop.features.calls.facts import record_facts
from agent_desktop.features.calls.tables import call_fact, queue_visit
from agent_desktop.features.customers.commands import ChangeCustomer, CreateCustomer
from agent_desktop.features.customers.erasure import EraseCustomer
from agent_desktop.features.tickets.commands import AddTicketNote, ChangeTicket
from agent_desktop.sync import upkeep
from agent_desktop.sync.erased_words import Words, hash_of, identifier_of, patterns_of
from agent_desktop.sync.erasure import certificates
from agent_desktop.sync.messages import PullRequest
from agent_desktop.sync.replica_tables import draft
from agent_desktop.sync.sweep import sweep_next, traces
from agent_desktop.sync.tables import command_log, erasure_log, sync_feed
from agent_desktop.telephony.facts import CallFact
from agent_desktop.workstation.drafts import save_draft
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW, SUE_AT_DESK
from tests.support.stores import Central, Desk, envelope, pull

SECRET = "Zebulon Quartermaine"
WORDS = [SECRET, "zebulon@example.net", "+447700900999", "07700 900 999", "7 Hidden Lane"]
REASON = "They asked us to."


def erase(customer_id: str) -> EraseCustomer:
    return EraseCustomer(made_at=NOW, customer_id=customer_id, reason=REASON)


def sweep(central: Central) -> int:
    done = 0
    while central.run(lambda c: sweep_next(c, central.registry, NOW, set())):
        done += 1
    return done


def traces_of(central: Central, *texts: str) -> dict[str, int]:
    return central.run(lambda c: traces(c, texts or WORDS))


@pytest.fixture
def zebulon(central: Central) -> str:
    """A customer with something of theirs in every corner: records, others' notes, facts, logs."""
    customer_id = new_id()
    made = CreateCustomer(
        made_at=NOW,
        customer_id=customer_id,
        currency="GBP",
        region="GB",
        given_name="Zebulon",
        family_name="Quartermaine",
        email="zebulon@example.net",
        street="7 Hidden Lane",
        phones=[{"phone_id": new_id(), "number": "+447700900999"}],
    )
    central.push(LEILA_AT_DESK, [envelope(central.registry, made)])
    said = f"{SECRET} (07700-900 999) is Henry's landlord; write to ZEBULON@example.net."
    note = AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=floor.PUMP, text=said)
    renamed = ChangeCustomer(made_at=NOW, customer_id=customer_id, alert=f"{SECRET} is moving out.")
    for command in (note, renamed):
        assert central.do(LEILA_AT_DESK, command).status == "applied"
    registry = central.registry
    central.put(
        [
            floor.a_ticket(registry, new_id(), 9101, f"{SECRET} has no heating", customer_id=customer_id),
            floor.a_contact(
                registry, new_id(), customer_id, 1, number="+447700900999", note="Rang.", call_id="call-z"
            ),
        ]
    )

    def telephony(connection: sa.Connection) -> None:
        told = {
            "caller": "+447700900999",
            "called": "+442079460000",
            "caller_name": SECRET,
            "queue": "Heating support",
        }
        record_facts(
            connection,
            [
                CallFact(
                    kind="call_queued", call_id="call-z", at=NOW, seq=1, queue="Heating support", data=told
                ),
                CallFact(
                    kind="call_ended", call_id="call-z", at=NOW + timedelta(minutes=1), seq=2, data=told
                ),
                # Nobody has said yet whose this one was.
                CallFact(
                    kind="call_queued", call_id="call-y", at=NOW, seq=1, queue="Heating support", data=told
                ),
            ],
        )

    central.run(telephony)
    return customer_id


def test_nothing_of_an_erased_customer_is_found_in_any_column_of_the_database(
    central: Central, zebulon: str
) -> None:
    before = traces_of(central)
    assert {"customer.name", "customer_phone.e164", "ticket.subject", "command_log.data"} <= set(before)
    assert {"ticket_note.text", "call_fact.data", "queue_visit.caller", "sync_feed.body"} <= set(before)
    verdict = central.do(SUE_AT_DESK, erase(zebulon))
    assert verdict.status == "applied"
    assert verdict.result is not None
    assert verdict.result["erased"]["customer"] == 1
    assert sweep(central) == 1
    assert traces_of(central) == {}
    [proof] = central.run(certificates)
    assert (proof.subject_hash, proof.reason, proof.left) == (hash_of(zebulon), REASON, [])
    assert proof.seq == verdict.seq
    assert proof.erased["interaction"] == proof.erased["ticket"] == 1
    assert proof.swept is not None
    assert {"command_log", "ticket_note", "call_fact"} <= set(proof.swept)


def test_times_and_queues_of_their_contacts_stay_for_the_figures(central: Central, zebulon: str) -> None:
    central.do(SUE_AT_DESK, erase(zebulon))
    sweep(central)
    [contact] = [row for row in central.rows()["interaction"].values() if row["call_id"] == "call-z"]
    assert (contact["customer_id"], contact["number"], contact["note"]) == (None, None, "")
    assert (contact["queue_id"], contact["started_at"]) == (floor.HEATING, NOW - timedelta(days=1))
    [ticket] = [row for row in central.rows()["ticket"].values() if row["subject"] == "Erased"]
    assert (ticket["state"], ticket["created_at"]) == ("closed", NOW - timedelta(days=3))
    facts = central.run(
        lambda c: c.execute(sa.select(call_fact).where(call_fact.c.call_id == "call-z")).all()
    )
    assert [(fact.kind, fact.queue, fact.data["caller"]) for fact in facts] == [
        ("call_queued", "Heating support", ""),
        ("call_ended", None, ""),
    ]
    visits = central.run(lambda c: c.execute(sa.select(queue_visit)).all())
    assert {visit.caller for visit in visits} == {None}
    assert {visit.queued_at for visit in visits} == {NOW}


def test_a_note_about_somebody_else_loses_only_the_words_and_goes_out_to_the_desks(
    central: Central, zebulon: str, tmp_path: Path
) -> None:
    desk = Desk(tmp_path / "r.db", central, LEILA_AT_DESK, [f"queue:{floor.HEATING}"])
    central.do(SUE_AT_DESK, erase(zebulon))
    sweep(central)
    desk.pull()
    texts = [row["text"] for row in desk.rows()["ticket_note"].values() if "landlord" in row["text"]]
    assert texts == ["[erased] ([erased]) is Henry's landlord; write to [erased]."]
    assert desk.rows()["ticket_note"].items() <= central.rows()["ticket_note"].items()


def test_a_household_keeps_the_number_it_shared_with_whom_was_erased(central: Central) -> None:
    central.do(SUE_AT_DESK, erase(floor.MARGARET))
    sweep(central)
    assert central.get("customer_phone", floor.HENRY_HOME)["e164"] == floor.HOME_NUMBER
    assert central.get("interaction", floor.UNFINISHED)["number"] == floor.HOME_NUMBER
    assert traces_of(central, "Margaret Okafor", "margaret.okafor@example.org", "+447700900456") == {}


def test_every_entity_that_says_whose_it_is_is_covered(central: Central) -> None:
    """A subject that registers a record tomorrow is erased with the others, or this fails."""
    for customer_id in (floor.MARGARET, floor.HENRY, floor.DEV, floor.AOIFE, floor.LARCH, floor.NADIA):
        assert central.do(SUE_AT_DESK, erase(customer_id)).status == "applied"
    sweep(central)
    for spec in central.registry.entities.values():
        if spec.customer_column is not None:
            left = [row[spec.customer_column] for row in central.rows()[spec.name].values()]
            assert (spec.customer_column == "id" and not left) or set(left) <= {None}, spec.name
    in_feed = central.run(
        lambda c: c.execute(
            sa.select(sync_feed.c.scope, sync_feed.c.op).where(sync_feed.c.scope.startswith("customer:"))
        ).all()
    )
    assert {row.op for row in in_feed} <= {"D", "L"}


def test_a_late_command_on_somebody_erased_is_refused_and_what_it_says_is_not_kept(
    central: Central, zebulon: str
) -> None:
    [ticket_id] = [row["id"] for row in central.rows()["ticket"].values() if row["customer_id"] == zebulon]
    central.do(SUE_AT_DESK, erase(zebulon))
    late = AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=ticket_id, text=f"{SECRET} rang again.")
    again = CreateCustomer(made_at=NOW, customer_id=zebulon, currency="GBP", region="GB", name=SECRET)
    other = AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=floor.PUMP, text="Fixed.")
    reply = central.push(LEILA_AT_DESK, [envelope(central.registry, c) for c in (late, again, other)])
    assert [v.problem.reason if v.problem else v.status for v in reply.verdicts] == [
        "erased",
        "erased",
        "applied",
    ]
    sweep(central)
    assert traces_of(central) == {}


def test_only_those_who_lead_may_erase_and_need_a_reason(central: Central) -> None:
    assert central.do(LEILA_AT_DESK, erase(floor.HENRY)).problem.reason == "not_allowed"  # type: ignore[union-attr]
    without = EraseCustomer(made_at=NOW, customer_id=floor.HENRY, reason=" ")
    assert central.do(SUE_AT_DESK, without).status == "refused"
    assert central.get("customer", floor.HENRY)["name"] == "Henry Okafor"


def test_a_desk_forgets_records_drafts_and_unsent_work_down_to_the_bytes_of_its_file(
    central: Central, zebulon: str, tmp_path: Path
) -> None:
    path = tmp_path / "r.db"
    desk = Desk(path, central, LEILA_AT_DESK, [f"queue:{floor.HEATING}"])
    desk.open_customer(zebulon)
    upkeep.begin_erasures_at(desk.replica, 0)
    save_draft(desk.replica, f"customer:{zebulon}", {"note": f"{SECRET} likes tea"}, NOW)
    save_draft(desk.replica, "other", {"note": "milk"}, NOW)
    desk.do(ChangeCustomer(made_at=NOW, customer_id=zebulon, city="Atlantis"))
    desk.do(ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject="Pump dead"))
    central.do(SUE_AT_DESK, erase(zebulon))
    sweep(central)

    request = PullRequest(desk.epoch, desk.replica.cursors(), erased_to=upkeep.erased_to(desk.replica))
    page = central.run(lambda c: pull(c, request, frozenset(request.cursors)))
    desk.replica.apply_page(desk.actor, page)
    done = upkeep.take_erased(desk.replica, central.registry, desk.actor, page.erased)

    assert [(e.kind, v.problem.reason) for e, v in done.removed if v.problem] == [
        ("customers.ChangeCustomer", "erased")
    ]
    assert [waiting.kind for waiting in desk.replica.waiting()] == ["tickets.ChangeTicket"]
    assert desk.find("customer", zebulon) is None
    assert f"customer:{zebulon}" not in desk.replica.cursors()
    with desk.replica.transaction() as connection:
        assert connection.execute(sa.select(draft.c.key)).scalars().all() == ["other"]
    held = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for word in (SECRET, "zebulon@example.net", "447700900999", "Atlantis", "Hidden Lane"):
        assert word.encode() not in held, word
    assert b"Pump dead" in held

    assert upkeep.erased_to(desk.replica) == page.erased[-1].seq
    request = PullRequest(desk.epoch, desk.replica.cursors(), erased_to=upkeep.erased_to(desk.replica))
    assert central.run(lambda c: pull(c, request, frozenset(request.cursors))).erased == []


def test_the_words_of_the_sweep_are_forgotten_with_it(central: Central, zebulon: str) -> None:
    central.do(SUE_AT_DESK, erase(zebulon))
    terms = sa.select(erasure_log.c.terms)
    assert SECRET.split(maxsplit=1)[0] in json.dumps(central.run(lambda c: c.execute(terms).scalar_one()))
    sweep(central)
    assert central.run(lambda c: c.execute(terms).scalar_one()) is None


def test_the_log_still_says_who_erased_whom_and_what_became_of_older_commands(
    central: Central, zebulon: str
) -> None:
    central.do(SUE_AT_DESK, erase(zebulon))
    sweep(central)
    rows = central.run(lambda c: c.execute(sa.select(command_log).order_by(command_log.c.seq)).all())
    by_kind = {row.kind: row for row in rows}
    assert by_kind["customers.EraseCustomer"].data["customer_id"] == zebulon
    made = by_kind["customers.CreateCustomer"]
    assert (made.status, made.data["customer_id"], made.data["given_name"]) == ("applied", zebulon, "")


def test_a_customer_central_does_not_hold_is_noted_so_that_no_desk_brings_them_back(central: Central) -> None:
    unknown = new_id()
    assert central.do(SUE_AT_DESK, erase(unknown)).status == "applied"
    back = CreateCustomer(made_at=NOW, customer_id=unknown, currency="GBP", region="GB", name="Ada")
    verdict = central.do(MARCUS_AT_DESK, back)
    assert verdict.problem is not None
    assert verdict.problem.reason == "erased"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("ring 020 7946 0142 now", "ring [erased] now"),
        ("+44 (0)20 7946-0142", ""),
        ("0044 20.7946.0142", ""),
        ("{02079460142}", "{[erased]}"),
        ("order 12079460142", "order 12079460142"),
        ("order 20794601421", "order 20794601421"),
        ("call-2410649702441", "call-2410649702441"),
        ("reversed 241064970244", "reversed [erased]"),
    ],
)
def test_a_number_is_found_however_it_is_written_and_no_longer_one(text: str, left: str) -> None:
    assert Words(patterns_of([identifier_of("+442079460142")])).redacted(text) == left
