"""One database for many tests: each finds it as the first one did, without a copy of it for each."""

from __future__ import annotations

import sqlalchemy as sa

APPEND_ONLY = ("audit_log", "private_reveal")
"""Nothing is ever taken out of these, not by a test either; what stands in them more no test of ours counts."""

_TABLES = sa.text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")


def remember(connection: sa.Connection) -> None:
    """Keep what every table holds now, and a way back to it."""
    steps = ["SET LOCAL session_replication_role = replica;"]
    connection.execute(sa.text("CREATE SCHEMA as_it_was"))
    for name in connection.execute(_TABLES).scalars().all():
        if name in APPEND_ONLY:
            continue
        # An empty one is looked into first: most tests write to few.
        steps.append(f'IF EXISTS (SELECT FROM public."{name}") THEN DELETE FROM public."{name}"; END IF;')
        if connection.execute(sa.text(f'SELECT EXISTS (SELECT FROM public."{name}")')).scalar_one():
            connection.execute(sa.text(f'CREATE TABLE as_it_was."{name}" AS TABLE public."{name}"'))
            values = f'OVERRIDING SYSTEM VALUE SELECT * FROM as_it_was."{name}"'
            steps.append(f'INSERT INTO public."{name}" {values};')
    body = "\n".join(steps)
    connection.execute(
        sa.text(
            f"CREATE FUNCTION as_it_was.put_back() RETURNS void LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
        )
    )


def put_back(connection: sa.Connection) -> None:
    """Bring every table to what it held when it was remembered."""
    connection.execute(sa.text("SELECT as_it_was.put_back()"))
