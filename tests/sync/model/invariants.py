"""What must be true whenever the world is quiet, and what must be true at every moment on a desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from agent_desktop.core.registry import EntitySpec, Registry
from agent_desktop.store.search_keys import key_rows, search_key
from agent_desktop.sync.replica_tables import base_row, outbox
from agent_desktop.sync.tables import command_log
from tests.support.stores import all_rows
from tests.sync.model.commands import marks_in
from tests.sync.model.places import Place
from tests.sync.model.sight import Key, Rows, scopes_of_everything, visible

SHOWS_AT_ONCE = {
    "interactions.StartContact": ("interaction", "interaction_id", None),
    "customers.CreateCustomer": ("customer", "customer_id", None),
    "tickets.AddTicketNote": ("ticket_note", "note_id", ("ticket", "ticket_id")),
}
"""Kinds that make a record: which, by which id, and what must be on the desk for it to show."""

DERIVED = ("caller",)
"""Records that central makes of others, some time later and with their times."""

_MOST_TOLD = 12


class Violation(AssertionError):
    """Something that must hold does not; the text says what, line by line."""


@dataclass(frozen=True, slots=True)
class Done:
    """A command that a desk took: from then on nothing of it may be lost."""

    command_id: str
    kind: str
    login: str
    place: str
    data: dict[str, Any]

    def is_by(self, place: Place) -> bool:
        """Whether whoever sits at a place now did it there."""
        return (self.place, self.login) == (place.name, place.login)


@dataclass
class CentralState:
    """Central at a quiet moment, read once for all desks."""

    rows: Rows
    scopes: dict[Key, set[str]]
    log: dict[str, Any]
    marks: set[str]
    """Every text that any record ever held."""
    made: set[str]
    """The ids of the records that were made since the world began."""
    doubled: list[str]


SEEDED = ("reply_channel", "workflow_rule")
"""What central also writes by itself, when it starts: no command's effect."""

# After a restore, commands that are offered again do not turn a record's time back: such a record keeps its moment
# although another command changed it, which is no second effect of the one whose moment it is.
_TWICE = sa.text("""
WITH seen AS (
    SELECT xid, entity, op, updated_at,
        lag(updated_at) OVER (PARTITION BY entity, body::jsonb->>'id' ORDER BY n) AS before
    FROM model_history WHERE entity <> ALL(:derived)
)
SELECT updated_at, count(DISTINCT xid) || ' (' || string_agg(DISTINCT entity || ' ' || op, ', ') || ')' FROM seen
WHERE updated_at IS NOT NULL AND NOT (
    before IS NOT DISTINCT FROM updated_at
    AND EXISTS (SELECT FROM model_logged l WHERE l.xid = seen.xid)
    AND NOT EXISTS (SELECT FROM model_logged l WHERE l.xid = seen.xid AND l.moment = updated_at::timestamptz)
) AND NOT (entity = ANY(:seeded) AND NOT EXISTS (SELECT FROM model_logged l WHERE l.xid = seen.xid))
GROUP BY updated_at HAVING count(DISTINCT xid) > 1
""")
_LOGGED_TWICE = sa.text("SELECT command_id FROM model_logged GROUP BY 1 HAVING count(DISTINCT xid) > 1")


def read_central(connection: sa.Connection, registry: Registry) -> CentralState:
    """Everything the invariants are checked against; with it, whether any command took effect twice.

    ``model_history`` keeps every version that any record ever had, written by triggers of the model's
    own, and ``model_logged`` which transaction logged which command. Each command of the model has a moment
    of its own, which its rows carry as ``updated_at``.
    """
    rows = all_rows(connection, registry)
    twice = connection.execute(_TWICE, {"derived": list(DERIVED), "seeded": list(SEEDED)}).all()
    logged_twice = connection.execute(_LOGGED_TWICE).scalars().all()
    history = connection.execute(sa.text("SELECT body FROM model_history")).scalars().all()
    made = connection.execute(
        sa.text(
            "SELECT entity, body::jsonb->>'id' AS id, count(*) FROM model_history WHERE op = 'INSERT' GROUP BY 1, 2"
        )
    ).all()
    return CentralState(
        rows,
        scopes_of_everything(rows, registry, connection),
        {str(row.command_id): row for row in connection.execute(sa.select(command_log)).all()},
        set().union(*(marks_in(body) for body in history)),
        {key for _, key, _ in made},
        [f"what was done at {moment} took effect in so many transactions: {n}" for moment, n in twice]
        + [f"{command_id} was logged in more than one transaction" for command_id in logged_twice]
        + [f"{entity} {key} was made {n} times" for entity, key, n in made if n > 1],
    )


def check_desk(place: Place, scopes: Iterable[str], central: CentralState) -> list[str]:
    """A quiet desk holds what its person may see, row by row and key by key, and nothing else."""
    told = []
    allowed, held = set(scopes), place.held_scopes()
    if stray := {scope for scope in held - allowed if not scope.startswith("customer:")}:
        told.append(f"{place} holds {sorted(stray)}, which are not its person's")
    if missing := allowed - held:
        told.append(f"{place} does not hold {sorted(missing)}")
    if stray := place.stray_scopes():
        told.append(f"{place} keeps rows of {sorted(stray)}, which it does not hold")
    customers = {scope for scope in held if scope.startswith("customer:")}
    wanted = visible(central.rows, central.scopes, allowed | customers)
    here = place.rows()
    for entity, rows in wanted.items():
        told += _differences(f"{place} {entity}", rows, here[entity])
    keys = {
        found for entity, rows in wanted.items() for found in _keys(place.registry.entities[entity], rows)
    }
    mine = {
        (row.entity, str(row.entity_id), row.key)
        for row in place.select(sa.select(search_key.c.entity, search_key.c.entity_id, search_key.c.key))
    }
    if keys != mine:
        told.append(f"{place} finds by {sorted(mine - keys)} too much and {sorted(keys - mine)} too little")
    if place.select(sa.select(base_row.c.entity_id)):
        told.append(f"{place} still forecasts although nothing waits")
    return told


