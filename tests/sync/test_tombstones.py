"""Tombstones end: after the site's time they go, and a desk away longer takes snapshots but keeps its outbox."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from agent_desktop.core.ids import new_id
from agent_desktop.features.customers.commands import CreateCustomer, RemovePhone
from agent_desktop.features.tickets.commands import AddTicketNote, SetTicketState
from agent_desktop.sync.epochs import AwayTooLong
from agent_desktop.sync.messages import PullReply
from agent_desktop.sync.tables import sync_feed, sync_head
from agent_desktop.sync.tombstones import purge
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, NOW
from tests.support.stores import Central, Desk

HEATING = f"queue:{floor.HEATING}"
TOMORROW = timedelta(days=1)


@pytest.fixture
def desk(central: Central, tmp_path: Path) -> Desk:
    return Desk(tmp_path / "r.db", central, LEILA_AT_DESK, ["org", HEATING])


def tombstones(central: Central) -> int:
    counted = sa.select(sa.func.count()).where(sync_feed.c.op != "U")
    return central.run(lambda c: int(c.execute(counted).scalar_one()))


def delete_something(central: Central) -> None:
    central.do(MARCUS_AT_DESK, SetTicketState(made_at=NOW, ticket_id=floor.PUMP, state="solved"))
    central.do(MARCUS_AT_DESK, RemovePhone(made_at=NOW, phone_id=floor.HENRY_HOME))
    assert tombstones(central) > 3


def let_time_pass(central: Central) -> None:
    """Tombstones of now become old enough."""
    old = sa.func.now() - timedelta(days=91)
    central.run(lambda c: c.execute(sa.update(sync_feed).values(stamped_at=old)))


def purge_now(central: Central) -> int:
    found = central.run(lambda c: c.execute(sa.select(sa.func.now())).scalar_one())
    return central.run(lambda c: purge(c, found - timedelta(days=90)))


def test_young_tombstones_stay(central: Central) -> None:
    delete_something(central)
    before = tombstones(central)
    assert purge_now(central) == 0
    assert purge_now(central) == 0
    assert tombstones(central) == before


def test_the_mark_is_raised_a_turn_before_anything_goes(central: Central, desk: Desk) -> None:
    """A pull that read the mark before it was raised still finds the tombstones it stands for."""
    delete_something(central)
    let_time_pass(central)
    before = tombstones(central)
    assert purge_now(central) == 0
    assert tombstones(central) == before
    with pytest.raises(AwayTooLong):
        desk.pull()
    assert purge_now(central) == before
    assert tombstones(central) == 0
    assert purge_now(central) == 0


def test_a_desk_that_heard_everything_goes_on(central: Central, desk: Desk) -> None:
    delete_something(central)
    desk.pull()
    let_time_pass(central)
    purge_now(central)
    purge_now(central)
    assert desk.pull() == 0
    assert desk.find("ticket", floor.PUMP) is None


def test_a_desk_away_longer_takes_snapshots_keeps_its_outbox_and_offers_nothing_again(
    central: Central, desk: Desk
) -> None:
    sent = AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=floor.OWNERLESS, text="Quiet now.")
    desk.do(sent)
    desk.push()
    desk.pull()
    desk.do(AddTicketNote(made_at=NOW, note_id=new_id(), ticket_id=floor.OWNERLESS, text="Unsent."))
    delete_something(central)
    let_time_pass(central)
    purge_now(central)
    purge_now(central)
    with pytest.raises(AwayTooLong) as told:
        desk.pull()
    assert told.value.reason == "away_too_long"
    desk.replica.forget_position()
    desk.follow(["org", HEATING])
    assert [envelope.data["text"] for envelope in desk.replica.outgoing()] == ["Unsent."]
    assert [verdict.status for verdict in desk.push()] == ["applied"]
    desk.pull()
    assert desk.find("ticket", floor.PUMP) is None
    assert desk.find("customer_phone", floor.HENRY_HOME) is None
    assert desk.rows()["ticket_note"].items() <= central.rows()["ticket_note"].items()


def test_a_customer_made_at_a_desk_is_followed_from_above_what_is_purged(
    central: Central, desk: Desk
) -> None:
    """A scope that began at nothing would send the desk back to its snapshots with every new customer."""
    delete_something(central)
    let_time_pass(central)
    desk.pull()
    purge_now(central)
    assert central.run(lambda c: c.execute(sa.select(sync_head.c.purged_below)).scalar_one()) > 0
    customer_id = new_id()
    desk.do(CreateCustomer(made_at=NOW, customer_id=customer_id, currency="GBP", region="GB", name="Ada"))
    desk.push()
    assert desk.pull() > 0
    assert desk.get("customer", customer_id) == central.get("customer", customer_id)
    assert isinstance(central.pull(desk.epoch, desk.replica.cursors()), PullReply)
