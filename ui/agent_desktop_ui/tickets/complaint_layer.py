"""A complaint in one step: what it is about, what happened, when we call back; the rest follows by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from agent_desktop.core.ids import new_id
from agent_desktop.features.customers.read_models import Customer
from agent_desktop.features.tickets.commands import AddTicketNote
from agent_desktop.features.tickets.complaints import OpenComplaint, OtherComplaint, OtherComplaints
from agent_desktop.features.workforce.read_models import People, PersonCard, QueueCard, Queues
from agent_desktop.workstation.ticket_numbers import keep_some, next_number
from agent_desktop_ui.shell.layers import Layer
from agent_desktop_ui.shell.submit_key import SubmitKey
from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role, Token, Tone
from agent_desktop_ui.tickets.complaint_parts import ComplaintParts
from agent_desktop_ui.tickets.words import number_words, state_words
from agent_desktop_ui.tickets.zones import zone_of
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.combo_field import ComboField
from agent_desktop_ui.widgets.label import Label, Paragraph
from agent_desktop_ui.widgets.queue_list import QueueList
from agent_desktop_ui.widgets.queue_model import QueueGroup, QueueRow
from agent_desktop_ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.shell.screen import DeskContext

KEEP_AFTER_MS = 800
LONGEST_SUBJECT = 100
USUAL_CURRENCY = "EUR"


class ComplaintLayer(Layer):
    """Ctrl Enter opens the complaint with its four children, all or none; what is typed outlives the layer."""

    def __init__(self, context: DeskContext, customer_id: str, name: str) -> None:
        super().__init__("", width=680, height=600)
        self.set_title(self.tr("Complaint of {name}").format(name=name))
        self._context, self._customer_id = context, customer_id
        self._ticket_id = ""
        self._zone, self._currency = "UTC", USUAL_CURRENCY
        self._asked = 0
        self._product = TextField(self.tr("Product"), placeholder=self.tr("What it is about"))
        self._lot = TextField(
            self.tr("Lot or serial number"), placeholder=self.tr("As it stands on the label")
        )
        self._what = QPlainTextEdit()
        self._what.setAccessibleName(self.tr("What happened"))
        self._what.setTabChangesFocus(True)
        self._what.setFixedHeight(theme().px(62))
        self._parts = ComplaintParts(context.workstation.clock.now)
        self._queue = ComboField(self.tr("Queue"), keeps_case=True)
        self._others_title = Label("", Role.META_STRONG, Token.TEXT3)
        self._others = QueueList(self.tr("Other complaints about this"))
        self._others.queue_model().set_titles({QueueGroup.NOW: self.tr("The same lot")})
        self._others.setMinimumHeight(theme().px(112))
        self._wrong = Paragraph("", Role.BODY, Token.BAD)
        self._open = Button(self.tr("Open the complaint"), kind=ButtonKind.PRIMARY, key=self.tr("Ctrl Enter"))
        self._pause = QTimer(self, singleShot=True, interval=KEEP_AFTER_MS)
        self._pause.timeout.connect(self._keep)
        self._search = QTimer(self, singleShot=True, interval=250)
        self._search.timeout.connect(self._ask_others)
        self._lay_out()
        self._connect()
        context.bridge.run(self._fetch(), self._fill)

    def first_focus(self) -> QWidget:
        """The product."""
        return self._product

    def key(self) -> str:
        """Under which key what is typed here is kept."""
        return f"complaint:{self._customer_id}"

    # -- filling ---------------------------------------------------------------------------------------

    async def _fetch(self) -> tuple[list[PersonCard], list[QueueCard], dict[str, Any]]:
        desk = self._context.workstation
        self._zone = await zone_of(self._context, self._customer_id)
        customer = await desk.read(Customer(customer_id=self._customer_id, as_of=desk.clock.now()))
        if customer is not None:
            self._currency = customer.currency
        kept = (await desk.load_drafts(self.key())).get(self.key(), {})
        return await desk.read(People()), await desk.read(Queues()), kept

    def _fill(self, found: tuple[list[PersonCard], list[QueueCard], dict[str, Any]]) -> None:
        people, queues, kept = found
        desk = self._context.workstation
        self._parts.set_zone(self._zone)
        self._parts.offer(people, desk.actor.agent_id, desk.site.get("complaint_parts") or {})
        current = self._context.contacts.state.current
        called = current.call.queue_id if current is not None and current.call is not None else None
        mine = next((q.queue_id for q in queues if q.queue_id in desk.actor.queues), "")
        self._queue.set_options(tuple((queue.queue_id, queue.name) for queue in queues))
        self._queue.set_value(called or mine or (queues[0].queue_id if queues else ""))
        if kept:
            self._bring_back(kept)

    def _bring_back(self, kept: dict[str, Any]) -> None:
        """What was kept fills what is still empty; what was typed since is the end of what happened."""
        for field, name in ((self._product, "product"), (self._lot, "lot")):
            if not field.text():
                field.set_text(str(kept.get(name, "")))
        words = (str(kept.get("text", "")), self._what.toPlainText())
        self._what.setPlainText("\n".join(part for part in words if part))
        self._what.moveCursor(QTextCursor.MoveOperation.End)
        self._parts.put(kept.get("parts"))
        self._search.start()

    def _keep(self) -> None:
        desk, text = self._context.workstation, self._what.toPlainText()
        typed = {"product": self._product.text(), "lot": self._lot.text(), "text": text}
        if any(value.strip() for value in typed.values()):
            self._context.bridge.run(desk.save_draft(self.key(), {**typed, "parts": self._parts.as_body()}))
        else:
            self._context.bridge.run(desk.drop_draft(self.key()))

    # -- others ----------------------------------------------------------------------------------------

    def _ask_others(self) -> None:
        product, lot = self._product.text().strip(), self._lot.text().strip()
        self._asked += 1
        if not product and not lot:
            self._show_others(self._asked, [])
            return
        asked = self._asked
        query = OtherComplaints(product=product, lot=lot or None)
        self._context.bridge.run(
            self._context.workstation.ask(query),
            lambda found: self._show_others(asked, found),
            lambda _problem: None,
        )

    def _show_others(self, asked: int, found: list[OtherComplaint]) -> None:
        if asked != self._asked:
            return
        words = self.tr("Others complained about this product or lot: {n}").format(n=len(found))
        self._others_title.setText(words if found else self.tr("Nobody else complained about this so far"))
        self._others_title.setVisible(bool(self._product.text().strip() or self._lot.text().strip()))
        self._others.queue_model().set_titles(
            {QueueGroup.NOW: self.tr("The same lot"), QueueGroup.LATER: self.tr("The same product")}
        )
        self._others.show_rows([other_row(one) for one in found], at_once=True)
        self._others.setVisible(bool(found))

    def _show_other(self, ticket_id: str) -> None:
        self._keep()
        self.closed.emit()
        self._context.desk.show_ticket(ticket_id)

    # -- opening ---------------------------------------------------------------------------------------

    def _submit(self) -> None:
        if not self._open.isEnabled():
            return
        self._wrong.hide()
        self._product.set_error("")
        if not self._product.text().strip():
            self._product.set_error(self.tr("Say which product it is about."))
            self._product.setFocus()
        elif not self._what.toPlainText().strip():
            self._fail(self.tr("Say in a few words what happened."))
            self._what.setFocus()
        elif not self._queue.value():
            self._fail(self.tr("Choose a queue."))
            self._queue.setFocus()
        elif self._parts.wrong() is None:
            self._open.set_disabled_reason(self.tr("One moment…"))
            self._context.bridge.run(self._send(), lambda _none: self._sent(), self._refused)

    async def _send(self) -> None:
        desk, product = self._context.workstation, self._product.text().strip()
        text = self._what.toPlainText().strip()
        number = await next_number(desk)
        now = desk.clock.now()
        self._ticket_id = new_id()
        await desk.do(
            OpenComplaint(
                made_at=now,
                ticket_id=self._ticket_id,
                number=number,
                subject=self._subject(product, text),
                queue_id=self._queue.value(),
                channel=self._channel(),
                customer_id=self._customer_id,
                owner_id=desk.actor.agent_id,
                product=product,
                lot=self._lot.text().strip() or None,
                time_zone=self._zone,
                currency=self._currency,
                return_id=new_id(),
                replacement_id=new_id(),
                quality_check=self._parts.part("quality_check", product),
                goods_return=self._parts.part("goods_return", product),
                replacement=self._parts.part("replacement", product),
                callback=self._parts.part("callback", product),
                interaction_id=self._contact_id(),
            )
        )
        await desk.do(AddTicketNote(made_at=now, note_id=new_id(), ticket_id=self._ticket_id, text=text))
        self._pause.stop()
        await desk.drop_draft(self.key())

    def _subject(self, product: str, text: str) -> str:
        line = f"{product}: {text.splitlines()[0].strip()}"
        return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1].rstrip() + "…"

    def _channel(self) -> str:
        return "call" if self._contact_id() is not None else "note"

    def _contact_id(self) -> str | None:
        """The call in hand where it is this customer's: the complaint carries it."""
        current = self._context.contacts.state.current
        is_theirs = current is not None and current.customer_id == self._customer_id
        return current.contact_id if current is not None and is_theirs else None

    def _sent(self) -> None:
        self.closed.emit()
        self._context.desk.show_ticket(self._ticket_id)
        self._context.desk.notice(
            self.tr("The complaint is open, with quality check, return, replacement and callback."), Tone.OK
        )
        self._context.bridge.run(keep_some(self._context.workstation), failed=lambda _problem: None)

    def _refused(self, problem: KnownError) -> None:
        self._open.set_disabled_reason("")
        self._fail(str(problem))

    def _fail(self, words: str) -> None:
        self._wrong.setText(words)
        self._wrong.show()

    # -- inside ----------------------------------------------------------------------------------------

    def _connect(self) -> None:
        for field in (self._product, self._lot):
            field.edit().textChanged.connect(lambda _text: self._search.start())
            field.edit().textChanged.connect(lambda _text: self._pause.start())
        self._what.textChanged.connect(self._pause.start)
        self._others.row_opened.connect(self._show_other)
        self._open.clicked.connect(self._submit)
        SubmitKey(self, self._submit)

    def hideEvent(self, event: QHideEvent) -> None:
        """However the layer is closed, what was typed is kept."""
        if self._pause.isActive():
            self._pause.stop()
            self._keep()
        super().hideEvent(event)

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(12)
        first.addWidget(self._product, 3)
        first.addWidget(self._lot, 2)
        words = Label(self.tr("What happened"), Role.META, Token.TEXT2)
        words.setBuddy(self._what)
        cancel = Button(self.tr("Cancel"), key=self.tr("Esc"))
        cancel.clicked.connect(self.closed)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._queue)
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self._open)
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addLayout(first)
        column.addWidget(words)
        column.addWidget(self._what)
        column.addWidget(self._parts)
        column.addWidget(self._others_title)
        column.addWidget(self._others, 1)
        column.addStretch(0)
        # At large text sizes the form scrolls; nothing in it is ever cut.
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(form)
        self.body().addWidget(area, 1)
        # Outside of what scrolls: a reason that nobody sees is none.
        self.body().addWidget(self._wrong)
        self.body().addLayout(foot)
        for part in (self._others_title, self._others, self._wrong):
            part.hide()


def other_row(one: OtherComplaint) -> QueueRow:
    """Another complaint as a row of a list."""
    about = "  ·  ".join(part for part in (one.product, one.lot) if part)
    return QueueRow(
        one.ticket_id,
        QueueGroup.NOW if one.is_same_lot else QueueGroup.LATER,
        "ticket",
        one.subject,
        about,
        number_words(one.number),
        state_words(one.state),
    )
