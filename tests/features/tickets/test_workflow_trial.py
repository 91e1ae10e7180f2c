"""The rules that are shipped, files of rules, and dry runs: what is said beforehand is what happens."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from agent_desktop.central.ticket_definitions import names_of_site, save_rules, seed, shipped_rules
from agent_desktop.central.ticket_jobs import PASSES, once
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.command import Command
from agent_desktop.core.errors import KnownError
from agent_desktop.core.ids import new_id
from agent_desktop.features.tickets.commands import AddTicketNote, ChangeTicket, SetTicketState
from agent_desktop.features.tickets.read_models import Ticket
from agent_desktop.features.tickets.service_commands import SaveTarget
from agent_desktop.features.tickets.service_watch import NOBODY
from agent_desktop.features.tickets.workflow_commands import MyNotices, RuleRevisions, RuleRuns, Rules
from agent_desktop.features.tickets.workflow_file import FileRule, read_rules, rule_id_of, write_rules
from agent_desktop.features.tickets.workflow_text import Names
from agent_desktop.features.tickets.workflow_trial import DraftRule, TrialLine, TryRules
from agent_desktop.store.work import SqlCentralWork, SqlRead
from tests.contracts.samples_tickets import complaint
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, NOW, SUE_AT_DESK
from tests.support.stores import Central

DAY_S = 86_400

RULES = """
[[rule]]
name = "Ring back"
on = "changed"
fields = ["priority", "category"]
all = ["priority in high, urgent", "category within Faults / Boiler", "owner is_not leila"]
any = ["customer.value_minor at_least 5000", "fields.serial is_set", "hours.is_open is no"]
do = [
  "set_queue Billing",
  "add_tags hot, cold home",
  "promise callback in 1h30m of open time by marcus: Ring {customer}: now",
  "tell owner, leads, sue: Look at {number}",
  "open_child in Heating support at low: Check\\nthe lot",
  "escalate specialist in Billing: Please",
  "set_state on_hold for 3d",
  "macro photo",
]
stops = true

[[rule]]
name = "Late"
on = "time_in_state"
states = ["open"]
after = "2d"
open_time = true
do = ["reply: We are late, {customer}."]
active = false
"""


def names(central: Central) -> Names:
    return central.run(lambda c: names_of_site(SqlRead(c, is_whole=True), central.registry))


def test_a_file_reads_back_as_it_was_written_and_says_which_rule_is_wrong(central: Central) -> None:
    known = names(central)
    rules = read_rules(RULES, known)
    assert read_rules(write_rules(rules, known), known) == rules
    assert rules[0].rule.all_of[1].value == floor.BOILER_FAULTS
    assert (rules[0].rule.trigger.fields, rules[1].is_active) == (["priority", "category"], False)
    for wrong, what in (
        ('name = "A"\non = "created"\ndo = ["set_queue Nowhere"]', "Rule “A”: There is no queue “Nowhere”"),
        ('name = "B"\non = "created"\ndo = []', "Rule “B”: A rule that does nothing"),
        ('name = "C"\non = "created"\nwhen = 1\ndo = ["note: x"]', "“when” is no part of a rule"),
        (
            'name = "D"\non = "created"\nall = ["priority is purple"]\ndo = ["note: x"]',
            "“purple” is no value",
        ),
        ('name = "E"\non = "created"\ndo = ["promise callback tomorrow: x"]', "cannot be read"),
        ("on = 1", "Rule 1 has no name"),
    ):
        with pytest.raises(KnownError, match=what.replace("(", r"\(")):
            read_rules(f"[[rule]]\n{wrong}", known)


def apply(central: Central, rules: list[FileRule]) -> tuple[int, int]:
    return central.run(lambda c: save_rules(c, central.registry, rules, central.clock.now(), set()))


def test_applying_a_file_twice_changes_nothing_and_its_order_is_that_of_the_rules(central: Central) -> None:
    rules = read_rules(RULES, names(central))
    assert apply(central, rules) == (2, 0)
    assert apply(central, rules) == (0, 0)
    assert apply(central, [rules[1], rules[0]]) == (0, 0)
    found = central.ask(SUE_AT_DESK, Rules())
    assert [one.name for one in found] == ["Late", "Ring back", "Urgent is tagged"]
    assert len(central.ask(SUE_AT_DESK, RuleRevisions(rule_id=rule_id_of("Late")))) == 1


def customer_writes(central: Central, ticket_id: str) -> None:
    """As their mail is taken in: written by central itself, with all that follows it."""
    command = Command(made_at=central.clock.now())

    def hear(connection: sa.Connection) -> None:
        work = SqlCentralWork(connection, central.registry, NOBODY, command, recorded_at=command.made_at)
        note = {"id": new_id(), "ticket_id": ticket_id, "is_public": True, "text": "Still cold."}
        work.insert("ticket_note", {**note, "author_id": None, "written_at": command.made_at})
        for follow_up in central.registry.aftermaths:
            follow_up(work, NOBODY, command, dict(work.touched))

    central.run(hear)


def passes(central: Central) -> None:
    for kind, run in PASSES:
        central.run(
            lambda c, kind=kind, run=run: once(c, central.registry, central.clock.now(), kind, run, set())
        )


def do(central: Central, command: Command) -> None:
    verdict = central.do(LEILA_AT_DESK, command)
    assert verdict.status == "applied", verdict


def test_the_shipped_rules_are_there_once_and_can_be_switched_off_for_good(central: Central) -> None:
    assert central.run(lambda c: seed(c, central.registry, NOW, set()))
    assert not central.run(lambda c: seed(c, central.registry, NOW, set()))
    assert len(central.ask(SUE_AT_DESK, Rules())) == 1 + len(shipped_rules(names(central)))


def test_what_the_shipped_rules_do(central: Central, clock: HeldClock) -> None:
    apply(central, shipped_rules(names(central)))
    target = SaveTarget(
        made_at=NOW, target_id=new_id(), name="All", first_response_s=600, next_response_s=3600
    )
    assert central.do(SUE_AT_DESK, target).status == "applied"
    pump = floor.PUMP
    do(central, AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=pump, text="Well?", is_public=True))
    do(central, SetTicketState(made_at=NOW, ticket_id=pump, state="pending_customer"))
    clock.advance(60)
    customer_writes(central, pump)
    row = central.get("ticket", pump)
    assert (row["state"], row["sla_kind"]) == ("open", "next_response"), (
        "reopened, and an answer is due again"
    )
    assert row["sla_due_at"] == clock.now() + timedelta(hours=1)
    told = central.ask(LEILA_AT_DESK, MyNotices(agent_id=floor.LEILA))
    assert "wrote again" in told[-1].text

    do(central, complaint())
    made = central.get("ticket", complaint().ticket_id)
    assert made["tags"] == ["complaint"]
    clock.advance(DAY_S + 60)
    passes(central)
    made = central.get("ticket", made["id"])
    assert (made["level"], made["priority"]) == ("specialist", "urgent")
    assert "overdue" in made["tags"]

    do(central, SetTicketState(made_at=clock.now(), ticket_id=pump, state="solved"))
    clock.advance(7 * DAY_S)
    passes(central)
    assert central.get("ticket", pump)["state"] == "closed"
    customer_writes(central, pump)
    rows = central.rows()
    [link] = [one for one in rows["ticket_link"].values() if one["other_id"] == pump]
    assert rows["ticket"][link["ticket_id"]]["subject"].startswith("Follow-up: ")


def drafts(rules: list[FileRule]) -> list[DraftRule]:
    return [DraftRule(rule_id_of(one.name), one.name, one.rule) for one in rules]


def tried(central: Central, rules: list[FileRule], days: int = 7, **values: Any) -> list[TrialLine]:
    now = central.clock.now()
    lines, after, pages = list[TrialLine](), None, 0
    while True:
        query = TryRules(
            since=now - timedelta(days=days), until=now, rules=drafts(rules), after=after, most=2, **values
        )
        page = central.ask(SUE_AT_DESK, query)
        lines, pages = lines + page.lines, pages + 1
        if (after := page.next) is None:
            assert pages > 1
            return lines


TRIED = """
[[rule]]
name = "Hot"
on = "changed"
fields = ["priority"]
all = ["priority is urgent", "before.priority is_not urgent"]
do = ["add_tags hot", "tell leads, sue: {number}"]

