"""Equipment: the exchanges and phones of the floor, how each of them is, and who sits at which phone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from agent_desktop.telephony import actions as act
from agent_desktop.telephony import events as ev
from agent_desktop.telephony.views import (
    Change,
    ExchangeChanged,
    ExchangeView,
    FloorView,
    PhoneChanged,
    PhoneView,
)

MOST_PHONES = 20_000
"""More phones than any site has: beyond it what is told of new ones is not kept."""

_EXTENSION = re.compile(r"[0-9A-Za-z*#._-]{1,40}")


class Equipment:
    """Exchanges by connector, phones by extension. One person sits at a phone, and at one phone at a time."""

    def __init__(self) -> None:
        self._exchanges: dict[str, ExchangeView] = {}
        self._phones: dict[str, PhoneView] = {}
        self._seats: dict[str, str] = {}

    def recall(self, view: FloorView) -> None:
        """Begin with what another owner of the floor knew; nobody is known to sit anywhere yet."""
        self._exchanges = {one.connector: one for one in view.exchanges}
        for phone in view.phones[:MOST_PHONES]:
            known = self._phones.get(phone.extension)
            holder = known.holder if known else None
            self._phones[phone.extension] = replace(phone, holder=holder)

    def exchanges(self) -> tuple[ExchangeView, ...]:
        """Every exchange heard of, by connector."""
        return tuple(view for _, view in sorted(self._exchanges.items()))

    def phones(self) -> tuple[PhoneView, ...]:
        """Every phone told of or sat at, by extension."""
        return tuple(view for _, view in sorted(self._phones.items()))

    def holder(self, extension: str | None) -> str | None:
        """The login of who sits at a phone."""
        phone = self._phones.get(extension or "")
        return phone.holder if phone else None

    def seat_of(self, agent: str) -> str | None:
        """The phone a person sits at."""
        return self._seats.get(agent)

    def reported(
        self, event: ev.ExchangeReported | ev.PhoneReported | ev.VoicemailReported, connector: str
    ) -> list[Change]:
        """Take what a connector tells; nothing where it is so already."""
        if isinstance(event, ev.VoicemailReported):
            return list(self._phone(event.extension, voicemails=max(0, event.waiting)))
        if isinstance(event, ev.PhoneReported):
            return list(self._phone(event.extension, is_registered=event.is_registered))
        known = self._exchanges.get(connector)
        what = "" if event.is_up else event.what
        if known is not None and (known.is_up, known.what) == (event.is_up, what):
            return []
        is_new = known is None or known.is_up != event.is_up
        since = event.at if is_new or known is None else known.since
        view = ExchangeView(
            connector=connector, is_up=event.is_up, what=what, since=since, changed_at=event.at
        )
        self._exchanges[connector] = view
        return [ExchangeChanged(exchange=view)]

    def choice_refusal(self, action: act.ChoosePhone, others: frozenset[str]) -> act.Outcome | None:
        """Why this phone cannot be theirs, ``None`` where it can; ``others`` are signed in besides them."""
        extension = action.extension.strip()
        if not _EXTENSION.fullmatch(extension):
            return act.Outcome.refused("no_such_phone", "That is no extension of a phone.")
        phone = self._phones.get(extension)
        if phone is not None and phone.holder in others:
            return act.Outcome.refused("phone_taken", "Somebody else sits at this phone. Choose another.")
        if phone is not None and phone.is_registered is False:
            return act.Outcome.refused(
                "phone_away", "The exchange does not see this phone. Is it on and connected?"
            )
        return None

    def sit(self, agent: str, extension: str | None) -> list[Change]:
        """The person sits at this phone now, or at none; whoever was there before sits at none."""
        before = self._seats.get(agent)
        if before == extension and (extension is None or self.holder(extension) == agent):
            return []
        changes: list[Change] = []
        if before is not None:
            del self._seats[agent]
            changes += self._phone(before, holder=None)
        if extension is not None:
            displaced = self.holder(extension)
            if displaced is not None:
                self._seats.pop(displaced, None)
            self._seats[agent] = extension
            changes += self._phone(extension, holder=agent)
        return changes

    def _phone(self, extension: str, **changes: object) -> Iterator[Change]:
        known = self._phones.get(extension)
        if known is None and len(self._phones) >= MOST_PHONES:
            return
        view = replace(known or PhoneView(extension=extension), **changes)
        self._phones[extension] = view
        if view == PhoneView(extension=extension):
            del self._phones[extension]  # Nothing is known of it any more.
        if view != known:
            yield PhoneChanged(phone=view)
