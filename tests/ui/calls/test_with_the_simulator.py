"""The call bar against a real central and the simulated exchange: what is pressed comes back as what is shown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from agent_desktop.central.connectors import Offer
from agent_desktop.telephony.actions import ChoosePhone, ChosenState, FinishWrapUp, HangUp, SetState
from agent_desktop.telephony.port import ConnectorFactory
from agent_desktop.workstation.vault import Vault
from agent_desktop.workstation.workstation import Workstation
from agent_desktop_ui.app import DeskApp
from agent_desktop_ui.customers.private_form import PrivateFormLayer
from agent_desktop_ui.floor.screen import FloorScreen
from agent_desktop_ui.shell.desk import DeskFrame
from agent_desktop_ui.shell.desk_settings import DeskSettings
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.widgets.call_bar import CallPhase
from agent_desktop_ui.widgets.recording_mark import Recording
from plugins.simulator.connector import Simulator
from tests.central.serving.conftest import PASSWORD, filled_template, filled_url
from tests.plugins.test_simulator import QUIET
from tests.support.central_apart import CentralApart
from tests.ui.calls.test_payment_pauses import SHOWN

__all__ = ["filled_template", "filled_url"]
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
NUMBER = "+441174960018"


@dataclass
class Site:
    """A central with the simulated exchange, and the windows of its people."""

    central: CentralApart
    simulator: Simulator
    desks: dict[str, DeskApp]

    def frame(self, login: str) -> DeskFrame:
        frame = self.desks[login].window.desk
        assert frame is not None
        return frame

    def workstation(self, login: str) -> Workstation:
        workstation = self.desks[login].workstation
        assert workstation is not None
        return workstation

    def phase(self, login: str = "leila") -> CallPhase:
        return self.frame(login).call_bar_view.state().phase

    async def hang_up(self, login: str) -> None:
        """End the call and its wrap-up, so that the person is ready again."""
        workstation = self.workstation(login)
        [call_id] = workstation.live.calls
        await workstation.act(lambda i, who, at: HangUp(id=i, agent=who, expires_at=at, call_id=call_id))
        await until(lambda: workstation.live.people[login].state == "wrap_up", "wrap-up")
        await workstation.act(lambda i, who, at: FinishWrapUp(id=i, agent=who, expires_at=at))
        await until(lambda: workstation.live.people[login].state == "available", "ready again")

    async def ring(self, login: str = "leila", number: str = NUMBER) -> str:
        return await self.central.run(self.simulator.place_call(number, ring=login))

    def press(self, login: str, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, text: str = "") -> None:
        """A key, sent as an action where it is one of the desk's, for only one window can be in front."""
        frame = self.frame(login)
        for action in frame.context.actions:
            if action.shortcut().matches(_sequence(key, modifiers)).name == "ExactMatch":
                action.trigger()
                return
        target = self.desks[login].window.focusWidget()
        assert target is not None
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(target, QKeyEvent(kind, key, modifiers, text))


def _sequence(key: Qt.Key, modifiers: Qt.KeyboardModifier):  # type: ignore[no-untyped-def]
    from PySide6.QtCore import QKeyCombination
    from PySide6.QtGui import QKeySequence

    return QKeySequence(QKeyCombination(modifiers, key))


async def until(holds: Callable[[], object], what: str = "it") -> None:
    for _turn in range(1500):
        if holds():
            return
        await asyncio.sleep(0.02)
    pytest.fail(f"{what} never came to hold")


@pytest.fixture
def exchange(filled_url: str) -> Iterator[tuple[CentralApart, Simulator]]:
    simulator = Simulator(QUIET)
    central = CentralApart(filled_url, [Offer(ConnectorFactory("simulator", lambda: simulator))])
    yield central, simulator
    central.stop()


