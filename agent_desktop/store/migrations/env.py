"""What alembic runs for each migration: it uses the connection that ``store.migrate`` hands over."""

from __future__ import annotations

from alembic import context


def run() -> None:
    """Run the steps on the caller's connection and in the caller's transaction."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=context.config.attributes.get("metadata"),
        transactional_ddl=True,
        compare_type=True,
    )
    context.run_migrations()


run()
