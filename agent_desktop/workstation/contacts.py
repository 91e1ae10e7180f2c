"""The contact in hand: from the ring to the end of wrap-up, its note never lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from agent_desktop.core.errors import KnownError
from agent_desktop.core.ids import new_id
from agent_desktop.features.calls.read_models import CallerMatch
from agent_desktop.features.interactions.commands import FinishContact, LinkContact, StartContact
from agent_desktop.features.interactions.read_models import Contact, ContactView, UnfinishedContacts
from agent_desktop.telephony.actions import FinishWrapUp, Outcome
from agent_desktop.workstation import by_hand as hand
from agent_desktop.workstation.blocked import why_blocked
from agent_desktop.workstation.by_hand import ByHand
from agent_desktop.workstation.call_parts import only_candidate, phase_of
from agent_desktop.workstation.live import Call
from agent_desktop.workstation.note_draft import NOTHING_TYPED, NoteDraft, as_body, as_draft
from agent_desktop.workstation.observers import Observers
from agent_desktop.workstation.workstation import Workstation
from agent_desktop.workstation.wrap_up_end import WrapUpEnd, lasts_its_time

log = logging.getLogger(__name__)

DRAFT = "contact:"


@dataclass(frozen=True, slots=True)
class ContactInHand:
    """One contact of this desk: the call, whom it is with, and the note so far.

    ``phase`` is ringing, dialling, talking, held, wrap_up or by_hand. ``call`` is None for a contact that was
    left unfinished by a program that ended: then ``left_call_id`` is the call it was, and only note and
    disposition are wanted. It is None as well for one that the person logs: then ``by_hand`` is what they know.
    """

    contact_id: str
    phase: str
    since: datetime
    call: Call | None
    customer_id: str | None
    draft: NoteDraft = NOTHING_TYPED
    is_recorded: bool = False  # the interaction exists
    is_dialled: bool = False  # by this person
    left_call_id: str | None = None
    by_hand: ByHand | None = None
    block: str = ""  # why the caller is blocked: then the ring puts nothing on screen

    @property
    def is_open(self) -> bool:
        """Whether somebody talked, so that a note and a disposition are owed."""
        return self.phase in {"talking", "held", "wrap_up", hand.PHASE}

    @property
    def match(self) -> CallerMatch | None:
        """Whom the number reaches, as told with the call or found on this desk."""
        if self.call is not None:
            return self.call.match
        return self.by_hand.match if self.by_hand is not None else None


@dataclass(frozen=True, slots=True)
class DeskContacts:
    """What the desk has in hand: the contact on screen, and calls that wait as cards."""

    current: ContactInHand | None
    waiting: tuple[ContactInHand, ...]


class ContactDesk:
    """Follows this person's calls and keeps their contacts; the window shows what it tells.

    A ringing call becomes current only when nothing else is in hand and nothing is being edited;
    otherwise it waits as a card. It never takes anything off the screen by itself.
    """

    def __init__(self, workstation: Workstation) -> None:
        self._desk = workstation
        self._current: ContactInHand | None = None
        self._waiting: dict[str, ContactInHand] = {}
        self._in_order = asyncio.Lock()
        self.is_editing: Callable[[], bool] = lambda: False
        """Asked when a call could come on screen; the window answers whether another edit is unsaved."""
        self.news: Observers[DeskContacts] = Observers("contacts")
        self._remove = workstation.calls.add(self._on_call)
        self.wrap_up_end = WrapUpEnd(workstation, self)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def state(self) -> DeskContacts:
        """What is in hand now."""
        return DeskContacts(self._current, tuple(self._waiting.values()))

    async def close(self) -> None:
        """Stop listening and finish what is under way."""
        self._remove()
        await self.wrap_up_end.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def restore(self) -> None:
        """After a start: take up the contact that was in hand when the program ended, with its draft.

        To be begun at once: calls that are told meanwhile wait until the drafts are there, and those that
        were told before anybody listened here are taken up too.
        """
        person = self._desk.person
        if person is None:
            return
        async with self._in_order:
            unfinished = await self._desk.read(UnfinishedContacts(agent_id=person.agent_id))
            saved = await self._desk.load_drafts(DRAFT)
            for view in unfinished:
                if view.state == "done" and DRAFT + view.interaction_id not in saved:
                    continue  # Its outcome was set by the system, and nothing more was typed here.
                draft = as_draft(saved.get(DRAFT + view.interaction_id))
                if self._current is not None and self._current.contact_id == view.interaction_id:
                    self._current = replace(self._current, draft=draft, is_recorded=True)
                elif self._current is None or not self._current.is_open:
                    self._current = _unfinished(view, draft)
                else:
                    self._waiting.setdefault(view.interaction_id, _unfinished(view, draft))
            for contact in await self._left_by_hand(saved):
                if self._current is None or not self._current.is_open:
                    self._current = contact
                else:
                    self._waiting.setdefault(contact.contact_id, contact)
            for call in list(self._desk.live.calls.values()):
                await self._take(call)
        self._tell()

    def look(self, contact_id: str) -> None:
        """Put a waiting call on screen without answering it; what was current waits instead."""
        chosen = self._waiting.pop(contact_id, None)
        if chosen is None:
            return
        if self._current is not None:
            self._waiting[self._current.contact_id] = self._current
        self._current = chosen
        self._tell()

    async def choose(self, customer_id: str) -> None:
        """Say whom the current contact is with, out of several candidates or by a search."""
        current = self._current
        if current is None:
            return
        self._current = replace(current, customer_id=customer_id)
        self._tell()
        if current.by_hand is not None:
            await self._keep(current.contact_id)
        if current.is_recorded:
            await self._link(current.contact_id, customer_id)

    async def save_draft(self, draft: NoteDraft, contact_id: str | None = None) -> datetime | None:
        """Keep the note as typed so far; answers when it was saved.

        ``contact_id`` names the contact it was typed for, since another may have come on screen meanwhile;
        without it the current one is meant.
        """
        contact = self._current if contact_id is None else self.in_hand(contact_id)
        if contact is None:
            return None
        at = self._desk.clock.now()
        # Held here first: what a full disk refuses is still in hand when another contact comes on screen.
        self._hold(contact.contact_id, draft)
        kept = replace(draft, saved_at=at)
        held = self.in_hand(contact.contact_id) or contact
        await self._desk.save_draft(DRAFT + contact.contact_id, _body_of(replace(held, draft=kept)))
        self._hold(contact.contact_id, kept)
        return at

    async def finish(self, draft: NoteDraft, ticket_id: str | None = None) -> Outcome:
        """Save the final note and disposition; in wrap-up also end it. Never hangs up.

        During the call this saves and leaves the contact open, so that more can be added.
        """
        current = self._current
        if current is None:
            return Outcome.refused("nothing_in_hand", "There is no contact to save.")
        if current.by_hand is not None:
            return await self.write_down(current.contact_id, draft, ticket_id)
        await self.save_draft(draft)
        if current.phase != "wrap_up":
            return Outcome.done()
        async with self._in_order:
            await self._record(current)
            now = self._desk.clock.now()
            ended = (current.call.view.ended_at or current.since) if current.call else None
            await self._desk.do(
                FinishContact(
                    made_at=now,
                    interaction_id=current.contact_id,
                    note=draft.note,
                    topic=draft.topic,
                    disposition=draft.disposition,
                    ended_at=ended or now,
                    ticket_id=ticket_id,
                )
            )
            await self._desk.drop_draft(DRAFT + current.contact_id)
            self._forget(current.contact_id)
            self._take_next()
        self._tell()
        call_id = current.call.call_id if current.call else self._still_wrapping_up(current)
        if call_id is None or lasts_its_time(self._desk):
            return Outcome.done()
        return await self._desk.act(
            lambda i, who, until: FinishWrapUp(id=i, agent=who, expires_at=until, call_id=call_id)
        )

    # -- logged by hand ------------------------------------------------------------------------------

    async def log_by_hand(self, number: str = "", customer_id: str | None = None) -> str:
        """Begin to log a contact that no exchange tells of here; answers its id.

        It begins now and is on screen at once; what was there waits. One that is being logged already stays
        the one in hand.
        """
        current = self._current
        if current is not None and current.by_hand is not None:
            return current.contact_id
        now = self._desk.clock.now()
        contact = ContactInHand(new_id(), hand.PHASE, now, None, customer_id, by_hand=ByHand(started_at=now))
        if current is not None:
            self._waiting[current.contact_id] = current
        self._current = contact
        self._tell()
        await self._keep(contact.contact_id)
        if number:
            await self.change_by_hand(contact.contact_id, number=number)
        return contact.contact_id

    async def change_by_hand(self, contact_id: str, **values: Any) -> None:
        """Set fields of ``ByHand``; a new number is looked up here, and its only owner is taken."""
        contact = self.in_hand(contact_id)
        if contact is None or contact.by_hand is None:
            return
        is_new_number = values.get("number", contact.by_hand.number) != contact.by_hand.number
        self._replace(replace(contact, by_hand=replace(contact.by_hand, **values)))
        if is_new_number:
            await self._match_by_hand(contact_id, str(values["number"]))
        self._tell()
        await self._keep(contact_id)

    async def drop_by_hand(self, contact_id: str) -> None:
        """It was no contact after all: forget it and what was typed."""
        contact = self.in_hand(contact_id)
        if contact is None or contact.by_hand is None:
            return
        await self._desk.drop_draft(DRAFT + contact_id)
        self._forget(contact_id)
        self._take_next()
        self._tell()

    async def _match_by_hand(self, contact_id: str, number: str) -> None:
        match, is_whole = None, False
        if number.strip() and self._desk.link.state == "online":
            found = await self._desk.callers.look_up(number, self._desk.region)
            match, is_whole = found.match, found.is_whole
        elif number.strip():
            match = await self._desk.callers.here(number, self._desk.region)
        contact = self.in_hand(contact_id)
        if contact is None or contact.by_hand is None or contact.by_hand.number != number:
            return  # More was typed meanwhile.
        only = match.only if match else None
        self._replace(
            replace(
                contact,
                customer_id=contact.customer_id or only,
                by_hand=replace(contact.by_hand, match=match, is_whole=is_whole),
            )
        )

    async def write_down(self, contact_id: str, draft: NoteDraft, ticket_id: str | None = None) -> Outcome:
        """Log a contact for good; once, however often it is asked for."""
        await self.save_draft(draft, contact_id)
        async with self._in_order:
            contact = self.in_hand(contact_id)
            if contact is None or contact.by_hand is None:
                return Outcome.done()
            await self._desk.do(
                hand.as_command(
                    contact_id,
                    contact.by_hand,
                    self._desk.clock,
                    self._desk.region,
                    customer_id=contact.customer_id,
                    note=draft.note,
                    topic=draft.topic,
                    disposition=draft.disposition,
                    ticket_id=ticket_id,
                )
            )
            await self._desk.drop_draft(DRAFT + contact_id)
            self._forget(contact_id)
            self._take_next()
        self._tell()
        return Outcome.done()

    async def _left_by_hand(self, saved: dict[str, dict[str, Any]]) -> list[ContactInHand]:
        """Contacts that were being logged when the program ended; one that had gone out leaves its draft."""
        left = []
        for key, body in sorted(saved.items()):
            contact_id = key.removeprefix(DRAFT)
            if "by_hand" not in body or self.in_hand(contact_id) is not None:
                continue
            if await self._desk.read(Contact(interaction_id=contact_id)) is not None:
                await self._desk.drop_draft(key)
                continue
            known, customer_id = hand.from_body(body["by_hand"])
            left.append(
                ContactInHand(
                    contact_id,
                    hand.PHASE,
                    known.started_at,
                    None,
                    customer_id,
                    as_draft(body),
                    by_hand=known,
                )
            )
        return left

    async def _keep(self, contact_id: str) -> None:
        contact = self.in_hand(contact_id)
        if contact is not None:
            await self._desk.save_draft(DRAFT + contact_id, _body_of(contact))

    # -- inside --------------------------------------------------------------------------------------

    def _on_call(self, call: Call) -> None:
        task = asyncio.ensure_future(self._follow(call))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _follow(self, call: Call) -> None:
        async with self._in_order:
            try:
                await self._take(call)
            except KnownError as problem:
                log.warning("a call could not be followed: %s", problem.what)
            except Exception:
                log.exception("a call could not be followed")
        self._tell()

    async def _take(self, call: Call) -> None:
        known = self.in_hand(call.contact_id)
        phase = phase_of(call, self._desk.person.login if self._desk.person else "")
        if phase is None or (phase == "wrap_up" and known is None):
            self._forget(call.contact_id)
            return
        if phase == "wrap_up" and known is not None and not known.is_open:
            self._forget(call.contact_id)
            return
        contact = known or ContactInHand(
            call.contact_id,
            phase,
            call.view.since,
            call,
            only_candidate(call),
            block=await why_blocked(self._desk, call) if phase == "ringing" else "",
        )
        since = contact.since if contact.phase == phase else call.view.since
        if phase == "wrap_up" and contact.phase != phase and call.view.state != "ended":
            # It goes on without this person: their part ends now, whatever became of the others'.
            since = self._desk.clock.now()
        is_dialled = contact.is_dialled or phase == "dialling"
        contact = replace(contact, call=call, phase=phase, since=since, is_dialled=is_dialled)
        if phase in {"talking", "held"}:
            contact = await self._kept_meanwhile(await self._record(contact))
        self._put(contact)

    async def _kept_meanwhile(self, contact: ContactInHand) -> ContactInHand:
        """While the contact was being begun the person has typed on, or has said who it is: both stay."""
        held = self.in_hand(contact.contact_id)
        if held is None:
            return contact
        if held.customer_id is not None and held.customer_id != contact.customer_id:
            await self._link(contact.contact_id, held.customer_id)
        return replace(contact, customer_id=held.customer_id, draft=held.draft)

    async def _link(self, contact_id: str, customer_id: str) -> None:
        now = self._desk.clock.now()
        await self._desk.do(LinkContact(made_at=now, interaction_id=contact_id, customer_id=customer_id))

    async def _record(self, contact: ContactInHand) -> ContactInHand:
        """Begin the interaction of an answered call, once."""
        if contact.is_recorded or contact.call is None:
            return contact
        if await self._desk.read(Contact(interaction_id=contact.contact_id)) is None:
            view = contact.call.view
            is_out = view.direction == "out" or contact.is_dialled
            await self._desk.do(
                StartContact(
                    made_at=self._desk.clock.now(),
                    interaction_id=contact.contact_id,
                    channel="call",
                    direction="out" if is_out else "in",
                    title="call",
                    started_at=view.started_at,
                    call_id=view.call_id,
                    customer_id=contact.customer_id,
                    queue_id=contact.call.queue_id,
                    number=view.called if is_out else view.caller,
                    waited_s=round(view.wait_s),
                )
            )
        return replace(contact, is_recorded=True)

    def _put(self, contact: ContactInHand) -> None:
        current = self._current
        if current is not None and current.contact_id == contact.contact_id:
            self._current = contact
            return
        is_mine_now = contact.phase in {"talking", "dialling"} and (
            current is None or not current.is_open or current.phase in {"held", "wrap_up", hand.PHASE}
        )
        is_free = current is None and not self.is_editing() and not contact.block
        if is_mine_now or is_free:
            self._waiting.pop(contact.contact_id, None)
            if current is not None:
                self._waiting[current.contact_id] = current
            self._current = contact
        else:
            self._waiting[contact.contact_id] = contact

    def _still_wrapping_up(self, contact: ContactInHand) -> str | None:
        """The call of a contact left unfinished, unless the floor counts no wrap-up, or that of another call."""
        person = self._desk.person
        me = self._desk.live.people.get(person.login) if person else None
        is_over = me is not None and me.wrap_up_call_id is None
        is_of_another = any(c.call is not None and c.phase == "wrap_up" for c in self._waiting.values())
        return None if is_over or is_of_another else contact.left_call_id

    def _replace(self, contact: ContactInHand) -> None:
        """Put a newer state of a contact in the place of the one in hand."""
        if self._current is not None and self._current.contact_id == contact.contact_id:
            self._current = contact
        elif contact.contact_id in self._waiting:
            self._waiting[contact.contact_id] = contact

    def _hold(self, contact_id: str, draft: NoteDraft) -> None:
        known = self.in_hand(contact_id)
        if known is not None:
            self._replace(replace(known, draft=draft))

    def in_hand(self, contact_id: str) -> ContactInHand | None:
        """The contact of that id, on screen or waiting."""
        if self._current is not None and self._current.contact_id == contact_id:
            return self._current
        return self._waiting.get(contact_id)

    def _forget(self, contact_id: str) -> None:
        """A call that ended without being answered here leaves; a contact with a note owed never does."""
        self._waiting.pop(contact_id, None)
        if self._current is not None and self._current.contact_id == contact_id:
            self._current = None
            self._take_next()

    def _take_next(self) -> None:
        """Put what waits on screen when nothing is in hand: a call in progress before a note that is owed."""
        welcome = {
            key: one for key, one in self._waiting.items() if not (one.block and one.phase == "ringing")
        }
        if self._current is None and welcome and not self.is_editing():
            order = {"talking": 0, "held": 1, "ringing": 2, "dialling": 2, hand.PHASE: 3, "wrap_up": 4}
            chosen = min(welcome.values(), key=lambda contact: order[contact.phase])
            self._current = self._waiting.pop(chosen.contact_id)

    def _tell(self) -> None:
        self.news.tell(self.state)


def _unfinished(view: ContactView, draft: NoteDraft) -> ContactInHand:
    kept = draft if draft.note else replace(draft, note=view.note)
    return ContactInHand(
        view.interaction_id,
        "wrap_up",
        view.started_at,
        None,
        view.customer_id,
        kept,
        is_recorded=True,
        left_call_id=view.call_id,
    )


def _body_of(contact: ContactInHand) -> dict[str, Any]:
    body = as_body(contact.draft)
    if contact.by_hand is not None:
        body["by_hand"] = hand.as_body(contact.by_hand, contact.customer_id)
    return body
