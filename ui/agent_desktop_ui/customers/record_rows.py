"""A customer's record as rows to read, walk and act on: what each says, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QCoreApplication

from agent_desktop.core.phone import display
from agent_desktop_ui import formats
from agent_desktop_ui.customers.record_words import (
    channel_words,
    consent_words,
    detail_label,
    moved_words,
    other_is,
    phone_label,
    purpose_words,
    reason_words,
    way_words,
)
from agent_desktop_ui.theme.tokens import Tone
from agent_desktop_ui.widgets.paint import ChipData

if TYPE_CHECKING:
    from agent_desktop.features.customers.merge_queries import MergeLine
    from agent_desktop.features.customers.record_read_models import (
        ConsentLine,
        RecordDetail,
        RecordPhone,
        RecordView,
    )
    from agent_desktop.features.customers.twins import DuplicatePair

_DETAILS = (
    ("email", "mail", "E-mail"),
    ("address", "map-pin", "Addresses"),
    ("social", "globe", "Social networks"),
    ("name", "user", "Other names"),
    ("id", "receipt", "Numbers elsewhere"),
)
_NONE = {"email": "No e-mail address yet", "address": "No address yet", "social": "No handle yet"}
"""What stands where there is none, of those that are usually wanted."""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One line of the record. ``key`` is ``kind:id``; ``does`` are the actions that fit, Enter doing the first."""

    key: str
    icon: str
    label: str
    text: str
    meta: str = ""
    chips: tuple[ChipData, ...] = ()
    does: tuple[str, ...] = ()
    is_quiet: bool = False

    @property
    def kind(self) -> str:
        """What sort of line it is."""
        return self.key.partition(":")[0]

    @property
    def row_id(self) -> str:
        """What its kind is followed by."""
        return self.key.partition(":")[2]

    def words(self) -> str:
        """The line as a screen reader says it."""
        said = (self.label, self.text, *(chip.text for chip in self.chips), self.meta)
        return ", ".join(part for part in said if part)


