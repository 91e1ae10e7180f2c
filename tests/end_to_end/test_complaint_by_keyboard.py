"""A complaint from ring to wrap-up by keyboard alone, and the supervisor sees all that follows from it.

Real processes: central with the simulated exchange, and two windows. Nothing here is clicked and no field is
given the keyboard but by keys.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx
import pytest

from agent_desktop.core.clock import HeldClock
from agent_desktop.core.ids import new_id
from agent_desktop.features import house
from tests.end_to_end.conftest import TOKEN, Site
from tests.support.floor import NOW, record
from tests.support.processes import PASSWORD, WITHIN_S, Window
from tests.support.stores import Central

CALLER = "+442079460018"
PRODUCT, LOT = "Heat pump 8 kW", "L-2291"
WHAT = "Leaks at the valve since Tuesday, the cellar is wet."
DRAFT = "We send the new one to"
NOTE = "Valve leaks, see the complaint. "
STEPS = [
    {"key": "sorry", "say": "I am sorry to hear that.", "choices": [{"label": "Goes on", "next": "safe"}]},
    {"key": "safe", "say": "Is the power switched off?", "choices": [{"label": "It is", "next": None}]},
]
FIELDS = {"do": [], "title": ""}
MOST_TABS = 150
CHILDREN = ("Call back about", "Quality check of", "Return of", "Replacement for")
AskDatabase = Callable[[str], str]


@pytest.fixture
def here(site: Site, database_url: str) -> Site:
    words = ("--name", "Sue Lang", "--queues", "Support", "--roles", "supervisor")
    site.command("central", "user", "add", "sue", *words, typed=f"{PASSWORD}\n")
    store = Central(database_url, house(), HeldClock(NOW))
    try:
        steps = [{**FIELDS, **step} for step in STEPS]
        script = record(
            store.registry, "script", id=new_id(), name="Complaint", topic="Complaint", queues=[], steps=steps
        )
        article = record(
            store.registry,
            "article",
            id=new_id(),
            number="KB-0412",
            title="Leaking valves",
            body="Close the main tap first.",
            tags=["valve"],
            published_at=NOW,
        )
        store.put([script, article])
    finally:
        store.close()
    return site


def test_complaint_by_keyboard_only(here: Site, ask_database: AskDatabase) -> None:
    ada = Window(here.machine, here.central.url, "ada").ready()
    ada.until("an idle desk", lambda s: "Ready" in s["call_bar"])
    _ring(here)
    ada.until("Margaret ringing", lambda s: "Ringing" in s["call_bar"] and "Margaret Hughes" in s["header"])
    ada.press("F2")
    ada.until("the call", lambda s: "On call" in s["call_bar"])

    _verify(ada)
    _follow_the_script(ada)
    _insert_knowledge(ada)
    number = _complain(ada)
    sue = Window(here.machine, here.central.url, "sue")  # She sits down while the call is brought to its end.
    _wrap_up(ada)

    # The contact carries the ticket, and the ticket the call; what she did last is a moment on its way.
    _until_it_says(
        ask_database,
        "SELECT i.identity || ' ' || i.disposition || ' ' || t.number || ' ' || t.channel"
        " FROM interaction i JOIN ticket t ON t.id = i.ticket_id",
        f"verified Ticket opened {number} call",
    )
    kinds = ask_database("SELECT string_agg(kind, ' ' ORDER BY kind) FROM promise WHERE state = 'open'")
    assert kinds == "callback quality_check replacement return"
    assert ask_database("SELECT product || ' ' || lot FROM return_authorisation") == f"{PRODUCT} {LOT}"
    assert ask_database("SELECT count(*) FROM \"order\" WHERE number LIKE 'R-%'") == "1"

    sue.ready()
    _look_at_it_as_supervisor(sue, number)
    _write_together(ada, sue, number)
    assert ada.leave() == 0
    assert sue.leave() == 0


def _verify(ada: Window) -> None:
    """The caller is who is shown, and answers the questions that prove it."""
    ada.press("F11")
    ada.until("that the identity can be checked", lambda s: "Check identity" in s["buttons"])
    ada.press("Ctrl+I")
    ada.until("the question", lambda s: any("Is it Margaret Hughes?" in word for word in s["layers"]))
    ada.press("2")
    ada.press("Return")
    ada.until("that it is answered", lambda s: s["layers"] == [])


def _follow_the_script(ada: Window) -> None:
    ada.press("Ctrl+N")
    ada.until("the note", lambda s: s["keyboard"] == "Call note")
    _choose(ada, "Topic", "Complaint")
    ada.until("the script of complaints", lambda s: any("sorry to hear" in word for word in s["script"]))
    ada.press("Alt+1")
    ada.until("its second step", lambda s: any("power switched off" in word for word in s["script"]))
    ada.press("Alt+1")
    ada.until("its end", lambda s: any("script is done" in word for word in s["script"]))


def _insert_knowledge(ada: Window) -> None:
    ada.press("Ctrl+N")
    ada.type(NOTE)
    ada.press("Ctrl+K")
    ada.type("leaking")
    ada.until("the article", lambda s: any("Leaking valves" in row for row in s["palette"]))
    _choose_in_palette(ada, "Leaking valves")
    ada.until("the article at the right", lambda s: "Name it in the note" in s["buttons"])
    _tab_to(ada, "Name it in the note")
    ada.press("Return")
    ada.until("its name in the note", lambda s: s["note"] == f"{NOTE}KB-0412 Leaking valves")


def _complain(ada: Window) -> str:
    ada.press("Ctrl+Shift+T")
    ada.until("the form", lambda s: s["keyboard"] == "Product")
    ada.type(PRODUCT)
    ada.press("Tab")
    ada.type(LOT)
    ada.press("Tab")
    ada.until("the field for what happened", lambda s: s["keyboard"] == "What happened")
    ada.type(WHAT)
    ada.press("Tab")
    ada.until("the time of the callback", lambda s: s["keyboard"] == "Call back: when")
    ada.press("Ctrl+A")
    ada.type("+3d")
    ada.until("that it is understood", lambda s: any(" in " in word and ":" in word for word in s["layers"]))
    ada.until("that nobody else complained", lambda s: any("Nobody else" in word for word in s["layers"]))
    ada.press("Ctrl+Return")
    shown = ada.until(
        "the complaint", lambda s: any(word.endswith(f"{PRODUCT}: {WHAT}") for word in s["ticket"])
    )
    ada.until("what happened", lambda s: any(WHAT in row for row in s["ticket_notes"]))
    title = next(word for word in shown["ticket"] if PRODUCT in word)
    return str(title.partition(" ")[0])


def _wrap_up(ada: Window) -> None:
    ada.press("F12")
    ada.until("wrap-up", lambda s: "Wrap-up" in s["call_bar"])
    ada.press("Ctrl+N")
    _choose(ada, "Outcome", "Ticket opened")
    ada.press("Ctrl+Return")
    ada.until("that she is ready", lambda s: "Ready" in s["call_bar"] and s["note"] == "")


def _look_at_it_as_supervisor(sue: Window, number: str) -> None:
    _open_room(sue)
    _open_from_team(sue)
    sue.until("the complaint", lambda s: any(word.startswith(number) for word in s.get("ticket", [])))
    _tab_to(sue, "The ticket")
    sue.press("Right")
    shown = sue.until(
        "its four children",
        lambda s: all(any(child in row for row in s["ticket_notes"]) for child in CHILDREN),
    )
    promises = [row for row in shown["ticket_notes"] if PRODUCT in row]
    assert len(promises) == len(CHILDREN)
    assert all("Ada Moss" in row for row in promises), "each has an owner"
    assert all("Europe/London" in row for row in promises), "each is due where the customer lives"


def _open_room(sue: Window) -> None:
    sue.press("Ctrl+K")
    sue.type("Calls and tickets")
    sue.until("the way there", lambda s: any("Calls and tickets" in row for row in s["palette"]))
    _choose_in_palette(sue, "Calls and tickets")
    sue.until("the room", lambda s: "queue" in s)


def _open_from_team(sue: Window) -> None:
    _tab_to(sue, "Queues")
    sue.press("Right")
    sue.until("the complaint among the team's", lambda s: any(PRODUCT in row for row in s["queue"]))
    _tab_to(sue, "Work queue")
    sue.press("Home")


def _write_together(ada: Window, sue: Window, number: str) -> None:
    """Each sees the other at the ticket; what was typed outlives the program, and another owner."""
    _open_ticket(ada, number)
    sue.press("Ctrl+R")
    sue.until("the field", lambda s: s["keyboard"] == "Add a note to the ticket")
    sue.type(DRAFT)
    ada.until("who writes", lambda s: any("Sue Lang writes on this ticket" in word for word in s["ticket"]))
    ada.press("Ctrl+R")
    ada.until("the field", lambda s: s["keyboard"] == "Add a note to the ticket")
    ada.type("I am on it.")
    ada.press("Ctrl+Return")
    sue.until(
        "that she was not kept from it", lambda s: any("I am on it." in row for row in s["ticket_notes"])
    )
    sue.until("that it is told", lambda s: any("Ada Moss wrote at" in word for word in s["ticket"]))
    _tab_to(ada, "Owner")
    ada.type("Ben")
    ada.until("the new owner", lambda s: "Owner: Ben Okoro" in s["ticket"])
    sue.until("that what she typed is kept", lambda s: "Draft kept" in s["ticket"])
    sue.kill()
    # While her window starts again she is at no ticket; she opens it only below.
    sue.start_again()
    ada.until("that she is gone", lambda s: not any("Sue Lang" in word for word in s["ticket"]))
    sue.ready()
    _open_room(sue)
    _open_from_team(sue)
    sue.until("what she had typed", lambda s: s["texts"].get("Add a note to the ticket") == DRAFT)


def _open_ticket(window: Window, number: str) -> None:
    window.press("Ctrl+K")
    window.type("heat pump")
    window.until("the ticket in the search", lambda s: any(PRODUCT in row for row in s["palette"]))
    _choose_in_palette(window, PRODUCT)
    window.until("the ticket", lambda s: any(word.startswith(number) for word in s["ticket"]))


def _choose(window: Window, field: str, words: str) -> None:
    """Go to a field and type the first letters of what is chosen."""
    _tab_to(window, field)
    window.type(words.partition(" ")[0])
    _note_bar_until(window, f"{field}: {words}")


def _note_bar_until(window: Window, wanted: str) -> None:
    for _ in range(30):
        if any(word == wanted for word in window.look()["note_bar"]):
            return
        window.press("Down")
    raise AssertionError(f"{wanted} was never chosen: {window.look()['note_bar']}")


def _choose_in_palette(window: Window, words: str) -> None:
    """Go down to the row and press Enter."""
    rows: list[str] = window.look()["palette"]
    place = next(n for n, row in enumerate(rows) if words in row)
    for _ in range(place):
        window.press("Down")
    window.press("Return")


def _tab_to(window: Window, name: str) -> None:
    """Press Tab until the keyboard is there."""
    for _ in range(MOST_TABS):
        if window.do("where")["keyboard"] == name:
            return
        window.press("Tab")
    raise AssertionError(f"Tab never reaches {name}")


def _until_it_says(ask_database: AskDatabase, statement: str, wanted: str) -> None:
    ends = time.monotonic() + WITHIN_S
    while (found := ask_database(statement)) != wanted:
        assert time.monotonic() < ends, f"{found!r} and never {wanted!r}"
        time.sleep(0.1)


def _ring(site: Site) -> None:
    answer = httpx.post(
        f"{site.central.url}/simulator/call",
        json={"number": CALLER, "queue": "Support", "ring": "ada", "talk_s": 600},
        headers={"Authorization": f"Bearer {TOKEN}"},
        trust_env=False,
        timeout=WITHIN_S,
    )
    assert answer.status_code < 300, answer.text
