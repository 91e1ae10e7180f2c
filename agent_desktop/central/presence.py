"""Presence: who has a stream open, at whichever instance of central."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from agent_desktop.central.relay_words import AtDesk


class Presence:
    """Every open stream by instance. Every instance keeps the whole, so whoever takes the floor over knows it.

    ``off`` are the sessions whose person chose to be off the floor.
    """

    def __init__(self) -> None:
        self._at: dict[str, dict[str, AtDesk]] = {}
        self._streams: Counter[str] = Counter()
        self.off: set[str] = set()

    def came(self, instance: str, desk: AtDesk) -> None:
        """A stream opened."""
        streams = self._at.setdefault(instance, {})
        self._streams[desk.login] += desk.stream not in streams
        streams[desk.stream] = desk

    def went(self, instance: str, stream: str) -> AtDesk | None:
        """A stream ended; answers whose it was."""
        desk = self._at.get(instance, {}).pop(stream, None)
        if desk is not None:
            self._streams[desk.login] -= 1
        return desk

    def replace(self, instance: str, desks: Iterable[AtDesk]) -> tuple[list[AtDesk], list[AtDesk]]:
        """Take an instance's streams as a whole; answers who is new and who is gone."""
        after = {desk.stream: desk for desk in desks}
        before = self._at.get(instance, {})
        new = [desk for stream, desk in after.items() if stream not in before]
        gone = [desk for stream, desk in before.items() if stream not in after]
        for desk in new:
            self.came(instance, desk)
        for desk in gone:
            self.went(instance, desk.stream)
        return new, gone

    def drop(self, instance: str) -> list[AtDesk]:
        """An instance is gone; answers whom it had."""
        gone = list(self._at.pop(instance, {}).values())
        self._streams.subtract(desk.login for desk in gone)
        return gone

    def drop_session(self, session_id: str) -> None:
        """A session is over, whatever its streams still say."""
        self.off.discard(session_id)
        for instance, streams in self._at.items():
            for stream in [s for s, desk in streams.items() if desk.session_id == session_id]:
                self.went(instance, stream)

    def chose(self, sessions: Iterable[str], *, is_off: bool) -> None:
        """People chose to be off the floor in these sessions, or to be on it again."""
        self.off = self.off | set(sessions) if is_off else self.off - set(sessions)

    def desks_of(self, instance: str) -> tuple[AtDesk, ...]:
        """The streams of one instance."""
        return tuple(self._at.get(instance, {}).values())

    def desks(self) -> list[AtDesk]:
        """Every stream there is."""
        return [desk for streams in self._at.values() for desk in streams.values()]

    def is_here(self, login: str) -> bool:
        """Whether a person is heard from at any desk."""
        return self._streams[login] > 0

    def sessions_of(self, login: str) -> set[str]:
        """The sessions in which a person has a stream open."""
        return {desk.session_id for desk in self.desks() if desk.login == login}
