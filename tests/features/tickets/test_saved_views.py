"""A saved view is its owner's; a lead shares it with a team, and then every desk of that team has it."""

from pathlib import Path

import pytest

from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor, Role
from agent_desktop.features.tickets.listing_views import (
    Arrangement,
    SavedView,
    SavedViews,
    TicketFilter,
    ViewDefinition,
)
from agent_desktop.features.tickets.view_commands import RemoveView, SaveView
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW, SUE_AT_DESK, person
from tests.support.stores import Central, Desk

LATE = ViewDefinition(
    TicketFilter(view="overdue", tags=["rush"]), Arrangement("age", True, "owner"), ["team"]
)


def save(name: str = "Late", **values: object) -> SaveView:
    known: dict[str, object] = {"view_id": new_id(), "definition": LATE}
    return SaveView(made_at=NOW, name=name, **(known | values))  # type: ignore[arg-type]


def names(store: Central, actor: Actor) -> list[str]:
    return [view.name for view in store.ask(actor, SavedViews())]


def test_ones_own_view_is_on_ones_own_desk_whole_and_on_no_other(central: Central, tmp_path: Path) -> None:
    leila = Desk(tmp_path / "l.db", central, LEILA_AT_DESK, ["org", f"agent:{floor.LEILA}"])
    marcus = Desk(tmp_path / "m.db", central, MARCUS_AT_DESK, ["org", f"agent:{floor.MARCUS}"])
    made = save("  My   late ones ")
    leila.do(made)
    leila.push()
    leila.pull()
    marcus.pull()
    [mine] = [view for view in central.ask(LEILA_AT_DESK, SavedViews()) if view.view_id == made.view_id]
    assert mine == SavedView(made.view_id, "My late ones", floor.LEILA, "Leila Duarte", None, LATE)
    assert made.view_id in leila.rows()["saved_view"]
    assert made.view_id not in marcus.rows()["saved_view"]
    assert "My late ones" not in names(central, MARCUS_AT_DESK)


def test_a_lead_shares_a_view_with_a_team_and_takes_it_back(central: Central, tmp_path: Path) -> None:
    marcus = Desk(tmp_path / "m.db", central, MARCUS_AT_DESK, ["org", f"agent:{floor.MARCUS}"])
    made = save("Rush", team="Day")
    assert central.do(SUE_AT_DESK, made).status == "applied"
    marcus.pull()
    assert made.view_id in marcus.rows()["saved_view"]
    assert "Rush" in names(central, MARCUS_AT_DESK)
    night = save("Night only", team="Night")
    assert central.do(SUE_AT_DESK, night).status == "applied"
    assert "Night only" not in names(central, MARCUS_AT_DESK)
    own_again = save("Rush", view_id=made.view_id)
    assert central.do(SUE_AT_DESK, own_again).status == "applied"
    marcus.pull()
    assert made.view_id not in marcus.rows()["saved_view"]
    assert "Rush" not in names(central, MARCUS_AT_DESK)


def test_who_does_not_lead_shares_nothing_and_changes_nobody_elses(central: Central) -> None:
    refused = central.do(LEILA_AT_DESK, save(team="Day"))
    assert refused.problem is not None
    assert refused.problem.reason == "not_allowed"
    for command in (
        save("Mine now", view_id=floor.DAY_VIEW),
        RemoveView(made_at=NOW, view_id=floor.DAY_VIEW),
    ):
        assert central.do(LEILA_AT_DESK, command).status == "refused"
    hers = RemoveView(made_at=NOW, view_id=floor.LEILAS_VIEW)
    assert central.do(SUE_AT_DESK, hers).status == "refused", (
        "what is not shared is nobody else's, leads included"
    )
    other_lead = person(floor.MARCUS, Role.SUPERVISOR)
    assert central.do(other_lead, RemoveView(made_at=NOW, view_id=floor.DAY_VIEW)).status == "applied"


@pytest.mark.parametrize(
    "values",
    [
        {"name": "  "},
        {"name": "x" * 81},
        {"definition": ViewDefinition(TicketFilter(view="hers"))},
        {"definition": ViewDefinition(order=Arrangement(sort="charm"))},
        {"definition": ViewDefinition(order=Arrangement(group="charm"))},
        {"definition": ViewDefinition(TicketFilter(states=["asleep"]))},
    ],
)
def test_a_view_that_asks_for_what_there_is_not_is_refused(
    central: Central, values: dict[str, object]
) -> None:
    assert central.do(LEILA_AT_DESK, save(**values)).status == "refused"  # type: ignore[arg-type]
