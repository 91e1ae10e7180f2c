"""Signing in by a provider, as the window goes through it: the ways at the server, the browser, the passphrase."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from agent_desktop.core.errors import KnownError

if TYPE_CHECKING:
    from agent_desktop.sync.messages import Person
    from agent_desktop.sync.ways import Ways
    from agent_desktop.workstation.workstation import Workstation
    from agent_desktop_ui.app import DeskApp
    from agent_desktop_ui.shell.sign_in import SignInView

log = logging.getLogger(__name__)
OpenBrowser = Callable[[str], bool]


def open_in_browser(address: str) -> bool:
    """Open an address in the system's browser; False where there is none."""
    return QDesktopServices.openUrl(QUrl(address))


class ProviderFlow(QObject):
    """Part of the running window, whose tasks it uses; ``open_browser`` stands for the system's browser in tests."""

    def __init__(self, app: DeskApp, open_browser: OpenBrowser = open_in_browser) -> None:
        super().__init__(app)
        self._app = app
        self._open_browser = open_browser
        self._trip: asyncio.Task[None] | None = None
        # Escape is the window's everywhere; here it stands for Cancel.
        app.window.actions_map.named("close_layer").triggered.connect(self._cancel)

    def watch(self, view: SignInView) -> None:
        """Hear what is pressed in a form, which is a new one after each signing out."""
        view.server_changed.connect(self.look)
        view.provider_pressed.connect(self._begin)
        view.provider_cancelled.connect(self._cancel)

    def look(self, server: str) -> None:
        """Find out which ways there are at a server, and show them."""
        self._app.spawn(self._look(server))

    async def offer_passphrase(self, workstation: Workstation) -> None:
        """Let somebody choose a desk passphrase whose desk nothing would open without central; they need not."""
        if await workstation.access.opened_by() != "nothing":
            return
        view = self._app.window.sign_in
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        async def keep(passphrase: str) -> None:
            try:
                await workstation.access.set_passphrase(passphrase)
            except KnownError as problem:
                view.show_passphrase_error(str(problem))
            else:
                _settle(answer)

        view.passphrase_chosen.connect(lambda passphrase: self._app.spawn(keep(passphrase)))
        view.passphrase_declined.connect(lambda: _settle(answer))
        view.ask_passphrase()
        await answer

    async def _look(self, server: str) -> None:
        view = self._app.window.sign_in
        try:
            ways = await self._ways(server)
        except KnownError as problem:
            # Without central a password or a desk passphrase opens this desk to whoever worked here before.
            log.info("the ways to sign in are not known: %s", problem.what)
            view.show_ways("", has_password=True)
            return
        name = ways.oidc.name if ways.oidc is not None else ""
        view.show_ways(name, has_password=ways.password or not name)
        if ways.trouble and not ways.password:
            view.show_error(ways.trouble)

    async def _ways(self, server: str) -> Ways:
        await self._app.load()
        from agent_desktop.workstation.provider_sign_in import ask_ways

        return await ask_ways(server, self._app.wire())

    def _begin(self, server: str) -> None:
        if self._trip is None or self._trip.done():
            self._app.window.sign_in.show_working(self.tr("One moment…"))
            self._trip = self._app.spawn(self._app.sign_in_by(server, self._by_browser))

    def _cancel(self) -> None:
        if self._trip is not None and not self._trip.done() and self._app.window.sign_in.waits_for_browser:
            self._trip.cancel()
            self._app.window.sign_in.show_ready()

    async def _by_browser(self, workstation: Workstation, server: str) -> Person:
        from agent_desktop.workstation import provider_sign_in
        from agent_desktop.workstation.browser_trip import BrowserTrip, PageWords
        from agent_desktop.workstation.transport import Unreachable

        view = self._app.window.sign_in
        try:
            ways = await self._ways(server)
            if ways.oidc is None:
                raise KnownError(ways.trouble or self.tr("This server has no provider to sign in with."))
            words = PageWords(
                self.tr("You can close this window. Your desk goes on signing you in."),
                self.tr("You are not signed in. You can close this window."),
                self.tr("This is not the sign-in that the desk waits for. You can close this window."),
            )
            async with BrowserTrip(ways.oidc, words) as trip:
                if not self._open_browser(trip.address):
                    raise KnownError(
                        self.tr("The browser could not be opened."), todo=self.tr("Ask your administrator.")
                    )
                view.show_browser_open()
                proof = await trip.back()
            view.show_working(self.tr("Signing in…"))
            self._app.window.activateWindow()
            return await provider_sign_in.sign_in(workstation, proof)
        except Unreachable:
            view.show_ways("", has_password=True)
            raise


def _settle(future: asyncio.Future[Any]) -> None:
    if not future.done():
        future.set_result(None)
