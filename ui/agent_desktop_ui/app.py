"""Starts the window: paints at once, loads the rest, signs in, and ends every task before it quits."""

from __future__ import annotations

import asyncio
import gc
import logging
import platform
import sys
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from agent_desktop.core import tasks
from agent_desktop.core.errors import KnownError, Refused
from agent_desktop_ui import formats, translation
from agent_desktop_ui.garbage import GarbageOnThisThread
from agent_desktop_ui.shell.desk_settings import DeskSettings
from agent_desktop_ui.shell.phone_flow import PhoneFlow
from agent_desktop_ui.shell.provider_flow import OpenBrowser, ProviderFlow, open_in_browser
from agent_desktop_ui.shell.sign_in import SignInView
from agent_desktop_ui.shell.window import MainWindow
from agent_desktop_ui.single_instance import SingleInstance, hand_over
from agent_desktop_ui.theme.theme import Choice
from agent_desktop_ui.theme.theme import theme as the_theme
from agent_desktop_ui.theme.tokens import Tone

if TYPE_CHECKING:
    from agent_desktop.runtime.crash import CrashLog
    from agent_desktop.sync.messages import Person
    from agent_desktop.workstation.contacts import ContactDesk
    from agent_desktop.workstation.vault import Vault
    from agent_desktop.workstation.wire import Wire
    from agent_desktop.workstation.workstation import Workstation
    from agent_desktop_ui.shell.desk import DeskFrame
    from agent_desktop_ui.shell.lock import DeskLock

log = logging.getLogger(__name__)
DESK_ROLES = ("agent", "sales", "supervisor", "field", "admin")
ANSWER_WITHIN_S = 5.0
"""How long closing waits for tasks that do not end."""


