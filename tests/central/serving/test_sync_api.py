"""Push, pull, snapshots, bundles and questions over HTTP."""

from __future__ import annotations

import asyncio
import gzip
import json

import httpx
import pytest
import sqlalchemy as sa

from agent_desktop.core.ids import new_id
from agent_desktop.sync.tables import command_log, sync_feed, sync_head
from tests.support.commands_of import create_customer, envelope, start_contact


async def test_what_one_desk_writes_the_other_is_poked_for_and_pulls(central):
    leila, marcus = await central.desk("leila"), await central.desk("marcus")
    customer = new_id()
    await leila.push(create_customer(customer))
    # Marcus has this customer open: his replica holds the scope since he fetched the bundle.
    bundle = (await marcus.client.get(f"/api/v1/customers/{customer}/bundle")).json()
    scope = f"customer:{customer}"
    await marcus.pull(**{scope: bundle["seq"]})
    told = await central.listen(marcus)
    contact = new_id()
    [verdict] = await leila.push(start_contact(contact, customer))
    assert verdict["status"] == "applied"
    await told.next("poke", lambda poke: poke["head"] >= verdict["seq"], within_s=1)
    page = await marcus.pull(**{scope: bundle["seq"]})
    rows = {(row[1], row[2]): row[5] for row in page["rows"]}
    assert rows["interaction", contact]["state"] == "in_progress"
    assert page["cursors"][scope] == page["head"]


async def test_a_desk_that_does_not_hold_the_scope_is_not_poked(central):
    leila, marcus = await central.desk("leila"), await central.desk("marcus")
    customer = new_id()
    told = await central.listen(marcus)
    await leila.push(create_customer(customer))
    await told.next("poke")  # nobody knows yet what his replica holds
    await marcus.pull()
    await leila.push(start_contact(new_id(), customer))
    leila_told = await central.listen(leila)
    await leila.pull(**{f"customer:{customer}": 0})
    await leila.push(start_contact(new_id(), customer))
    await leila_told.next("poke")
    assert [name for name, _ in told.told if name == "poke"] == []


async def test_the_same_command_twice_is_done_once_and_answered_alike(central):
    leila = await central.desk("leila")
    command = create_customer(new_id())
    first, again = await leila.push(command), await leila.push(command)
    assert first == again
    async with central.app.service.engine.connect() as connection:
        count = sa.select(sa.func.count()).where(command_log.c.command_id == command["data"]["command_id"])
        assert (await connection.execute(count)).scalar() == 1


async def test_the_same_command_twenty_times_at_once_is_done_once(central):
    leila = await central.desk("leila")
    command = create_customer(new_id())
    replies = await asyncio.gather(*(leila.push(command) for _ in range(20)))
    assert all(reply == replies[0] for reply in replies)
    assert replies[0][0]["status"] == "applied"


async def test_batches_that_lock_each_other_out_are_both_done(central):
    leila, marcus = await central.desk("leila"), await central.desk("marcus")
    one, two = new_id(), new_id()
    await leila.push(create_customer(one), create_customer(two))

    def change(customer, alert):
        return envelope("customers.ChangeCustomer", customer_id=customer, alert=alert)

    for _ in range(5):
        here, there = await asyncio.gather(
            leila.push(*(change(c, new_id()) for c in [one, two] * 5)),
            marcus.push(*(change(c, new_id()) for c in [two, one] * 5)),
        )
        assert {verdict["status"] for verdict in here + there} <= {"applied", "merged"}


async def test_a_bad_command_gets_its_own_verdict_and_stops_nobody(central):
    leila = await central.desk("leila")
    good = create_customer(new_id())
    verdicts = await leila.push(
        envelope("no.SuchThing"),
        envelope("customers.CreateCustomer", customer_id=new_id()),
        create_customer(new_id(), given="a\0b"),
        good,
    )
    assert [verdict["status"] for verdict in verdicts] == ["refused", "refused", "refused", "applied"]
    assert [verdict["problem"]["reason"] for verdict in verdicts[:3]] == [
        "unknown_command",
        "malformed",
        "malformed",
    ]


