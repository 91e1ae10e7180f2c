"""F9: whom to give the call to: a colleague and whether they are free, a queue, or a number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from agent_desktop.features.workforce.read_models import People, Queues
from agent_desktop.telephony.actions import Transfer
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.chip import Chip
from agent_desktop_ui.widgets.label import ElidedLabel, Label
from agent_desktop_ui.widgets.paint import ChipData
from agent_desktop_ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from agent_desktop.features.workforce.read_models import PersonCard, QueueCard
    from agent_desktop_ui.shell.screen import DeskContext

MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Target:
    """Somewhere a call can go; ``order`` puts those who are free first."""

    title: str
    detail: str
    chip: ChipData
    order: int
    wish: dict[str, str]


class TransferLayer(Layer):
    """A search over people and queues, those who are free first; each can be asked first or given the call."""

    def __init__(self, context: DeskContext, call_id: str) -> None:
        super().__init__("", width=520, height=460)
        self.set_title(self.tr("Transfer"))
        self._context = context
        self._call_id = call_id
        self._people: list[PersonCard] = []
        self._queues: list[QueueCard] = []
        self._search = SearchBox(self.tr("Name, queue or number"), self.tr("Transfer to"))
        self._search.textChanged.connect(lambda _text: self._show())
        self._search.returnPressed.connect(self._first)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(self.tr("Where the call can go"))
        self._targets: list[Target] = []
        hint = Label(self.tr("Enter asks the first one before the call is given."), Role.META, Token.TEXT3)
        self.body().addWidget(self._search)
        self.body().addWidget(self._area, 1)
        self.body().addWidget(hint)
        context.bridge.run(self._fetch(), lambda _none: self._show())

    def first_focus(self) -> QWidget:
        """The search."""
        return self._search

    async def _fetch(self) -> None:
        self._people = await self._context.workstation.read(People())
        self._queues = await self._context.workstation.read(Queues())

    def _show(self) -> None:
        self._targets = self._found(self._search.text().strip())
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(4)
        for target in self._targets[:MOST_SHOWN]:
            column.addWidget(self._row(target))
        if not self._targets:
            column.addWidget(Label(self.tr("Nobody and nothing found."), Role.BODY, Token.TEXT3))
        column.addStretch(1)
        self._area.setWidget(inner)

    def _row(self, target: Target) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 2, 0, 2)
        line.setSpacing(8)
        line.addWidget(ElidedLabel(target.title, Role.STRONG))
        line.addWidget(ElidedLabel(target.detail, Role.META, Token.TEXT3))
        line.addWidget(Chip(target.chip))
        line.addStretch(1)
        if "to_queue" not in target.wish:
            ask = Button(self.tr("Ask first"), is_low=True)
            ask.setAccessibleName(self.tr("Ask {name} first").format(name=target.title))
            ask.clicked.connect(lambda: self._go(target, "warm"))
            line.addWidget(ask)
        give = Button(self.tr("Transfer"), kind=ButtonKind.SECONDARY, icon="redo-2", is_low=True)
        give.setAccessibleName(self.tr("Transfer to {name}").format(name=target.title))
        give.clicked.connect(lambda: self._go(target, "blind"))
        line.addWidget(give)
        return row

    def _first(self) -> None:
        if self._targets:
            first = self._targets[0]
            self._go(first, "blind" if "to_queue" in first.wish else "warm")

    def _go(self, target: Target, kind: Literal["blind", "warm"]) -> None:
        call_id = self._call_id

        def make(action_id: str, login: str, until: Any) -> Transfer:
            return Transfer(
                id=action_id, agent=login, expires_at=until, call_id=call_id, transfer=kind, **target.wish
            )

        words = (
            self.tr("Asking {name}. Press Transfer again to give the call.")
            if kind == "warm"
            else self.tr("Given to {name}.")
        )
        told: Callable[[], None] = lambda: self._context.desk.notice(words.format(name=target.title))  # noqa: E731
        self.closed.emit()
        self._context.desk.act(make, told)

    def _found(self, text: str) -> list[Target]:
        live = self._context.workstation.live
        me = self._context.workstation.person
        found: list[Target] = []
        for person in self._people:
            if me is not None and person.agent_id == me.agent_id:
                continue
            view = live.people.get(person.login)
            state = view.state if view else "offline"
            words, tone, order = self._presence(state)
            detail = " · ".join(part for part in (person.team, person.extension) if part)
            found.append(
                Target(person.name, detail, ChipData(words, tone), order, {"to_agent": person.login})
            )
        for queue in self._queues:
            waiting = live.queues[queue.name].waiting if queue.name in live.queues else 0
            words = self.tr("%n waiting", "", waiting)
            found.append(Target(queue.name, self.tr("Queue"), ChipData(words), 1, {"to_queue": queue.name}))
        needle = text.casefold()
        found = [t for t in found if needle in f"{t.title} {t.detail}".casefold()]
        found.sort(key=lambda t: (t.order, t.title.casefold()))
        if number := self._number(text):
            found.insert(0, Target(text, self.tr("Number"), ChipData(""), 0, {"to_number": number}))
        return found

    def _number(self, text: str) -> str:
        if sum(c.isdigit() for c in text) < 3:
            return ""
        from agent_desktop.core.phone import parse_number

        number = parse_number(text, self._context.workstation.region)
        return number.e164 or (number.digits if number.kind in {"internal", "short"} else "")

    def _presence(self, state: str) -> tuple[str, Tone, int]:
        return {
            "available": (self.tr("Free"), Tone.OK, 0),
            "wrap_up": (self.tr("Wrap-up"), Tone.INFO, 2),
            "ringing": (self.tr("Ringing"), Tone.WARN, 2),
            "talking": (self.tr("On a call"), Tone.WARN, 3),
            "holding": (self.tr("On a call"), Tone.WARN, 3),
            "dialling": (self.tr("On a call"), Tone.WARN, 3),
            "paused": (self.tr("Break"), Tone.NEUTRAL, 4),
        }.get(state, (self.tr("Away"), Tone.NEUTRAL, 5))
