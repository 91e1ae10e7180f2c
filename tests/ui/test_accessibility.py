"""Every control of every view has a name, can be reached by keyboard, and stands in a sensible order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from agent_desktop.telephony.views import ExchangeView
from agent_desktop.workstation.snapshots import SnapshotProgress
from agent_desktop_ui.calls.keypad import KeypadLayer
from agent_desktop_ui.calls.which_call import WhichCallLayer
from agent_desktop_ui.customers.consent_form import ConsentForm
from agent_desktop_ui.customers.detail_forms import DetailForm, PhoneForm
from agent_desktop_ui.customers.duplicates_layer import DuplicatesLayer
from agent_desktop_ui.customers.edit_customer import EditCustomerLayer
from agent_desktop_ui.customers.forms import CreateCustomerLayer, LinkCustomerLayer
from agent_desktop_ui.customers.identity_layer import IdentityLayer
from agent_desktop_ui.customers.merge_layer import MergeLayer
from agent_desktop_ui.customers.relation_form import RelationForm
from agent_desktop_ui.customers.tab_list import PRIVATE, RECORD
from agent_desktop_ui.customers.tags_form import TagsLayer
from agent_desktop_ui.field_service.screen import FieldScreen
from agent_desktop_ui.floor.screen import FloorScreen
from agent_desktop_ui.outbound.screen import CallListScreen
from agent_desktop_ui.own_work.edit_layer import EditWorkLayer
from agent_desktop_ui.shell.sign_in import SignInView
from agent_desktop_ui.tickets.complaint_layer import ComplaintLayer
from agent_desktop_ui.tickets.new_ticket import NewTicketLayer
from agent_desktop_ui.tickets.rules_screen import RulesScreen
from agent_desktop_ui.tickets.service_screen import ServiceScreen
from tests.support.desk_floor import DEV, MARGARET, NOW
from tests.support.floor_outbox import a_kept_text, some_conflicts, some_work
from tests.support.rooms_floor import RoomsDesk
from tests.ui.calls.test_logging_by_hand import QUESTION
from tests.ui.conftest import Stage

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
)

VIEWS: dict[str, Callable[[Stage], object]] = {
    "desk": lambda stage: None,
    "ringing": lambda stage: stage.floor.ring(),
    "unknown caller": lambda stage: stage.floor.ring(who=None),
    "on a call": lambda stage: stage.floor.connect(stage.floor.ring()),
    "wrap-up": lambda stage: stage.floor.hang_up(stage.floor.connect(stage.floor.ring())),
    "line lost": lambda stage: stage.floor.lose_line(),
    "ticket": lambda stage: stage.screen.show_ticket("ticket-48213"),
    "article": lambda stage: stage.frame.show_article("article-1"),
    "answers": lambda stage: stage.screen.right.tabs.setCurrentIndex(1),
    "palette": lambda stage: stage.frame.palette_layer.open("t"),
    "settings": lambda stage: stage.frame.open_settings(),
    "keys": lambda stage: stage.frame.open_help(),
    "outbox": lambda stage: (stage.floor.outbox_desk.put(*some_work()), stage.frame.open_outbox()),
    "empty outbox": lambda stage: stage.frame.open_outbox(),
    "other words": lambda stage: stage.frame.open_layer(EditWorkLayer(stage.frame.context, some_work()[0])),
    "conflicts": lambda stage: (
        stage.floor.outbox_desk.put(lost=some_conflicts(), texts=[a_kept_text()]),
        stage.frame.open_conflicts(),
    ),
    "edit customer": lambda stage: stage.frame.open_layer(
        EditCustomerLayer(stage.frame.context, MARGARET.customer_id, MARGARET.name)
    ),
    "notices": lambda stage: stage.frame.open_layer(stage.frame.notices.layer()),
    "figure": lambda stage: stage.frame.open_figure("abandoned"),
    "dial": lambda stage: stage.frame.open_layer(KeypadLayer(stage.frame.context, call_id=None)),
    "transfer": lambda stage: (stage.floor.connect(stage.floor.ring()), stage.frame.call_bar.transfer()),
    "add a person": lambda stage: (
        stage.floor.connect(stage.floor.ring()),
        stage.frame.call_bar.add_person(),
    ),
    "asking a colleague": lambda stage: stage.floor.consult(stage.floor.connect(stage.floor.ring())),
    "two calls": lambda stage: (
        stage.floor.hold(stage.floor.connect(stage.floor.ring())),
        stage.floor.connect(stage.floor.ring("call-2", DEV)),
    ),
    "exchange away": lambda stage: (
        stage.floor.live.exchanges.update(
            {"sim": ExchangeView(connector="sim", is_up=False, since=NOW, changed_at=NOW)}
        ),
        stage.floor.floor.tell(stage.floor.live),
    ),
    "connections": lambda stage: stage.frame.open_connections(),
    "my telephone": lambda stage: stage.frame.open_phone(),
    "my calls": lambda stage: stage.frame.open_my_calls(),
    "blocked callers": lambda stage: stage.frame.open_blocked(),
    "block a caller": lambda stage: stage.frame.block_caller("+442079460142"),
    "new ticket": lambda stage: stage.frame.open_layer(
        NewTicketLayer(stage.frame.context, MARGARET.customer_id, MARGARET.name)
    ),
    "complaint": lambda stage: stage.frame.open_layer(
        ComplaintLayer(stage.frame.context, MARGARET.customer_id, MARGARET.name)
    ),
    "create": lambda stage: stage.frame.open_layer(CreateCustomerLayer(stage.frame.context, "+442079460142")),
    "link": lambda stage: stage.frame.open_layer(LinkCustomerLayer(stage.frame.context, "+442079460142")),
    "log a contact": lambda stage: stage.frame.log_contact(),
    "which call": lambda stage: stage.frame.open_layer(WhichCallLayer(stage.frame.context, QUESTION)),
    "private details": lambda stage: stage.screen.panel.tabs.setCurrentIndex(PRIVATE),
    "record": lambda stage: (
        stage.screen.show_customer(MARGARET.customer_id),
        stage.screen.panel.tabs.setCurrentIndex(RECORD),
    ),
    "a number": lambda stage: stage.frame.open_layer(
        PhoneForm(stage.frame.context, MARGARET.customer_id, None)
    ),
    "an address": lambda stage: stage.frame.open_layer(
        DetailForm(stage.frame.context, MARGARET.customer_id, "address", None)
    ),
    "a relation": lambda stage: stage.frame.open_layer(
        RelationForm(stage.frame.context, MARGARET.customer_id, MARGARET.name)
    ),
    "a consent": lambda stage: stage.frame.open_layer(
        ConsentForm(
            stage.frame.context, MARGARET.customer_id, "marketing", "email", says="granted", how="call"
        )
    ),
    "tags": lambda stage: stage.frame.open_layer(
        TagsLayer(stage.frame.context, MARGARET.customer_id, MARGARET.name)
    ),
    "identity": lambda stage: stage.frame.open_layer(
        IdentityLayer(stage.frame.context, "contact-call-1", MARGARET.name)
    ),
    "nobody twice": lambda stage: stage.frame.open_layer(DuplicatesLayer(stage.frame.context)),
    "import": lambda stage: stage.frame.palette_layer.files.open_import(),
    "export": lambda stage: stage.frame.palette_layer.files.open_export(),
    "two side by side": lambda stage: stage.frame.open_layer(
        MergeLayer(stage.frame.context, MARGARET.customer_id, DEV.customer_id)
    ),
    "records coming": lambda stage: stage.floor.snapshots.tell(
        SnapshotProgress("org", 12_000, 125_000, "coming")
    ),
    "knowledge": lambda stage: stage.frame.go_to("knowledge"),
}


def name_of(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def controls_in(window: QWidget) -> list[QWidget]:
    found = [w for w in window.findChildren(QWidget) if isinstance(w, CONTROLS) and w.isVisible()]
    inner = (QAbstractItemView, QAbstractScrollArea, QAbstractSpinBox, QComboBox, QTabBar)
    return [
        w
        for w in found
        if not (
            isinstance(w.parent(), inner) and isinstance(w, QAbstractButton | QLineEdit | QAbstractItemView)
        )
        and not type(w).__name__.startswith("QComboBoxPrivate")
        and w.objectName() not in {"ScrollLeftButton", "ScrollRightButton"}
    ]


@pytest.mark.parametrize("view", VIEWS)
async def test_every_control_has_a_name_and_is_reached_by_keyboard(stage: Stage, view: str) -> None:
    VIEWS[view](stage)
    await stage.settle()
    controls = controls_in(stage.window)
    assert len(controls) > 10
    nameless = [
        f"{type(w).__name__} in {type(w.parent()).__name__}" for w in controls if not name_of(w).strip()
    ]
    assert nameless == []
    unreachable = [
        f"{type(w).__name__} {name_of(w)!r}"
        for w in controls
        if w.isEnabled()
        and not w.focusPolicy() & Qt.FocusPolicy.TabFocus
        and w.accessibleName() not in {"Results"}
    ]
    assert unreachable == []


async def take_a_lead(stage: Stage) -> None:
    room = stage.frame.screen_shown()
    assert isinstance(room, CallListScreen)
    await stage.until(lambda: room.list.table_model().rowCount())
    room.next_lead()
    await stage.until(room.number_at_hand)
    room.sheet.disposition.set_value("callback")
    room.sheet.propose_callback(NOW)


async def find_somebody(stage: Stage) -> None:
    room = stage.frame.screen_shown()
    assert isinstance(room, FieldScreen)
    room.open_customer(MARGARET.customer_id)
    await stage.until(lambda: room.header.customer().name)


async def open_a_day(stage: Stage) -> None:
    room = stage.frame.screen_shown()
    assert isinstance(room, FloorScreen)
    await stage.until(lambda: room.people.table_model().rowCount())
    room.people.row_opened.emit("agent-sana")


async def only_look(stage: Stage) -> None:
    await stage.settle()


async def open_the_rules(stage: Stage) -> None:
    stage.frame.go_to("rules")
    room = stage.frame.screen_shown()
    assert isinstance(room, RulesScreen)
    await stage.until(lambda: room.list.table_model().rowCount())


async def open_the_calendars(stage: Stage) -> None:
    stage.frame.go_to("service")
    room = stage.frame.screen_shown()
    assert isinstance(room, ServiceScreen)
    await stage.until(lambda: room.calendar.place() == (None, None))


async def begin_a_target(stage: Stage) -> None:
    await open_the_calendars(stage)
    room = stage.frame.screen_shown()
    assert isinstance(room, ServiceScreen)
    room.new_target.click()


ROOMS = [
    ("supervisor", open_the_rules),
    ("supervisor", open_the_calendars),
    ("supervisor", begin_a_target),
    ("supervisor", only_look),
    ("supervisor", open_a_day),
    ("sales", only_look),
    ("sales", take_a_lead),
    ("field", only_look),
    ("field", find_somebody),
]


class TestTheOtherRooms:
    @pytest.fixture
    def floor(self) -> RoomsDesk:
        return RoomsDesk()

    @pytest.mark.parametrize(("desk_role", "begin"), ROOMS)
    async def test_every_control_has_a_name_is_reached_by_keyboard_and_says_why_it_is_off(
        self, stage: Stage, begin: Callable[[Stage], Awaitable[None]]
    ) -> None:
        await begin(stage)
        await stage.settle()
        controls = controls_in(stage.window)
        nameless = [f"{type(w).__name__} in {type(w.parent()).__name__}" for w in controls if not name_of(w)]
        assert nameless == []
        unreachable = [
            f"{type(w).__name__} {name_of(w)!r}"
            for w in controls
            if w.isEnabled() and not w.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        assert unreachable == []
        assert [name_of(w) for w in controls if not w.isEnabled() and not w.toolTip()] == []

    @pytest.mark.parametrize(
        ("desk_role", "begin"),
        [
            ("supervisor", only_look),
            ("supervisor", open_the_rules),
            ("sales", take_a_lead),
            ("field", find_somebody),
        ],
    )
    async def test_tab_walks_every_control_of_the_room_and_comes_back(
        self, stage: Stage, begin: Callable[[Stage], Awaitable[None]]
    ) -> None:
        await begin(stage)
        await stage.settle()
        room = stage.frame.screen_shown()
        assert room is not None
        start = stage.focus_of()
        seen: list[QWidget] = []
        for _step in range(120):
            stage.press(Qt.Key.Key_Tab)
            focus = stage.focus_of()
            assert focus is not None
            seen.append(focus)
            if focus is start:
                break
        assert seen[-1] is start
        missed = [
            name_of(w)
            for w in controls_in(stage.window)
            if w.isEnabled() and room.isAncestorOf(w) and w not in seen and w.focusProxy() is None
        ]
        assert missed == []


@pytest.mark.parametrize("view", ["desk", "on a call", "ticket"])
async def test_disabled_controls_say_why(stage: Stage, view: str) -> None:
    VIEWS[view](stage)
    await stage.settle()
    silent = [name_of(w) for w in controls_in(stage.window) if not w.isEnabled() and not w.toolTip()]
    assert silent == []


async def test_tab_walks_every_control_of_the_desk_and_comes_back(stage: Stage) -> None:
    stage.floor.connect(stage.floor.ring())
    await stage.settle()
    start = stage.focus_of()
    assert start is not None
    seen: list[QWidget] = []
    here = start
    for _step in range(200):
        stage.press(Qt.Key.Key_Tab)
        focus = stage.focus_of()
        assert focus is not None
        here = focus
        if here is start:
            break
        seen.append(here)
    assert here is start
    assert len(seen) == len(set(seen))
    for panel in (stage.screen.queue, stage.screen.panel, stage.screen.right, stage.frame.rail):
        assert any(panel.isAncestorOf(w) for w in seen), f"Tab never reaches {panel}"


async def test_rows_speak_for_themselves(stage: Stage) -> None:
    model = stage.screen.queue.queue_list().queue_model()
    words = [str(model.index(n, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for n in range(model.rowCount())]
    assert any(w.startswith("Ticket 48207, Callback: engineer ran late, Dev Raman") for w in words)


def test_signing_in_names_its_fields(qapp: object) -> None:
    view = SignInView("http://127.0.0.1:8440", "leila")
    view.show()
    assert [name_of(w) for w in controls_in(view)] == ["Server", "Login", "Password", "Sign in"]
    view.ask_role("Leila Davies", [("agent", "Agent"), ("supervisor", "Supervisor")], "agent")
    assert {name_of(w) for w in controls_in(view)} == {"Agent", "Supervisor"}
    view.deleteLater()
