"""What the person sees of their working set: records coming, who is kept, who is not here, what is private."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from agent_desktop.features.calls.read_models import CallerMatch, Candidate
from agent_desktop.features.customers.private_commands import SetPrivate
from agent_desktop.sync.messages import Envelope, Verdict
from agent_desktop.workstation.callers import LookedUp
from agent_desktop.workstation.live import Call
from agent_desktop.workstation.snapshots import SnapshotProgress
from agent_desktop.workstation.synchroniser import Link
from agent_desktop_ui.calls.caller_words import lookup_words
from agent_desktop_ui.customers.private_form import PrivateFormLayer
from agent_desktop_ui.customers.tab_list import PRIVATE
from agent_desktop_ui.widgets.label import Paragraph
from tests.support.desk_floor import DEV, MARGARET
from tests.ui.conftest import Stage


def progress(taken: int, state: str = "coming") -> SnapshotProgress:
    return SnapshotProgress("org", taken, 125_000, state)


async def test_records_that_come_are_counted_and_can_be_stopped_and_continued(stage: Stage) -> None:
    line = stage.frame.records_line
    stage.floor.snapshots.tell(SnapshotProgress("org", 20, 40, "coming"))
    assert line.isHidden(), "what is here in a moment is not told"
    stage.floor.snapshots.tell(progress(12_000))
    assert line.isVisible()
    assert "12" in line.accessibleName()
    assert "125" in line.accessibleName()
    line._choice.setFocus()
    stage.press(Qt.Key.Key_Return)
    stage.floor.snapshots.tell(progress(12_250, "stopped"))
    assert "Not all" in line.accessibleName()
    stage.press(Qt.Key.Key_Return)
    assert stage.floor.chosen_snapshots == ["stop", "go on"]
    stage.floor.snapshots.tell(progress(125_000, "done"))
    assert line.isHidden()


async def show(stage: Stage, customer_id: str = MARGARET.customer_id) -> None:
    stage.screen.show_customer(customer_id)
    await stage.until(lambda: stage.screen.customer_desk.view is not None)
    await stage.settle(0.1)


async def test_a_customer_is_kept_offline_by_the_palette_and_let_go_in_the_settings(stage: Stage) -> None:
    await show(stage)
    stage.frame.palette_layer.open("keep this")
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: stage.floor.copies.names)
    assert stage.floor.copies.names == {MARGARET.customer_id: MARGARET.name}
    header = stage.screen.panel.header.customer()
    assert next(chip.text for chip in header.chips) == "Kept offline"
    assert "until you let them go" in stage.frame.notices.entries[0].text
    labels = {action.key: action.label for action in header.actions}
    assert labels["keep"] == "No longer keep this customer offline"

    stage.frame.open_settings()
    await stage.settle(0.1)
    layer = stage.frame.layers.top_layer()
    assert layer is not None
    [drop] = [
        button
        for button in layer.findChildren(QPushButton)
        if button.accessibleName() == f"No longer keep {MARGARET.name} offline"
    ]
    drop.setFocus()
    stage.press(Qt.Key.Key_Space)
    await stage.until(lambda: not stage.floor.copies.names)
    await stage.settle(0.1)
    assert "Kept offline" not in [chip.text for chip in stage.screen.panel.header.customer().chips]


async def test_the_palette_offers_it_only_with_a_customer_on_screen(stage: Stage) -> None:
    assert stage.frame.customer_command() is None


async def test_a_customer_who_is_not_here_is_told_by_name_and_nobody_elses_record_stays(stage: Stage) -> None:
    await show(stage, DEV.customer_id)
    stage.floor.link = Link("offline", stage.floor.clock.now())
    stage.screen.show_customer("customer-nadia")
    await stage.until(lambda: stage.screen.panel.header.customer().name == "Nadia Hassan-Lee")
    header = stage.screen.panel.header.customer()
    assert [chip.text for chip in header.chips] == ["Not on this desk"]
    assert header.contact == ("+442079460777",)
    assert header.actions == ()
    assert stage.screen.customer_desk.view is None


async def test_a_caller_a_desk_does_not_know_is_not_on_this_desk_rather_than_unknown(stage: Stage) -> None:
    stage.floor.ring(who=None, is_matched_here=True)
    await stage.settle(0.1)
    assert "Not on this desk" in stage.screen.caller.accessibleName()
    assert "Nobody has this number" not in stage.screen.caller.accessibleName()


async def test_a_caller_central_does_not_know_is_nobodys(stage: Stage) -> None:
    stage.floor.ring(who=None)
    await stage.settle(0.1)
    assert "Nobody has this number yet" in stage.screen.caller.accessibleName()


async def test_the_card_of_a_second_call_says_so_too(stage: Stage) -> None:
    stage.floor.connect(stage.floor.ring())
    await stage.settle(0.1)
    second: Call = stage.floor.ring("call-2", who=None, is_matched_here=True)
    await stage.settle(0.1)
    assert stage.screen.queue.incoming.call_id() == second.call_id
    assert "Not on this desk" in stage.screen.queue.incoming.accessibleName()


def test_a_number_looked_up_is_told_in_one_line() -> None:
    def found(*names: str) -> CallerMatch:
        some = [Candidate(name, name, "", [], 0) for name in names]
        return CallerMatch("public", "+442079460142", "+44 20 7946 0142", None, some)

    assert lookup_words(LookedUp(found("Margaret Okafor"), is_whole=False)) == "Margaret Okafor"
    assert lookup_words(LookedUp(found("A", "B", "C"), is_whole=True)) == "A or 2 others"
    assert lookup_words(LookedUp(found(), is_whole=False)).startswith("Not on this desk")
    assert lookup_words(LookedUp(found(), is_whole=True)).startswith("Nobody has this number")


async def test_somebody_made_twice_is_told_with_the_reasons(stage: Stage) -> None:
    envelope = Envelope("customers.CreateCustomer", {"given_name": "Margaret", "family_name": "Okafor"})
    result = {
        "possible_duplicates": [
            {"customer_id": "c", "name": "M. Okafor", "reasons": ["number", "name_and_postcode"]}
        ]
    }
    stage.floor.verdicts.tell((envelope, Verdict("1", "applied", result=result)))
    [told] = [entry.text for entry in stage.frame.notices.entries]
    assert told.startswith("Margaret Okafor may be a customer already.")
    assert "M. Okafor: the same number, the same name and postcode" in told


def shown_values(stage: Stage) -> list[str]:
    page = stage.screen.customer_desk.private
    return [part.text() for part in page.findChildren(Paragraph) if part.isVisible()]


async def test_private_details_ask_for_a_reason_and_go_when_their_time_is_over(stage: Stage) -> None:
    await show(stage)
    page = stage.screen.customer_desk.private
    stage.press(Qt.Key(Qt.Key.Key_1 + PRIVATE), Qt.KeyboardModifier.ControlModifier)
    assert stage.screen.panel.tabs.currentIndex() == PRIVATE
    page._show.setFocus()
    stage.press(Qt.Key.Key_Space)
    await stage.until(lambda: page._reason.edit().hasFocus())
    assert stage.floor.private.reasons == []
    stage.type("checks the contract")
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: "1984-03-31" in shown_values(stage))
    assert stage.floor.private.reasons == ["checks the contract"]
    assert page._hide.hasFocus(), "the keyboard is where one goes on"
    assert any("until" in text for text in shown_values(stage))

    stage.floor.clock.advance(599)
    stage.frame.heartbeat.second.emit(stage.floor.clock.now())
    assert "1984-03-31" in shown_values(stage)
    stage.floor.clock.advance(1)
    stage.frame.heartbeat.second.emit(stage.floor.clock.now())
    assert "1984-03-31" not in shown_values(stage)


async def test_for_a_contact_they_come_at_once_and_leave_when_the_desk_says_so(stage: Stage) -> None:
    stage.floor.private.ground = "contact"
    await show(stage)
    stage.screen.panel.tabs.setCurrentIndex(PRIVATE)
    stage.screen.customer_desk.private._show.click()
    await stage.until(lambda: "Insulin in the fridge." in shown_values(stage))
    stage.floor.private.gone.tell(frozenset({MARGARET.customer_id}))
    assert "Insulin in the fridge." not in shown_values(stage)


async def test_another_customer_on_screen_never_shows_the_first_ones(stage: Stage) -> None:
    stage.floor.private.ground = "contact"
    await show(stage)
    stage.screen.panel.tabs.setCurrentIndex(PRIVATE)
    stage.screen.customer_desk.private._show.click()
    await stage.until(lambda: "Insulin in the fridge." in shown_values(stage))
    stage.screen.show_customer(DEV.customer_id)
    stage.screen.panel.tabs.setCurrentIndex(PRIVATE)
    assert "Insulin in the fridge." not in shown_values(stage)


async def test_only_what_was_changed_is_sent_and_at_once(stage: Stage) -> None:
    stage.floor.private.ground = "contact"
    await show(stage)
    stage.screen.panel.tabs.setCurrentIndex(PRIVATE)
    page = stage.screen.customer_desk.private
    page._show.click()
    await stage.until(page._change.isVisible)
    page._change.click()
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, PrivateFormLayer)
    layer._lines["birth_date"].set_text("")
    layer._lines["iban_last4"].set_text("19AX")
    layer._save.click()
    await stage.until(lambda: stage.frame.layers.top_layer() is None)
    [sent] = [command for command in stage.floor.done if isinstance(command, SetPrivate)]
    assert (sent.customer_id, sent.birth_date, sent.iban_last4) == (MARGARET.customer_id, None, "19AX")
    assert not isinstance(sent.health_note, str | None), "left out stays"
