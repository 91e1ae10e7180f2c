"""What every connector must hold to. Subclass it, say how a call comes in, and run it against yours.

This is also the guide to writing a connector: what is asserted here is all the port asks for.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import get_args

import pytest

from agent_desktop.telephony import actions as act
from agent_desktop.telephony.events import CallEvent, CallQueued, CallRinging
from agent_desktop.telephony.port import AgentEntry, Connector
from tests.support.connector_host import FloorHost

CALLER = "+442079460018"
SECRET = "a-secret-no-log-may-show"
ACTION_KINDS = {str(kind.__struct_config__.tag): kind for kind in get_args(act.AnyAction)}
_NEEDS = {
    "transfer": {"to_queue": "sales"},
    "dial": {"number": "+33142685300"},
    "send_dtmf": {"digits": "1"},
    "set_recording": {"wish": "start"},
    "supervise": {"of": "ben"},
    "retrieve": {"slot": "799"},
    "set_state": {"state": "break"},
    "choose_phone": {"extension": "1001"},
}
_OF_NO_CALL = frozenset({"dial", "set_state", "finish_wrap_up", "extend_wrap_up", "choose_phone"})


class ConnectorContract:
    """The tests; a subclass makes the connector and lets its exchange do things."""

    def make(self) -> Connector:
        """A connector that is not started, its settings holding ``SECRET`` where it has one."""
        raise NotImplementedError

    async def caller_rings(self, host: FloorHost, connector: Connector) -> str:
        """Let ``CALLER`` ring at ada through the queue support; answers the call's id."""
        raise NotImplementedError

    async def caller_gives_up(self, host: FloorHost, connector: Connector, call_id: str) -> None:
        """Let that caller hang up."""
        raise NotImplementedError

    @pytest.fixture
    def host(self) -> FloorHost:
        people = [AgentEntry("ada", "Ada Lindt", "1001"), AgentEntry("ben", "Ben Okoro", "1002")]
        host = FloorHost(self.make().name, people=people)
        host.sign_in("ada", "ben")
        return host

    def test_it_has_a_name_and_claims_only_actions_there_are(self) -> None:
        connector = self.make()
        assert connector.name.strip()
        assert connector.capabilities <= set(ACTION_KINDS)

    async def test_it_starts_and_stops_and_may_be_stopped_again(self, host: FloorHost) -> None:
        connector = self.make()
        await connector.start(host)
        await connector.stop()
        await connector.stop()

    async def test_a_call_rings_at_its_agent_and_nobody_else(self, host: FloorHost) -> None:
        connector = self.make()
        await connector.start(host)
        try:
            call_id = await self.caller_rings(host, connector)
        finally:
            await connector.stop()
        assert host.state_of("ada") == "ringing"
        assert host.state_of("ben") == "available"
        (call,) = host.floor.calls_of("ada")
        assert (call.call_id, call.caller, call.queue) == (call_id, CALLER, "support")
        assert any(isinstance(event, CallQueued) for event in host.events)
        assert any(isinstance(event, CallRinging) for event in host.events)

    async def test_a_caller_who_gives_up_is_an_abandon(self, host: FloorHost) -> None:
        connector = self.make()
        await connector.start(host)
        try:
            call_id = await self.caller_rings(host, connector)
            await self.caller_gives_up(host, connector, call_id)
        finally:
            await connector.stop()
        call = host.floor.call(call_id)
        assert call is not None
        assert (call.outcome, call.ended_by) == ("abandoned", "caller")
        assert host.state_of("ada") == "available"
        assert host.floor.queue("support").waiting == 0

    async def test_all_it_tells_is_well_formed_and_taken(self, host: FloorHost) -> None:
        connector = self.make()
        await connector.start(host)
        try:
            await self.caller_gives_up(host, connector, await self.caller_rings(host, connector))
        finally:
            await connector.stop()
        assert host.refused == []
        for event in host.events:
            assert event.at.utcoffset() == timedelta(0)
            assert event.at <= host.clock.now()
            if isinstance(event, CallEvent):
                assert event.call_id

    async def test_nothing_is_told_after_it_stopped(self, host: FloorHost) -> None:
        connector = self.make()
        await connector.start(host)
        await self.caller_rings(host, connector)
        await connector.stop()
        told = len(host.events)
        host.clock.advance(3600)
        for kind in ("answer", "hang_up"):
            await connector.perform(self.action(host, kind))
        assert len(host.events) == told

    @pytest.mark.parametrize("kind", sorted(ACTION_KINDS))
    async def test_no_action_on_an_unknown_call_raises_or_happens(self, host: FloorHost, kind: str) -> None:
        connector = self.make()
        await connector.start(host)
        told = [event for event in host.events if isinstance(event, CallEvent)]
        try:
            outcome = await connector.perform(self.action(host, kind))
        finally:
            await connector.stop()
        if kind not in connector.capabilities:
            assert outcome.status == "refused"
        if kind not in _OF_NO_CALL:
            assert outcome.status == "refused"
            assert outcome.reason
            assert outcome.what
            assert [event for event in host.events if isinstance(event, CallEvent)] == told

    async def test_no_number_and_no_secret_reaches_the_log(
        self, host: FloorHost, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        connector = self.make()
        await connector.start(host)
        try:
            await self.caller_gives_up(host, connector, await self.caller_rings(host, connector))
        finally:
            await connector.stop()
        assert CALLER[3:] not in caplog.text
        assert SECRET not in caplog.text

    @staticmethod
    def action(host: FloorHost, kind: str, call_id: str = "no such call") -> act.AnyAction:
        fields = dict(_NEEDS.get(kind, {}))
        if kind not in _OF_NO_CALL:
            fields["call_id"] = call_id
        action: act.AnyAction = host.action(ACTION_KINDS[kind], "ada", **fields)
        return action
