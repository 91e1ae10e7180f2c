"""What the sales people of the demo work through: two campaigns, their leads, and the first attempts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from agent_desktop.demo.cast import Cast
from agent_desktop.demo.moments import Calendar, make_id_at
from agent_desktop.demo.people import Neighbourhood, Person
from agent_desktop.demo.records import Attempt, Campaign, Customer, Lead, Script

_FROM_CUSTOMERS = 150
_STRANGERS = 30
_OUTCOMES = (
    ("No answer", "open", "Rang out, no voicemail."),
    ("No answer", "open", "Rang out twice."),
    ("Voicemail", "open", "Left name and number."),
    ("Callback", "callback", "In a meeting, asked for a call later."),
    ("Callback", "callback", "Wants to speak with the partner first."),
    ("Not interested", "done", "Rents the flat, the landlord looks after the heating."),
    ("Sold", "done", "Takes Home Cover from the first of the month."),
    ("Wrong person", "done", "Number belongs to somebody else now."),
)


class Prospects:
    """Collects leads while the customers go by; the campaigns must be asked for first."""

    def __init__(self, seed: int, calendar: Calendar, staff: Cast, scripts: list[Script]) -> None:
        self._rng = random.Random(f"{seed}:prospects")
        self._seed = seed
        self._calendar = calendar
        self._staff = staff
        started = calendar.today - timedelta(days=21)
        by_name = {script.name: script.id for script in scripts}
        self._cover = Campaign(
            id=make_id_at(self._rng, started),
            name="Home Cover for loyal customers",
            script_id=by_name["Offer Home Cover"],
            caller_number="+441174960100",
            is_active=True,
            updated_at=started,
        )
        self._renewal = Campaign(
            id=make_id_at(self._rng, started),
            name="Renewals this autumn",
            script_id=by_name["Renewal of Home Cover"],
            caller_number="+441174960101",
            is_active=True,
            updated_at=started,
        )
        self._taken = 0

    def campaigns(self) -> Iterator[Campaign]:
        """The two campaigns."""
        yield self._cover
        yield self._renewal

    def numbers(self) -> frozenset[str]:
        """The numbers of those who are no customers, to be given to nobody else."""
        return frozenset(_stranger(serial) for serial in range(_STRANGERS))

    def consider(self, rng: random.Random, customer: Customer, person: Person) -> Iterator[Lead | Attempt]:
        """A lead for this customer, with what came of it so far, while there is room in the campaigns."""
        if self._taken >= _FROM_CUSTOMERS or person.country.code not in {"GB", "IE"}:
            return
        is_covered = (customer.segment or "").startswith("Home Cover")
        if not is_covered and customer.segment not in {"Gold", "Silver"}:
            return
        self._taken += 1
        campaign = self._renewal if is_covered else self._cover
        reason = (
            f"{customer.segment} ends in {rng.randrange(10, 45)} days"
            if is_covered
            else f"{customer.segment} customer, no cover yet"
        )
        yield from self._lead(rng, campaign, customer.id, customer.name, person.phones[0][0], reason)

    def strangers(self) -> Iterator[Lead | Attempt]:
        """Leads who are no customers yet, such as those who asked on the web page."""
        neighbourhood = Neighbourhood(self._seed + 104_729)
        for serial in range(_STRANGERS):
            person = neighbourhood.person(self._rng, serial)
            name = f"{person.given} {person.family}"
            reason = "Asked for a price on the web page"
            yield from self._lead(self._rng, self._cover, None, name, _stranger(serial), reason)

    def _lead(
        self,
        rng: random.Random,
        campaign: Campaign,
        customer_id: str | None,
        name: str,
        number: str,
        reason: str,
    ) -> Iterator[Lead | Attempt]:
        at = self._calendar.at
        made = campaign.updated_at
        lead_id = make_id_at(rng, made)
        if rng.random() < 0.6:
            due = at - timedelta(minutes=rng.randrange(1, 4_000))
            yield Lead(
                id=lead_id,
                campaign_id=campaign.id,
                customer_id=customer_id,
                name=name,
                number=number,
                reason=reason,
                state="open",
                attempts=0,
                next_attempt_at=due,
                last_disposition=None,
                callback_agent_id=None,
                updated_at=made,
            )
            return
        disposition, state, note = _OUTCOMES[int(rng.random() * len(_OUTCOMES))]
        seller = self._staff.sellers[int(rng.random() * len(self._staff.sellers))]
        tried = at - timedelta(minutes=rng.randrange(60, 15 * 1_440))
        yield Lead(
            id=lead_id,
            campaign_id=campaign.id,
            customer_id=customer_id,
            name=name,
            number=number,
            reason=reason,
            state=state,
            attempts=1,
            next_attempt_at=self._again(rng, state),
            last_disposition=disposition,
            callback_agent_id=seller if state == "callback" else None,
            updated_at=tried,
        )
        yield Attempt(
            id=make_id_at(rng, tried),
            lead_id=lead_id,
            customer_id=customer_id,
            agent_id=seller,
            call_id=None,
            at=tried,
            disposition=disposition,
            note=note,
            updated_at=tried,
        )

    def _again(self, rng: random.Random, state: str) -> datetime | None:
        if state == "done":
            return None
        at = self._calendar.at
        if state == "callback":
            return at + timedelta(minutes=rng.randrange(-30, 3 * 1_440))
        return at + timedelta(minutes=rng.randrange(-600, 1_440))


def _stranger(serial: int) -> str:
    return f"+442079460{900 + serial:03d}"
