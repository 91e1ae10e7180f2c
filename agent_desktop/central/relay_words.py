"""What instances of central tell and ask each other: every word that the relay carries."""

from __future__ import annotations

import msgspec

from agent_desktop.sync.live import ActionSettled
from agent_desktop.sync.messages import NOTHING
from agent_desktop.telephony.actions import AnyAction, Outcome
from agent_desktop.telephony.events import AnyEvent
from agent_desktop.telephony.views import Change, FloorView


class Word(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    """One thing told or asked."""


# -- told to every instance ------------------------------------------------------------------------


class AtDesk(msgspec.Struct, frozen=True):
    """One open stream: its own id, its session, its person, and whether they take part in the floor."""

    stream: str
    session_id: str
    login: str
    is_on_floor: bool


class Came(Word, frozen=True, tag="came"):
    """A stream opened at the teller."""

    desk: AtDesk


class Went(Word, frozen=True, tag="went"):
    """A stream ended at the teller."""

    stream: str


class SessionOver(Word, frozen=True, tag="session_over"):
    """A person signed out: their streams close everywhere."""

    session_id: str
    login: str


class Chose(Word, frozen=True, tag="chose"):
    """The owner of these sessions chose to be off the floor, or to be on it again."""

    sessions: tuple[str, ...]
    is_off: bool


class Told(Word, frozen=True, tag="told"):
    """Something changed on the floor: told by its owner after the facts were committed."""

    change: Change


class KpiTold(Word, frozen=True, tag="kpi"):
    """The KPI bar, as encoded JSON."""

    view: msgspec.Raw


class Settled(Word, frozen=True, tag="settled"):
    """An action whose outcome was unknown is settled."""

    login: str
    settled: ActionSettled


class RouteTold(msgspec.Struct, frozen=True, array_like=True):
    """An address that a connector serves at the owner."""

    template: str
    pattern: str
    method: str
    max_body_bytes: int


class AtTicketTold(Word, frozen=True, tag="at_ticket"):
    """Somebody has a ticket open, writes on it, or has left it."""

    ticket_id: str
    agent_id: str
    login: str
    name: str
    state: str


class Owning(Word, frozen=True, tag="owning"):
    """What the owner's connectors can do, where they are posted to, and how each of them is."""

    term: int
    capabilities: tuple[str, ...] = ()
    routes: tuple[RouteTold, ...] = ()
    connectors: dict[str, str] = {}


class Hello(Word, frozen=True, tag="hello"):
    """An instance is there; whoever hears it says so too."""


class Leaving(Word, frozen=True, tag="leaving"):
    """An instance stops, and whatever it owned is free."""


# -- asked of one instance, and answered -----------------------------------------------------------


class DoAction(Word, frozen=True, tag="do"):
    """Perform an action; of no use after it has expired."""

    action: AnyAction


class PassRequest(Word, frozen=True, tag="request"):
    """A request to a connector's address that came to another instance than the owner."""

    method: str
    path: str
    headers: dict[str, str]
    query: dict[str, str]
    body: bytes


class TakeEvents(Word, frozen=True, tag="events"):
    """Events whose facts a replaced owner could not keep any more: (connector, event), in order."""

    events: tuple[tuple[str, AnyEvent], ...]


class WantFloor(Word, frozen=True, tag="want_floor"):
    """Send the whole floor."""


class WantPresence(Word, frozen=True, tag="want_presence"):
    """Send everybody who has a stream open at you."""


class Done(Word, frozen=True, tag="done"):
    """How an action went."""

    outcome: Outcome


class Responded(Word, frozen=True, tag="responded"):
    """What a connector answered to a request."""

    status: int
    headers: dict[str, str]
    body: bytes


class Taken(Word, frozen=True, tag="taken"):
    """The events are on the floor."""


class WholeFloor(Word, frozen=True, tag="floor"):
    """Everything live at the owner, and who chose to be off the floor."""

    floor: FloorView
    owning: Owning
    off: tuple[str, ...]
    kpi: msgspec.Raw = NOTHING


class WholePresence(Word, frozen=True, tag="presence"):
    """Every stream open at the teller."""

    desks: tuple[AtDesk, ...]


class NotMine(Word, frozen=True, tag="not_mine"):
    """The one who was asked does not own the floor, and did nothing."""


AnyNews = (
    Came | Went | SessionOver | Chose | Told | KpiTold | Settled | Owning | Hello | Leaving | AtTicketTold
)
AnyQuestion = DoAction | PassRequest | TakeEvents | WantFloor | WantPresence
AnyAnswer = Done | Responded | Taken | WholeFloor | WholePresence | NotMine
AnyWord = AnyNews | AnyQuestion | AnyAnswer


class Post(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One notification, or the letter it names.

    ``n`` counts the teller's posts with news, so that a listener notices one it missed; a post without words
    is a beat, which repeats the last ``n``. ``term`` is above 0 from whoever owns the floor. ``at_s`` is the
    teller's own monotonic clock, for the teller's own ears. A question and its answer bear the same ``about``.
    """

    sender: str
    n: int = 0
    term: int = 0
    at_s: float = 0.0
    words: list[AnyWord] = []
    letter: str = ""
    about: str = ""
    is_answer: bool = False


class Poked(msgspec.Struct, frozen=True):
    """A poke on its way to the other instances; ``scopes`` is None where they are too many to name."""

    instance: str
    head: int
    scopes: list[str] | None
    is_serving: bool = True  # False from a command line, which has no desks of its own
    heads: tuple[int, ...] = ()
    """The positions of the pushes this is of; empty from an instance that does not tell them."""


class Held(msgspec.Struct, frozen=True):
    """Which scopes a desk holds, and where it stands in them: it pulled at an instance where it has no stream."""

    instance: str
    client_id: str
    scopes: tuple[str, ...]
    position: int
