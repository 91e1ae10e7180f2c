"""The tickets of the window tests' desk, whole: details, promises, categories, macros, history and files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from agent_desktop.features.correspondence.read_models import (
    MailTemplates,
    ReplyChannels,
    ReplyChannelView,
    TemplateView,
)
from agent_desktop.features.ratings.read_models import Rating, RatingView
from agent_desktop.features.tickets.complaints import OtherComplaint, OtherComplaints
from agent_desktop.features.tickets.detail_views import (
    AttachmentView,
    Categories,
    CategoryView,
    FieldChange,
    HistoryEntry,
    LinkView,
    TicketDetails,
    TicketDetailsView,
    TicketHistory,
)
from agent_desktop.features.tickets.macros import Changes, MacroPreview, Macros, MacroView, PreviewMacro
from agent_desktop.features.tickets.model import CheckItem, FieldSpec
from agent_desktop.features.tickets.promises import PromiseView, TicketPromises
from agent_desktop.sync.live import AtTicket
from agent_desktop.workstation.company import Present
from agent_desktop.workstation.observers import Observers

NOW = datetime(2026, 11, 19, 12, 41, tzinfo=UTC)
BY_MAIL = [ReplyChannelView("email", "Service", "service@example.org", "margaret.okafor@example.org")]
CATEGORIES = [
    CategoryView("cat-heating", None, ["Heating"], [], None, is_active=True),
    CategoryView(
        "cat-pump",
        "cat-heating",
        ["Heating", "Heat pump"],
        [
            FieldSpec("error_code", "Error code", is_required=True),
            FieldSpec("age", "Age in years", "number"),
            FieldSpec("unit", "Outdoor unit", "choice", ["Running", "Silent"]),
            FieldSpec("warranty", "Under warranty", "yes_no"),
        ],
        "heat pumps",
        is_active=True,
    ),
]
MACROS = [
    MacroView("macro-close", "Close as explained", "close", Changes(state="solved"), None, is_public=False),
    MacroView(
        "macro-meter",
        "Ask for the meter reading",
        "meter",
        Changes(state="pending_customer", priority="high", add_tags=["meter"]),
        "Dear {customer}, …",
        is_public=True,
    ),
]


def details(ticket_id: str, **more: Any) -> TicketDetailsView:
    """The rest of a ticket."""
    values: dict[str, Any] = {
        "ticket_id": ticket_id,
        "state": "open",
        "hold_until": None,
        "category": ["Heating", "Heat pump"],
        "team": "Heating",
        "level": "first_line",
        "organisation": "Larch Rise Letting",
        "product": "Heat pump 8 kW",
        "lot": "L-2291",
        "followers": ["agent-sana"],
        "tags": ["winter"],
        "fields": {"error_code": "E-42", "age": 5.0},
        "checklist": [
            CheckItem("check-1", "Ask for the serial number", is_done=True, done_by="agent-sana"),
            CheckItem("check-2", "Book the visit"),
        ],
        "spent_s": 3900,
        "links": [LinkView("caused_by", False, "ticket-48149", 48149, "Warranty certificate", "open")],
        "attachments": [
            AttachmentView("file-1", None, "display.jpg", "image/jpeg", 340_000, "a" * 64, "Sana Malik", NOW)
        ],
        "sla_state": "warned",
        "sla_kind": "resolution",
        "sla_due_at": NOW + timedelta(hours=1),
    }
    return TicketDetailsView(**(values | more))


def replace_hash(one: AttachmentView, sha256: str) -> AttachmentView:
    """The same file with this content."""
    return msgspec.structs.replace(one, sha256=sha256)


def promise(n: int, kind: str, text: str, **more: Any) -> PromiseView:
    """One promise on a ticket."""
    values: dict[str, Any] = {
        "promise_id": f"promise-{n}",
        "kind": kind,
        "text": text,
        "state": "open",
        "owner_id": "agent-leila",
        "due_at": NOW + timedelta(days=n),
        "due_there": f"2026-11-{19 + n}T12:41",
        "time_zone": "Europe/London",
        "is_overdue": False,
        "ticket_id": "ticket-48213",
        "ticket_number": 48213,
        "customer_id": "customer-margaret",
        "customer_name": "Margaret Okafor",
        "number": "+442079460142",
    }
    return PromiseView(**(values | more))


class FloorCompany:
    """Stands for ``TicketCompany``; what the window says of itself is kept."""

    def __init__(self) -> None:
        self.news: Observers[str] = Observers("company")
        self.said: list[tuple[str, str]] = []
        self.there: dict[str, list[Present]] = {}

    async def say(self, ticket_id: str, state: str) -> bool:
        self.said.append((ticket_id, state))
        return True

    def hear(self, told: AtTicket) -> None:
        self.news.tell(told.ticket_id)

    def others(self, ticket_id: str) -> list[tuple[str, bool]]:
        return [(one.name, one.writes_until_s > 0) for one in self.there.get(ticket_id, [])]

    def put(self, ticket_id: str, *names: str, writes: bool) -> None:
        """These have the ticket open now, and write or not; nobody else has."""
        self.there[ticket_id] = [Present(name, name, 1.0, float(writes)) for name in names]
        self.news.tell(ticket_id)


class FloorTickets:
    """What the desk answers about tickets; a test changes the attributes."""

    def __init__(self) -> None:
        self.details: dict[str, TicketDetailsView] = {}
        self.promises = [
            promise(1, "callback", "Call back about the pump"),
            promise(2, "quality_check", "Quality check of the pump", owner_id="agent-sana"),
        ]
        self.categories = list(CATEGORIES)
        self.macros = list(MACROS)
        self.preview = MacroPreview(
            [FieldChange("priority", "normal", "high"), FieldChange("state", "open", "pending_customer")],
            "Dear Margaret Okafor, could you send us your meter reading?",
            is_public=False,
            problem=None,
        )
        self.others: list[OtherComplaint] = []
        self.history = [
            HistoryEntry(
                NOW - timedelta(hours=2),
                "agent-sana",
                "Sana Malik",
                "tickets.ChangeTicket",
                "ticket",
                "ticket-48213",
                False,
                [FieldChange("priority", "normal", "high"), FieldChange("owner_id", None, "agent-leila")],
            )
        ]
        self.blobs: dict[str, bytes] = {}
        self.channels: list[ReplyChannelView] = []
        self.rating: RatingView | None = None
        self.templates = [
            TemplateView("reply", language, None, "Re: {subject}", "{text}", "{agent}", False)
            for language in ("de", "en")
        ]

    async def put_blob(self, body: bytes, media_type: str) -> str:
        sha256 = hashlib.sha256(body).hexdigest()
        self.blobs[sha256] = body
        return sha256

    async def get_blob(self, sha256: str) -> bytes:
        return self.blobs[sha256]

    def answers(self) -> dict[Any, Callable[[Any], Any]]:
        """By query."""
        return {
            TicketDetails: lambda q: self.details.get(q.ticket_id) or details(q.ticket_id),
            Categories: lambda _q: self.categories,
            TicketPromises: lambda _q: self.promises,
            TicketHistory: lambda _q: self.history,
            Macros: lambda _q: self.macros,
            PreviewMacro: lambda _q: self.preview,
            OtherComplaints: lambda _q: self.others,
            ReplyChannels: lambda _q: self.channels,
            MailTemplates: lambda _q: self.templates,
            Rating: lambda _q: self.rating,
        }
