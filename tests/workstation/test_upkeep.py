"""What a desk does for its replica by itself: letting go of the erased, counting, and saying it is too old."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import new_id
from agent_desktop.features import house
from agent_desktop.features.customers.commands import ChangeCustomer, CreateCustomer
from agent_desktop.features.customers.erasure import EraseCustomer
from agent_desktop.features.customers.tables import customer
from agent_desktop.features.tickets.numbers import LendNumbers
from agent_desktop.features.workforce.tables import queue
from agent_desktop.sync.erasure import certificates
from agent_desktop.sync.messages import Envelope, Verdict
from agent_desktop.workstation.synchroniser import Synchroniser
from agent_desktop.workstation.workstation import Workstation
from tests.central.serving.conftest import Central
from tests.workstation.conftest import SitDown
from tests.workstation.test_workstation import until


async def names(desk: Workstation, table: sa.Table) -> list[str]:
    store = desk._store
    assert store is not None

    def read() -> list[str]:
        with store.replica.transaction() as connection:
            return sorted(connection.execute(sa.select(table.c.name)).scalars())

    return await store.write(read)


async def test_an_erased_customer_leaves_every_desk_with_its_drafts_and_unsent_work(
    sit_down: SitDown, central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    leila, aisha = await sit_down("leila"), await sit_down("aisha")
    made = CreateCustomer(
        made_at=leila.clock.now(),
        customer_id=new_id(),
        currency="GBP",
        region="GB",
        name="Zebulon Quartermaine",
    )
    await leila.do(made)
    await leila.synchronise()
    await aisha.open_customer(made.customer_id)
    await leila.save_draft(f"customer:{made.customer_id}", {"note": "likes tea"})
    told: list[tuple[Envelope, Verdict]] = []
    leila.verdicts.add(told.append)
    # Central is not asked in time: what leila types next is still unsent when the erasure comes.
    sync = leila._sync
    assert sync is not None
    push = sync.push_all

    async def nothing() -> None:
        return

    monkeypatch.setattr(sync, "push_all", nothing)
    await leila.do(ChangeCustomer(made_at=leila.clock.now(), customer_id=made.customer_id, city="Atlantis"))
    await aisha.do(
        EraseCustomer(made_at=aisha.clock.now(), customer_id=made.customer_id, reason="They asked us to.")
    )
    await aisha.synchronise()

    async def are_gone() -> bool:
        await leila.synchronise()
        await aisha.synchronise()
        return await names(leila, customer) == await names(aisha, customer) == []

    await until(are_gone)
    monkeypatch.setattr(sync, "push_all", push)
    assert await leila.outbox() == []
    assert await leila.load_drafts("customer:") == {}
    assert [(e.kind, v.problem.reason) for e, v in told if v.problem] == [
        ("customers.ChangeCustomer", "erased")
    ]

    async def have_both_said_so() -> bool:
        [proof] = await central.app.service.read(certificates)
        return (proof.desks_done, proof.desks) == (2, 2)

    await until(have_both_said_so)


async def test_a_replica_that_lost_a_record_is_made_whole_at_the_next_count(sit_down: SitDown) -> None:
    leila = await sit_down("leila")
    await leila.synchronise()
    assert await names(leila, queue) == ["Sales", "Support"]
    store = leila._store
    assert store is not None

    def harm() -> None:
        with store.replica.transaction() as connection:
            connection.execute(sa.delete(queue).where(queue.c.name == "Sales"))
        store.replica.remember("compared_at", "2020-01-01T00:00:00+00:00")

    await store.write(harm)
    await leila.synchronise()
    assert await names(leila, queue) == ["Sales", "Support"]
    await store.write(harm)
    await store.write(lambda: store.replica.remember("compared_at", leila.clock.now().isoformat()))
    await leila.synchronise()
    assert await names(leila, queue) == ["Support"], "once a day is enough"


async def test_a_desktop_that_central_has_outgrown_says_so_and_keeps_its_work(
    sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    leila = await sit_down("leila")
    await leila.synchronise()
    monkeypatch.setattr("agent_desktop.sync.versions.__version__", "0.9.0")
    leila._transport.session.access = "run out"
    await leila.do(
        CreateCustomer(
            made_at=leila.clock.now(), customer_id=new_id(), currency="GBP", region="GB", name="Ada"
        )
    )

    async def says_so() -> bool:
        return "Install the newer desktop" in leila.link.problem

    await until(says_so)
    assert leila.link.state == "offline"
    assert [one.state for one in await leila.outbox()] == ["waiting"]
    monkeypatch.undo()

    async def is_sent() -> bool:
        return not await leila.outbox() and leila.link.problem == ""

    await until(is_sent)


async def test_what_means_something_only_now_is_never_queued(sit_down: SitDown) -> None:
    leila = await sit_down("leila")
    with pytest.raises(Refused) as told:
        await leila.do(LendNumbers(made_at=leila.clock.now()))
    assert told.value.reason == "online_only"
    assert await leila.outbox() == []


async def test_an_upgraded_desktop_takes_its_snapshots_anew(
    sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    leila = await sit_down("leila")
    await leila.synchronise()
    store = leila._store
    assert store is not None
    await store.write(lambda: store.replica.remember("shape", "an earlier release"))
    await leila.close()
    taken: list[str] = []
    real = Synchroniser._take_snapshot

    async def noting(sync: Synchroniser, scope: str) -> None:
        taken.append(scope.partition(":")[0])
        await real(sync, scope)

    monkeypatch.setattr(Synchroniser, "_take_snapshot", noting)
    again = await sit_down("leila", folder="leila")
    await again.synchronise()
    assert sorted(taken) == ["agent", "org", "queue"]
    assert "customer" in house().entities
