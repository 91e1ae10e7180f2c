"""Two records of one customer: told while one types, found at night, laid side by side, merged, and two again."""

from __future__ import annotations

import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

from agent_desktop.core.ids import new_id
from agent_desktop.features.customers.commands import CreateCustomer, NewPhone
from agent_desktop.features.customers.merging import MergeCustomers, UndoMerge
from agent_desktop.features.customers.tables import duplicate_pair
from agent_desktop.features.customers.twins import DecideDuplicate, DuplicatePair, Duplicates
from agent_desktop_ui.customers.duplicates_layer import DuplicatesLayer
from agent_desktop_ui.customers.edit_customer import EditCustomerLayer
from agent_desktop_ui.customers.forms import CreateCustomerLayer
from agent_desktop_ui.customers.merge_layer import MergeLayer, MergeSearchLayer
from agent_desktop_ui.customers.record_page import RecordPage
from agent_desktop_ui.customers.record_rows import RecordRow
from agent_desktop_ui.customers.tab_list import RECORD
from agent_desktop_ui.shell.confirm import ConfirmLayer
from tests.support import floor as small
from tests.support.floor import NOW
from tests.support.record_desk import RecordDesk
from tests.ui.conftest import Stage

CTRL = Qt.KeyboardModifier.ControlModifier
MAGARET = small.an_id(960)


async def make_a_second(floor: RecordDesk, *, is_found: bool = True) -> None:
    """Margaret stands on record again, with a slip in her name; the night has found it."""
    await floor.elsewhere(
        CreateCustomer(
            made_at=NOW,
            customer_id=MAGARET,
            currency="GBP",
            region="GB",
            given_name="Magaret",
            family_name="Okafor",
            email="m.okafor@example.org",
            street="14 Larch Rise",
            postcode="BS6 5QX",
            city="Bristol",
            country="GB",
            external_id="C-1904",
            phones=[NewPhone(phone_id=new_id(), number="0117 496 0888")],
        )
    )
    left, right = sorted((small.MARGARET, MAGARET))
    pair = sa.insert(duplicate_pair).values(
        left_id=left, right_id=right, score=0.97, reasons=["same address", "similar given name"], found_at=NOW
    )
    if is_found:
        await floor._in_order(lambda: floor.central.run(lambda c: c.execute(pair)))


async def open_record(stage: Stage, customer_id: str) -> RecordPage:
    stage.screen.show_customer(customer_id)
    stage.screen.panel.tabs.setCurrentIndex(RECORD)
    page = stage.screen.customer_desk.record
    await stage.until(lambda: page.view is not None and page.view.fields.customer_id == customer_id, 20)
    page.list.setFocus()
    return page


def row_of(page: RecordPage, kind: str) -> RecordRow | None:
    rows = [e for e in page.list.record_model().entries() if isinstance(e, RecordRow) and e.kind == kind]
    return rows[0] if rows else None


async def top(stage: Stage, kind: type[QWidget]) -> QWidget:
    await stage.until(lambda: isinstance(stage.frame.layers.top_layer(), kind), 20)
    found = stage.frame.layers.top_layer()
    assert found is not None
    return found


def compose(stage: Stage, text: str) -> None:
    """Words of a script that has no keys of its own come from an input method."""
    written = QInputMethodEvent()
    written.setCommitString(text)
    focus = stage.focus_of()
    assert focus is not None
    QApplication.sendEvent(focus, written)


async def side_by_side(stage: Stage) -> MergeLayer:
    layer = await top(stage, MergeLayer)
    assert isinstance(layer, MergeLayer)
    await stage.until(layer.merge.isEnabled, 20)
    return layer


async def test_who_is_like_the_one_being_typed_is_told_and_opened_instead(
    stage: Stage, floor: RecordDesk
) -> None:
    stage.screen.create_customer()
    layer = await top(stage, CreateCustomerLayer)
    assert isinstance(layer, CreateCustomerLayer)
    height = layer.height()
    stage.type("Margret")
    stage.press(Qt.Key.Key_Tab)
    stage.type("Okafor")
    stage.press(Qt.Key.Key_Tab)
    stage.type("020 7946 0142")
    await stage.until(lambda: [t.customer_id for t in layer.twins.twins] == [small.MARGARET], 20)
    button = layer.twins.buttons[0]
    assert "looks like Margaret Okafor" in button.accessibleName()
    assert "the same number" in button.accessibleName()
    assert layer.height() == height, "nothing moves while one types"
    while stage.focus_of() is not button:
        stage.press(Qt.Key.Key_Tab)
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: stage.screen.panel.header.customer().name == "Margaret Okafor", 20)
    assert not [c for c in floor.done if isinstance(c, CreateCustomer)]


async def test_whoever_is_like_nobody_is_made(stage: Stage, floor: RecordDesk) -> None:
    stage.screen.create_customer()
    layer = await top(stage, CreateCustomerLayer)
    assert isinstance(layer, CreateCustomerLayer)
    compose(stage, "नरेंद्र")
    stage.press(Qt.Key.Key_Tab)
    compose(stage, "मिश्रा")
    await stage.until(lambda: any(type(q).__name__ == "LikelyDuplicates" for q in floor.asked), 20)
    assert not layer.twins.twins
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: stage.screen.panel.header.customer().name == "नरेंद्र मिश्रा", 20)


