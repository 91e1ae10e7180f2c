"""Killed in the middle of a call: the program or central goes, the call does not, and the desk is as it was.

Real processes, killed with no time to say goodbye. The exchange is the simulator, whose calls can be held; the
clock of all is moved forward.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable

import pytest

from agent_desktop.core.clock import HeldClock
from agent_desktop.core.ids import new_id
from agent_desktop.features import house
from tests.end_to_end.conftest import TOKEN, Site
from tests.support.floor import NOW, record
from tests.support.later import Later
from tests.support.processes import Machine, Shown, Window
from tests.support.stores import Central

NOTE = "Boiler is cold, pressure at 0.4 bar."
SCRIPT = "Heating check"
STEPS = [
    {"key": "on", "say": "Is the boiler on?", "choices": [{"label": "It is", "next": "bar"}]},
    {"key": "bar", "say": "What does the pressure gauge show?", "choices": [{"label": "Low", "next": None}]},
]
AskDatabase = Callable[[str], str]


@pytest.fixture
def later(machine: Machine) -> Later:
    return Later(machine.home / "later")


@pytest.fixture
def here(machine: Machine, later: Later, database_url: str) -> Site:
    site = Site(machine, "--database", database_url, later=later.path)
    store = Central(database_url, house(), HeldClock(NOW))
    try:
        steps = [{**step, "do": [], "title": ""} for step in STEPS]
        store.put([record(store.registry, "script", id=new_id(), name=SCRIPT, queues=[], steps=steps)])
    finally:
        store.close()
    return site


@pytest.fixture
def ada(here: Site, later: Later) -> Window:
    return Window(here.machine, here.central.url, "ada", later=later.path).ready()


def test_a_call_outlives_the_program_and_central(
    here: Site, ada: Window, later: Later, ask_database: AskDatabase
) -> None:
    call_id = _on_hold_after_a_talk(here, ada, later)

    ada.kill()
    later.advance(120)
    ada.start_again()
    shown = ada.ready().until("the call, its note and its script", _as_it_was)
    assert "Margaret Hughes" in shown["header"]
    assert _timer_s(shown) >= 150, "held 30 s before the kill, 120 s since"
    ada.press("F7")
    shown = ada.until("the talk again", lambda s: "On call" in s["call_bar"])
    assert _timer_s(shown) >= 240, "since the answer, the hold included"
    ada.press("F7")
    ada.until("the second hold", lambda s: "On hold" in s["call_bar"])

    here.central.kill()
    shown = ada.until("that the line is lost", lambda s: any("Line lost" in word for word in s["link"]))
    assert "Line lost" in shown["call_bar"]
    assert shown["note"] == NOTE
    assert "Margaret Hughes" in shown["header"], "nothing goes off the screen"
    ada.press("Ctrl+N")
    ada.press("Ctrl+End")
    ada.type(" Visit on Friday.")
    ada.press("Alt+1")
    ada.until("the end of the script", lambda s: any("script is done" in word for word in s["script"]))
    later.advance(60)
    here.central.start_again()
    shown = ada.until("the held call", lambda s: s["link"] == [] and "On hold" in s["call_bar"])
    assert _timer_s(shown) >= 60
    assert shown["note"] == f"{NOTE} Visit on Friday."
    ada.press("F7")
    shown = ada.until("the talk again", lambda s: "On call" in s["call_bar"])
    assert _timer_s(shown) >= 300

    ada.press("F12")
    ada.until("wrap-up", lambda s: "Wrap-up" in s["call_bar"])
    ada.do("choose", field="Outcome", words="Solved")
    ada.press("Ctrl+Return")
    ada.until("the end of wrap-up", lambda s: "Ready" in s["call_bar"] and s["note"] == "")
    _contact_is_whole(ask_database, f"{NOTE} Visit on Friday.")
    held = f"SELECT count(*) FROM call_fact WHERE call_id = '{call_id}' AND kind = 'call_held'"
    assert ask_database(held) == "2", "no hold was told twice, and none was lost"
    assert ada.leave() == 0
    assert here.central.stop() == 0


def _on_hold_after_a_talk(site: Site, ada: Window, later: Later) -> str:
    """A talk of 90 seconds with a note, one step into the script, then 30 seconds of hold; answers the call's id."""
    call_id = _ring(site)
    ada.until("Margaret ringing", lambda s: "Ringing" in s["call_bar"] and "Margaret Hughes" in s["header"])
    ada.press("F2")
    ada.until("the talk", lambda s: "On call" in s["call_bar"])
    ada.press("Ctrl+N")
    ada.type(NOTE)
    ada.until("that the note is kept", lambda s: any(word.startswith("Saved") for word in s["note_bar"]))
    ada.do("choose", field="Script", words=SCRIPT)
    ada.until("the first step", lambda s: any("Is the boiler on?" in word for word in s["script"]))
    ada.press("Alt+1")
    ada.until("the second step", _in_the_second_step)
    later.advance(90)
    ada.press("F7")
    ada.until("the hold", lambda s: "On hold" in s["call_bar"])
    later.advance(30)
    return call_id


def _as_it_was(shown: Shown) -> bool:
    return "On hold" in shown["call_bar"] and shown["note"] == NOTE and _in_the_second_step(shown)


def _in_the_second_step(shown: Shown) -> bool:
    return any("pressure gauge" in word for word in shown["script"])


def _timer_s(shown: Shown) -> int:
    """What the timer of the call bar shows, in seconds."""
    (words,) = [word for word in shown["call_bar"] if word.replace(":", "").isdigit() and ":" in word]
    minutes, seconds = words.split(":")
    return int(minutes) * 60 + int(seconds)


def _contact_is_whole(ask_database: AskDatabase, note: str) -> None:
    """One call, one contact, whatever was killed in the middle of it; what was finished here is sent in a moment."""
    columns = (
        "note || '|' || coalesce(disposition, '') || '|' || coalesce(disposition_by, '') || '|' || state"
    )
    ends = time.monotonic() + 30
    while (found := ask_database(f"SELECT {columns} FROM interaction")) != f"{note}|Solved||done":
        assert time.monotonic() < ends, found
        time.sleep(0.05)


def _ring(site: Site) -> str:
    curl = shutil.which("curl")
    assert curl
    wish = json.dumps({"number": "+442079460018", "queue": "Support", "ring": "ada"})
    words = [curl, "--silent", "--fail-with-body", "--max-time", "30", "-d", wish]
    words += ["-H", f"Authorization: Bearer {TOKEN}", f"{site.central.url}/simulator/call"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout, done.stderr)
    return str(json.loads(done.stdout)["call_id"])
