"""What was said with the customers of a large site, and what is to be done for them: made from numbers."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from agent_desktop.features import house
from agent_desktop.features.field_service.tables import visit
from agent_desktop.features.interactions.tables import interaction
from agent_desktop.features.tickets.model import BLOCK, ticket_number
from agent_desktop.features.tickets.tables import ticket, ticket_block, ticket_note
from agent_desktop.features.workforce.tables import agent, queue
from agent_desktop.store.rows import json_text
from agent_desktop.store.search_keys import search_key
from tests.benchmarks.large_rows import NOW, Batch, customer_id, in_parts, row_id

TABLES: tuple[sa.Table, ...] = (interaction, ticket, ticket_note, visit)
"""Which tables are filled here, beside the search keys of tickets; their indexes are built once at the end."""

AGENTS, QUEUES = 60, 12
_FIRST_NUMBER = 4_000
_DAYS = 1_400
_VISITED = 5
_CHANNELS = ("call",) * 12 + ("email",) * 5 + ("chat",) * 2 + ("sms",)
_STATES = ("open",) * 7 + ("pending",) * 4 + ("new",) * 2 + ("on_hold",) + ("solved",) * 4 + ("closed",) * 2
_PRIORITIES = ("low", "normal", "normal", "normal", "high", "urgent")
_DISPOSITIONS = ("Answered", "Called back", "Passed on", "Sold", "Complaint", None)
_THINGS = (
    "boiler", "meter", "radiator", "tariff", "invoice", "thermostat", "tap", "valve", "contract", "delivery",
    "refund", "parcel", "cable", "filter", "pump", "warranty", "heater", "display", "hinge", "battery",
)  # fmt: skip
_FAULTS = (
    "leaks", "stays cold", "reads wrong", "hums", "never came", "was paid twice", "runs hot", "broke",
    "is late", "is missing a part", "has the wrong colour", "will not start", "moved house", "cannot sign in",
)  # fmt: skip
_WORDS = (
    "caller", "says", "since", "Monday", "engineer", "visit", "offered", "refund", "agreed", "sent", "photo",
    "number", "of", "the", "part", "was", "read", "out", "twice", "and", "will", "ring", "back", "after", "noon",
)  # fmt: skip


def agent_id(seed: int, n: int) -> str:
    """The id of the ``n``-th person who works there, counted from 0."""
    return row_id(20, seed, n)


def queue_id(seed: int, n: int) -> str:
    """The id of the ``n``-th queue, counted from 0."""
    return row_id(21, seed, n)


def whose(share: float, customers: int) -> int:
    """The customer that a share of all contacts belongs to: few have many, most have a handful or none.

    With five contacts a customer among a million, the first has some 5,000, the thousandth about 80.
    """
    return int(share * share * customers)


def batches(customers: int, interactions: int, tickets: int, seed: int) -> Iterator[Batch]:
    """Agents, queues, interactions, visits and tickets of a site whose customers are ``large_rows.customer_id``.

    Nothing of the kind for no customers' contacts: without interactions and tickets there is nobody at work.
    """
    if not interactions and not tickets:
        return
    yield from _people(seed)
    yield from in_parts(interaction, _INTERACTION, _interactions(customers, interactions, seed))
    yield from in_parts(visit, _VISIT, _visits(customers, seed))
    yield from _tickets(customers, tickets, seed)


_STAMPS = ("version", "field_versions", "updated_at")
_INTERACTION = (
    "id", "customer_id", "channel", "direction", "state", "title", "agent_id", "queue_id", "call_id",
    "started_at", "ended_at", "waited_s", "note", "topic", "disposition", "satisfaction", *_STAMPS,
)  # fmt: skip
_VISIT = (
    "id", "customer_id", "engineer_id", "title", "starts_at", "ends_at", "status", "report", *_STAMPS,
)  # fmt: skip
_TICKET = (
    "id", "number", "subject", "customer_id", "queue_id", "owner_id", "channel", "state", "priority", "topic",
    "is_unread", "due_at", "created_at", "first_solved_at", "last_solved_at", *_STAMPS,
)  # fmt: skip
_NOTE = ("id", "ticket_id", "customer_id", "author_id", "is_public", "text", "written_at", *_STAMPS)
_KEY = ("entity", "key", "entity_id")


def queues_of(seed: int, n: int) -> list[str]:
    """The queues that the ``n``-th person works for; the first is at every one."""
    if n == 0:
        return [queue_id(seed, place) for place in range(QUEUES)]
    return [queue_id(seed, n % QUEUES), queue_id(seed, (n * 5 + 1) % QUEUES)]


def _people(seed: int) -> Iterator[Batch]:
    queues = [
        (queue_id(seed, n), f"Queue {n}", n, 20, 5, True, 1, "{}", NOW - timedelta(days=_DAYS))
        for n in range(QUEUES)
    ]
    named = ("id", "name", "position", "service_level_s", "short_abandon_s", "is_active", *_STAMPS)
    yield queue, named, queues
    agents = [
        (
            agent_id(seed, n),
            f"large{n}",
            f"Alex Large {n}",
            str(30_000 + n),
            json_text(["supervisor", "agent"] if n == 0 else ["agent"]),
            json_text(queues_of(seed, n)),
            True,
            1,
            "{}",
            NOW - timedelta(days=_DAYS),
        )
        for n in range(AGENTS)
    ]
    yield agent, ("id", "login", "name", "extension", "roles", "queues", "is_active", *_STAMPS), agents


def _interactions(customers: int, count: int, seed: int) -> Iterator[tuple[Any, ...]]:
    draw = random.Random(f"{seed}:interactions").random
    texts, agents, queues = _texts(seed, 2_000), _ids(agent_id, AGENTS, seed), _ids(queue_id, QUEUES, seed)
    titles = [f"{thing} {fault}" for thing in _THINGS for fault in _FAULTS]
    lengths = [timedelta(seconds=30 + 7 * n) for n in range(200)]
    for n in range(count):
        at = NOW - timedelta(minutes=int(draw() * _DAYS * 1_440))
        what, who = draw(), draw()
        channel = _CHANNELS[int(what * len(_CHANNELS))]
        place = int(who * 1_000_000)
        is_call = channel == "call"
        yield (
            row_id(30, seed, n),
            customer_id(seed, whose(draw(), customers)),
            channel,
            "out" if place % 5 == 0 else "in",
            "done",
            titles[place % len(titles)],
            agents[place % AGENTS],
            queues[place % QUEUES],
            f"call-{n}" if is_call else None,
            at,
            at + lengths[place % 200],
            place % 240 if is_call else None,
            texts[place % len(texts)],
            _THINGS[place % len(_THINGS)],
            _DISPOSITIONS[place % len(_DISPOSITIONS)],
            1 + place % 5 if place % 12 == 0 else None,
            1,
            "{}",
            at,
        )


def _visits(customers: int, seed: int) -> Iterator[tuple[Any, ...]]:
    draw = random.Random(f"{seed}:visits")
    for n in range(customers // _VISITED):
        starts = NOW + timedelta(hours=draw.randrange(-_DAYS * 24, 14 * 24))
        is_over = starts < NOW
        yield (
            row_id(31, seed, n),
            customer_id(seed, whose(draw.random(), customers)),
            agent_id(seed, n % AGENTS),
            f"{draw.choice(_THINGS)}: service",
            starts,
            starts + timedelta(hours=1),
            "completed" if is_over else "booked",
            "Part fitted and tested." if is_over else "",
            1,
            "{}",
            min(starts, NOW),
        )


def _tickets(customers: int, count: int, seed: int) -> Iterator[Batch]:
    """Tickets with a note or two each, and their search keys."""
    keys_of = house().entities["ticket"].keys_of
    assert keys_of is not None
    draw = random.Random(f"{seed}:tickets")
    texts = _texts(seed, 500)
    step = 10_000
    for start in range(0, count, step):
        rows: list[dict[str, Any]] = []
        notes: list[tuple[Any, ...]] = []
        for n in range(start, min(start + step, count)):
            row = _ticket_row(draw, customers, seed, n)
            rows.append(row)
            for place in range(1 + n % 2):
                written = row["created_at"] + timedelta(minutes=5 * place)
                author = agent_id(seed, (n + place) % AGENTS)
                text = texts[(n * 3 + place) % len(texts)]
                note = (row_id(33 + place, seed, n), row["id"], row["customer_id"], author)
                notes.append((*note, place == 1, text, written, 1, "{}", written))
        yield ticket, _TICKET, [tuple(row[name] for name in _TICKET) for row in rows]
        yield ticket_note, _NOTE, notes
        keys = [("ticket", key, row["id"]) for row in rows for key in sorted(set(keys_of(row)))]
        yield search_key, _KEY, keys
    yield ticket_block, ("id", "lent"), [(1, -(-count // BLOCK))]


def _ticket_row(draw: random.Random, customers: int, seed: int, n: int) -> dict[str, Any]:
    state = _STATES[draw.randrange(len(_STATES))]
    created = NOW - timedelta(
        minutes=draw.randrange(1, (400 if state in {"solved", "closed"} else 40) * 1_440)
    )
    solved = created + timedelta(hours=draw.randrange(1, 96)) if state in {"solved", "closed"} else None
    thing = draw.choice(_THINGS)
    # What makes search keys looks at more than is filled in here.
    return dict.fromkeys(ticket.c.keys()) | {
        "id": row_id(32, seed, n),
        "number": ticket_number(_FIRST_NUMBER + n),
        "subject": f"{thing} {draw.choice(_FAULTS)}, house {draw.randrange(2_000)}",
        "customer_id": customer_id(seed, whose(draw.random(), customers)),
        "queue_id": queue_id(seed, n % QUEUES),
        "owner_id": agent_id(seed, draw.randrange(AGENTS))
        if state != "new" and draw.random() < 0.85
        else None,
        "channel": draw.choice(("call", "email", "chat", "letter")),
        "state": state,
        "priority": draw.choice(_PRIORITIES),
        "topic": thing,
        "is_unread": draw.random() < 0.2,
        "due_at": NOW + timedelta(minutes=draw.randrange(-20_000, 40_000)) if draw.random() < 0.9 else None,
        "created_at": created,
        "first_solved_at": solved,
        "last_solved_at": solved,
        "version": 1,
        "field_versions": "{}",
        "updated_at": solved or created,
    }


def _texts(seed: int, count: int) -> Sequence[str]:
    draw = random.Random(f"{seed}:texts")
    return [" ".join(draw.choices(_WORDS, k=draw.randint(6, 40))) for _ in range(count)]


def _ids(make: Any, count: int, seed: int) -> list[str]:
    return [make(seed, n) for n in range(count)]