class DeskApp(QObject):
    """One run of the window: owns the workstation, the desk on it, and the order in which they end."""

    usable = Signal()
    """Signed in, queue painted, note takes keys."""

    def __init__(
        self,
        server_url: str,
        folder: Path,
        settings: DeskSettings,
        *,
        login: str | None = None,
        password: str | None = None,
        role: str | None = None,
        size: tuple[int, int] | None = None,
        vault: Vault | None = None,
        ca_file: Path | None = None,
        allow_plain_http: bool = False,
        open_browser: OpenBrowser = open_in_browser,
    ) -> None:
        super().__init__()
        self._line = (ca_file, allow_plain_http)
        self._lock: DeskLock | None = None
        self._server = server_url
        self._folder = folder
        self._login, self._password, self._role = login, password, role
        self._size = size
        self._vault = vault
        self.settings = settings
        self.window = MainWindow(self.settings, server_url, login or self.settings.text("login"))
        self.workstation: Workstation | None = None
        self.contacts: ContactDesk | None = None
        self._done: asyncio.Future[None] | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._crashes: CrashLog | None = None
        self._provider = ProviderFlow(self, open_browser)
        self._phones = PhoneFlow(self)
        self._is_beginning = False
        self._call = ""
        self._opens_by_itself = login is not None and password is not None
        self._connect_sign_in()
        self.window.close_agreed.connect(self.end)

    async def live(self) -> None:
        """From the first paint until the person leaves; everything is ended when this returns."""
        loop = asyncio.get_running_loop()
        self._done = loop.create_future()
        self._crashes = _watch_crashes(loop, self._tell_crash)
        painted = loop.create_future()
        self.window.first_painted.connect(lambda: _settle(painted))
        self.window.open_at(self._size)
        self.window.sign_in.begin()
        await painted
        if self._login is None or self._password is None:
            self._provider.look(self._server)
        else:
            self._start(self._server, self._login, self._password)
        try:
            await self._done
        finally:
            await self._end_all()

    def asked_from_outside(self, call: str) -> None:
        """The program was started again or a link was opened: come to the front, and have the number ready.

        It is not called before the person says so: a page in a browser can open such a link by itself.
        """
        self.window.come_to_front()
        self._call = call
        self._offer_call()

    def _offer_call(self) -> None:
        desk = self.window.desk
        if desk is not None and self._call:
            call, self._call = self._call, ""
            desk.offer_call(call)

    def end(self) -> None:
        """Leave."""
        if self._done is not None:
            _settle(self._done)

    # -- signing in ------------------------------------------------------------------------------------

    def _connect_sign_in(self) -> None:
        self.window.sign_in.submitted.connect(self._start)
        self.window.sign_in.role_chosen.connect(lambda role: self._spawn(self._begin_shift(role)))
        self._provider.watch(self.window.sign_in)

    def _start(self, server: str, login: str, password: str) -> None:
        self.window.sign_in.show_working(self.tr("Signing in…"))

        async def by_password(workstation: Workstation, _server: str) -> Person:
            return await workstation.sign_in(login, password)

        self._spawn(self.sign_in_by(server, by_password))

    async def sign_in_by(self, server: str, ask: Callable[[Workstation, str], Awaitable[Person]]) -> None:
        """Sign in at a server in the way that ``ask`` goes, and open the desk; the form says what went wrong."""
        view = self.window.sign_in
        try:
            workstation = await self._make_workstation(server)
            # While central looks at the password, the desk's own screens are read from the disk.
            loading = asyncio.get_running_loop().run_in_executor(None, _load_desk)
            keys = asyncio.get_running_loop().run_in_executor(None, workstation.vault.warm)
            person = await ask(workstation, server)
            await asyncio.gather(loading, keys)
        except Refused as problem:
            view.show_error(str(problem), is_password=True)
            return
        except KnownError as problem:
            view.show_error(str(problem))
            return
        except Exception as error:
            if self._crashes is not None:
                self._crashes.record(error, where="signing in")
            log.exception("signing in failed")
            view.show_error(self.tr("Signing in failed. What is known of it is in the crash log."))
            return
        self.settings.remember(login=person.login, server=server)
        formats.use_zone(workstation.site.get("time_zone"))
        roles = [role for role in DESK_ROLES if role in person.roles]
        if not roles:
            await workstation.sign_out()
            view.show_error(self.tr("You hold no role at a desk. Ask a supervisor."))
            return
        await self._provider.offer_passphrase(workstation)
        if self._role in roles or len(roles) == 1:
            await self._begin_shift(self._role if self._role in roles else roles[0])
            return
        from agent_desktop_ui.shell.rooms import role_words

        view.ask_role(person.name, role_words(roles), self.settings.text("role"))

    async def load(self) -> Any:
        """Load what the first paint did not need, out of the way of the window; answers the registry."""
        return await asyncio.get_running_loop().run_in_executor(None, _load)

    def wire(self) -> Wire:
        """What the line to central must be like; to be asked for after ``load``."""
        from agent_desktop.workstation.wire import Wire

        return Wire(*self._line)

    async def _make_workstation(self, server: str) -> Workstation:
        """A workstation for that server; one that was tried before is closed."""
        from agent_desktop.core.clock import SystemClock

        if self.workstation is not None:
            await self.workstation.close()
        registry = await self.load()
        from agent_desktop.workstation.workstation import Workstation

        device = platform.node() or "desk"
        self.workstation = Workstation(
            registry,
            SystemClock(),
            self._folder,
            server,
            device,
            self.wire(),
            vault=self._vault,
        )
        self.workstation.endings.add(lambda ending: self._spawn(self._leave_desk(ending.what)))
        return self.workstation

    async def _begin_shift(self, role: str | None) -> None:
        """The telephone first, so that the desk opens with one; a desk that opens by itself asks nothing."""
        workstation = self.workstation
        if workstation is None or role is None or self._is_beginning:
            return
        self._is_beginning = True
        told = ""
        try:
            told = await self._phones.settle(workstation, role, may_ask=not self._opens_by_itself)
        finally:
            self._is_beginning = False
        self._opens_by_itself = False
        if self.workstation is workstation and workstation.person is not None and self.window.desk is None:
            self._open_desk(role, told)

    def _open_desk(self, role: str | None, told: str = "") -> None:
        from agent_desktop.workstation.contacts import ContactDesk
        from agent_desktop_ui.customers.desk_screen import DeskScreen
        from agent_desktop_ui.shell.desk import DeskFrame
        from agent_desktop_ui.shell.leaving_calls import leaving_words
        from agent_desktop_ui.shell.lock import DeskLock

        if self.workstation is None or role is None:
            return
        self.contacts = ContactDesk(self.workstation)
        desk = DeskFrame(self.workstation, self.contacts, self.window.actions_map, self.settings, role)
        desk.sign_out_asked.connect(
            lambda: desk.ask_to_leave(leaving_words(desk.context, signs_out=True), desk.sign_out_agreed.emit)
        )
        desk.sign_out_agreed.connect(lambda: self._spawn(self._sign_out()))
        desk.sign_out_everywhere_asked.connect(lambda: self._spawn(self._sign_out_everywhere()))
        self._lock = DeskLock(self.window, desk, self.workstation.clock.monotonic_s)
        self.window.show_desk(desk)
        desk.take_keyboard()
        screen = desk.screen_shown()
        if isinstance(screen, DeskScreen):
            screen.ready.connect(self.usable)
        else:
            self.usable.emit()
        if told:
            desk.notice(told)
        self._offer_call()
        self._spawn(self._restore(desk))

    async def _restore(self, desk: DeskFrame) -> None:
        if self.contacts is not None:
            try:
                await self.contacts.restore()
            except KnownError as problem:
                desk.notices.tell_error(problem)

    async def _sign_out(self) -> None:
        if self.window.desk is None or self.workstation is None:
            return
        await self._close_desk()
        await self.workstation.sign_out()
        self._show_sign_in()

    async def _sign_out_everywhere(self) -> None:
        desk, workstation = self.window.desk, self.workstation
        if desk is None or workstation is None:
            return
        try:
            # First central, while the desk is there to say that it did not work.
            await workstation.access.sign_out_everywhere()
        except KnownError as problem:
            desk.notices.tell_error(problem)
            return
        await self._sign_out()

    async def _leave_desk(self, why: str) -> None:
        """There is no desk any more, and whoever sits here is told why."""
        if self.window.desk is None:
            return
        await self._close_desk()
        self._show_sign_in()
        self.window.sign_in.show_error(why)

    async def _close_desk(self) -> None:
        desk, contacts = self.window.desk, self.contacts
        self._role = None
        if self._lock is not None:
            self._lock.stop()
            self._lock = None
        for step in (desk.close_down if desk else None, contacts.close if contacts else None):
            try:
                if step is not None:
                    await step()
            except KnownError as problem:
                # What would be kept in a replica that is gone cannot be.
                log.info("a part of the desk ended without its replica: %s", problem.what)
        self.contacts = None

    def _show_sign_in(self) -> None:
        self.window.show_sign_in(
            SignInView(self.settings.text("server", self._server), self.settings.text("login"))
        )
        self._connect_sign_in()
        self.window.sign_in.begin()
        self._provider.look(self.settings.text("server", self._server))

    # -- ending ----------------------------------------------------------------------------------------

    async def _end_all(self) -> None:
        """Window first, so that what is typed is kept; then the contacts, the tasks, the workstation."""
        desk = self.window.desk
        if self._lock is not None:
            self._lock.stop()
        steps = []
        if desk is not None:
            steps.append(desk.close_down)
        if self.contacts is not None:
            steps.append(self.contacts.close)
        steps.append(self._stop_tasks)
        if self.workstation is not None:
            steps.append(self.workstation.close)
        for step in steps:
            try:
                async with asyncio.timeout(ANSWER_WITHIN_S):
                    await step()
            except Exception:
                log.exception("ending a part of the window failed")
        if self._crashes is not None:
            self._crashes.uninstall()

    async def _stop_tasks(self) -> None:
        own = asyncio.current_task()
        await tasks.end([task for task in self._tasks if task is not own])

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self.spawn(work)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run a task that ends with the window."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            if self._crashes is not None:
                self._crashes.record(error, where="the window")
            log.error("a task of the window failed", exc_info=error)

    def _tell_crash(self, path: Path) -> None:
        desk = self.window.desk
        if desk is not None:
            words = self.tr("Something went wrong in the program. Your work is kept.")
            more = self.tr("What is known of it: {file}").format(file=path.name)
            desk.notices.tell(words, Tone.BAD, more=more)


