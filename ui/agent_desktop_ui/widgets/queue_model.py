"""The rows of the work queue, grouped and filtered, for a hundred thousand of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from agent_desktop_ui.theme.tokens import Tone

ENTRY_ROLE = int(Qt.ItemDataRole.UserRole)
"""Answers the ``QueueRow``, or the title of a group as text."""

_Index = QModelIndex | QPersistentModelIndex
_TIP_ROLE = int(Qt.ItemDataRole.ToolTipRole)
_SPOKEN_ROLES = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))


class QueueGroup(IntEnum):
    """When a row wants to be dealt with; groups are shown in this order."""

    NOW = 0
    LATER_TODAY = 1
    THIS_WEEK = 2
    LATER = 3


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One piece of work. A deadline of neutral tone is plain text; any other tone makes it a chip."""

    row_id: str
    group: QueueGroup
    icon: str
    subject: str
    who: str = ""
    number: str = ""
    deadline: str = ""
    deadline_tone: Tone = Tone.NEUTRAL
    icon_tone: Tone = Tone.NEUTRAL
    is_unread: bool = False
    spoken: str = ""
    """What a screen reader says; made from the other fields when empty."""

    def words(self) -> str:
        """The row in spoken words: "Ticket 48213, no hot water, Margaret Okafor, on call"."""
        return self.spoken or ", ".join(
            part for part in (self.number, self.subject, self.who, self.deadline) if part
        )


class QueueModel(QAbstractListModel):
    """Holds sorted rows, puts each group under its title and leaves out what the filter does not want.

    Filtering runs over prepared lower-case text in one pass and resets the model once; there is no proxy.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[QueueRow] = []
        self._haystack: list[str] = []
        self._entries: list[QueueRow | str] = []
        self._shown: dict[str, int] | None = None
        self._title_places: list[int] = []
        self._shown_count = 0
        self._places: dict[str, int] = {}
        self._filter = ""
        self._titles: Mapping[QueueGroup, str] = {}

    def set_titles(self, titles: Mapping[QueueGroup, str]) -> None:
        """Calls the groups something else from the next ``set_rows`` on, for lists of what has been."""
        self._titles = titles

    def set_rows(self, rows: Sequence[QueueRow]) -> None:
        """Replaces all rows; within a group they keep the order they come in."""
        self._rows = sorted(rows, key=lambda row: row.group)
        self._haystack = [_haystack(row) for row in self._rows]
        self._places = {row.row_id: place for place, row in enumerate(self._rows)}
        self._lay_out()

    def set_filter(self, text: str) -> None:
        """Keeps the rows that contain every word of ``text`` in subject, name or number."""
        wanted = " ".join(text.lower().split())
        if wanted != self._filter:
            self._filter = wanted
            self._lay_out()

    def update_row(self, row: QueueRow) -> bool:
        """Shows new values of a known row where it is; false when the row is not known.

        A change of group waits for the next ``set_rows``.
        """
        place = self._places.get(row.row_id)
        if place is None:
            return False
        self._rows[place] = row
        self._haystack[place] = _haystack(row)
        shown = self._shown_places().get(row.row_id)
        if shown is not None:
            self._entries[shown] = row
            index = self.index(shown, 0)
            self.dataChanged.emit(index, index)
        return True

    def entries(self) -> list[QueueRow | str]:
        """What is shown, in order: titles as text, and rows. Not to be changed."""
        return self._entries

    def rows(self) -> list[QueueRow]:
        """All rows, also those the filter hides. Not to be changed."""
        return self._rows

    def shown_count(self) -> int:
        """How many rows the filter lets through, titles not counted."""
        return self._shown_count

    def title_places(self) -> list[int]:
        """Where in ``entries`` the titles are. Not to be changed."""
        return self._title_places

    def index_of(self, row_id: str) -> QModelIndex:
        """Where a row is shown; invalid when it is not."""
        place = self._shown_places().get(row_id) if row_id else None
        return QModelIndex() if place is None else self.index(place, 0)

    def row_at(self, index: _Index) -> QueueRow | None:
        """The row at ``index``; None for a title."""
        entry = self._entries[index.row()] if index.isValid() else ""
        return entry if isinstance(entry, QueueRow) else None

    def rowCount(self, parent: _Index | None = None) -> int:
        """Titles and rows together."""
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The entry itself for painting, its words for a screen reader."""
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        entry = self._entries[index.row()]
        if role == ENTRY_ROLE:
            return entry
        if role in _SPOKEN_ROLES:
            return entry if isinstance(entry, str) else entry.words()
        if role == _TIP_ROLE and isinstance(entry, QueueRow):
            return entry.words()
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Rows can be chosen, titles cannot."""
        if isinstance(self._entries[index.row()], str):
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def title_of(self, group: QueueGroup) -> str:
        """The words over a group."""
        if group in self._titles:
            return self._titles[group]
        return {
            QueueGroup.NOW: self.tr("Now"),
            QueueGroup.LATER_TODAY: self.tr("Later today"),
            QueueGroup.THIS_WEEK: self.tr("This week"),
            QueueGroup.LATER: self.tr("Later"),
        }[group]

    def _lay_out(self) -> None:
        rows = self._rows
        if self._filter:
            words = self._filter.split()
            first, rest = words[0], words[1:]
            if rest:
                rows = [
                    row
                    for row, text in zip(rows, self._haystack, strict=True)
                    if first in text and all(word in text for word in rest)
                ]
            else:
                rows = [row for row, text in zip(rows, self._haystack, strict=True) if first in text]
        self.beginResetModel()
        entries: list[QueueRow | str] = []
        titles: list[int] = []
        start = 0
        for group in QueueGroup:
            # The rows are sorted by group, so that each group is one slice.
            end = bisect_right(rows, group, lo=start, key=lambda row: row.group)
            if end > start:
                titles.append(len(entries))
                entries.append(self.title_of(group))
                entries += rows[start:end]
            start = end
        self._entries = entries
        self._title_places = titles
        self._shown_count = len(rows)
        self._shown = None
        self.endResetModel()

    def _shown_places(self) -> dict[str, int]:
        """Where each row is shown; made when it is first asked for after a change."""
        if self._shown is None:
            self._shown = {
                entry.row_id: place for place, entry in enumerate(self._entries) if not isinstance(entry, str)
            }
        return self._shown


def _haystack(row: QueueRow) -> str:
    return f"{row.subject}\n{row.who}\n{row.number}".lower()
