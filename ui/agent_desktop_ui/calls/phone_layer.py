"""Another telephone later in the shift: the same list as at sign-in, over the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from agent_desktop_ui.calls.phone_part import PhonePart
from agent_desktop_ui.calls.phones import PHONE, choices, preferred, sit_down
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Tone

if TYPE_CHECKING:
    from agent_desktop.telephony.actions import Outcome
    from agent_desktop_ui.shell.screen import DeskContext


class PhoneLayer(Layer):
    """Follows the floor while it is open, so that a phone that was just taken is seen to be."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__("", width=420, height=480)
        self.set_title(self.tr("My telephone"))
        self._context = context
        self.part = PhonePart(can_decline=False)
        self.body().addWidget(self.part, 1)
        self.part.chosen.connect(self._chose)
        context.bridge.floor_changed.connect(self._floor_changed)
        self._show(is_new=True)

    def first_focus(self) -> QWidget:
        """The filter."""
        return self.part.search

    def _floor_changed(self, _live: object) -> None:
        if self.isVisible():
            self._show(is_new=False)

    def _show(self, *, is_new: bool) -> None:
        desk = self._context.workstation
        if desk.person is None:
            return
        phones = desk.live.phones.values()
        names = {one.holder: self._context.desk.colleagues.name(one.holder) for one in phones if one.holder}
        found = choices(desk.live, desk.person, self._context.settings.text(PHONE), names)
        self.part.show_phones(found, preferred(found, desk.person) if is_new else "")

    def _chose(self, extension: str) -> None:
        self.part.show_working()

        def told(outcome: Outcome) -> None:
            if outcome.status == "refused":
                self.part.show_problem(outcome.what)
                return
            self.closed.emit()
            if outcome.status == "done":
                words = self.tr("Your telephone is {extension} now.").format(extension=extension)
                self._context.desk.notice(words, Tone.OK)
            else:
                self._context.desk.tell_outcome(outcome)

        work = sit_down(self._context.workstation, self._context.settings, extension)
        self._context.bridge.run(work, told)
