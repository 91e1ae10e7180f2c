"""A contact logged by hand is kept from the first keystroke, goes out once, and finds its call at central."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from agent_desktop.central.late_joins import record_and_join
from agent_desktop.core.ids import new_id
from agent_desktop.features.calls.facts import Names
from agent_desktop.features.customers.commands import CreateCustomer, NewPhone
from agent_desktop.features.interactions.read_models import Contact, ContactView, MyContacts
from agent_desktop.workstation import workstation
from agent_desktop.workstation.contacts import ContactDesk
from agent_desktop.workstation.note_draft import NoteDraft
from agent_desktop.workstation.workstation import Workstation
from tests.central.serving.conftest import Central
from tests.support.exchange_tells import facts_of_call
from tests.workstation.conftest import SitDown
from tests.workstation.test_workstation import until

NUMBER = "+447700900123"
NOTE = "Wants the engineer on Friday."


async def make_dev(desk: Workstation) -> str:
    customer_id = new_id()
    phone = NewPhone(phone_id=new_id(), number=NUMBER)
    await desk.do(
        CreateCustomer(
            made_at=desk.clock.now(),
            customer_id=customer_id,
            currency="GBP",
            region="GB",
            name="Dev Raman",
            phones=[phone],
        )
    )
    return customer_id


async def exchange_tells(central: Central, desk: Workstation, call_id: str, ago_s: float) -> None:
    """Central hears of a call of Leila's that began so long ago; every desk is told as in service."""
    service, at = central.app.service, desk.clock.now() - timedelta(seconds=ago_s)
    facts = facts_of_call(call_id, at, number=NUMBER, lasts_s=20, queue="Support")

    def write(connection: sa.Connection) -> Any:
        names = Names.load(connection)
        return record_and_join(connection, service.registry, facts, names, "GB", desk.clock.now())

    joined = await service.write(write)
    if joined is not None:
        service.hub.poke(joined.head, joined.reached)


async def mine(desk: Workstation) -> list[ContactView]:
    person = desk.person
    assert person is not None
    return await desk.read(MyContacts(agent_id=person.agent_id))


async def test_a_number_brings_its_only_owner(sit_down: SitDown) -> None:
    desk = await sit_down("leila")
    customer_id = await make_dev(desk)
    contacts = ContactDesk(desk)
    contact_id = await contacts.log_by_hand()
    await contacts.change_by_hand(contact_id, number="07700 900123")
    current = contacts.state.current
    assert current is not None
    assert (current.phase, current.customer_id) == ("by_hand", customer_id)
    assert await contacts.log_by_hand() == contact_id, "asked for again it stays the one in hand"
    await contacts.close()


async def test_it_survives_a_power_cut_and_goes_out_once(
    sit_down: SitDown, central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workstation, "OFFLINE_KEY_AFTER_S", 0.0)
    desk = await sit_down("leila")
    customer_id = await make_dev(desk)

    async def is_vouched_for() -> bool:
        store = desk._store
        return store is not None and bool(await store.write(lambda: store.replica.remembered("offline_key")))

    await until(is_vouched_for)
    await central.stop()
    contacts = ContactDesk(desk)
    contact_id = await contacts.log_by_hand()
    began = desk.clock.now()
    await contacts.change_by_hand(contact_id, number=NUMBER, direction="out", started_at=began)
    await contacts.save_draft(NoteDraft(NOTE, "Visit: late"), contact_id)
    await contacts.close()
    await desk.close()

    desk = await sit_down("leila")
    contacts = ContactDesk(desk)
    await contacts.restore()
    current = contacts.state.current
    assert current is not None
    assert current.by_hand is not None
    assert (current.contact_id, current.customer_id, current.draft.note) == (contact_id, customer_id, NOTE)
    assert (current.by_hand.direction, current.by_hand.started_at) == ("out", began)
    await contacts.write_down(contact_id, NoteDraft(NOTE, "Visit: late", "No answer"))
    await contacts.write_down(contact_id, NoteDraft(NOTE, "Visit: late", "No answer"))
    assert [waiting.kind for waiting in await desk.outbox()][-1:] == ["interactions.LogContact"]
    assert [(c.interaction_id, c.note) for c in await mine(desk)] == [(contact_id, NOTE)]
    # The power went after it was written down and before its draft was thrown away.
    await desk.save_draft(f"contact:{contact_id}", {"by_hand": {}, "note": NOTE})
    again = ContactDesk(desk)
    await again.restore()
    assert again.state.current is None
    assert await desk.load_drafts("contact:") == {}
    for one in (contacts, again):
        await one.close()


async def test_both_desks_of_a_person_see_one_contact_with_the_calls_times(
    sit_down: SitDown, central: Central
) -> None:
    desk, other = await sit_down("leila"), await sit_down("leila", folder="home")
    await make_dev(desk)
    contacts = ContactDesk(desk)
    contact_id = await contacts.log_by_hand(NUMBER)
    await contacts.write_down(contact_id, NoteDraft(NOTE, None, "Visit booked"))

    async def is_waiting() -> bool:
        return [c.joining for c in await mine(other)] == ["waiting"]

    await until(is_waiting)
    await exchange_tells(central, desk, "c1", 60)

    async def is_joined_everywhere() -> bool:
        return all([[c.call_id for c in await mine(one)] == ["c1"] for one in (desk, other)])

    await until(is_joined_everywhere)
    found = await desk.read(Contact(interaction_id=contact_id))
    assert found is not None
    assert (found.note, found.waited_s, found.joining) == (NOTE, 10, "joined")
    assert found.ended_at is not None
    assert (found.ended_at - found.started_at).total_seconds() == 30
    await contacts.close()


async def test_discarded_it_leaves_nothing(sit_down: SitDown) -> None:
    desk = await sit_down("leila")
    contacts = ContactDesk(desk)
    contact_id = await contacts.log_by_hand(NUMBER)
    await contacts.drop_by_hand(contact_id)
    assert contacts.state.current is None
    assert await desk.load_drafts("contact:") == {}
    assert await desk.outbox() == []
    await contacts.close()
