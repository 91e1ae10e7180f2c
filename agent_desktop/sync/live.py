"""What the stream carries: pokes, and the live floor. It may lose events; sync may not."""

from __future__ import annotations

import msgspec

from agent_desktop.sync.messages import NOTHING, Bundle, FeedRow
from agent_desktop.telephony.actions import Outcome
from agent_desktop.telephony.views import (
    CallView,
    ExchangeView,
    FloorView,
    PersonView,
    PhoneView,
    QueueView,
    SupervisionView,
)

HEARTBEAT_S = 15.0
DEAD_AFTER_S = 45.0


class PokePage(msgspec.Struct, frozen=True):
    """What changed, for a desk that missed nothing before it; any other pulls.

    ``scopes`` says for each scope after which position and up to which its rows are all here: who stands in
    between, in every scope of these that they hold, takes them in and stands at the second. ``heads`` are the
    positions of pushes that are here with all they changed.
    """

    epoch: str
    scopes: dict[str, tuple[int, int]]
    rows: list[FeedRow]
    heads: list[int]


class Poke(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something changed in a scope this desk may hold: take in the page, or pull where there is none."""

    head: int
    page: PokePage | None = None


class LiveCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call of this desk's person, with all the window needs to show it without another trip.

    ``contact_id`` is the id of the interaction to begin, the same for every telling of this call to this
    person. ``match`` is a ``features.calls.read_models.CallerMatch`` or null; ``bundle`` is the best candidate's,
    sent while the call rings. ``is_gone`` says the call left this person.
    """

    call: CallView
    contact_id: str
    queue_id: str | None = None
    queue_name: str | None = None
    match: msgspec.Raw = NOTHING
    bundle: Bundle | None = None
    is_gone: bool = False


class FloorUpdate(msgspec.Struct, frozen=True):
    """Queues, people, exchanges and phones that changed since the last one, at most a few times a second."""

    queues: list[QueueView]
    people: list[PersonView]
    exchanges: list[ExchangeView] = []
    phones: list[PhoneView] = []


class Listening(msgspec.Struct, frozen=True):
    """To a supervisor: the call they hear now, and how; ``supervision`` is null once they hear it no more."""

    call_id: str
    supervision: SupervisionView | None = None


class ActionSettled(msgspec.Struct, frozen=True):
    """How an action of this desk went, where it was not known at once."""

    action_id: str
    outcome: Outcome


class AtTicket(msgspec.Struct, frozen=True):
    """To whoever has a ticket open: a colleague has it open too; true for ``for_s`` seconds and no longer.

    ``state`` is reading, writing or gone.
    """

    ticket_id: str
    agent_id: str
    name: str
    state: str
    for_s: float


class AtTicketSaid(msgspec.Struct, frozen=True):
    """``POST tickets/{id}/here``: what this person does there."""

    state: str


class AtTicketReply(msgspec.Struct, frozen=True):
    """Who else is there now."""

    others: list[AtTicket]


class FloorReply(msgspec.Struct, frozen=True):
    """``GET floor``: everything live now, this person's calls, and the KPI bar (``features.kpi`` ``KpiView``).

    ``capabilities`` are the action kinds the site's exchange can perform; for the others the desk says
    why the control is disabled.
    """

    floor: FloorView
    calls: list[LiveCall]
    kpi: msgspec.Raw
    capabilities: list[str]
    listening: list[Listening] = []


EVENTS = {
    "poke": Poke,
    "call": LiveCall,
    "floor": FloorUpdate,
    "person": PersonView,
    "listening": Listening,
    "action": ActionSettled,
    "at_ticket": AtTicket,
}
"""The stream's event names and what their data is; ``kpi`` carries a ``KpiView``, ``wipe`` and ``resync`` nothing.

``resync`` is the last word to a desk that fell too far behind: its stream ends, and after reconnecting it pulls
and asks for the floor.
"""