@asynccontextmanager
async def opened(exchange: tuple[CentralApart, Simulator], folder: Path) -> AsyncIterator[Site]:
    """The site with everybody at their desks, from within the test: between fixtures the window has no loop."""
    central, simulator = exchange
    made, lives = Site(central, simulator, {}), []
    for login, role in (("leila", "agent"), ("marcus", "agent"), ("aisha", "supervisor")):
        own = folder / login
        app = DeskApp(
            central.url,
            own,
            DeskSettings(own),
            login=login,
            password=PASSWORD,
            role=role,
            size=(1440, 900),
            vault=Vault("file", own / "keys"),
        )
        made.desks[login] = app
        lives.append((app, asyncio.ensure_future(app.live())))
        await until(lambda app=app: app.window.desk is not None, f"the desk of {login}")
    try:
        for login in ("leila", "marcus"):
            await made.workstation(login).act(_ready)
            people = made.workstation(login).live.people
            await until(
                lambda people=people, login=login: login in people and people[login].state == "available",
                f"{login} is ready",
            )
        yield made
        await asyncio.sleep(0.3)  # What is being fetched shall not be cut off in the middle.
    finally:
        for app, life in lives:
            app.end()
            await asyncio.wait_for(life, 30)
            app.window.hide()
            app.window.deleteLater()
        await asyncio.sleep(0.05)


def _ready(i: str, who: str, until_at: object, state: ChosenState = "ready") -> SetState:
    return SetState(id=i, agent=who, expires_at=until_at, state=state)  # type: ignore[arg-type]


async def takes_a_call_through_everything(site: Site) -> None:
    frame = site.frame("leila")
    bar = frame.call_bar_view
    call_id = await site.ring()
    await until(lambda: site.phase() is CallPhase.RINGING, "ringing")
    site.press("leila", Qt.Key.Key_F2)
    await until(lambda: site.phase() is CallPhase.ON_CALL, "on the call")
    site.press("leila", Qt.Key.Key_F7)
    await until(lambda: site.phase() is CallPhase.ON_HOLD, "on hold")
    site.press("leila", Qt.Key.Key_F7)
    await until(lambda: site.phase() is CallPhase.ON_CALL, "resumed")
    site.press("leila", Qt.Key.Key_F8)
    await until(lambda: bar.state().is_muted, "muted")
    site.press("leila", Qt.Key.Key_F8)
    await until(lambda: not bar.state().is_muted, "unmuted")

    site.press("leila", Qt.Key.Key_F9, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: bar.state().state_words.startswith("Parked, "), "parked, and where")
    site.press("leila", Qt.Key.Key_F9, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: site.phase() is CallPhase.ON_CALL, "fetched again")

    if bar.state().recording is Recording.OFF:
        site.press("leila", Qt.Key.Key_F8, SHIFT)
    await until(lambda: bar.state().recording is Recording.ON, "recording")
    layer = PrivateFormLayer(frame.context, SHOWN)
    frame.open_layer(layer)
    frame.call_bar.recording.hold("field", holds=True)
    await until(lambda: bar.state().recording is Recording.PAUSED, "paused for the payment")
    frame.call_bar.recording.hold("field", holds=False)
    await until(lambda: bar.state().recording is Recording.ON, "recording again")
    frame.close_layer(layer)

    site.press("leila", Qt.Key.Key_F9)
    transfer = frame.layers.top_layer()
    assert transfer is not None
    search = transfer.first_focus()  # type: ignore[attr-defined]
    search.setText("marcus")
    await until(transfer.ask_button.isEnabled, "Marcus is free")  # type: ignore[attr-defined]
    transfer.ask_button.click()  # type: ignore[attr-defined]
    await until(lambda: site.phase("marcus") is CallPhase.RINGING, "it rings at Marcus")
    card = frame.screen_shown().other_calls.card  # type: ignore[union-attr]
    await until(lambda: not card.isHidden(), "whom Leila asks stands on a card")
    site.press("marcus", Qt.Key.Key_F2)
    await until(lambda: card.button("give").isEnabled(), "he has answered")
    assert bar.state().state_words == "Asking Marcus"
    site.press("leila", Qt.Key.Key_F7, SHIFT)
    await until(
        lambda: bar.state().is_consulting and site.phase() is CallPhase.ON_CALL, "back with the caller"
    )
    site.press("leila", Qt.Key.Key_F7, SHIFT)
    await until(lambda: site.phase() is CallPhase.ON_HOLD, "back with Marcus")
    site.press("leila", Qt.Key.Key_F9, SHIFT)
    await until(lambda: bar.state().state_words == "All together", "all together")
    site.press("leila", Qt.Key.Key_F12)
    await until(lambda: site.phase() is CallPhase.WRAP_UP, "Leila wraps up")
    assert call_id in site.workstation("marcus").live.calls, "Marcus talks on"


