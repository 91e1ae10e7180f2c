"""A wrap-up that the floor ended while its note was still in hand: what was typed goes to central at once."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent_desktop.core.errors import KnownError
from agent_desktop.features.interactions.commands import SaveContactNote
from agent_desktop.workstation.live import LiveMirror
from agent_desktop.workstation.observers import Observers

if TYPE_CHECKING:
    from agent_desktop.telephony.views import PersonView
    from agent_desktop.workstation.contacts import ContactDesk, ContactInHand
    from agent_desktop.workstation.workstation import Workstation

log = logging.getLogger(__name__)


def lasts_its_time(workstation: Workstation) -> bool:
    """Whether the person's wrap-up may not be finished before its time; its note may."""
    person = workstation.person
    me = workstation.live.people.get(person.login) if person is not None else None
    return me is not None and me.wrap_up_call_id is not None and not me.wrap_up_early_exit


@dataclass(frozen=True, slots=True)
class EndedWrapUp:
    """A contact whose wrap-up ended before it was finished; ``is_outcome_set`` where central set one for it."""

    contact: ContactInHand
    is_outcome_set: bool


class WrapUpEnd:
    """Watches the person's own wrap-up. The contact stays in hand: nothing is taken off the screen.

    Central closes the contact with an outcome of the system's where one was owed and time ran out; one that was
    chosen here takes its place.
    """

    def __init__(self, workstation: Workstation, contacts: ContactDesk) -> None:
        self._desk = workstation
        self._contacts = contacts
        self._before = self._me(workstation.live)
        self._tasks: set[asyncio.Task[None]] = set()
        self._remove = workstation.floor.add(self._look)
        self.news: Observers[EndedWrapUp] = Observers("wrap-up end")

    async def close(self) -> None:
        """Stop watching and finish what is under way."""
        self._remove()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _me(self, live: LiveMirror) -> PersonView | None:
        person = self._desk.person
        return live.people.get(person.login) if person is not None else None

    def _look(self, live: LiveMirror) -> None:
        before, me = self._before, self._me(live)
        self._before = me
        was = before.wrap_up_call_id if before is not None else None
        now = me.wrap_up_call_id if me is not None else None
        if before is None or was is None or was == now:
            return
        ran_out = before.wrap_up_until is not None and self._desk.clock.now() >= before.wrap_up_until
        state = self._contacts.state
        for contact in (state.current, *state.waiting):
            if contact is None or contact.phase != "wrap_up" or contact.call is None:
                continue
            if contact.call.call_id == was:
                task = asyncio.ensure_future(self._send(contact.contact_id))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
                is_set = ran_out and before.wrap_up_mode == "timed" and contact.draft.disposition is None
                self.news.tell(EndedWrapUp(contact, is_set))

    async def _send(self, contact_id: str) -> None:
        contact = self._contacts.in_hand(contact_id)
        if contact is None:
            return
        draft = contact.draft
        try:
            await self._desk.do(
                SaveContactNote(
                    made_at=self._desk.clock.now(),
                    interaction_id=contact_id,
                    note=draft.note,
                    topic=draft.topic,
                    disposition=draft.disposition,
                )
            )
        except KnownError as problem:
            log.warning("the note of an ended wrap-up stays on this desk: %s", problem.what)
