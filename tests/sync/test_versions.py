"""Old and new together: what one release apart means for who may sign in, for records, and for commands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from agent_desktop import __version__
from agent_desktop.core.command import Command, CommandSpec
from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import DESK, Actor
from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.core.work import Work
from agent_desktop.features import house
from agent_desktop.features.tickets.commands import AddTicketNote, ChangeTicket, CreateTicket
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.store.schema import SYNC_COLUMNS
from agent_desktop.sync import kept_back, upkeep
from agent_desktop.sync.messages import Envelope, FeedRow, PullReply, PushReply, Session, SignIn
from agent_desktop.sync.replica_tables import outbox
from agent_desktop.sync.versions import check_desktop, check_release, shape_of
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW
from tests.support.stores import Central, Desk, envelope

HEATING = f"queue:{floor.HEATING}"
SCOPES = ["org", HEATING, f"agent:{floor.LEILA}"]
MAJOR, MINOR = (int(part) for part in __version__.split(".")[:2])


class PraiseTicket(Command, frozen=True, kw_only=True):
    """A command of the release after this one: it makes a ticket, and says something of it."""

    ticket_id: str
    number: int
    words: str


class ChangeTicketMore(ChangeTicket, frozen=True, kw_only=True):
    """The next release's ``ChangeTicket``: it can say the mood as well."""

    mood: str | None = None


def _praise(work: Work, actor: Actor, c: PraiseTicket) -> None:
    work.insert(
        "ticket",
        {
            "id": c.ticket_id,
            "number": c.number,
            "subject": c.words,
            "queue_id": floor.HEATING,
            "owner_id": actor.agent_id,
            "channel": "call",
            "state": "open",
            "priority": "normal",
            "is_unread": False,
            "created_at": c.made_at,
        },
    )


def newer_house() -> Registry:
    """The next release: a command more, and a field more in an old one."""
    registry = house()
    registry.commands.register("tickets.Praise", PraiseTicket, _praise, roles=DESK)
    old = registry.commands.named("tickets.ChangeTicket")
    spec = CommandSpec(old.kind, ChangeTicketMore, old.roles, old.handler, old.central_step, False)
    registry.commands._by_kind[old.kind] = registry.commands._by_type[ChangeTicketMore] = spec
    return registry


def older_house() -> Registry:
    """The release before: it knows no visits, and no topic of a ticket."""
    registry = house()
    del registry.entities["visit"]
    spec = registry.entities["ticket"]
    columns = [column._copy() for column in spec.table.columns if column.name != "topic"]
    registry.entities["ticket"] = replace(spec, table=sa.Table("ticket", sa.MetaData(), *columns))
    return registry


def praise(ticket_id: str) -> PraiseTicket:
    return PraiseTicket(made_at=NOW, ticket_id=ticket_id, number=ticket_number(9400), words="Thanked us")


def a_note(ticket_id: str, text: str = "And again.") -> AddTicketNote:
    return AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=ticket_id, text=text)


def desk_of(registry: Registry, central: Central, path: Path) -> Desk:
    """A desk of another release than the central it talks with."""
    others = central.registry
    central.registry = registry
    try:
        return Desk(path, central, LEILA_AT_DESK, SCOPES)
    finally:
        central.registry = others


def pushed(desk: Desk) -> list[str]:
    """Push what waits the way a desk does, and say what became of each."""
    replica = desk.replica
    keeps_back = kept_back.count(replica) > 0

    def push(connection: sa.Connection) -> PushReply:
        from agent_desktop.sync import server

        return server.push(
            connection,
            desk.central.registry,
            desk.actor,
            replica.outgoing(),
            desk.central.clock,
            keeps_back=keeps_back,
        )

    reply = desk.central.run(push)
    replica.take_verdicts(desk.actor, reply.verdicts)
    return [v.problem.reason if v.problem else v.status for v in reply.verdicts]


def test_a_newer_desks_command_waits_at_the_desk_until_central_knows_it(
    central: Central, tmp_path: Path
) -> None:
    desk = desk_of(newer_house(), central, tmp_path / "r.db")
    ticket_id = new_id()
    desk.do(praise(ticket_id))
    desk.do(a_note(ticket_id))
    desk.do(a_note(floor.PUMP, "Unrelated."))
    # What stands on the unknown command waits with it; what does not goes its way.
    assert pushed(desk) == ["unknown_command", "not_here_yet", "applied"]
    desk.pull()
    assert desk.get("ticket", ticket_id)["subject"] == "Thanked us", "what it shows stays"
    assert [(one.kind, one.state) for one in desk.replica.waiting()] == [
        ("tickets.Praise", "kept_back"),
        ("tickets.AddTicketNote", "kept_back"),
    ]
    assert desk.replica.outgoing() == []
    desk.do(a_note(ticket_id, "Later."))
    assert pushed(desk) == ["not_here_yet"], "in a later batch too"

    kept_back.offer(desk.replica)
    assert pushed(desk) == ["unknown_command", "not_here_yet", "not_here_yet"]
    central.registry = newer_house()
    kept_back.offer(desk.replica)
    assert pushed(desk) == ["applied", "applied", "applied"]
    desk.pull()
    assert desk.replica.waiting() == []
    assert desk.get("ticket", ticket_id) == central.get("ticket", ticket_id)
    assert len([n for n in central.rows()["ticket_note"].values() if n["ticket_id"] == ticket_id]) == 2


