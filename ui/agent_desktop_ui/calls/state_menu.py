"""F4: what I am: ready, or on a break with its reason. During a call it is what I will be after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from agent_desktop.telephony.actions import ChosenState, SetState
from agent_desktop.telephony.floor_rules import PauseReason
from agent_desktop_ui.calls.own_state import own_view
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Token, Tone

if TYPE_CHECKING:
    from agent_desktop_ui.shell.screen import DeskContext


class StateMenu(QMenu):
    """A menu that opens only when the person asks for it."""

    def __init__(self, context: DeskContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.setAccessibleName(self.tr("My state"))
        self.setTitle(self.tr("My state"))

    def popup_at(self, place: QPoint) -> None:
        """Build the choices as they are now and open them."""
        self.clear()
        me = own_view(self._context)
        ready = self.addAction(theme().icon("headset", Token.TEXT2), self.tr("Ready"))
        ready.setShortcut(self._context.actions.named("ready").shortcut())
        ready.setShortcutVisibleInContextMenu(True)
        ready.setShortcutContext(
            Qt.ShortcutContext.WidgetShortcut
        )  # The window's own action answers the key.
        ready.triggered.connect(lambda: self._choose("ready", None, ""))
        self.addSeparator()
        chosen = me.chosen_reason if me is not None and me.chosen == "break" else None
        for reason in pause_reasons(self._context.workstation.site):
            icon = "check" if reason.id == chosen else "coffee"
            pause = self.addAction(theme().icon(icon, Token.TEXT2), _row_words(reason))
            pause.setCheckable(True)
            pause.setChecked(reason.id == chosen)
            pause.triggered.connect(
                lambda _=False, reason=reason: self._choose("break", reason.id, reason.label)
            )
        self.popup(place)
        self.setActiveAction(ready)

    def _choose(self, state: ChosenState, reason: str | None, label: str) -> None:
        current = self._context.contacts.state.current
        is_later = current is not None and current.phase != "ringing" and current.call is not None
        words = label or self.tr("Ready")

        def told() -> None:
            if is_later:
                self._context.desk.notice(
                    self.tr("After this call: {state}").format(state=words), Tone.NEUTRAL
                )

        self._context.desk.act(
            lambda i, who, until: SetState(id=i, agent=who, expires_at=until, state=state, reason=reason),
            told,
        )


def pause_reasons(site: dict[str, Any]) -> list[PauseReason]:
    """The site's reasons of a pause, as central tells them; the usual ones where it tells none."""
    told = site.get("pauses")
    if isinstance(told, list) and told:
        return msgspec.convert(told, list[PauseReason])
    labels = site.get("break_reasons")  # What a central of an earlier release tells.
    if isinstance(labels, list) and labels:
        return [PauseReason(id=str(label), label=str(label)) for label in labels]
    tr = QCoreApplication.translate
    usual = {
        "break": tr("StateMenu", "Break"),
        "lunch": tr("StateMenu", "Lunch"),
        "meeting": tr("StateMenu", "Meeting"),
        "training": tr("StateMenu", "Training"),
        "back_office": tr("StateMenu", "Back office"),
    }
    return [PauseReason(id=name, label=label) for name, label in usual.items()]


def _row_words(reason: PauseReason) -> str:
    """The label, and beside it what somebody should know before they choose it."""
    parts = []
    if reason.limit_min is not None:
        parts.append(QCoreApplication.translate("StateMenu", "{n} min").format(n=round(reason.limit_min)))
    if not reason.is_paid:
        parts.append(QCoreApplication.translate("StateMenu", "not paid"))
    return f"{reason.label}\t{', '.join(parts)}" if parts else reason.label
