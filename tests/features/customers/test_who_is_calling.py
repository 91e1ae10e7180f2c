"""Who is calling, by more than the number: what they say, what was confirmed before, who lives with them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from agent_desktop.core.ids import new_id
from agent_desktop.features.calls.confirming import ConfirmCaller, number_id
from agent_desktop.features.calls.read_models import CallerMatch, MatchCaller
from agent_desktop.features.customers.commands import ChangePhone
from agent_desktop.features.customers.record_commands import RelateCustomers
from agent_desktop.features.tickets.commands import AddTicketNote
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW, a_customer, record
from tests.support.stores import Central, Desk


def match(
    central: Central, number: str | None, *, said: str | None = None, typed: str | None = None
) -> CallerMatch:
    query = MatchCaller(number=number, region="GB", as_of=NOW, name_said=said, customer_number=typed)
    return central.ask(LEILA_AT_DESK, query)


def reasons(found: CallerMatch) -> dict[str, list[str]]:
    return {one.customer_id: one.reasons for one in found.candidates}


def confirm(central: Central, customer_id: str, number: str) -> None:
    command = ConfirmCaller(made_at=NOW, customer_id=customer_id, number=number, region="GB")
    assert central.do(LEILA_AT_DESK, command).status == "applied"


def write_letter(central: Central, text: str, customer_id: str = floor.DEV) -> None:
    """A letter of a customer, as a connector brings it in."""
    note_id = new_id()
    row = record(
        central.registry,
        "ticket_note",
        id=note_id,
        ticket_id=floor.INVOICE,
        customer_id=customer_id,
        is_public=True,
        text=text,
        written_at=NOW,
    )
    central.put([row])


def test_of_several_at_one_number_the_name_they_say_decides(central: Central) -> None:
    both = match(central, floor.HOME_NUMBER)
    assert not both.is_sure
    assert both.only is None
    said = match(central, floor.HOME_NUMBER, said="Margret Okafor")
    assert said.candidates[0].customer_id == floor.MARGARET
    assert said.candidates[0].reasons[0] == "name_said"
    assert said.is_sure
    assert "name_said" not in reasons(said)[floor.HENRY]


@pytest.mark.parametrize("said", ["Marg", "Okaf", "M", "garet"])
def test_a_part_of_a_name_is_not_a_name(central: Central, said: str) -> None:
    found = match(central, floor.HOME_NUMBER, said=said)
    assert not [one for one in found.candidates if "name_said" in one.reasons]


def test_a_customer_number_finds_its_owner_at_any_telephone_and_whole_alone(central: Central) -> None:
    for number in ("anonymous", None, "020 7946 0999", floor.HOME_NUMBER):
        for typed in (" C-77 ", "c-77", "#C-77"):
            found = match(central, number, typed=typed)
            assert found.candidates[0].customer_id == floor.DEV, (number, typed)
            assert found.candidates[0].reasons[0] == "customer_number"
            assert found.is_sure
    assert match(central, None, typed="C-7").candidates == []


def test_a_withheld_number_has_nobody_until_they_say_who_they_are(central: Central) -> None:
    assert match(central, "anonymous").candidates == []
    found = match(central, "anonymous", said="Dev Raman")
    assert reasons(found)[floor.DEV][0] == "open_ticket" or "name_said" in reasons(found)[floor.DEV]
    assert found.kind == "withheld"
    assert match(central, "anonymous", said="Dev").candidates == [], "one word is too many people's name"


def test_inside_the_house_it_is_a_colleague_whatever_is_said(central: Central) -> None:
    found = match(central, "1001", said="Dev Raman", typed="C-77")
    assert (found.kind, found.candidates) == ("internal", [])
    assert [one.name for one in found.colleagues] == ["Leila Duarte"]


def test_who_was_confirmed_is_known_at_that_number_the_next_time(central: Central, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "d.db", central, LEILA_AT_DESK, ["org"])
    desk.open_customer(floor.DEV)
    number = "020 7946 0888"
    assert match(central, number).candidates == []
    desk.do(ConfirmCaller(made_at=NOW, customer_id=floor.DEV, number=number, region="GB"))
    here = desk.ask(MatchCaller(number=number, region="GB", as_of=NOW))
    assert "confirmed_before" in reasons(here)[floor.DEV]
    assert desk.push()[0].status == "applied"
    found = match(central, number)
    assert "confirmed_before" in reasons(found)[floor.DEV]
    assert (found.only, found.is_sure) == (floor.DEV, True)


def test_two_desks_that_confirm_the_same_learn_it_once(central: Central) -> None:
    for actor in (LEILA_AT_DESK, MARCUS_AT_DESK):
        command = ConfirmCaller(made_at=NOW, customer_id=floor.DEV, number="02079460888", region="GB")
        assert central.do(actor, command).status == "applied"
    row = central.get("caller_number", number_id(floor.DEV, "+442079460888"))
    assert (row["confirmed"], row["source"]) == (2, "confirmed")


def test_of_two_at_one_number_the_one_confirmed_before_comes_first(central: Central) -> None:
    one, other = new_id(), new_id()
    central.put([a_customer(central.registry, i, name) for i, name in ((one, "Ada Fox"), (other, "Bea Fox"))])
    number = "020 7946 0666"
    confirm(central, other, number)
    write = f"Ring me on +44 20 7946 0666, please. {number}"
    write_letter(central, write, one)
    found = match(central, number)
    assert [candidate.customer_id for candidate in found.candidates] == [other, one]
    assert found.candidates[1].reasons == ["maybe_number"]


def test_a_number_in_a_letter_may_be_theirs_and_takes_nobody_for_them(central: Central) -> None:
    write_letter(central, "You can reach me at +44 20 7946 0444 after six. Order A-1007.")
    found = match(central, "020 7946 0444")
    assert reasons(found)[floor.DEV][-1] == "maybe_number"
    assert (found.only, found.is_sure) == (None, False)
    confirm(central, floor.DEV, "020 7946 0444")
    found = match(central, "020 7946 0444")
    assert "confirmed_before" in reasons(found)[floor.DEV]
    assert "maybe_number" not in reasons(found)[floor.DEV]


def test_what_is_quoted_of_ours_is_not_learnt_as_theirs(central: Central) -> None:
    ours = AddTicketNote(
        made_at=NOW,
        note_id=new_id(),
        ticket_id=floor.INVOICE,
        text="We are at +44 20 7946 0111 until six.",
        is_public=True,
    )
    assert central.do(LEILA_AT_DESK, ours).status == "applied"
    write_letter(
        central,
        "Thank you. I rang +44 20 7946 0111 but nobody was there; I am at +44 20 7946 0333.\n\n"
        "On 21 November 2026 Heating support wrote:\n"
        "> We are at +44 20 7946 0111 until six.\n"
        "> Heating support, +44 20 7946 0222\n",
    )
    write_letter(
        central,
        "Ja, gerne. Am Montag erreichen Sie mich so:\n+44 20 7946 0334\n----\nDev\n\n"
        "-----Ursprüngliche Nachricht-----\nVon: Heating support\n+44 20 7946 0222",
    )
    learnt = {
        row["e164"] for row in central.rows()["caller_number"].values() if row["customer_id"] == floor.DEV
    }
    assert learnt == {"+442079460333", "+442079460334"}


def test_what_a_colleague_writes_and_what_is_on_record_is_not_learnt(central: Central) -> None:
    write_letter(central, f"My number is {floor.DEVS_NUMBER}.")
    heard = [row for row in central.rows()["caller_number"].values() if row["customer_id"] == floor.DEV]
    assert heard == []


def test_who_lives_with_them_comes_into_question_behind_them(central: Central) -> None:
    command = RelateCustomers(
        made_at=NOW, relation_id=new_id(), customer_id=floor.AOIFE, other_id=floor.DEV, kind="household"
    )
    assert central.do(LEILA_AT_DESK, command).status == "applied"
    found = match(central, floor.DEVS_NUMBER)
    assert [one.customer_id for one in found.candidates] == [floor.DEV, floor.AOIFE]
    assert found.candidates[1].reasons[-1] == "household"


def test_a_number_that_is_theirs_no_more_speaks_against_them(central: Central) -> None:
    ended = ChangePhone(
        made_at=NOW, phone_id=floor.DEV_MOBILE, valid_to=(NOW - timedelta(days=1)).date().isoformat()
    )
    assert central.do(LEILA_AT_DESK, ended).status == "applied"
    found = match(central, floor.DEVS_NUMBER)
    assert reasons(found)[floor.DEV][-1] == "number_expired"
    assert (found.only, found.is_sure) == (None, False)