async def test_somebody_elses_command_is_refused_and_the_rest_goes_on(central):
    leila, marcus = await central.desk("leila"), await central.desk("marcus")
    command = create_customer(new_id())
    await leila.push(command)
    stolen, own = await marcus.push(command, create_customer(new_id()))
    assert stolen["problem"]["reason"] == "not_yours"
    assert own["status"] == "applied"


async def test_more_than_a_hundred_commands_are_refused_whole(central):
    leila = await central.desk("leila")
    body = {"commands": [create_customer(new_id()) for _ in range(101)]}
    response = await leila.client.post("/api/v1/push", json=body)
    assert (response.status_code, response.json()["reason"]) == (413, "too_many")


async def test_a_restored_database_sends_desks_back_to_snapshots(central):
    leila = await central.desk("leila")
    body = {"epoch": new_id(), "cursors": {"org": 0}}
    response = await leila.client.post("/api/v1/pull", json=body)
    assert (response.status_code, response.json()["reason"]) == (410, "epoch_changed")
    assert response.json()["kept"] == "Your outbox is kept."


async def test_a_desk_older_than_the_purged_tombstones_starts_over(central):
    leila = await central.desk("leila")
    async with central.app.service.engine.begin() as connection:
        await connection.execute(sa.update(sync_head).values(purged_below=5))
    body = {"epoch": leila.session["epoch"], "cursors": {"org": 4}}
    assert (await leila.client.post("/api/v1/pull", json=body)).status_code == 410
    body["cursors"]["org"] = 5
    assert (await leila.client.post("/api/v1/pull", json=body)).status_code == 200


async def test_scopes_of_others_are_not_answered(central):
    leila, marcus = await central.desk("leila"), await central.desk("marcus")
    theirs = [f"agent:{marcus.agent_id}", f"queue:{marcus.session['person']['queues'][0]}", "org:", "x"]
    page = await leila.pull(org=0, **dict.fromkeys(theirs, 0))
    assert set(page["cursors"]) == {"org"}
    assert {row[0] for row in page["rows"]} == {"org"}
    for scope in theirs:
        assert (await leila.client.get(f"/api/v1/snapshot/{scope}")).status_code == 403


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
async def test_a_snapshot_is_the_scope_of_one_moment_head_first(central, encoding):
    leila = await central.desk("leila")
    async with leila.client.stream(
        "GET", "/api/v1/snapshot/org", headers={"accept-encoding": encoding}
    ) as response:
        assert response.status_code == 200
        assert response.headers.get("content-encoding") == (encoding if encoding == "gzip" else None)
        raw = b"".join([piece async for piece in response.aiter_raw()])
    text = gzip.decompress(raw) if encoding == "gzip" else raw
    head, *rows = [json.loads(line) for line in text.splitlines()]
    assert head == {
        "scope": "org",
        "seq": head["seq"],
        "epoch": leila.session["epoch"],
        "count": len(rows),
    }
    assert {row[1] for row in rows} == {"agent", "queue"}
    assert sorted(row[5]["name"] for row in rows if row[1] == "queue") == ["Sales", "Support"]
    page = await leila.pull(org=head["seq"])
    assert page["rows"] == []


async def test_a_snapshot_of_many_rows_comes_whole(central):
    leila = await central.desk("leila")
    async with central.app.service.engine.begin() as connection:
        many = [
            {
                "scope": "org",
                "entity": "article",
                "entity_id": new_id(),
                "seq": 1000 + n,
                "version": 1,
                "op": "U",
                "body": {"text": "x" * 200},
            }
            for n in range(5_000)
        ]
        await connection.execute(sa.insert(sync_feed), many)
    response = await leila.client.get("/api/v1/snapshot/org")
    lines = response.text.splitlines()
    assert sum('"article"' in line for line in lines) == 5_000


