"""A sample of every command on tickets beside the first ones: what somebody does on the small floor to use it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from agent_desktop.core.command import Command
from agent_desktop.features.tickets import (
    category_commands,
    complaints,
    detail_commands,
    macros,
    promises,
    requester,
    routing,
    service_commands,
    workflow_commands,
)
from agent_desktop.features.tickets import commands as tickets
from agent_desktop.features.tickets.model import FieldSpec, ticket_number
from agent_desktop.features.tickets.workflow_model import Action, Condition, Rule, Trigger
from tests.support import floor
from tests.support.floor import NOW, an_id

LINK = {"ticket_id": floor.PUMP, "other_id": floor.OWNERLESS}

SETTLED = {"tickets.ApplyMacro": frozenset({"ticket_note"})}
"""Of a reply central says how it stands with its mail."""
HOT = Rule(
    Trigger("changed", fields=["priority"]),
    [Action("add_tags", tags=["hot"])],
    any_of=[Condition("category", "within", floor.FAULTS)],
)

BY_LEADS = {
    "tickets.SaveRule": (
        # Off: what a rule does is no part of what writing one does.
        workflow_commands.SaveRule(
            made_at=NOW, rule_id=an_id(590), name=" Hot ", rule=HOT, position=20, is_active=False
        ),
        workflow_commands.SaveRule(
            made_at=NOW, rule_id=floor.RULE, name="Urgent is hot", rule=HOT, is_active=False
        ),
    ),
    "tickets.SwitchRule": (workflow_commands.SwitchRule(made_at=NOW, rule_id=floor.RULE, is_active=True),),
    "tickets.OrderRules": (workflow_commands.OrderRules(made_at=NOW, rule_ids=[floor.RULE]),),
    "tickets.SaveMacro": (
        macros.SaveMacro(
            made_at=NOW,
            macro_id=an_id(580),
            name="Solved by itself",
            key="Itself",
            changes=macros.Changes(state="solved", add_tags=["self"]),
            reply="Gone again, {customer}?",
        ),
    ),
    "tickets.SaveProfile": (
        routing.SaveProfile(
            made_at=NOW, agent_id=floor.MARCUS, skills={" Gas": 3}, languages=["English", "igbo"]
        ),
    ),
    "tickets.SaveRouting": (
        routing.SaveRouting(
            made_at=NOW, queue_id=floor.HEATING, criteria=["count", "idle"], is_automatic=True
        ),
    ),
    "tickets.SaveCalendar": (
        service_commands.SaveCalendar(
            made_at=NOW,
            calendar_id=an_id(550),
            name="Day team",
            time_zone="Europe/Berlin",
            week={"0": [["08:00", "12:30"], ["13:00", "18:00"]]},
            country="DE",
            subdivision="BE",
            special={"2026-12-24": [], "2026-12-31": [["08:00", "12:00"]]},
            teams=["Day"],
        ),
    ),
    "tickets.SaveTarget": (
        service_commands.SaveTarget(
            made_at=NOW,
            target_id=an_id(551),
            name="Urgent",
            priority="urgent",
            category_id=floor.FAULTS,
            first_response_s=1800,
            escalate_to="specialist",
        ),
    ),
    "tickets.SaveCategory": (
        category_commands.SaveCategory(
            made_at=NOW,
            category_id=an_id(540),
            name=" Radiators ",
            parent_id=floor.FAULTS,
            fields=[FieldSpec(key="rooms", label="Rooms", kind="number")],
        ),
        category_commands.SaveCategory(
            made_at=NOW,
            category_id=floor.BOILER_FAULTS,
            name="Boilers",
            parent_id=floor.FAULTS,
            is_active=False,
        ),
    ),
}


def complaint(**values: Any) -> complaints.OpenComplaint:
    """A complaint about a boiler, with its four children."""

    def part(n: int, owner_id: str, due: str, text: str) -> complaints.Part:
        return complaints.Part(promise_id=an_id(n), owner_id=owner_id, due=due, text=text)

    known: dict[str, Any] = {
        "ticket_id": an_id(570),
        "number": ticket_number(6100),
        "subject": "Boiler leaks",
        "queue_id": floor.HEATING,
        "channel": "call",
        "customer_id": floor.MARGARET,
        "owner_id": floor.LEILA,
        "product": "Boiler B2",
        "lot": "L-22",
        "time_zone": "Europe/London",
        "currency": "GBP",
        "return_id": an_id(571),
        "replacement_id": an_id(572),
        "quality_check": part(573, floor.SUE, "2026-11-25T12:00", "Look at the lot"),
        "goods_return": part(574, floor.MARCUS, "2026-11-26T12:00", "Have it fetched"),
        "replacement": part(575, floor.MARCUS, "2026-11-24T17:00", "Send a new one"),
        "callback": part(576, floor.LEILA, "2026-11-23T10:00", "Say when it comes"),
    }
    return complaints.OpenComplaint(made_at=NOW, **(known | values))


def samples() -> dict[str, tuple[Command, ...]]:
    """Commands of an agent by kind."""
    return {
        "tickets.EscalateTicket": (
            tickets.EscalateTicket(
                made_at=NOW,
                ticket_id=floor.PUMP,
                level="specialist",
                note_id=an_id(541),
                note="Reset tried twice; needs the pump's log.",
                queue_id=floor.BILLING,
            ),
        ),
        "tickets.MakePromise": (
            promises.MakePromise(
                made_at=NOW,
                promise_id=an_id(560),
                kind="callback",
                text=" Ring about the engineer. ",
                due="2026-11-23T10:00",
                time_zone="America/New_York",
                owner_id=floor.MARCUS,
                ticket_id=floor.PUMP,
            ),
        ),
        "tickets.KeepPromise": (
            promises.KeepPromise(made_at=NOW, promise_id=floor.PROMISE, outcome="Rang."),
        ),
        "tickets.MovePromise": (
            promises.MovePromise(
                made_at=NOW,
                promise_id=floor.PROMISE,
                reason="Not at home",
                due="2026-11-23T10:00",
                owner_id=floor.MARCUS,
            ),
        ),
        "tickets.SnoozePromise": (
            promises.SnoozePromise(made_at=NOW, promise_id=floor.PROMISE, until=NOW + timedelta(minutes=10)),
        ),
        "tickets.ReadNotice": (workflow_commands.ReadNotice(made_at=NOW, notice_id=floor.NOTICE),),
        "tickets.CancelPromise": (
            promises.CancelPromise(made_at=NOW, promise_id=floor.PROMISE, reason="They rang us"),
        ),
        "tickets.OpenComplaint": (complaint(),),
        "tickets.ApplyMacro": (
            macros.ApplyMacro(
                made_at=NOW,
                ticket_id=floor.THERMOSTAT,
                macro_id=floor.WAITING_MACRO,
                note_id=an_id(581),
                text="Please send a photograph.",
            ),
        ),
        "tickets.RouteTicket": (routing.RouteTicket(made_at=NOW, ticket_id=floor.THERMOSTAT),),
        "tickets.TagTicket": (
            detail_commands.TagTicket(made_at=NOW, ticket_id=floor.PUMP, add=["Cold  home", "infant"]),
            detail_commands.TagTicket(made_at=NOW, ticket_id=floor.PUMP, remove=["infant", "never there"]),
        ),
        "tickets.SetRequester": (
            requester.SetRequester(made_at=NOW, ticket_id=floor.THERMOSTAT, customer_id=floor.DEV),
            requester.SetRequester(made_at=NOW, ticket_id=floor.THERMOSTAT, customer_id=None),
        ),
        "tickets.FollowTicket": (
            detail_commands.FollowTicket(made_at=NOW, ticket_id=floor.INVOICE, agent_id=floor.LEILA),
            detail_commands.FollowTicket(
                made_at=NOW, ticket_id=floor.THERMOSTAT, agent_id=floor.MARCUS, is_following=True
            ),
        ),
        "tickets.LinkTickets": (
            detail_commands.LinkTickets(made_at=NOW, kind="parent", **LINK),
            detail_commands.LinkTickets(made_at=NOW, kind="caused_by", **LINK),
        ),
        "tickets.UnlinkTickets": (
            detail_commands.LinkTickets(made_at=NOW, kind="duplicate", **LINK),
            detail_commands.LinkTickets(made_at=NOW, kind="parent", **LINK),
            detail_commands.UnlinkTickets(made_at=NOW, kind="duplicate", **LINK),
        ),
        "tickets.AddCheckItem": (
            detail_commands.AddCheckItem(
                made_at=NOW, ticket_id=floor.PUMP, item_id=an_id(542), text=" Ring back "
            ),
        ),
        "tickets.TickCheckItem": (
            detail_commands.AddCheckItem(
                made_at=NOW, ticket_id=floor.PUMP, item_id=an_id(543), text="Order pump"
            ),
            detail_commands.TickCheckItem(made_at=NOW, ticket_id=floor.PUMP, item_id=an_id(543)),
        ),
        "tickets.LogTime": (
            detail_commands.LogTime(made_at=NOW, ticket_id=floor.PUMP, seconds=600),
            detail_commands.LogTime(made_at=NOW + timedelta(minutes=1), ticket_id=floor.PUMP, seconds=-60),
        ),
        "tickets.SetTicketFields": (
            tickets.ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, category_id=floor.BOILER_FAULTS),
            detail_commands.SetTicketFields(
                made_at=NOW, ticket_id=floor.PUMP, values={"serial": "HP-7", "is_leased": True}
            ),
        ),
        "tickets.AttachFile": (
            detail_commands.AttachFile(
                made_at=NOW,
                attachment_id=an_id(544),
                ticket_id=floor.PUMP,
                note_id=floor.PUMP_NOTE,
                sha256=floor.PHOTO_SHA256,
                name="C:\\photos\\display.jpg",
                media_type="image/jpeg",
                size=len(floor.PHOTO),
            ),
        ),
    }
