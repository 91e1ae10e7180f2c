"""Who may do what: one table of every operation of central, enforced by it and shown in docs/permissions.md.

What has no rule here is denied, whatever it says of itself: an address, a command, a query, an action, an event
of the stream, a scope. Where an operation names its roles beside its code too, both must allow.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from agent_desktop.core.command import CommandSpec
from agent_desktop.core.errors import Refused
from agent_desktop.core.people import DESK, EVERYONE, LEADS, PROGRAMS, Actor, Role
from agent_desktop.core.registry import Registry
from agent_desktop.core.work import Work

Roles = frozenset[Role] | None
"""Who may: any of these roles, or with None whoever comes, signed in or not."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may do one thing, and how far it reaches: whose records, in a few words for the documents."""

    roles: Roles
    reach: str

    def allows(self, actor: Actor) -> bool:
        """Whether a signed-in person may."""
        return self.roles is None or actor.holds(self.roles)


NOBODY = Rule(frozenset(), "nobody: there is no rule")

_CALLERS = frozenset({Role.SALES, Role.SUPERVISOR})
_KEEPERS = frozenset({Role.AGENT, Role.SUPERVISOR})

OWN = "one's own"
OWN_OR_LEAD = "one's own; a supervisor's or admin's: anybody's"
CUSTOMERS = "any customer"
SITE = "the site's, the same for everybody"
OPEN = "anybody, without a sign-in"
HELD = "what the person may hold, see scopes"
BY_COMMAND = "each by its own rule"
LED = "everybody's"
CONTACT = "one's own contacts"
TICKETS = "tickets of any queue; with `other_queues` read only: of one's own queues or own ones, leads any"
READS_TICKETS = "tickets of any queue"
LEASED = "leads lent to oneself"

ADDRESSES: Mapping[str, Rule] = {
    "GET /api/v1/session/ways": Rule(None, OPEN),
    "POST /api/v1/session": Rule(None, OPEN),
    "POST /api/v1/session/oidc": Rule(None, "who holds a code of the site's provider"),
    "POST /api/v1/session/refresh": Rule(None, "who holds the refresh token"),
    "POST /api/v1/session/password": Rule(EVERYONE, OWN),
    "DELETE /api/v1/session": Rule(EVERYONE | PROGRAMS, OWN),
    "GET /api/v1/sessions": Rule(EVERYONE, OWN),
    "DELETE /api/v1/sessions": Rule(EVERYONE, OWN),
    "DELETE /api/v1/sessions/{session_id}": Rule(EVERYONE, OWN),
    "POST /api/v1/quarantine": Rule(None, "who holds the hand-over token of a revoked device"),
    "GET /api/v1/quarantine": Rule(LEADS, LED),
    "POST /api/v1/quarantine/decide": Rule(LEADS, LED + "; run as its author, by the author's rules"),
    "GET /api/v1/devices": Rule(LEADS, LED),
    "POST /api/v1/devices/{client_id}/revoke": Rule(LEADS, LED),
    "POST /api/v1/devices/{client_id}/allow": Rule(LEADS, LED),
    "POST /api/v1/push": Rule(EVERYONE | PROGRAMS, BY_COMMAND),
    "POST /api/v1/ask": Rule(EVERYONE | PROGRAMS, BY_COMMAND),
    "POST /api/v1/pull": Rule(EVERYONE, HELD),
    "POST /api/v1/compare": Rule(EVERYONE, HELD),
    "GET /api/v1/snapshot/{held}": Rule(EVERYONE, HELD),
    "GET /api/v1/customers/{customer_id}/bundle": Rule(DESK, CUSTOMERS + ", private details apart"),
    "GET /api/v1/customers/by-phone/{number}": Rule(DESK, CUSTOMERS),
    "POST /api/v1/customers/{customer_id}/private": Rule(
        DESK, CUSTOMERS + ", with an open contact, a visit or a reason; each time recorded"
    ),
    "POST /api/v1/customers/import": Rule(LEADS, CUSTOMERS + ", new ones only; audited"),
    "POST /api/v1/customers/export": Rule(LEADS, CUSTOMERS + ", all of them; audited"),
    "PUT /api/v1/blobs/{sha256}": Rule(DESK, "becomes readable by reference"),
    "GET /api/v1/blobs/{sha256}": Rule(
        EVERYONE, "one's own until something refers to it, then whoever may read such a record"
    ),
    "GET /api/v1/floor": Rule(DESK, "queues and people; one's own calls, a supervisor's: anybody's"),
    "POST /api/v1/actions": Rule(DESK, OWN + "; each by its own rule"),
    "POST /api/v1/tickets/{ticket_id}/here": Rule(
        DESK, READS_TICKETS + "; told to those who have the ticket open too"
    ),
    "GET /api/v1/stream": Rule(EVERYONE, "each event by its own rule"),
    "GET /rate/{token}": Rule(None, "who holds the link"),
    "POST /rate/{token}": Rule(None, "who holds the link, once"),
    "GET /healthz": Rule(None, OPEN),
    "GET /readyz": Rule(None, OPEN),
    "GET /metrics": Rule(None, OPEN + "; no name and no number of a person"),
    "GET /schema": Rule(None, OPEN),
    "GET /schema/{path}": Rule(None, OPEN),
    "GET /schema/openapi.json": Rule(None, OPEN),
}
"""Every address by method and route. What a connector serves is in its own hands."""

