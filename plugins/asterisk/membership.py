"""Queue members kept as the floor has its people: in their queues while signed in, paused while not to be rung.

It compares what should be with what the exchange says is, every second and after every connection. So an exchange
that restarted gets its members back, and an answer that was lost does no harm.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from agent_desktop.plugins.api import AgentEntry

from .link import Link
from .mapping.calls import Book
from .mapping.legs import device, extension
from .mapping.queueing import OURS
from .settings import Settings

TRIED_AGAIN_AFTER = timedelta(seconds=60)

# Paused already during a call, so that no other slips in between hang-up and wrap-up.
_PAUSED_IN = frozenset({"talking", "holding", "dialling", "wrap_up", "paused", "lost_link"})


_NONE: Mapping[str, Mapping[str, int]] = {}


@dataclass(frozen=True, slots=True)
class Wish:
    """One action that brings the exchange nearer to the floor."""

    action: str
    agent: str
    queue: str
    fields: tuple[tuple[str, str], ...]


def wishes(
    people: Sequence[AgentEntry],
    book: Book,
    technology: str,
    penalties: Mapping[str, Mapping[str, int]] = _NONE,
) -> list[Wish]:
    """What to ask so that the exchange's members are the floor's people; nothing where they agree."""
    found: list[Wish] = []
    fields: tuple[tuple[str, str], ...]
    for person in people:
        interface = f"{technology}/{person.extension}"
        wanted = person.queues if person.state != "offline" and person.extension else ()
        is_paused = person.state in _PAUSED_IN
        reason = f"{OURS} {person.state}" if is_paused else ""
        own = penalties.get(person.login, {})
        for queue in wanted:
            common = (("Queue", queue), ("Interface", interface))
            before = book.interfaces.get((person.login, queue), interface)
            if extension(device(before)) != person.extension:  # They sit elsewhere now.
                found.append(Wish("QueueRemove", person.login, queue, (common[0], ("Interface", before))))
                continue
            if (person.login, queue) not in book.pauses:
                more = (("MemberName", person.login), ("StateInterface", interface))
                paused = (("Paused", "true" if is_paused else "false"), ("Reason", reason))
                skill = (("Penalty", str(own[queue])),) if queue in own else ()
                found.append(Wish("QueueAdd", person.login, queue, common + more + paused + skill))
                continue
            if (book.pauses[person.login, queue] is not None) != is_paused and _may_change(
                book, person, queue
            ):
                word = "true" if is_paused else "false"
                fields = (*common, ("Paused", word), ("Reason", reason))
                found.append(Wish("QueuePause", person.login, queue, fields))
            if queue in own and book.penalties.get((person.login, queue)) != own[queue]:
                fields = (*common, ("Penalty", str(own[queue])))
                found.append(Wish("QueuePenalty", person.login, queue, fields))
        for login, queue in book.pauses:
            if login == person.login and queue not in wanted:
                known = book.interfaces.get((login, queue), interface)
                fields = (("Queue", queue), ("Interface", known))
                found.append(Wish("QueueRemove", person.login, queue, fields))
    return found


def _may_change(book: Book, person: AgentEntry, queue: str) -> bool:
    """A pause by the exchange holds until the floor has taken it for a pause of its own."""
    reason = book.pauses[person.login, queue]
    return reason is None or reason.startswith(OURS) or person.login in book.paused


@dataclass(slots=True)
class Membership:
    """Asks for what is wished, each thing once a minute at most when the exchange will not have it."""

    settings: Settings
    refused: dict[Wish, datetime] = field(default_factory=dict)
    link: Link | None = None

    async def bring_in_line(
        self, link: Link, book: Book, people: Sequence[AgentEntry], now: datetime
    ) -> None:
        """Ask for everything that differs; the events that follow say whether it was done."""
        if link is not self.link:
            # What was refused while the exchange went down says nothing of it now.
            self.refused.clear()
            self.link = link
        for wish in wishes(people, book, self.settings.technology, self.settings.penalties):
            if wish in self.refused and now < self.refused[wish]:
                continue
            self.refused.pop(wish, None)
            said = await link.ask(wish.action, wish.fields)
            if said.status == "refused" and link.is_up:
                # This very wish: whoever could not be paused must be free to be rung again.
                self.refused[wish] = now + TRIED_AGAIN_AFTER
            elif wish.action == "QueueAdd" and ("Paused", "true") in wish.fields:
                # Version 16 forgets the reason; without it the pause would not be known for ours later.
                kept = [one for one in wish.fields if one[0] in {"Queue", "Interface", "Paused", "Reason"}]
                await link.ask("QueuePause", kept)
