"""What end-to-end tests share: a site of real processes, with two people and a few customers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agent_desktop.store.embedded import EmbeddedPostgres
from tests.support.processes import PASSWORD, CentralProcess, Machine, Window, post_call

TOKEN = "a-long-random-text"
CONFIG = """
default_region = "GB"
time_zone = "Europe/London"

[plugins.cti_webhook]
tokens = ["file:TOKEN_FILE"]

[plugins.simulator]
load = 0
token = "file:TOKEN_FILE"
"""
CUSTOMERS = """\
external_id,given_name,family_name,phone,city,postcode
C-1,Margaret,Hughes,020 7946 0018|020 7946 0200,London,SW2 1AA
C-2,Tom,Hughes,020 7946 0200,London,SW2 1AA
C-3,Priya,Nair,0161 496 0007,Manchester,M1 2AB
"""
PEOPLE = (("ada", "Ada Moss", "201"), ("ben", "Ben Okoro", "202"))


class Site:
    """One central, the computers of its people, and an exchange that is curl."""

    def __init__(self, machine: Machine, *options: str, later: Path | None = None) -> None:
        self.machine = machine
        self._options = options
        self.config = machine.home / "site.toml"
        token_file = machine.home / "exchange-token"
        token_file.write_text(f"{TOKEN}\n")
        token_file.chmod(0o600)
        self.config.write_text(CONFIG.replace("TOKEN_FILE", str(token_file)))
        if options:
            self._people_and_customers()
            self.central = CentralProcess(machine, self.config, *options, later=later)
        else:
            # The database is the embedded one: the commands join the one that runs.
            self.central = CentralProcess(machine, self.config)
            self._people_and_customers()

    def _people_and_customers(self) -> None:
        for login, name, extension in PEOPLE:
            words = ("--name", name, "--queues", "Support", "--extension", extension)
            self.command("central", "user", "add", login, *words, typed=f"{PASSWORD}\n")
        customers = self.machine.home / "customers.csv"
        customers.write_text(CUSTOMERS)
        self.command("import", "customers", customers)

    def command(self, *words: str | Path, typed: str = "") -> str:
        """Run a command on this site's database; answers what it printed, fails unless it succeeded."""
        done = self.machine.run(*words, "--config", self.config, *self._options, typed=typed)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def windows(self, **more: str) -> tuple[Window, Window]:
        """The windows of both people, opened at the same time, both usable."""
        ada, ben = (Window(self.machine, self.central.url, login, **more) for login, *_ in PEOPLE)
        return ada.ready(), ben.ready()

    def new_call(self, call_id: str, number: str, *, to: str = "ada") -> None:
        """The exchange tells of a call from ``number`` that rings at a person."""
        fields = {"from": number, "to": "+44 20 7946 0999", "direction": "in", "user": to}
        self.post("newCall", call_id, **fields)

    def post(self, event: str, call_id: str, **fields: str) -> Any:
        """The exchange tells of a call."""
        return post_call(self.central, TOKEN, event, call_id, **fields)


@pytest.fixture
def machine() -> Iterator[Machine]:
    """A computer with an empty home; whatever was started on it wrote no crash file."""
    with Machine() as made:
        yield made
        assert made.crashes() == []


@pytest.fixture
def site(machine: Machine, database_url: str) -> Site:
    """A site on a PostgreSQL that is there already."""
    return Site(machine, "--database", database_url)


@pytest.fixture
def ask_database(postgres: EmbeddedPostgres, database_url: str) -> Callable[[str], str]:
    """One SQL statement put to the site's database, answered as text."""
    name = database_url.partition("?")[0].rpartition("/")[2]
    return lambda statement: postgres.execute(statement, database=name)
