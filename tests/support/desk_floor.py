"""A workstation for window tests: the methods and observers of the real one, with answers set by the test.

``tests/ui/test_fake_desk.py`` holds it to the real one's signatures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from agent_desktop.core.changes import Changes
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.command import Command
from agent_desktop.core.errors import KnownError, Refused
from agent_desktop.core.people import Actor, Role
from agent_desktop.core.phone import parse_number
from agent_desktop.core.query import Query
from agent_desktop.features.blocked.read_models import BlockedCaller, BlockedCallers
from agent_desktop.features.calls.history import MyCalls, OwnCall
from agent_desktop.features.calls.read_models import CallerMatch, Candidate, MatchCaller
from agent_desktop.features.commerce.finding import FindOrders
from agent_desktop.features.commerce.read_models import (
    Holdings,
    HoldingsView,
    Order,
    Orders,
    OrderView,
)
from agent_desktop.features.customers.merge_queries import MergePreview, Merges
from agent_desktop.features.customers.read_models import (
    CallerEntry,
    Customer,
    CustomerDetails,
    CustomerFields,
    CustomerHit,
    CustomerView,
    KnownCaller,
    Phone,
    PrivateDetails,
    SearchCustomers,
    Timeline,
    TimelineChip,
    TimelineEvent,
)
from agent_desktop.features.customers.record_read_models import (
    Consent,
    CustomerRecord,
    RecordPhone,
    RecordView,
)
from agent_desktop.features.customers.timeline import says
from agent_desktop.features.customers.twins import Duplicates, LikelyDuplicates
from agent_desktop.features.interactions.read_models import (
    CallQuestion,
    CallQuestions,
    Contact,
    ContactView,
    MyContacts,
    UnfinishedContacts,
)
from agent_desktop.features.knowledge.read_models import Article, ArticleHit, ArticleView, SearchArticles
from agent_desktop.features.kpi.read_models import (
    CallsBehind,
    Figures,
    Interval,
    KpiView,
    ResolutionView,
    SatisfactionView,
    Visit,
)
from agent_desktop.features.scripts.model import Choice, Step
from agent_desktop.features.scripts.read_models import (
    Answers,
    AnswerView,
    Script,
    ScriptRow,
    Scripts,
    ScriptView,
)
from agent_desktop.features.tickets.finding import FindTickets
from agent_desktop.features.tickets.numbers import LendNumbers
from agent_desktop.features.tickets.promises import PromisesDue, PromiseView, Reminders
from agent_desktop.features.tickets.read_models import (
    CountWorkQueue,
    CustomerTickets,
    QueueCounts,
    Ticket,
    TicketNoteView,
    TicketRow,
    TicketView,
    WorkQueue,
)
from agent_desktop.features.tickets.workflow_commands import MyNotices, NoticeView
from agent_desktop.features.workforce.read_models import People, PersonCard, QueueCard, Queues
from agent_desktop.store.search_keys import folded
from agent_desktop.sync.access import Decided, Device, Held, OwnSession
from agent_desktop.sync.bundle_cache import KeptCustomer
from agent_desktop.sync.messages import Envelope, Person, Verdict
from agent_desktop.sync.waiting import Waiting
from agent_desktop.telephony.actions import AnyAction, Outcome
from agent_desktop.telephony.views import CallView, ConsultView, PartyView, PersonView, QueueView
from agent_desktop.workstation.access import Opener
from agent_desktop.workstation.callers import LookedUp
from agent_desktop.workstation.desk_copy import DeskCopy
from agent_desktop.workstation.live import Call, LiveMirror
from agent_desktop.workstation.observers import Observers
from agent_desktop.workstation.private_details import ShownPrivate
from agent_desktop.workstation.shut_out import Ending
from agent_desktop.workstation.snapshots import SnapshotProgress
from agent_desktop.workstation.synchroniser import Link
from tests.support.floor_outbox import FloorOutbox
from tests.support.floor_tickets import FloorCompany, FloorTickets

NOW = datetime(2026, 11, 19, 12, 41, tzinfo=UTC)
ME = Person("agent-leila", "leila", "Leila Davies", ["agent"], ["q-heating"], "201")
ALL_ACTIONS = frozenset(
    {
        "answer",
        "reject",
        "hold",
        "resume",
        "mute",
        "unmute",
        "transfer",
        "dial",
        "send_dtmf",
        "hang_up",
        "set_recording",
        "conference",
        "swap",
        "park",
        "retrieve",
        "supervise",
        "stop_supervising",
        "choose_phone",
    }
)


def ticket_row(n: int, subject: str, who: str, **more: Any) -> TicketRow:
    """A row of the queue."""
    values: dict[str, Any] = {
        "ticket_id": f"ticket-{n}",
        "number": n,
        "subject": subject,
        "customer_id": more.pop("customer_id", f"customer-{who.partition(' ')[0].lower()}"),
        "customer_name": who,
        "channel": "call",
        "state": "open",
        "priority": "normal",
        "due_at": NOW + timedelta(hours=2),
        "is_unread": False,
        "owner_id": ME.agent_id,
        "queue_id": "q-heating",
        "created_at": NOW - timedelta(days=1),
    }
    return TicketRow(**(values | more))


TICKETS = [
    ticket_row(48213, "No hot water since Tuesday", "Margaret Okafor", is_unread=True),
    ticket_row(48207, "Callback: engineer ran late", "Dev Raman", due_at=NOW + timedelta(seconds=250)),
    ticket_row(
        48198,
        "Invoice shows standing charge twice",
        "Ilse Brandt",
        due_at=NOW - timedelta(minutes=12),
        channel="email",
        is_unread=True,
    ),
    ticket_row(48195, "Thermostat lost its pairing again", "Jonas Weir", due_at=NOW + timedelta(minutes=18)),
    ticket_row(48190, "Move home: transfer cover to new address", "Priya Nair", channel="email"),
    ticket_row(48184, "Annual service, prefers mornings", "Tom Ashdown", due_at=NOW + timedelta(hours=3)),
    ticket_row(48160, "Please update my email address", "Hana Suzuki", due_at=NOW + timedelta(days=1)),
    ticket_row(48149, "Warranty certificate for letting agent", "Nia Pugh", due_at=NOW + timedelta(days=4)),
]


def customer(customer_id: str, name: str, **more: Any) -> CustomerView:
    """A customer's header."""
    values: dict[str, Any] = {
        "customer_id": customer_id,
        "kind": "person",
        "name": name,
        "email": f"{name.lower().replace(' ', '.')}@example.org",
        "address": "14 Larch Rise, Bristol BS6 5QX",
        "languages": "English, Igbo",
        "segment": "Home Cover Plus",
        "alert": None,
        "is_verified": True,
        "phones": [Phone("phone-1", "+442079460142", None, "mobile", is_preferred=True, is_verified=True)],
        "next_visit": None,
        "open_tickets": 2,
        "last_satisfaction": 3,
        "calls_90d": 4,
        "balance_minor": 0,
        "currency": "GBP",
        "customer_since": datetime(2019, 3, 4, tzinfo=UTC),
        "order_count": 1,
        "version": 1,
    }
    return CustomerView(**(values | more))