COMMANDS: Mapping[str, Rule] = {
    "customers.CreateCustomer": Rule(DESK, CUSTOMERS),
    "customers.ChangeCustomer": Rule(DESK, CUSTOMERS),
    "customers.AddPhone": Rule(DESK, CUSTOMERS),
    "customers.ChangePhone": Rule(DESK, CUSTOMERS),
    "customers.RemovePhone": Rule(DESK, CUSTOMERS),
    "customers.SetPrivate": Rule(_KEEPERS, CUSTOMERS),
    "customers.EraseCustomer": Rule(LEADS, CUSTOMERS),
    "customers.AddDetail": Rule(DESK, CUSTOMERS),
    "customers.ChangeDetail": Rule(DESK, CUSTOMERS),
    "customers.RemoveDetail": Rule(DESK, CUSTOMERS),
    "customers.TagCustomer": Rule(DESK, CUSTOMERS),
    "customers.RelateCustomers": Rule(DESK, CUSTOMERS),
    "customers.EndRelation": Rule(DESK, CUSTOMERS),
    "customers.RecordConsent": Rule(DESK, CUSTOMERS),
    "customers.MergeCustomers": Rule(_KEEPERS, CUSTOMERS),
    "customers.UndoMerge": Rule(_KEEPERS, CUSTOMERS),
    "customers.DecideDuplicate": Rule(_KEEPERS, CUSTOMERS),
    "calls.ConfirmCaller": Rule(DESK, CUSTOMERS),
    "commerce.RecordOrder": Rule(LEADS | PROGRAMS, CUSTOMERS + "; for the shop's own system"),
    "commerce.RecordDelivery": Rule(LEADS | PROGRAMS, CUSTOMERS + "; for the shop's own system"),
    "commerce.RecordContract": Rule(LEADS | PROGRAMS, CUSTOMERS + "; for the system that keeps contracts"),
    "commerce.SetBalance": Rule(LEADS | PROGRAMS, CUSTOMERS + "; for the accounting's own system"),
    "commerce.RecordProduct": Rule(DESK | PROGRAMS, CUSTOMERS),
    "commerce.SettleReturn": Rule(DESK | PROGRAMS, CUSTOMERS),
    "interactions.StartContact": Rule(DESK, CONTACT),
    "interactions.LinkContact": Rule(DESK, CONTACT),
    "interactions.SayIdentity": Rule(DESK, CONTACT),
    "interactions.SaveContactNote": Rule(DESK, CONTACT),
    "interactions.FinishContact": Rule(DESK, CONTACT),
    "interactions.LogContact": Rule(DESK, CONTACT),
    "interactions.JoinContact": Rule(DESK, CONTACT),
    "tickets.CreateTicket": Rule(DESK, "in any queue"),
    "tickets.ChangeTicket": Rule(DESK, TICKETS),
    "tickets.AssignTicket": Rule(DESK, TICKETS),
    "tickets.ClaimTicket": Rule(DESK, TICKETS),
    "tickets.SetTicketState": Rule(DESK, TICKETS),
    "tickets.AddTicketNote": Rule(DESK, READS_TICKETS),
    "tickets.EscalateTicket": Rule(DESK, TICKETS),
    "tickets.SetRequester": Rule(DESK, TICKETS),
    "tickets.TagTicket": Rule(DESK, READS_TICKETS),
    "tickets.FollowTicket": Rule(DESK, READS_TICKETS),
    "tickets.LinkTickets": Rule(DESK, READS_TICKETS),
    "tickets.UnlinkTickets": Rule(DESK, READS_TICKETS),
    "tickets.AddCheckItem": Rule(DESK, TICKETS),
    "tickets.TickCheckItem": Rule(DESK, TICKETS),
    "tickets.LogTime": Rule(DESK, READS_TICKETS),
    "tickets.SetTicketFields": Rule(DESK, TICKETS),
    "tickets.AttachFile": Rule(DESK, READS_TICKETS + "; the file is one's own upload"),
    "tickets.SaveCategory": Rule(LEADS, SITE),
    "tickets.SaveCalendar": Rule(LEADS, SITE),
    "tickets.SaveTarget": Rule(LEADS, SITE),
    "tickets.MakePromise": Rule(DESK, READS_TICKETS),
    "tickets.KeepPromise": Rule(DESK, READS_TICKETS),
    "tickets.MovePromise": Rule(DESK, READS_TICKETS),
    "tickets.CancelPromise": Rule(DESK, READS_TICKETS),
    "tickets.SaveMacro": Rule(LEADS, SITE),
    "tickets.ApplyMacro": Rule(DESK, TICKETS),
    "tickets.OpenComplaint": Rule(DESK, "in any queue"),
    "tickets.RouteTicket": Rule(DESK, TICKETS),
    "tickets.SaveProfile": Rule(LEADS, LED),
    "tickets.SaveRouting": Rule(LEADS, SITE),
    "tickets.SaveRule": Rule(LEADS, SITE),
    "tickets.SwitchRule": Rule(LEADS, SITE),
    "tickets.OrderRules": Rule(LEADS, SITE),
    "tickets.ReadNotice": Rule(DESK, "one's own; of others nothing happens"),
    "tickets.SnoozePromise": Rule(DESK, READS_TICKETS),
    "tickets.MarkTicketRead": Rule(DESK, "one's own; of others nothing happens"),
    "tickets.LendNumbers": Rule(DESK, "one's own desk"),
    "correspondence.SaveMailTemplate": Rule(LEADS, SITE),
    "correspondence.SendAgain": Rule(DESK, READS_TICKETS),
    "tickets.ChangeListed": Rule(DESK, TICKETS),
    "tickets.UndoListed": Rule(DESK, TICKETS),
    "tickets.SaveView": Rule(DESK, OWN + "; a supervisor or admin also shares it with a team"),
    "tickets.RemoveView": Rule(DESK, OWN + "; a supervisor's or admin's: shared ones too"),
    "ratings.RecordRating": Rule(DESK, READS_TICKETS + "; " + CUSTOMERS),
    "ratings.AskForRating": Rule(DESK, READS_TICKETS + "; " + CUSTOMERS),
    "blocked.BlockCaller": Rule(DESK, SITE),
    "blocked.UnblockCaller": Rule(DESK, SITE),
    "outbound.TakeNextLead": Rule(_CALLERS, "leads that are due and lent to nobody"),
    "outbound.RenewLease": Rule(_CALLERS, LEASED),
    "outbound.ReleaseLead": Rule(_CALLERS, LEASED),
    "outbound.RecordAttempt": Rule(_CALLERS, LEASED),
}
"""Every command, its central step included: that runs after the command was let in, and never by itself."""