def _keys(spec: EntitySpec, rows: dict[str, Any]) -> Iterable[tuple[str, str, str]]:
    """What these records must be found by."""
    if spec.keys_of is not None:
        for entity_id, row in rows.items():
            for found in key_rows(spec.name, entity_id, spec.keys_of(row)):
                yield found["entity"], found["entity_id"], found["key"]


def _differences(what: str, wanted: dict[str, Any], here: dict[str, Any]) -> list[str]:
    told = [f"{what} {key} is missing" for key in sorted(wanted.keys() - here.keys())]
    told += [f"{what} {key} is there and must not be" for key in sorted(here.keys() - wanted.keys())]
    for key in sorted(wanted.keys() & here.keys()):
        if wanted[key] != here[key]:
            fields = [name for name in wanted[key] if wanted[key][name] != here[key].get(name)]
            told.append(
                f"{what} {key} differs: "
                + "; ".join(f"{name} {here[key].get(name)!r} for {wanted[key][name]!r}" for name in fields)
            )
    return told


def check_commands(
    done: Iterable[Done], central: CentralState, agents: dict[str, str], outboxes: dict[tuple[str, str], Any]
) -> list[str]:
    """Every command is at central once, as its author gave it, and every text is somewhere."""
    told = list(central.doubled)
    commands = list(done)
    last_written = {key: n for n, one in enumerate(commands) for key in _written(one)}
    for n, one in enumerate(commands):
        name = f"{one.kind} {one.command_id} of {one.login}"
        entry = outboxes.get((one.place, one.login), {}).get(one.command_id)
        logged = central.log.get(one.command_id)
        if logged is None:
            if entry is None or entry.state != "refused":
                told.append(f"{name} never reached central")
            continue
        if str(logged.actor) != agents[one.login]:
            told.append(f"{name} was stored as somebody else's")
        if logged.kind != one.kind or logged.data != one.data:
            told.append(f"{name} was stored as {logged.kind} {logged.data}")
        if entry is None and logged.status == "refused":
            told.append(f"{name} was refused and is gone from the outbox")
        if entry is not None and entry.state not in _STATES[logged.status]:
            told.append(f"{name} is {entry.state} at its desk, {logged.status} at central")
        if logged.status != "refused":
            told += [f"{name} {what}" for what in _without_effect(n, one, entry, central, last_written)]
    return told


_STATES = {"applied": {"settled"}, "merged": {"settled"}, "refused": {"refused"}}
_Written = tuple[str, str, str, str, str]


def _written(one: Done) -> set[_Written]:
    """The fields a command writes text into: whose desk, which field, of which record."""
    typed = [name for name, value in one.data.items() if isinstance(value, str) and marks_in(value)]
    records = [(name, value) for name, value in one.data.items() if name.endswith("_id")]
    return {
        (one.place, one.login, field_name, name, str(value))
        for field_name in typed
        for name, value in records
        if name != "command_id"
    }


def _without_effect(
    n: int, one: Done, entry: Any, central: CentralState, last_written: dict[_Written, int]
) -> list[str]:
    """What a command that central took did not do: a record it did not make, a text that went nowhere.

    A text may also have been written over by its own author before it left the desk: such a batch is
    written once, as its author left it.
    """
    told = []
    if one.kind in SHOWS_AT_ONCE and one.data[SHOWS_AT_ONCE[one.kind][1]] not in central.made:
        told.append("made nothing")
    answered = set()
    if entry is not None and entry.verdict:
        answered = marks_in(msgspec.json.encode(entry.verdict["lost"]).decode())
    gone = marks_in(msgspec.json.encode(one.data).decode()) - central.marks - answered
    if gone and not any(last_written[key] > n for key in _written(one)):
        told += [f"lost the text {mark}" for mark in sorted(gone)]
    return told


def check_screen(place: Place) -> list[str]:
    """What waits for central shows on the desk of whoever did it, at every moment."""
    told = []
    for row in place.select(_PENDING):
        entity, name, needs = SHOWS_AT_ONCE[row.kind]
        if needs is not None and row.data[needs[1]] not in place.ids(needs[0]):
            continue
        if row.data[name] not in place.ids(entity):
            told.append(f"{row.kind} {row.command_id} waits at {place} and does not show")
    return told


_PENDING = sa.select(outbox).where(
    outbox.c.state.in_(("waiting", "acknowledged")), outbox.c.kind.in_(list(SHOWS_AT_ONCE))
)


def raise_for(told: list[str]) -> None:
    """Raise what was found, shortened where it is much."""
    if told:
        more = [f"… and {len(told) - _MOST_TOLD} more"] if len(told) > _MOST_TOLD else []
        raise Violation("\n".join([*told[:_MOST_TOLD], *more]))
