"""What every connector must hold to, asserted against a real floor.

``ConnectorContract`` are the tests. A ``ConnectorDriver`` says how one connector is made and lets its exchange do
things; docs/connectors.md writes one, and its connector, from nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any, get_args

import pytest

from agent_desktop.core.errors import KnownError
from agent_desktop.telephony import actions as act
from agent_desktop.telephony.events import AnyEvent, CallEvent, ExchangeReported
from agent_desktop.telephony.port import AgentEntry, Connector, QueueEntry
from tests.support.connector_host import FloorHost

CALLER = "+442079460018"
SECRET = "a-secret-no-log-may-show"
ACTION_KINDS = {str(kind.__struct_config__.tag): kind for kind in get_args(act.AnyAction)}
_NEEDS: dict[str, dict[str, Any]] = {
    "transfer": {"to_queue": "sales"},
    "dial": {"number": "+33142685300"},
    "send_dtmf": {"digits": "1"},
    "set_recording": {"wish": "start"},
    "supervise": {"of": "ben"},
    "retrieve": {"slot": "799"},
    "set_state": {"state": "break"},
    "choose_phone": {"extension": "1001"},
}
_NONSENSE: dict[str, dict[str, Any]] = {
    "transfer": {"to_agent": "nobody", "to_queue": None, "to_number": None},
    "dial": {"number": "1001&1002\r\nAction: Logoff"},
    "send_dtmf": {"digits": "no digits"},
    "supervise": {"of": "nobody"},
    "retrieve": {"slot": "\x00"},
    "choose_phone": {"extension": "9" * 500},
}
_OF_NO_CALL = frozenset({"dial", "set_state", "finish_wrap_up", "extend_wrap_up", "choose_phone"})
WITHIN_S = 20.0


async def until(is_so: Callable[[], object]) -> None:
    """Wait until it is so; what is not within twenty seconds never will be."""
    async with asyncio.timeout(WITHIN_S):
        while not is_so():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.005)


class ConnectorDriver:
    """One connector and its exchange in the hands of the tests.

    An exchange here is whatever stands for it: a process that listens, or a few posted messages. What a driver
    lets happen has reached the floor when it returns.
    """

    is_asked_over_a_wire = False
    """Whether actions go out over a connection that can fail; then the last four methods are needed."""

    is_told_what_it_missed = False
    """Whether the exchange says, at a start, which calls it has; then ``caller_leaves_unseen`` is needed."""

    async def open(self, host: FloorHost) -> None:
        """Put the exchange up."""

    async def close(self) -> None:
        """Take it down, whatever state a failed test left it in."""

    def make(self) -> Connector:
        """A connector that is not started, its settings holding ``SECRET`` where it has one."""
        raise NotImplementedError

    async def caller_rings(self, host: FloorHost, connector: Connector) -> str:
        """Let ``CALLER`` ring at ada through the queue support; answers the call's id."""
        raise NotImplementedError

    async def agent_answers(self, host: FloorHost, connector: Connector, call_id: str) -> None:
        """Let ada answer it at her telephone."""
        raise NotImplementedError

    async def caller_hangs_up(self, host: FloorHost, connector: Connector, call_id: str) -> None:
        """Let that caller hang up, waiting or talking."""
        raise NotImplementedError

    def caller_leaves_unseen(self, call_id: str) -> None:
        """Let that caller hang up while no connector is there to hear of it."""
        raise NotImplementedError

    def asked(self) -> int:
        """How many actions of ours have come to the exchange so far."""
        raise NotImplementedError

    def fall_silent(self) -> None:
        """Let the exchange take what is asked, and answer nothing."""
        raise NotImplementedError

    async def cut(self) -> None:
        """Cut the connection."""
        raise NotImplementedError

    async def until_back(self, host: FloorHost) -> None:
        """Wait until the connector is connected again."""
        raise NotImplementedError


