"""The invented names and numbers of the design's pictures, for the gallery."""

from __future__ import annotations

from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.call_bar import CallBarState, CallPhase, SelfState
from agent_desktop_ui.widgets.customer_header import CustomerHeader, HeaderAction
from agent_desktop_ui.widgets.facts import Fact
from agent_desktop_ui.widgets.glance_column import GlanceItem, GlanceSection
from agent_desktop_ui.widgets.incoming_card import IncomingCall
from agent_desktop_ui.widgets.kpi_tile import KpiFigure
from agent_desktop_ui.widgets.navigation_rail import RailItem
from agent_desktop_ui.widgets.paint import ChipData
from agent_desktop_ui.widgets.palette_frame import PaletteEntry
from agent_desktop_ui.widgets.queue_model import QueueGroup, QueueRow
from agent_desktop_ui.widgets.recording_mark import Recording
from agent_desktop_ui.widgets.script_view import KnowledgeItem, ScriptStep, Snippet
from agent_desktop_ui.widgets.timeline import TimelineEvent

ON_CALL = CallBarState(
    phase=CallPhase.ON_CALL,
    name="Margaret Okafor",
    number="+44 20 7946 0142",
    queue="Heating support",
    timer="4:27",
    recording=Recording.ON,
)
WRAP_UP = CallBarState(phase=CallPhase.WRAP_UP, name="Margaret Okafor", queue="Heating support", timer="0:48")
ME = SelfState("Leila Davies", Tone.OK, "On call", "On call  ·  12 calls today")

RAIL = (
    RailItem("desk", "headset", "Desk"),
    RailItem("calls", "phone-outgoing", "Call list"),
    RailItem("knowledge", "book-open", "Knowledge"),
    RailItem("visits", "wrench", "Visits"),
    RailItem("floor", "chart-column", "Floor"),
    RailItem("notices", "bell", "Notices", is_at_bottom=True),
    RailItem("settings", "settings", "Settings", is_at_bottom=True),
)

_NOW, _TODAY, _WEEK = QueueGroup.NOW, QueueGroup.LATER_TODAY, QueueGroup.THIS_WEEK
QUEUE = (
    QueueRow(
        "48213",
        _NOW,
        "phone-call",
        "No hot water since Tuesday",
        "Margaret Okafor",
        "48213",
        "On call",
        Tone.OK,
        Tone.OK,
        is_unread=True,
    ),
    QueueRow(
        "48207",
        _NOW,
        "phone",
        "Callback: engineer ran late",
        "Dev Raman",
        "48207",
        "04:10 left",
        Tone.WARN,
        is_unread=True,
    ),
    QueueRow(
        "48198",
        _NOW,
        "mail",
        "Invoice shows standing charge twice",
        "Ilse Brandt",
        "48198",
        "Overdue 12 m",
        Tone.BAD,
        is_unread=True,
    ),
    QueueRow(
        "48195",
        _NOW,
        "message-square-text",
        "Thermostat lost its pairing again",
        "Jonas Weir",
        "48195",
        "18 m",
        Tone.WARN,
    ),
    QueueRow(
        "48190", _TODAY, "mail", "Move home: transfer cover to new address", "Priya Nair", "48190", "1 h 05"
    ),
    QueueRow("48184", _TODAY, "phone", "Annual service, prefers mornings", "Tom Ashdown", "48184", "2 h 40"),
    QueueRow(
        "48171", _TODAY, "mail", "Refund not received for cancelled visit", "Aoife Brennan", "48171", "3 h 12"
    ),
    QueueRow(
        "48166",
        _TODAY,
        "message-square-text",
        "Tariff comparison for heat pump",
        "Lukas Meyer",
        "48166",
        "5 h",
    ),
    QueueRow("48160", _WEEK, "mail", "Please update my email address", "Hana Suzuki", "48160", "Tomorrow"),
    QueueRow(
        "48152", _WEEK, "phone", "Noise from the outdoor unit at night", "Carl Osei", "48152", "Tomorrow"
    ),
    QueueRow(
        "48149",
        _WEEK,
        "message-square-text",
        "Warranty certificate for letting agent",
        "Nia Pugh",
        "48149",
        "Mon",
    ),
)

CUSTOMER = CustomerHeader(
    name="Margaret Okafor",
    chips=(ChipData("Home Cover Plus", Tone.ACCENT), ChipData("Identity verified", Tone.OK)),
    contact=("margaret.okafor@example.org", "14 Larch Rise, Bristol BS6 5QX", "Speaks English, Igbo"),
    facts=(
        Fact("Next visit", "None booked", Tone.BAD),
        Fact("Open tickets", "2"),
        Fact("Last satisfaction", "3 / 5", Tone.WARN),
        Fact("Calls in 90 days", "4"),
        Fact("Balance", "£0.00"),
        Fact("Customer since", "March 2019"),
    ),
    alert="Priority heating: infant in the household. Entitled to a same-day visit.",
    actions=(
        HeaderAction("visit", "Book visit", "calendar-plus"),
        HeaderAction("email", "Email", "mail"),
        HeaderAction("address", "Change address", "pencil"),
        HeaderAction("print", "Print history", "printer"),
    ),
)

