"""A macro does what its preview says, in one step or not at all."""

from typing import Any

import pytest

from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.commands import ChangeTicket, SetTicketState
from agent_desktop.features.tickets.macros import ApplyMacro, Changes, Macros, PreviewMacro, SaveMacro
from agent_desktop.features.tickets.model import named_state
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, NOW, SUE_AT_DESK
from tests.support.stores import Central


def apply(macro_id: str = floor.WAITING_MACRO, **values: Any) -> ApplyMacro:
    known = {"ticket_id": floor.THERMOSTAT, "note_id": new_id(), "text": "Please."}
    return ApplyMacro(made_at=NOW, macro_id=macro_id, **(known | values))


def save(key: str = "mine", **values: Any) -> SaveMacro:
    known = {"name": "Mine", "changes": Changes(priority="low")}
    return SaveMacro(made_at=NOW, macro_id=new_id(), key=key, **(known | values))


def test_the_preview_says_what_one_command_then_does(central: Central) -> None:
    query = PreviewMacro(ticket_id=floor.THERMOSTAT, macro_id=floor.WAITING_MACRO)
    preview = central.ask(LEILA_AT_DESK, query)
    assert preview is not None
    assert preview.problem is None
    assert preview.reply == "Dear , please photograph the display for 48173. Leila Duarte {unknown}"
    made = apply()
    assert central.do(LEILA_AT_DESK, made).status == "applied"
    row = central.get("ticket", floor.THERMOSTAT)
    now = {**row, "state": named_state(row)}
    assert {change.field: change.after for change in preview.changes} == {
        "state": "pending_customer",
        "priority": "high",
        "owner_id": floor.LEILA,
        "tags": ["photo"],
    }
    assert all(now[change.field] == change.after != change.before for change in preview.changes)
    note = central.get("ticket_note", made.note_id)
    assert (note["text"], note["is_public"]) == ("Please.", True)
    again = central.ask(LEILA_AT_DESK, query)
    assert again is not None
    assert again.changes == []


def test_where_the_last_of_its_changes_is_not_allowed_nothing_is_done(central: Central) -> None:
    solve = save(changes=Changes(state="solved", priority="urgent", add_tags=["done"]))
    assert central.do(SUE_AT_DESK, solve).status == "applied"
    boiler = ChangeTicket(made_at=NOW, ticket_id=floor.THERMOSTAT, category_id=floor.BOILER_FAULTS)
    assert central.do(LEILA_AT_DESK, boiler).status == "applied"
    before = central.rows()
    verdict = central.do(LEILA_AT_DESK, apply(solve.macro_id))
    assert verdict.problem is not None
    assert verdict.problem.reason == "fields_missing"
    assert central.rows() == before


def test_the_preview_says_that_a_state_cannot_be_reached(central: Central) -> None:
    central.do(LEILA_AT_DESK, SetTicketState(made_at=NOW, ticket_id=floor.THERMOSTAT, state="solved"))
    preview = central.ask(
        LEILA_AT_DESK, PreviewMacro(ticket_id=floor.THERMOSTAT, macro_id=floor.WAITING_MACRO)
    )
    assert preview is not None
    assert preview.problem == "A ticket that is solved cannot become pending_customer."
    assert central.do(LEILA_AT_DESK, apply()).status == "refused"


def test_a_key_means_one_macro_and_one_that_is_given_up_does_nothing_more(central: Central) -> None:
    taken = central.do(SUE_AT_DESK, save(key="Photo"))
    assert taken.problem is not None
    assert taken.problem.reason == "key_taken"
    gone = save(is_active=False)
    assert central.do(SUE_AT_DESK, gone).status == "applied"
    assert central.do(LEILA_AT_DESK, apply(gone.macro_id)).status == "refused"
    assert [one.key for one in central.ask(LEILA_AT_DESK, Macros())] == ["photo"]


@pytest.mark.parametrize(
    "values",
    [{"name": " "}, {"key": "two words"}, {"changes": Changes()}, {"changes": Changes(state="pending")}],
)
def test_a_macro_that_is_none_is_refused(central: Central, values: dict[str, Any]) -> None:
    assert central.do(SUE_AT_DESK, save(**values)).status == "refused"
