"""Which telephone: asked at sign-in where it cannot be known, remembered here, one person each, changed later."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from agent_desktop.core.ids import new_id
from agent_desktop.sync.messages import PROTOCOL_VERSION
from agent_desktop.telephony.actions import ChoosePhone, Outcome
from agent_desktop.telephony.views import PhoneView
from agent_desktop.workstation.vault import Vault
from agent_desktop_ui.app import DeskApp
from agent_desktop_ui.calls.phone_layer import PhoneLayer
from agent_desktop_ui.calls.phone_part import PhonePart
from agent_desktop_ui.shell.desk_settings import DeskSettings
from agent_desktop_ui.theme.theme import theme
from tests.central.serving.conftest import PASSWORD, filled_template, filled_url
from tests.support.central_apart import CentralApart
from tests.support.scripted_exchange import ScriptedExchange
from tests.ui.conftest import Stage

__all__ = ["filled_template", "filled_url"]
StartCentral = Callable[[ScriptedExchange], CentralApart]


@pytest.fixture
def start_central(filled_url: str) -> Iterator[StartCentral]:
    running: list[CentralApart] = []

    def start(exchange: ScriptedExchange) -> CentralApart:
        running.append(CentralApart(filled_url, [exchange.offer()]))
        return running[-1]

    yield start
    for central in running:
        central.stop()


@pytest.fixture
def home(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AGENT_DESKTOP_HOME", str(tmp_path / "home"))
    theme().apply(qapp, "light", 1.0)
    return tmp_path


@asynccontextmanager
async def window(server: str, home: Path, **kept: str) -> AsyncIterator[DeskApp]:
    """The program with its sign-in, from within the test: between fixtures the window has no loop."""
    app = DeskApp(server, home, DeskSettings(home), vault=Vault("file", home / "keys"))
    app.settings.remember(**kept)
    life = asyncio.ensure_future(app.live())
    try:
        yield app
        await rest(app)
    finally:
        app.end()
        await asyncio.wait_for(life, 20)
        app.window.hide()
        app.window.deleteLater()
        await asyncio.sleep(0.05)


async def rest(app: DeskApp) -> None:
    """Let what the desk began with be fetched, so that nothing is cut off in the middle of an answer."""
    await until(lambda: app.workstation is None or app.workstation.link.state == "online")
    await asyncio.sleep(0.3)


async def until(holds: Callable[[], object]) -> None:
    for _turn in range(1000):
        if holds():
            return
        await asyncio.sleep(0.02)
    pytest.fail("it never came to hold")


def press(app: DeskApp, key: Qt.Key, text: str = "") -> None:
    """A key, sent and not played by QTest: that turns the loop within, in which central answers too."""
    target = app.window.focusWidget()
    assert target is not None
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(target, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


async def sign_in(app: DeskApp, login: str) -> None:
    await until(app.window.sign_in.isVisible)
    app.window.sign_in.submitted.emit(app._server, login, PASSWORD)


async def colleague_sits_down(central: CentralApart, login: str) -> None:
    """Somebody else signs in at another computer and sits down at telephone 201."""
    async with httpx.AsyncClient(base_url=central.url, trust_env=False, verify=False) as client:
        wish = {
            "login": login,
            "password": PASSWORD,
            "device": "another desk",
            "app_version": "0.1.0",
            "protocol": PROTOCOL_VERSION,
        }
        session = (await client.post("/api/v1/session", json=wish)).json()
        client.headers["authorization"] = f"Bearer {session['access_token']}"
        until_s = (datetime.now(UTC) + timedelta(seconds=4)).isoformat()
        action = {
            "kind": "choose_phone",
            "id": new_id(),
            "agent": login,
            "expires_at": until_s,
            "extension": "201",
        }
        assert (await client.post("/api/v1/actions", json=action)).json()["status"] == "done"


def phones_of(app: DeskApp) -> PhonePart | None:
    """The list of telephones in the sign-in form."""
    return app.window.sign_in.findChild(PhonePart)


def words(part: PhonePart) -> dict[str, tuple[str, str]]:
    return {row.subject: (row.who, row.deadline) for row in part.list.queue_model().rows()}


async def test_sign_in_asks_once_and_this_computer_remembers(start_central: StartCentral, home: Path) -> None:
    exchange = ScriptedExchange({"200": True, "311": True, "312": False})
    central = start_central(exchange)
    async with window(central.url, home) as app:
        await colleague_sits_down(central, "marcus")
        await sign_in(app, "leila")
        await until(lambda: phones_of(app) is not None)
        part = phones_of(app)
        assert part is not None
        await until(lambda: words(part).get("201", ("", ""))[0] == "marcus")
        assert words(part)["312"] == ("", "Not connected")
        assert words(part)["201"] == ("marcus", "Taken")
        assert part.list.chosen_row() == "200", "their own is offered first"
        for extension, why in (("312", "does not see"), ("201", "marcus sits there.")):
            part.list.choose_row(extension)
            part.list.row_chosen.emit(extension)
            assert why in part.take.toolTip()
            assert part.take.accessibleDescription() == part.take.toolTip()
        for digit in "311":
            press(app, getattr(Qt.Key, f"Key_{digit}"), digit)
        await until(lambda: part.list.chosen_row() == "311")
        press(app, Qt.Key.Key_Return)
        await until(lambda: app.window.desk is not None)
        assert app.settings.text("phone") == "311"
        workstation = app.workstation
        assert workstation is not None
        await until(
            lambda: (
                workstation.live.people.get("leila") and workstation.live.people["leila"].extension == "311"
            )
        )

        # Another person at the same computer later: nobody is asked, the desk's own telephone is theirs.
        assert app.window.desk is not None
        await rest(app)
        app.window.desk.sign_out_asked.emit()
        await until(lambda: app.window.desk is None)
        await sign_in(app, "leila")
        await until(lambda: app.window.desk is not None)
        assert phones_of(app) is None, "it was not asked again"
        assert app.window.desk.notices.entries[0].text == "Your telephone is 311."


async def test_a_remembered_phone_that_the_exchange_does_not_see_is_asked_about(
    start_central: StartCentral, home: Path
) -> None:
    exchange = ScriptedExchange({"200": True, "311": False})
    central = start_central(exchange)
    async with window(central.url, home, phone="311") as app:
        await sign_in(app, "leila")
        await until(lambda: phones_of(app) is not None)
        part = phones_of(app)
        assert part is not None
        await until(lambda: words(part).get("311") == ("This desk’s telephone", "Not connected"))
        await central.run(exchange.tell_phone("311", is_registered=True))
        await until(lambda: words(part)["311"][1] == "Connected")
        part.none.click()
        await until(lambda: app.window.desk is not None)


async def test_where_the_exchange_tells_of_no_phones_nobody_is_asked(
    start_central: StartCentral, home: Path
) -> None:
    central = start_central(ScriptedExchange())
    async with window(central.url, home) as app:
        await sign_in(app, "leila")
        await until(lambda: app.window.desk is not None)
        assert phones_of(app) is None
        assert app.settings.text("phone") == "200", "their own"


async def test_the_phone_is_changed_later_and_a_refusal_stays_in_the_layer(stage: Stage) -> None:
    floor = stage.floor
    floor.live.phones = {
        "201": PhoneView(extension="201", is_registered=True, holder="leila"),
        "205": PhoneView(extension="205", is_registered=True),
    }
    stage.frame.open_phone()
    layer = stage.frame.layers.top_layer()
    assert isinstance(layer, PhoneLayer)
    assert layer.part.list.chosen_row() == "201"
    stage.type("205")
    floor.outcome = Outcome.refused("busy", "You are on a call. End it before you change phones.")
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: floor.acted)
    await stage.settle(0.05)
    assert stage.frame.layers.top_layer() is layer
    floor.outcome = Outcome.done()
    stage.press(Qt.Key.Key_Return)
    await stage.until(lambda: stage.frame.layers.top_layer() is None)
    assert [(type(a), a.extension) for a in floor.acted] == [(ChoosePhone, "205")] * 2
    assert stage.settings.text("phone") == "205"
    assert stage.frame.notices.entries[0].text == "Your telephone is 205 now."
