"""Shows the whole desk, or the wallboard, put together from the widgets alone: the builders' reference.

python -m agent_desktop_ui.widgets.gallery --theme light --out desk.png
python -m agent_desktop_ui.widgets.gallery --scene wallboard --theme dark --size 1440x900 --out board.png
"""

from __future__ import annotations

import argparse
import sys

from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from agent_desktop_ui.theme.theme import Choice, theme
from agent_desktop_ui.theme.tokens import BREADTH, Token, Tone
from agent_desktop_ui.widgets import gallery_data as data
from agent_desktop_ui.widgets.call_bar import CallBarState, CallBarView, SelfState
from agent_desktop_ui.widgets.card import Surface
from agent_desktop_ui.widgets.customer_panel import CustomerPanelView
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.kpi_bar import KpiBarView
from agent_desktop_ui.widgets.navigation_rail import NavigationRail
from agent_desktop_ui.widgets.palette_frame import CommandPaletteFrame
from agent_desktop_ui.widgets.queue_column import QueueColumnView
from agent_desktop_ui.widgets.right_panel import RightPanelView
from agent_desktop_ui.widgets.tab_order import settle_tab_order

SCENES = ("desk", "wrap-up", "second-call", "palette", "wallboard")


class DeskGallery(Surface):
    """The desk, filled with the picture's own data."""

    def __init__(self, width: int, parent: QWidget | None = None) -> None:
        super().__init__(Token.BG, parent=parent)
        self.rail = NavigationRail("Rooms")
        self.call_bar = CallBarView()
        self.queue = QueueColumnView(("Mine", "Team", "Calls"))
        self.customer = CustomerPanelView()
        self.right = RightPanelView()
        self.kpi = KpiBarView()
        self.palette_layer = CommandPaletteFrame(self)
        self._lay_out(width)
        self._fill(is_wide=width >= 1800)
        settle_tab_order(self.rail, self.call_bar, self.queue, self.customer, self.right, self.kpi)

    def show_call(self, state: CallBarState, me: SelfState = data.ME) -> None:
        """Shows a state of the call."""
        self.call_bar.show_state(state)
        self.call_bar.show_self(me)

    def _lay_out(self, width: int) -> None:
        is_narrow, is_wide = width < 1400, width >= 1800
        queue = BREADTH.queue_narrow if is_narrow else BREADTH.queue_wide if is_wide else BREADTH.queue
        right = BREADTH.right_narrow if is_narrow else BREADTH.right_wide if is_wide else BREADTH.right
        self.queue.setFixedWidth(queue)
        self.right.setFixedWidth(right)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.queue)
        middle.addWidget(self.customer, 1)
        middle.addWidget(self.right)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.call_bar)
        column.addLayout(middle, 1)
        column.addWidget(self.kpi)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)

    def _fill(self, *, is_wide: bool) -> None:
        self.rail.set_items(data.RAIL)
        self.rail.choose("desk")
        self.show_call(data.ON_CALL)
        self.queue.set_counts((11, 23, 4))
        self.queue.show_rows(data.QUEUE)
        self.queue.queue_list().choose_row("48213")
        panel = self.customer
        panel.header.show_customer(data.CUSTOMER)
        for title, count in (
            ("Tickets", 2),
            ("Equipment", 3),
            ("Visits", 6),
            ("Contract", None),
            ("Files", None),
        ):
            panel.add_page(title, EmptyState("Nothing here yet"), count)
        panel.timeline.show_events(data.TIMELINE)
        panel.glance.show_sections(data.GLANCE)
        note = panel.note_bar
        note.note.set_note(data.NOTE)
        note.note.set_saved("Saved 12:41")
        note.note.set_link("Ticket 48213")
        for label, key, words in (("Fault", "hot", "No hot water"), ("Outcome", "visit", "Visit booked")):
            field = note.add_choice(label)
            field.set_options(((key, words), ("other", "Other")))
            field.set_value(key)
        note.finish_button().set_label("Save and wrap up")
        self.right.add_page("Answers", EmptyState("No answers"))
        self.right.add_page("Knowledge", EmptyState("No articles"))
        self.right.script.show_step(data.STEP)
        self.right.script.show_knowledge(data.KNOWLEDGE)
        self.right.script.show_snippets(data.SNIPPETS)
        self.kpi.show_figures(data.FIGURES + (data.OWN_FIGURES if is_wide else ()))
        self.kpi.live.show_live("Live  12:41")


def build(scene: str, width: int, height: int) -> QWidget:
    """The widget of ``scene`` at a size, shown and laid out."""
    if scene == "wallboard":
        from agent_desktop_ui.widgets.gallery_wallboard import WallboardGallery

        board = WallboardGallery()
        board.resize(width, height)
        board.show()
        return board
    desk = DeskGallery(width)
    desk.resize(width, height)
    desk.show()
    if scene == "wrap-up":
        desk.show_call(data.WRAP_UP, SelfState("Leila Davies", Tone.INFO, "Wrap-up"))
        desk.customer.note_bar.finish_button().set_label("Finish and go ready")
    if scene == "second-call":
        desk.queue.incoming.show_call(data.SECOND_CALL)
    if scene == "palette":
        desk.palette_layer.show_entries(data.PALETTE)
        desk.palette_layer.open("trans")
    else:
        desk.activateWindow()
        desk.customer.note_bar.note.field().setFocus()
    return desk


def main(arguments: list[str]) -> int:
    """Shows or paints a scene; answers the exit code."""
    parser = argparse.ArgumentParser(
        prog="gallery", description="Paint the widgets with the picture's own data."
    )
    parser.add_argument("--theme", choices=[choice.value for choice in Choice], default="light")
    parser.add_argument("--scene", choices=SCENES, default="desk")
    parser.add_argument("--size", default="1440x900", help="width and height, such as 1280x720")
    parser.add_argument("--text-size", type=float, default=1.0, help="1.0 is 100 %%")
    parser.add_argument("--out", help="write a picture instead of opening a window")
    chosen = parser.parse_args(arguments)
    width, height = (int(part) for part in chosen.size.split("x"))
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    theme().apply(app, chosen.theme, chosen.text_size)
    window = build(chosen.scene, width, height)
    if not chosen.out:
        return app.exec()
    for _turn in range(5):
        app.processEvents()
    return 0 if window.grab().save(chosen.out) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
