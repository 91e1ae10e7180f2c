"""When a promised callback is due, and whose it is."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QDateTime
from PySide6.QtWidgets import QDateTimeEdit, QHBoxLayout, QWidget

from agent_desktop_ui import formats
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.check_box import CheckBox
from agent_desktop_ui.widgets.label import Label


class CallbackFields(QWidget):
    """A moment in the site's time, set with the arrow keys or by typing, and who will call."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.at = QDateTimeEdit()
        self.at.setDisplayFormat("ddd d MMM yyyy  HH:mm")
        self.at.setAccessibleName(self.tr("Call back at"))
        self.at.setToolTip(self.tr("Arrow up and down change the part the caret is in"))
        self.mine = CheckBox(self.tr("I call back myself"))
        self.mine.setToolTip(self.tr("Otherwise it goes to whoever is free then"))
        self.mine.setChecked(True)
        label = Label(self.tr("Call back at"), Role.BODY, Token.TEXT2)
        label.setBuddy(self.at)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 20, 12)
        row.setSpacing(8)
        row.addWidget(label)
        row.addWidget(self.at)
        row.addSpacing(8)
        row.addWidget(self.mine)
        row.addStretch(1)

    def propose(self, now: datetime) -> None:
        """The same hour tomorrow, and mine."""
        there = formats.local(now + timedelta(days=1)).replace(tzinfo=None, minute=0, second=0)
        self.at.setDateTime(QDateTime(there.date(), there.time()))  # type: ignore[call-overload]
        self.mine.setChecked(True)

    def moment(self, now: datetime) -> datetime:
        """What is set, aware, in the zone that times are written in at ``now``."""
        naive = self.at.dateTime().toPython()
        assert isinstance(naive, datetime)  # noqa: S101 - what Qt promises
        return naive.replace(tzinfo=formats.local(now).tzinfo)
