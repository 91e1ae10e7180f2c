"""Which telephone, as the window asks it between signing in and the desk: only where it cannot know."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from agent_desktop.core.errors import KnownError
from agent_desktop.core.people import Role

if TYPE_CHECKING:
    from agent_desktop.telephony.actions import Outcome
    from agent_desktop.workstation.workstation import Workstation
    from agent_desktop_ui.app import DeskApp

log = logging.getLogger(__name__)
FLOOR_WITHIN_S = 3.0
"""A desk opens without its telephone rather than wait longer for the list of them."""

ON_THE_PHONE = frozenset({Role.AGENT, Role.SALES, Role.SUPERVISOR})


class PhoneFlow(QObject):
    """Part of the running window: sits the person down, asking where this computer's phone cannot be taken."""

    def __init__(self, app: DeskApp) -> None:
        super().__init__(app)
        self._app = app

    async def settle(self, workstation: Workstation, role: str, *, may_ask: bool) -> str:
        """See to the telephone of whoever signed in; answers what to tell them once the desk is there."""
        from agent_desktop_ui.calls.phones import PHONE, choices, settled, sit_down

        person = workstation.person
        if person is None or role not in ON_THE_PHONE or not await self._has_floor(workstation):
            return ""
        if "choose_phone" not in workstation.live.capabilities:
            return ""  # A central of an earlier release.
        found = choices(workstation.live, person, self._app.settings.text(PHONE))
        taken = settled(found, person, may_ask=may_ask)
        if taken is not None:
            outcome = await sit_down(workstation, self._app.settings, taken.extension)
            if outcome.status != "refused" or not may_ask:
                return self._said(outcome, taken.extension)
        if (
            not may_ask
            or not found
            or not any(one.is_registered is not None or one.holder_name for one in found)
        ):
            return ""
        return await self._ask(workstation)

    async def _has_floor(self, workstation: Workstation) -> bool:
        if workstation.link.state == "offline":
            return False
        try:
            async with asyncio.timeout(FLOOR_WITHIN_S):
                await workstation.refresh_floor()
        except (KnownError, TimeoutError) as problem:
            log.info("the telephones are not known: %s", type(problem).__name__)
            return False
        return True

    async def _ask(self, workstation: Workstation) -> str:
        """Show the list until the person has chosen one that is taken, or wants none."""
        from agent_desktop.features.workforce.read_models import People
        from agent_desktop_ui.calls.phones import PHONE, choices, preferred, sit_down

        settings, person = self._app.settings, workstation.person
        if person is None:
            return ""
        people = await workstation.read(People())
        names = {one.login: one.name for one in people}
        part = self._app.window.sign_in.ask_phone(person.name)
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def show(*, is_new: bool) -> None:
            found = choices(workstation.live, person, settings.text(PHONE), names)
            part.show_phones(found, preferred(found, person) if is_new else "")

        async def chose(extension: str) -> None:
            part.show_working()
            outcome = await sit_down(workstation, settings, extension)
            if outcome.status == "refused":
                show(is_new=False)
                part.show_problem(outcome.what)
            elif not answer.done():
                answer.set_result(self._said(outcome, extension))

        def declined() -> None:
            if not answer.done():
                answer.set_result("")

        part.chosen.connect(lambda extension: self._app.spawn(chose(extension)))
        part.declined.connect(declined)
        remove = workstation.floor.add(lambda _live: show(is_new=False))
        try:
            show(is_new=True)
            part.begin()
            return await answer
        finally:
            remove()

    def _said(self, outcome: Outcome, extension: str) -> str:
        if outcome.status == "done":
            return self.tr("Your telephone is {extension}.").format(extension=extension)
        return outcome.what
