"""A central with the small floor, real mail servers beside it, and a clock that is held."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from agent_desktop.central.app import create_app
from agent_desktop.central.mail.channels import tell_channels
from agent_desktop.central.mail.settings import Mailbox, MailSettings
from agent_desktop.central.service import Service
from agent_desktop.central.settings import CentralSettings, Site
from agent_desktop.core.clock import HeldClock
from agent_desktop.core.command import Command
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor
from agent_desktop.core.query import Query
from agent_desktop.core.work import Row
from agent_desktop.features.correspondence.tables import incoming_mail, outgoing_mail
from agent_desktop.store.embedded import EmbeddedPostgres
from agent_desktop.store.work import SqlRead
from agent_desktop.sync.server import push
from tests.support import floor
from tests.support.floor import LEILA_AT_DESK
from tests.support.mail_servers import Imap, Smtp
from tests.support.stores import envelope


@dataclass
class Office:
    """Central as these tests use it."""

    service: Service
    smtp: Smtp
    imap: Imap | None
    clock: HeldClock

    async def do(self, command: Command, actor: Actor = LEILA_AT_DESK) -> Any:
        sent = [envelope(self.service.registry, command)]
        reply = await self.service.write(
            lambda c: push(c, self.service.registry, actor, sent, self.clock, set())
        )
        return reply.verdicts[0]

    async def ask(self, query: Query[Any], actor: Actor = LEILA_AT_DESK) -> Any:
        return await self.service.read(
            lambda c: self.service.registry.queries.run(SqlRead(c, is_whole=True), actor, query)
        )

    async def row(self, entity: str, record_id: str) -> Row:
        table = self.service.registry.entities[entity].table
        rows = await self.service.read(
            lambda c: c.execute(sa.select(table).where(table.c.id == record_id)).mappings().all()
        )
        return dict(rows[0])

    async def rows(self, table: sa.Table, *where: Any) -> list[Row]:
        return await self.service.read(
            lambda c: [dict(row) for row in c.execute(sa.select(table).where(*where)).mappings()]
        )

    async def outgoing(self) -> list[Row]:
        return await self.rows(outgoing_mail)

    async def incoming(self) -> list[Row]:
        return await self.rows(incoming_mail)

    def set(self, **changes: Any) -> None:
        """Other settings of mail from here on."""
        mail = msgspec.structs.replace(self.service.settings.mail, **changes)
        self.service.settings = msgspec.structs.replace(self.service.settings, mail=mail)


@pytest.fixture
def smtp() -> Iterator[Smtp]:
    server = Smtp()
    yield server
    server.close()


@pytest.fixture
def imap() -> Iterator[Imap]:
    server = Imap()
    yield server
    server.close()


@pytest.fixture
def floor_url(postgres: EmbeddedPostgres, floor_template: str) -> Iterator[str]:
    name = f"test_{new_id().replace('-', '')}"
    postgres.create_database(name, template=floor_template)
    yield postgres.database_url(name)
    postgres.drop_database(name)


@pytest.fixture
async def office(
    request: pytest.FixtureRequest, floor_url: str, smtp: Smtp, clock: HeldClock
) -> AsyncIterator[Office]:
    """Central with one mailbox; the tests that read mail have an IMAP server as well."""
    imap = request.getfixturevalue("imap") if "imap" in request.fixturenames else None
    box = Mailbox(
        name="support",
        address=floor.OUR_ADDRESS,
        title="Heating support",
        queue="heating SUPPORT",
        smtp=smtp.server,
        imap=imap.server if imap is not None else None,
        asks_rating=True,
    )
    settings = CentralSettings(
        database_url=floor_url,
        site=Site(name="Harbour Street"),
        pool_size=3,
        mail=MailSettings(mailboxes=(box,), timeout_s=20.0, public_url="https://care.example"),
    )
    app = create_app(settings, connectors=[], clock=clock)
    made = Office(app.service, smtp, imap, clock)
    await tell_channels(app.service)
    yield made
    await app.service.engine.dispose()