def run(
    server_url: str,
    *,
    folder: Path,
    login: str | None = None,
    password: str | None = None,
    role: str | None = None,
    theme: str | None = None,
    size: tuple[int, int] | None = None,
    language: str = "",
    vault: Vault | None = None,
    on_ready: Callable[[DeskApp], None] | None = None,
    ca_file: Path | None = None,
    allow_plain_http: bool = False,
    call: str = "",
    is_single: bool = False,
) -> int:
    """Run the window until it is closed; answers the exit code.

    ``folder`` keeps the replicas and the window's own settings. With ``login`` and ``password`` it signs in
    by itself. ``vault`` keeps the keys of replicas, without one the keyring does. ``on_ready`` is called once
    the desk is usable, with what runs. With ``is_single`` a window that runs for ``folder`` already is asked instead,
    to come to the front and to call ``call``, a number or a ``tel:`` address.
    """
    app = application()
    if is_single and hand_over(folder, call):
        return 0
    garbage = GarbageOnThisThread(app)
    settings = DeskSettings(folder)
    translation.install(app, settings.text("language", language))
    chosen = theme or settings.text("theme", Choice.SYSTEM.value)
    the_theme().apply(app, chosen, settings.number("text_size", 1.0))
    desk_app = DeskApp(
        server_url,
        folder,
        settings,
        login=login,
        password=password,
        role=role,
        size=size,
        vault=vault,
        ca_file=ca_file,
        allow_plain_http=allow_plain_http,
    )
    # What is there now stays: no later collection walks through it.
    desk_app.usable.connect(gc.freeze)
    if on_ready is not None:
        desk_app.usable.connect(lambda: on_ready(desk_app))
    if is_single:
        others = SingleInstance(folder, desk_app)
        others.asked.connect(desk_app.asked_from_outside)
        if call:
            desk_app.asked_from_outside(call)
    serve_window(app, desk_app)
    if is_single:
        others.stop()
    garbage.stop()
    return 0


