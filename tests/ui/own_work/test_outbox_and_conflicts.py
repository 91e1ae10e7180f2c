"""The outbox and the conflict screen: every word kept, all by keyboard, and nothing by itself."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit, QWidget

from agent_desktop.core.errors import KnownError
from agent_desktop.features.customers.commands import ChangeCustomer
from agent_desktop.sync.outbox import Standing
from agent_desktop_ui.customers.edit_customer import EditCustomerLayer
from agent_desktop_ui.own_work.conflict_layer import ConflictCard, ConflictLayer
from agent_desktop_ui.own_work.edit_layer import EditWorkLayer
from agent_desktop_ui.own_work.outbox_layer import OutboxLayer, WorkCard
from agent_desktop_ui.widgets.compared_text import ComparedText, compared
from agent_desktop_ui.widgets.link import Link
from tests.support.desk_floor import DEV, MARGARET
from tests.support.floor_outbox import NOON, TAKEN, FloorOutbox, a_kept_text, some_conflicts, some_work
from tests.ui.conftest import Stage

CTRL = Qt.KeyboardModifier.ControlModifier


def outbox_of(stage: Stage) -> FloorOutbox:
    return stage.floor.outbox_desk


def buttons_of(card: QWidget) -> list[str]:
    return [b.text() for b in card.findChildren(QAbstractButton) if b.isVisible()]


async def cards_of(stage: Stage) -> list[WorkCard]:
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, OutboxLayer)
    wanted = len(outbox_of(stage).work)
    await stage.until(lambda: [card.isVisible() for card in layer._shown_cards()] == [True] * wanted)
    await stage.settle(0.05)
    return layer._shown_cards()


async def tab_to(stage: Stage, name: str) -> None:
    for _ in range(40):
        stage.press(Qt.Key.Key_Tab)
        focus = stage.focus_of()
        if focus is not None and focus.accessibleName() == name:
            return
    raise AssertionError(f"Tab never reaches {name}")


class TestOutbox:
    async def test_each_entry_says_what_it_does_to_whom_and_why_it_is_here(self, stage: Stage) -> None:
        outbox_of(stage).put(*some_work())
        stage.frame.open_outbox()
        cards = await cards_of(stage)
        assert [card.accessibleName() for card in cards] == [
            "New ticket 482140: Leak under the sink",
            "Note on ticket 482140",
            "Note on ticket 48213",
            "New customer Anna Ek",
            "Ticket 48213 taken",
        ]
        assert [buttons_of(card) for card in cards] == [
            ["Send again", "Edit", "Copy and take out"],
            ["Copy and take out"],
            ["Edit", "Copy and take out"],
            ["Edit", "Copy and take out"],
            ["Take out"],
        ]
        assert "already a ticket" in cards[0]._why.text()
        assert "“New ticket 482140: Leak under the sink” was not accepted" in cards[1]._why.text()

    async def test_a_refused_one_is_sent_again_by_keyboard_and_the_keyboard_stays_in_the_list(
        self, stage: Stage
    ) -> None:
        outbox_of(stage).put(*some_work())
        stage.frame.open_outbox()
        await cards_of(stage)
        await tab_to(stage, "Send again")
        stage.press(Qt.Key.Key_Return)
        await stage.until(lambda: outbox_of(stage).asked == [("send_again", "c-1")])
        await stage.settle()
        layer, focus = stage.frame.layers.top_layer(), stage.focus_of()
        assert layer is not None
        assert focus is not None
        assert layer.isAncestorOf(focus)
        stage.press(Qt.Key.Key_Escape)
        await stage.settle(0.05)
        assert stage.focus_of() is stage.screen.panel.note_bar.note.field()

    async def test_taking_out_copies_the_texts_and_says_that_they_are_kept(self, stage: Stage) -> None:
        outbox_of(stage).put(*some_work())
        stage.frame.open_outbox()
        cards = await cards_of(stage)
        cards[0].take_out.click()
        await stage.until(lambda: outbox_of(stage).asked == [("take_out", "c-1")])
        await stage.settle()
        assert QGuiApplication.clipboard().text() == "Leak under the sink\n\nTap closed, no damage yet."
        assert "kept" in stage.frame.notices.entries[0].text
        assert len(await cards_of(stage)) == 3

    async def test_other_words_are_sent_with_ctrl_enter_and_a_refusal_keeps_them(self, stage: Stage) -> None:
        outbox_of(stage).put(*some_work())
        stage.frame.open_outbox()
        cards = await cards_of(stage)
        cards[2].edit.setFocus()
        stage.press(Qt.Key.Key_Return)
        await stage.settle()
        layer = stage.frame.layers.top_layer()
        assert isinstance(layer, EditWorkLayer)
        field = stage.focus_of()
        assert isinstance(field, QPlainTextEdit)
        assert field.toPlainText().startswith("Called back")
        field.setPlainText("Called back, no answer.")
        outbox_of(stage).refuses = KnownError("An empty note says nothing.")
        stage.press(Qt.Key.Key_Return, CTRL)
        await stage.settle()
        assert stage.frame.layers.top_layer() is layer
        assert layer._wrong.text() == "An empty note says nothing."
        outbox_of(stage).refuses = None
        stage.press(Qt.Key.Key_Return, CTRL)
        await stage.until(lambda: outbox_of(stage).asked)
        assert outbox_of(stage).asked == [("edit", "c-3", {"text": "Called back, no answer."})]
        await stage.settle(0.05)
        assert stage.focus_of() is cards[2].edit

    async def test_news_takes_no_keyboard_and_rebuilds_no_card_that_stays(self, stage: Stage) -> None:
        outbox_of(stage).put(*some_work())
        stage.frame.open_outbox()
        before = await cards_of(stage)
        before[3].edit.setFocus()
        outbox_of(stage).put(*some_work()[2:])
        await stage.settle()
        assert [card.accessibleName() for card in await cards_of(stage)] == [
            card.accessibleName() for card in before[2:]
        ]
        assert stage.focus_of() is before[3].edit

    async def test_it_opens_from_the_line_and_from_the_palette(self, stage: Stage) -> None:
        outbox_of(stage).put(*some_work(), lost=some_conflicts())
        links = {link.text(): link for link in stage.frame.link_line.findChildren(Link) if link.isVisible()}
        assert list(links) == ["2 not accepted", "2 to compare"]
        links["2 not accepted"].click()
        assert isinstance(stage.frame.layers.top_layer(), OutboxLayer)
        stage.frame.close_top()
        links["2 to compare"].click()
        assert isinstance(stage.frame.layers.top_layer(), ConflictLayer)
        stage.frame.close_top()
        stage.floor.lose_line()
        said = [link.text() for link in stage.frame.link_line.findChildren(Link) if link.isVisible()]
        assert "3 waiting to be sent" in said
        stage.press(Qt.Key.Key_K, CTRL)
        stage.type("outbox")
        stage.press(Qt.Key.Key_Return)
        await stage.until(lambda: isinstance(stage.frame.layers.top_layer(), OutboxLayer))


class TestConflicts:
    async def open(self, stage: Stage) -> list[ConflictCard]:
        outbox_of(stage).put(lost=some_conflicts(), texts=[a_kept_text()])
        stage.frame.open_conflicts()
        layer = stage.frame.layers.top_layer()
        assert isinstance(layer, ConflictLayer)
        await stage.until(lambda: [card.isVisible() for card in layer._shown()] == [True] * 3)
        await stage.settle(0.05)
        return [card for card in layer._shown() if isinstance(card, ConflictCard)]

    async def test_both_texts_stand_side_by_side_with_whose_they_are(self, stage: Stage) -> None:
        cards = await self.open(stage)
        assert [card.accessibleName() for card in cards] == [
            "Margaret Okafor: alert",
            "Ticket 48213: priority",
        ]
        yours, theirs = cards[0].findChildren(ComparedText)
        assert yours.accessibleName().startswith("Yours: Priority heating: infant in the household,")
        assert theirs.accessibleName().startswith("Sana Malik: Priority heating: infant and grandmother")
        assert "grandmother" in theirs.accessibleDescription()
        assert "Priority" not in theirs.accessibleDescription()
        assert yours.geometry().right() < theirs.geometry().left()
        assert "Make one of both" in buttons_of(cards[0])
        assert "Make one of both" not in buttons_of(cards[1])

    async def test_theirs_is_kept_and_the_keyboard_goes_to_the_next_card(self, stage: Stage) -> None:
        cards = await self.open(stage)
        cards[0].theirs.setFocus()
        stage.press(Qt.Key.Key_Return)
        await stage.until(lambda: outbox_of(stage).asked == [("keep_theirs", 1)])
        await stage.settle()
        assert stage.focus_of() is cards[1].theirs

    async def test_mine_is_put_again(self, stage: Stage) -> None:
        cards = await self.open(stage)
        await tab_to(stage, "Put mine again")
        stage.press(Qt.Key.Key_Space)
        await stage.until(lambda: outbox_of(stage).asked)
        assert outbox_of(stage).asked == [("put_again", 1, some_conflicts()[0].lost.yours)]
        assert cards

    async def test_one_text_is_made_of_both(self, stage: Stage) -> None:
        cards = await self.open(stage)
        await tab_to(stage, "Make one of both")
        stage.press(Qt.Key.Key_Return)
        field = stage.focus_of()
        assert isinstance(field, QPlainTextEdit)
        field.setPlainText("Infant and grandmother: ring\nfirst.")
        stage.press(Qt.Key.Key_Return, CTRL)
        await stage.until(lambda: outbox_of(stage).asked)
        assert outbox_of(stage).asked == [("put_again", 1, "Infant and grandmother: ring first.")]
        assert cards

    async def test_mine_and_kept_texts_can_be_copied(self, stage: Stage) -> None:
        cards = await self.open(stage)
        cards[0].copy.click()
        assert QGuiApplication.clipboard().text() == some_conflicts()[0].lost.yours
        layer = stage.frame.layers.top_layer()
        assert isinstance(layer, ConflictLayer)
        layer._shown()[2].first.click()
        assert QGuiApplication.clipboard().text() == "Engineer asks for the gate code."

    def test_only_words_that_the_other_lacks_are_marked(self) -> None:
        mine, theirs = compared("ring the bell twice", "ring twice\nplease")
        assert [piece.text for piece in mine if piece.differs] == ["the", "bell"]
        assert [piece.text for piece in theirs if piece.differs] == ["please"]


class TestOnTheRecord:
    async def test_a_ticket_says_how_my_work_on_it_stands(self, stage: Stage) -> None:
        line = stage.screen.customer_desk.ticket.standing
        outbox = outbox_of(stage)
        record = ("ticket", "ticket-48213")
        stage.screen.show_ticket(record[1])
        for standing, words in (
            (Standing("waiting", NOON, "tickets.AddTicketNote"), "Saved here, waits for central since 12:04"),
            (
                Standing("waiting", NOON, "tickets.AddTicketNote", 3),
                "3 changes saved here, waiting for central since 12:04",
            ),
            (Standing("sent", NOON, "tickets.AddTicketNote"), "Sent 12:04"),
            (
                Standing("refused", NOON, "tickets.AddTicketNote", 1, TAKEN),
                "Not accepted: There is already a ticket like this one. Your text is kept.",
            ),
            (
                Standing(
                    "merged",
                    NOON,
                    "tickets.ChangeTicket",
                    1,
                    lost=(msgspec.structs.replace(some_conflicts()[1].lost, by="agent-sana"),),
                ),
                "Merged: Sana Malik changed the priority to High first",
            ),
        ):
            outbox.standings = {record: standing}
            outbox.tell()
            await stage.until(lambda want=words: line.words() == want)
        line._link.click()
        assert isinstance(stage.frame.layers.top_layer(), ConflictLayer)
        stage.frame.close_top()
        outbox.standings = {}
        outbox.tell()
        await stage.until(lambda: not line.isVisible())

    async def test_what_is_just_on_its_way_is_not_told_as_waiting(self, stage: Stage) -> None:
        line = stage.screen.customer_desk.ticket.standing
        outbox_of(stage).standings = {
            ("ticket", "ticket-48213"): Standing("waiting", stage.floor.clock.now(), "tickets.AddTicketNote")
        }
        stage.screen.show_ticket("ticket-48213")
        await stage.settle()
        assert line.words() == ""
        stage.floor.lose_line()
        await stage.until(lambda: line.words().startswith("Saved here"))

    async def test_a_customer_and_the_timeline_say_it_too(self, stage: Stage) -> None:
        desk, panel = stage.screen.customer_desk, stage.screen.panel
        outbox_of(stage).standings = {
            ("customer", MARGARET.customer_id): Standing("waiting", NOON, "customers.ChangeCustomer"),
            ("ticket_note", "note-1"): Standing("waiting", NOON, "tickets.AddTicketNote"),
        }
        stage.screen.show_customer(MARGARET.customer_id)
        await stage.until(lambda: desk.standing.words() == "Saved here, waits for central since 12:04")
        stage.screen.show_ticket("ticket-48213")
        notes = desk.ticket._notes.timeline_model()
        await stage.until(
            lambda: any("Waits since 12:04" in getattr(e, "words", str)() for e in notes.entries())
        )
        assert panel.header.isVisible()


class TestLeaving:
    async def test_closing_with_unsent_work_says_what_and_stays_when_asked_to(self, stage: Stage) -> None:
        left: list[bool] = []
        stage.window.close_agreed.connect(lambda: left.append(True))
        outbox_of(stage).put(*some_work())
        stage.floor.lose_line()
        stage.window.close()
        await stage.until(lambda: stage.frame.layers.top_layer() is not None)
        layer = stage.frame.layers.top_layer()
        assert layer is not None
        said = layer.accessibleDescription()
        for words in ("3 not sent", "Note on ticket 48213", "New customer Anna Ek", "stays on this desk"):
            assert words in said
        stage.press(Qt.Key.Key_Return)  # "Stay" has the keyboard.
        await stage.settle(0.05)
        assert stage.window.isVisible()
        assert left == []
        stage.window.close()
        await stage.until(lambda: stage.frame.layers.top_layer() is not None)
        stage.press(Qt.Key.Key_Tab)
        stage.press(Qt.Key.Key_Return)
        await stage.until(lambda: left == [True])

    async def test_with_everything_sent_nobody_is_asked(self, stage: Stage) -> None:
        left: list[bool] = []
        stage.window.close_agreed.connect(lambda: left.append(True))
        outbox_of(stage).put(*[w for w in some_work() if w.state == "refused"])
        stage.window.close()
        assert left == [True]


class TestEditingACustomer:
    async def open(self, stage: Stage) -> EditCustomerLayer:
        stage.screen.show_customer(MARGARET.customer_id)
        await stage.until(lambda: stage.screen.customer_desk.view is not None)
        stage.press(Qt.Key.Key_K, CTRL)
        stage.type("edit the customer")
        stage.press(Qt.Key.Key_Return)
        await stage.until(lambda: isinstance(stage.frame.layers.top_layer(), EditCustomerLayer))
        layer = stage.frame.layers.top_layer()
        assert isinstance(layer, EditCustomerLayer)
        await stage.until(lambda: layer._seen is not None)
        return layer

    async def test_only_what_was_changed_is_sent(self, stage: Stage) -> None:
        layer = await self.open(stage)
        layer._fields["email"].set_text("m.okafor@example.org")
        layer._fields["languages"].set_text("")
        layer._fields["city"].set_text(" Bristol ")
        stage.press(Qt.Key.Key_Return, CTRL)
        await stage.until(lambda: stage.floor.done)
        (command,) = stage.floor.done
        assert isinstance(command, ChangeCustomer)
        sent = msgspec.to_builtins(command)
        assert {k: v for k, v in sent.items() if k not in {"made_at", "command_id"}} == {
            "customer_id": MARGARET.customer_id,
            "email": "m.okafor@example.org",
            "languages": None,
        }
        assert stage.frame.layers.top_layer() is None

    async def test_nothing_changed_sends_nothing(self, stage: Stage) -> None:
        await self.open(stage)
        stage.press(Qt.Key.Key_Return, CTRL)
        await stage.until(lambda: stage.frame.layers.top_layer() is None)
        assert stage.floor.done == []

    async def test_what_a_colleague_wrote_meanwhile_is_seen_before_it_is_replaced(self, stage: Stage) -> None:
        layer = await self.open(stage)
        layer._fields["alert"].set_text("Ring twice.")
        floor = stage.floor
        floor.details[MARGARET.customer_id] = msgspec.structs.replace(
            floor.details[MARGARET.customer_id], alert="Dog in the yard.", city="Bath"
        )
        stage.press(Qt.Key.Key_Return, CTRL)
        await stage.settle()
        assert floor.done == []
        assert "Dog in the yard." in layer._fields["alert"]._below.text()
        stage.press(Qt.Key.Key_Return, CTRL)
        await stage.until(lambda: floor.done)
        (command,) = floor.done
        assert isinstance(command, ChangeCustomer)
        assert command.alert == "Ring twice."
        assert command.city is msgspec.UNSET
        assert DEV