@dataclass(frozen=True, slots=True)
class RecordGroup:
    """Lines under one title, with how many there are."""

    title: str
    rows: tuple[RecordRow, ...]
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is needed to tell a record: who people are, and what central alone knows, where it was asked."""

    now: datetime
    region: str = "GB"
    people: Mapping[str, str] = field(default_factory=dict)
    merges: tuple[MergeLine, ...] = ()
    pairs: tuple[DuplicatePair, ...] = ()
    others: Mapping[str, str] = field(default_factory=dict)


def record_groups(view: RecordView, known: Known) -> list[RecordGroup]:
    """Every part of the record in the order it is needed on a call."""
    groups = [_twins(view, known), _phones(view, known)]
    for kind, icon, title in _DETAILS:
        rows = [_detail(one, icon, known) for one in view.details if one.kind == kind]
        groups.append(_group(_tr(title), rows, kind, _tr(_NONE[kind]) if kind in _NONE else ""))
    groups += [
        _about(view, known),
        _group(_tr("Relations"), _relations(view, known), "relation", _tr("No relations yet")),
        _group(_tr("Consent"), _consents(view, known), "consent", _tr("Nothing was allowed or refused yet")),
        _history(view, known),
        _merges(known),
    ]
    return [group for group in groups if group.rows]


def _group(title: str, rows: Iterable[RecordRow], kind: str = "", none: str = "") -> RecordGroup:
    found = tuple(rows)
    if found or not none:
        return RecordGroup(title, found, len(found))
    return RecordGroup(title, (RecordRow(f"add:{kind}", "plus", "", none, does=("add",), is_quiet=True),))


def _phones(view: RecordView, known: Known) -> RecordGroup:
    rows = [
        RecordRow(
            f"phone:{one.phone_id}",
            "phone",
            phone_label(one.label),
            phone_words(one, known.region),
            _days(one, known.now),
            _chips(one, is_verified=one.is_verified, now=known.now),
            ("change", "call", "remove"),
            is_quiet=not one.is_valid,
        )
        for one in view.phones
    ]
    return _group(_tr("Numbers"), rows, "phone", _tr("No number yet"))


def phone_words(one: RecordPhone, region: str) -> str:
    """A number as people write it, with its extension."""
    number = display(one.e164, region)
    return (
        _tr("{number} ext. {extension}").format(number=number, extension=one.extension)
        if (one.extension)
        else number
    )


def _detail(one: RecordDetail, icon: str, known: Known) -> RecordRow:
    key = f"detail:{one.detail_id}" if one.detail_id is not None else f"main:{one.kind}"
    meta = "  ·  ".join(part for part in (one.network or "", _days(one, known.now)) if part)
    return RecordRow(
        key,
        icon,
        detail_label(one.label),
        one.text,
        meta,
        _chips(one, is_verified=False, now=known.now),
        ("change", "remove"),
        is_quiet=not one.is_valid,
    )


def _about(view: RecordView, known: Known) -> RecordGroup:
    fields = view.fields
    person = " ".join(part for part in (fields.given_name, fields.family_name) if part)
    is_company = fields.kind == "organisation"
    said = (
        ("name", "user", _tr("Shown as"), fields.name),
        ("person", "user", _tr("Contact person") if is_company else _tr("Name"), person),
        ("organisation", "users", _tr("Company"), fields.organisation or ""),
        ("languages", "message-square-text", _tr("Languages"), fields.languages or ""),
        ("time_zone", "clock", _tr("Time zone"), _zone_words(view.time_zone, known.now)),
        ("segment", "star", _tr("Plan"), fields.segment or ""),
        ("alert", "triangle-alert", _tr("Alert"), fields.alert or ""),
        ("external_id", "receipt", _tr("Customer number"), fields.external_id or ""),
    )
    rows = [
        RecordRow(f"field:{name}", icon, label, text, does=("change",))
        for name, icon, label, text in said
        if text and not (name == "person" and text == fields.name)
    ]
    tags = tag_chips(view.tags)
    rows.append(
        RecordRow(
            "tags:",
            "list-checks",
            _tr("Tags"),
            "" if view.tags else _tr("No tags"),
            chips=tags,
            does=("change",),
            is_quiet=not view.tags,
        )
    )
    return RecordGroup(_tr("Company") if is_company else _tr("Person"), tuple(rows))


def tag_chips(tags: list[str]) -> tuple[ChipData, ...]:
    """Tags as chips."""
    return tuple(ChipData(tag, Tone.ACCENT) for tag in tags)


def _zone_words(zone: str | None, now: datetime) -> str:
    if not zone:
        return ""
    try:
        there = now.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return zone
    return _tr("{zone}, {time} there now").format(zone=zone, time=f"{there:%H:%M}")


def _relations(view: RecordView, known: Known) -> list[RecordRow]:
    return [
        RecordRow(
            f"relation:{one.relation_id}",
            "users",
            other_is(one.inverse),
            one.other_name or known.others.get(one.other_id) or _tr("Not on this desk"),
            one.remark or "",
            does=("open", "remove"),
        )
        for one in view.relations
    ]


def _consents(view: RecordView, known: Known) -> list[RecordRow]:
    rows = []
    for one in view.consents:
        is_granted = one.state == "granted"
        chip = ChipData(_tr("Allowed"), Tone.OK) if is_granted else ChipData(_tr("Withdrawn"), Tone.BAD)
        rows.append(
            RecordRow(
                f"consent:{one.purpose}:{one.channel}",
                "shield-check",
                purpose_words(one.purpose),
                channel_words(one.channel).capitalize(),
                _who_when(one.line, known),
                (chip,),
                ("withdraw", "change") if is_granted else ("change",),
            )
        )
    return rows


def _history(view: RecordView, known: Known) -> RecordGroup:
    rows = [
        RecordRow(
            f"event:{one.event_id}",
            "history",
            _tr("Allowed") if one.is_granted else _tr("Withdrawn"),
            consent_words(one.purpose, one.channel),
            _who_when(one, known),
            is_quiet=True,
        )
        for one in view.consent_history
    ]
    return _group(_tr("What the customer said about it"), rows)


def _who_when(line: ConsentLine, known: Known) -> str:
    when = formats.moment(line.given_at, known.now)
    parts = (f"{when}, {way_words(line.how)}", known.people.get(line.recorded_by, ""), line.evidence or "")
    return "  ·  ".join(part for part in parts if part)


def _twins(view: RecordView, known: Known) -> RecordGroup:
    rows = []
    for pair in known.pairs:
        is_left = pair.left_id == view.fields.customer_id
        name, detail = (pair.right_name, pair.right_detail) if is_left else (pair.left_name, pair.left_detail)
        other = pair.right_id if is_left else pair.left_id
        chips: tuple[ChipData, ...] = (ChipData(formats.share(pair.score * 100), Tone.WARN),)
        if pair.is_put_off:
            chips = (*chips, ChipData(_tr("Put off")))
        text = "  ·  ".join(part for part in (name, detail) if part)
        reasons = reason_words(pair.reasons)
        rows.append(
            RecordRow(
                f"twin:{other}", "copy", _tr("Looks like"), text, reasons, chips, ("compare", "two", "later")
            )
        )
    return _group(_tr("On record twice?"), rows)


def _merges(known: Known) -> RecordGroup:
    rows = []
    for line in known.merges:
        chips: tuple[ChipData, ...] = ()
        does: tuple[str, ...] = ()
        meta = _tr("{when}, {who}").format(
            when=formats.moment(line.merged_at, known.now), who=known.people.get(line.merged_by, "–")
        )
        if line.undone_at is not None:
            chips = (ChipData(_tr("Undone")),)
        elif line.undo_until is not None and line.undo_until > known.now:
            until = formats.short_date(line.undo_until, known.now)
            chips = (ChipData(_tr("Can be undone until {day}").format(day=until), Tone.INFO),)
            does = ("undo",)
        moved = ", ".join(moved_words(entity, count) for entity, count in sorted(line.moved.items()))
        rows.append(
            RecordRow(
                f"merge:{line.merge_id}",
                "history",
                _tr("Merged"),
                line.merged_name,
                "  ·  ".join(part for part in (meta, moved) if part),
                chips,
                does,
            )
        )
    return _group(_tr("Merged into this record"), rows)


def _days(one: RecordPhone | RecordDetail, now: datetime) -> str:
    """Since when and until when, where that is said."""
    first = _day(one.valid_from, now) if one.valid_from else ""
    last = _day(one.valid_to, now) if one.valid_to else ""
    if first and last:
        return _tr("{first} to {last}").format(first=first, last=last)
    if first:
        return _tr("from {day}").format(day=first)
    return _tr("until {day}").format(day=last) if last else ""


def _day(text: str, now: datetime) -> str:
    try:
        return formats.short_date(formats.moment_of(datetime.fromisoformat(text)), now)
    except ValueError:
        return text


def _chips(one: RecordPhone | RecordDetail, *, is_verified: bool, now: datetime) -> tuple[ChipData, ...]:
    chips = []
    if one.is_preferred:
        chips.append(ChipData(_tr("Preferred"), Tone.ACCENT))
    if is_verified:
        chips.append(ChipData(_tr("Verified"), Tone.OK))
    if not one.is_valid:
        is_over = one.valid_to is not None and one.valid_to < now.date().isoformat()
        chips.append(ChipData(_tr("Expired") if is_over else _tr("Not yet valid"), Tone.WARN))
    return tuple(chips)


def _tr(words: str) -> str:
    return QCoreApplication.translate("CustomerRecord", words)
