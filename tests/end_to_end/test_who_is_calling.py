"""Who rings is shown, never decided, and never gets in the way of what is being typed."""

from __future__ import annotations

from collections.abc import Callable

from tests.end_to_end.conftest import Site
from tests.support.processes import Window


def test_the_caller_is_shown_and_nothing_is_made_or_taken(
    site: Site, ask_database: Callable[[str], str]
) -> None:
    ada, ben = site.windows()
    _an_unknown_number_makes_nobody(site, ada, ask_database)
    _a_shared_number_shows_both_owners_best_first(site, ada)
    ada.open_customer("Priya Nair")
    ada.do("click", name="New ticket")
    ada.until("the form", lambda s: "Queue: Support" in s["layers"])
    ada.type("Wants an invoice")
    ada.press("Return")
    ada.until("the ticket", lambda s: any("Wants an invoice" in word for word in s["ticket"]))
    _typing_goes_on_while_it_rings(site, ada, "in-a-ticket", "Add a note to the ticket")
    ada.do("click", name="Add note")
    ada.until("the empty field", lambda s: s["texts"]["Add a note to the ticket"] == "")
    _typing_goes_on_while_it_rings(site, ada, "in-the-note", "Note")
    shown = ben.look()
    assert (shown["header"], shown["caller"], shown["card"]) == ([], [], []), "none of these calls was ben's"
    assert {w.login: w.leave() for w in (ada, ben)} == {"ada": 0, "ben": 0}


def _an_unknown_number_makes_nobody(site: Site, ada: Window, ask_database: Callable[[str], str]) -> None:
    count = "SELECT (SELECT count(*) FROM customer) || ' ' || (SELECT count(*) FROM interaction)"
    before = ask_database(count)
    site.new_call("unknown", "0117 496 0123")
    shown = ada.until("the number", lambda s: "0117 496 0123" in s["caller"])
    assert {"Create a customer", "Link to a customer"} <= set(shown["caller"])
    assert shown["header"] == []
    site.post("hangup", "unknown", cause="originatorCancel")
    ada.until("the end of it", lambda s: s["caller"] == [])
    assert ask_database(count) == before == "3 0"


def _a_shared_number_shows_both_owners_best_first(site: Site, ada: Window) -> None:
    site.new_call("shared", "+442079460200")
    shown = ada.until("both owners", lambda s: sum("Hughes" in word for word in s["caller"]) == 2)
    owners = [word for word in shown["caller"] if "Hughes" in word]
    # It is Tom's preferred number and only one of Margaret's.
    assert "Tom" in owners[0]
    assert "their preferred number" in owners[0]
    assert "Margaret" in owners[1]
    assert shown["header"] == [], "nobody is chosen for the person"
    site.post("hangup", "shared", cause="originatorCancel")
    ada.until("the end of it", lambda s: s["caller"] == [])


def _typing_goes_on_while_it_rings(site: Site, ada: Window, call_id: str, field: str) -> None:
    """A call rings in the middle of a word: it waits as a card, and every key goes where it was going."""
    ada.do("focus", name=field)
    ada.type("Half a sen")
    site.new_call(call_id, "020 7946 0018")
    ada.type("tence, ")
    shown = ada.until("the card", lambda s: "Margaret Hughes" in s["card"])
    assert "Priya Nair" in shown["header"], "what is on screen stays"
    ada.type("then the rest 1 2 ")
    ada.press("Space")
    ada.press("Return")
    ada.type("and more")
    typed = "Half a sentence, then the rest 1 2  \nand more"
    shown = ada.look()
    assert (shown["keyboard"], shown["texts"][field]) == (field, typed)
    usual = ("Your telephone is", "Missed call at")
    assert [told for told in shown["told"] if not told.startswith(usual)] == [], (
        "no key was taken for an answer"
    )
    site.post("hangup", call_id, cause="originatorCancel")
    ada.until("the end of it", lambda s: s["card"] == [])
    assert ada.look()["texts"][field] == typed
