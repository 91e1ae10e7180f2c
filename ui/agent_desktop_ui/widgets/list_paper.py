"""A list on paper: its titles on every page, numbers at the right, and the page it is of how many."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrinter

from agent_desktop_ui.theme.theme import theme
from agent_desktop_ui.theme.tokens import Role
from agent_desktop_ui.widgets.list_sheet import Sheet

WIDE_FROM = 6
"""From so many columns on the paper lies on its side."""

_POINTS, _LINE = 8.5, 1.7
_SIDE = Qt.AlignmentFlag


class Printing(QObject):
    """Prints one page a turn, so that the window goes on; tells how many pages there were, none if it failed."""

    done = Signal(int)

    def __init__(
        self, parent: QObject, sheet: Sheet, printer: QPrinter, *, is_mirrored: bool = False
    ) -> None:
        super().__init__(parent)
        self._sheet = sheet
        self._printer = printer
        self._is_mirrored = is_mirrored
        if len(sheet.columns) >= WIDE_FROM:
            printer.setPageOrientation(QPageLayout.Orientation.Landscape)
        printer.setDocName(sheet.name)
        self._painter = QPainter()
        self._at = self._page = 0
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._print_page)
        self._turn.start()

    def _print_page(self) -> None:
        if self._page == 0:
            if not self._painter.begin(self._printer):
                self._end(0)
                return
            self._measure()
        elif not self._printer.newPage():
            self._painter.end()
            self._end(0)
            return
        self._page += 1
        self._paint_page()
        if self._at >= len(self._sheet.rows):
            self._painter.end()
            self._end(self._page)

    def _end(self, pages: int) -> None:
        self._turn.stop()
        self.done.emit(pages)

    def _measure(self) -> None:
        self._plain = QFont(theme().font(Role.BODY))
        self._plain.setPointSizeF(_POINTS)
        self._strong = QFont(self._plain)
        self._strong.setBold(True)
        self._metrics = QFontMetrics(self._plain, self._printer)
        self._bold_metrics = QFontMetrics(self._strong, self._printer)
        self._area = self._painter.viewport()
        self._height = round(self._metrics.height() * _LINE)
        gap = self._metrics.horizontalAdvance("00")
        # A column that takes what others leave on screen gets room for a sentence here.
        shares = [column.width or 260 for column in self._sheet.columns]
        left, width = float(self._area.left()), self._area.width() / sum(shares)
        self._places = list[tuple[int, int]]()
        for share in shares:
            self._places.append((round(left), round(share * width) - gap))
            left += share * width
        self._per_page = max(1, self._area.height() // self._height - 3)
        self._pages = max(1, -(-len(self._sheet.rows) // self._per_page))

    def _paint_page(self) -> None:
        top = self._area.top()
        self._line(top, self._sheet.name, is_strong=True)
        number = self.tr("Page {page} of {pages}").format(page=self._page, pages=self._pages)
        self._line(top, number, is_at_end=True)
        top += round(self._height * 1.3)
        self._fields(top, tuple(column.title for column in self._sheet.columns), is_strong=True)
        top += self._height
        self._painter.drawLine(self._area.left(), top, self._area.right(), top)
        for row in self._sheet.rows[self._at : self._at + self._per_page]:
            if len(row) == 1 and len(self._sheet.columns) > 1:
                self._line(top, row[0], is_strong=True)
            else:
                self._fields(top, row)
            top += self._height
        self._at += self._per_page

    def _line(self, top: int, words: str, *, is_strong: bool = False, is_at_end: bool = False) -> None:
        rect = QRect(self._area.left(), top, self._area.width(), self._height)
        is_right = is_at_end != self._is_mirrored
        side = _SIDE.AlignRight if is_right else _SIDE.AlignLeft
        self._painter.setFont(self._strong if is_strong else self._plain)
        self._painter.drawText(rect, int(side | _SIDE.AlignVCenter | _SIDE.AlignAbsolute), words)

    def _fields(self, top: int, fields: tuple[str, ...], *, is_strong: bool = False) -> None:
        metrics = self._bold_metrics if is_strong else self._metrics
        self._painter.setFont(self._strong if is_strong else self._plain)
        for column, (left, width), words in zip(self._sheet.columns, self._places, fields, strict=False):
            rect = QRect(left, top, width, self._height)
            if self._is_mirrored:
                rect.moveLeft(self._area.left() + self._area.right() - rect.right())
            is_right = column.is_number != self._is_mirrored
            side = _SIDE.AlignRight if is_right else _SIDE.AlignLeft
            shown = metrics.elidedText(" ".join(words.split()), Qt.TextElideMode.ElideRight, width)
            self._painter.drawText(rect, int(side | _SIDE.AlignVCenter | _SIDE.AlignAbsolute), shown)
