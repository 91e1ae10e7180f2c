"""Bad input by hand, at every address: central refuses it in its own words, tells nothing, and goes on."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import httpx
import msgspec
import pytest

from agent_desktop.core.ids import new_id
from agent_desktop.features import house
from agent_desktop.sync.messages import Ask, PullRequest, PushRequest
from agent_desktop.telephony.actions import AnyAction
from tests.central.serving.conftest import Central, Desk
from tests.fuzz.answers import faults_in
from tests.fuzz.bodies import DEEPEST, Maker, bent, body, encoded
from tests.support.commands_of import create_customer, envelope, start_contact

BODIES, LONG_BODIES = 160, 10_000
POSTS = ("push", "pull", "ask", "actions", "session", "session/refresh")
NOT_HERS = "only Marcus wrote this"

Wrong = list[str]


def note(wrong: Wrong, asked: str, response: httpx.Response, *secrets: str) -> None:
    """Remember what is wrong with an answer, and what was asked."""
    wrong += [f"{asked}: {what}" for what in faults_in(response.status_code, response.text, secrets)]


async def still_works(desk: Desk) -> None:
    [verdict] = await desk.push(create_customer(new_id()))
    assert verdict["status"] == "applied"
    assert (await desk.pull())["more"] is False


# -- bodies that are no bodies -----------------------------------------------------------------------------


def shapeless() -> Iterator[tuple[str, bytes]]:
    push = msgspec.json.encode({"commands": [create_customer(new_id())]})
    yield "nothing", b""
    yield "noise", random.Random(7).randbytes(5_000)
    yield "no UTF-8 in a text", b'{"commands":[{"kind":"\xff\xfe","data":{}}]}'
    yield "half a surrogate", b'{"query":"\\ud800","args":{}}'
    yield "cut short", push[: len(push) // 2]
    yield "twice", push + push
    yield "a number", b"7"
    yield "a list", b"[[],[]]"
    yield "endless digits", b'{"cursors":{"org":' + b"9" * 100_000 + b'},"epoch":"x"}'
    yield "lists in lists", b"[" * DEEPEST + b"]" * DEEPEST
    yield "objects in objects", b'{"a":' * DEEPEST + b"1" + b"}" * DEEPEST
    for depth in (100, 900, DEEPEST):
        inside = b"[" * depth + b"]" * depth
        yield f"a command {depth} deep", b'{"commands":[{"kind":"x","data":{"command_id":' + inside + b"}}]}"
        yield f"a question {depth} deep", b'{"query":"workforce.People","args":{"a":' + inside + b"}}"
    yield "too large", b'{"commands":[' + b" " * (5 * 1024 * 1024) + b"]}"


async def test_a_body_that_is_none_is_refused_at_every_address(central: Central) -> None:
    leila = await central.desk("leila")
    wrong: Wrong = []
    for name, raw in shapeless():
        for path in POSTS:
            try:
                response = await leila.client.post(f"/api/v1/{path}", content=raw)
            except httpx.TransportError:
                assert name == "too large"  # Central may hang up on whoever goes on sending.
                continue
            note(wrong, f"{name} to {path}", response)
    assert wrong == []
    await still_works(leila)


@pytest.mark.parametrize("depth", [40, 900])
async def test_a_command_nested_without_end_is_refused_and_the_rest_of_its_batch_goes_on(
    central: Central, depth: int
) -> None:
    leila = await central.desk("leila")
    deep: Any = "x"
    for _ in range(depth):
        deep = [deep]
    bad = create_customer(new_id())
    bad["data"]["more"] = deep
    verdicts = await leila.push(bad, create_customer(new_id()))
    assert [verdict["status"] for verdict in verdicts] == ["refused", "applied"]
    assert verdicts[0]["problem"]["reason"] == "too_deep"


@pytest.mark.parametrize(
    "wrong",
    [{"customer_id": "no id"}, {"ticket_id": "applied"}, {"region": "\u2620"}, {"region": ""}],
    ids=["customer", "ticket", "region", "no region"],
)
async def test_an_id_or_a_region_that_is_none_is_the_askers_and_no_fault_of_central(
    central: Central, wrong: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    leila = await central.desk("leila")
    ids = {"customer_id": new_id(), "ticket_id": new_id(), "region": "GB"} | wrong
    phone = {"customer_id": ids["customer_id"], "region": ids["region"], "phone_id": new_id()}
    [claimed, phoned, made] = await leila.push(
        envelope("tickets.ClaimTicket", ticket_id=ids["ticket_id"]),
        envelope("customers.AddPhone", number="020 7946 0018", **phone),
        create_customer(new_id()),
    )
    for verdict in (claimed, phoned):
        assert verdict["problem"]["reason"] in {"malformed", "invalid", "not_found"}, verdict
    assert made["status"] == "applied"
    text = {"text": "020 7946 0018", "number": "020 7946 0018", "as_of": "2030-01-01T00:00:00Z"} | ids
    for query in ("customers.SearchCustomers", "calls.MatchCaller", "tickets.Ticket", "customers.Timeline"):
        response = await leila.client.post("/api/v1/ask", content=encoded({"query": query, "args": text}))
        assert response.status_code < 500, (query, response.text)
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.parametrize(
    "made_at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-11-21T12:00:00", "noon", 7]
)
async def test_a_clock_far_out_of_its_mind_costs_its_own_command_and_no_other(
    central: Central, made_at: Any
) -> None:
    leila = await central.desk("leila")
    bad = create_customer(new_id())
    bad["data"]["made_at"] = made_at
    verdicts = await leila.push(bad, create_customer(new_id()))
    assert [verdict["status"] for verdict in verdicts] == ["refused", "applied"]
    assert verdicts[0]["problem"]["reason"] == "malformed"


# -- values that cannot be ---------------------------------------------------------------------------------

PULLS: list[dict[str, Any]] = [
    {"cursors": {"org": 2**63}},
    {"cursors": {"org": -(2**63)}},
    {"cursors": {"org": 10**30}},
    {"cursors": {"org": -1}},
    {
        "cursors": {
            "": 0,
            "org\0": 0,
            "customer:": 0,
            "customer:x": 0,
            "queue:": 0,
            ":": 0,
            "agent:☎": 0,
        }
    },
    {"cursors": {f"customer:{new_id()}": 0 for _ in range(2_001)}},
    {"cursors": {"x" * 100_000: 0}},
    {"cursors": {"org": 0}, "limit": -5},
    {"cursors": {"org": 0}, "limit": 2**70},
    {"cursors": {"org": 0}, "epoch": "'; DROP TABLE sync_head; --"},
]
PATHS = (
    "snapshot/org%00",
    "snapshot/customer:%00",
    "snapshot/" + "x" * 5_000,
    "snapshot/queue:'; DROP TABLE ticket; --",
    "snapshot/..%2f..%2fetc%2fpasswd",
    "customers/%00/bundle",
    "customers/" + "9" * 5_000 + "/bundle",
    "customers/..%2f..%2f/bundle",
    "customers/by-phone/%00",
    "customers/by-phone/" + "1" * 5_000,
    "customers/by-phone/' OR 1=1",
    "nothing/here",
    "%ff%fe",
)


async def test_values_that_cannot_be_are_refused(central: Central) -> None:
    leila = await central.desk("leila")
    wrong: Wrong = []
    for wish in PULLS:
        asked = {"epoch": leila.session["epoch"]} | wish
        response = await leila.client.post("/api/v1/pull", content=encoded(asked))
        note(wrong, f"pull {str(wish)[:80]}", response)
    for path in PATHS:
        note(wrong, path[:60], await leila.client.get(f"/api/v1/{path}"))
    for seen in ({"x": 2**70}, {"": -1}, {new_id(): 10**30}):
        sent = create_customer(new_id()) | {"seen": seen}
        raw = encoded({"commands": [sent]})
        note(wrong, f"push seen {seen}", await leila.client.post("/api/v1/push", content=raw))
    for header in (
        {"if-none-match": "\\" * 5_000},
        {"accept-encoding": "gzip;q=x, *"},
        {"content-type": "a/b"},
    ):
        note(
            wrong,
            str(header)[:60],
            await leila.client.get(f"/api/v1/customers/{new_id()}/bundle", headers=header),
        )
        note(wrong, str(header)[:60], await leila.client.post("/api/v1/push", content=b"{}", headers=header))
    assert wrong == []
    await still_works(leila)


# -- bodies bent out of shape ------------------------------------------------------------------------------


def bodies(count: int, login: str) -> Iterator[tuple[str, bytes]]:
    """Requests that are nearly right: real kinds and real fields, with something wrong somewhere in most."""
    maker, registry = Maker(), house()
    kinds, asks = registry.commands.kinds(), registry.queries.kinds()
    plain = {"pull": maker.of(PullRequest), "actions": maker.of(AnyAction), "push": maker.of(PushRequest)}
    for n in range(count):
        draw = random.Random(f"bodies:{n}")
        way = n % 8
        if way < 3:
            commands = []
            for _ in range(draw.randint(1, 4)):
                kind = draw.choice(kinds)
                data = maker.of(registry.commands.named(kind).type)(draw)
                if draw.random() < 0.6:
                    kept = {name: data[name] for name in ("command_id", "made_at") if name in data}
                    data = bent(data, draw)
                    data = data | kept if isinstance(data, dict) else kept
                data = {"command_id": new_id()} | data
                commands.append({"kind": kind, "data": data, "seen": {}})
            yield "push", encoded({"commands": commands})
        elif way < 6:
            query = draw.choice(asks)
            args = maker.of(registry.queries._by_kind[query].type)(draw)
            yield (
                "ask",
                body({"query": query, "args": bent(args, draw) if draw.random() < 0.6 else args}, draw),
            )
        else:
            path = draw.choice(list(plain))
            value = plain[path](draw)
            if path == "actions":
                value["agent"] = login
            yield path, body(value, draw)


@pytest.mark.parametrize(
    "count", [BODIES, pytest.param(LONG_BODIES, marks=pytest.mark.long)], ids=["some", "many"]
)
async def test_bodies_bent_out_of_shape_cost_nobody_anything(central: Central, count: int) -> None:
    leila = await central.desk("leila")
    wrong: Wrong = []
    for path, raw in bodies(count, "leila"):
        response = await leila.client.post(f"/api/v1/{path}", content=raw)
        note(wrong, f"{path} {raw[:500]!r}", response)
    assert wrong == []
    await still_works(leila)


async def test_the_description_of_an_ask_is_tried_too(central: Central) -> None:
    """Every query with no arguments at all, and with ones that are none."""
    leila = await central.desk("leila")
    wrong: Wrong = []
    for query in house().queries.kinds():
        for args in ({}, {"limit": 2**70}, {"customer_id": "\0"}, {"text": "%" * 5_000}, {"": None}):
            raw = encoded(msgspec.to_builtins(Ask(query, {})) | {"args": args})
            note(wrong, f"{query} {str(args)[:40]}", await leila.client.post("/api/v1/ask", content=raw))
    assert wrong == []


# -- tokens, repeated and forged ---------------------------------------------------------------------------


async def test_forged_tokens_open_nothing(central: Central) -> None:
    leila = await central.desk("leila")
    real = leila.session["access_token"]
    forged = [
        real[:-1],
        real + "x",
        real.swapcase(),
        leila.session["refresh_token"],
        "x" * 8_000,
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJyb290In0.",
        "' OR '1'='1",
        "null",
        "%00",
    ]
    wrong: Wrong = []
    async with central.client() as stranger:
        for token in forged:
            for method, path in (
                ("POST", "push"),
                ("GET", "floor"),
                ("GET", "snapshot/org"),
                ("DELETE", "session"),
            ):
                headers = {"authorization": f"Bearer {token}"}
                response = await stranger.request(method, f"/api/v1/{path}", headers=headers)
                note(wrong, f"{token[:20]} at {path}", response)
                if response.status_code not in {400, 401, 431}:
                    wrong.append(f"{token[:20]} at {path} got {response.status_code}")
            refused = await stranger.post("/api/v1/session/refresh", json={"refresh_token": token[:4_000]})
            if token != leila.session["refresh_token"] and refused.status_code != 401:
                wrong.append(f"{token[:20]} was exchanged: {refused.status_code}")
    assert wrong == []


async def test_a_refresh_token_used_twice_ends_the_session_of_whoever_has_it(central: Central) -> None:
    leila = await central.desk("leila")
    spent = {"refresh_token": leila.session["refresh_token"]}
    first = await leila.client.post("/api/v1/session/refresh", json=spent)
    again = await leila.client.post("/api/v1/session/refresh", json=spent)
    assert (first.status_code, again.status_code) == (200, 401)
    thief = {"authorization": f"Bearer {first.json()['access_token']}"}
    assert (await leila.client.get("/api/v1/floor", headers=thief)).status_code == 401


# -- what is somebody else's -------------------------------------------------------------------------------


@pytest.fixture
async def marcuss(central: Central) -> tuple[Desk, dict[str, str]]:
    """Marcus at his desk, with a contact and a command of his own."""
    marcus = await central.desk("marcus")
    contact, customer = new_id(), new_id()
    made = create_customer(customer, given=NOT_HERS)
    saved = envelope("interactions.SaveContactNote", interaction_id=contact, note=NOT_HERS)
    verdicts = await marcus.push(made, start_contact(contact, customer), saved)
    assert {verdict["status"] for verdict in verdicts} == {"applied"}
    ids = {"contact": contact, "customer": customer, "command": saved["data"]["command_id"]}
    return marcus, ids | {"agent": marcus.agent_id, "client": marcus.session["client_id"]}


async def test_other_peoples_ids_get_nobody_what_is_theirs(
    central: Central, marcuss: tuple[Desk, dict[str, str]]
) -> None:
    marcus, ids = marcuss
    leila = await central.desk("leila")
    secrets = (marcus.session["access_token"], marcus.session["refresh_token"], NOT_HERS)
    wrong: Wrong = []

    async def post(path: str, wish: Any) -> httpx.Response:
        response = await leila.client.post(f"/api/v1/{path}", content=encoded(wish))
        note(wrong, f"{path} {str(wish)[:80]}", response, *secrets)
        return response

    theirs = [f"agent:{ids['agent']}", f"queue:{marcus.session['person']['queues'][0]}"]
    cursors = {"epoch": leila.session["epoch"], "cursors": dict.fromkeys(theirs, 0)}
    assert (await post("pull", cursors)).json()["rows"] == []
    for scope in theirs:
        response = await leila.client.get(f"/api/v1/snapshot/{scope}")
        note(wrong, f"snapshot of {scope}", response, *secrets)
        assert response.status_code == 403
    again = envelope("interactions.SaveContactNote", interaction_id=ids["contact"], note="hers")
    stolen = {**again, "data": again["data"] | {"command_id": ids["command"]}}
    finish = envelope(
        "interactions.FinishContact",
        interaction_id=ids["contact"],
        note="hers",
        topic=None,
        disposition=None,
        ended_at="2030-01-01T00:00:00Z",
    )
    for verdict in (await post("push", {"commands": [stolen, again, finish]})).json()["verdicts"]:
        assert (verdict["status"], verdict["problem"]["reason"]) == ("refused", "not_yours")
    action = {"kind": "hang_up", "id": new_id(), "agent": "marcus", "call_id": "7"}
    assert (await post("actions", action | {"expires_at": "2030-01-01T00:00:00Z"})).status_code in {400, 403}
    note(wrong, "floor", await leila.client.get("/api/v1/floor"), *secrets)
    assert wrong == []
    [kept] = await marcus.push(
        envelope("interactions.SaveContactNote", interaction_id=ids["contact"], note="still his")
    )
    assert kept["status"] == "applied"


@pytest.mark.parametrize("login", ["ghost", "root"])
async def test_whoever_has_no_desk_learns_nothing_of_customers_by_their_ids(
    central: Central, marcuss: tuple[Desk, dict[str, str]], login: str
) -> None:
    _marcus, ids = marcuss
    nobody = await central.desk(login)
    wrong: Wrong = []
    for path in (
        f"customers/{ids['customer']}/bundle",
        "customers/by-phone/+441174960018",
        f"snapshot/customer:{ids['customer']}",
        f"snapshot/agent:{ids['agent']}",
        "floor",
    ):
        response = await nobody.client.get(f"/api/v1/{path}")
        note(wrong, path, response, NOT_HERS)
        assert response.status_code == 403, path
    args = {"customer_id": ids["customer"], "interaction_id": ids["contact"], "agent_id": ids["agent"]}
    args |= {"text": NOT_HERS, "as_of": "2030-01-01T00:00:00Z", "number": "+441174960018", "region": "GB"}
    for query in house().queries.kinds():
        raw = encoded({"query": query, "args": args})
        note(wrong, query, await nobody.client.post("/api/v1/ask", content=raw), NOT_HERS)
    scopes = {f"customer:{ids['customer']}": 0, f"agent:{ids['agent']}": 0}
    pulled = {"epoch": nobody.session["epoch"], "cursors": scopes}
    note(wrong, "pull", await nobody.client.post("/api/v1/pull", content=encoded(pulled)), NOT_HERS)
    assert wrong == []