MARGARET = customer(
    "customer-margaret",
    "Margaret Okafor",
    alert="Priority heating: infant in the household. Entitled to a same-day visit.",
)
DEV = customer("customer-dev", "Dev Raman", segment="Home Cover", open_tickets=1)
TIMELINE = [
    TimelineEvent(
        "event-1",
        "call_in",
        NOW - timedelta(minutes=4),
        "call",
        "",
        "Reports no hot water upstairs and down. Heat pump display shows E-42. Reset tried once by customer.",
        [TimelineChip("in_progress", "In progress", "ok")],
        waited_s=31,
        queue="Heating support",
    ),
    TimelineEvent(
        "event-2",
        "chat",
        NOW - timedelta(days=2, hours=-5),
        "Web chat with Sana M.",
        "6 min",
        "Asked how to reset the controller. Sent article KB-1180. Customer confirmed hot water returned.",
        [TimelineChip("closed", "Closed"), TimelineChip("csat:3", "CSAT 3 / 5", "warn")],
    ),
    TimelineEvent(
        "event-3",
        "visit",
        NOW - timedelta(days=41),
        "Engineer visit: annual service",
        "",
        "Filter cleaned, pressure topped up to 1.4 bar. Advised that the circulation pump is worn.",
        [TimelineChip("visit:completed", "Completed", "ok"), TimelineChip("part", "Part advised", "warn")],
        ended_at=NOW - timedelta(days=41) + timedelta(minutes=52),
        who="Ravi Chandra",
    ),
    TimelineEvent("event-4", "order", NOW - timedelta(days=77), "Order 1180-77", "", "Two filters", []),
]
NOTHING_HELD = HoldingsView(0, "GBP", [], [], [], 0, 0, 0, 0)
SCRIPT = ScriptView(
    "script-hot",
    "No hot water: heat pump",
    "Fault: no hot water",
    [
        Step("hello", "Good day {customer.first_name}, how can I help?", [Choice("No hot water", "since")]),
        Step("since", "Since when is the water cold?", [Choice("Today", "unit"), Choice("Longer", "unit")]),
        Step(
            "unit",
            "“I can see your engineer noted a worn pump in October, so I would like to get someone to you "
            "today. Before I book it, is the outdoor unit running or silent?”",
            [
                Choice("Running, but no hot water", "book"),
                Choice("Silent, display on", "book"),
                Choice("Silent, display off", "book"),
                Choice("Customer cannot check", "book"),
            ],
        ),
        Step("book", "I book a visit for today.", [Choice("Agreed", None)]),
    ],
)
ANSWERS = [
    AnswerView(
        "answer-1", "sameday", "Confirm today’s visit window by text", "{customer.first_name}, today 2–4."
    ),
    AnswerView("answer-2", "pumpquote", "Explain the pump quote and the cover", "The pump is covered."),
    AnswerView("answer-3", "warm", "Offer two portable heaters, no charge", "We bring two heaters."),
]
ARTICLES = [
    ArticleHit("article-1", "KB-1180", "E-42: circulation pump not detected", 94, NOW - timedelta(days=16)),
    ArticleHit("article-2", "KB-1181", "Same-day visits: who qualifies", 81, NOW - timedelta(days=22)),
]
FIGURES = Figures(120, 104, 4, 1, 2, 1, 4, 3.1, 38.0, 31.0, 87.0, 104, 342.0, 250.0, 20.0, 72.0)
KPI = KpiView(
    NOW,
    NOW.replace(hour=0, minute=0),
    4,
    NOW - timedelta(seconds=102),
    FIGURES,
    ResolutionView(15120.0, 20000.0, 37),
    [
        Interval(NOW - timedelta(minutes=10 * n), 10, 80.0 + n % 4 * 3, 2.0 + n % 3, 30.0 + n % 5 * 4)
        for n in range(12, 0, -1)
    ],
    SatisfactionView(84.0, 4.3, 25, [1, 1, 2, 7, 14], 60, 21, 35.0),
)
COLLEAGUES = [
    PersonCard(
        "agent-sana", "sana", "Sana Malik", "202", "Heating", ["agent"], ["q-heating"], is_active=True
    ),
    PersonCard("agent-ravi", "ravi", "Ravi Chandra", "203", "Field", ["field"], [], is_active=True),
]


