"""A colleague in the same ticket is seen by whoever has it open too, for a while, and by nobody else."""

from __future__ import annotations

import asyncio
from typing import Any

from agent_desktop.central.at_tickets import MOST_TICKETS, READS_FOR_S, WRITES_FOR_S, AtTickets
from agent_desktop.central.relay_words import AtTicketTold
from agent_desktop.central.sessions import SignedIn
from agent_desktop.core.ids import new_id
from agent_desktop.core.people import Actor, Role
from agent_desktop.sync.live import AtTicket
from tests.central.serving.conftest import SALES, Desk
from tests.support.commands_of import envelope


def person(name: str) -> SignedIn:
    return SignedIn(
        Actor(f"id-{name}", new_id(), frozenset({Role.AGENT})), new_id(), name, name.title(), None
    )


class Floor:
    """The tickets people have open, on a clock that the test moves, and what each of them was told."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.told: list[tuple[str, str, str]] = []
        self.shared: list[Any] = []
        self.at = AtTickets(self._tell, self.shared.append, lambda: self.now_s)

    def _tell(self, logins: Any, told: AtTicket) -> None:
        self.told += [(login, told.name, told.state) for login in sorted(logins)]

    def others(self, who: SignedIn, state: str = "reading") -> list[tuple[str, str]]:
        return [(one.name, one.state) for one in self.at.say(who, "t-1", state)]


def test_who_writes_is_told_to_those_who_have_it_open() -> None:
    floor, ada, ben = Floor(), person("ada"), person("ben")
    assert floor.others(ada) == []
    assert floor.told == [], "nobody else is there"
    assert floor.others(ben) == [("Ada", "reading")]
    assert floor.told == [("ada", "Ben", "reading")]
    floor.others(ben, "writing")
    assert floor.told[-1] == ("ada", "Ben", "writing")
    floor.others(ben, "gone")
    assert floor.told[-1] == ("ada", "Ben", "gone")
    assert floor.others(ada) == []


def test_it_runs_out_by_itself() -> None:
    floor, ada, ben = Floor(), person("ada"), person("ben")
    floor.others(ben, "writing")
    assert floor.others(ada) == [("Ben", "writing")]
    floor.now_s = WRITES_FOR_S + 1
    assert floor.others(ada) == [("Ben", "reading")], "whoever stops typing only reads"
    floor.now_s = READS_FOR_S + 1
    assert floor.others(ada) == [], "whoever says nothing any more is gone"


def test_whose_desk_is_gone_is_gone_at_once() -> None:
    floor, ada, ben = Floor(), person("ada"), person("ben")
    floor.others(ada)
    floor.others(ben, "writing")
    floor.at.left(ben)
    assert floor.told[-1] == ("ada", "Ben", "gone")
    assert floor.others(ada) == []
    floor.at.left(ben)


def test_to_say_the_same_again_tells_nobody_and_typing_goes_on_being_told() -> None:
    floor, ada, ben = Floor(), person("ada"), person("ben")
    floor.others(ada)
    floor.others(ben)
    said = len(floor.told)
    floor.others(ben)
    assert len(floor.told) == said
    floor.others(ben, "writing")
    floor.others(ben, "writing")
    assert len(floor.told) == said + 2, "each keeps it alive a little longer"


def test_other_instances_hear_of_it_and_memory_has_an_end() -> None:
    here, there, ada, ben = Floor(), Floor(), person("ada"), person("ben")
    there.others(ada)
    here.others(ben, "writing")
    there.at.heard(here.shared[-1])
    assert there.told == [("ada", "Ben", "writing")]
    for n in range(MOST_TICKETS + 5):
        here.at.heard(AtTicketTold(ticket_id=f"t{n}", agent_id="x", login="x", name="X", state="reading"))
    assert len(here.at._at) == MOST_TICKETS


async def test_over_the_stream_and_by_the_rules(start_central: Any) -> None:
    one, two = await start_central(), await start_central()
    aisha, marcus = await one.desk("aisha"), await two.desk("marcus")
    heard = await one.listen(aisha)
    ticket_id = new_id()
    await aisha.push(
        envelope(
            "tickets.CreateTicket",
            ticket_id=ticket_id,
            number=None,
            queue_id=SALES,
            subject="Boiler",
            channel="call",
        )
    )
    assert await _say(aisha, ticket_id, "reading") == []
    async with asyncio.timeout(20):
        # The other instance may not be heard in the first moment: a desk says it again all the time.
        while not (names := await _say(marcus, ticket_id, "writing")):
            await asyncio.sleep(0.2)
            await _say(aisha, ticket_id, "reading")
    assert names == [aisha.session["person"]["name"]]
    told = await heard.next("at_ticket", lambda data: data["state"] == "writing", within_s=20)
    assert told["name"] == marcus.session["person"]["name"]
    assert told["ticket_id"] == ticket_id

    elsewhere = await marcus.client.post(f"/api/v1/tickets/{new_id()}/here", json={"state": "reading"})
    assert elsewhere.status_code == 404
    nonsense = await marcus.client.post(f"/api/v1/tickets/{ticket_id}/here", json={"state": "dances"})
    assert nonsense.status_code == 400


async def _say(desk: Desk, ticket_id: str, state: str) -> list[str]:
    response = await desk.client.post(f"/api/v1/tickets/{ticket_id}/here", json={"state": state})
    assert response.status_code == 200, response.text
    return [other["name"] for other in response.json()["others"]]