TIMELINE = (
    TimelineEvent(
        "e1",
        "Today",
        "phone-incoming",
        "Inbound call",
        "Heating support  ·  waited 0:31",
        "12:37",
        "Reports no hot water upstairs and down. Heat pump display shows E-42. Reset tried once by customer.",
        Tone.OK,
        (ChipData("In progress", Tone.OK),),
    ),
    TimelineEvent(
        "e2",
        "Tuesday 17 November",
        "message-square-text",
        "Web chat with Sana M.",
        "6 min",
        "18:22",
        "Asked how to reset the controller. Sent article KB-1180. Customer confirmed hot water returned,"
        " then dropped off.",
        Tone.ACCENT,
        (ChipData("Closed"), ChipData("CSAT 3 / 5", Tone.WARN)),
    ),
    TimelineEvent(
        "e3",
        "October",
        "wrench",
        "Engineer visit: annual service",
        "Ravi Chandra  ·  52 min",
        "9 Oct",
        "Filter cleaned, pressure topped up to 1.4 bar. Advised that the circulation pump is worn; quote left"
        " with customer.",
        Tone.INFO,
        (ChipData("Completed", Tone.OK), ChipData("Part advised", Tone.WARN)),
    ),
    TimelineEvent(
        "e4",
        "October",
        "mail",
        "Email: service reminder",
        "Automatic",
        "24 Sep",
        "Reminder for annual service. Opened twice, booked the same day from the link.",
    ),
    TimelineEvent(
        "e5",
        "October",
        "phone",
        "Outbound call",
        "Renewals  ·  4 min",
        "2 Sep",
        "Renewed Home Cover Plus for 12 months at the loyalty rate.",
        Tone.ACCENT,
        (ChipData("Renewed", Tone.OK),),
    ),
)

GLANCE = (
    GlanceSection(
        "Open tickets",
        (
            GlanceItem("48213", "48213  No hot water since Tuesday", "Open  ·  due in 2 h 10"),
            GlanceItem("47960", "47960  Pump quote follow-up", "Waiting on customer  ·  since 12 Oct"),
        ),
    ),
    GlanceSection(
        "Equipment",
        (
            GlanceItem("hp", "Heat pump 8 kW", "Fitted May 2021  ·  fault E-42"),
            GlanceItem("cy", "Hot water cylinder 210 l", "Fitted May 2021"),
            GlanceItem("th", "Smart thermostat", "Online  ·  firmware current"),
        ),
    ),
    GlanceSection(
        "Contract", (GlanceItem("hc", "Home Cover Plus", "Renews 2 Sep 2027  ·  parts and labour"),)
    ),
)

NOTE = (
    "E-42 since Tue evening, reset did not hold. Pump flagged as worn on 9 Oct visit. Checking same-day slot,"
    " customer can be home after 14:00,"
)

STEP = ScriptStep(
    title="No hot water: heat pump",
    say="“I can see your engineer noted a worn pump in October, so I would like to get someone to you today."
    " Before I book it, is the outdoor unit running or silent?”",
    step=3,
    total=6,
    choices=(
        "Running, but no hot water",
        "Silent, display on",
        "Silent, display off",
        "Customer cannot check",
    ),
)
KNOWLEDGE = (
    KnowledgeItem("kb1", "E-42: circulation pump not detected", "Fits 94 %  ·  updated 3 Nov"),
    KnowledgeItem("kb2", "Same-day visits: who qualifies", "Fits 81 %  ·  updated 28 Oct"),
)
SNIPPETS = (
    Snippet("/sameday", "Confirm today’s visit window by text"),
    Snippet("/pumpquote", "Explain the pump quote and the cover"),
    Snippet("/warm", "Offer two portable heaters, no charge"),
)

_WAIT = (3.0, 4.0, 2.5, 3.5, 5.0, 7.0, 4.5, 3.0, 2.5, 2.5)
_ANSWERED = (2.0, 3.0, 1.5, 4.0, 4.5, 4.0, 5.0, 6.0)
_ABANDONED = (1.0, 2.0, 2.0, 3.0, 4.5, 3.0, 3.0, 2.0)
_RESOLUTION = (6.0, 4.0, 4.0, 3.0, 2.0, 3.5, 2.0, 2.0)
FIGURES = (
    KpiFigure("waiting", "Waiting", "4"),
    KpiFigure("longest", "Longest wait", "1:42", is_past_limit=True, limit="limit 1:30"),
    KpiFigure("average", "Average wait", "0:38", trend=_WAIT, limit="target under 0:45"),
    KpiFigure("answered", "Answered in 20 s", "87 %", trend=_ANSWERED, limit="target 80 %"),
    KpiFigure("abandoned", "Abandoned", "3.1 %", trend=_ABANDONED, trend_tone=Tone.WARN, limit="limit 5 %"),
    KpiFigure("resolution", "Resolution", "4 h 12", trend=_RESOLUTION, limit="median, closed today"),
)
OWN_FIGURES = (
    KpiFigure("handle", "My handle time", "5:42", trend=_RESOLUTION),
    KpiFigure("satisfaction", "My satisfaction", "4.6 / 5"),
)

SECOND_CALL = IncomingCall(
    "c2",
    "Second call ringing",
    "Dev Raman",
    "Billing  ·  1 open ticket",
    "Engineer ran late; we promised a callback by 12:45.",
    "0:07",
    "Answer, hold Margaret",
)

PALETTE = (
    PaletteEntry("transfer", "Transfer call…", "Call", "redo-2", "F9"),
    PaletteEntry("billing", "Transfer to Billing (warm)", "Call  ·  2 free", "redo-2"),
    PaletteEntry("ticket", "Transfer ticket 48213 to a colleague", "Ticket", "users"),
    PaletteEntry("article", "Transferring cover to a new address", "Knowledge  ·  KB-0412", "book-open"),
    PaletteEntry("reply", "Reply: transfer of ownership", "Answers  ·  /transfer", "message-square-text"),
)
