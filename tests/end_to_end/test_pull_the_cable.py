"""Pull the cable: twenty minutes without central, three contacts, one of which the exchange told of.

Real processes: central, the desk of Ada behind a cable that can be pulled, the desk of her colleague Ben. The
clock of all three is moved forward; nothing else is pretended. At the end every row is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from agent_desktop.core.clock import HeldClock
from agent_desktop.core.ids import new_id
from agent_desktop.features import house
from agent_desktop.features.tickets.model import ticket_number
from tests.end_to_end.conftest import Site
from tests.support.cable import Cable
from tests.support.desk_runner import as_json
from tests.support.floor import NOW
from tests.support.later import Later
from tests.support.processes import HeadlessDesk, Machine, Window
from tests.support.stores import Central

SUBJECT = "Thermostat does not hold"
FROM_THE_EXCHANGE = "Boiler is cold, pressure at 0.4 bar."
FROM_THE_MOBILE = "Rang from the mobile: comes on Friday."
A_STRANGER = "Moved in last week, wants a contract."
OFFLINE_NOTE = "Spoke to the engineer while the line was down."
BENS_NOTE = "Parts are on their way."
STRANGERS_NUMBER = "01632 960456"
MINUTES = 20

AskDatabase = Callable[[str], str]


@pytest.fixture
def later(machine: Machine) -> Later:
    return Later(machine.home / "later")


@pytest.fixture
def here(machine: Machine, later: Later, database_url: str) -> Site:
    return Site(machine, "--database", database_url, later=later.path)


@pytest.fixture
def cable(here: Site) -> Iterator[Cable]:
    with Cable(here.central.address) as cable:
        yield cable


@pytest.fixture
def central_rows(database_url: str) -> Callable[[], dict[str, Any]]:
    """Every record at central, as plain JSON values."""

    def rows() -> dict[str, Any]:
        store = Central(database_url, house(), HeldClock(NOW))
        try:
            return store.run(lambda connection: as_json(connection, store.registry))
        finally:
            store.close()

    return rows


# -- without windows ---------------------------------------------------------------------------------------


def test_twenty_minutes_without_central(
    here: Site,
    later: Later,
    cable: Cable,
    ask_database: AskDatabase,
    central_rows: Callable[[], dict[str, Any]],
) -> None:
    ids = dict(
        line.split("|") for line in ask_database("SELECT name || '|' || id FROM customer").splitlines()
    )
    queue_id = ask_database("SELECT id FROM queue")
    margaret, priya, stranger = ids["Margaret Hughes"], ids["Priya Nair"], new_id()
    ada = HeadlessDesk(here.machine, cable.url, "ada", later.path)
    ben = HeadlessDesk(here.machine, here.central.url, "ben", later.path)
    ticket_id = new_id()
    ben.do(
        "command",
        kind="tickets.CreateTicket",
        ticket_id=ticket_id,
        number=ticket_number(900_001),
        subject=SUBJECT,
        queue_id=queue_id,
        channel="call",
        customer_id=priya,
    )
    for customer_id in (margaret, priya):
        ada.do("open_customer", customer_id=customer_id)
    _until_here(ada, "ticket", ticket_id)

    cable.pull()
    began = later.now()
    ada.until("that the line is lost", lambda s: s["link"] == "offline")

    later.advance(120)
    here.new_call("call-1", "0044 (0)20/7946-0018")
    here.post("answer", "call-1", user="ada")
    logged = ada.do("ring", number="020 7946 0018")
    assert logged["customer_id"] == margaret, "known by the number, with central out of reach"
    ada.do("type", note=FROM_THE_EXCHANGE)
    later.advance(240)
    here.post("hangup", "call-1", cause="normalClearing")
    ada.do("hang_up")
    ada.do("log", outcome="Visit booked")

    later.advance(240)
    by_name = ada.do("ring", direction="out")
    ada.do("with_customer", customer_id=priya)
    ada.do("type", note=FROM_THE_MOBILE)
    ada.do("command", kind="tickets.ChangeTicket", ticket_id=ticket_id, priority="high", topic="Visit: late")
    ada.do("command", kind="tickets.AddTicketNote", note_id=new_id(), ticket_id=ticket_id, text=OFFLINE_NOTE)
    later.advance(180)
    ada.do("log", outcome="Callback promised", ticket_id=ticket_id)

    ben.do("command", kind="tickets.ChangeTicket", ticket_id=ticket_id, priority="urgent", subject=SUBJECT)
    ben.do("command", kind="tickets.AddTicketNote", note_id=new_id(), ticket_id=ticket_id, text=BENS_NOTE)

    later.advance(120)
    unknown = ada.do("ring", number=STRANGERS_NUMBER)
    assert unknown["customer_id"] is None
    ada.do(
        "command",
        kind="customers.CreateCustomer",
        customer_id=stranger,
        currency="GBP",
        region="GB",
        name="Ilse Brandt",
        phones=[{"phone_id": new_id(), "number": STRANGERS_NUMBER}],
    )
    ada.do("with_customer", customer_id=stranger)
    ada.do("type", note=A_STRANGER)
    later.advance(MINUTES * 60 - (later.now() - began).total_seconds())
    ada.do("log", outcome="Information given")
    assert ada.do("look")["waiting"].count("interactions.LogContact") == 3
    assert ask_database("SELECT count(*) FROM interaction") == "0"

    cable.plug_in()
    shown = ada.until("that all is sent", lambda s: s["link"] == "online" and not s["waiting"])
    verdicts = {envelope["data"]["command_id"]: verdict for envelope, verdict in shown["verdicts"]}
    kinds = [envelope["kind"] for envelope, _ in shown["verdicts"]]
    assert sorted(kinds) == [
        "customers.CreateCustomer",
        *["interactions.LogContact"] * 3,
        "tickets.AddTicketNote",
        "tickets.ChangeTicket",
    ]
    told = {
        envelope["data"]["interaction_id"]: verdict["result"]["joining"]
        for envelope, verdict in shown["verdicts"]
        if envelope["kind"] == "interactions.LogContact"
    }
    assert told == {
        logged["contact_id"]: "joined",
        by_name["contact_id"]: "waiting",
        unknown["contact_id"]: "waiting",
    }
    (merged,) = [verdict for verdict in verdicts.values() if verdict["status"] == "merged"]
    assert [(lost["field"], lost["yours"], lost["theirs"]) for lost in merged["lost"]] == [
        ("priority", "high", "urgent")
    ]
    _until_in_step(ada, central_rows)
    _nothing_lost_nothing_twice(ask_database, central_rows(), began)
    assert {one.login: one.leave() for one in (ada, ben)} == {"ada": 0, "ben": 0}
    assert here.central.stop() == 0


def _until_here(desk: HeadlessDesk, entity: str, entity_id: str) -> None:
    desk.until(f"the {entity}", lambda _s: entity_id in desk.do("records")[entity])


# -- at the window -----------------------------------------------------------------------------------------


@pytest.mark.long
def test_twenty_minutes_without_central_at_the_window(
    here: Site,
    later: Later,
    cable: Cable,
    ask_database: AskDatabase,
    central_rows: Callable[[], dict[str, Any]],
) -> None:
    """The same with windows, keys and clicks: what is shown is what a person is told."""
    ada = Window(here.machine, cable.url, "ada", later=later.path)
    ben = Window(here.machine, here.central.url, "ben", later=later.path)
    ada.ready().open_customer("Margaret Hughes")
    for window in (ada, ben.ready()):
        window.open_customer("Priya Nair")
    _open_ticket(ada)
    ben.press("Ctrl+2")
    ben.until("the ticket among the customer's", lambda s: any(SUBJECT in row for row in s["tickets"]))
    ben.do("open_row", words=SUBJECT)
    ben.until("the ticket", lambda s: any(SUBJECT in word for word in s["ticket"]))

    cable.pull()
    began = later.now()
    lost = ada.until("that the line is lost", lambda s: any("Line lost" in word for word in s["link"]))
    assert any("The exchange is not heard while central is out of reach" in word for word in lost["link"])
    assert "Log a contact  Ctrl+Shift+L" in lost["link"]

    later.advance(120)
    here.new_call("call-1", "0044 (0)20/7946-0018")
    here.post("answer", "call-1", user="ada")
    _begin(ada)
    ada.type("020 7946 0018")
    ada.press("Return")
    ada.until("Margaret, by her number", lambda s: "Margaret Hughes" in s["header"])
    ada.type(FROM_THE_EXCHANGE)
    later.advance(240)
    here.post("hangup", "call-1", cause="normalClearing")
    ada.do("click", name="Call is over")
    _log(ada, "Visit booked", 1)

    later.advance(240)
    _begin(ada)
    ada.do("choose", field="Direction", words="I called")
    ada.do("click", name="Choose the customer")
    ada.type("Priya Nair")
    ada.until("Priya in the search", lambda s: any("Manchester" in row for row in s["found"]))
    ada.press("Return")
    ada.until("Priya on screen", lambda s: "Priya Nair" in s["header"])
    ada.press("Ctrl+2")
    ada.do("open_row", words=SUBJECT)
    ada.until("the ticket", lambda s: any(SUBJECT in word for word in s["ticket"]))
    ada.do("choose", field="Priority", words="High")
    ada.do("focus", name="Add a note to the ticket")
    ada.type(OFFLINE_NOTE)
    ada.do("click", name="Add note")
    ada.press("Ctrl+N")
    ada.type(FROM_THE_MOBILE)
    later.advance(180)
    _log(ada, "Callback promised", 4)

    ben.do("choose", field="Priority", words="Urgent")
    ben.do("focus", name="Add a note to the ticket")
    ben.type(BENS_NOTE)
    ben.do("click", name="Add note")
    ben.until("his note", lambda s: any(BENS_NOTE in row for row in s["ticket_notes"]))

    later.advance(120)
    _begin(ada)
    ada.type(STRANGERS_NUMBER)
    ada.press("Return")
    ada.until("a number nobody has", lambda s: any("Not on this desk" in word for word in s["caller"]))
    ada.do("click", name="Create a customer")
    ada.until("the form", lambda s: "Create" in s["layers"])
    ada.type("Ilse")
    ada.press("Tab")
    ada.type("Brandt")
    ada.press("Return")
    ada.until("the new customer", lambda s: "Ilse Brandt" in s["header"])
    ada.press("Ctrl+N")
    ada.type(A_STRANGER)
    ada.until("that the note is kept", lambda s: any(w.startswith("Saved") for w in s["note_bar"]))
    later.advance(60)
    ada.kill()
    ada.start_again()
    ada.ready().until(
        "the note, and whose", lambda s: s["note"] == A_STRANGER and "Ilse Brandt" in s["header"]
    )
    later.advance(MINUTES * 60 - (later.now() - began).total_seconds())
    _log(ada, "Information given", 6)
    assert ask_database("SELECT count(*) FROM interaction") == "0"

    cable.plug_in()
    # She came back to the desk with nobody to vouch for her but the desk: central wants to hear it from herself.
    ada.until("that she is to sign in again", lambda s: any("Sign in again" in word for word in s["link"]))
    assert ada.leave() == 0
    ada.start_again()
    ada.ready().until("that the line is back", lambda s: s["link"] == [])
    shown = ada.until(
        "what became of it", lambda s: any("priority" in told for told in s["told"]) and len(s["told"]) >= 4
    )
    told = shown["told"]
    (joined,) = [words for words in told if words.startswith("The contact you logged was joined to its call")]
    assert "020 7946 0018" in joined
    assert "4:00" in joined
    assert sum("logged by hand: the exchange told of no call that fits" in words for words in told) == 2
    assert "A colleague changed this first, their version stays: priority" in told
    ada.open_customer("Priya Nair")
    ada.press("Ctrl+2")
    ada.do("open_row", words=SUBJECT)
    shown = ada.until("the colleague's priority", lambda s: "Priority: Urgent" in s["ticket"])
    for note in (OFFLINE_NOTE, BENS_NOTE):
        assert sum(note in row for row in shown["ticket_notes"]) == 1
    ada.press("Ctrl+1")
    timeline = ada.until("the contact", lambda s: any(FROM_THE_MOBILE in row for row in s["timeline"]))
    assert sum(FROM_THE_MOBILE in row and "Logged by hand" in row for row in timeline["timeline"]) == 1
    ben.open_customer("Margaret Hughes")
    timeline = ben.until("the call", lambda s: any(FROM_THE_EXCHANGE in row for row in s["timeline"]))
    assert not any("Logged by hand" in row for row in timeline["timeline"])
    _until_in_step(ada, central_rows)
    _nothing_lost_nothing_twice(ask_database, central_rows(), began)
    assert {one.login: one.leave() for one in (ada, ben)} == {"ada": 0, "ben": 0}
    assert here.central.stop() == 0


def _begin(window: Window) -> None:
    window.press("Ctrl+Shift+L")
    window.until("the sheet", lambda s: s["keyboard"] == "Number of the other side")


def _log(window: Window, outcome: str, waiting: int) -> None:
    window.do("choose", field="Outcome", words=outcome)
    window.press("Ctrl+N")
    window.press("Ctrl+Return")
    window.until(
        f"that {waiting} wait",
        lambda s: s["note"] == "" and any(w.startswith(f"{waiting} waiting") for w in s["link"]),
    )


def _open_ticket(window: Window) -> None:
    window.do("click", name="New ticket")
    window.until("the form", lambda s: "Open the ticket" in s["layers"] and "Queue: Support" in s["layers"])
    window.type(SUBJECT)
    window.press("Return")
    window.until("the ticket", lambda s: any(SUBJECT in word for word in s["ticket"]))


# -- row by row --------------------------------------------------------------------------------------------


def _until_in_step(desk: HeadlessDesk | Window, central_rows: Callable[[], dict[str, Any]]) -> None:
    """Wait until the replica holds what it must, and every row of it is central's."""
    wanted = ("interaction", "contact_alias", "ticket", "ticket_note")
    truth = central_rows()
    for _ in range(100):
        held = desk.do("records")
        wrong = {
            (entity, key): (row, truth[entity].get(key))
            for entity, rows in held.items()
            for key, row in rows.items()
            if row != truth[entity].get(key)
        }
        missing = {(entity, key) for entity in wanted for key in truth[entity] if key not in held[entity]}
        if not wrong and not missing:
            return
    pytest.fail(f"the replica is not central's: {wrong}, without {missing}")


