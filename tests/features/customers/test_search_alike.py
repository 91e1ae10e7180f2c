"""The search box at central and at a desk that holds the same: the same answers in the same order."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from agent_desktop.core.ids import make_id
from agent_desktop.features import house
from agent_desktop.features.customers.read_models import CustomerHit, SearchCustomers
from tests.benchmarks import large_customers
from tests.benchmarks.large_customers import Known, known
from tests.benchmarks.search import SLIPS, slipped
from tests.support.floor import LEILA_AT_DESK, a_contact, a_customer, record
from tests.support.stores import Central, Records, SqliteStore, put

SEED = 3
PEOPLE = 150
Both = tuple[Central, SqliteStore]


def _records() -> Records:
    registry = house()
    entities = registry.entities
    rows: list[tuple[str, dict[str, object]]] = []
    for table, columns, found in large_customers.batches(PEOPLE, SEED):
        if table.name in entities:
            rows += [
                (table.name, dict(zip(columns, row, strict=True)) | {"field_versions": {}}) for row in found
            ]
    for n in range(0, PEOPLE, 7):
        rows.append(a_contact(registry, make_id(1, 0, n), known(SEED, n).customer_id, days=n % 40))
    return [record(registry, entity, **row) for entity, row in rows]


@pytest.fixture(scope="module")
def replica(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    store = SqliteStore(tmp_path_factory.mktemp("alike") / "replica.db", house())
    store.put(_records())
    yield store
    store.close()


@pytest.fixture
def both(empty_central: Central, replica: SqliteStore) -> Both:
    records = _records()
    registry = empty_central.registry

    empty_central.run(lambda connection: put(connection, registry, records))
    return empty_central, replica


def _typed(draw: random.Random) -> Iterator[str]:
    """Names whole, begun, swapped, misspelt; addresses, numbers and postcodes in several forms; and nonsense."""
    for _ in range(30):
        one: Known = known(SEED, draw.randrange(PEOPLE))
        yield one.name
        yield one.name[: draw.randint(1, len(one.name))]
        yield " ".join(reversed(one.name.split()))
        yield slipped(one.name, draw.choice(SLIPS), draw) or one.name
        yield (slipped(one.name.split()[0], draw.choice(SLIPS), draw) or "x") + " " + one.name[-3:]
        if one.email:
            yield draw.choice([one.email, one.email[:6], slipped(one.email, draw.choice(SLIPS), draw) or "@"])
        if one.phones:
            yield draw.choice([one.phones[0], "0" + one.phones[0][3:], one.phones[0][-7:]])
        yield draw.choice([one.postcode, one.postcode.replace(" ", "").lower(), f"{one.name} {one.postcode}"])
        yield "".join(draw.choice("aeinrstm 019@-") for _ in range(draw.randint(1, 9)))


def test_both_stores_answer_alike_whatever_is_typed(both: Both) -> None:
    central, replica = both
    found = 0
    for text in _typed(random.Random(17)):
        query = SearchCustomers(text=text, limit=12)
        there = central.ask(LEILA_AT_DESK, query)
        assert there == replica.ask(LEILA_AT_DESK, query), text
        found += bool(there)
    assert found > 160


def search(store: Central | SqliteStore, text: str, limit: int = 20) -> list[CustomerHit]:
    return store.ask(LEILA_AT_DESK, SearchCustomers(text=text, limit=limit))


@pytest.fixture
def names(empty_store: Central | SqliteStore) -> Central | SqliteStore:
    """Each of the stores in turn, with people of many countries."""
    registry = house()
    for n, name in enumerate(
        (
            "Anna Müller",
            "Hanna Müller",
            "Иван Петров",
            "Γιώργος Παπαδόπουλος",
            "محمد العمري",
            "王小明",
            "김민준",
            "John Smith",
            "Joan Smythe",
            "Anna Maria van den Berg",
        )
    ):
        empty_store.put([a_customer(registry, make_id(2, 0, n), name, email=f"person{n}@example.org")])
    return empty_store


SLIPPED = {
    "Jhon Smith": "John Smith",
    "john smoth": "John Smith",
    "Smiht John": "John Smith",
    "johnsmith": "John Smith",
    "jo hn smith": "John Smith",
    "mueller anna": "Anna Müller",
    "Ива Петров": "Иван Петров",
    "Παπαδοπολος": "Γιώργος Παπαδόπουλος",
    "محمد العمرى": "محمد العمري",
    "王大明": "王小明",
    "小王明": "王小明",
    "王明": "王小明",
    "김민진": "김민준",
    "김 민준": "김민준",
    "anna maria bergg": "Anna Maria van den Berg",
    "jhon smi": "John Smith",
    "schmythe": "",
    "smyhte": "Joan Smythe",
    "person7@exampel.org": "John Smith",
}
"""What is typed, and who is meant first."""


def test_a_slip_finds_who_was_meant(names: Central | SqliteStore) -> None:
    first = {typed: next((hit.name for hit in search(names, typed)), "") for typed in SLIPPED}
    assert first == SLIPPED


def test_who_is_called_so_comes_before_who_is_called_nearly_so(names: Central | SqliteStore) -> None:
    hits = search(names, "anna müller")
    assert [(hit.name, hit.reason) for hit in hits] == [
        ("Anna Müller", "name"),
        ("Hanna Müller", "similar name"),
    ]


def test_of_many_who_are_called_so_the_one_we_spoke_to_last_comes_first(
    empty_store: Central | SqliteStore,
) -> None:
    registry = house()
    ids = [make_id(3, 0, n) for n in range(60)]
    empty_store.put([a_customer(registry, one, "John Smith") for one in ids])
    empty_store.put(
        [
            a_contact(registry, make_id(4, 0, n), ids[n], days=days)
            for n, days in ((41, 9.0), (7, 2.0), (8, 30.0))
        ]
    )
    assert [hit.customer_id for hit in search(empty_store, "jon smith", limit=3)] == [ids[7], ids[41], ids[8]]
