"""Rules of the site: what they follow, in which order, that they never run in a circle, what is kept of each run."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from agent_desktop.central.ticket_jobs import PASSES, once
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.command import Command
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor
from agent_desktop.features.tickets.commands import (
    AddTicketNote,
    ChangeTicket,
    CreateTicket,
    SetTicketState,
)
from agent_desktop.features.tickets.detail_views import TicketHistory
from agent_desktop.features.tickets.promises import MakePromise
from agent_desktop.features.tickets.read_models import Ticket
from agent_desktop.features.tickets.service_commands import SaveCalendar, SaveTarget
from agent_desktop.features.tickets.service_watch import NOBODY
from agent_desktop.features.tickets.workflow_commands import (
    MyNotices,
    OrderRules,
    ReadNotice,
    RuleRevisions,
    RuleRuns,
    Rules,
    RunView,
    SaveRule,
    SwitchRule,
)
from agent_desktop.features.tickets.workflow_model import Action, Condition, Rule, Trigger
from agent_desktop.features.workforce.tables import agent_state_fact
from agent_desktop.store.work import SqlCentralWork
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW, SUE_AT_DESK
from tests.support.stores import Central

HOUR = timedelta(hours=1)


class Site:
    """A site whose rules a test writes."""

    def __init__(self, central: Central, clock: HeldClock) -> None:
        self.central = central
        self.clock = clock
        self.ticket_id = floor.THERMOSTAT

    def rule(self, name: str, on: str | Trigger, *actions: Action, **values: Any) -> str:
        trigger = Trigger(on) if isinstance(on, str) else on
        own = {key: values.pop(key) for key in ("position", "is_active", "rule_id") if key in values}
        rule = Rule(trigger, list(actions), **values)
        made = SaveRule(made_at=self.clock.now(), name=name, rule=rule, **({"rule_id": new_id()} | own))
        verdict = self.central.do(SUE_AT_DESK, made)
        assert verdict.status == "applied", verdict
        return made.rule_id

    def do(self, command: Command, actor: Actor = LEILA_AT_DESK) -> None:
        verdict = self.central.do(actor, command)
        assert verdict.status == "applied", verdict

    def change(self, **values: Any) -> None:
        self.do(ChangeTicket(made_at=self.clock.now(), ticket_id=self.ticket_id, **values))

    def state(self, state: str) -> None:
        self.do(SetTicketState(made_at=self.clock.now(), ticket_id=self.ticket_id, state=state))

    def create(self, **values: Any) -> str:
        ticket_id = new_id()
        known = {"subject": "Cold again", "queue_id": floor.HEATING, "channel": "call", "number": None}
        self.do(CreateTicket(made_at=self.clock.now(), ticket_id=ticket_id, **(known | values)))
        return ticket_id

    def row(self, ticket_id: str | None = None) -> dict[str, Any]:
        return self.central.get("ticket", ticket_id or self.ticket_id)

    def runs(self, **which: Any) -> list[RunView]:
        return self.central.ask(SUE_AT_DESK, RuleRuns(**which))

    def notes(self) -> list[tuple[str | None, bool, str]]:
        view = self.central.ask(LEILA_AT_DESK, Ticket(ticket_id=self.ticket_id))
        assert view is not None
        return [(note.author, note.is_public, note.text) for note in view.notes]

    def passes(self) -> None:
        for kind, run in PASSES:
            self.central.run(
                lambda c, kind=kind, run=run: once(
                    c, self.central.registry, self.clock.now(), kind, run, set()
                )
            )

    def stands(self, agent_id: str, state: str) -> None:
        fact = {"agent": agent_id[-4:], "agent_id": agent_id, "state": state, "at": NOW, "data": {}}
        self.central.run(lambda c: c.execute(sa.insert(agent_state_fact).values(fact)))


@pytest.fixture
def site(central: Central, clock: HeldClock) -> Site:
    return Site(central, clock)


def is_(field: str, value: Any, op: str = "is") -> Condition:
    return Condition(field, op, value)


def test_a_rule_acts_in_the_change_that_it_follows_and_is_told_in_the_tickets_history(site: Site) -> None:
    rule_id = site.rule(
        "Urgent to billing",
        Trigger("changed", fields=["priority"]),
        Action("set_queue", to=floor.BILLING),
        Action("add_tags", tags=["Hot"]),
        Action("note", text="{customer}: see {number}."),
        all_of=[is_("priority", "urgent")],
    )
    site.change(subject="Thermostat blank")
    assert site.runs() == []
    site.change(priority="urgent")
    row = site.row()
    assert (row["queue_id"], row["tags"]) == (floor.BILLING, ["hot"])
    assert site.notes()[-1][:2] == ("Urgent to billing", False)
    assert str(row["number"]) in site.notes()[-1][2]
    [run] = site.runs()
    assert (run.rule_id, run.revision, run.outcome, run.happened) == (rule_id, 1, "acted", "changed")
    assert run.why == ["changed: priority", "priority is urgent"]
    assert run.changes == {"queue": ["Heating support", "Billing"], "tags": [None, ["hot"]]}
    assert run.who == "Leila Duarte"
    history = site.central.ask(LEILA_AT_DESK, TicketHistory(ticket_id=site.ticket_id))
    told = [(entry.kind, entry.who) for entry in history]
    assert told[-2:] == [("tickets.ChangeTicket", "Leila Duarte"), ("rule Urgent to billing", None)]
    assert {change.field for change in history[-1].changes} >= {"queue_id", "tags"}


CLAIMS = [
    (is_("category", floor.FAULTS, "within"), True),
    (is_("category", floor.FAULTS), False),
    (is_("category", floor.FAULTS, "not_within"), False),
    (is_("customer.segment", "home cover plus"), True),
    (is_("customer.value_minor", 9_198, "at_least"), True),
    (is_("customer.value_minor", 9_199, "at_least"), False),
    (is_("hours.is_open", True), False),
    (is_("hours.weekday", "5"), True),
    (is_("hours.time", "13:00", "at_least"), True),
    (is_("owner", None, "is_set"), False),
    (is_("tags", "never there", "has"), False),
    (is_("subject", "again", "contains"), True),
    (is_("before.state", None, "is_not_set"), True),
    (is_("fields.serial", "A1"), False),
    (is_("priority", ["low", "normal"], "in"), True),
    (is_("owner.is_present", False), True),
]


def test_what_a_condition_may_be_about(site: Site) -> None:
    week = {str(day): [["09:00", "17:00"]] for day in range(5)}
    calendar = SaveCalendar(
        made_at=NOW, calendar_id=new_id(), name="Day", time_zone="Europe/Berlin", week=week, is_default=True
    )
    assert site.central.do(SUE_AT_DESK, calendar).status == "applied"
    for n, (condition, _) in enumerate(CLAIMS):
        site.rule(f"Claim {n}", "created", Action("add_tags", tags=[str(n)]), all_of=[condition])
    made = site.create(customer_id=floor.MARGARET, category_id=floor.BOILER_FAULTS)
    held = set(site.row(made)["tags"])
    for n, (condition, is_true) in enumerate(CLAIMS):
        assert (str(n) in held) == is_true, condition


def test_one_of_any_is_enough_and_a_rule_that_is_off_does_nothing(site: Site) -> None:
    either = [is_("priority", "low"), is_("channel", "call")]
    rule_id = site.rule("Either", "created", Action("add_tags", tags=["seen"]), any_of=either)
    assert site.row(site.create())["tags"] == ["seen"]
    assert site.row(site.create(channel="email"))["tags"] is None
    off = SwitchRule(made_at=site.clock.now(), rule_id=rule_id, is_active=False)
    assert site.central.do(SUE_AT_DESK, off).status == "applied"
    assert site.row(site.create())["tags"] is None


def test_rules_look_in_their_order_and_one_that_stops_is_the_last(site: Site) -> None:
    first = site.rule("First", "created", Action("set_priority", to="high"), position=10, stops=True)
    second = site.rule("Second", "created", Action("set_priority", to="low"), position=20)
    assert site.row(site.create())["priority"] == "high"
    assert site.central.do(SUE_AT_DESK, OrderRules(made_at=NOW, rule_ids=[second, first])).status == "applied"
    made = site.create()
    assert site.row(made)["priority"] == "high", "the second did not stop, so the first has the last word"
    assert [run.rule_name for run in site.runs(ticket_id=made)] == ["First", "Second"]
    named = [one.name for one in site.central.ask(SUE_AT_DESK, Rules())]
    assert named[-2:] == ["Second", "First"]


def test_two_rules_that_undo_each_other_end_and_the_audit_says_so(site: Site) -> None:
    changed = Trigger("changed", fields=["priority"])
    site.rule("Up", changed, Action("set_priority", to="high"), all_of=[is_("priority", "low")])
    site.rule("Down", changed, Action("set_priority", to="low"), all_of=[is_("priority", "high")])
    site.change(priority="low")
    assert [(run.rule_name, run.outcome, run.depth) for run in reversed(site.runs())] == [
        ("Up", "acted", 0),
        ("Down", "acted", 0),
        ("Up", "stopped", 1),
    ]
    assert "once" in str(site.runs()[0].detail)


def test_no_more_than_so_many_rules_follow_one_upon_another(site: Site) -> None:
    for n in range(8):
        before = [is_("tags", f"step{n - 1}", "has")] if n else []
        trigger = Trigger("changed", fields=["tags"]) if n else Trigger("changed", fields=["priority"])
        site.rule(f"Step {n}", trigger, Action("add_tags", tags=[f"step{n}"]), all_of=before, position=-n)
    site.change(priority="urgent")
    assert site.row()["tags"] == ["step0", "step1", "step2", "step3", "step4"]
    assert [run.outcome for run in site.runs()] == ["stopped", *["acted"] * 5]


def test_children_that_a_rule_opens_do_not_open_children(site: Site) -> None:
    site.rule("Split", "created", Action("open_child", text="Check {number}", queue_id=floor.BILLING))
    before = len(site.central.rows()["ticket"])
    parent = site.create(customer_id=floor.HENRY)
    rows = site.central.rows()
    assert len(rows["ticket"]) == before + 2
    [link] = [row for row in rows["ticket_link"].values() if row["other_id"] == parent]
    child = rows["ticket"][link["ticket_id"]]
    assert (link["kind"], child["queue_id"], child["customer_id"]) == ("parent", floor.BILLING, floor.HENRY)
    assert child["subject"] == f"Check {rows['ticket'][parent]['number']}"
    assert [run.outcome for run in site.runs()] == ["stopped", "acted"]
    again = site.create()
    numbers = [row["number"] for row in site.central.rows()["ticket"].values()]
    assert len(set(numbers)) == len(numbers)
    assert again


def test_a_rule_that_cannot_do_all_of_it_does_nothing_and_the_command_stands(site: Site) -> None:
    site.rule(
        "Close at once",
        Trigger("changed", fields=["priority"]),
        Action("add_tags", tags=["done"]),
        Action("set_state", to="closed"),
    )
    site.change(priority="high")
    row = site.row()
    assert (row["priority"], row["tags"], row["state"]) == ("high", None, "new")
    [run] = site.runs()
    assert (run.outcome, run.changes) == ("refused", {})
    assert "cannot become closed" in str(run.detail)


def test_promises_macros_replies_and_people_told(site: Site) -> None:
    site.rule(
        "Care",
        "created",
        Action("set_owner", to="best"),
        Action("macro", to=floor.WAITING_MACRO),
        Action("reply", text="We are on it, {customer}."),
        Action("promise", text="Ring {customer}", kind="callback", after_s=3600),
        Action("tell", people=["owner", "leads"], text="Look at {number}."),
        Action("add_followers", people=[floor.SUE]),
    )
    site.stands(floor.MARCUS, "available")
    site.ticket_id = site.create(customer_id=floor.MARGARET)
    rows, row = site.central.rows(), site.row()
    assert (row["owner_id"], row["followers"], row["state"]) == (floor.MARCUS, [floor.SUE], "pending")
    assert ("Care", True, "We are on it, Margaret Okafor.") in site.notes()
    [made] = [one for one in rows["promise"].values() if one["ticket_id"] == site.ticket_id]
    assert (made["owner_id"], made["kind"], made["due_at"]) == (floor.MARCUS, "callback", NOW + HOUR)
    [told] = site.central.ask(MARCUS_AT_DESK, MyNotices(agent_id=floor.MARCUS))
    assert (told.text, told.said_by) == (f"Look at {row['number']}.", "Care")
    site.do(ReadNotice(made_at=NOW, notice_id=told.notice_id), MARCUS_AT_DESK)
    assert site.central.ask(MARCUS_AT_DESK, MyNotices(agent_id=floor.MARCUS)) == []
    assert row["first_response_at"] is None, "an answer that nobody wrote is no response"
    [reply] = [note for note in rows["ticket_note"].values() if note["text"].startswith("We are on it, M")]
    assert reply["delivery"] == "queued", "and it goes out by mail as anybody's does"


def test_an_owner_who_is_away_gets_nothing_from_a_rule(site: Site) -> None:
    site.rule("To Marcus", "created", Action("set_owner", to=floor.MARCUS))
    site.stands(floor.MARCUS, "paused")
    assert site.row(site.create())["owner_id"] is None
    assert "away" in str(site.runs()[0].detail)
    site.stands(floor.MARCUS, "available")
    assert site.row(site.create())["owner_id"] == floor.MARCUS


def test_warning_and_breach_are_followed_and_the_clock_answers_to_the_rules_changes(site: Site) -> None:
    target = SaveTarget(
        made_at=NOW,
        target_id=new_id(),
        name="All",
        first_response_s=3600,
        warn_pct=50,
        escalate_to="specialist",
    )
    urgent = SaveTarget(
        made_at=NOW, target_id=new_id(), name="Urgent", position=-1, priority="urgent", first_response_s=600
    )
    for command in (target, urgent):
        assert site.central.do(SUE_AT_DESK, command).status == "applied"
    site.rule("Warn", "sla_warned", Action("tell", people=[floor.SUE], text="{number} is due."))
    site.rule("Late", "sla_breached", Action("set_priority", to="urgent"))
    site.ticket_id = site.create()
    site.clock.advance(1800)
    site.passes()
    assert [told.text for told in site.central.ask(SUE_AT_DESK, MyNotices(agent_id=floor.SUE))]
    site.clock.advance(1800)
    site.passes()
    row = site.row()
    assert (row["priority"], row["level"]) == ("urgent", "specialist")
    assert row["sla_due_at"] == row["created_at"] + timedelta(seconds=600)
    assert ("All", False) in [note[:2] for note in site.notes()], "the hand-over note of the breach"
    kinds = [entry.kind for entry in site.central.ask(LEILA_AT_DESK, TicketHistory(ticket_id=site.ticket_id))]
    assert "sla.told" in kinds
    assert "rule Late" in kinds


def test_time_in_a_state_counts_by_the_calendar_and_acts_once_a_stay(site: Site) -> None:
    week = {str(day): [["09:00", "17:00"]] for day in range(5)}
    calendar = SaveCalendar(
        made_at=NOW, calendar_id=new_id(), name="Day", time_zone="UTC", week=week, is_default=True
    )
    assert site.central.do(SUE_AT_DESK, calendar).status == "applied"
    waiting = Trigger("time_in_state", states=["pending_customer"], after_s=7200, in_open_time=True)
    site.rule("Ask again", waiting, Action("note", text="Ask again."))
    site.state("pending_customer")  # A Saturday at half past twelve.
    site.clock.advance(24 * 3600)
    site.passes()
    assert site.runs() == [], "nobody works at the weekend"
    site.clock.advance((datetime.fromisoformat("2026-11-23T11:00Z") - site.clock.now()).total_seconds())
    site.passes()
    site.passes()
    assert [run.happened for run in site.runs()] == ["time_in_state"]
    site.state("open")
    site.state("pending_customer")
    site.clock.advance(7200)
    site.passes()
    assert len(site.runs()) == 2


def test_solved_is_closed_after_some_days(site: Site) -> None:
    solved = Trigger("time_in_state", states=["solved"], after_s=7 * 86_400)
    site.rule("Close", solved, Action("set_state", to="closed"))
    site.state("solved")
    site.clock.advance(6 * 86_400)
    site.passes()
    assert site.row()["state"] == "solved"
    site.clock.advance(86_400)
    site.passes()
    assert site.row()["state"] == "closed"
    assert site.central.get("ticket", floor.ANSWERED)["state"] == "closed", (
        "solved long before there was a rule"
    )


def test_a_promise_that_comes_due_is_followed_before_or_after_its_time(site: Site) -> None:
    site.rule("Soon", Trigger("promise_due", after_s=-600), Action("tell", people=["leads"], text="Soon."))
    site.rule("Broken", Trigger("promise_due", after_s=600), Action("set_priority", to="urgent"))
    promise = MakePromise(
        made_at=site.clock.now(),
        promise_id=new_id(),
        kind="callback",
        text="Ring",
        due="2026-11-21T13:30",
        time_zone="UTC",
        owner_id=floor.LEILA,
        ticket_id=site.ticket_id,
    )
    site.do(promise)
    site.clock.advance(50 * 60)
    site.passes()
    assert [run.rule_name for run in site.runs(ticket_id=site.ticket_id)] == ["Soon"]
    site.clock.advance(20 * 60)
    site.passes()
    site.passes()
    assert [run.rule_name for run in site.runs(ticket_id=site.ticket_id)] == ["Broken", "Soon"]
    assert site.row()["priority"] == "urgent"


def test_every_word_of_a_rule_is_kept_and_only_leads_write_them(site: Site) -> None:
    rule_id = site.rule("One", "created", Action("add_tags", tags=["a"]))
    site.rule("One", "created", Action("add_tags", tags=["b"]), rule_id=rule_id)
    kept = site.central.ask(SUE_AT_DESK, RuleRevisions(rule_id=rule_id))
    assert [(one.revision, one.rule.actions[0].tags, one.saved_by) for one in kept] == [
        (2, ["b"], "Sue Ålund"),
        (1, ["a"], "Sue Ålund"),
    ]
    site.create()
    assert site.runs()[0].revision == 2
    by_agent = SaveRule(
        made_at=NOW,
        rule_id=rule_id,
        name="Mine",
        rule=Rule(Trigger("created"), [Action("add_tags", tags=["c"])]),
    )
    refused = site.central.do(LEILA_AT_DESK, by_agent)
    assert refused.problem is not None
    assert refused.problem.reason == "not_allowed"


NONSENSE: list[tuple[Trigger | None, Condition | None, Action | None]] = [
    (Trigger("never"), None, None),
    (Trigger("time_in_state", states=["open"]), None, None),
    (Trigger("created", fields=["priority"]), None, None),
    (None, is_("weather", "fine"), None),
    (None, is_("priority", "purple"), None),
    (None, is_("tags", "x", "at_least"), None),
    (None, is_("note.text", "x", "contains"), None),
    (None, None, Action("dance")),
    (None, None, Action("set_state", to="gone")),
    (None, None, Action("note")),
    (None, None, Action("promise", text="x", kind="callback", after_s=-5)),
]


def test_a_rule_that_makes_no_sense_is_refused(site: Site) -> None:
    for trigger, condition, action in NONSENSE:
        rule = Rule(
            trigger or Trigger("created"),
            [action or Action("note", text="x")],
            all_of=[condition] if condition is not None else [],
        )
        verdict = site.central.do(SUE_AT_DESK, SaveRule(made_at=NOW, rule_id=new_id(), name="No", rule=rule))
        assert verdict.problem is not None, rule
        assert verdict.problem.reason == "malformed"


def test_rules_follow_a_note_of_the_customers_whoever_wrote_it_down(site: Site) -> None:
    site.rule(
        "Heard",
        "noted",
        Action("add_tags", tags=["urgent word"]),
        all_of=[is_("note.text", "gas", "contains")],
    )
    site.do(AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=site.ticket_id, text="Smells of GAS."))
    assert site.row()["tags"] == ["urgent word"]


def test_a_low_rating_is_followed_and_again_when_it_is_corrected(site: Site) -> None:
    """As the link, the exchange or somebody here writes it down."""
    low = [is_("rating.score", 2, "at_most")]
    site.rule("Unhappy", "rated", Action("tell", people=[floor.SUE], text="Look: {number}"), all_of=low)
    command = Command(made_at=site.clock.now())
    registry = site.central.registry
    rating_id = new_id()

    def rate(connection: sa.Connection, score: int) -> None:
        work = SqlCentralWork(connection, registry, NOBODY, command, recorded_at=NOW)
        said = {"score": score, "source": "link", "rated_at": NOW}
        if score == 5:
            work.insert("rating", {"id": rating_id, "ticket_id": site.ticket_id, **said})
        else:
            work.update("rating", rating_id, said)
        for follow_up in registry.aftermaths:
            follow_up(work, NOBODY, command, dict(work.touched))

    for score, runs in ((5, 0), (1, 1)):
        site.central.run(lambda c, score=score: rate(c, score))  # type: ignore[misc]
        assert len(site.runs()) == runs
    [told] = site.central.ask(SUE_AT_DESK, MyNotices(agent_id=floor.SUE))
    assert told.ticket_id == site.ticket_id
