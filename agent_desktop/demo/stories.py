"""What customers turn to the company about: a ticket, its notes and the contacts around it, told consistently."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

from agent_desktop.demo.cast import Cast
from agent_desktop.demo.moments import Calendar, make_id_at
from agent_desktop.demo.records import Customer, Interaction, Order, Ticket, TicketNote, Visit
from agent_desktop.demo.sources import read_json
from agent_desktop.features.tickets.model import ticket_number

FIRST_COUNT = 4_000
HAND_WRITTEN = 60
_NUMBERED_DAYS = 560  # the purchase histories span 546
Row = Ticket | TicketNote | Interaction | Visit
CHANNELS = ("call", "email", "chat")
DUE_AFTER_H = {"urgent": 4, "high": 8, "normal": 24, "low": 72}
_FIRST_ANSWER_S = {"call": (20, 150), "chat": (30, 300), "email": (900, 14_400)}
_TALK_S = {"call": (120, 720), "chat": (180, 900), "email": (0, 1)}
_SCORES = (5, 5, 5, 5, 5, 4, 4, 4, 3, 2, 1)


@dataclass(frozen=True, slots=True)
class Story:
    """One thing that goes wrong, or is wanted, with the ways it is told."""

    topic: str
    queue: str
    order_status: str | None
    needs_cover: bool
    visit: str | None
    priority: str
    hours: tuple[float, float]
    channels: tuple[int, ...]
    subjects: tuple[str, ...]
    opening: tuple[str, ...]
    solved: tuple[str, ...]


class Storyteller:
    """Tells stories about customers; one for a world, with nothing kept between customers but the numbering."""

    def __init__(self, staff: Cast, calendar: Calendar, numbers: TicketNumbers) -> None:
        self._staff = staff
        self._calendar = calendar
        self._numbers = numbers
        raw = read_json("stories.json")
        stories = [(_story(entry), entry["weight"]) for entry in raw]
        self._shop = [pair for pair in stories if not pair[0].needs_cover]
        self._all = stories
        self._shop_sums = list(accumulate(weight for _, weight in self._shop))
        self._all_sums = list(accumulate(weight for _, weight in self._all))
        self._quick = read_json("quick_contacts.json")

    def choose(self, rng: random.Random, *, has_cover: bool, has_order: bool) -> Story:
        """A story this customer can have."""
        while True:
            stories, sums = (self._all, self._all_sums) if has_cover else (self._shop, self._shop_sums)
            story = stories[bisect(sums, rng.random() * sums[-1])][0]
            if has_order or story.order_status is None:
                return story

    def past(
        self,
        rng: random.Random,
        story: Story,
        customer: Customer,
        number: str,
        order: Order | None,
        since: datetime,
    ) -> Iterator[Row]:
        """A story that began and ended before today; nothing where there was no time for it."""
        low, high = story.hours
        hours = low * (high / low) ** rng.random()
        latest = self._calendar.today - timedelta(hours=hours + 8)
        earliest = order.ordered_at + timedelta(days=1) if order is not None else since
        spare = (latest - earliest).total_seconds()
        if spare <= 0:
            return
        span = min(spare, 12 * 86_400) if order is not None else spare
        created = self._in_hours(earliest + timedelta(seconds=int(rng.random() * span)))
        yield from self._tell(
            rng, story, customer, number, order, created, created + timedelta(seconds=int(hours * 3_600))
        )

    def solved_today(
        self, rng: random.Random, story: Story, customer: Customer, number: str, order: Order | None
    ) -> Iterator[Row]:
        """A story that ended today, at some moment between midnight at the site and now."""
        day_s = (self._calendar.at - self._calendar.today).total_seconds()
        working_s = min(day_s, 10 * 3_600)
        solved = self._calendar.at - timedelta(seconds=int(rng.random() * working_s))
        hours = min(40.0, 0.4 * 100 ** rng.random())
        created = solved - timedelta(seconds=int(hours * 3_600))
        if order is not None:
            created = max(created, order.ordered_at + timedelta(minutes=10))
        if created < solved:
            yield from self._tell(rng, story, customer, number, order, created, solved)

    def open_now(
        self, rng: random.Random, story: Story, customer: Customer, number: str, order: Order | None
    ) -> Iterator[Row]:
        """A story that still goes on."""
        created = self._calendar.at - timedelta(minutes=int(15 + rng.random() ** 2 * 4_000))
        if order is not None:
            created = max(created, order.ordered_at + timedelta(minutes=1))
        yield from self._tell(rng, story, customer, number, order, min(created, self._calendar.at), None)

    def quick(
        self, rng: random.Random, customer: Customer, number: str, since: datetime, call_id: str
    ) -> Interaction:
        """A short contact that needed no ticket."""
        entry = self._quick[int(rng.random() * len(self._quick))]
        span = (self._calendar.at - timedelta(hours=1) - since).total_seconds()
        started = self._in_hours(since + timedelta(seconds=int(rng.random() * max(0.0, span))))
        channel = CHANNELS[0] if rng.random() < 0.7 else CHANNELS[2]
        ended = min(self._calendar.at, started + timedelta(seconds=int(60 + rng.random() * 240)))
        agents = self._staff.on_queue[entry["queue"]]
        return Interaction(
            id=make_id_at(rng, started),
            customer_id=customer.id,
            channel=channel,
            direction="in",
            state="done",
            title="Inbound call" if channel == "call" else "Web chat",
            agent_id=agents[int(rng.random() * len(agents))],
            queue_id=self._staff.queue_ids[entry["queue"]],
            ticket_id=None,
            call_id=call_id if channel == "call" else None,
            number=number if channel == "call" else None,
            started_at=started,
            ended_at=ended,
            waited_s=int(rng.random() ** 2 * 120),
            note=entry["note"],
            topic=entry["topic"],
            disposition=entry["disposition"],
            satisfaction=_score(rng),
            updated_at=ended,
        )

    def _tell(
        self,
        rng: random.Random,
        story: Story,
        customer: Customer,
        number: str,
        order: Order | None,
        created: datetime,
        solved: datetime | None,
    ) -> Iterator[Row]:
        draw, staff, at = rng.random, self._staff, self._calendar.at
        facts = _facts(order)
        channel = _channel(draw(), story.channels)
        if channel == "email" and customer.email is None:
            channel = "call"
        queue_id = staff.queue_ids[story.queue]
        agents = staff.on_queue[story.queue]
        owner = agents[int(draw() * len(agents))]
        # The texts of a story stand in the same order, so that what is asked is what is answered.
        variant = int(draw() * len(story.subjects))
        subject = story.subjects[variant].format_map(facts)
        opening = story.opening[variant % len(story.opening)].format_map(facts)
        closing = story.solved[variant % len(story.solved)].format_map(facts)
        low, high = _FIRST_ANSWER_S[channel]
        answered: datetime | None = created + timedelta(seconds=int(low + draw() * (high - low)))
        last_solved, state, first_solved = solved, "open", solved
        if solved is not None:
            answered = min(answered or solved, solved)
            state = "solved" if at - solved < timedelta(days=7) else "closed"
            if draw() < 0.06:
                first_solved = answered + (solved - answered) / 2
        elif answered is not None and answered > at:
            answered, state = None, "new"
        elif draw() < 0.2:
            state = "pending"
        is_team = solved is None and (state == "new" or draw() < 0.5)
        updated = solved or answered or created
        ticket_id = make_id_at(rng, created)
        yield Ticket(
            id=ticket_id,
            number=self._numbers.take(created),
            subject=subject,
            customer_id=customer.id,
            queue_id=queue_id,
            owner_id=None if is_team else owner,
            channel=channel,
            state=state,
            priority=story.priority,
            topic=story.topic,
            order_id=order.id if order is not None else None,
            is_unread=state == "new",
            due_at=created + timedelta(hours=DUE_AFTER_H[story.priority]),
            created_at=created,
            first_response_at=answered,
            first_solved_at=first_solved,
            last_solved_at=last_solved,
            updated_at=updated,
        )
        if channel == "email":
            text = f"Hello,\n\n{subject}. Please look into it and let me know.\n\nRegards\n{customer.name}"
            yield _note(rng, ticket_id, customer.id, None, text, created, is_public=True)
        if answered is not None:
            yield _note(rng, ticket_id, customer.id, owner, opening, answered, is_public=False)
        low, high = _TALK_S[channel]
        ended = min(at, (answered or created) + timedelta(seconds=int(low + draw() * (high - low))))
        is_call = channel == "call"
        yield Interaction(
            id=make_id_at(rng, created),
            customer_id=customer.id,
            channel=channel,
            direction="in",
            state="done",
            title=_title(channel, subject),
            agent_id=owner if channel != "email" else None,
            queue_id=queue_id,
            ticket_id=ticket_id,
            call_id=f"demo-{ticket_id[-12:]}" if is_call else None,
            number=number if is_call else None,
            started_at=created,
            ended_at=created if channel == "email" else ended,
            waited_s=int(((answered or created) - created).total_seconds()) if is_call else None,
            note=opening,
            topic=story.topic,
            disposition="Ticket opened",
            satisfaction=None if solved is None or channel == "email" else _score(rng),
            updated_at=ended,
        )
        if story.visit is not None:
            yield from self._visit(rng, story, customer, created, solved, closing)
        if solved is None:
            return
        yield _note(rng, ticket_id, customer.id, owner, closing, solved, is_public=True)
        if solved - created > timedelta(hours=2):
            by_mail = channel == "email" and customer.email is not None
            begun = solved - timedelta(seconds=0 if by_mail else int(90 + draw() * 240))
            yield Interaction(
                id=make_id_at(rng, begun),
                customer_id=customer.id,
                channel="email" if by_mail else "call",
                direction="out",
                state="done",
                title=f"Email: {subject}" if by_mail else "Outbound call",
                agent_id=owner,
                queue_id=queue_id,
                ticket_id=ticket_id,
                call_id=None if by_mail else f"demo-{ticket_id[-12:]}-b",
                number=None if by_mail else number,
                started_at=begun,
                ended_at=solved,
                waited_s=None,
                note=closing,
                topic=story.topic,
                disposition="Solved",
                satisfaction=_score(rng),
                updated_at=solved,
            )

    def _visit(
        self,
        rng: random.Random,
        story: Story,
        customer: Customer,
        created: datetime,
        solved: datetime | None,
        closing: str,
    ) -> Iterator[Visit]:
        engineers = self._staff.engineers
        engineer = engineers[int(rng.random() * len(engineers))]
        title = f"Engineer visit: {story.visit}"
        if solved is None:
            day = self._calendar.today + timedelta(days=1 + int(rng.random() * 8))
            starts = day + timedelta(hours=8 + int(rng.random() * 9))
            yield Visit(
                id=make_id_at(rng, created),
                customer_id=customer.id,
                engineer_id=engineer,
                title=title,
                starts_at=starts,
                ends_at=starts + timedelta(hours=2),
                status="booked",
                report="",
                advice=None,
                updated_at=created,
            )
            return
        came = _visited(created, solved, is_emergency=story.visit == "emergency")
        if came is None:
            return
        ends = min(solved, came + timedelta(minutes=int(30 + rng.random() * 90)))
        report = (
            closing if story.visit != "annual service" else "Filter cleaned, pressure and safety checked."
        )
        advice = "Part advised" if rng.random() < 0.12 else None
        yield Visit(
            id=make_id_at(rng, came),
            customer_id=customer.id,
            engineer_id=engineer,
            title=title,
            starts_at=came,
            ends_at=ends,
            status="completed",
            report=report,
            advice=advice,
            updated_at=ends,
        )

    def _in_hours(self, moment: datetime) -> datetime:
        """The same day between eight and twenty, where the clock says otherwise; the day is never changed."""
        if 8 <= moment.hour < 20:
            return moment
        shifted = moment.replace(hour=8 + moment.hour % 12)
        return shifted if shifted <= self._calendar.at else moment


class TicketNumbers:
    """Numbers tickets in the order of their days, in memory that does not grow with the world.

    Tickets are counted, and the number said aloud is the count with its check digit. Each day has a run of
    counts of its own, wide enough for a busy one; a day that is full borrows from the day before. The
    ``HAND_WRITTEN`` counts below today's run are for the tickets written by hand.
    """

    def __init__(self, calendar: Calendar, customers: int) -> None:
        self._calendar = calendar
        self._width = max(6, customers // 277 + 3)
        self._used = [0] * _NUMBERED_DAYS
        self._today_used = 0
        self._first_today = FIRST_COUNT + _NUMBERED_DAYS * self._width + HAND_WRITTEN

    @property
    def next_count(self) -> int:
        """The count of the first ticket made after the world began."""
        return self._first_today + self._today_used

    def take(self, created: datetime) -> int:
        """The number of a ticket created then."""
        if created >= self._calendar.today:
            self._today_used += 1
            return ticket_number(self.next_count - 1)
        ago = int((self._calendar.today - created).total_seconds() // 86_400)
        day = max(0, _NUMBERED_DAYS - 1 - ago)
        while self._used[day] >= self._width:
            day -= 1
            if day < 0:
                raise ValueError("there are more tickets than the numbering has room for")
        self._used[day] += 1
        return ticket_number(FIRST_COUNT + day * self._width + self._used[day] - 1)

    def hand_written(self, place: int) -> int:
        """The number of the hand-written ticket ``place`` places before the newest, from 0."""
        if not 0 <= place < HAND_WRITTEN:
            raise ValueError(f"there is room for {HAND_WRITTEN} hand-written tickets")
        return ticket_number(self._first_today - 1 - place)


def _story(raw: dict[str, Any]) -> Story:
    return Story(
        topic=raw["category"],
        queue=raw["queue"],
        order_status=raw["order"],
        needs_cover=raw.get("cover", False),
        visit=raw.get("visit"),
        priority=raw["priority"],
        hours=(raw["hours"][0], raw["hours"][1]),
        channels=tuple(accumulate(raw["channels"])),
        subjects=tuple(raw["subjects"]),
        opening=tuple(raw["opening"]),
        solved=tuple(raw["solved"]),
    )


def _facts(order: Order | None) -> dict[str, str]:
    if order is None:
        return {}
    pounds, pence = divmod(order.total_minor, 100)
    return {
        "order": order.number,
        "items": "1 CD" if order.item_count == 1 else f"{order.item_count} CDs",
        "amount": f"£{pounds:,}.{pence:02d}",
        "day": f"{order.ordered_at.day} {order.ordered_at:%b}",
    }


def _channel(draw: float, sums: tuple[int, ...]) -> str:
    return CHANNELS[bisect(sums, draw * sums[-1])]


def _title(channel: str, subject: str) -> str:
    if channel == "call":
        return "Inbound call"
    return "Web chat" if channel == "chat" else f"Email: {subject}"


def _score(rng: random.Random) -> int | None:
    draw = rng.random()
    return _SCORES[int(draw / 0.35 * len(_SCORES))] if draw < 0.35 else None


def _note(
    rng: random.Random,
    ticket_id: str,
    customer_id: str,
    author: str | None,
    text: str,
    at: datetime,
    *,
    is_public: bool,
) -> TicketNote:
    return TicketNote(
        id=make_id_at(rng, at),
        ticket_id=ticket_id,
        customer_id=customer_id,
        author_id=author,
        is_public=is_public,
        text=text,
        written_at=at,
        updated_at=at,
    )


def _visited(created: datetime, solved: datetime, *, is_emergency: bool) -> datetime | None:
    """When the engineer came between the first word and the last: by day, unless it could not wait."""
    middle = (created + (solved - created) / 2).replace(second=0, microsecond=0)
    if is_emergency:
        return max(created, middle)
    for starts in (middle, middle.replace(hour=14, minute=0), middle.replace(hour=9, minute=0)):
        if 8 <= starts.hour < 18 and created <= starts and starts + timedelta(minutes=30) <= solved:
            return starts
    return None
