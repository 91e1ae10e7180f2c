"""The call on top of the window: who, in which state, for how long, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import HEIGHT, SPACE, Role, Token, Tone
from agent_desktop_ui.widgets import paint
from agent_desktop_ui.widgets.avatar import Avatar
from agent_desktop_ui.widgets.button import Button, ButtonKind, IconButton
from agent_desktop_ui.widgets.card import Surface
from agent_desktop_ui.widgets.chip import Chip
from agent_desktop_ui.widgets.label import ElidedLabel, Label
from agent_desktop_ui.widgets.paint import ChipData
from agent_desktop_ui.widgets.recording_mark import Recording, RecordingMark
from agent_desktop_ui.widgets.self_button import Parting, SelfButton
from agent_desktop_ui.widgets.state_line import StateLine


class CallPhase(StrEnum):
    """The states the bar can show; each has its tone, its chip and its set of controls that apply."""

    READY = "ready"
    DIALLING = "dialling"
    RINGING = "ringing"
    ON_CALL = "on_call"
    ON_HOLD = "on_hold"
    WRAP_UP = "wrap_up"
    BREAK = "break"
    OFFLINE = "offline"
    LINE_LOST = "line_lost"


class Control(StrEnum):
    """The controls of the bar, for reasons why one is disabled."""

    ANSWER = "answer"
    DIAL = "dial"
    HOLD = "hold"
    MUTE = "mute"
    TRANSFER = "transfer"
    ADD_PERSON = "add_person"
    KEYPAD = "keypad"
    END = "end"
    EXTEND = "extend"
    CALL_BACK = "call_back"


@dataclass(frozen=True, slots=True)
class CallBarState:
    """What the bar shows, ready to read; ``refusals`` says why a control is disabled all the same."""

    phase: CallPhase = CallPhase.READY
    name: str = ""
    number: str = ""
    queue: str = ""
    state_words: str = ""
    """The word of the chip; the phase's own word when empty ("Lunch" for a break)."""
    timer: str = ""
    recording: Recording = Recording.NONE
    recording_refusal: str = ""
    is_muted: bool = False
    supervision: str = ""
    """Who listens or speaks in, in a few words; always shown to the person on the call."""
    is_consulting: bool = False
    """Somebody is asked while the other side waits: giving the call and bringing all together are next."""
    refusals: Mapping[Control, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SelfState:
    """The person at the desk: name, presence, and the line that is shown where there is room."""

    name: str
    presence: Tone = Tone.OK
    presence_words: str = ""
    remark: str = ""


_TONES = {
    CallPhase.READY: Tone.ACCENT,
    CallPhase.DIALLING: Tone.OK,
    CallPhase.RINGING: Tone.OK,
    CallPhase.ON_CALL: Tone.OK,
    CallPhase.ON_HOLD: Tone.WARN,
    CallPhase.WRAP_UP: Tone.INFO,
    CallPhase.BREAK: Tone.NEUTRAL,
    CallPhase.OFFLINE: Tone.NEUTRAL,
    CallPhase.LINE_LOST: Tone.BAD,
}
_ICONS = {
    CallPhase.RINGING: "phone-incoming",
    CallPhase.DIALLING: "phone-outgoing",
    CallPhase.ON_HOLD: "pause",
    CallPhase.LINE_LOST: "wifi-off",
}
_IN_CALL = frozenset({CallPhase.ON_CALL, CallPhase.ON_HOLD})
_CAN_END = frozenset({CallPhase.ON_CALL, CallPhase.ON_HOLD, CallPhase.DIALLING, CallPhase.RINGING})
_CAN_DIAL = frozenset({CallPhase.READY, CallPhase.BREAK})

NARROW_BELOW = 1260
WIDE_FROM = 1700


class CallBarView(Surface):
    """The bar itself. Controls keep their places; what does not apply is disabled and says why."""

    answer_pressed = Signal()
    dial_pressed = Signal()
    hold_pressed = Signal()
    mute_pressed = Signal()
    transfer_pressed = Signal()
    add_person_pressed = Signal()
    keypad_pressed = Signal()
    end_pressed = Signal()
    extend_pressed = Signal()
    call_back_pressed = Signal()
    record_pressed = Signal()
    search_pressed = Signal()
    self_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Token.SURFACE, line_bottom=True, parent=parent)
        self._state = CallBarState()
        self._me = SelfState("")
        self._line = StateLine()
        self._build_who()
        self._build_controls()
        self._build_right()
        row = QHBoxLayout()
        row.setContentsMargins(SPACE.panel, 0, SPACE.panel, 0)
        row.setSpacing(0)
        row.addWidget(self._who)
        row.addSpacing(SPACE.control_wide)
        row.addStretch(1)
        row.addLayout(self._middle)
        row.addStretch(1)
        row.addSpacing(SPACE.control_wide)
        row.addLayout(self._right)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        column.addWidget(self._line)
        column.addLayout(row, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_state(self._state)

    def state(self) -> CallBarState:
        """What is shown."""
        return self._state

    def show_state(self, state: CallBarState) -> None:
        """Shows a call, or that there is none; line and chip change together."""
        self._state = state
        phase = state.phase
        tone = _TONES[phase]
        self._line.show_tone(tone)
        self._chip.show_chip(
            ChipData(state.state_words or self.phase_words(phase), tone, _ICONS.get(phase, ""))
        )
        is_caller = bool(state.name or state.number)
        self._avatar.setVisible(is_caller)
        self._avatar.show_person(state.name)
        self._name.setText(state.name or state.number)
        self._name.setVisible(is_caller)
        meta = "  ·  ".join(part for part in (state.number if state.name else "", state.queue) if part)
        self._meta.setText(meta)
        self._meta.setVisible(bool(meta))
        self._meta.setCursor(
            Qt.CursorShape.PointingHandCursor if state.number else Qt.CursorShape.ArrowCursor
        )
        self.set_timer(state.timer)
        self._muted.setVisible(state.is_muted)
        self._supervision.show_chip(
            ChipData(state.supervision, Tone.INFO, "eye" if state.supervision else "")
        )
        self._supervision.setToolTip(state.supervision)
        self._show_controls()
        self._fit()

    def set_timer(self, words: str) -> None:
        """Shows the time in the state, "4:27"; cheap enough for each second."""
        if self._timer.text() != words:
            self._timer.setText(words)

    def show_self(self, me: SelfState) -> None:
        """Shows the person at the desk."""
        self._me = me
        self._self.show_person(me.name, me.presence, me.presence_words)
        self._self_name.setText(me.name)
        self._self_remark.setText(me.remark or me.presence_words)

    def control(self, control: Control) -> Button:
        """The button of ``control``, for shortcuts and menus."""
        return self._buttons[control]

    def phase_words(self, phase: CallPhase) -> str:
        """The word for a phase."""
        return {
            CallPhase.READY: self.tr("Ready"),
            CallPhase.DIALLING: self.tr("Dialling"),
            CallPhase.RINGING: self.tr("Ringing"),
            CallPhase.ON_CALL: self.tr("On call"),
            CallPhase.ON_HOLD: self.tr("On hold"),
            CallPhase.WRAP_UP: self.tr("Wrap-up"),
            CallPhase.BREAK: self.tr("Break"),
            CallPhase.OFFLINE: self.tr("Offline"),
            CallPhase.LINE_LOST: self.tr("Line lost"),
        }[phase]

    def sizeHint(self) -> QSize:
        """The full width it is given, at its fixed height."""
        return QSize(theme().px(1000), theme().px(HEIGHT.call_bar))

    def minimumSizeHint(self) -> QSize:
        """The bar gives way down to the smallest window."""
        return QSize(600, theme().px(HEIGHT.call_bar))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leaves out what does not fit."""
        super().resizeEvent(event)
        self._fit()

    def _build_who(self) -> None:
        self._avatar = Avatar(size=40)
        self._name = ElidedLabel("", Role.HEADING)
        self._chip = Chip(role=Role.META_STRONG)
        self._meta = ElidedLabel("", Role.META, Token.TEXT3)
        self._supervision = Chip()
        self._supervision.setObjectName("supervision")
        second = QHBoxLayout()
        second.setSpacing(6)
        second.addWidget(self._supervision)
        second.addWidget(self._meta, 1)
        first = QHBoxLayout()
        first.setSpacing(9)
        first.addWidget(self._name)
        first.addWidget(self._chip)
        first.addStretch(1)
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(3)
        words.addStretch(1)
        words.addLayout(first)
        words.addLayout(second)
        words.addStretch(1)
        self._who = QWidget()
        self._who_row = row = QHBoxLayout(self._who)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._avatar)
        row.addLayout(words)
        self._who.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def _build_controls(self) -> None:
        self._timer = Label("", Role.TIMER)
        self._muted = Chip(ChipData(self.tr("Muted"), Tone.WARN, "mic-off"), parent=self)
        self._recording = RecordingMark()
        self._recording.setObjectName("recording")
        self._recording.set_key(self.tr("Shift F8"))
        self._recording.clicked.connect(self.record_pressed)
        self._buttons = {
            Control.ANSWER: Button(
                self.tr("Answer"), kind=ButtonKind.PRIMARY, icon="phone-incoming", key="F2"
            ),
            Control.DIAL: Button(self.tr("Dial"), icon="phone-outgoing", key=self.tr("Shift F2")),
            Control.HOLD: Button(self.tr("Hold"), icon="pause", key="F7", is_checkable=True),
            Control.MUTE: Button(self.tr("Mute"), icon="mic", key="F8", is_checkable=True),
            Control.TRANSFER: Button(self.tr("Transfer"), icon="redo-2", key="F9"),
            Control.ADD_PERSON: IconButton("user-plus", self.tr("Add person"), key=self.tr("Shift F9")),
            Control.KEYPAD: IconButton("grip", self.tr("Keypad"), key="F10"),
            Control.END: Button(self.tr("End"), kind=ButtonKind.DANGER, icon="phone-end", key="F12"),
            Control.EXTEND: Button(self.tr("Extend 30 s"), icon="clock", key=self.tr("Ctrl E")),
            Control.CALL_BACK: Button(self.tr("Call back"), icon="phone", key=self.tr("Shift F2")),
        }
        signals = {
            Control.ANSWER: self.answer_pressed,
            Control.DIAL: self.dial_pressed,
            Control.HOLD: self.hold_pressed,
            Control.MUTE: self.mute_pressed,
            Control.TRANSFER: self.transfer_pressed,
            Control.ADD_PERSON: self.add_person_pressed,
            Control.KEYPAD: self.keypad_pressed,
            Control.END: self.end_pressed,
            Control.EXTEND: self.extend_pressed,
            Control.CALL_BACK: self.call_back_pressed,
        }
        self._middle = QHBoxLayout()
        self._middle.setSpacing(SPACE.control)
        # One over the other, so that neither moves the controls.
        marks = QVBoxLayout()
        marks.setSpacing(0)
        marks.addStretch(1)
        marks.addWidget(self._recording)
        marks.addWidget(self._muted)
        marks.addStretch(1)
        self._middle.addWidget(self._timer)
        self._middle.addSpacing(4)
        self._middle.addLayout(marks)
        self._middle.addSpacing(4)
        for control, button in self._buttons.items():
            self._middle.addWidget(button)
            button.clicked.connect(signals[control])

    def _build_right(self) -> None:
        self._search = Button(self.tr("Search or command"), icon="search", key=self.tr("Ctrl K"))
        self._search.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._search.clicked.connect(self.search_pressed)
        self._self = SelfButton()
        self._self.clicked.connect(self.self_pressed)
        self._self_name = ElidedLabel("", Role.STRONG)
        self._self_remark = ElidedLabel("", Role.META, Token.TEXT3)
        self._self_words = QWidget()
        words = QVBoxLayout(self._self_words)
        words.setContentsMargins(10, 0, 8, 0)
        words.setSpacing(1)
        words.addStretch(1)
        words.addWidget(self._self_name)
        words.addWidget(self._self_remark)
        words.addStretch(1)
        self._right = QHBoxLayout()
        self._right.setSpacing(0)
        self._right.addWidget(self._search)
        self._parting = Parting()
        self._right.addSpacing(13)
        self._right.addWidget(self._parting)
        self._right.addWidget(self._self)
        self._right.addWidget(self._self_words)

    def _show_controls(self) -> None:
        phase, state = self._state.phase, self._state
        is_wrap_up = phase is CallPhase.WRAP_UP
        shown = {
            Control.ANSWER: phase is CallPhase.RINGING,
            Control.DIAL: phase in _CAN_DIAL,
            Control.EXTEND: is_wrap_up,
            Control.CALL_BACK: is_wrap_up,
            Control.HOLD: not is_wrap_up and phase is not CallPhase.RINGING and phase not in _CAN_DIAL,
        }
        for control, button in self._buttons.items():
            button.setVisible(shown.get(control, not is_wrap_up))
            button.set_disabled_reason(state.refusals.get(control, "") or self._usual_refusal(control))
        hold = self._buttons[Control.HOLD]
        hold.setChecked(phase is CallPhase.ON_HOLD)
        hold.set_label(self.tr("Resume") if phase is CallPhase.ON_HOLD else self.tr("Hold"))
        hold.set_icon("play" if phase is CallPhase.ON_HOLD else "pause")
        transfer, add = self._buttons[Control.TRANSFER], self._buttons[Control.ADD_PERSON]
        transfer.set_label(self.tr("Give call") if state.is_consulting else self.tr("Transfer"))
        add.set_label(self.tr("All together") if state.is_consulting else self.tr("Add person"))
        add.set_icon("users" if state.is_consulting else "user-plus")
        end = self._buttons[Control.END]
        end.set_label(self.tr("Reject") if phase is CallPhase.RINGING else self.tr("End"))
        mute = self._buttons[Control.MUTE]
        mute.setChecked(state.is_muted)
        mute.set_icon("mic-off" if state.is_muted else "mic")

    def _usual_refusal(self, control: Control) -> str:
        phase = self._state.phase
        if phase is CallPhase.LINE_LOST:
            return self.tr("The line to the exchange is lost. It is being tried again.")
        needs_call = {Control.HOLD, Control.MUTE, Control.TRANSFER, Control.ADD_PERSON, Control.KEYPAD}
        if control in needs_call and phase not in _IN_CALL:
            return self.tr("There is no call.")
        if control is Control.END and phase not in _CAN_END:
            return self.tr("There is no call.")
        return ""

    def _fit(self) -> None:
        """Leaves out words from the least needed on until the bar fits its width."""
        width, factor = self.width(), theme().factor
        for part in (self._self_words, self._parting):
            part.setVisible(width >= WIDE_FROM * factor)
        first = 2 if width < NARROW_BELOW else 0
        # Before a word is left out, the search gives up its spare room.
        for level, has_spare in ((first, True), *((level, False) for level in range(first, 6))):
            self._apply_level(level, has_spare=has_spare)
            for layout in (self._middle, self._right, self._who_row):
                _forget(layout)
            rest = (
                self._middle.sizeHint().width()
                + self._right.sizeHint().width()
                + 2 * SPACE.panel
                + 2 * SPACE.control_wide
            )
            if rest + min(self._who.sizeHint().width(), theme().px(270)) <= width:
                break
        # Whoever calls, the controls stand where they stood: the caller has a place of fixed width.
        self._who.setFixedWidth(max(theme().px(80), min(theme().px(270), width - rest)))

    def _apply_level(self, level: int, *, has_spare: bool) -> None:
        is_short = level >= 2
        keeps = not is_short and self._state.phase is not CallPhase.WRAP_UP
        self._recording.keep_place(keeps=keeps)
        self._timer.setMinimumWidth(paint.text_width("00:00", Role.TIMER) if keeps else 0)
        self._avatar.setVisible(level < 4 and bool(self._state.name or self._state.number))
        self._recording.show_recording(
            self._state.recording, is_short=level >= 1, refusal=self._state.recording_refusal
        )
        self._search.set_label(self.tr("Search") if is_short else self.tr("Search or command"))
        self._search.setAccessibleName(self.tr("Search or command"))
        for button in self._buttons.values():
            if not isinstance(button, IconButton):
                button.set_compact(shows_key=level < 3, shows_label=level < 5)
        # These take turns in one place, which is as wide as the widest of them.
        turns = [self._buttons[one] for one in (Control.ANSWER, Control.DIAL, Control.HOLD)]
        widest = max(button.sizeHint().width() for button in turns) if keeps else 0
        for button in turns:
            button.setMinimumWidth(widest)
        self._keep_width(Control.TRANSFER, (self.tr("Transfer"), self.tr("Give call")), keeps=keeps)
        self._keep_width(Control.END, (self.tr("End"), self.tr("Reject")), keeps=keeps)
        self._search.set_compact(shows_key=level < 3, shows_label=level < 4)
        spare = theme().px(20 if level < 2 else 6) if level < 3 and has_spare else 0
        self._search.setFixedWidth(self._search.sizeHint().width() + spare)

    def _keep_width(self, control: Control, labels: tuple[str, ...], *, keeps: bool) -> None:
        """A button whose word changes is as wide as the wider word, so that its neighbours stay."""
        button = self._buttons[control]
        more = max(paint.text_width(label, Role.BUTTON) for label in labels) - paint.text_width(
            button.text(), Role.BUTTON
        )
        button.setMinimumWidth(button.sizeHint().width() + more if keeps else 0)


def _forget(layout: QLayout) -> None:
    """Makes a layout measure its parts anew; Qt tells inner layouts of a change only when it lays out next."""
    layout.invalidate()
    for place in range(layout.count()):
        item = layout.itemAt(place)
        inner = item.layout() if item is not None else None
        if inner is not None:
            _forget(inner)