QUERIES: Mapping[str, Rule] = {
    "workforce.People": Rule(EVERYONE, SITE),
    "workforce.Queues": Rule(EVERYONE, SITE),
    "customers.Customer": Rule(DESK, CUSTOMERS),
    "customers.CustomerDetails": Rule(DESK, CUSTOMERS + ", private details apart"),
    "customers.CallerEntry": Rule(DESK, CUSTOMERS),
    "customers.Timeline": Rule(DESK, CUSTOMERS),
    "customers.SearchCustomers": Rule(DESK, CUSTOMERS),
    "commerce.FindOrders": Rule(DESK, CUSTOMERS),
    "commerce.CustomersOfNumber": Rule(
        LEADS | PROGRAMS, CUSTOMERS + ", by a number of theirs; their id alone"
    ),
    "customers.CustomerRecord": Rule(DESK, CUSTOMERS + ", private details apart"),
    "customers.Consent": Rule(DESK, CUSTOMERS),
    "customers.MergedInto": Rule(DESK, CUSTOMERS),
    "customers.MergePreview": Rule(DESK, CUSTOMERS + ", private details by name alone"),
    "customers.Merges": Rule(DESK, CUSTOMERS),
    "customers.LikelyDuplicates": Rule(DESK, CUSTOMERS),
    "customers.Duplicates": Rule(DESK, CUSTOMERS),
    "commerce.Holdings": Rule(DESK, CUSTOMERS),
    "commerce.Orders": Rule(DESK, CUSTOMERS),
    "commerce.Order": Rule(DESK, CUSTOMERS),
    "calls.MatchCaller": Rule(DESK, CUSTOMERS),
    "calls.MyCalls": Rule(DESK, OWN),
    "blocked.BlockedCallers": Rule(DESK, SITE),
    "interactions.Contact": Rule(DESK, CUSTOMERS),
    "interactions.MyContacts": Rule(DESK, OWN_OR_LEAD),
    "interactions.UnfinishedContacts": Rule(DESK, OWN_OR_LEAD),
    "interactions.CallQuestions": Rule(DESK, OWN_OR_LEAD),
    "tickets.WorkQueue": Rule(DESK, "one's own and one's own queues'; leads any"),
    "tickets.CountWorkQueue": Rule(DESK, "one's own and one's own queues'; leads any"),
    "tickets.FindTickets": Rule(DESK, READS_TICKETS),
    "tickets.TicketPage": Rule(DESK, "one's own and one's own queues'; leads any"),
    "tickets.TicketOrder": Rule(DESK, "one's own and one's own queues'; leads any"),
    "tickets.TicketGroups": Rule(DESK, "one's own and one's own queues'; leads any"),
    "tickets.CountTickets": Rule(DESK, "one's own and one's own queues'; leads any"),
    "tickets.ListedTickets": Rule(DESK, READS_TICKETS),
    "tickets.PlanListed": Rule(DESK, READS_TICKETS),
    "tickets.SavedViews": Rule(DESK, "one's own and those shared with one's team"),
    "tickets.Ticket": Rule(DESK, READS_TICKETS),
    "tickets.CustomerTickets": Rule(DESK, CUSTOMERS),
    "tickets.Macros": Rule(DESK, SITE),
    "tickets.PreviewMacro": Rule(DESK, READS_TICKETS),
    "tickets.PromisesDue": Rule(DESK, OWN_OR_LEAD),
    "tickets.TicketPromises": Rule(DESK, READS_TICKETS),
    "tickets.OtherComplaints": Rule(DESK, READS_TICKETS),
    "tickets.Rules": Rule(LEADS, SITE),
    "tickets.RuleRevisions": Rule(LEADS, SITE),
    "tickets.RuleRuns": Rule(LEADS, "tickets of any queue"),
    "tickets.TryRules": Rule(LEADS, "tickets of any queue"),
    "tickets.MyNotices": Rule(DESK, OWN),
    "tickets.Reminders": Rule(DESK, OWN),
    "tickets.ServiceDefinitions": Rule(LEADS, SITE),
    "tickets.PreviewDeadlines": Rule(LEADS, "tickets of any queue"),
    "tickets.TicketDetails": Rule(DESK, READS_TICKETS),
    "tickets.TicketHistory": Rule(DESK, READS_TICKETS),
    "tickets.Categories": Rule(EVERYONE, SITE),
    "tickets.ReplyChannels": Rule(DESK, SITE + "; of a ticket: " + READS_TICKETS),
    "correspondence.MailTemplates": Rule(DESK, SITE),
    "ratings.Rating": Rule(DESK, READS_TICKETS + "; " + CUSTOMERS),
    "knowledge.SearchArticles": Rule(EVERYONE, SITE),
    "knowledge.Article": Rule(EVERYONE, SITE),
    "outbound.Campaigns": Rule(EVERYONE, SITE),
    "outbound.CallList": Rule(_CALLERS | LEADS, SITE),
    "outbound.MyLeads": Rule(EVERYONE, OWN_OR_LEAD),
    "scripts.Scripts": Rule(EVERYONE, SITE),
    "scripts.Script": Rule(EVERYONE, SITE),
    "scripts.Answers": Rule(EVERYONE, SITE),
    "kpi.CallFigures": Rule(EVERYONE, SITE),
    "kpi.CallsBehind": Rule(
        EVERYONE, "every call; of other people's the number and the person are for leads"
    ),
    "kpi.Resolution": Rule(EVERYONE, SITE),
    "kpi.Curve": Rule(EVERYONE, SITE),
    "kpi.PeopleFigures": Rule(LEADS, LED),
    "kpi.AgentDay": Rule(EVERYONE, OWN_OR_LEAD),
    "kpi.Satisfaction": Rule(EVERYONE, SITE),
    "kpi.RatingsBehind": Rule(LEADS, LED),
}

