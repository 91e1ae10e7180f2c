"""A call from the exchange to the timeline of a colleague, through a power cut, with real processes."""

from __future__ import annotations

from tests.end_to_end.conftest import Site
from tests.support.processes import Machine, Shown, Window

NOTE = "Boiler is cold, pressure at 0.4 bar."
SECOND = "Rang again: the pressure holds now."
UNFINISHED = "Third call, asks for a visit on"
FOURTH = "Confirms the visit."


def test_a_call_its_note_and_a_power_cut(machine: Machine) -> None:
    """The story this program is for; nothing in it is pretended but the person's hands."""
    site = Site(machine)
    ada, ben = site.windows()
    idle = ben.until("an idle desk", lambda s: "Ready" in s["call_bar"] and s["keyboard"] == "Note")

    site.new_call("call-1", "0044 (0)20/7946-0018")
    shown = ada.until("Margaret ringing", lambda s: "Margaret Hughes" in s["header"])
    assert "Ringing" in shown["call_bar"]
    _talk(site, ada, "call-1", NOTE)
    assert _what_concerns_a_caller(ben.look()) == _what_concerns_a_caller(idle), "a call shows to nobody else"
    _wrap_up(ada)

    ben.open_customer("Margaret Hughes")
    ben.until("the note in the timeline", lambda s: _told(s, NOTE) == 1)

    site.new_call("call-2", "+44 20 7946 0018")
    ada.until("the second call", lambda s: "Ringing" in s["call_bar"])
    _talk(site, ada, "call-2", SECOND)
    _wrap_up(ada)
    ben.until("the second note, with the customer open", lambda s: _told(s, SECOND) == 1)

    site.new_call("call-3", "(020) 7946 0018")
    ada.until("the third call", lambda s: "Ringing" in s["call_bar"])
    _talk(site, ada, "call-3", UNFINISHED)
    ada.until("that the note is kept", lambda s: any(w.startswith("Saved") for w in s["note_bar"]))

    for one in (ada, ben, site.central):
        one.kill()
    site.central.start_again()
    for window in (ada, ben):
        window.start_again()

    ada.ready().until(
        "the unfinished note and its customer",
        lambda s: s["note"] == UNFINISHED and "Margaret Hughes" in s["header"],
    )
    ada.until("the timeline", lambda s: _told(s, NOTE) == _told(s, SECOND) == 1)
    ben.ready().open_customer("Margaret Hughes")
    ben.until("the timeline", lambda s: _told(s, NOTE) == _told(s, SECOND) == 1)

    ada.do("focus", name="Call note")
    ada.press("Ctrl+End")
    ada.type(" Friday.")
    ada.do("choose", field="Outcome", words="Visit booked")
    ada.press("Ctrl+Return")
    ada.until("that she is ready for the next call", lambda s: "Ready" in s["call_bar"])
    ben.until("the note that was finished at last", lambda s: _told(s, f"{UNFINISHED} Friday.") == 1)

    site.new_call("call-4", "+442079460018")
    ada.until("the fourth call", lambda s: "Ringing" in s["call_bar"])
    _talk_and_pause(site, ada, "call-4", FOURTH)
    ada.kill()
    ada.start_again()
    ada.ready().until("the call and its note", lambda s: "On call" in s["call_bar"] and s["note"] == FOURTH)
    _hang_up(site, ada, "call-4", FOURTH)
    _wrap_up(ada)
    ben.until("the note of the call that outlived the program", lambda s: _told(s, FOURTH) == 1)
    assert {w.login: w.leave() for w in (ada, ben)} == {"ada": 0, "ben": 0}
    assert site.central.stop() == 0


def _talk(site: Site, window: Window, call_id: str, note: str) -> None:
    """Answer on the telephone, type the note, and let the caller hang up."""
    _answer(site, window, call_id)
    window.type(note)
    _hang_up(site, window, call_id, note)


def _talk_and_pause(site: Site, window: Window, call_id: str, note: str) -> None:
    """Answer, type the note, and wait until it is kept; the caller stays on the line."""
    _answer(site, window, call_id)
    window.type(note)
    window.until("that the note is kept", lambda s: any(w.startswith("Saved") for w in s["note_bar"]))


def _answer(site: Site, window: Window, call_id: str) -> None:
    site.post("answer", call_id, user=window.login)
    window.until("the call", lambda s: "On call" in s["call_bar"])
    window.press("Ctrl+N")


def _hang_up(site: Site, window: Window, call_id: str, note: str) -> None:
    site.post("hangup", call_id, cause="normalClearing")
    shown = window.until("wrap-up", lambda s: "Wrap-up" in s["call_bar"])
    assert shown["note"] == note


def _wrap_up(window: Window) -> None:
    window.do("choose", field="Outcome", words="Solved")
    window.press("Ctrl+Return")
    window.until("the end of wrap-up", lambda s: "Wrap-up" not in s["call_bar"] and s["note"] == "")


def _told(shown: Shown, note: str) -> int:
    """How many events of the timeline in view hold the note."""
    return sum(note in row for row in shown["timeline"])


def _what_concerns_a_caller(shown: Shown) -> Shown:
    places = ("header", "caller", "card", "timeline", "note", "queue", "notices", "told", "keyboard")
    return {place: shown[place] for place in places}
