"""Other people's ids: what a role allows still reaches only as far as the rules say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from agent_desktop.core.ids import new_id
from agent_desktop.features.outbound.tables import campaign, lead
from agent_desktop.features.tickets.model import ticket_number
from agent_desktop.features.tickets.tables import ticket_block
from agent_desktop.telephony.events import CallQueued
from tests.central.serving.conftest import SALES, SUPPORT
from tests.support.commands_of import create_customer, envelope, start_contact


def reason(verdict):
    return (verdict["problem"] or {}).get("reason")


async def asked(desk, query, **args):
    return (await desk.client.post("/api/v1/ask", json={"query": query, "args": args})).status_code


def new_ticket(ticket_id, queue_id, n):
    number = ticket_number(90_000 + n)
    return envelope(
        "tickets.CreateTicket",
        ticket_id=ticket_id,
        number=number,
        subject="Pump",
        queue_id=queue_id,
        channel="call",
    )


async def test_a_colleagues_contact_is_theirs_to_write_and_to_list(central):
    leila, marcus, aisha = [await central.desk(login) for login in ("leila", "marcus", "aisha")]
    customer, contact = new_id(), new_id()
    await leila.push(create_customer(customer), start_contact(contact, customer))
    ended = datetime.now(UTC).isoformat()
    wishes = (
        envelope("interactions.SaveContactNote", interaction_id=contact, note="Mine now"),
        envelope("interactions.LinkContact", interaction_id=contact, customer_id=new_id()),
        envelope(
            "interactions.FinishContact",
            interaction_id=contact,
            note="x",
            topic=None,
            disposition=None,
            ended_at=ended,
        ),
        envelope("interactions.JoinContact", interaction_id=contact, contact_id=None, region="GB"),
    )
    for verdict in await marcus.push(*wishes):
        assert (verdict["status"], reason(verdict)) == ("refused", "not_yours")
    for query in ("interactions.MyContacts", "interactions.UnfinishedContacts", "interactions.CallQuestions"):
        assert await asked(marcus, query, agent_id=leila.agent_id) == 403
        assert await asked(leila, query, agent_id=leila.agent_id) == 200
        assert await asked(aisha, query, agent_id=leila.agent_id) == 200


async def test_a_colleagues_command_is_not_told_to_anybody_else(central):
    leila, marcus = await central.desk("leila"), await central.desk("marcus")
    command = create_customer(new_id())
    await leila.push(command)
    [verdict] = await marcus.push(command)
    assert (reason(verdict), verdict["result"]) == ("not_yours", None)


async def test_a_lead_lent_to_a_colleague_is_out_of_reach(central):
    leila, marcus, aisha = [await central.desk(login) for login in ("leila", "marcus", "aisha")]
    campaign_id, lead_id, now = new_id(), new_id(), datetime.now(UTC)
    async with central.app.service.engine.begin() as connection:
        row = {"id": campaign_id, "name": "Spring", "is_active": True, "updated_at": now}
        await connection.execute(sa.insert(campaign).values(_filled(campaign, row)))
        row = {
            "id": lead_id,
            "campaign_id": campaign_id,
            "number": "+441174960018",
            "state": "open",
            "updated_at": now,
        }
        await connection.execute(sa.insert(lead).values(_filled(lead, row)))
    [taken] = await marcus.push(envelope("outbound.TakeNextLead", campaign_id=campaign_id))
    token = taken["result"]["lead"]["lease_token"]
    wishes = (
        envelope("outbound.RenewLease", lead_id=lead_id, token=token),
        envelope("outbound.ReleaseLead", lead_id=lead_id, token=token),
        envelope(
            "outbound.RecordAttempt",
            attempt_id=new_id(),
            lead_id=lead_id,
            token=token,
            disposition="no_answer",
        ),
    )
    for verdict in await aisha.push(*wishes):
        assert reason(verdict) == "lease_lost", verdict
    for verdict in await leila.push(*wishes):
        assert reason(verdict) in {"not_allowed", "not_yours"}, verdict
    assert await asked(leila, "outbound.MyLeads", agent_id=marcus.agent_id) == 403
    assert await asked(marcus, "outbound.MyLeads", agent_id=marcus.agent_id) == 200
    assert await asked(aisha, "outbound.MyLeads", agent_id=marcus.agent_id) == 200


def _filled(table, row):
    """A row with something in every column that must be there."""
    made_up = {sa.Boolean: True, sa.Integer: 0, sa.Text: "", sa.JSON: {}}
    for column in table.columns:
        if not column.nullable and column.server_default is None and column.name not in row:
            row[column.name] = next((v for kind, v in made_up.items() if isinstance(column.type, kind)), None)
    return row


async def test_the_lists_of_the_work_queue_are_ones_own(central):
    leila, aisha = await central.desk("leila"), await central.desk("aisha")
    for query, more in (("tickets.WorkQueue", {"view": "team"}), ("tickets.CountWorkQueue", {})):
        assert await asked(leila, query, agent_id=leila.agent_id, queues=[SUPPORT], **more) == 200
        assert await asked(leila, query, agent_id=leila.agent_id, queues=[SUPPORT, SALES], **more) == 403
        assert await asked(leila, query, agent_id=aisha.agent_id, queues=[SUPPORT], **more) == 403
        assert await asked(aisha, query, agent_id=leila.agent_id, queues=[SUPPORT, SALES], **more) == 200


def changes(ticket_id):
    return (
        envelope("tickets.ChangeTicket", ticket_id=ticket_id, priority="high"),
        envelope("tickets.ClaimTicket", ticket_id=ticket_id),
        envelope("tickets.SetTicketState", ticket_id=ticket_id, state="pending"),
        envelope("tickets.AssignTicket", ticket_id=ticket_id, owner_id=None),
    )


@pytest.mark.parametrize("other_queues", ["work", "read"])
async def test_what_may_be_done_with_a_ticket_of_another_queue_is_the_sites_choice(
    start_central, other_queues
):
    central = await start_central(other_queues=other_queues)
    leila, marcus, aisha = [await central.desk(login) for login in ("leila", "marcus", "aisha")]
    ticket_id, own = new_id(), new_id()
    await leila.push(new_ticket(ticket_id, SUPPORT, 1))
    await marcus.push(new_ticket(own, SALES, 2))
    for verdict in await marcus.push(*changes(ticket_id)):
        expected = ("refused", "not_your_queue") if other_queues == "read" else ("applied", None)
        assert (verdict["status"], reason(verdict)) == expected
    [noted] = await marcus.push(
        envelope("tickets.AddTicketNote", note_id=new_id(), ticket_id=ticket_id, text="He rang about it.")
    )
    assert noted["status"] == "applied", "what a customer says is always written down"
    for desk, their in ((aisha, ticket_id), (marcus, own)):
        assert {verdict["status"] for verdict in await desk.push(*changes(their)[:3])} <= {
            "applied",
            "merged",
        }
    await aisha.push(envelope("tickets.ChangeTicket", ticket_id=own, queue_id=SUPPORT))
    [changed] = await marcus.push(envelope("tickets.ChangeTicket", ticket_id=own, priority="low"))
    assert changed["status"] in {"applied", "merged"}, "its owner works on it wherever it lies"


async def test_a_colleagues_scope_is_neither_pulled_nor_taken_as_a_snapshot(central):
    leila, marcus = await central.desk("leila"), await central.desk("marcus")
    await marcus.push(new_ticket(new_id(), SALES, 3))
    for scope in (f"agent:{marcus.agent_id}", f"queue:{SALES}"):
        answer = await leila.pull(**{scope: 0})
        assert (answer["rows"], answer["cursors"]) == ([], {})
        assert (await leila.client.get(f"/api/v1/snapshot/{scope}")).status_code == 403
        assert (await marcus.client.get(f"/api/v1/snapshot/{scope}")).status_code == 200


async def test_an_action_in_a_colleagues_name_is_refused(central):
    leila, marcus = await central.desk("leila"), await central.desk("marcus")
    soon = (datetime.now(UTC) + timedelta(seconds=4)).isoformat()
    body = {"kind": "set_state", "id": new_id(), "agent": marcus.login, "expires_at": soon, "state": "break"}
    response = await leila.client.post("/api/v1/actions", json=body)
    assert (response.status_code, response.json()["reason"]) == (403, "not_yours")
    hang_up = {"kind": "hang_up", "id": new_id(), "agent": leila.login, "expires_at": soon, "call_id": "7"}
    await central.app.service.exchange.emit(
        CallQueued(call_id="7", at=datetime.now(UTC), queue="Sales", caller="+441174960018"), "test"
    )
    outcome = (await leila.client.post("/api/v1/actions", json=hang_up)).json()
    assert outcome["status"] == "refused", outcome


async def test_a_colleagues_sign_in_cannot_be_ended(central):
    leila, marcus = await central.desk("leila"), await central.desk("marcus")
    [theirs] = (await marcus.client.get("/api/v1/sessions")).json()
    assert (await leila.client.delete(f"/api/v1/sessions/{theirs['session_id']}")).status_code == 404
    assert (await marcus.client.get("/api/v1/sessions")).status_code == 200


async def test_who_called_and_who_answered_is_for_leads(central):
    leila, aisha = await central.desk("leila"), await central.desk("aisha")
    await central.app.service.exchange.emit(
        CallQueued(call_id="9", at=datetime.now(UTC), queue="Support", caller="+441174960018"), "test"
    )
    [seen] = await aisha.ask("kpi.CallsBehind", figure="offered")
    assert seen["caller"] == "+441174960018"
    [seen] = await leila.ask("kpi.CallsBehind", figure="offered")
    assert (seen["caller"], seen["agent_id"], seen["call_id"]) == (None, None, "9")


async def test_a_colleagues_day_is_for_leads(central):
    leila, marcus, root = [await central.desk(login) for login in ("leila", "marcus", "root")]
    day = {"since": "2026-11-01T00:00:00Z", "until": "2026-11-02T00:00:00Z", "agent_id": leila.agent_id}
    assert [await asked(desk, "kpi.AgentDay", **day) for desk in (leila, marcus, root)] == [200, 403, 200]


async def test_a_central_step_runs_for_nobody_whom_the_command_is_not_for(central):
    root = await central.desk("root")
    [verdict] = await root.push(envelope("tickets.LendNumbers"))
    assert (reason(verdict), verdict["result"]) == ("not_allowed", None)
    async with central.app.service.engine.connect() as connection:
        assert (await connection.execute(sa.select(ticket_block))).all() == []
