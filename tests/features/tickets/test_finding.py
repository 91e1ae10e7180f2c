"""Finding a ticket by its number, however it is said, and an order by its own."""

from __future__ import annotations

import pytest

from agent_desktop.core.ids import new_id
from agent_desktop.features import house
from agent_desktop.features.commerce.finding import FindOrders
from agent_desktop.features.tickets.finding import FindTickets, said_number
from agent_desktop.features.tickets.model import is_ticket_number, ticket_number
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, a_ticket
from tests.support.stores import Central, SqliteStore

Store = Central | SqliteStore


def subjects(store: Store, text: str, limit: int = 20) -> list[str]:
    return [row.subject for row in store.ask(LEILA_AT_DESK, FindTickets(text=text, limit=limit))]


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("46904", 46904),
        ("#46 904", 46904),
        ("4-6-9-0-4", 46904),
        ("ticket no. 46.904", 46904),
        ("four six nine oh four", 46904),
        ("vier sechs neun null vier", 46904),
        ("four double six oh four", 46604),
        ("", None),
        ("margaret 46904", None),
        ("four score", None),
        ("99999999999", None),
        ("9" * 5000, None),
    ],
)
def test_a_number_is_understood_however_it_is_said(said: str, number: int | None) -> None:
    assert said_number(said) == number


def test_a_ticket_is_found_by_its_number_in_any_form_and_any_state(store: Store) -> None:
    number = ticket_number(5_123)
    closed = a_ticket(house(), new_id(), 5_123, "The lost parcel", state="closed")
    store.put([closed])
    spaced = f"{str(number)[:2]} {str(number)[2:]}"
    for text in (str(number), f"#{number}", spaced, " ".join(str(number)), f"Ticket {number}"):
        assert subjects(store, text)[0] == "The lost parcel", text


def test_a_number_with_a_digit_misheard_is_no_ticket(store: Store) -> None:
    number = ticket_number(5_123)
    store.put([a_ticket(house(), new_id(), 5_123, "The lost parcel")])
    wrong = number + 10
    assert not is_ticket_number(wrong)
    assert "The lost parcel" not in subjects(store, str(wrong))


def test_words_of_a_subject_find_open_tickets_first_and_then_the_newest(store: Store) -> None:
    registry = house()
    store.put(
        [
            a_ticket(registry, new_id(), 5_201, "Walrus one", state="closed"),
            a_ticket(registry, new_id(), 5_202, "Walrus two"),
            a_ticket(registry, new_id(), 5_203, "Walrus three", state="solved"),
        ]
    )
    assert subjects(store, "walr")[0] == "Walrus two"
    assert len(subjects(store, "walr")) == 3
    assert subjects(store, "walrus", limit=1) == ["Walrus two"]
    assert subjects(store, "walrus giraffe") == []


@pytest.mark.parametrize("text", ["A-1031", "a1031", "A 1031", "#a.1031"])
def test_an_order_is_found_whatever_stands_in_its_number(store: Store, text: str) -> None:
    hits = store.ask(LEILA_AT_DESK, FindOrders(text=text))
    assert [(hit.number, hit.customer_id) for hit in hits] == [("A-1031", floor.MARGARET)]


def test_the_beginning_of_an_orders_number_finds_it_too(store: Store) -> None:
    numbers = [hit.number for hit in store.ask(LEILA_AT_DESK, FindOrders(text="a10"))]
    assert sorted(numbers) == ["A-1007", "A-1031"]
    assert store.ask(LEILA_AT_DESK, FindOrders(text="a")) == []
