"""The mirror of the live floor at an instance that does not own it: enough to answer whoever asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from agent_desktop.telephony.views import (
    CallChanged,
    CallView,
    Change,
    FloorView,
    PersonChanged,
    PersonView,
    QueueChanged,
    QueueView,
)


class FloorMirror:
    """Calls in progress, queues and people as their owner last told of them."""

    def __init__(self) -> None:
        self._calls: dict[str, CallView] = {}
        self._queues: dict[str, QueueView] = {}
        self._people: dict[str, PersonView] = {}

    def take(self, changes: Iterable[Change]) -> None:
        """Take what changed."""
        for change in changes:
            if isinstance(change, QueueChanged):
                self._queues[change.queue.queue] = change.queue
            elif isinstance(change, PersonChanged):
                if change.person.state == "offline":
                    self._people.pop(change.person.agent, None)
                else:
                    self._people[change.person.agent] = change.person
            elif change.call.state == "ended":
                self._calls.pop(change.call.call_id, None)
            else:
                self._calls[change.call.call_id] = change.call

    def replace(self, view: FloorView) -> list[Change]:
        """Take a whole floor; answers what is different from before, as it would have been told."""
        changes: list[Change] = [*self._calls_changed(view), *self._people_changed(view)]
        queues = {queue.queue: queue for queue in view.queues}
        gone = {name: QueueView(queue=name, waiting=0) for name in self._queues if name not in queues}
        for name, queue in (queues | gone).items():
            if self._queues.get(name) != queue:
                changes.append(QueueChanged(queue=queue))
        self._calls = {call.call_id: call for call in view.calls}
        self._people = {person.agent: person for person in view.people}
        self._queues = queues
        return changes

    def view(self, now: datetime) -> FloorView:
        """Everything live, as far as is known here."""
        return FloorView(
            at=now,
            calls=tuple(self._calls.values()),
            queues=tuple(queue for _, queue in sorted(self._queues.items())),
            people=tuple(person for _, person in sorted(self._people.items())),
        )

    def calls_of(self, login: str) -> list[CallView]:
        """The calls a person is rung for or takes part in, oldest first."""
        found = (c for c in self._calls.values() if any(party.agent == login for party in c.parties))
        return sorted(found, key=lambda call: call.started_at)

    def _calls_changed(self, view: FloorView) -> Iterable[Change]:
        now = {call.call_id: call for call in view.calls}
        for call_id, before in self._calls.items():
            if call_id not in now and before.parties:
                over = msgspec.structs.replace(before, state="ended", since=view.at, ended_at=view.at)
                agents = _agents(before)
                yield CallChanged(agents=agents, call=over, gone=agents)
        for call_id, call in now.items():
            known = self._calls.get(call_id)
            had = _agents(known) if known is not None else ()
            agents = tuple(sorted({*had, *_agents(call)}))
            if known != call and agents:
                yield CallChanged(agents=agents, call=call, gone=tuple(sorted({*had} - {*_agents(call)})))

    def _people_changed(self, view: FloorView) -> Iterable[Change]:
        now = {person.agent: person for person in view.people}
        for login, before in self._people.items():
            if login not in now:
                gone = msgspec.structs.replace(before, state="offline", since=view.at)
                yield PersonChanged(person=gone)
        for login, person in now.items():
            if self._people.get(login) != person:
                yield PersonChanged(person=person)


def _agents(call: CallView) -> tuple[str, ...]:
    return tuple(party.agent for party in call.parties)
