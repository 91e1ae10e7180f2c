"""Who is calling: the right person however the number is written, everybody it reaches, and why."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agent_desktop.core.ids import new_id
from agent_desktop.core.phone import parse_number
from agent_desktop.core.work import Row
from agent_desktop.features import house
from agent_desktop.features.calls.read_models import CallerMatch, MatchCaller
from agent_desktop.store.work import SqlRead
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK, NOW, a_contact, a_customer, a_phone, a_ticket, an_id
from tests.support.stores import Central, SqliteStore

Store = Central | SqliteStore
TABLE = Path(__file__).parent.parent / "core" / "phone_numbers.csv"


def match(store: Store, number: str | None, region: str = "GB") -> CallerMatch:
    return store.ask(LEILA_AT_DESK, MatchCaller(number=number, region=region, as_of=NOW))


def typed_numbers() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE))


def test_every_way_to_type_a_number_finds_its_owner_and_nobody_else(empty_store: Store) -> None:
    """Each stored number has an owner of its own, and one whose number ends alike to tempt a search by ending."""
    registry = house()
    rows = typed_numbers()
    stored = sorted({(row["e164"], row["extension"]) for row in rows if row["kind"] == "public"})
    owners = {number: new_id() for number in stored}
    records: list[tuple[str, Row]] = []
    for (e164, extension), customer_id in owners.items():
        records.append(a_customer(registry, customer_id, f"Owner of {e164}"))
        records.append(a_phone(registry, new_id(), customer_id, e164, extension=extension or None))
    lookalike = new_id()
    records.append(a_customer(registry, lookalike, "Ends Alike"))
    records.append(a_phone(registry, new_id(), lookalike, "+12079460018"))
    empty_store.put(records)

    for row in rows:
        found = match(empty_store, row["text"], row["region"])
        assert (found.kind, found.number or "") == (row["kind"], row["e164"]), row
        expected = owners.get((row["e164"], row["extension"])) if row["kind"] == "public" else None
        assert (found.candidates[0].customer_id if found.candidates else None) == expected, row
        sharing = {customer_id for (e164, _), customer_id in owners.items() if e164 == row["e164"]}
        assert {candidate.customer_id for candidate in found.candidates} == (
            sharing if expected else set()
        ), row


# One number, several owners: what is known of each, and the order they must come in with their reasons.
# A customer is (letter, what is known): t open tickets, c days since the last contact, v verified, p preferred.
SHARED: list[tuple[str, dict[str, dict[str, Any]], list[tuple[str, list[str]]]]] = [
    ("an only owner", {"a": {}}, [("a", ["only_owner"])]),
    (
        "an only owner of whom much is known",
        {"a": {"t": 2, "c": 1, "v": True, "p": True}},
        [("a", ["open_ticket", "recent_contact", "verified_number", "preferred_number", "only_owner"])],
    ),
    ("the preferred number", {"a": {}, "b": {"p": True}}, [("b", ["preferred_number"]), ("a", [])]),
    (
        "verified before preferred",
        {"a": {"p": True}, "b": {"v": True}},
        [("b", ["verified_number"]), ("a", ["preferred_number"])],
    ),
    (
        "an open ticket before a number that is merely preferred",
        {"a": {"p": True, "v": True}, "b": {"t": 1}},
        [("b", ["open_ticket"]), ("a", ["verified_number", "preferred_number"])],
    ),
    (
        "a ticket and a recent call before a ticket alone",
        {"a": {"t": 3}, "b": {"t": 1, "c": 29}},
        [("b", ["open_ticket", "recent_contact"]), ("a", ["open_ticket"])],
    ),
    (
        "a contact of more than thirty days ago is no reason",
        {"a": {"c": 31}, "b": {"p": True}},
        [("b", ["preferred_number"]), ("a", [])],
    ),
    (
        "of two alike the one spoken to last",
        {"a": {"c": 20}, "b": {"c": 2}, "c": {"c": 10}},
        [("b", ["recent_contact"]), ("c", ["recent_contact"]), ("a", ["recent_contact"])],
    ),
    (
        "of two of whom nothing is known, by name",
        {"b": {}, "a": {}},
        [("a", []), ("b", [])],
    ),
    (
        "a solved ticket is no reason",
        {"a": {"solved": 1}, "b": {"p": True}},
        [("b", ["preferred_number"]), ("a", [])],
    ),
]


def shared(known: dict[str, dict[str, Any]]) -> Iterator[tuple[str, Row]]:
    registry = house()
    count = 7000
    for letter, facts in known.items():
        customer_id = an_id(600 + ord(letter))
        yield a_customer(registry, customer_id, f"{letter} Person")
        yield a_phone(
            registry,
            an_id(800 + ord(letter)),
            customer_id,
            floor.HOME_NUMBER,
            is_preferred=facts.get("p", False),
            is_verified=facts.get("v", False),
        )
        for state in ["open"] * facts.get("t", 0) + ["solved"] * facts.get("solved", 0):
            count += 1
            yield a_ticket(registry, new_id(), count, f"Ticket {count}", customer_id=customer_id, state=state)
        if "c" in facts:
            yield a_contact(registry, new_id(), customer_id, facts["c"])
            yield a_contact(registry, new_id(), customer_id, 300)


@pytest.mark.parametrize(("known", "expected"), [row[1:] for row in SHARED], ids=[row[0] for row in SHARED])
def test_a_shared_number_shows_all_its_owners_ranked_with_reasons(
    empty_store: Store, known: dict[str, dict[str, Any]], expected: list[tuple[str, list[str]]]
) -> None:
    empty_store.put(shared(known))
    found = match(empty_store, "020 7946 0142")
    assert [(one.name[0], one.reasons) for one in found.candidates] == expected
    scores = [one.score for one in found.candidates]
    assert scores == sorted(scores, reverse=True)


def test_a_candidate_tells_what_the_call_may_be_about(store: Store) -> None:
    henry, margaret = match(store, floor.HOME_NUMBER).candidates
    assert (henry.name, henry.open_tickets, henry.latest) == ("Henry Okafor", 1, "No hot water since Tuesday")
    assert (margaret.name, margaret.segment, margaret.detail) == (
        "Margaret Okafor",
        "Home Cover Plus",
        "Bristol · margaret.okafor@example.org",
    )
    dev = match(store, floor.DEVS_NUMBER).candidates[0]
    assert "recent_contact" not in dev.reasons
    assert dev.latest == "Invoice shows standing charge twice"


def test_an_extension_picks_its_owner_from_those_behind_a_switchboard(store: Store) -> None:
    registry = house()
    other = new_id()
    store.put(
        [
            a_customer(registry, other, "Anna Weir"),
            a_phone(registry, new_id(), other, "+441174960000", extension="310", is_verified=True),
        ]
    )
    by_extension = match(store, "0117 496 0000 ext 204").candidates
    assert [one.name for one in by_extension] == ["Larch Lettings", "Anna Weir"]
    assert by_extension[0].reasons == ["same_extension"]
    assert by_extension[1].reasons == ["other_extension"]
    assert [one.name for one in match(store, "0117 496 0000").candidates] == ["Anna Weir", "Larch Lettings"]


def test_a_customer_with_a_number_twice_stands_there_once(store: Store) -> None:
    registry = house()
    store.put([a_phone(registry, new_id(), floor.DEV, floor.DEVS_NUMBER, extension="5")])
    assert [one.name for one in match(store, floor.DEVS_NUMBER).candidates] == ["Dev Raman"]


def test_a_phone_of_this_site_is_a_colleague_and_never_a_customer(store: Store) -> None:
    found = match(store, "1002")
    assert (found.kind, found.number, found.display, found.candidates) == ("internal", None, "1002", [])
    assert [(one.name, one.extension) for one in found.colleagues] == [("Marcus Webb", "1002")]
    assert match(store, "1077").colleagues == []


@pytest.mark.parametrize(
    ("number", "kind", "shown"),
    [
        (None, "withheld", ""),
        ("anonymous", "withheld", ""),
        ("999", "short", "999"),
        ("12x", "unusable", "12x"),
    ],
)
def test_what_is_no_number_matches_nobody(store: Store, number: str | None, kind: str, shown: str) -> None:
    found = match(store, number)
    assert (found.kind, found.display, found.number, found.candidates) == (kind, shown, None, [])


def test_an_unknown_caller_is_shown_by_number_and_makes_no_record(central: Central) -> None:
    before = central.rows()
    found = match(central, "+44 20 7946 0999")
    assert (found.kind, found.display, found.candidates) == ("public", "020 7946 0999", [])
    assert central.rows() == before


def test_a_match_asks_few_questions_however_many_own_the_number(
    empty_central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A caller waits for this: one question for the owners and one a source of evidence."""
    empty_central.put(shared({letter: {"t": 1, "c": 2} for letter in "abcdefgh"}))
    asked = []
    execute = SqlRead.execute

    def counted(self: SqlRead, *arguments: Any) -> Any:
        asked.append(arguments)
        return execute(self, *arguments)

    monkeypatch.setattr(SqlRead, "execute", counted)
    assert len(match(empty_central, floor.HOME_NUMBER).candidates) == 8
    # The owners, who was confirmed here before, who lives with them, and one a source of evidence.
    assert len(asked) <= 3 + len(empty_central.registry.evidence)


def test_recency_counts_back_from_the_moment_of_the_call(store: Store) -> None:
    later = MatchCaller(number=floor.HOME_NUMBER, region="GB", as_of=NOW + timedelta(days=40))
    henry = store.ask(LEILA_AT_DESK, later).candidates[0]
    assert henry.reasons == ["open_ticket"]


def test_the_table_of_numbers_is_read_by_the_rules_of_its_region() -> None:
    assert all(parse_number(row["text"], row["region"]).kind == row["kind"] for row in typed_numbers())
