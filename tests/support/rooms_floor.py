"""What the other rooms ask of a workstation: campaigns and leads, people's figures and days, dialled calls."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from agent_desktop.core.command import Command
from agent_desktop.core.errors import Refused
from agent_desktop.features.kpi.read_models import (
    AgentDay,
    AgentDayView,
    AgentFigures,
    CallFigures,
    Curve,
    Interval,
    PeopleFigures,
)
from agent_desktop.features.outbound.commands import RecordAttempt, ReleaseLead, TakeNextLead
from agent_desktop.features.outbound.read_models import CallList, CampaignRow, Campaigns, LeadRow, MyLeads
from agent_desktop.features.tickets.detail_views import Categories, CategoryView
from agent_desktop.features.tickets.macros import Macros
from agent_desktop.features.tickets.service_preview import DefinitionsView, ServiceDefinitions
from agent_desktop.features.tickets.workflow_commands import Rules, RuleView
from agent_desktop.features.tickets.workflow_model import Action, Condition, Rule, Trigger
from agent_desktop.features.workforce.agent_time import Segment
from agent_desktop.features.workforce.read_models import People, PersonCard, QueueCard, Queues
from agent_desktop.sync.messages import Verdict
from agent_desktop.telephony.views import CallView, PartyView, PersonView, QueueView
from agent_desktop.workstation.live import Call
from tests.support.desk_floor import FIGURES, MARGARET, ME, NOW, SCRIPT, FloorDesk

RULES = [
    RuleView(
        f"rule-{n}",
        name,
        (n + 1) * 10,
        n + 1,
        Rule(Trigger("changed", fields=["priority"]), [Action("add_tags", tags=["hot"])], conditions),
        is_active=n != 1,
    )
    for n, (name, conditions) in enumerate(
        (
            ("Urgent is hot", [Condition("priority", "is", "urgent"), Condition("queue", "is", "q-heating")]),
            ("Overnight work goes to the morning team", []),
            ("عميل غاضب يكتب مرة أخرى بعد إغلاق التذكرة ولم يرد عليه أحد", []),
        )
    )
]
QUEUES = [
    QueueCard("q-heating", "Heating support", 1, 20, 5, is_active=True),
    QueueCard("q-billing", "Billing", 2, 20, 5, is_active=True),
]
PEOPLE = [
    PersonCard(ME.agent_id, "leila", "Leila Davies", "201", "Heating", ["agent"], [], is_active=True),
    PersonCard("agent-sana", "sana", "Sana Malik", "202", "Heating", ["agent"], [], is_active=True),
    PersonCard("agent-helen", "helen", "Helen Whitaker", "220", "", ["supervisor"], [], is_active=True),
]
SEGMENTS = [
    Segment("available", None, NOW - timedelta(hours=4), NOW - timedelta(hours=1), None),
    Segment("paused", "Lunch", NOW - timedelta(hours=1), NOW - timedelta(minutes=30), None),
    Segment("talking", None, NOW - timedelta(minutes=30), NOW, "call-7"),
]


def lead(lead_id: str, name: str, number: str, **more: Any) -> LeadRow:
    """A lead of the one campaign."""
    values: dict[str, Any] = {
        "campaign_id": "campaign-cover",
        "customer_id": None,
        "reason": "Asked for a price",
        "state": "open",
        "attempts": 0,
        "next_attempt_at": None,
        "last_disposition": None,
        "callback_agent_id": None,
        "leased_by": None,
        "leased_until": None,
        "lease_token": 0,
    }
    return LeadRow(lead_id=lead_id, name=name, number=number, **(values | more))


class RoomsDesk(FloorDesk):
    """The fake desk with a floor of two queues and a campaign of two leads, lent as central lends them."""

    def __init__(self) -> None:
        super().__init__()
        self.site |= {"name": "Fernhill, Bristol", "closes": "20:00"}
        self.leads = [
            lead("lead-1", MARGARET.name, "+442079460142", customer_id=MARGARET.customer_id),
            lead("lead-2", "Jesse Cross", "+442079460920"),
        ]
        self.held: str | None = None
        self.tokens = 0
        self.live.queues = {
            "Heating support": QueueView(
                queue="Heating support", waiting=2, oldest_at=NOW - timedelta(seconds=102)
            ),
            "Billing": QueueView(queue="Billing", waiting=0),
        }
        states = (("leila", "talking"), ("sana", "paused"), ("helen", "available"))
        self.live.people = {
            login: PersonView(
                agent=login,
                display_name=login,
                state=state,  # type: ignore[arg-type]
                reason="Lunch" if state == "paused" else None,
                since=NOW - timedelta(seconds=267),
            )
            for login, state in states
        }
        figures = AgentFigures("agent-sana", 12, 342.0, 82.0, 8, 14_400.0, {"paused": 1800.0})
        self.answers |= {
            Queues: lambda _q: QUEUES,
            People: lambda _q: PEOPLE,
            CallFigures: lambda _q: FIGURES,
            PeopleFigures: lambda _q: [figures],
            AgentDay: lambda _q: AgentDayView(figures, SEGMENTS),
            Curve: lambda q: [
                Interval(NOW - timedelta(minutes=30 * n), 20 + n, 70.0 + 3 * n, 2.0, 30.0)
                for n in range(9, 0, -1)
            ],
            Rules: lambda _q: RULES,
            ServiceDefinitions: lambda _q: DefinitionsView([], []),
            Macros: lambda _q: [],
            Categories: lambda _q: [CategoryView("c-1", None, ["Faults"], [], None, is_active=True)],
            Campaigns: lambda _q: [
                CampaignRow("campaign-cover", "Home Cover", SCRIPT.script_id, len(self.leads), 0, 3)
            ],
            CallList: lambda _q: list(self.leads),
            MyLeads: lambda _q: [],
        }

    async def send(self, command: Command) -> Verdict:
        if not isinstance(command, TakeNextLead):
            return await super().send(command)
        self.done.append(command)
        row = next(iter(self.leads), None)
        if row is None:
            return Verdict(command.command_id, "applied", 1, {"lead": None})
        self.tokens += 1
        self.held = row.lead_id
        wire = {
            "id": row.lead_id,
            "customer_id": row.customer_id,
            "name": row.name,
            "number": row.number,
            "reason": row.reason,
            "attempts": row.attempts,
            "last_disposition": row.last_disposition,
            "lease_token": self.tokens,
            "leased_until": (self.clock.now() + timedelta(minutes=10)).isoformat(),
        }
        return Verdict(command.command_id, "applied", 1, {"lead": wire})

    async def do(self, command: Command) -> Any:
        if isinstance(command, RecordAttempt | ReleaseLead):
            if command.lead_id != self.held or command.token != self.tokens:
                raise Refused("lease_lost", "This lead is no longer yours.")
            self.held = None
            if isinstance(command, RecordAttempt):
                self.leads = [row for row in self.leads if row.lead_id != command.lead_id]
        return await super().do(command)

    def answer_dialled(self, number: str) -> Call:
        """The other side picks up a call dialled from this desk."""
        now = self.clock.now()
        view = CallView(
            call_id="call-out",
            state="connected",
            since=now,
            started_at=now,
            answered_at=now,
            direction="out",
            called=number,
            parties=(PartyView(agent="leila", role="talking", since=now),),
        )
        return self._tell(Call(view, "contact-out", None, None, None), "talking")
