"""An exchange that posts its calls to the CTI webhook: what tests have for one."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from agent_desktop.telephony.port import AgentEntry, Connector, HttpResponse
from agent_desktop.telephony.views import CallView
from plugins.cti_webhook.connector import CtiWebhook
from tests.support.connector_host import FloorHost

SECRET = "a-secret-no-log-may-show"
FORM = "application/x-www-form-urlencoded"
PEOPLE = (
    AgentEntry("ada", "Ada Lindt", "1001"),
    AgentEntry("ben", "Ben Okoro", "1002"),
    AgentEntry("sam.a", "Sam Same"),
    AgentEntry("sam.b", "Sam Same"),
)


class Exchange:
    """An exchange that posts to us."""

    def __init__(self, host: FloorHost, connector: Connector) -> None:
        self.host, self.connector = host, connector

    async def raw(self, body: bytes, content_type: str = FORM, token: str = SECRET) -> HttpResponse:
        return await self.host.post("/cti/{token}", body, params={"token": token}, content_type=content_type)

    async def form(self, event: str, call_id: str = "1", **fields: Any) -> HttpResponse:
        """Post a form; ``caller`` is its ``from``, a name ending in ``_s`` its list, a blank value is sent."""
        names = {"caller": "from", "users": "user[]", "user_ids": "userId[]", "full_ids": "fullUserId[]"}
        form = {"event": event, "callId": call_id, "direction": "in"}
        form |= {names.get(name, name): value for name, value in fields.items()}
        return await self.raw(urlencode(form, doseq=True).encode())

    async def post(self, event: str, call_id: str = "1", **fields: Any) -> dict[str, Any]:
        """Post a form that is taken; answers what we said, in JSON."""
        response = await self.form(event, call_id, **fields)
        assert response.status == 200, response.body
        answer: dict[str, Any] = json.loads(response.body)
        return answer

    def call(self, call_id: str = "1") -> CallView:
        call = self.host.floor.call(call_id)
        assert call is not None
        return call

    def outcome(self, call_id: str = "1") -> str | None:
        return self.call(call_id).outcome

    async def restarted(self, **settings: object) -> Exchange:
        """The same exchange and floor, with a connector that was started anew."""
        await self.connector.stop()
        self.host.routes.clear()
        return await connected(self.host, **settings)


async def connected(host: FloorHost | None = None, **settings: object) -> Exchange:
    """A webhook that listens, with ada and ben at their desks."""
    if host is None:
        host = FloorHost("cti_webhook", people=PEOPLE)
        host.sign_in("ada", "ben")
    connector = CtiWebhook({"tokens": {"main": SECRET}, **settings})
    await connector.start(host)
    return Exchange(host, connector)