async def test_a_bundle_is_everything_of_one_customer_and_has_an_etag(central):
    leila = await central.desk("leila")
    customer = new_id()
    await leila.push(create_customer(customer), start_contact(new_id(), customer))
    path = f"/api/v1/customers/{customer}/bundle"
    response = await leila.client.get(path)
    assert [entity for entity, _ in response.json()["rows"]] == ["customer", "customer_phone", "interaction"]
    tag = response.headers["etag"]
    assert (await leila.client.get(path, headers={"if-none-match": tag})).status_code == 304
    await leila.push(start_contact(new_id(), customer))
    changed = await leila.client.get(path, headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


@pytest.mark.parametrize(
    "customer",
    ["01920000-0000-7000-8000-000000000000", "nonsense", "%00", "00000000-0000-0000-0000-00000000000G"],
)
async def test_no_such_customer(central, customer):
    leila = await central.desk("leila")
    response = await leila.client.get(f"/api/v1/customers/{customer}/bundle")
    assert (response.status_code, response.json()["reason"]) == (404, "not_found")


async def test_a_number_answers_whom_it_reaches(central):
    leila = await central.desk("leila")
    customer = new_id()
    await leila.push(create_customer(customer, number="+44 117 496 0018"))
    match = (await leila.client.get("/api/v1/customers/by-phone/+441174960018")).json()
    assert match["number"] == "+441174960018"
    assert [candidate["customer_id"] for candidate in match["candidates"]] == [customer]
    nobody = (await leila.client.get("/api/v1/customers/by-phone/+441174960019")).json()
    assert nobody["candidates"] == []


async def test_any_registered_query_is_answered_over_the_whole_store(central):
    leila = await central.desk("leila")
    people = await leila.ask("workforce.People")
    assert {person["login"] for person in people} >= {"leila", "marcus"}


@pytest.mark.parametrize(
    ("query", "args", "status", "reason"),
    [
        ("no.Such", {}, 404, "unknown_query"),
        ("customers.Customer", {}, 400, "malformed"),
        (
            "customers.Customer",
            {"customer_id": "nonsense", "as_of": "2026-01-01T00:00:00Z"},
            400,
            "malformed",
        ),
        ("tickets.Ticket", {"ticket_id": "a\0b"}, 400, "malformed"),
    ],
)
async def test_a_question_that_cannot_be_read_is_refused_with_its_reason(
    central, query, args, status, reason
):
    leila = await central.desk("leila")
    response = await leila.client.post("/api/v1/ask", json={"query": query, "args": args})
    assert (response.status_code, response.json()["reason"]) == (status, reason), response.text


async def test_a_question_cannot_write(central):
    from agent_desktop.features.workforce.tables import queue

    with pytest.raises(sa.exc.DBAPIError, match="read-only"):
        await central.app.service.read(
            lambda connection: connection.execute(sa.update(queue).values(position=9))
        )


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"commands": 3}', b'{"commands": [[[[[[', b"\xff\xfe", b"x" * 100_000],
)
async def test_a_body_that_cannot_be_read_is_a_problem_not_a_fault(central, body):
    leila = await central.desk("leila")
    for path in ("push", "pull", "ask", "actions", "session", "session/refresh"):
        response = await leila.client.post(f"/api/v1/{path}", content=body)
        assert response.status_code in {400, 413}, (path, response.text)
        assert response.json()["reason"] in {"malformed", "too_large"}


async def test_a_request_larger_than_the_limit_is_refused(start_central):
    central = await start_central(largest_body_bytes=10_000)
    leila = await central.desk("leila")
    response = await leila.client.post("/api/v1/push", content=b" " * 10_001)
    assert (response.status_code, response.json()["reason"]) == (413, "too_large")

    async def endless():
        for _ in range(100):
            yield b" " * 1_000

    try:
        response = await leila.client.post("/api/v1/push", content=endless())
        assert response.status_code == 413
    except httpx.TransportError:
        pass  # central may hang up on whoever goes on sending