ACTIONS: Mapping[str, Rule] = {
    **dict.fromkeys(
        (
            "answer",
            "reject",
            "hold",
            "resume",
            "mute",
            "unmute",
            "transfer",
            "conference",
            "swap",
            "park",
            "send_dtmf",
            "hang_up",
            "set_recording",
        ),
        Rule(DESK, "calls one is part of"),
    ),
    "dial": Rule(DESK, "from one's own phone"),
    "retrieve": Rule(DESK, "a parked call, whoever parked it, to one's own phone"),
    **dict.fromkeys(
        ("supervise", "stop_supervising"),
        Rule(LEADS & DESK, LED + " calls, from one's own phone; the person is shown that it happens"),
    ),
    **dict.fromkeys(("set_state", "finish_wrap_up", "extend_wrap_up"), Rule(DESK, "one's own state")),
    "choose_phone": Rule(DESK, "oneself, at a phone where nobody else sits"),
}

EVENTS: Mapping[str, Rule] = {
    "poke": Rule(EVERYONE, "scopes the desk may hold"),
    "call": Rule(DESK, "one's own calls"),
    "person": Rule(EVERYONE, "one's own state"),
    "action": Rule(DESK, "one's own actions"),
    "floor": Rule(DESK, "queues, people, exchanges and phones, no calls"),
    "listening": Rule(LEADS & DESK, "whose call one hears"),
    "at_ticket": Rule(DESK, "who else has the ticket open that one has open"),
    "kpi": Rule(EVERYONE, SITE),
    "resync": Rule(EVERYONE, OWN),
    "wipe": Rule(EVERYONE, OWN),
}