def test_a_newer_desks_unknown_field_waits_too_rather_than_be_dropped(
    central: Central, tmp_path: Path
) -> None:
    desk = desk_of(newer_house(), central, tmp_path / "r.db")
    desk.do(ChangeTicketMore(made_at=NOW, ticket_id=floor.PUMP, subject="Pump dead", mood="angry"))
    assert pushed(desk) == ["unknown_field"]
    assert central.get("ticket", floor.PUMP)["subject"] == "No hot water since Tuesday"
    assert kept_back.count(desk.replica) == 1
    desk.do(ChangeTicketMore(made_at=NOW, ticket_id=floor.PUMP, subject="Pump dead"))
    assert pushed(desk) == ["applied"], "nothing said in the new field, nothing lost"


def test_an_unknown_field_deep_in_a_command_is_seen(central: Central) -> None:
    sent = {
        "command_id": new_id(),
        "made_at": NOW.isoformat(),
        "customer_id": new_id(),
        "currency": "GBP",
        "region": "GB",
        "name": "Ada",
        "phones": [{"phone_id": new_id(), "number": "020 7946 0018", "spoken_by": "her son", "rank": 0}],
    }
    [verdict] = central.push(LEILA_AT_DESK, [Envelope("customers.CreateCustomer", sent)]).verdicts
    assert verdict.problem is not None
    assert (verdict.problem.reason, "phones.spoken_by" in verdict.problem.what) == ("unknown_field", True)
    assert "rank" not in verdict.problem.what


def test_an_older_desk_leaves_out_what_it_does_not_know_and_does_not_erase_it(
    central: Central, tmp_path: Path
) -> None:
    older = older_house()
    assert "topic" not in older.entities["ticket"].table.columns
    desk = desk_of(older, central, tmp_path / "r.db")
    central.do(MARCUS_AT_DESK, ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, topic="Fault"))
    desk.pull()
    desk.do(ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, subject="Pump dead"))
    assert pushed(desk) == ["applied"]
    desk.pull()
    row = central.get("ticket", floor.PUMP)
    assert (row["subject"], row["topic"]) == ("Pump dead", "Fault")
    desk.open_customer(floor.MARGARET)
    with desk.replica.reader() as read:
        held = read.execute(sa.text("SELECT count(*) FROM visit")).scalar()
    assert held == 0
    told = central.run(lambda c: _should_hold(c, [HEATING]))
    assert upkeep.forget_different(desk.replica, older, told) == [], "what it cannot know is no difference"


def _should_hold(connection: sa.Connection, scopes: list[str]) -> Any:
    from agent_desktop.sync.compare import should_hold

    return should_hold(connection, scopes)


def test_after_an_upgrade_a_desk_takes_its_snapshots_anew_and_keeps_its_outbox(
    central: Central, tmp_path: Path
) -> None:
    older = older_house()
    desk = desk_of(older, central, tmp_path / "r.db")
    assert upkeep.adopt_shape(desk.replica, older) is False, "the first time there is nothing to make up for"
    central.do(MARCUS_AT_DESK, ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, topic="Fault"))
    desk.pull()
    assert desk.get("ticket", floor.PUMP)["topic"] is None
    desk.do(a_note(floor.PUMP))
    desk.replica.close()

    upgraded = desk_of(house(), central, tmp_path / "r.db")
    assert upkeep.adopt_shape(upgraded.replica, central.registry) is True
    upgraded.follow(SCOPES)
    assert upgraded.get("ticket", floor.PUMP)["topic"] == "Fault"
    assert [one.kind for one in upgraded.replica.waiting()] == ["tickets.AddTicketNote"]
    assert upkeep.adopt_shape(upgraded.replica, central.registry) is False


def test_a_desk_put_back_a_release_keeps_what_it_cannot_read(central: Central, tmp_path: Path) -> None:
    newer = desk_of(newer_house(), central, tmp_path / "r.db")
    newer.do(praise(new_id()))
    newer.replica.close()
    older = desk_of(house(), central, tmp_path / "r.db")
    central.do(MARCUS_AT_DESK, ChangeTicket(made_at=NOW, ticket_id=floor.PUMP, topic="Fault"))
    older.pull()
    assert older.get("ticket", floor.PUMP)["topic"] == "Fault"
    assert [one.kind for one in older.replica.waiting()] == ["tickets.Praise"]
    assert pushed(older) == ["unknown_command"]
    assert kept_back.count(older.replica) == 1