def _nothing_lost_nothing_twice(
    ask_database: AskDatabase, rows: dict[str, dict[str, Any]], began: datetime
) -> None:
    names = {key: row["name"] for key, row in rows["customer"].items()}
    contacts = {row["note"]: row for row in rows["interaction"].values()}
    assert {
        note: (
            names[row["customer_id"]],
            row["direction"],
            row["joining"],
            row["call_id"],
            row["disposition"],
        )
        for note, row in contacts.items()
    } == {
        FROM_THE_EXCHANGE: ("Margaret Hughes", "in", "joined", "call-1", "Visit booked"),
        FROM_THE_MOBILE: ("Priya Nair", "out", "waiting", None, "Callback promised"),
        A_STRANGER: ("Ilse Brandt", "in", "waiting", None, "Information given"),
    }
    assert len(rows["interaction"]) == 3
    (ticket,) = rows["ticket"].values()
    assert (ticket["priority"], contacts[FROM_THE_MOBILE]["ticket_id"]) == ("urgent", ticket["id"])
    assert sorted(note["text"] for note in rows["ticket_note"].values()) == sorted([OFFLINE_NOTE, BENS_NOTE])
    assert sorted(names.values()) == ["Ilse Brandt", "Margaret Hughes", "Priya Nair", "Tom Hughes"]
    # The call is told once, by its facts, and the contact has their times and not those that were typed.
    call = contacts[FROM_THE_EXCHANGE]
    times = "SELECT to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US') FROM call_fact"
    assert ask_database("SELECT count(DISTINCT call_id) FROM call_fact") == "1"
    for column, pick in (
        ("started_at", "min(at)"),
        ("ended_at", "max(at) FILTER (WHERE kind = 'call_ended')"),
    ):
        exact = datetime.fromisoformat(ask_database(times.format(pick)) + "+00:00")
        assert datetime.fromisoformat(call[column]) == exact, column
    assert datetime.fromisoformat(call["started_at"]) - began >= timedelta(minutes=2)
    assert len(rows["contact_alias"]) == 1
    assert rows["call_question"] == {}
    commands = (
        "SELECT kind || ' ' || count(*) || ' ' || count(DISTINCT command_id) FROM command_log GROUP BY kind"
    )
    counted = dict(line.split(" ", 1) for line in ask_database(commands).splitlines())
    assert counted["interactions.LogContact"] == "3 3"
    assert counted["customers.CreateCustomer"] == "1 1"
    assert counted["tickets.AddTicketNote"] == "2 2"
    assert counted["tickets.ChangeTicket"] == "2 2"