SCOPES: Mapping[str, Rule] = {
    "org": Rule(EVERYONE, SITE),
    "queue": Rule(EVERYONE, "one's own queues"),
    "agent": Rule(EVERYONE, "oneself"),
    "customer": Rule(DESK, CUSTOMERS),
}

TABLES: Mapping[str, tuple[str, Mapping[str, Rule]]] = {
    "address": ("Addresses", ADDRESSES),
    "command": ("Commands and their central steps", COMMANDS),
    "query": ("Questions", QUERIES),
    "action": ("Actions on the live floor", ACTIONS),
    "event": ("Events of the stream", EVENTS),
    "scope": ("Scopes: what a desk may hold", SCOPES),
}

NARROWED = frozenset(
    {
        "tickets.ChangeTicket",
        "tickets.AssignTicket",
        "tickets.ClaimTicket",
        "tickets.SetTicketState",
        "tickets.EscalateTicket",
        "tickets.RouteTicket",
        "tickets.ApplyMacro",
        "tickets.AddCheckItem",
        "tickets.TickCheckItem",
        "tickets.SetTicketFields",
        "tickets.ChangeListed",
        "tickets.UndoListed",
    }
)
"""What ``other_queues = "read"`` keeps to one's own queues."""


def of(kind: str, name: str) -> Rule:
    """The rule of an operation; one that allows nobody where there is none."""
    return TABLES[kind][1].get(name, NOBODY)


def enforce(registry: Registry, *, other_queues: str = "work") -> Registry:
    """Hold a registry to the table: what has no rule is for nobody, what has one for its roles alone.

    With ``other_queues`` ``"read"`` tickets of other queues are only read and noted.
    """
    registry.commands.narrow({kind: rule.roles or frozenset() for kind, rule in COMMANDS.items()})
    registry.queries.narrow({kind: rule.roles or frozenset() for kind, rule in QUERIES.items()})
    if other_queues == "read":
        for kind in sorted(NARROWED):
            registry.commands.replace(_kept_to_own_queues(registry.commands.named(kind)))
    return registry


def _kept_to_own_queues(spec: CommandSpec) -> CommandSpec:
    def handler(work: Work, actor: Actor, command: Any) -> None:
        if not actor.holds(LEADS):
            row = work.get("ticket", command.ticket_id)
            if row["queue_id"] not in actor.queues and row["owner_id"] != actor.agent_id:
                raise Refused(
                    "not_your_queue",
                    "This ticket is in a queue that is not yours.",
                    kept="Your text is kept here.",
                    todo="Add a note to it, or ask somebody of that queue.",
                )
        spec.handler(work, actor, command)

    return dataclasses.replace(spec, handler=handler)


def missing(
    registry: Registry, addresses: Iterable[str], actions: Iterable[str], events: Iterable[str]
) -> list[str]:
    """Every operation there is that has no rule, and every rule whose operation is gone; empty when all is well."""
    there = {
        "address": set(addresses),
        "command": set(registry.commands.kinds()),
        "query": set(registry.queries.kinds()),
        "action": set(actions),
        "event": set(events),
    }
    found = []
    for kind, names in there.items():
        ruled = set(TABLES[kind][1])
        found += [f"{kind} {name} has no rule" for name in sorted(names - ruled)]
        found += [f"the rule of {kind} {name} is for nothing" for name in sorted(ruled - names)]
    return found