class FloorPrivate:
    """Private details as central hands them out: for a reason, unless ``ground`` says there is a contact."""

    def __init__(self, clock: HeldClock) -> None:
        self.gone: Observers[frozenset[str]] = Observers("private details")
        self.here: dict[str, ShownPrivate] = {}
        self.ground = "reveal"
        self.reasons: list[str] = []
        self.details = PrivateDetails(birth_date="1984-03-31", health_note="Insulin in the fridge.")
        self._clock = clock

    async def ask(self, customer_id: str, reason: str = "") -> ShownPrivate:
        if self.ground == "reveal" and len(reason) < 3:
            raise Refused("reason_needed", "Private details need a reason.", todo="Say what they are for.")
        self.reasons.append(reason)
        until = self._clock.now() + timedelta(minutes=10)
        self.here[customer_id] = ShownPrivate(customer_id, self.ground, until, self.details)
        return self.here[customer_id]

    async def read(self, customer_id: str) -> ShownPrivate | None:
        return self.here.get(customer_id)

    async def hide(self, customer_id: str) -> None:
        if self.here.pop(customer_id, None) is not None:
            self.gone.tell(frozenset({customer_id}))


class FloorCopies:
    """Customers kept offline."""

    def __init__(self) -> None:
        self.kept_changed: Observers[frozenset[str]] = Observers("customers kept offline")
        self.names: dict[str, str] = {}

    async def kept(self) -> list[KeptCustomer]:
        return [KeptCustomer(key, name, is_here=True) for key, name in sorted(self.names.items())]

    async def keep(self, customer_id: str, name: str) -> None:
        self.names[customer_id] = name
        self.kept_changed.tell(frozenset(self.names))

    async def let_go(self, customer_id: str) -> None:
        self.names.pop(customer_id, None)
        self.kept_changed.tell(frozenset(self.names))


