"""Whom a call can go to: colleagues and whether they are free, queues, a number, and whom one gave calls before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from agent_desktop.core.phone import display, parse_number
from agent_desktop.features.workforce.read_models import People, Queues
from agent_desktop_ui.calls.own_state import pause_words
from agent_desktop_ui.theme.tokens import Tone

if TYPE_CHECKING:
    from agent_desktop.features.workforce.read_models import PersonCard, QueueCard
    from agent_desktop_ui.shell.screen import DeskContext

MOST_RECENT = 6
RECENT = "directory:recent"
"""The draft that keeps whom the person gave calls lately: it stays in their own encrypted copy."""

AWAY = 5
_PRESENCE = {
    "available": ("Free", Tone.OK, 0),
    "wrap_up": ("Wrap-up", Tone.INFO, 2),
    "ringing": ("Ringing", Tone.WARN, 2),
    "talking": ("On a call", Tone.WARN, 3),
    "holding": ("On a call", Tone.WARN, 3),
    "dialling": ("On a call", Tone.WARN, 3),
    "paused": ("Break", Tone.NEUTRAL, 4),
    "offline": ("Away", Tone.NEUTRAL, AWAY),
}


@dataclass(frozen=True, slots=True)
class Target:
    """Somewhere a call can go. ``wish`` is what ``Transfer`` takes; ``order`` puts those who are free first."""

    title: str
    detail: str
    state: str
    tone: Tone
    order: int
    wish: dict[str, str]
    is_recent: bool = False

    @property
    def key(self) -> str:
        """The same target has the same key, whatever it is doing."""
        return "".join(f"{kind}:{name}" for kind, name in self.wish.items())

    @property
    def can_be_asked(self) -> bool:
        """Whether somebody is there to talk to; a queue is nobody."""
        return "to_queue" not in self.wish

    @property
    def why_not(self) -> str:
        """Why no call can go there; empty where one can."""
        return _tr("{name} is not signed in.").format(name=self.title) if self.order == AWAY else ""


@dataclass(slots=True)
class Directory:
    """What is known of people and queues; ``found`` joins it with what the floor tells this moment."""

    context: DeskContext
    people: list[PersonCard] = field(default_factory=list)
    queues: list[QueueCard] = field(default_factory=list)
    recent: list[str] = field(default_factory=list)

    async def fetch(self) -> None:
        """Ask this desk."""
        desk = self.context.workstation
        self.people = await desk.read(People())
        self.queues = await desk.read(Queues())
        kept = (await desk.load_drafts(RECENT)).get(RECENT, {})
        self.recent = [str(key) for key in kept.get("targets", [])][:MOST_RECENT]

    async def remember(self, target: Target) -> None:
        """Keep who was given a call, latest first."""
        self.recent = [target.key, *(key for key in self.recent if key != target.key)][:MOST_RECENT]
        body: dict[str, Any] = {"targets": self.recent}
        await self.context.workstation.save_draft(RECENT, body)

    def found(self, text: str, *, with_queues: bool = True) -> list[Target]:
        """Who fits ``text``: a number typed, then who was given calls lately, then those who are free."""
        everybody = [*self._people(), *(self._queues() if with_queues else ())]
        everybody += self._recent_numbers({target.key for target in everybody})
        needle = text.casefold().split()
        found = [
            target
            for target in everybody
            if all(word in f"{target.title} {target.detail}".casefold() for word in needle)
        ]
        places = {key: n for n, key in enumerate(self.recent)}
        found.sort(key=lambda t: (places.get(t.key, len(places)), t.order, t.title.casefold()))
        number = self._number(text)
        if number and all(number != target.wish.get("to_number") for target in found):
            shown = display(number, self.context.workstation.region)
            found.insert(0, Target(shown, _tr("Number"), "", Tone.NEUTRAL, 0, {"to_number": number}))
        return found

    def _people(self) -> list[Target]:
        desk, found = self.context.workstation, []
        for person in self.people:
            if desk.person is not None and person.agent_id == desk.person.agent_id:
                continue
            view = desk.live.people.get(person.login)
            words, tone, order = _PRESENCE.get(view.state if view else "", _PRESENCE["offline"])
            said = (pause_words(view) if view is not None else "") or _tr(words)
            extension = (view.extension if view else None) or person.extension
            detail = "  ·  ".join(part for part in (person.team, extension) if part)
            wish = {"to_agent": person.login}
            found.append(Target(person.name, detail, said, tone, order, wish, self._is_recent(wish)))
        return found

    def _queues(self) -> list[Target]:
        live, found = self.context.workstation.live.queues, []
        for queue in self.queues:
            waiting = live[queue.name].waiting if queue.name in live else 0
            words = QCoreApplication.translate("Directory", "%n waiting", "", waiting)
            wish = {"to_queue": queue.name}
            tone = Tone.WARN if waiting else Tone.NEUTRAL
            found.append(Target(queue.name, _tr("Queue"), words, tone, 1, wish, self._is_recent(wish)))
        return found

    def _recent_numbers(self, known: set[str]) -> list[Target]:
        region, found = self.context.workstation.region, []
        for key in self.recent:
            kind, _, number = key.partition(":")
            if kind == "to_number" and key not in known:
                wish = {"to_number": number}
                found.append(
                    Target(display(number, region), _tr("Number"), "", Tone.NEUTRAL, 1, wish, is_recent=True)
                )
        return found

    def _is_recent(self, wish: dict[str, str]) -> bool:
        return "".join(f"{kind}:{name}" for kind, name in wish.items()) in self.recent

    def _number(self, text: str) -> str:
        if sum(c.isdigit() for c in text) < 3:
            return ""
        number = parse_number(text, self.context.workstation.region)
        return number.e164 or (number.digits if number.kind in {"internal", "short"} else "")


def _tr(words: str) -> str:
    return QCoreApplication.translate("Directory", words)
