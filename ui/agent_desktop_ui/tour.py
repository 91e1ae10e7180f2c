"""The tour: the main jobs of every role in the real window, a picture a step, and ``tour.json`` beside them."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.request
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from agent_desktop.workstation.vault import Vault
from agent_desktop_ui import translation
from agent_desktop_ui.app import DeskApp, application, serve_window
from agent_desktop_ui.calls.phone_part import PhonePart
from agent_desktop_ui.driver import Tour, TourFailed
from agent_desktop_ui.garbage import GarbageOnThisThread
from agent_desktop_ui.shell.desk import DeskFrame
from agent_desktop_ui.shell.desk_settings import DeskSettings
from agent_desktop_ui.theme.theme import theme as the_theme
from agent_desktop_ui.tour_rooms import RoomsWalk
from agent_desktop_ui.widgets.button import Button
from agent_desktop_ui.widgets.call_bar import CallPhase
from agent_desktop_ui.widgets.choice_button import ChoiceButton
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.data_table import DataTable

QUEUE = "Heating support"
CUSTOMER, CUSTOMER_NUMBER = "Margaret Okafor", "+442079460142"
SECOND, SECOND_QUEUE = "Dev Raman", "Billing"
STRANGER_NUMBER = "+441632960123"
NOTE = (
    "E-42 since Tue evening, reset did not hold. Pump flagged as worn on the last visit. "
    "Checking same-day slot, customer can be home after 14:00."
)


class Central(Protocol):
    """What the tour needs to know of the central it runs against."""

    url: str
    password: str
    people: dict[str, str]
    simulator_token: str
    home: Path


def run(central: Central, *, out: Path, theme: str, size: tuple[int, int]) -> int:
    """Drive the window through every step; answers 0 if each came to what it promised, else 1."""
    app = application()
    garbage = GarbageOnThisThread(app)
    # The pictures of the documents are in the language of the documents.
    translation.install(app, "en_GB")
    settings = DeskSettings(central.home / "tour-desk")
    the_theme().apply(app, theme, 1.0)
    vault = Vault("file", central.home / "replica-keys")
    desk_app = DeskApp(central.url, central.home / "tour-desk", settings, size=size, vault=vault)
    guide = _Guide(desk_app, central, Tour(desk_app.window, out))
    started = time.monotonic()
    serve_window(app, desk_app, beside=guide.walk)
    garbage.stop()
    guide.tour.write(
        {
            "theme": theme,
            "size": f"{size[0]}x{size[1]}",
            "took_s": round(time.monotonic() - started, 1),
        }
    )
    return 1 if guide.tour.has_failed else 0


class _Guide:
    """Knows the jobs; the driver knows how to press keys and take pictures."""

    def __init__(self, app: DeskApp, central: Central, tour: Tour) -> None:
        self._app = app
        self._central = central
        self.tour = tour
        self._rooms = RoomsWalk(tour, self._desk, self._open_by_palette)

    async def walk(self) -> None:
        """Every step in order, then leave."""
        try:
            await self.tour.until(lambda: "a window" if self._app.window.isVisible() else None)
            await self._sign_in("agent", takes_picture=True)
            await self._agent()
            await self._other_role("supervisor", self._supervisor)
            await self._other_role("sales", self._sales)
            await self._other_role("field", self._field)
        finally:
            self._app.end()

    # -- the jobs --------------------------------------------------------------------------------------

    async def _agent(self) -> None:
        tour, screen = self.tour, self._screen()
        rows = screen.queue.queue_list().queue_model()
        await tour.step(
            "queue",
            "Look at my work queue.",
            lambda: None,
            lambda: f"{rows.rowCount()} rows" if rows.rowCount() and self._is_live() else None,
        )
        await tour.step("ticket", "Open the first ticket.", self._open_first_ticket, self._ticket_words)
        await tour.step(
            "ringing",
            f"{CUSTOMER} rings; nothing was touched.",
            lambda: self._ring(CUSTOMER_NUMBER, QUEUE),
            lambda: self._shown(CallPhase.RINGING, CUSTOMER),
        )
        await tour.step(
            "answered",
            "Answer with F2.",
            lambda: tour.press("F2"),
            lambda: self._shown(CallPhase.ON_CALL, CUSTOMER),
            takes_picture=False,
        )
        await tour.step(
            "on-call",
            "Choose what it is about, follow the script, and take a note.",
            self._talk,
            lambda: self._note_words() if screen.right.script.isVisible() else None,
        )
        await tour.step(
            "second-call",
            f"{SECOND} rings meanwhile: a card, and the note keeps the keyboard.",
            lambda: self._ring(self._number_of_second(), SECOND_QUEUE),
            lambda: SECOND if screen.queue.incoming.isVisible() else None,
        )
        await tour.step(
            "second-call-back",
            "Send the second call to another agent.",
            lambda: self._press_button(screen.queue.incoming, "Send to queue"),
            lambda: "no card" if not screen.queue.incoming.isVisible() else None,
            takes_picture=False,
        )
        await tour.step("palette", "Search with Ctrl K.", self._search, self._palette_words)
        await tour.step(
            "hold",
            "Close the search and put the caller on hold with F7.",
            self._hold,
            lambda: self._shown(CallPhase.ON_HOLD, CUSTOMER),
        )
        await tour.step(
            "wrap-up",
            "Resume, then end the call with F12.",
            self._resume_and_end,
            lambda: self._shown(CallPhase.WRAP_UP, CUSTOMER),
        )
        await tour.step(
            "finished", "Choose the outcome and finish with Ctrl Enter.", self._finish, self._is_told
        )
        await tour.step(
            "unknown-caller",
            "A stranger rings: the number, Create and Link; no record is made.",
            lambda: self._ring(STRANGER_NUMBER, QUEUE),
            lambda: "Create and Link" if screen.caller.isVisible() else None,
        )
        await tour.step(
            "unknown-gone",
            "Let it go on to a colleague.",
            lambda: tour.press("F12"),
            lambda: "gone" if not screen.caller.isVisible() else None,
            takes_picture=False,
        )
        await self._rooms.agent(CUSTOMER)
        await tour.step("knowledge", "Read in the knowledge base.", self._read_knowledge, self._room_words)
        await tour.step("keys", "Ask for the keys with F1.", lambda: tour.press("F1"), self._layer_words)
        await tour.step(
            "outbox",
            "Look at what is on its way to central.",
            partial(self._open_by_palette, "outbox"),
            partial(self._layer_called, "Your work on its way"),
        )
        await tour.step(
            "conflicts",
            "Look where a colleague was first.",
            partial(self._open_by_palette, "conflicts"),
            partial(self._layer_called, "Conflicts"),
        )

    async def _supervisor(self) -> None:
        floor: Any = self._desk().screen_shown()
        await self.tour.step(
            "floor",
            "Watch the floor.",
            lambda: None,
            lambda: self._floor_words(floor),
        )
        await self.tour.step(
            "persons-day",
            "Open one person's day.",
            lambda: self._open_row(floor.people),
            lambda: self._layer_words() if self._layer_rows() else None,
        )
        self._desk().close_top()
        await self._rooms.supervisor()

    async def _sales(self) -> None:
        screen: Any = self._desk().screen_shown()
        await self.tour.step(
            "call-list",
            "Look at the call list.",
            lambda: None,
            lambda: (
                f"{screen.list.table_model().rowCount()} leads"
                if screen.list.table_model().rowCount()
                else None
            ),
        )
        await self.tour.step(
            "lead", "Take the next lead.", screen.next_lead, lambda: self._lead_words(screen)
        )

    async def _field(self) -> None:
        screen: Any = self._desk().screen_shown()

        def find() -> None:
            screen.search.setFocus()
            self.tour.type("okafor")

        await self.tour.step(
            "history",
            f"Find {CUSTOMER} and read the whole history.",
            find,
            lambda: self._first_hit(screen) if self._is_live() else None,
        )
        pdf = self.tour.out / "history.pdf"
        await self.tour.step(
            "printed",
            "Save the history as a PDF.",
            lambda: screen.save_pdf(pdf),
            lambda: pdf.name if pdf.exists() and pdf.stat().st_size > 1000 else None,
            takes_picture=False,
        )

    # -- signing in ------------------------------------------------------------------------------------

    async def _sign_in(self, role: str, *, takes_picture: bool = False) -> None:
        view = self._app.window.sign_in
        fields = [field for field in view.findChildren(QLineEdit) if field.isVisible()]

        def fill() -> None:
            for field, text in zip(
                fields, (self._central.url, self._central.people[role], self._central.password), strict=True
            ):
                field.setText(text)

        await self.tour.step(
            f"sign-in-{role}" if not takes_picture else "sign-in",
            f"Sign in as {self._central.people[role]}.",
            fill,
            lambda: "the form is filled" if fields[-1].text() else None,
            takes_picture=takes_picture,
        )
        QTest.keyClick(fields[-1], Qt.Key.Key_Return)
        came = await self.tour.until(lambda: self._signed_in(role) or self._telephone(), within_s=60)
        if came != "signed in":
            await self.tour.step(
                f"telephone-{role}" if not takes_picture else "telephone",
                "Choose the telephone I sit at.",
                lambda: None,
                self._telephone,
                takes_picture=takes_picture,
            )
            part = view.findChildren(PhonePart)[-1]
            QTest.keyClick(part.search, Qt.Key.Key_Return)
            await self.tour.until(lambda: self._signed_in(role), within_s=60)

    def _telephone(self) -> str | None:
        """Which telephone is offered, where signing in asks for one."""
        parts = self._app.window.sign_in.findChildren(PhonePart)
        offered = [part.list.chosen_row() for part in parts if part.isVisible() and part.take.isEnabled()]
        return f"telephone {offered[0]}" if offered else None

    def _signed_in(self, role: str) -> str | None:
        """Answers the question for a role, where the person holds several."""
        if self._app.window.desk is not None:
            return "signed in"
        wanted = {"supervisor": "Supervisor", "sales": "Sales"}.get(role)
        for button in self._app.window.sign_in.findChildren(Button):
            if button.isVisible() and wanted is not None and button.text().startswith(wanted):
                button.click()
        return None

    async def _other_role(self, role: str, job: Any) -> None:
        desk = self._desk()
        desk.close_top()
        desk.sign_out_agreed.emit()
        await self.tour.until(lambda: "signed out" if self._app.window.desk is None else None)
        await self._sign_in(role)
        await job()

    # -- deeds -----------------------------------------------------------------------------------------

    async def _ring(self, number: str, queue: str) -> None:
        body = {"number": number, "queue": queue, "ring": self._central.people["agent"], "talk_s": 600}
        request = urllib.request.Request(  # noqa: S310 - our own central
            f"{self._central.url}/simulator/call",
            json.dumps(body).encode(),
            {"Authorization": f"Bearer {self._central.simulator_token}"},
        )
        await asyncio.get_running_loop().run_in_executor(None, urllib.request.urlopen, request)

    def _open_first_ticket(self) -> None:
        rows = self._screen().queue.queue_list()
        rows.setFocus()
        QTest.keyClick(rows, Qt.Key.Key_Home)
        QTest.keyClick(rows, Qt.Key.Key_Down)
        QTest.keyClick(rows, Qt.Key.Key_Return)

    async def _talk(self) -> None:
        screen = self._screen()
        await self._choose("Topic", "no hot water")
        await self.tour.until(
            lambda: (
                "a script"
                if screen.right.script.findChildren(QWidget, "choice") or self._script_name()
                else None
            )
        )
        for _ in range(2):
            self.tour.press("Alt+1")
            await asyncio.sleep(0.15)
        self.tour.press("Ctrl+N")
        self.tour.type(NOTE)

    def _search(self) -> None:
        self.tour.press("Ctrl+K")
        self.tour.type("trans")

    async def _open_by_palette(self, words: str) -> None:
        self._desk().close_top()
        self.tour.press("Ctrl+K")
        self.tour.type(words)
        await asyncio.sleep(0.1)
        self.tour.press("Return")

    def _layer_called(self, title: str) -> str | None:
        words = self._layer_words()
        return words if words is not None and words.startswith(title) else None

    async def _hold(self) -> None:
        self.tour.press("Esc")
        await asyncio.sleep(0.1)
        self.tour.press("F7")

    async def _resume_and_end(self) -> None:
        self.tour.press("F7")
        await self.tour.until(lambda: self._shown(CallPhase.ON_CALL, CUSTOMER))
        self.tour.press("F12")

    async def _finish(self) -> None:
        await self._choose("Outcome", "")
        self.tour.press("Ctrl+Return")

    async def _choose(self, label: str, holds: str) -> None:
        """Take the first option of a choice under the note that holds some words."""
        bar = self._screen().panel.note_bar
        field = next(
            field for field in bar.findChildren(ComboField) if field.box().accessibleName().startswith(label)
        )
        box = field.box()
        place = next(
            (
                n
                for n in range(box.count())
                if box.itemData(n) and holds.casefold() in box.itemText(n).casefold()
            ),
            -1,
        )
        if place < 0:
            raise TourFailed(f"{label} has no option with {holds!r}")
        box.setCurrentIndex(place)
        box.activated.emit(place)

    def _press_button(self, inside: QWidget, words: str) -> None:
        for button in inside.findChildren(Button):
            if button.text().startswith(words):
                button.click()
                return
        raise TourFailed(f"there is no button {words!r}")

    def _open_row(self, table: DataTable) -> None:
        table.setFocus()
        table.selectRow(0)
        QTest.keyClick(table, Qt.Key.Key_Return)

    def _read_knowledge(self) -> None:
        self._desk().go_to("knowledge")

    # -- what is shown ---------------------------------------------------------------------------------

    def _desk(self) -> DeskFrame:
        desk = self._app.window.desk
        if desk is None:
            raise TourFailed("nobody is signed in")
        return desk

    def _screen(self) -> Any:
        return self._desk().screen_shown()

    def _is_live(self) -> bool:
        workstation = self._app.workstation
        return (
            workstation is not None
            and workstation.link.state == "online"
            and workstation.live.kpi is not None
        )

    def _shown(self, phase: CallPhase, name: str) -> str | None:
        bar = self._desk().call_bar_view
        if bar.state().phase is not phase or self._screen().panel.header.customer().name != name:
            return None
        return f"{name}, {bar.phase_words(phase)}"

    def _ticket_words(self) -> str | None:
        view = self._screen().customer_desk.ticket.view
        return f"ticket {view.row.number}: {view.row.subject}" if view is not None else None

    def _script_name(self) -> bool:
        return self._screen().script_desk._progress is not None

    def _note_words(self) -> str | None:
        note = self._screen().panel.note_bar.note
        return note.text() if note.text().endswith("14:00.") and not note.has_unsaved() else None

    def _palette_words(self) -> str | None:
        box = self._desk().palette_layer.box()
        return "results" if box.isVisible() else None

    def _is_told(self) -> str | None:
        """The contact is finished, and the timeline says so."""
        if self._app.contacts is None or self._app.contacts.state.current is not None:
            return None
        events = self._screen().panel.timeline.timeline_model().entries()
        return "in the timeline" if any(NOTE[:20] in getattr(event, "text", "") for event in events) else None

    def _room_words(self) -> str | None:
        screen = self._screen()
        return str(screen.title) if screen is not None and screen.name != "desk" else None

    def _layer_words(self) -> str | None:
        layer = self._desk().layers.top_layer()
        return layer.accessibleName() if layer is not None else None

    def _layer_rows(self) -> int:
        layer = self._desk().layers.top_layer()
        tables = layer.findChildren(DataTable) if layer is not None else []
        return sum(table.table_model().rowCount() for table in tables)

    def _floor_words(self, floor: Any) -> str | None:
        people, queues = floor.people.table_model().rowCount(), floor.queues.table_model().rowCount()
        return f"{people} people, {queues} queues" if people > 3 and queues and self._is_live() else None

    @staticmethod
    def _lead_words(screen: Any) -> str | None:
        """The lead's name, once the script is there too, and the record of one who is a customer already."""
        header, lead = screen.sheet.header, screen.lead_in_hand()
        has_script = bool(screen.script.findChildren(ChoiceButton))
        if lead is None or not header.isVisible() or not has_script:
            return None
        return str(header.customer().name) if header.customer().contact or not lead.customer_id else None

    @staticmethod
    def _first_hit(screen: Any) -> str | None:
        if screen.timeline.timeline_model().rowCount():
            return str(screen.header.customer().name)
        if screen.hits.table_model().rowCount():
            QTest.keyClick(screen.search, Qt.Key.Key_Return)
        return None

    def _number_of_second(self) -> str:
        heroes = self._central_numbers()
        return heroes.get(SECOND, CUSTOMER_NUMBER)

    @staticmethod
    def _central_numbers() -> dict[str, str]:
        from agent_desktop.runtime import paths

        raw = json.loads((paths.resources() / "demo" / "heroes.json").read_text(encoding="utf-8"))
        people = raw if isinstance(raw, list) else raw["customers"]
        return {
            f"{one['given']} {one['family']}": one["phones"][0]["e164"] for one in people if one.get("given")
        }