class FloorCallers:
    """A number reaches whom this desk knows, and central cannot be asked."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        self._read = read

    async def here(self, number: str | None, region: str) -> CallerMatch:
        match: CallerMatch = await self._read(MatchCaller(number=number, region=region, as_of=NOW))
        return match

    async def look_up(self, number: str, region: str) -> LookedUp:
        return LookedUp(await self.here(number, region), is_whole=False)


class FloorAccess:
    """Stands for ``workstation.access.Access``; ``password`` is the one that unlocks."""

    def __init__(self) -> None:
        self.password = "correct horse battery"
        self.opener: Opener = "password"
        self.by_provider = False
        self.trouble: KnownError | None = None
        self.own = [
            OwnSession("s-1", "desk-12", "0.1.0", NOW - timedelta(hours=4), NOW, is_this=True),
            OwnSession(
                "s-2",
                "laptop-leila",
                "0.1.0",
                NOW - timedelta(days=2),
                NOW - timedelta(hours=20),
                is_this=False,
            ),
        ]
        self.held: list[Held] = []
        self.known: list[Device] = []
        self.decided: list[tuple[str, str, list[str] | None]] = []

    async def sessions(self) -> list[OwnSession]:
        return list(self.own)

    async def end_session(self, session_id: str) -> None:
        self.own = [one for one in self.own if one.session_id != session_id]

    async def sign_out_everywhere(self) -> None:
        self.own = []

    async def opened_by(self) -> Opener:
        return self.opener

    async def forget_passphrase(self) -> None:
        self.opener = "nothing"

    async def set_passphrase(self, passphrase: str) -> None:
        self.password, self.opener = passphrase, "passphrase"

    async def is_password(self, password: str) -> bool:
        if self.trouble is not None:
            raise self.trouble
        return password == self.password

    async def devices(self) -> list[Device]:
        return list(self.known)

    async def revoke(self, client_id: str) -> None:
        self.decided.append((client_id, "revoke", None))

    async def allow(self, client_id: str) -> None:
        self.decided.append((client_id, "allow", None))

    async def quarantine(self) -> list[Held]:
        return list(self.held)

    async def decide(self, client_id: str, deed: str, command_ids: list[str] | None = None) -> Decided:
        self.decided.append((client_id, deed, command_ids))
        gone = [one for one in self.held if command_ids is None or one.command_id in command_ids]
        self.held = [one for one in self.held if one not in gone]
        return Decided(len(gone))


class FloorDesk:
    """Stands for ``Workstation``. Commands and actions are kept in ``done`` and ``acted`` for the test to read."""

    def __init__(self, person: Person = ME) -> None:
        self.clock = HeldClock(NOW)
        self.person: Person | None = person
        self.site: dict[str, Any] = {"region": "GB", "name": "Test"}
        self.live = LiveMirror(
            queues={"Heating support": QueueView(queue="Heating support", waiting=4)},
            people={
                "leila": PersonView(agent="leila", display_name="Leila Davies", state="available", since=NOW),
                "sana": PersonView(agent="sana", display_name="Sana Malik", state="available", since=NOW),
            },
            kpi=KPI,
            capabilities=ALL_ACTIONS,
            heard_at=NOW,
        )
        self.changes: Observers[Changes] = Observers("changes")
        self.links: Observers[Link] = Observers("link")
        self.verdicts: Observers[tuple[Envelope, Verdict]] = Observers("verdicts")
        self.calls: Observers[Call] = Observers("calls")
        self.floor: Observers[LiveMirror] = Observers("floor")
        self.kpi: Observers[KpiView] = Observers("kpi")
        self.problems: Observers[KnownError] = Observers("problems")
        self.snapshots: Observers[SnapshotProgress] = Observers("snapshots")
        self.private = FloorPrivate(self.clock)
        self.copies = FloorCopies()
        self.callers = FloorCallers(self.read)
        self.chosen_snapshots: list[str] = []
        self.outbox_desk = FloorOutbox()
        self.endings: Observers[Ending] = Observers("endings")
        self.access = FloorAccess()
        self.link = Link("online", NOW)
        self.done: list[Command] = []
        self.acted: list[AnyAction] = []
        self.drafts: dict[str, dict[str, Any]] = {}
        self.outcome = Outcome.done()
        self.blocked: list[BlockedCaller] = []
        self.own_calls: list[OwnCall] = []
        self.tickets = list(TICKETS)
        self.promises: list[PromiseView] = []
        self.customers = {MARGARET.customer_id: MARGARET, DEV.customer_id: DEV}
        self.opened: list[str] = []
        self.details = {
            one.customer_id: CustomerFields(
                one.customer_id,
                "person",
                one.name,
                *one.name.split(" ", 1),
                None,
                one.email,
                "14 Larch Rise",
                "BS6 5QX",
                "Bristol",
                "GB",
                one.languages,
                one.segment,
                one.alert,
            )
            for one in self.customers.values()
        }
        self.company = FloorCompany()
        self.ticket_parts = FloorTickets()
        self.put_blob, self.get_blob = self.ticket_parts.put_blob, self.ticket_parts.get_blob
        self.timeline = list(TIMELINE)
        self.holdings: dict[str, HoldingsView] = {}
        self.orders: list[OrderView] = []
        self.contact_views: list[ContactView] = []
        self.questions: list[CallQuestion] = []
        self.reminders: list[PromiseView] = []
        self.put_off: dict[str, datetime] = {}
        self.told: list[NoticeView] = []
        self.answers: dict[type[Query[Any]], Callable[[Any], Any]] = {
            CountWorkQueue: lambda _q: QueueCounts(len(self.tickets), 23, 4),
            WorkQueue: self._work_queue,
            PromisesDue: lambda _q: self.promises,
            MyContacts: lambda _q: self.contact_views,
            UnfinishedContacts: lambda _q: [],
            Consent: lambda _q: None,
            CallQuestions: lambda _q: self.questions,
            Reminders: lambda q: [one for one in self.reminders if self.remind_at(one) <= q.as_of],
            MyNotices: lambda _q: self.told,
            BlockedCallers: lambda q: [b for b in self.blocked if q.e164 in {None, b.e164}],
            MyCalls: lambda _q: self.own_calls,
            MatchCaller: self._match,
            Contact: lambda _q: None,
            Customer: lambda q: self.customers.get(q.customer_id),
            Timeline: self._timeline,
            Holdings: lambda q: self.holdings.get(q.customer_id, NOTHING_HELD),
            Orders: self._orders,
            Order: lambda q: next((o for o in self.orders if o.order_id == q.order_id), None),
            CustomerTickets: lambda q: [t for t in self.tickets if t.customer_id == q.customer_id],
            Ticket: self._ticket,
            Scripts: lambda _q: [ScriptRow(SCRIPT.script_id, SCRIPT.name, SCRIPT.topic, len(SCRIPT.steps))],
            Script: lambda _q: SCRIPT,
            Answers: lambda q: [a for a in ANSWERS if q.text in a.shortcut + a.title + a.text],
            SearchArticles: lambda _q: ARTICLES,
            Article: lambda q: ArticleView(
                q.article_id, "KB-1180", "E-42", "Switch it off and on.", ["Heating"], "House", NOW
            ),
            CustomerDetails: lambda q: self.details.get(q.customer_id),
            CustomerRecord: self._record,
            Merges: lambda _q: [],
            Duplicates: lambda _q: [],
            LikelyDuplicates: lambda _q: [],
            MergePreview: lambda _q: None,
            People: lambda _q: COLLEAGUES,
            Queues: lambda _q: [QueueCard("q-heating", "Heating support", 1, 20, 5, is_active=True)],
            FindTickets: lambda q: [
                row for row in self.tickets if q.text.casefold() in f"{row.number} {row.subject}".casefold()
            ],
            FindOrders: lambda _q: [],
            SearchCustomers: lambda q: [
                CustomerHit(c.customer_id, c.name, c.address or "", "+442079460142", "name")
                for c in self.customers.values()
                if q.text.casefold() in c.name.casefold()
            ],
            CallerEntry: lambda q: KnownCaller(q.customer_id, "Nadia Hassan-Lee", ["+442079460777"]),
            CallsBehind: lambda _q: [
                Visit(
                    "c1",
                    "q-heating",
                    "+442079460142",
                    "agent-sana",
                    NOW,
                    NOW,
                    None,
                    None,
                    "answered",
                    12.0,
                    60.0,
                )
            ],
        }
        self.answers |= self.ticket_parts.answers()

    # -- the workstation's own methods -----------------------------------------------------------------

    @property
    def actor(self) -> Actor:
        person = self.person or ME
        return Actor(
            person.agent_id, "desk-1", frozenset(Role(r) for r in person.roles), frozenset(person.queues)
        )

    @property
    def region(self) -> str:
        return "GB"

    async def sign_in(self, login: str, password: str) -> Person:
        return self.person or ME

    async def sign_out(self) -> None:
        self.person = None

    async def close(self) -> None:
        return None

    async def do(self, command: Command) -> Changes:
        self.done.append(command)
        return Changes()

    async def send(self, command: Command) -> Verdict:
        self.done.append(command)
        result = {"numbers": [482140, 482157]} if isinstance(command, LendNumbers) else None
        return Verdict(command.command_id, "applied", 1, result)

    async def read(self, query: Query[Any]) -> Any:
        return self.answers[type(query)](query)

    async def ask(self, query: Query[Any]) -> Any:
        return await self.read(query)

    async def open_customer(self, customer_id: str) -> bool:
        self.opened.append(customer_id)
        return self.link.state == "online"

    async def desk_copy(self) -> DeskCopy:
        return DeskCopy(
            Path("leila.replica"),
            12_400_000,
            2_147_483_648,
            43,
            "SQLCipher 4, AES-256",
            "keyring",
            "a keyring",
        )

    async def outbox(self) -> list[Waiting]:
        return []

    async def synchronise(self) -> None:
        return None

    def stop_snapshots(self) -> None:
        self.chosen_snapshots.append("stop")

    def continue_snapshots(self) -> None:
        self.chosen_snapshots.append("go on")

    async def act(self, make: Callable[[str, str, Any], AnyAction]) -> Outcome:
        self.acted.append(make("action-1", (self.person or ME).login, self.clock.now()))
        return self.outcome

    async def refresh_floor(self) -> None:
        return None

    async def save_draft(self, key: str, body: dict[str, Any]) -> None:
        self.drafts[key] = body

    async def load_drafts(self, prefix: str) -> dict[str, dict[str, Any]]:
        return {key: body for key, body in self.drafts.items() if key.startswith(prefix)}

    async def drop_draft(self, key: str) -> None:
        self.drafts.pop(key, None)

    # -- what the test does to it ----------------------------------------------------------------------

    def ring(self, call_id: str = "call-1", who: CustomerView | None = MARGARET, **more: Any) -> Call:
        """A call rings at this desk; ``who`` None is a caller nobody knows."""
        candidates = []
        if who is not None:
            candidates = [
                Candidate(who.customer_id, who.name, who.address or "", ["only_owner"], 10, who.open_tickets)
            ]
        match = CallerMatch(
            more.pop("kind", "public"),
            "+442079460142",
            more.pop("display", "+44 20 7946 0142"),
            None,
            more.pop("candidates", candidates),
        )
        view = CallView(
            call_id=call_id,
            state="ringing",
            since=self.clock.now(),
            started_at=self.clock.now(),
            direction="in",
            caller=more.pop("caller", "+442079460142"),
            queue="Heating support",
            parties=(PartyView(agent="leila", role="ringing", since=self.clock.now()),),
        )
        call = Call(
            view,
            f"contact-{call_id}",
            "q-heating",
            "Heating support",
            match,
            more.pop("is_matched_here", False),
        )
        return self._tell(call, "ringing")

    def connect(self, call: Call) -> Call:
        """The person at the desk has answered."""
        now = self.clock.now()
        view = _with(
            call.view,
            state="connected",
            since=now,
            answered_at=now,
            recording="on",
            parties=(PartyView(agent="leila", role="talking", since=now),),
        )
        return self._tell(replace(call, view=view), "talking")

    def hold(self, call: Call) -> Call:
        """The other side is on hold."""
        return self._tell(
            replace(call, view=_with(call.view, state="held", since=self.clock.now())), "holding"
        )

    def change(self, call: Call, my_state: str = "talking", **values: Any) -> Call:
        """The exchange tells something else of a call."""
        return self._tell(replace(call, view=_with(call.view, **values)), my_state)

    def consult(self, call: Call, login: str = "sana", *, has_joined: bool = True, **more: Any) -> Call:
        """The person at the desk asks a colleague while the caller waits."""
        now, parties = self.clock.now(), call.view.parties[:1]
        if has_joined:
            parties += (PartyView(agent=login, role="consulted", since=now),)
        asked = ConsultView(agent="leila", to_agent=login, **more)
        state = "connected" if asked.is_waiting else "consulting"
        return self.change(call, state=state, since=now, parties=parties, consult=asked)

    def hang_up(self, call: Call, wrap_up_s: float = 60) -> Call:
        """The call is over; wrap-up begins if it was answered."""
        now = self.clock.now()
        view = _with(call.view, state="ended", since=now, ended_at=now, recording="off")
        until = now + timedelta(seconds=wrap_up_s)
        state = "wrap_up" if view.answered_at else "available"
        more = {"wrap_up_call_id": call.call_id, "wrap_up_mode": "timed"} if view.answered_at else {}
        return self._tell(replace(call, view=view), state, wrap_up_until=until, **more)

    def is_now(self, state: Any, **more: Any) -> None:
        """The floor has the person at the desk in another state."""
        since = more.pop("since", self.clock.now())
        self.live.people["leila"] = PersonView(
            agent="leila", display_name="Leila Davies", state=state, since=since, **more
        )
        self.floor.tell(self.live)

    def lose_line(self) -> None:
        """Central cannot be reached."""
        self.link = Link("offline", self.clock.now(), 2)
        self.links.tell(self.link)

    def _tell(self, call: Call, my_state: Any, **more: Any) -> Call:
        self.live.calls[call.call_id] = call
        self.live.people["leila"] = PersonView(
            agent="leila", display_name="Leila Davies", state=my_state, since=self.clock.now(), **more
        )
        self.floor.tell(self.live)
        self.calls.tell(call)
        return call

    def _record(self, query: CustomerRecord) -> RecordView | None:
        """The form's fields and the header's numbers, and nothing beside."""
        fields, view = self.details.get(query.customer_id), self.customers.get(query.customer_id)
        if fields is None or view is None:
            return None
        phones = [
            RecordPhone(
                one.phone_id,
                one.e164,
                one.extension,
                one.label,
                one.is_preferred,
                one.is_verified,
                None,
                None,
                is_valid=True,
            )
            for one in view.phones
        ]
        return RecordView(
            fields=fields,
            time_zone=None,
            tags=[],
            phones=phones,
            details=[],
            relations=[],
            consents=[],
            consent_history=[],
        )

    def remind_at(self, one: PromiseView) -> datetime:
        """When a promise is to be told of."""
        return self.put_off.get(one.promise_id, one.due_at)

    def _match(self, query: MatchCaller) -> CallerMatch:
        """The number on this desk reaches whoever has it."""
        read = parse_number(query.number, query.region)
        owners = [
            Candidate(c.customer_id, c.name, c.address or "", ["only_owner"], 10, c.open_tickets)
            for c in self.customers.values()
            if read.e164 in {phone.e164 for phone in c.phones}
        ]
        return CallerMatch(read.kind, read.e164, query.number or "", read.extension, owners)

    def _timeline(self, query: Timeline) -> list[TimelineEvent]:
        """Newest first, narrowed and page by page, as the real one."""
        words = tuple(folded(query.text).split())
        found = [
            event
            for event in self.timeline
            if (not query.kinds or event.kind in query.kinds)
            and (query.before is None or event.at < query.before)
            and says(event, words)
        ]
        return found[: query.limit]

    def _orders(self, query: Orders) -> list[OrderView]:
        found = [one for one in self.orders if one.customer_id == query.customer_id]
        if query.before is not None and query.before_id is not None:
            after = (query.before, query.before_id)
            found = [one for one in found if (one.ordered_at, one.order_id) < after]
        return found[: query.limit]

    def _work_queue(self, query: WorkQueue) -> list[TicketRow]:
        return [t for t in self.tickets if query.text.casefold() in t.subject.casefold()]

    def _ticket(self, query: Ticket) -> TicketView | None:
        row = next((t for t in self.tickets if t.ticket_id == query.ticket_id), None)
        if row is None:
            return None
        note = TicketNoteView("note-1", "Sana Malik", False, "Pump noted as worn.", NOW - timedelta(hours=3))
        return TicketView(
            row, "Fault: no hot water", None, "Leila Davies", "Heating support", None, None, [note], 1
        )


def _with(view: CallView, **values: Any) -> CallView:
    import msgspec

    return msgspec.structs.replace(view, **values)
