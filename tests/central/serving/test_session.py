"""Signing in, staying in, and being let in no more."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from agent_desktop.core.clock import HeldClock


async def test_signing_in_answers_all_that_a_desk_needs(central):
    response = await central.sign_in("leila")
    assert response.status_code == 200
    session = response.json()
    assert session["person"]["name"] == "Leila Davies"
    assert session["person"]["roles"] == ["agent"]
    assert session["scopes"][0] == "org"
    assert f"agent:{session['person']['agent_id']}" in session["scopes"]
    assert [scope for scope in session["scopes"] if scope.startswith("queue:")] == [
        f"queue:{queue}" for queue in session["person"]["queues"]
    ]
    site = session["site"]
    assert (site["name"], site["time_zone"], site["region"]) == ("Harbour Street", "Europe/London", "GB")
    assert [queue["name"] for queue in site["queues"]] == ["Support", "Sales"]