@pytest.mark.parametrize(
    ("desktop", "refused"),
    [
        (f"{MAJOR}.{MINOR}.7", None),
        (f"{MAJOR}.{MINOR + 1}.0", None),
        (f"{MAJOR}.{MINOR + 2}.0", "too_new"),
        (f"{MAJOR + 1}.0.0", "too_new"),
        ("a checkout", None),
    ],
)
def test_one_minor_version_apart_may_sign_in(desktop: str, refused: str | None) -> None:
    wish = SignIn("leila", "secret", "desk", desktop)
    if refused is None:
        check_desktop(wish)
        return
    with pytest.raises(Refused) as told:
        check_desktop(wish)
    assert told.value.reason == refused
    assert told.value.kept == "Your outbox is kept."
    assert told.value.todo


def test_older_desktops_are_turned_away_from_the_second_release_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent_desktop.sync.versions.__version__", "1.7.0")
    check_release("1.6.9")
    check_release("1.8.0")
    for version, reason in (("1.5.9", "too_old"), ("0.9.0", "too_old"), ("1.9.0", "too_new")):
        with pytest.raises(Refused) as told:
            check_release(version)
        assert told.value.reason == reason


@pytest.mark.parametrize(
    ("protocol", "oldest", "refused"),
    [(1, None, None), (2, 1, None), (2, None, "too_new"), (3, 2, "too_new"), (0, None, "too_old")],
)
def test_a_protocol_in_common_is_enough(protocol: int, oldest: int | None, refused: str | None) -> None:
    wish = SignIn("leila", "secret", "desk", __version__, protocol, oldest)
    if refused is None:
        check_desktop(wish)
        return
    with pytest.raises(Refused) as told:
        check_desktop(wish)
    assert told.value.reason == refused


def test_messages_of_another_release_are_read_with_what_is_known_of_them() -> None:
    person = {"agent_id": "a", "login": "l", "name": "n", "roles": ["agent", "wizard"], "queues": []}
    earlier = {
        "access_token": "a",
        "access_expires_at": NOW.isoformat(),
        "refresh_token": "r",
        "client_id": "c",
        "person": person,
        "scopes": ["org"],
        "epoch": "e",
        "site": {},
    }
    session = msgspec.convert(earlier | {"moods": 3}, Session)
    assert (session.protocols, session.central_version) == ((1, 1), "")
    page = {"epoch": "e", "head": 1, "cursors": {"org": 1}, "more": False, "hint": "x"}
    row = ["org", "planet", "p", 1, "U", {"id": "p"}, "something new"]
    reply = msgspec.json.decode(msgspec.json.encode(page | {"rows": [row]}), type=PullReply)
    assert reply.erased == []
    assert isinstance(reply.rows[0], FeedRow)


def test_the_shape_tells_columns_and_entities_apart() -> None:
    assert shape_of(house()) == shape_of(house())
    assert len({shape_of(house()), shape_of(older_house())}) == 2
    more = house()
    more.entity(EntitySpec("planet", house().entities["visit"].table, lambda _read, _row: []))
    assert shape_of(more) != shape_of(house())
    assert SYNC_COLUMNS


def test_no_command_of_the_first_release_is_taken_away_or_asks_for_more() -> None:
    """Desks of an earlier release send these: a kind must stay, and no new field may be necessary."""
    released = msgspec.json.decode((Path(__file__).parent / "released" / "commands-0.1.json").read_bytes())
    bus = house().commands
    for kind, fields in released.items():
        spec = bus.named(kind)
        now = {field.name: field.required for field in msgspec.structs.fields(spec.type)}
        assert set(fields) <= set(now), kind
        assert {name for name, required in now.items() if required} <= {
            name for name, required in fields.items() if required
        }, kind


def test_create_ticket_is_among_the_released_commands() -> None:
    fields = {field.name for field in msgspec.structs.fields(CreateTicket)}
    released = msgspec.json.decode((Path(__file__).parent / "released" / "commands-0.1.json").read_bytes())
    assert set(released["tickets.CreateTicket"]) <= fields
    row = released["tickets.CreateTicket"]
    assert row["subject"] is True
    assert row["topic"] is False


def test_a_command_kept_back_keeps_its_place_and_its_data(central: Central, tmp_path: Path) -> None:
    desk = desk_of(newer_house(), central, tmp_path / "r.db")
    sent = praise(new_id())
    desk.do(sent)
    pushed(desk)
    with desk.replica.transaction() as connection:
        row = connection.execute(sa.select(outbox)).one()
    assert row.data == envelope(newer_house(), sent).data
    assert (row.state, row.has_forecast, row.attempts) == ("kept_back", True, 1)
