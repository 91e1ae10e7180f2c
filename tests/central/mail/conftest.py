"""A central with the small floor, real mail servers beside it, and a clock that is held.

Starting any of them takes longer than what most tests do with it: a file of tests shares them all, and each test
finds them as if they had just been started. The tests of a file run in one loop, since central's lines to its
database belong to the loop they were opened in.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
import pytest_asyncio
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
from tests.support.floor import LEILA_AT_DESK, NOW
from tests.support.mail_servers import Imap, Smtp
from tests.support.put_back import put_back, remember
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


@dataclass(frozen=True)
class Shared:
    """What a file of tests starts once."""

    service: Service
    smtp: Smtp
    imap: Imap


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(postgres: EmbeddedPostgres, floor_template: str) -> AsyncIterator[Shared]:
    name = f"test_{new_id().replace('-', '')}"
    postgres.create_database(name, template=floor_template)
    smtp, imap = Smtp(), Imap()
    settings = CentralSettings(
        database_url=postgres.database_url(name), site=Site(name="Harbour Street"), pool_size=3
    )
    service = create_app(settings, connectors=[], clock=HeldClock(NOW)).service
    await service.write(remember)
    yield Shared(service, smtp, imap)
    await service.engine.dispose()
    smtp.close()
    imap.close()
    postgres.drop_database(name)


@pytest.fixture
def imap(shared: Shared) -> Imap:
    """Whoever asks for it has a mailbox that can be read; without, mail goes out only."""
    return shared.imap


@pytest_asyncio.fixture(loop_scope="module")
async def office(request: pytest.FixtureRequest, shared: Shared, clock: HeldClock) -> AsyncIterator[Office]:
    """Central with one mailbox; the tests that read mail have an IMAP server as well."""
    service, imap = shared.service, shared.imap if "imap" in request.fixturenames else None
    box = Mailbox(
        name="support",
        address=floor.OUR_ADDRESS,
        title="Heating support",
        queue="heating SUPPORT",
        smtp=shared.smtp.server,
        imap=imap.server if imap is not None else None,
        asks_rating=True,
    )
    # Longer than any machine stands still: what a test waits for comes, and nothing here hangs on purpose.
    mail = MailSettings(mailboxes=(box,), timeout_s=300.0, public_url="https://care.example")
    service.settings = msgspec.structs.replace(service.settings, mail=mail)
    service.clock = clock
    await tell_channels(service)
    yield Office(service, shared.smtp, imap, clock)
    await service.write(put_back)
    shared.smtp.forget()
    if imap is not None:
        imap.forget()
