"""Signing in by a provider, as the person at the desk lives it: a real provider, a real central, a real window."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from agent_desktop.features.workforce.tables import account
from agent_desktop.store.engines import central_engine
from agent_desktop.workstation.vault import Vault
from agent_desktop_ui.app import DeskApp
from agent_desktop_ui.shell.desk_settings import DeskSettings
from agent_desktop_ui.shell.lock import LockView
from agent_desktop_ui.theme.theme import theme
from tests.central.serving.conftest import filled_template, filled_url
from tests.support.glewlwyd import CLIENT, CLIENT_SECRET, Glewlwyd
from tests.support.processes import CentralProcess, Machine
from tests.support.window_runner import words_of
from tests.ui.conftest import Stage

__all__ = ["filled_template", "filled_url"]
StartWindow = Callable[..., DeskApp]


class Browser:
    """The system's browser: notes what it is asked to open, and is sent on the way by the test."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.is_there = True

    def open(self, address: str) -> bool:
        self.opened.append(address)
        return self.is_there


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
async def window(
    qapp: QApplication, tmp_path: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[StartWindow]:
    monkeypatch.setenv("AGENT_DESKTOP_HOME", str(tmp_path / "home"))
    theme().apply(qapp, "light", 1.0)
    lives: list[tuple[DeskApp, asyncio.Future[None]]] = []

    def start(server: str) -> DeskApp:
        vault = Vault("file", tmp_path / "keys")
        settings = DeskSettings(tmp_path)
        app = DeskApp(server, tmp_path, settings, vault=vault, open_browser=browser.open)
        lives.append((app, asyncio.ensure_future(app.live())))
        return app

    yield start
    for app, life in lives:
        app.end()
        await asyncio.wait_for(life, 20)
        app.window.hide()
        app.window.deleteLater()
    # They go while their own loop still turns.
    await asyncio.sleep(0.05)


Serve = Callable[..., str]


@pytest.fixture
def serve(filled_url: str, provider: Glewlwyd, tmp_path: Path) -> Iterator[Serve]:
    """The real program serves, told of the provider by its settings; everybody may be bound there."""
    asyncio.run(_allow_everybody(filled_url))
    with Machine() as machine:

        def start(*, password_sign_in: bool = True) -> str:
            secret = tmp_path / "oidc-secret"
            secret.write_text(CLIENT_SECRET)
            secret.chmod(0o600)
            config = tmp_path / "central.toml"
            config.write_text(
                f'''
                password_sign_in = {str(password_sign_in).lower()}
                oidc_issuer = "{provider.issuer}"
                oidc_client_id = "{CLIENT}"
                oidc_client_secret = "file:{secret}"
                oidc_name = "Harbour accounts"
                '''
            )
            return CentralProcess(machine, config, "--database", filled_url).url

        yield start


async def _allow_everybody(database_url: str) -> None:
    engine = central_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(sa.update(account).values(oidc_allowed=True))
    await engine.dispose()


async def until(holds: Callable[[], object]) -> None:
    for _turn in range(500):
        if holds():
            return
        await asyncio.sleep(0.02)
    pytest.fail("it never came to hold")


def press(key: Qt.Key, text: str = "") -> None:
    """A key, sent and not played by QTest: that turns the loop within, in which central answers too."""
    target = QApplication.focusWidget()
    assert target is not None
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(target, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


def type_in(text: str) -> None:
    for letter in text:
        press(Qt.Key.Key_unknown, letter)


async def test_in_by_the_browser_then_a_passphrase_then_the_lock_asks_for_it(
    serve: Serve, provider: Glewlwyd, window: StartWindow, browser: Browser
) -> None:
    app = window(serve(password_sign_in=False))
    usable: list[bool] = []
    app.usable.connect(lambda: usable.append(True))
    view = app.window.sign_in
    await until(view._provider.isVisible)
    assert not view._password.isVisible(), "there are no passwords here, so none is asked for"
    assert "Sign in with Harbour accounts" in words_of(app.window)
    await until(lambda: QApplication.focusWidget() is view._provider.button)
    press(Qt.Key.Key_Return)
    await until(lambda: browser.opened)
    await until(lambda: QApplication.focusWidget() is view._provider.cancel)
    assert any("browser window" in word for word in words_of(app.window))
    [address] = browser.opened
    provider.allow(_redirect_of(address))
    page = await provider.visit(address, "leila")
    assert "You can close this window." in page
    await until(lambda: view._passphrase is not None)
    part = view._passphrase
    assert part is not None
    assert any("while central cannot be reached" in word for word in words_of(app.window)), "said beforehand"
    assert QApplication.focusWidget() is part.first.edit()
    type_in("harbour at dawn")
    press(Qt.Key.Key_Return)
    type_in("harbour at dusk")
    press(Qt.Key.Key_Return)
    assert "The two differ." in words_of(app.window)
    type_in("harbour at dawn")
    press(Qt.Key.Key_Return)
    await until(lambda: usable)
    assert app.settings.text("login") == "leila"
    assert app._lock is not None
    app._lock.lock()
    locked = app.window.findChild(LockView)
    await until(lambda: locked.is_passphrase)
    assert "Desk passphrase" in words_of(app.window)
    app.window.activateWindow()
    await until(lambda: QApplication.focusWidget() is locked._password.edit())
    type_in("not it at all")
    press(Qt.Key.Key_Return)
    await until(lambda: "That is not your desk passphrase." in words_of(app.window))
    type_in("harbour at dawn")
    press(Qt.Key.Key_Return)
    await until(lambda: app._lock is not None and not app._lock.is_locked)


async def test_beside_a_password_it_is_a_second_button_and_takes_no_keyboard(
    serve: Serve, provider: Glewlwyd, window: StartWindow
) -> None:
    app = window(serve())
    view = app.window.sign_in
    await until(lambda: QApplication.focusWidget() is view._login.edit())
    type_in("lei")
    await until(view._provider.isVisible)
    type_in("la")
    assert view._login.text() == "leila"
    assert QApplication.focusWidget() is view._login.edit()


async def test_cancel_goes_back_to_the_form_and_nobody_listens_any_more(
    serve: Serve, provider: Glewlwyd, window: StartWindow, browser: Browser
) -> None:
    app = window(serve())
    view = app.window.sign_in
    await until(view._provider.isVisible)
    view._provider.button.click()
    await until(view._provider.cancel.isVisible)
    await until(lambda: QApplication.focusWidget() is view._provider.cancel)
    port = int(_redirect_of(browser.opened[0]).split(":")[2].split("/")[0])
    press(Qt.Key.Key_Escape)
    await until(lambda: not view._provider.cancel.isVisible())
    assert view._button.isEnabled()
    assert view._provider.button.isVisible()
    with pytest.raises(OSError):  # noqa: PT011 - whatever a closed port says
        await asyncio.open_connection("127.0.0.1", port)
    assert app.window.desk is None


async def test_what_central_refuses_stands_in_the_form_and_it_can_be_tried_again(
    serve: Serve, provider: Glewlwyd, window: StartWindow, browser: Browser
) -> None:
    app = window(serve())
    view = app.window.sign_in
    await until(view._provider.isVisible)
    view._provider.button.click()
    await until(lambda: browser.opened)
    provider.allow(_redirect_of(browser.opened[0]))
    await provider.visit(browser.opened[0], "stranger")
    await until(lambda: "no account here" in view._state.text())
    assert view._provider.button.isEnabled()
    assert view._provider.button.isVisible()


async def test_without_a_browser_it_says_so(
    serve: Serve, provider: Glewlwyd, window: StartWindow, browser: Browser
) -> None:
    browser.is_there = False
    app = window(serve())
    view = app.window.sign_in
    await until(view._provider.isVisible)
    view._provider.button.click()
    await until(lambda: "browser could not be opened" in view._state.text())


async def test_without_a_passphrase_a_locked_window_says_what_is_left(stage: Stage) -> None:
    from agent_desktop_ui.shell.lock import DeskLock

    stage.floor.access.opener = "nothing"
    lock = DeskLock(stage.window, stage.frame, stage.floor.clock.monotonic_s)
    lock.lock()
    view = stage.window.findChild(LockView)
    await stage.until(lambda: not view._password.isVisible())
    assert any("no desk passphrase" in word for word in words_of(stage.window))
    assert not view._unlock.isVisible()
    assert stage.focus_of() is view._out
    lock.stop()


def _redirect_of(address: str) -> str:
    from urllib.parse import parse_qs, urlsplit

    return parse_qs(urlsplit(address).query)["redirect_uri"][0]