async def is_listened_to(site: Site) -> None:
    await site.ring()
    await until(lambda: site.phase() is CallPhase.RINGING, "ringing")
    site.press("leila", Qt.Key.Key_F2)
    await until(lambda: site.phase() is CallPhase.ON_CALL, "on the call")
    frame = site.frame("aisha")
    room = frame.screen_shown()
    assert isinstance(room, FloorScreen)
    await until(lambda: room.people.table_model().rowCount() >= 2, "people")
    names = [row.cell(0).text for row in room.people.table_model().rows()]
    room.people.selectRow(names.index("Leila Davies"))
    await until(room.hear["listen"].isEnabled, "she can be heard")
    room.hear["listen"].click()
    chip = site.frame("leila").call_bar_view.findChild(QWidget, "supervision")
    await until(lambda: chip.accessibleName() == "Aisha Khan listens", "Leila sees it")
    line = frame.listening_line
    await until(lambda: not line.isHidden(), "and so does Aisha")
    line.modes["whisper"].click()
    await until(lambda: chip.accessibleName() == "Aisha Khan speaks to you alone", "the whisper")
    line.leave.click()
    await until(chip.isHidden, "she has left")
    await until(line.isHidden, "the line is gone")


async def misses_a_call_and_calls_back(site: Site) -> None:
    call_id = await site.ring()
    await until(lambda: call_id in site.workstation("leila").live.calls, "ringing")
    await site.central.run(site.simulator.hang_up_caller(call_id))
    frame = site.frame("leila")
    await until(lambda: any("Missed call" in e.text for e in frame.notices.entries), "it is told")
    frame.open_my_calls()
    layer = frame.layers.top_layer()
    assert layer is not None
    table = layer.table  # type: ignore[attr-defined]
    await until(lambda: table.table_model().rowCount() == 2, "it is listed")
    said = [[row.cell(n).text for n in (1, 3)] for row in table.table_model().rows()]
    assert said == [["Missed", "0117 496 0018"], ["Taken", "0117 496 0018"]]
    table.selectRow(0)
    layer.call.click()  # type: ignore[attr-defined]
    await until(lambda: site.phase() in {CallPhase.DIALLING, CallPhase.ON_CALL}, "it is called back")
    dialled = next(iter(site.workstation("leila").live.calls.values())).view
    assert dialled.called == NUMBER


async def loses_the_exchange(site: Site) -> None:
    await site.central.run(site.simulator.report_exchange(is_up=False, what="Cut for a test."))
    for login in ("leila", "marcus", "aisha"):
        line = site.frame(login).exchange_line
        await until(lambda line=line: not line.isHidden(), f"{login} sees it")
        assert "Trying again" in line.accessibleName()
    assert site.phase() is CallPhase.LINE_LOST
    await site.central.run(site.simulator.report_exchange(is_up=True))
    await until(lambda: site.phase() is CallPhase.READY, "it is back")


async def cannot_sit_at_a_taken_phone(site: Site) -> None:
    outcome = await site.workstation("marcus").act(
        lambda i, who, at: ChoosePhone(id=i, agent=who, expires_at=at, extension="200")
    )
    assert outcome.reason == "phone_taken"


@pytest.fixture
def home(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AGENT_DESKTOP_HOME", str(tmp_path / "home"))
    theme().apply(qapp, "light", 1.0)
    return tmp_path


async def test_a_call_from_ring_to_all_together(exchange: tuple[CentralApart, Simulator], home: Path) -> None:
    async with opened(exchange, home) as site:
        await takes_a_call_through_everything(site)


async def test_missed_heard_cut_off_and_at_one_phone_each(
    exchange: tuple[CentralApart, Simulator], home: Path
) -> None:
    async with opened(exchange, home) as site:
        await cannot_sit_at_a_taken_phone(site)
        await loses_the_exchange(site)
        await is_listened_to(site)
        await site.hang_up("leila")
        await misses_a_call_and_calls_back(site)
