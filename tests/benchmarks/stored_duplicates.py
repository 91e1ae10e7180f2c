"""The look for duplicates over the whole store, as central does it at night."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agent_desktop.store.embedded import EmbeddedPostgres
from tests.benchmarks import large_worlds, worlds
from tests.benchmarks.large_sites_up import Size
from tests.benchmarks.processes import Child, step

DOUBLED = 20
"""Every so many-th customer is on record twice."""

# A letter of the family name is gone, and the second record knows one number and the e-mail address alone.
_DOUBLE = f"""
INSERT INTO customer (id, kind, name, given_name, family_name, organisation, email, country, currency, updated_at)
SELECT md5('double' || id::text)::uuid, kind, left(name, -1), given_name, left(family_name, -1), left(organisation, -1),
    email, country, currency, updated_at
FROM (SELECT *, row_number() OVER (ORDER BY id) AS place FROM customer) AS everybody WHERE place % {DOUBLED} = 0
"""
_THEIR_NUMBERS = """
INSERT INTO customer_phone (id, customer_id, e164, reversed_digits, label, is_preferred, is_verified, updated_at)
SELECT md5('double' || p.id::text)::uuid, twin.id, e164, reversed_digits, label, is_preferred, is_verified, p.updated_at
FROM customer_phone AS p JOIN customer AS twin ON twin.id = md5('double' || p.customer_id::text)::uuid
WHERE p.is_preferred
"""


def measure(folder: Path, *, sizes: Sequence[Size]) -> dict[str, Any]:
    """Seconds, processor time and memory at each size, and the growth of processor time to rows."""
    found: dict[str, Any] = {
        "what": "customers read, compared in a process of its own, and pairs written down",
        "settings": {"doubled_every": DOUBLED},
        "rows": {},
    }
    with EmbeddedPostgres.start(worlds.store_folder(), settings=worlds.POSTGRES_SETTINGS) as server:
        for size in sizes:
            with large_worlds.copied(server, *size) as url:
                database = large_worlds.database_of(url)
                for statement in (_DOUBLE, _THEIR_NUMBERS):
                    server.execute(statement, database=database)
                rows = int(server.execute("SELECT count(*) FROM customer", database=database))
                with (
                    step(f"the look for duplicates among {rows:,} customers"),
                    Child(
                        "tests.benchmarks.bulk_process", home=folder / "home", ends_with_input=True
                    ) as child,
                ):
                    child.tell(url=url)
                    told = child.hear("done", within_s=120 + rows / 50)
                found["rows"][str(rows)] = {
                    "seconds": round(told["seconds"], 2),
                    "processor_s": round(told["processor_s"], 2),
                    "rows_per_s": round(rows / told["seconds"]),
                    "pairs": told["done"]["waiting"],
                    "doubled": rows - size[0],
                    "most_rss_mb": round(told["most_rss_mb"], 1),
                }
    counts = [int(rows) for rows in found["rows"]]
    most, least = found["rows"][str(max(counts))], found["rows"][str(min(counts))]
    found["growth"] = round(most["processor_s"] / least["processor_s"] * min(counts) / max(counts), 3)
    return found