class ConnectorContract:
    """The tests; a subclass names the driver."""

    driver_type: type[ConnectorDriver]

    @pytest.fixture
    async def driver(self, host: FloorHost) -> AsyncIterator[ConnectorDriver]:
        driver = self.driver_type()
        try:
            await driver.open(host)
            yield driver
        finally:
            await driver.close()

    @pytest.fixture
    def host(self) -> FloorHost:
        """Ada and Ben at their desks."""
        people = [
            AgentEntry("ada", "Ada Lindt", "1001", queues=("support",)),
            AgentEntry("ben", "Ben Okoro", "1002", queues=("support", "sales")),
        ]
        queues = (QueueEntry("support", "8001"), QueueEntry("sales", "8002"))
        host = FloorHost(self.driver_type().make().name, people=people, the_queues=queues)
        host.sign_in("ada", "ben")
        return host

    @pytest.fixture
    async def connector(self, driver: ConnectorDriver, host: FloorHost) -> AsyncIterator[Connector]:
        connector = driver.make()
        await started(connector, host)
        try:
            yield connector
        finally:
            await stopped(connector)

    # --- what it says of itself ---------------------------------------------------------------------------

    def test_making_one_connects_to_nothing_and_it_knows_what_it_is(self) -> None:
        connector = self.driver_type().make()
        assert connector.name.strip()
        assert connector.name == self.driver_type().make().name
        assert connector.capabilities <= set(ACTION_KINDS)

    async def test_what_it_can_do_does_not_change_while_it_is_stopped(
        self, driver: ConnectorDriver, host: FloorHost
    ) -> None:
        connector = driver.make()
        await started(connector, host)
        while_up = connector.capabilities
        await stopped(connector)
        assert connector.capabilities == while_up

    # --- start and stop -----------------------------------------------------------------------------------

    async def test_stopping_is_safe_before_a_start_and_twice(
        self, driver: ConnectorDriver, host: FloorHost
    ) -> None:
        connector = driver.make()
        await stopped(connector)
        await started(connector, host)
        await stopped(connector)
        await stopped(connector)

    async def test_nothing_of_it_runs_on_after_it_stopped(
        self, driver: ConnectorDriver, host: FloorHost
    ) -> None:
        before = asyncio.all_tasks()
        connector = driver.make()
        for _ in range(2):
            await started(connector, host)
            await stopped(connector)
        # The exchange ends its own side of each connection a moment later.
        await until(lambda: not asyncio.all_tasks() - before)

    async def test_one_that_is_started_again_tells_each_call_once(
        self, driver: ConnectorDriver, host: FloorHost
    ) -> None:
        connector = driver.make()
        await started(connector, host)
        await stopped(connector)
        host.routes.clear()
        await started(connector, host)
        try:
            call_id = await driver.caller_rings(host, connector)
            await driver.caller_hangs_up(host, connector, call_id)
        finally:
            await stopped(connector)
        assert (host.kinds(call_id).count("call_ringing"), host.kinds(call_id).count("call_ended")) == (1, 1)
        assert host.refused == []

    async def test_nothing_is_told_after_it_stopped(self, driver: ConnectorDriver, host: FloorHost) -> None:
        connector = driver.make()
        await started(connector, host)
        call_id = await driver.caller_rings(host, connector)
        await stopped(connector)
        told = len(host.events) + len(host.equipment)
        host.clock.advance(3600)
        for kind in sorted(ACTION_KINDS):
            outcome = await connector.perform(action(host, kind, call_id))
            assert outcome.status == "refused", kind
        await asyncio.sleep(0.05)
        assert len(host.events) + len(host.equipment) == told

    async def test_an_exchange_that_is_not_there_is_a_known_error_and_can_be_tried_again(
        self, driver: ConnectorDriver, host: FloorHost
    ) -> None:
        if not driver.is_asked_over_a_wire:
            return  # There is nothing to connect to.
        connector = driver.make()
        await driver.close()
        with pytest.raises(KnownError):
            await started(connector, host)
        await stopped(connector)
        assert [event for event in host.events if isinstance(event, CallEvent)] == []

    # --- calls --------------------------------------------------------------------------------------------

    async def test_a_call_rings_at_its_agent_and_nobody_else(
        self, driver: ConnectorDriver, host: FloorHost, connector: Connector
    ) -> None:
        call_id = await driver.caller_rings(host, connector)
        assert host.state_of("ada") == "ringing"
        assert host.state_of("ben") == "available"
        (call,) = host.floor.calls_of("ada")
        assert (call.call_id, call.caller, call.queue) == (call_id, CALLER, "support")
        assert host.kinds(call_id) == ["call_queued", "call_ringing"]

    async def test_a_caller_who_gives_up_is_an_abandon(
        self, driver: ConnectorDriver, host: FloorHost, connector: Connector
    ) -> None:
        call_id = await driver.caller_rings(host, connector)
        host.clock.advance(10)
        await driver.caller_hangs_up(host, connector, call_id)
        call = host.floor.call(call_id)
        assert call is not None
        assert (call.outcome, call.ended_by, call.wait_s) == ("abandoned", "caller", 10)
        assert host.state_of("ada") == "available"
        assert host.floor.queue("support").waiting == 0

    async def test_a_call_answered_and_ended_is_handled_by_who_did(
        self, driver: ConnectorDriver, host: FloorHost, connector: Connector
    ) -> None:
        call_id = await driver.caller_rings(host, connector)
        host.clock.advance(5)
        await driver.agent_answers(host, connector, call_id)
        assert host.state_of("ada") == "talking"
        host.clock.advance(60)
        await driver.caller_hangs_up(host, connector, call_id)
        assert host.state_of("ada") == "wrap_up"
        call = host.floor.call(call_id)
        assert call is not None
        assert (call.outcome, call.wait_s, call.talk_s) == ("answered", 5, 60)
        handled = [fact.agent for fact in host.facts if getattr(fact, "kind", "") == "call_handled"]
        assert handled == ["ada"]

    async def test_events_come_in_their_order_are_well_formed_and_are_taken(
        self, driver: ConnectorDriver, host: FloorHost, connector: Connector
    ) -> None:
        call_id = await driver.caller_rings(host, connector)
        host.clock.advance(5)
        await driver.agent_answers(host, connector, call_id)
        host.clock.advance(5)
        await driver.caller_hangs_up(host, connector, call_id)
        assert host.kinds(call_id) == ["call_queued", "call_ringing", "call_connected", "call_ended"]
        assert host.refused == []
        last = None
        for event in host.events:
            assert event.at.utcoffset() == timedelta(0)
            assert event.at <= host.clock.now()
            if isinstance(event, CallEvent) and event.call_id == call_id:
                assert last is None or event.at >= last
                last = event.at

    # --- actions ------------------------------------------------------------------------------------------

    @pytest.mark.parametrize("kind", sorted(ACTION_KINDS))
    async def test_no_action_on_an_unknown_call_raises_or_happens(
        self, host: FloorHost, connector: Connector, kind: str
    ) -> None:
        told = calls_told(host)
        outcome = await connector.perform(action(host, kind))
        if kind not in connector.capabilities or kind not in _OF_NO_CALL:
            assert outcome.status == "refused"
            assert outcome.reason
            assert outcome.what
            assert calls_told(host) == told

    @pytest.mark.parametrize("kind", sorted(_NONSENSE))
    async def test_no_nonsense_raises(
        self, driver: ConnectorDriver, host: FloorHost, connector: Connector, kind: str
    ) -> None:
        call_id = await driver.caller_rings(host, connector)
        await driver.agent_answers(host, connector, call_id)
        wish = host.action(
            ACTION_KINDS[kind],
            "ada",
            **{**_NONSENSE[kind], "call_id": None if kind in _OF_NO_CALL else call_id},
        )
        outcome = await connector.perform(wish)
        assert isinstance(outcome, act.Outcome)
        # What is dialled goes out to the world, or into the exchange's own language.
        assert kind != "dial" or outcome.status == "refused"
        assert host.state_of("ada") == "talking"

    async def test_what_it_says_it_cannot_do_is_refused_and_what_it_can_is_not_for_that(
        self, driver: ConnectorDriver, host: FloorHost, connector: Connector
    ) -> None:
        call_id = await driver.caller_rings(host, connector)
        await driver.agent_answers(host, connector, call_id)
        for kind in sorted(set(ACTION_KINDS) - connector.capabilities):
            outcome = await connector.perform(action(host, kind, call_id))
            assert outcome.status == "refused", kind
        if "hang_up" in connector.capabilities:
            assert (await connector.perform(action(host, "hang_up", call_id))).status == "done"

    @pytest.mark.parametrize("kind", ["answer", "hang_up", "dial"])
    async def test_an_action_that_came_too_late_is_refused_and_not_done(
        self, driver: ConnectorDriver, host: FloorHost, connector: Connector, kind: str
    ) -> None:
        call_id = await driver.caller_rings(host, connector)
        late = action(host, kind, call_id)
        host.clock.advance(5)
        asked = driver.asked() if driver.is_asked_over_a_wire else 0
        told = calls_told(host)
        outcome = await connector.perform(late)
        assert outcome.status == "refused"
        assert calls_told(host) == told
        if driver.is_asked_over_a_wire:
            assert driver.asked() == asked

    async def test_an_action_whose_answer_is_lost_is_unknown_and_never_sent_again(
        self, driver: ConnectorDriver, host: FloorHost, connector: Connector
    ) -> None:
        """An agent must not ring a customer twice by accident."""
        if not driver.is_asked_over_a_wire:
            return  # What it does, it does itself: no answer can be lost.
        asked = driver.asked()
        driver.fall_silent()
        async with asyncio.timeout(WITHIN_S):
            outcome = await connector.perform(action(host, "dial"))
        assert outcome.status == "unknown"
        assert driver.asked() == asked + 1
        await driver.cut()
        await driver.until_back(host)
        assert driver.asked() == asked + 1

    # --- what is lost and found again ---------------------------------------------------------------------

    async def test_one_that_takes_over_goes_on_with_the_calls_and_tells_them_once(
        self, driver: ConnectorDriver, host: FloorHost
    ) -> None:
        first = driver.make()
        await started(first, host)
        call_id = await driver.caller_rings(host, first)
        await stopped(first)
        host.routes.clear()
        second = driver.make()
        await started(second, host)
        try:
            assert host.state_of("ada") == "ringing"
            await driver.agent_answers(host, second, call_id)
            assert host.state_of("ada") == "talking"
            await driver.caller_hangs_up(host, second, call_id)
        finally:
            await stopped(second)
        assert host.kinds(call_id) == ["call_queued", "call_ringing", "call_connected", "call_ended"]
        call = host.floor.call(call_id)
        assert call is not None
        assert call.outcome == "answered"

    async def test_the_desks_are_told_that_the_link_is_lost_and_that_it_is_back(
        self, driver: ConnectorDriver, host: FloorHost, connector: Connector
    ) -> None:
        if not driver.is_asked_over_a_wire:
            return  # It has no link of its own; central tells whether it runs.
        call_id = await driver.caller_rings(host, connector)
        told = len(host.equipment)
        await driver.cut()
        await driver.until_back(host)
        await until(lambda: [one.is_up for one in _links(host, told)] == [False, True])
        assert host.kinds(call_id) == ["call_queued", "call_ringing"], "a call that goes on is not told anew"
        assert host.state_of("ada") == "ringing"

    async def test_a_call_that_ended_unseen_is_ended_at_the_next_start(
        self, driver: ConnectorDriver, host: FloorHost
    ) -> None:
        if not driver.is_told_what_it_missed:
            return  # It cannot know; the floor closes the call when nothing is heard of it for long.
        first = driver.make()
        await started(first, host)
        call_id = await driver.caller_rings(host, first)
        await stopped(first)
        driver.caller_leaves_unseen(call_id)
        second = driver.make()
        await started(second, host)
        try:
            await until(lambda: host.state_of("ada") == "available")
        finally:
            await stopped(second)
        assert host.calls() == []

    async def test_no_number_and_no_secret_reaches_the_log(
        self, driver: ConnectorDriver, host: FloorHost, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        connector = driver.make()
        await started(connector, host)
        try:
            call_id = await driver.caller_rings(host, connector)
            await connector.perform(action(host, "dial"))
            await driver.caller_hangs_up(host, connector, call_id)
        finally:
            await stopped(connector)
        assert CALLER[3:] not in caplog.text
        assert str(_NEEDS["dial"]["number"])[3:] not in caplog.text
        assert SECRET not in caplog.text


async def started(connector: Connector, host: FloorHost) -> None:
    """Start it as central does: within a limit."""
    async with asyncio.timeout(WITHIN_S):
        await connector.start(host)


async def stopped(connector: Connector) -> None:
    """Stop it as central does: within a limit."""
    async with asyncio.timeout(WITHIN_S):
        await connector.stop()


def action(host: FloorHost, kind: str, call_id: str = "no such call") -> Any:
    """An action of a kind, complete, that ada wants now."""
    fields = dict(_NEEDS.get(kind, {}))
    if kind not in _OF_NO_CALL:
        fields["call_id"] = call_id
    return host.action(ACTION_KINDS[kind], "ada", **fields)


def _links(host: FloorHost, since: int) -> list[ExchangeReported]:
    return [event for event in host.equipment[since:] if isinstance(event, ExchangeReported)]


def calls_told(host: FloorHost) -> list[AnyEvent]:
    """What was told of calls so far."""
    return [event for event in host.events if isinstance(event, CallEvent)]
