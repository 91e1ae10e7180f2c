"""The mirror of the live floor at an instance that does not own it: enough to answer whoever asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from agent_desktop.telephony.views import (
    CallChanged,
    CallView,
    Change,
    ExchangeChanged,
    ExchangeView,
    FloorView,
    ListeningChanged,
    PersonChanged,
    PersonView,
    PhoneChanged,
    PhoneView,
    QueueChanged,
    QueueView,
)


class FloorMirror:
    """Calls in progress, queues and people as their owner last told of them."""

    def __init__(self) -> None:
        self._calls: dict[str, CallView] = {}
        self._queues: dict[str, QueueView] = {}
        self._people: dict[str, PersonView] = {}
        self._exchanges: dict[str, ExchangeView] = {}
        self._phones: dict[str, PhoneView] = {}

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
            elif isinstance(change, ExchangeChanged):
                self._exchanges[change.exchange.connector] = change.exchange
            elif isinstance(change, PhoneChanged):
                self._phones[change.phone.extension] = change.phone
            elif isinstance(change, ListeningChanged):
                continue  # The call itself, told with it, has it too.
            elif change.call.state == "ended":
                self._calls.pop(change.call.call_id, None)
            else:
                self._calls[change.call.call_id] = change.call

    def replace(self, view: FloorView) -> list[Change]:
        """Take a whole floor; answers what is different from before, as it would have been told."""
        changes: list[Change] = [*self._calls_changed(view), *self._people_changed(view)]
        changes.extend(self._listening_changed(view))
        queues = {queue.queue: queue for queue in view.queues}
        gone = {name: QueueView(queue=name, waiting=0) for name in self._queues if name not in queues}
        for name, queue in (queues | gone).items():
            if self._queues.get(name) != queue:
                changes.append(QueueChanged(queue=queue))
        changes.extend(self._equipment_changed(view))
        self._calls = {call.call_id: call for call in view.calls}
        self._people = {person.agent: person for person in view.people}
        self._queues = queues
        self._exchanges = {one.connector: one for one in view.exchanges}
        self._phones = {one.extension: one for one in view.phones}
        return changes

    def view(self, now: datetime) -> FloorView:
        """Everything live, as far as is known here."""
        return FloorView(
            at=now,
            calls=tuple(self._calls.values()),
            queues=tuple(queue for _, queue in sorted(self._queues.items())),
            people=tuple(person for _, person in sorted(self._people.items())),
            exchanges=tuple(one for _, one in sorted(self._exchanges.items())),
            phones=tuple(one for _, one in sorted(self._phones.items())),
        )

    def calls_of(self, login: str) -> list[CallView]:
        """The calls a person is rung for or takes part in, oldest first."""
        found = (c for c in self._calls.values() if any(party.agent == login for party in c.parties))
        return sorted(found, key=lambda call: call.started_at)

    def _equipment_changed(self, view: FloorView) -> Iterable[Change]:
        for exchange in view.exchanges:
            if self._exchanges.get(exchange.connector) != exchange:
                yield ExchangeChanged(exchange=exchange)
        now = {phone.extension: phone for phone in view.phones}
        gone = {name: PhoneView(extension=name) for name in self._phones if name not in now}
        for name, phone in (now | gone).items():
            if self._phones.get(name) != phone:
                yield PhoneChanged(phone=phone)

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

    def _listening_changed(self, view: FloorView) -> Iterable[Change]:
        was = {(s.supervisor, c.call_id): s for c in self._calls.values() for s in c.supervisions}
        now = {(s.supervisor, c.call_id): s for c in view.calls for s in c.supervisions}
        for key in sorted({*was, *now}):
            if was.get(key) != now.get(key):
                yield ListeningChanged(supervisor=key[0], call_id=key[1], supervision=now.get(key))

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
