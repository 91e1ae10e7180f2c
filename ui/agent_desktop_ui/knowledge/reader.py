"""Knowledge beside the call: search as you type, and an article to read with where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from agent_desktop.features.knowledge.read_models import Article, ArticleHit, ArticleView, SearchArticles
from agent_desktop_ui import formats
from agent_desktop_ui.theme.tokens import Role, Token
from agent_desktop_ui.widgets.button import Button, ButtonKind
from agent_desktop_ui.widgets.empty_state import EmptyState
from agent_desktop_ui.widgets.label import Paragraph
from agent_desktop_ui.widgets.queue_list import QueueList
from agent_desktop_ui.widgets.queue_model import QueueGroup, QueueRow
from agent_desktop_ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from agent_desktop.core.changes import Changes
    from agent_desktop.core.errors import KnownError
    from agent_desktop_ui.shell.screen import DeskContext

SEARCH_PAUSE_MS = 120


class KnowledgePage(QWidget):
    """A list and a reader in one place; Esc in the reader leads back to the list."""

    quoted = Signal(str)
    """A line for the note: the article that was used."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._asked = 0
        self._article: ArticleView | None = None
        self._search = SearchBox(self.tr("Search knowledge"), self.tr("Search knowledge"))
        self._list = QueueList(self.tr("Articles"))
        self._empty = EmptyState(self.tr("Search knowledge"), self.tr("Words of the problem are enough."))
        self._stack = QStackedWidget()
        self._title = Paragraph("", Role.HEADING, Token.TEXT)
        self._source = Paragraph("", Role.META, Token.TEXT3)
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setProperty("plain", True)
        self._text.setAccessibleName(self.tr("Article"))
        self._text.setTabChangesFocus(True)
        self._pause = QTimer(self, singleShot=True, interval=SEARCH_PAUSE_MS)
        self._pause.timeout.connect(self.ask)
        self._lay_out()
        self._search.textChanged.connect(lambda _text: self._pause.start())
        self._search.left_down.connect(self._list.setFocus)
        self._search.returnPressed.connect(self._open_first)
        self._list.row_chosen.connect(self._chosen)
        self._list.row_opened.connect(self.open_article)
        self._again = QTimer(self, singleShot=True, interval=300)
        self._again.timeout.connect(self.ask)
        context.bridge.changed.connect(self._changed)

    def ask(self) -> None:
        """Search for what stands in the box; nothing there answers the newest."""
        self._asked += 1
        asked = self._asked
        query = SearchArticles(text=self._search.text().strip(), limit=40)
        self._context.bridge.run(
            self._context.workstation.read(query), lambda hits: self._show(asked, hits), self._failed
        )

    def open_article(self, article_id: str) -> None:
        """Read an article."""
        self._context.bridge.run(self._fetch(article_id), self._read)

    def is_reading(self) -> bool:
        """Whether an article is in view."""
        return self._stack.currentIndex() == 1

    def leave_article(self) -> None:
        """Back to the list."""
        if self.is_reading():
            focus = QApplication.focusWidget()
            had_focus = focus is not None and self._stack.isAncestorOf(focus)
            self._stack.setCurrentIndex(0)
            if had_focus:
                self._list.setFocus()

    async def _fetch(self, article_id: str) -> ArticleView | None:
        desk = self._context.workstation
        found = await desk.read(Article(article_id=article_id))
        return found if found is not None else await desk.ask(Article(article_id=article_id))

    def _read(self, article: ArticleView | None) -> None:
        if article is None:
            return
        self._article = article
        self._title.setText(article.title)
        parts = (
            article.number,
            ", ".join(article.tags),
            formats.short_date(article.published_at),
            self.tr("Source: {source}").format(source=article.source) if article.source else "",
        )
        self._source.setText("  ·  ".join(part for part in parts if part))
        self._text.setPlainText(article.body)
        self._text.setAccessibleName(article.title)
        self._stack.setCurrentIndex(1)

    def _show(self, asked: int, hits: list[ArticleHit]) -> None:
        if asked != self._asked:
            return
        now = self._context.workstation.clock.now()
        has_words = bool(self._search.text().strip())
        heading = self.tr("Best first") if has_words else self.tr("Newest")
        self._list.queue_model().set_titles({QueueGroup.NOW: heading})
        rows = [
            QueueRow(
                hit.article_id,
                QueueGroup.NOW,
                "book-open",
                hit.title,
                formats.short_date(hit.published_at, now),
                hit.number,
                formats.share(hit.fit_pct) if has_words else "",
            )
            for hit in hits
        ]
        self._list.show_rows(rows, at_once=True)
        self._list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        if has_words:
            self._empty.show_words(self.tr("Nothing found"), self.tr("Try fewer or other words."))

    def _failed(self, problem: KnownError) -> None:
        self._empty.show_words(problem.what, problem.todo)
        self._empty.show()
        self._list.hide()

    def _chosen(self, article_id: str) -> None:
        if not self._list.hasFocus() or self._list.underMouse():
            self.open_article(article_id)

    def _open_first(self) -> None:
        rows = self._list.queue_model().rows()
        if rows:
            self.open_article(rows[0].row_id)

    def _changed(self, changes: Changes) -> None:
        if changes.touches("article"):
            self._again.start()

    def _quote(self) -> None:
        if self._article is not None:
            self.quoted.emit(f"{self._article.number} {self._article.title}")

    def _lay_out(self) -> None:
        lists = QWidget()
        first = QVBoxLayout(lists)
        first.setContentsMargins(0, 10, 0, 0)
        box = QVBoxLayout()
        box.setContentsMargins(16, 0, 16, 2)
        box.addWidget(self._search)
        first.addLayout(box)
        first.addWidget(self._empty, 1)
        first.addWidget(self._list, 1)
        self._list.hide()
        reader = QWidget()
        second = QVBoxLayout(reader)
        second.setContentsMargins(16, 8, 16, 12)
        second.setSpacing(6)
        head = QHBoxLayout()
        back = Button(self.tr("Back"), kind=ButtonKind.QUIET, icon="chevron-left", is_low=True)
        back.clicked.connect(self.leave_article)
        quote = Button(self.tr("Name it in the note"), icon="sticky-note", is_low=True)
        quote.clicked.connect(self._quote)
        head.addWidget(back)
        head.addStretch(1)
        head.addWidget(quote)
        second.addLayout(head)
        second.addWidget(self._title)
        second.addWidget(self._source)
        second.addWidget(self._text, 1)
        self._stack.addWidget(lists)
        self._stack.addWidget(reader)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
