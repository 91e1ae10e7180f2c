"""Whether this desk may keep its replica: what happens when it is shut out, or without contact for too long."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from agent_desktop.core.errors import KnownError
from agent_desktop.workstation import contact_limit, shut_out
from agent_desktop.workstation.contact_limit import Contact
from agent_desktop.workstation.shut_out import Ending, Handed
from agent_desktop.workstation.transport import ShutOut, SignedOut, Unreachable

if TYPE_CHECKING:
    from agent_desktop.workstation.workstation import Workstation

log = logging.getLogger(__name__)

LOOK_EVERY_S = 60.0


class Keeping:
    """Part of a workstation, which it knows from within: it stops its tasks, closes and forgets its replica."""

    def __init__(self, desk: Workstation) -> None:
        self._desk = desk
        self._told_days: int | None = None
        self._is_ending = False

    # -- shut out ------------------------------------------------------------------------------------

    def hear_shut_out(self, over: ShutOut) -> None:
        """Central lets this desk in no more; it is heard many times and acted on once."""
        if not self._is_ending:
            self._is_ending = True
            self._desk._spawn(self._give_up(over))

    async def give_up_at_sign_in(self, login: str, over: ShutOut) -> None:
        """The same where nobody is signed in yet: their password was right, so their outbox is theirs to give."""
        desk = self._desk
        path = desk._replica_path(login)
        if not over.token or not path.exists():
            return
        await desk._open_store(login)
        store = desk._opened()
        try:
            handed = await shut_out.hand_over(desk._transport, store, over.token)
        except Unreachable:
            await desk._close_store()
            raise
        await desk._close_store()
        await shut_out.wipe(path, desk.vault)
        await shut_out.tell_wiped(desk._transport, over.token)
        over.kept = _kept(handed)

    async def _give_up(self, over: ShutOut) -> None:
        desk = self._desk
        person = desk.person
        try:
            if person is not None:
                await self._end(over.reason, await self._give_up_as(person.login, over))
        finally:
            self._is_ending = False

    async def _give_up_as(self, login: str, over: ShutOut) -> str:
        """Hand over and wipe; answers what to tell."""
        desk = self._desk
        path = desk._replica_path(login)
        await desk._stop_tasks()
        try:
            over = await self._with_token(over)
            handed = await shut_out.hand_over(desk._transport, desk._opened(), over.token)
        except Unreachable:
            # The line went away in the middle: it goes on at the next sign-in, which is refused likewise.
            return f"{over.what} What you had not sent is handed over at the next contact."
        except KnownError as problem:
            log.warning("nothing could be handed over: %s", problem.what)
            return over.what
        await desk._close_store()
        await shut_out.wipe(path, desk.vault)
        await shut_out.tell_wiped(desk._transport, over.token)
        return f"{over.what} {_kept(handed)} {over.todo}"

    async def _with_token(self, over: ShutOut) -> ShutOut:
        """The refusal that carries the token; the session's last refresh token brings it."""
        if over.token:
            return over
        session = self._desk._transport.session
        try:
            await session.renew(session.access)
        except ShutOut as told:
            return told
        raise KnownError("Central gave no token to hand over with.")

    async def _end(self, reason: str, what: str) -> None:
        desk = self._desk
        await desk._close_store()
        desk._transport.session.forget()
        desk.person = None
        desk.endings.tell(Ending(reason, what))

    # -- without contact -----------------------------------------------------------------------------

    async def watch(self) -> None:
        """Note contact while there is some; without it look how long ago it was. Ends with its person's desk."""
        desk = self._desk
        person = desk.person
        if person is None:
            return
        own = desk._replica_path(person.login)
        await asyncio.to_thread(
            contact_limit.give_up_overdue, desk._folder, desk.clock.now(), desk.vault, but=own
        )
        while desk.person is person:
            await self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> None:
        """One look: contact is noted, or the limit is told of when it is near, or the replica given up."""
        desk = self._desk
        person = desk.person
        if person is None or desk._store is None:
            return
        path, now = desk._replica_path(person.login), desk.clock.now()
        known = contact_limit.noted(path)
        if desk.link.state == "online" or known is None:
            self.heard(person.login, desk.site)
            return
        standing = contact_limit.standing(known, now)
        if standing.is_over:
            await self._try_once_more(standing.days_away)
        elif standing.days_left is not None and standing.days_left != self._told_days:
            self._told_days = standing.days_left
            waiting = await desk._opened().write(desk._opened().replica.count_outgoing)
            desk.problems.tell(
                KnownError(
                    f"This desk has had no contact with central for {_days(standing.days_away)}.",
                    kept=f"{_things(waiting)} wait here to be sent.",
                    todo=f"Connect it within {_days(standing.days_left)}: then its copy of the records is wiped, "
                    "and what was not sent with it.",
                )
            )

    async def check_before_offline(self, login: str) -> None:
        """Before central is done without: replicas that are overdue go; raises ``KnownError`` where this one is."""
        desk = self._desk
        path = desk._replica_path(login)
        known = contact_limit.noted(path)
        gone = await asyncio.to_thread(
            contact_limit.give_up_overdue, desk._folder, desk.clock.now(), desk.vault
        )
        if path in gone and known is not None:
            raise KnownError(_wiped(contact_limit.standing(known, desk.clock.now()).days_away))

    def heard(self, login: str, site: dict[str, Any]) -> None:
        """Central has just answered; the site's limits of now are kept with it."""
        desk = self._desk
        self._told_days = None
        limits = (int(site.get("offline_limit_days", 0)), int(site.get("offline_notice_days", 0)))
        contact_limit.note(desk._replica_path(login), Contact(desk.clock.now(), *limits))

    async def _try_once_more(self, days_away: int) -> None:
        """A computer that wakes from a long sleep is overdue before its line is back: nothing goes untried."""
        try:
            await self._desk.synchronise()
        except SignedOut:
            return  # Central answers, and wants the person to sign in again: then it goes on.
        except KnownError:
            await self._run_out(days_away)
            return
        if self._desk.person is not None:
            self.heard(self._desk.person.login, self._desk.site)

    async def _run_out(self, days_away: int) -> None:
        desk = self._desk
        person = desk.person
        if person is None:
            return
        path = desk._replica_path(person.login)
        await desk._stop_tasks()
        await desk._close_store()
        await shut_out.wipe(path, desk.vault)
        await self._end("no_contact", _wiped(days_away))


def _wiped(days_away: int) -> str:
    return (
        f"This desk had no contact with central for {_days(days_away)}, longer than the site allows. Its copy of "
        "the records was wiped, and what was not sent with it. Sign in again when central can be reached."
    )


def _kept(handed: Handed) -> str:
    told = []
    if handed.commands:
        told.append(
            f"{_things(handed.commands)} you had not sent were handed over for a supervisor to release."
        )
    if handed.texts:
        texts = "1 text" if handed.texts == 1 else f"{handed.texts} texts"
        told.append(f"{texts} you had begun or kept were handed over to be read.")
    told = told or ["Everything you did had been sent."]
    return " ".join([*told, "The copy of the records on this desk was wiped."])


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _things(count: int) -> str:
    return "1 change" if count == 1 else f"{count} changes"
