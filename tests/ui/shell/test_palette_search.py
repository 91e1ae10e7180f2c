"""The search box on a desk: what it shows of what it finds, each row saying what it is."""

from __future__ import annotations

from agent_desktop_ui.shell.palette_search import found_by
from tests.ui.conftest import Stage


async def test_each_row_says_what_it_is(stage: Stage) -> None:
    search = stage.frame.palette_layer._search_for
    customer = next(iter(stage.floor.customers.values()))
    person = next(one for one in await search.here(customer.name) if one.kind == "person")
    assert person.entry.title == customer.name
    assert person.entry.kind.startswith("Customer")
    ticket = stage.floor.tickets[0]
    row = next(one for one in await search.everywhere(str(ticket.number)) if one.kind == "ticket")
    assert row.entry.title == ticket.subject
    assert str(ticket.number) in row.entry.kind


async def test_what_central_adds_leaves_the_mark_where_the_person_moved_it(stage: Stage) -> None:
    layer = stage.frame.palette_layer
    layer.open(next(iter(stage.floor.customers.values())).name[:3])
    await stage.settle(0.6)
    shown = layer._box._entries.shown
    assert len({entry.key for entry in shown}) == len(shown) > 0
    last = len(shown) - 1
    layer._box._list.setCurrentIndex(layer._box._entries.index(last, 0))
    layer._box.show_entries([*shown, shown[0]], keeps=True)
    assert layer._box._list.currentIndex().row() == last
    layer._box.show_entries(shown)
    assert layer._box._list.currentIndex().row() == 0


def test_who_is_not_found_by_their_name_is_told_apart() -> None:
    assert [found_by(reason) for reason in ("name", "order", "similar name")] == [
        "",
        "found by order",
        "similar name",
    ]
