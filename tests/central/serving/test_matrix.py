"""Every operation of central in every role, against the table of rules: what it says is what happens."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
import sqlalchemy as sa

from agent_desktop.central import rules, rules_page
from agent_desktop.central.accounts import write_person
from agent_desktop.central.app import create_app
from agent_desktop.central.desk_stream import RESYNC, WIPE, event
from agent_desktop.central.guard import may_hold
from agent_desktop.central.settings import CentralSettings
from agent_desktop.core.command import Command
from agent_desktop.core.errors import Refused
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import EVERYONE, PROGRAMS, Actor, Role
from agent_desktop.core.query import Query
from agent_desktop.features import house
from agent_desktop.features.workforce.tables import account
from agent_desktop.sync.live import EVENTS
from agent_desktop.telephony.actions import AnyAction
from tests.support.made_up import made_up

PLACES = {"held": "org", "number": "+441174960018", "sha256": "0" * 64}


def addresses(app: Any) -> set[str]:
    found = set()
    for route in app.litestar.routes:
        for handler in getattr(route, "route_handlers", None) or [route.route_handler]:
            methods = set(getattr(handler, "http_methods", {"GET"})) - {"OPTIONS"}
            path = re.sub(r":[a-z]+}", "}", route.path)
            found |= {f"{method} {path}" for method in methods}
    return found


def action_kinds() -> dict[str, Any]:
    return {kind.__struct_config__.tag: kind for kind in get_args(AnyAction)}


def event_names() -> set[str]:
    return {*EVENTS, "kpi", RESYNC.split()[1].decode(), WIPE.split()[1].decode()}


def an_app(**settings: Any) -> Any:
    return create_app(CentralSettings(database_url="postgresql://nobody@127.0.0.1:1/none", **settings))


async def somebody_of_each_role(central: Any) -> dict[Role | None, Any]:
    """Somebody of each role and of no other, and somebody without any, each at a desk."""
    async with central.app.service.engine.connect() as connection:
        kept = (await connection.execute(sa.select(account.c.password_hash).limit(1))).scalar_one()
    there = {}
    for role in [*Role, None]:
        name = role.value if role else "nothing"
        await write_person(
            central.app.service.engine,
            login=f"only.{name}",
            name=name,
            roles=[role] if role else [],
            queues=[],
            extension=None,
            password_hash=kept,
        )
        there[role] = await central.desk(f"only.{name}")
    return there


def may(rule: rules.Rule, role: Role | None) -> bool:
    return rule.roles is None or role in rule.roles


def test_every_operation_has_a_rule_and_every_rule_an_operation():
    """This is the test to see first when something was added: it names what the table lacks."""
    app = an_app()
    assert rules.missing(house(), addresses(app), action_kinds(), event_names()) == []


class Forgotten(Command, frozen=True, kw_only=True):
    """A command that nobody wrote a rule for."""


class Unasked(Query[int], frozen=True, kw_only=True):
    """A question that nobody wrote a rule for."""


def test_what_has_no_rule_is_named_and_for_nobody():
    registry = house()
    registry.commands.register("x.Forgotten", Forgotten, lambda *_: None, roles=EVERYONE)
    registry.queries.register("x.Unasked", Unasked, lambda *_: 1, answers=int, roles=EVERYONE)
    there = [*rules.ADDRESSES, "GET /api/v1/secrets"]
    found = rules.missing(registry, there, [*rules.ACTIONS, "sing"], [*rules.EVENTS, "gossip"])
    named = (
        "address GET /api/v1/secrets",
        "command x.Forgotten",
        "query x.Unasked",
        "action sing",
        "event gossip",
    )
    assert found == [f"{name} has no rule" for name in named]
    rules.enforce(registry)
    almighty = Actor(new_id(), new_id(), EVERYONE)
    with pytest.raises(Refused, match="roles do not allow"):
        registry.commands.run(None, almighty, Forgotten(made_at=datetime.now(UTC)))  # type: ignore[arg-type]
    with pytest.raises(Refused, match="roles do not allow"):
        registry.queries.run(None, almighty, Unasked())  # type: ignore[arg-type]
    assert not rules.of("action", "sing").allows(almighty)
    assert not rules.of("event", "gossip").allows(almighty)


def test_a_rule_narrows_what_an_operation_says_of_itself(monkeypatch):
    monkeypatch.setattr(rules, "COMMANDS", {"tickets.AddTicketNote": rules.Rule(frozenset({Role.FIELD}), "")})
    registry = rules.enforce(house())
    assert registry.commands.named("tickets.AddTicketNote").roles == {Role.FIELD}
    assert registry.commands.named("tickets.ClaimTicket").roles == frozenset()


def test_code_and_table_name_the_same_roles():
    registry = house()
    for kind in registry.commands.kinds():
        assert registry.commands.named(kind).roles == rules.COMMANDS[kind].roles, kind
    for kind in registry.queries.kinds():
        assert registry.queries.named(kind).roles == rules.QUERIES[kind].roles, kind


def test_the_page_shows_the_table_as_it_is():
    assert rules_page.PAGE.read_text() == rules_page.page(), "python -m agent_desktop.central.rules_page"


async def test_every_operation_in_every_role_does_what_the_table_says(central):
    desks = await somebody_of_each_role(central)
    wrong = await events_told(central, desks)
    wrong += scopes_held(desks)
    wrong += await commands_run(central, desks)
    wrong += await questions_answered(central, desks)
    wrong += await actions_done(desks)
    wrong += await addresses_open(central, desks)
    assert wrong == []


ENDS_ALL = ("DELETE /api/v1/sessions", "DELETE /api/v1/session")
"""After these a desk is signed in no more: they come last."""


async def addresses_open(central, desks):
    wrong = []
    async with central.client() as stranger:
        for address in sorted(rules.ADDRESSES, key=ENDS_ALL.__contains__):
            rule, (method, template) = rules.ADDRESSES[address], address.split()
            path = re.sub(r"{(\w+)}", lambda found: PLACES.get(found[1]) or new_id(), template)
            if path.endswith("/stream"):
                continue  # Read until the end, it has none: ``events_told`` opens it.
            status = (await stranger.request(method, path, content=b"{}")).status_code
            if (status == 401) != (rule.roles is not None):
                wrong.append(f"{address}: {status} to a stranger")
            for role, desk in desks.items():
                used = await central.desk(desk.login) if address == ENDS_ALL[-1] else desk
                status = (await used.client.request(method, path, content=b"{}")).status_code
                if (status not in {401, 403}) != may(rule, role) or status >= 500:
                    wrong.append(f"{address}: {status} to {role}")
    return wrong


async def commands_run(central, desks):
    bus = central.app.service.registry.commands
    ran: set[tuple[str, str]] = set()
    for kind in bus.kinds():
        spec = bus.named(kind)
        if spec.central_step is not None:

            def step(work, actor, command, spec=spec):
                ran.add((spec.kind, actor.agent_id))
                return spec.central_step(work, actor, command)

            bus.replace(dataclasses.replace(spec, central_step=step))
    wrong = []
    for role, desk in desks.items():
        commands = [
            {"kind": kind, "data": made_up(bus.named(kind).type, command_id=new_id(), region="GB")}
            for kind in bus.kinds()
        ]
        if role is None:
            response = await desk.client.post("/api/v1/push", json={"commands": commands})
            assert response.status_code == 403
            continue
        for command, verdict in zip(commands, await desk.push(*commands), strict=True):
            kind, reason = command["kind"], (verdict["problem"] or {}).get("reason")
            assert (
                reason not in {"malformed", "central_failed", "unknown_command"} or kind in CHECKED_AT_ONCE
            ), (
                kind,
                verdict,
            )
            if (reason != "not_allowed") != may(rules.COMMANDS[kind], role):
                wrong.append(f"{kind}: {reason or verdict['status']} to {role}")
            if not may(rules.COMMANDS[kind], role) and (kind, desk.agent_id) in ran:
                wrong.append(f"{kind}: the central step ran for {role}")
    assert any(kind == "tickets.LendNumbers" for kind, _ in ran), "the steps were counted"
    return wrong


CHECKED_AT_ONCE = {
    # Made-up words are refused by the handler itself, which is behind the check of the role.
    "customers.CreateCustomer",
    "customers.ChangePhone",
    "interactions.StartContact",
    "interactions.LogContact",
    "outbound.RecordAttempt",
    "tickets.CreateTicket",
    "customers.AddPhone",
    "tickets.SaveTarget",
    "tickets.SaveRouting",
    "tickets.UnlinkTickets",
    "tickets.SaveView",
    "tickets.SaveRule",
    "tickets.SaveMacro",
    "tickets.OpenComplaint",
    "tickets.MakePromise",
    "tickets.LinkTickets",
    "tickets.AttachFile",
}


async def questions_answered(central, desks):
    book = central.app.service.registry.queries
    wrong = []
    for role, desk in desks.items():
        for kind in book.kinds():
            given = {
                "agent_id": desk.agent_id,
                "queues": [],
                "view": "mine",
                "figure": "offered",
                "region": "GB",
                "wanted": {"priority": "high"},
            }
            given |= {"until": (datetime.now(UTC) + timedelta(hours=2)).isoformat()}
            body = {"query": kind, "args": made_up(book.named(kind).type, **given)}
            response = await desk.client.post("/api/v1/ask", json=body)
            assert response.status_code in {200, 403}, (kind, response.text)
            if (response.status_code == 200) != may(rules.QUERIES[kind], role):
                wrong.append(f"{kind}: {response.status_code} to {role}")
    return wrong


async def actions_done(desks):
    wrong = []
    for role, desk in desks.items():
        for tag, kind in action_kinds().items():
            soon = (datetime.now(UTC) + timedelta(seconds=4)).isoformat()
            action = made_up(kind, id=new_id(), agent=desk.login, expires_at=soon, call_id="1")
            response = await desk.client.post("/api/v1/actions", json={"kind": tag, **action})
            assert response.status_code in {200, 403}, (tag, response.text)
            if (response.status_code == 200) != may(rules.ACTIONS[tag], role):
                wrong.append(f"{tag}: {response.status_code} to {role}")
    return wrong


async def events_told(central, desks):
    hub = central.app.service.hub
    deaf = {None, *PROGRAMS}
    told = {role: await central.listen(desk) for role, desk in desks.items() if role not in deaf}
    for role in deaf:
        assert (await desks[role].client.get("/api/v1/stream")).status_code == 403
    for name in [*rules.EVENTS, "gossip"]:
        hub._tell(hub.desks(), name, event(name, b'{"matrix": 1}'))
    hub._tell(hub.desks(), "kpi", event("kpi", b'{"matrix": 2}'))
    wrong = []
    for role, listener in told.items():
        await listener.next("kpi", lambda data: data.get("matrix") == 2)
        heard = {name for name, _ in listener.told}
        wrong += [
            f"{name} to {role}: {name in heard}"
            for name in [*rules.EVENTS, "gossip"]
            if (name in heard) != may(rules.of("event", name), role)
        ]
    return wrong


def scopes_held(desks):
    theirs, other = new_id(), new_id()
    wrong = []
    for role, desk in desks.items():
        actor = Actor(desk.agent_id, new_id(), frozenset({role} if role else set()), frozenset({theirs}))
        own = {"org": "org", "queue": f"queue:{theirs}", "agent": f"agent:{actor.agent_id}"}
        own["customer"] = f"customer:{other}"
        for kind, scope in own.items():
            if may_hold(actor, scope) != may(rules.SCOPES[kind], role):
                wrong.append(f"{scope} to {role}")
        for scope in (f"queue:{other}", f"agent:{other}", "customer:x", "org:x", "house", "", "customer"):
            if may_hold(actor, scope):
                wrong.append(f"{scope} to {role}")
    return wrong
