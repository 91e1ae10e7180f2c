"""People who come and go, and an exchange in trouble."""

from __future__ import annotations

import asyncio

import pytest

from agent_desktop.core.clock import SystemClock
from agent_desktop.core.errors import KnownError
from agent_desktop.telephony import actions as act
from plugins.asterisk.connector import Asterisk
from tests.pbx.real_exchange import SECRET
from tests.pbx.rooms import Room, until
from tests.pbx.scenario import scenario
from tests.support.connector_host import FloorHost


@scenario
async def agent_login_pause_logout(room: Room) -> None:
    await room.signs_in("ada", "support", "sales")
    who = ("Interface", f"PJSIP/{room.extension('ada')}")
    support, sales = (("Queue", f"{queue}{room.number}") for queue in ("support", "sales"))
    await room.behind_the_desk("QueueAdd", support, who, is_done=False)
    host, login = room.site.host, room.login("ada")

    def reason() -> str | None:
        person = host.floor.person(login)
        return person.reason if person and person.state == "paused" else None

    for why in ("lunch", "training"):
        await room.behind_the_desk("QueuePause", who, ("Paused", "true"), ("Reason", why))
        await until(lambda why=why: reason() == why, f"ada to be at {why}")
    await room.behind_the_desk("QueuePause", who, sales, ("Paused", "false"))
    await room.becomes("ada", "available")
    await room.behind_the_desk("QueuePause", who, ("Paused", "false"))
    await room.behind_the_desk("QueuePenalty", who, sales, ("Penalty", "7"))
    await room.behind_the_desk("QueueMemberRingInUse", who, sales, ("RingInUse", "yes"))
    phone = await room.phone("ada")
    phone.register(expires_s=0)
    await until(lambda: not phone.is_registered, "the phone to be gone")
    phone.register()
    await until(lambda: phone.is_registered, "the phone to be back")
    host.facts += host.floor.sign_out(login, host.clock.now()).facts
    await until(lambda: not any(one == login for one, _ in room.pauses), "ada to be in no queue")
    await room.behind_the_desk("QueueRemove", support, who, is_done=False)
    await room.behind_the_desk("QueueAdd", ("Queue", "nonsense"), who, is_done=False)


@scenario
async def agent_nailed_up(room: Room) -> None:
    await room.signs_in("ada")
    phone = await room.phone("ada")
    phone.dial("9002")
    await until(lambda: phone.call and phone.call.state == "talking", "the phone to stay off the hook")
    await asyncio.sleep(1)
    who = (
        ("Interface", "Local/2001@agents/n"),
        ("MemberName", "Agent 2001"),
        ("StateInterface", "Agent:2001"),
    )
    await room.behind_the_desk("QueueAdd", ("Queue", f"support{room.number}"), *who)
    await room.behind_the_desk("AgentLogoff", ("Agent", "2001"))
    await until(lambda: phone.call is None, "the phone to be put down")


@scenario
async def phone_loses_power(room: Room) -> None:
    await room.talking()
    call_id = room.call().call_id
    room.phones["ada"].vanish()
    await asyncio.sleep(4)
    assert room.call().state == "connected"
    _, own = room.channels()
    await room.behind_the_desk("Hangup", ("Channel", own), ("Cause", "38"))
    await room.becomes("ada", "wrap_up")
    assert await room.is_refused(act.HangUp, call_id=call_id) == "no_such_call"


@scenario
async def snapshot(room: Room) -> None:
    """A connector that comes in the middle of it finds one held, one ringing and one waiting."""
    await room.signs_in("ben", "support")
    await room.signs_in("cleo", "sales")
    cleo = ("Interface", f"PJSIP/{room.extension('cleo')}")
    await room.behind_the_desk("QueuePause", cleo, ("Paused", "true"), ("Reason", "lunch"))
    await room.becomes("cleo", "paused")
    await room.caller("+4930000001", "Talking")
    (await room.rings("ben")).answer()
    await room.becomes("ben", "talking")
    room.phones["ben"].hold()
    await room.becomes("ben", "holding")
    await room.signs_in("ada", "support")
    await room.caller("+4930000002", "Ringing")
    await room.becomes("ada", "ringing")
    await room.caller("+4930000003", "Waiting")
    await room.queued(2)
    host = room.site.host
    fresh = FloorHost("asterisk", clock=SystemClock(), people=host.people, the_queues=host.the_queues)  # type: ignore[arg-type]
    fresh.sign_in(*(room.login(name) for name in ("ada", "ben", "cleo")))
    connector = Asterisk(
        {"port": room.site.exchange.ami, "secret": SECRET, "manage_members": False, "phone_control": True}
    )
    await connector.start(fresh)
    try:
        found = [fresh.state_of(room.login(name)) for name in ("ada", "ben", "cleo")]
        # That a call is held is in no answer of the exchange: only a floor that knows the call keeps it.
        assert found == ["ringing", "talking", "paused"]
        assert fresh.floor.queue(f"support{room.number}").waiting == 2
        assert fresh.refused == []
    finally:
        await connector.stop()


@scenario
async def restart_of_the_pbx(room: Room) -> None:
    """Everything on the exchange ends with it, and everybody is back in their queues after it."""
    await room.signs_in("ada", "support")
    await room.caller("+4930000001", "Cut off")
    (await room.rings("ada")).answer()
    await room.becomes("ada", "talking")
    exchange, site = room.site.exchange, room.site
    await asyncio.to_thread(exchange.stop)
    await asyncio.to_thread(exchange.start)
    await room.becomes("ada", "wrap_up")
    await until(lambda: site.connector._link and site.connector._link.is_up, "the connector to be back")
    room.phones["ada"].vanish()
    # She still writes up the call, so she is back and paused; the pause is ours and ends with her work.
    place = (room.login("ada"), f"support{room.number}")
    await until(lambda: room.pauses.get(place), "ada to be back, and paused")
    room.settles(act.FinishWrapUp)
    await until(lambda: place in room.pauses and room.pauses[place] is None, "ada to be rung again")
    await room.becomes("ada", "available")


@scenario
async def permissions_and_errors(room: Room) -> None:
    host = FloorHost("asterisk", clock=SystemClock())  # type: ignore[arg-type]
    port = room.site.exchange.ami
    for settings, words in (
        ({"secret": "wrong"}, "does not let|refused|sign"),
        ({"secret": SECRET, "username": "too-little"}, "may not do"),
        ({"secret": SECRET, "username": "too-much"}, "more than is needed"),
    ):
        connector = Asterisk({"port": port, **settings})
        with pytest.raises(KnownError, match=words):
            await connector.start(host)
    missing = ("Channel", "PJSIP/nobody-00000000")
    await room.behind_the_desk("NoSuchAction", is_done=False)
    await room.behind_the_desk("Hangup", is_done=False)
    await room.behind_the_desk(
        "Redirect", missing, ("Context", "agents"), ("Exten", "1001"), ("Priority", "1"), is_done=False
    )
    await room.signs_in("ada")
    assert await room.is_refused(act.Hold, call_id="1.1") == "no_such_call"
    assert await room.is_refused(act.Dial, number="1001@agents&System(true)") == "no_number"
