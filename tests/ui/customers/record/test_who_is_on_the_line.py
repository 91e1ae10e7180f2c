"""Who is calling is offered with reasons, confirmed by one key, learnt, and checked for this contact."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from agent_desktop.core.ids import new_id
from agent_desktop.features.calls.confirming import ConfirmCaller
from agent_desktop.features.calls.read_models import MatchCaller
from agent_desktop.features.interactions.identity import SayIdentity
from agent_desktop_ui.customers.forms import CreateCustomerLayer
from agent_desktop_ui.customers.identity_layer import IdentityLayer
from tests.support import floor as small
from tests.support.record_desk import RecordDesk
from tests.ui.conftest import Stage

CTRL = Qt.KeyboardModifier.ControlModifier


def confirmed(floor: RecordDesk) -> list[tuple[str, str]]:
    return [(c.customer_id, c.number) for c in floor.done if isinstance(c, ConfirmCaller)]


async def reasons(floor: RecordDesk, number: str) -> dict[str, list[str]]:
    query = MatchCaller(number=number, region="GB", as_of=floor.clock.now())
    match = await floor.ask(query)
    return {one.customer_id: one.reasons for one in match.candidates}


def shown(stage: Stage) -> str:
    return stage.screen.panel.header.customer().name


async def offered(stage: Stage, count: int) -> list[QWidget]:
    await stage.until(
        lambda: stage.screen.caller.isVisible() and len(stage.screen.caller.buttons()) == count, 20
    )
    return list(stage.screen.caller.buttons())


async def test_of_several_the_first_is_confirmed_by_one_key_and_learnt(
    stage: Stage, floor: RecordDesk
) -> None:
    await floor.rings(small.HOME_NUMBER)
    buttons = await offered(stage, 2)
    assert "Henry Okafor" in buttons[0].accessibleName()
    assert "has an open ticket" in buttons[0].accessibleName()
    assert "their preferred number" in buttons[1].accessibleName()
    note = stage.screen.panel.note_bar.note.field()
    assert stage.focus_of() is note, "nothing takes the keyboard"
    stage.press(Qt.Key.Key_F11)
    await stage.until(lambda: shown(stage) == "Henry Okafor", 20)
    await stage.until(lambda: confirmed(floor), 20)
    stage.press(Qt.Key.Key_F11)
    await stage.settle()
    assert confirmed(floor) == [(small.HENRY, small.HOME_NUMBER)], (
        "one answer, however often the key is pressed"
    )
    assert "confirmed_before" in (await reasons(floor, small.HOME_NUMBER))[small.HENRY]


async def test_another_one_is_chosen_by_their_number_in_the_list(stage: Stage, floor: RecordDesk) -> None:
    call = floor.connect(await floor.rings(small.HOME_NUMBER))
    buttons = await offered(stage, 2)
    buttons[0].setFocus()
    stage.press(Qt.Key.Key_2)
    await stage.until(lambda: shown(stage) == "Margaret Okafor", 20)
    await stage.until(lambda: confirmed(floor) == [(small.MARGARET, small.HOME_NUMBER)], 20)
    for _ in range(200):
        contacts = await floor.stored("interaction")
        if contacts[call.contact_id]["customer_id"] == small.MARGARET:
            break
        await stage.settle(0.05)
    assert contacts[call.contact_id]["customer_id"] == small.MARGARET
    assert shown(stage) == "Margaret Okafor"


async def test_the_only_one_is_shown_with_reasons_and_may_be_somebody_else(
    stage: Stage, floor: RecordDesk
) -> None:
    await floor.rings(small.DEVS_NUMBER)
    await stage.until(lambda: shown(stage) == "Dev Raman", 20)
    line = stage.screen.customer_desk.contact_line
    await stage.until(lambda: "a verified number of theirs" in line.words(), 20)
    assert not confirmed(floor), "nothing is learnt before somebody has said so"
    line.other.click()
    await offered(stage, 1)
    stage.screen.caller.said_field.setFocus()
    stage.type("aoife brien")
    await stage.until(
        lambda: [c.customer_id for c in stage.screen.caller.candidates()][:1] == [small.AOIFE], 20
    )
    assert "the name they gave is theirs" in stage.screen.caller.buttons()[0].accessibleName()
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: shown(stage) == "Aoife Ó Brien", 20)
    await stage.until(lambda: confirmed(floor) == [(small.AOIFE, small.DEVS_NUMBER)], 20)


async def test_a_number_that_is_only_perhaps_theirs_is_asked_about(stage: Stage, floor: RecordDesk) -> None:
    def learn() -> None:
        row = small.record(
            floor.central.registry,
            "caller_number",
            id=new_id(),
            customer_id=small.DEV,
            e164="+442079460987",
            source="correspondence",
            confirmed=0,
            last_at=small.NOW,
        )
        floor.central.put([row])

    await floor._in_order(learn)
    await floor.rings("+442079460987")
    buttons = await offered(stage, 1)
    assert "they wrote it to us" in buttons[0].accessibleName()
    stage.press(Qt.Key.Key_F11)
    await stage.until(lambda: shown(stage) == "Dev Raman", 20)
    await stage.until(lambda: confirmed(floor), 20)
    learnt = (await reasons(floor, "+442079460987"))[small.DEV]
    assert "confirmed_before" in learnt
    assert "maybe_number" not in learnt


async def test_a_hidden_number_is_found_by_what_they_say_and_teaches_nothing(
    stage: Stage, floor: RecordDesk
) -> None:
    await floor.rings(None)
    await offered(stage, 0)
    assert "withheld" in stage.screen.caller.accessibleName()
    stage.screen.caller.said_field.setFocus()
    stage.type("C-77")
    await stage.until(lambda: len(stage.screen.caller.buttons()) == 1, 20)
    stage.press(Qt.Key.Key_F11)
    await stage.until(lambda: shown(stage) == "Dev Raman", 20)
    await stage.settle()
    assert not confirmed(floor)


async def test_a_colleague_is_told_as_one(stage: Stage, floor: RecordDesk) -> None:
    await floor.rings("1002")
    await offered(stage, 0)
    assert "Marcus Webb" in stage.screen.caller.accessibleName()


async def test_nobody_known_is_nobody_until_a_person_makes_or_links_them(
    stage: Stage, floor: RecordDesk
) -> None:
    before = set(await floor.stored("customer"))
    await floor.rings("+441174960999")
    await offered(stage, 0)
    assert set(await floor.stored("customer")) == before
    stage.screen.create_customer()
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, CreateCustomerLayer)
    stage.type("Margaret")
    stage.press(Qt.Key.Key_Tab)
    stage.type("Okafor")
    stage.press(Qt.Key.Key_Tab)
    stage.press(Qt.Key.Key_Tab)
    stage.type("margaret.okafor@example.org")
    await stage.until(lambda: [t.customer_id for t in layer.twins.twins] == [small.MARGARET], 20)
    layer.twins.buttons[0].click()
    await stage.until(lambda: shown(stage) == "Margaret Okafor", 20)
    await stage.until(lambda: confirmed(floor) == [(small.MARGARET, "+441174960999")], 20)


async def test_identity_is_checked_for_this_contact_and_taken_back(stage: Stage, floor: RecordDesk) -> None:
    call = floor.connect(await floor.rings(small.DEVS_NUMBER))
    line = stage.screen.customer_desk.contact_line
    await stage.until(lambda: "Shown by the number" in line.words(), 20)
    stage.press(Qt.Key.Key_F11)
    await stage.until(lambda: "not checked" in line.words(), 20)
    stage.press(Qt.Key.Key_I, CTRL)
    await stage.until(lambda: isinstance(stage.frame.layers.top_layer(), IdentityLayer), 20)
    stage.press(Qt.Key.Key_3)
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: "Identity verified: A document" in line.words(), 20)
    chips = [chip.text for chip in stage.screen.panel.header.customer().chips]
    assert "Identity verified" in chips
    stored = (await floor.stored("interaction"))[call.contact_id]
    assert (stored["identity"], stored["identity_how"]) == ("verified", "document")
    line.take_back.click()
    await stage.until(lambda: "not checked" in line.words(), 20)
    assert [c.identity for c in floor.done if isinstance(c, SayIdentity)] == ["verified", None]
    stage.screen.show_customer(small.MARGARET)
    await stage.until(lambda: shown(stage) == "Margaret Okafor", 20)
    assert line.isHidden(), "she is not on the line"
    assert "Identity verified" not in [chip.text for chip in stage.screen.panel.header.customer().chips]