[[rule]]
name = "Hot to billing"
on = "changed"
fields = ["tags"]
all = ["tags has hot"]
do = ["set_queue Billing"]

[[rule]]
name = "Heard"
on = "customer_wrote"
all = ["state is pending_customer"]
do = ["set_state open"]

[[rule]]
name = "Waits"
on = "time_in_state"
states = ["pending_customer"]
after = "2d"
do = ["note: Ask again."]

[[rule]]
name = "Cannot"
on = "created"
do = ["set_state closed"]
"""


def lived_week(central: Central, clock: HeldClock) -> None:
    """Some days on the small floor."""
    do(central, ChangeTicket(made_at=clock.now(), ticket_id=floor.THERMOSTAT, priority="urgent"))
    clock.advance(3600)
    do(central, SetTicketState(made_at=clock.now(), ticket_id=floor.PUMP, state="pending_customer"))
    clock.advance(3 * DAY_S)
    passes(central)
    customer_writes(central, floor.PUMP)
    clock.advance(3600)
    passes(central)


def test_a_dry_run_says_what_the_rules_then_do_and_writes_nothing(central: Central, clock: HeldClock) -> None:
    rules = read_rules(TRIED, names(central))
    lived_week(central, clock)
    before = central.rows()
    lines = tried(central, rules)
    assert central.rows() == before, "nothing is written"
    week_back = clock.now() - timedelta(days=7)
    ours = [
        line for line in lines if line.ticket_id in {floor.PUMP, floor.THERMOSTAT} and line.problem is None
    ]
    said = sorted((line.rule_name, line.number, sorted(line.changes.items()), line.deeds) for line in ours)
    assert [line[0] for line in said] == ["Heard", "Hot", "Hot to billing", "Waits"]
    assert all(line.at >= week_back for line in lines)
    refused = {line.problem for line in lines if line.rule_name == "Cannot"}
    assert refused
    assert all(str(problem).endswith("cannot become closed.") for problem in refused)


def test_lived_again_with_the_rules_in_force_the_same_happens(central: Central, clock: HeldClock) -> None:
    """The dry run against the rules themselves: the same week, once looked at and once lived."""
    rules = [one for one in read_rules(TRIED, names(central)) if one.name != "Cannot"]
    lived_week(central, clock)
    foretold = sorted(
        (line.rule_name, line.ticket_id, str(line.changes), str(line.deeds))
        for line in tried(central, rules)
        if line.at >= NOW
    )
    do(central, ChangeTicket(made_at=clock.now(), ticket_id=floor.THERMOSTAT, priority="normal"))
    apply(central, rules)
    begun = clock.now()
    lived_week(central, clock)
    lived = sorted(
        (run.rule_name, run.ticket_id, str(run.changes), str(run.deeds))
        for run in central.ask(SUE_AT_DESK, RuleRuns())
        if run.at >= begun
    )
    assert foretold
    assert lived == foretold
    view = central.ask(LEILA_AT_DESK, Ticket(ticket_id=floor.PUMP))
    assert view is not None
    assert ("Waits", "Ask again.") in [(note.author, note.text) for note in view.notes]