async def test_while_a_customer_is_edited_the_other_record_is_told_and_compared(
    stage: Stage, floor: RecordDesk
) -> None:
    await make_a_second(floor, is_found=False)
    await open_record(stage, MAGARET)
    stage.screen.customer_desk.edit()
    layer = await top(stage, EditCustomerLayer)
    assert isinstance(layer, EditCustomerLayer)
    await stage.until(lambda: layer._seen is not None, 20)
    name = layer._fields["given_name"].edit()
    name.setFocus()
    name.selectAll()
    stage.type("Margaret")
    await stage.until(lambda: [t.customer_id for t in layer.twins.twins] == [small.MARGARET], 20)
    layer.twins.buttons[0].click()
    compared = await side_by_side(stage)
    assert compared.ids == (MAGARET, small.MARGARET)
    stage.press(Qt.Key.Key_Escape)
    stage.frame.layers.close_layer(compared)
    assert stage.frame.layers.top_layer() is layer
    assert name.text() == "Margaret", "what was typed stays open under the comparison"


async def test_merged_field_by_field_and_two_again_from_the_record(stage: Stage, floor: RecordDesk) -> None:
    await make_a_second(floor)
    page = await open_record(stage, small.MARGARET)
    await stage.until(lambda: row_of(page, "twin"), 20)
    twin = row_of(page, "twin")
    assert twin is not None
    assert "the same address" in twin.meta
    page.list.choose(twin.key)
    stage.press(Qt.Key.Key_Return)
    layer = await side_by_side(stage)
    assert "1 number" in layer.moves.text()
    assert set(layer.sides) == {"name", "given_name", "email"}
    assert layer.taken() == ([], [])
    mine, theirs = layer.sides["email"]
    while stage.focus_of() is not mine:
        stage.press(Qt.Key.Key_Tab)
    stage.press(Qt.Key.Key_Right)
    assert theirs.isChecked()
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: row_of(page, "merge"), 20)
    await stage.until(lambda: stage.frame.layers.top_layer() is None)
    made = [c for c in floor.done if isinstance(c, MergeCustomers)]
    assert [(c.survivor_id, c.merged_id, c.take) for c in made] == [(small.MARGARET, MAGARET, ["email"])]
    stored = await floor.stored("customer")
    assert MAGARET not in stored
    assert (stored[small.MARGARET]["email"], stored[small.MARGARET]["external_id"]) == (
        "m.okafor@example.org",
        "C-1904",
    )

    merge = row_of(page, "merge")
    assert merge is not None
    assert "Can be undone until 21 Dec" in merge.words()
    page.list.setFocus()
    page.list.choose(merge.key)
    stage.press(Qt.Key.Key_Return)
    await top(stage, ConfirmLayer)
    stage.press(Qt.Key.Key_Tab)
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: "Undone" in (row.words() if (row := row_of(page, "merge")) else ""), 20)
    assert [c for c in floor.done if isinstance(c, UndoMerge)]
    stored = await floor.stored("customer")
    assert stored[MAGARET]["name"] == "Magaret Okafor"
    assert stored[small.MARGARET]["email"] == "margaret.okafor@example.org"


async def test_swapped_the_other_one_stays(stage: Stage, floor: RecordDesk) -> None:
    await make_a_second(floor, is_found=False)
    page = await open_record(stage, small.MARGARET)
    page.open_merge()
    search = await top(stage, MergeSearchLayer)
    assert isinstance(search, MergeSearchLayer)
    stage.type("magaret")
    await stage.until(lambda: search.search.customer_id() == MAGARET, 20)
    stage.press(Qt.Key.Key_Return)
    layer = await side_by_side(stage)
    layer.swap.click()
    await stage.until(lambda: layer.view is not None and layer.view.survivor_id == MAGARET, 20)
    await stage.until(layer.merge.isEnabled, 20)
    stage.press(Qt.Key.Key_Return, CTRL)
    await stage.until(lambda: stage.screen.panel.header.customer().name == "Magaret Okafor", 20)
    assert small.MARGARET not in await floor.stored("customer")


async def test_the_list_of_the_night_is_decided_by_keyboard(stage: Stage, floor: RecordDesk) -> None:
    await make_a_second(floor)
    stage.frame.open_layer(DuplicatesLayer(stage.frame.context))
    layer = await top(stage, DuplicatesLayer)
    assert isinstance(layer, DuplicatesLayer)
    await stage.until(layer.list.chosen_row, 20)
    row = layer.list.queue_model().rows()[0]
    assert "↔" in row.subject
    assert (row.deadline, row.who) == ("97 %", "the same address, a similar given name")
    layer.later.click()
    await stage.until(lambda: layer.list.queue_model().rows()[0].group != row.group, 20)
    layer.list.setFocus()
    stage.press(Qt.Key.Key_Return)
    compared = await side_by_side(stage)
    stage.frame.layers.close_layer(compared)
    layer.list.setFocus()
    stage.press(Qt.Key.Key_Delete)
    await stage.until(lambda: not layer.list.queue_model().rows(), 20)
    assert layer.state.isVisible()
    assert [c.decision for c in floor.done if isinstance(c, DecideDuplicate)] == ["later", "two"]

    pairs = [
        DuplicatePair(
            f"l{n}", f"Anna Ek {n}", "Oslo", f"r{n}", "Ana Ek", "", 0.9, ["same phone"], NOW, is_put_off=False
        )
        for n in range(10_000)
    ]
    floor.answers[Duplicates] = lambda _q: pairs
    floor.not_real.add(Duplicates)
    layer._ask()
    await stage.until(lambda: layer.list.queue_model().shown_count() == 10_000, 20)
    layer.list.setFocus()
    stage.press(Qt.Key.Key_End)
    assert layer.list.chosen_row() == "l9999 r9999"
    layer.filter.setFocus()
    stage.type("9998")
    await stage.until(lambda: layer.list.queue_model().shown_count() == 1, 20)
