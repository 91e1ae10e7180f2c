"""Finding a customer by whatever they say of themselves."""

import pytest

from agent_desktop.core.ids import new_id
from agent_desktop.features import house
from agent_desktop.features.customers.read_models import CustomerHit, SearchCustomers
from agent_desktop.features.tickets.model import ticket_number
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, a_customer
from tests.support.stores import Central, SqliteStore

Store = Central | SqliteStore


def search(store: Store, text: str, limit: int = 20) -> list[CustomerHit]:
    return store.ask(LEILA_AT_DESK, SearchCustomers(text=text, limit=limit))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Margaret Okafor", [("Margaret Okafor", "name")]),
        ("okafor", [("Henry Okafor", "name"), ("Margaret Okafor", "name")]),
        ("OKA marg", [("Margaret Okafor", "name")]),
        ("ó brien", [("Aoife Ó Brien", "name")]),
        ("obrien", [("Aoife Ó Brien", "similar name")]),
        ("larch", [("Larch Lettings", "name")]),
        ("okafor brien", []),
        ("07700/900 123", [("Dev Raman", "number")]),
        ("020 7946 0142", [("Margaret Okafor", "number"), ("Henry Okafor", "number")]),
        ("900456", [("Margaret Okafor", "number")]),
        ("margaret.okafor@example.org", [("Margaret Okafor", "e-mail")]),
        ("dev@", [("Dev Raman", "e-mail")]),
        ("bs6 5qx", [("Margaret Okafor", "postcode")]),
        ("BS65QX", [("Margaret Okafor", "postcode")]),
        ("d02x", [("Aoife Ó Brien", "postcode")]),
        ("a-1031", [("Margaret Okafor", "order")]),
        ("Order no. A 1031", [("Margaret Okafor", "order")]),
        ("order", []),
        ("C-77", [("Dev Raman", "number")]),
        ("#c-77", [("Dev Raman", "number")]),
        ("C-7", []),
        (f"#{ticket_number(4690)}", [("Aoife Ó Brien", "ticket")]),
        ("zebedee", []),
        ("  ", []),
        ("💥", []),
        ("99999999999999", []),
    ],
)
def test_a_customer_is_found_by(store: Store, text: str, expected: list[tuple[str, str]]) -> None:
    hits = [(hit.name, hit.reason) for hit in search(store, text)]
    assert sorted(hits) == sorted(expected)


def test_a_hit_tells_people_of_one_name_apart(store: Store) -> None:
    hit = search(store, "margaret")[0]
    assert hit.detail == "Bristol · margaret.okafor@example.org"
    assert hit.phone == floor.HOME_NUMBER


def test_a_whole_name_comes_before_one_that_only_begins_so(store: Store) -> None:
    registry = house()
    names = ["Henriette Okaforson", "Henry Okaforson", "Anna Henry"]
    store.put([a_customer(registry, new_id(), name) for name in names])
    # Of those who are called so, first the one we spoke to.
    assert [hit.name for hit in search(store, "henry")] == ["Henry Okafor", "Anna Henry", "Henry Okaforson"]
    assert search(store, "henry okafor")[0].name == "Henry Okafor"


def test_a_page_holds_no_more_than_was_asked_for(store: Store) -> None:
    registry = house()
    store.put([a_customer(registry, new_id(), f"Same {n:03d} Name") for n in range(150)])
    assert len(search(store, "same name", limit=20)) == 20
    assert len(search(store, "same", limit=20)) == 20
    assert [hit.name for hit in search(store, "name 149")] == ["Same 149 Name"]
