"""Central goes and comes back: what was done meanwhile arrives, once, and colleagues see each other's work."""

from __future__ import annotations

from collections.abc import Callable

from tests.end_to_end.conftest import Site
from tests.support.processes import Window

SUBJECT = "Thermostat does not hold"
ONLINE = "Sent a new thermostat by post."
OFFLINE = "Spoke to the engineer while the line was down."


def test_work_done_while_central_is_gone_arrives_once(site: Site, ask_database: Callable[[str], str]) -> None:
    ada, ben = site.windows()
    for window in (ada, ben):
        window.open_customer("Priya Nair")
    _open_ticket(ada)
    ben.press("Ctrl+2")
    ben.until("the ticket among the customer's", lambda s: any(SUBJECT in row for row in s["tickets"]))
    ben.do("open_row", words=SUBJECT)
    ben.until("the ticket", lambda s: any(SUBJECT in word for word in s["ticket"]))

    _add_note(ada, ONLINE)
    ben.until("a note made a moment ago", lambda s: any(ONLINE in row for row in s["ticket_notes"]))
    ben.do("choose", field="Priority", words="High")
    ada.until("the new priority", lambda s: "Priority: High" in s["ticket"])

    assert site.central.stop() == 0
    ada.until("that the line is lost", lambda s: any(word.startswith("Line lost") for word in s["link"]))
    assert "Line lost" in ada.look()["call_bar"]
    _add_note(ada, OFFLINE)
    ada.do("choose", field="State", words="Solved")
    ada.until("the state, offline", lambda s: "State: Solved" in s["ticket"])
    ada.until("what waits", lambda s: "2 waiting to be sent" in s["link"])
    ada.press("Ctrl+1")
    ada.until("the timeline, offline", lambda s: any(SUBJECT in row for row in s["timeline"]))
    ada.press("Ctrl+5")
    assert not any(OFFLINE in row for row in ben.look()["ticket_notes"])

    site.central.start_again()
    for window in (ada, ben):
        window.until("that the line is back", lambda s: s["link"] == [])
    shown = ben.until("the note from offline", lambda s: any(OFFLINE in row for row in s["ticket_notes"]))
    ben.until("the state from offline", lambda s: "State: Solved" in s["ticket"])
    assert sum(OFFLINE in row for row in shown["ticket_notes"]) == 1
    assert sum(OFFLINE in row for row in ada.look()["ticket_notes"]) == 1
    assert ask_database(f"SELECT count(*) FROM ticket_note WHERE text = '{OFFLINE}'") == "1"
    # One command each, and the two notes: nothing was sent twice, whatever was tried while central was gone.
    sent = "SELECT kind || ' ' || count(*) FROM command_log WHERE kind LIKE 'tickets.%' GROUP BY kind ORDER BY kind"
    assert ask_database(sent).splitlines() == [
        "tickets.AddTicketNote 2",
        "tickets.ChangeTicket 1",
        "tickets.CreateTicket 1",
        "tickets.LendNumbers 2",
        "tickets.SetTicketState 1",
    ]
    assert {w.login: w.leave() for w in (ada, ben)} == {"ada": 0, "ben": 0}
    assert site.central.stop() == 0


def _open_ticket(window: Window) -> None:
    """New ticket, subject, Enter: as on a call."""
    window.do("click", name="New ticket")
    window.until("the form", lambda s: "Open the ticket" in s["layers"] and "Queue: Support" in s["layers"])
    window.type(SUBJECT)
    window.press("Return")
    window.until("the ticket", lambda s: any(SUBJECT in word for word in s["ticket"]))


def _add_note(window: Window, text: str) -> None:
    window.do("focus", name="Add a note to the ticket")
    window.type(text)
    window.do("click", name="Add note")
    window.until("the note", lambda s: any(text in row for row in s["ticket_notes"]))
