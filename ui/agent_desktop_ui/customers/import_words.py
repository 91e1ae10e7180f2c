"""A file of customers in words: what its columns may be taken as, a row of its preview, what became of it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from agent_desktop.sync.customer_files import FileFault, ImportDone, PreviewRow
from agent_desktop_ui import formats
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.table_model import Cell, Column, TableRow

FIELDS: Mapping[str, str] = {
    "external_id": "Number elsewhere",
    "kind": "Person or organisation",
    "name": "Name",
    "given_name": "Given name",
    "family_name": "Family name",
    "organisation": "Organisation",
    "email": "E-mail address",
    "mobile": "Number: mobile",
    "home": "Number: home",
    "work": "Number: work",
    "phone": "Number: other",
    "street": "Street",
    "postcode": "Postcode",
    "city": "Town",
    "country": "Country",
    "language": "Language",
    "time_zone": "Time zone",
    "segment": "Segment",
    "alert": "Alert line",
    "currency": "Currency",
    "customer_since": "Customer since",
    "balance_minor": "Balance, in the smallest unit",
    "phones": "List: numbers",
    "emails": "List: e-mail addresses",
    "addresses": "List: addresses",
    "handles": "List: handles",
    "other_names": "List: other names",
    "other_ids": "List: numbers elsewhere",
    "tags": "List: tags",
    "consents": "List: consents",
    "relations": "List: relations",
    "orders": "List: orders",
    "products": "List: products",
    "contracts": "List: contracts",
    "no_call": "No advertising by call",
    "no_email": "No advertising by e-mail",
    "no_sms": "No advertising by SMS",
    "no_chat": "No advertising by chat",
    "no_letter": "No advertising by letter",
    "no_visit": "No advertising by visit",
}
ENCODINGS: Mapping[str, str] = {
    "": "as the file says",
    "utf-8": "UTF-8",
    "cp1252": "Western Windows",
    "cp1250": "Central European Windows",
    "cp1251": "Cyrillic Windows",
    "iso8859_15": "Latin 9",
    "shift_jis": "Japanese",
    "gb18030": "Chinese",
}
_OWN_CELLS = frozenset(
    {"name", "number", "email", "street", "postcode", "city", "country", "given_name", "family_name"}
)
_NOT_SHOWN = frozenset({"kind", "currency"})


def field_words(field: str) -> str:
    """What a field is called."""
    return _tr(FIELDS[field]) if field in FIELDS else field.replace("_", " ")


def encodings() -> list[tuple[str, str]]:
    """How the letters of a file may be written."""
    return [(key, _tr(words)) for key, words in ENCODINGS.items()]


def preview_columns() -> tuple[Column, ...]:
    """Line, and what would be stored."""
    return (
        Column("line", _tr("Line"), is_number=True, width=64, is_sortable=False),
        Column("name", _tr("Name"), is_strong=True, width=150, is_sortable=False),
        Column("number", _tr("Number"), width=130, is_sortable=False),
        Column("email", _tr("E-mail address"), width=150, is_sortable=False),
        Column("place", _tr("Address"), width=150, is_sortable=False),
        Column("more", _tr("What else is stored"), width=0, is_sortable=False),
    )


def refused_columns() -> tuple[Column, ...]:
    """Line, what of it, and why."""
    return (
        Column("line", _tr("Line"), is_number=True, width=64, is_sortable=False),
        Column("field", _tr("Refused for"), is_strong=True, width=210, is_sortable=False),
        Column("why", _tr("Reason"), width=0, is_sortable=False),
    )


def column_columns() -> tuple[Column, ...]:
    """A column of the file, its first value, what it is taken as."""
    return (
        Column("title", _tr("Column of the file"), is_strong=True, width=230, is_sortable=False),
        Column("example", _tr("First value"), width=0, is_sortable=False),
        Column("field", _tr("Taken as"), width=240, is_sortable=False),
    )


def preview_row(row: PreviewRow) -> TableRow:
    """A row as it would be stored, or why it would be refused."""
    line = formats.count(row.line)
    if (fault := row.fault) is not None:
        why = f"{field_words(fault.field)}: {fault.reason}" if fault.field else fault.reason
        cells_of_it = (line, Cell(_tr("Refused"), tone=Tone.WARN), "", "", "", _why(why))
        return TableRow(str(row.line), cells_of_it, f"{line}, {why}")
    values = row.values
    street = values.get("street", "")
    town = " ".join(values[name] for name in ("postcode", "city", "country") if name in values)
    place = ", ".join(part for part in (street, town) if part)
    rest = [
        f"{field_words(name)}: {value}"
        for name, value in values.items()
        if name not in _OWN_CELLS and name not in _NOT_SHOWN
    ]
    cells = (
        line,
        values.get("name", ""),
        values.get("number", ""),
        values.get("email", ""),
        place,
        "; ".join(rest),
    )
    return TableRow(str(row.line), cells, ", ".join(cells))


def fault_row(fault: FileFault, n: int) -> TableRow:
    """A row that is refused, and why; ``n`` tells it from others of its line."""
    line, of = formats.count(fault.line), field_words(fault.field) if fault.field else _tr("the whole row")
    return TableRow(f"{fault.line} {n}", (line, of, _why(fault.reason)), f"{line}, {of}: {fault.reason}")


def _why(reason: str) -> Cell:
    return Cell(reason, tone=Tone.WARN, icon="triangle-alert")


def done_words(done: ImportDone, rejects: str, *, is_check: bool) -> str:
    """What became of a file, or would become of it."""
    read, refused = formats.count(done.read), formats.count(done.rejected)
    accepted = formats.count(done.accepted)
    if is_check:
        words = _tr("{read} rows read: {accepted} would be written, {refused} refused. Nothing was written.")
    elif done.is_refused:
        words = _tr("{read} rows read, {refused} refused. Nothing was written.")
    elif done.rejected:
        words = _tr("{accepted} customers written of {read} rows; {refused} refused and kept in {file}.")
    else:
        words = _tr("{accepted} customers written of {read} rows.")
    told = words.format(read=read, accepted=accepted, refused=refused, file=rejects)
    return " ".join([told, *done.notes])


def _tr(words: str) -> str:
    return QCoreApplication.translate("ImportWords", words)
