"""What a desk and central say to each other of a file of customers: how it is to be read, and how far it is.

An import is one request: its first line is an ``ImportAsked``, and what follows is the file. The answer, like that to
an ``ExportAsked``, is a ``FileNews`` a line for as long as central is at it. Who leaves stops it.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from agent_desktop.sync.messages import Problem

LONGEST_ASKED = 262_144
"""Bytes of the line that says how a file is read: its mapping names every column."""
NEWS_EVERY_S = 10.0
"""Central says something at least this often, so that silence is a line that is lost."""


class ImportAsked(msgspec.Struct, frozen=True, kw_only=True):
    """How a file is to be read, and what is to be done: a look at its first rows, a check of all, or the writing.

    ``mapping`` names the column of a field, and a column to be left out under a name that begins with a dash.
    Without one the columns are taken as they were the last time, or by their own names.
    """

    deed: Literal["preview", "check", "write"]
    name: str = ""
    mapping: dict[str, str] | None = None
    encoding: str = ""
    is_skipping_bad: bool = False


class ExportAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which file is to be made of every customer: csv, xlsx, vcard or jsonl."""

    file_format: Literal["csv", "xlsx", "vcard", "jsonl"]


class FileFault(msgspec.Struct, frozen=True):
    """What is wrong with a line of a file, the header being line 1; ``field`` is empty where it is the whole line."""

    line: int
    field: str
    reason: str


class PreviewColumn(msgspec.Struct, frozen=True):
    """A column of the file, its first value, and the field it is taken as; none where it is left out."""

    title: str
    field: str
    example: str = ""


class PreviewRow(msgspec.Struct, frozen=True):
    """A row as it would be stored, value by field, or why it would be refused."""

    line: int
    values: dict[str, str]
    fault: FileFault | None = None


class Preview(msgspec.Struct, frozen=True):
    """The beginning of a file; ``fields`` are those that a column may be taken as, none where nothing is mapped."""

    columns: list[PreviewColumn]
    rows: list[PreviewRow]
    faults: list[FileFault]
    fields: list[str]
    is_remembered: bool = False


class ImportDone(msgspec.Struct, frozen=True):
    """What became of a file: ``accepted`` and ``rejected`` are together the ``read`` rows, unless it was refused.

    ``first`` are the first of what is wrong; a file that is refused has nothing written.
    """

    read: int
    accepted: int
    rejected: int
    is_refused: bool
    first: list[FileFault]
    notes: list[str]


class FileNews(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the answer: how many rows are done, a piece of a file, or the end of it all."""

    rows: int | None = None
    preview: Preview | None = None
    piece: bytes = b""
    done: ImportDone | None = None
    exported: int | None = None
    problem: Problem | None = None
