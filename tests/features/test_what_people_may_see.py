"""Questions about customers need a desk role, and a person's own contacts are theirs."""

import pytest

from agent_desktop.core.errors import Refused
from agent_desktop.core.people import Actor, Role
from agent_desktop.features import house
from agent_desktop.features.interactions.read_models import Contact, MyContacts, UnfinishedContacts
from tests.contracts.query_samples import SAMPLES
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, MARCUS_AT_DESK, SUE_AT_DESK, person
from tests.support.stores import Central, SqliteStore

Store = Central | SqliteStore
OF_THE_SITE = {"tickets.Rules", "tickets.ServiceDefinitions", "tickets.Categories"}
"""Definitions that speak of nobody."""
ABOUT_CUSTOMERS = [
    kind
    for kind in SAMPLES
    if kind.split(".")[0] in {"customers", "calls", "interactions", "tickets"} and kind not in OF_THE_SITE
]


@pytest.mark.parametrize("kind", ABOUT_CUSTOMERS)
def test_who_has_no_desk_sees_no_customer(kind: str) -> None:
    book = house().queries
    query = SAMPLES[kind][0]
    for stranger in (person(floor.SUE, Role.ADMIN), Actor(floor.SUE, floor.SUE)):
        with pytest.raises(Refused) as refusal:
            book.run(None, stranger, query)  # type: ignore[arg-type]
        assert refusal.value.reason == "not_allowed"


def test_a_persons_contacts_are_seen_by_them_and_by_a_supervisor(store: Store) -> None:
    for query in (MyContacts(agent_id=floor.LEILA), UnfinishedContacts(agent_id=floor.LEILA)):
        own = store.ask(LEILA_AT_DESK, query)
        assert own
        assert store.ask(SUE_AT_DESK, query) == own
        with pytest.raises(Refused, match="theirs to see"):
            store.ask(MARCUS_AT_DESK, query)


def test_a_history_is_newest_first_and_unfinished_work_oldest_first(store: Store) -> None:
    mine = store.ask(LEILA_AT_DESK, MyContacts(agent_id=floor.LEILA))
    assert [one.interaction_id for one in mine] == [floor.UNFINISHED, floor.MORNING_CALL, floor.OLD_CALL]
    assert len(store.ask(LEILA_AT_DESK, MyContacts(agent_id=floor.LEILA, limit=1))) == 1
    unfinished = store.ask(LEILA_AT_DESK, UnfinishedContacts(agent_id=floor.LEILA))
    assert [one.interaction_id for one in unfinished] == [floor.UNFINISHED]
    contact = store.ask(LEILA_AT_DESK, Contact(interaction_id=floor.MORNING_CALL))
    assert contact is not None
    assert contact.customer_name == "Henry Okafor"
