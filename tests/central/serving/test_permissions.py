"""Who may use which address: denied unless it says otherwise, for every role and every address there is."""

from __future__ import annotations

import pytest
from litestar.handlers import BaseRouteHandler

from agent_desktop.central.app import create_app
from agent_desktop.central.settings import CentralSettings
from agent_desktop.core.ids import new_id

CUSTOMER = "01920000-0000-7000-8000-000000000000"
PUBLIC = {
    "/api/v1/session",
    "/api/v1/session/refresh",
    "/api/v1/session/ways",
    "/api/v1/session/oidc",
    "/api/v1/quarantine",
    "/healthz",
    "/readyz",
    "/metrics",
    "/rate/{token:str}",
}
ADDRESSES = [
    ("POST", "/api/v1/session/password", {"leila", "marcus", "aisha", "femi", "root"}),
    ("GET", "/api/v1/sessions", {"leila", "marcus", "aisha", "femi", "root"}),
    ("DELETE", "/api/v1/sessions", {"leila", "marcus", "aisha", "femi", "root"}),
    ("DELETE", f"/api/v1/sessions/{CUSTOMER}", {"leila", "marcus", "aisha", "femi", "root"}),
    ("GET", "/api/v1/devices", {"aisha", "root"}),
    ("POST", f"/api/v1/devices/{CUSTOMER}/revoke", {"aisha", "root"}),
    ("POST", f"/api/v1/devices/{CUSTOMER}/allow", {"aisha", "root"}),
    ("GET", "/api/v1/quarantine", {"aisha", "root"}),
    ("POST", "/api/v1/quarantine/decide", {"aisha", "root"}),
    ("DELETE", "/api/v1/session", {"leila", "marcus", "aisha", "femi", "root"}),
    ("POST", "/api/v1/push", {"leila", "marcus", "aisha", "femi", "root"}),
    ("POST", "/api/v1/pull", {"leila", "marcus", "aisha", "femi", "root"}),
    ("POST", "/api/v1/compare", {"leila", "marcus", "aisha", "femi", "root"}),
    ("POST", "/api/v1/ask", {"leila", "marcus", "aisha", "femi", "root"}),
    ("GET", "/api/v1/snapshot/org", {"leila", "marcus", "aisha", "femi", "root"}),
    ("GET", f"/api/v1/snapshot/customer:{CUSTOMER}", {"leila", "marcus", "aisha", "femi"}),
    ("GET", f"/api/v1/customers/{CUSTOMER}/bundle", {"leila", "marcus", "aisha", "femi"}),
    ("POST", f"/api/v1/customers/{CUSTOMER}/private", {"leila", "marcus", "aisha", "femi"}),
    ("GET", "/api/v1/customers/by-phone/+441174960018", {"leila", "marcus", "aisha", "femi"}),
    ("POST", "/api/v1/customers/import", {"aisha", "root"}),
    ("POST", "/api/v1/customers/export", {"aisha", "root"}),
    ("PUT", f"/api/v1/blobs/{'0' * 64}", {"leila", "marcus", "aisha", "femi"}),
    ("GET", f"/api/v1/blobs/{'0' * 64}", {"leila", "marcus", "aisha", "femi", "root"}),
    ("GET", "/api/v1/floor", {"leila", "marcus", "aisha", "femi"}),
    ("POST", "/api/v1/actions", {"leila", "marcus", "aisha", "femi"}),
    ("POST", f"/api/v1/tickets/{CUSTOMER}/here", {"leila", "marcus", "aisha", "femi"}),
]


def handlers() -> dict[tuple[str, str], BaseRouteHandler]:
    app = create_app(CentralSettings(database_url="postgresql://nobody@127.0.0.1:1/none")).litestar
    found: dict[tuple[str, str], BaseRouteHandler] = {}
    for route in app.routes:
        for handler in getattr(route, "route_handlers", None) or [route.route_handler]:
            for method in getattr(handler, "http_methods", {"GET"}):
                found[str(method), route.path] = handler
    return found


def test_every_address_says_who_may_use_it():
    for (method, path), handler in handlers().items():
        if method != "OPTIONS":
            assert "roles" in handler.opt, f"{method} {path} says nothing, so nobody may use it"


def test_only_these_addresses_take_no_sign_in():
    public = {
        path
        for (method, path), handler in handlers().items()
        if method != "OPTIONS" and handler.opt["roles"] is None and not path.startswith("/schema")
    }
    assert public == PUBLIC


async def test_the_table_of_this_test_names_every_address_that_needs_a_sign_in(central):
    named = {(method, path.split("/")[3]) for method, path, _ in ADDRESSES} | {("GET", "stream")}
    there = {
        (method, path.split("/")[3])
        for (method, path), handler in handlers().items()
        if method != "OPTIONS" and handler.opt["roles"] is not None
    }
    assert named == there


@pytest.mark.parametrize(("method", "path", "allowed"), ADDRESSES)
async def test_an_address_is_open_to_its_roles_and_to_nobody_else(central, method, path, allowed):
    async with central.client() as stranger:
        assert (await stranger.request(method, path)).status_code == 401
        stranger.headers["authorization"] = "Bearer made-up"
        assert (await stranger.request(method, path)).status_code == 401
        stranger.headers["authorization"] = "Basic bGVpbGE6eA=="
        assert (await stranger.request(method, path)).status_code == 401
    for login in ("leila", "marcus", "aisha", "femi", "root", "ghost"):
        desk = await central.desk(login)
        response = await desk.client.request(method, path, content=b"{}" if method == "POST" else None)
        if login in allowed:
            assert response.status_code not in {401, 403}, (login, response.text)
        else:
            assert response.status_code == 403, (login, response.text)


async def test_a_person_without_roles_hears_nothing(central):
    ghost = await central.desk("ghost")
    assert (await ghost.client.get("/api/v1/stream")).status_code == 403
    async with central.client() as stranger:
        assert (await stranger.get("/api/v1/stream")).status_code == 401


async def test_a_command_and_a_query_are_denied_to_roles_that_may_not(central):
    registry = central.app.service.registry
    for login in ("leila", "femi", "root"):
        desk = await central.desk(login)
        roles = set(desk.session["person"]["roles"])
        for kind in registry.commands.kinds():
            if roles.isdisjoint(registry.commands.named(kind).roles):
                [verdict] = await desk.push(
                    {"kind": kind, "data": {"command_id": new_id(), "made_at": "2026-01-01T00:00:00Z"}}
                )
                assert verdict["status"] == "refused", (login, kind)


async def test_other_peoples_calls_are_for_leads_only(central):
    leila, aisha = await central.desk("leila"), await central.desk("aisha")
    from datetime import UTC, datetime

    from agent_desktop.telephony.events import CallQueued

    now = datetime.now(UTC)
    await central.app.service.exchange.emit(
        CallQueued(call_id="1", at=now, queue="Support", caller="+441174960018"), "test"
    )
    seen = (await aisha.client.get("/api/v1/floor")).json()["floor"]["calls"]
    assert [call["caller"] for call in seen] == ["+441174960018"]
    assert (await leila.client.get("/api/v1/floor")).json()["floor"]["calls"] == []
