"""A broken copy of any file that customers or tickets come in: refused with a clear error, and nothing written."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from agent_desktop.central.importing import import_file
from agent_desktop.core.errors import KnownError
from agent_desktop.features.customers.tables import customer
from agent_desktop.features.tickets.tables import ticket
from tests.support.central_tables import add_queue, engine_on, run

CONTACTS = Path(__file__).parents[1] / "data" / "contacts"
LEADS = b"".join(
    b"%d|S1|129|44|02079460142|MS|Ann|Q|Reed|9 Mill Road|||LEEDS|||LS1 4AP|GBR|F|1970-01-01||ann@example.org|pw|N\n"
    % n
    for n in (7001, 7002)
)
OF_CUSTOMERS = ("zendesk_user", "zendesk_organization")


@pytest.fixture
async def engine(central_url: str) -> AsyncIterator[AsyncEngine]:
    async with engine_on(central_url) as engine:
        await run(engine, lambda c: add_queue(c, "Support"))
        yield engine


def whole_files() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(CONTACTS.glob("*.[cv]*"))} | {"leads.txt": LEADS}


def cut(body: bytes) -> bytes:
    """Ends in the middle of its last row or card."""
    return body.rstrip()[:-1].rpartition(b",")[0] if b"BEGIN:VCARD" not in body else body.rstrip()[:-12]


def in_another_encoding(body: bytes) -> bytes:
    """A letter of Latin-1 in the first row or name."""
    if b"BEGIN:VCARD" in body:
        return re.sub(rb"\nFN[^:]*:", b"\nFN:Zo\xeb ", body, count=1)
    first = body.index(b"\n") if b"|" not in body[:5] else body.index(b"Ann") - 1
    return body[: first + 1] + b"\xeb" + body[first + 1 :]


def with_a_line_of_10_mb(body: bytes) -> bytes:
    return body.rstrip() + b"\n" + b"x" * 10_000_000


def with_a_formula(body: bytes) -> bytes:
    """What a spreadsheet would compute where a name, a subject or a text stands."""
    formula = b"=HYPERLINK(A1)"
    if b"BEGIN:VCARD" in body:
        return re.sub(rb"\nN[^:]*:", b"\nN:" + formula + b";", body, count=1)
    if body is LEADS:
        return body.replace(b"Reed", b"Reed").replace(b"|Ann|", b"|" + formula + b"|", 1)
    lines = body.split(b"\n")
    columns = lines[0].strip().split(b",")
    place = next(
        columns.index(one)
        for one in (b"name", b"subject", b"body", b"tag", b"value", b"metric")
        if one in columns
    )
    cells = lines[1].split(b",")
    cells[place] = formula
    return b"\n".join([lines[0], b",".join(cells), *lines[2:]])


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut off": cut,
    "another encoding": in_another_encoding,
    "a line of 10 MB": with_a_line_of_10_mb,
    "a formula": with_a_formula,
}


@pytest.mark.parametrize("damage", DAMAGES)
async def test_a_broken_copy_of_any_file_is_refused_and_nothing_written(
    engine: AsyncEngine, central_url: str, tmp_path: Path, damage: str
) -> None:
    for name, body in whole_files().items():
        broken = DAMAGES[damage](body)
        assert broken != body, name
        path = tmp_path / name
        path.write_bytes(broken)
        is_of_tickets = name.startswith("zendesk") and not name.startswith(OF_CUSTOMERS)
        told: list[str] = []
        try:
            kind = "tickets" if is_of_tickets else "customers"
            is_refused = await import_file(central_url, kind=kind, file=path, region="US", out=told.append)
        except KnownError as problem:
            is_refused = True
            told.append(str(problem))
        assert is_refused, f"{damage}: {name}"
        assert "Nothing was written" in "".join(told), f"{damage}: {name}: {told}"
        path.unlink()
    assert (
        await run(engine, lambda c: c.execute(sa.select(sa.func.count()).select_from(customer)).scalar()) == 0
    )
    assert (
        await run(engine, lambda c: c.execute(sa.select(sa.func.count()).select_from(ticket)).scalar()) == 0
    )
    assert names_in(tmp_path) == []


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]