def serve_window(
    app: QApplication, desk_app: DeskApp, beside: Callable[[], Coroutine[Any, Any, None]] | None = None
) -> None:
    """Run the loop until the person leaves; ``beside`` is a task that lives as long, such as the tour."""
    from qasync import QEventLoop

    async def live() -> None:
        task = asyncio.ensure_future(beside()) if beside is not None else None
        await desk_app.live()
        if task is not None:
            await tasks.end([task])

    loop = QEventLoop(app)
    with loop:
        loop.run_until_complete(live())


def application() -> QApplication:
    """The application of this process; closing the window does not end the loop, the loop's owner does."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName("Agent Desktop")
    app.setQuitOnLastWindowClosed(False)
    return app


def _settle(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


def _load() -> Any:
    """Import what is dear, and build the registry: in a thread, so that the window goes on painting."""
    import agent_desktop.workstation.contacts
    import agent_desktop.workstation.workstation  # noqa: F401
    from agent_desktop.features import house
    from agent_desktop.workstation.transport import load_httpx

    load_httpx()
    return house()


def _load_desk() -> None:
    """Import the screens of the first room."""
    import agent_desktop_ui.customers.desk_screen
    import agent_desktop_ui.shell.desk  # noqa: F401


def _watch_crashes(loop: asyncio.AbstractEventLoop, tell: Callable[[Path], None]) -> CrashLog:
    """Bugs of any thread or task go to a file, and the window says so on its own thread."""
    from agent_desktop.runtime import paths
    from agent_desktop.runtime.crash import CrashLog

    def on_crash(path: Path) -> None:
        loop.call_soon_threadsafe(tell, path)

    crashes = CrashLog(paths.state_dir() / "crashes", on_crash=on_crash)
    crashes.install()
    crashes.watch(loop)
    return crashes
