"""The settings of the floor: why people may be paused, what wrap-up is, and how much one person takes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from agent_desktop.runtime import setting_values as kind
from agent_desktop.runtime.setting_values import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsOfTheFloor:
    """Rows of the table of settings; ``runtime.settings.Settings`` holds them with all others."""

    break_reasons: tuple[str, ...] = setting(
        ("Break", "Lunch", "Meeting", "Training", "Back office"),
        kind.words(),
        "Floor",
        "Why somebody may be on a break, where `pauses` does not say more: paid, and without a limit.",
    )
    pauses: Mapping[str, Mapping[str, object]] | None = setting(
        None,
        kind.records(label=kind.text(), paid=kind.yes_no(), limit_minutes=kind.number(0, 24 * 60)),
        "Floor",
        "The reasons of a pause by an id that never changes: `[pauses.lunch]` with its `label`, whether it is "
        "`paid` (yes), and `limit_minutes`, after which it shows as over its limit, at the desk and on the "
        "floor; 0 is no limit. No pause ends by itself. Not set: those of `break_reasons`.",
    )
    wrap_up_limit_s: float = setting(
        60.0,
        kind.seconds(most=7200),
        "Floor",
        "Wrap-up ends by itself after this time, and the next call may come; 0 lets it last.",
    )
    wrap_up_mode: str = setting(
        "timed",
        kind.choice("timed", "mandatory", "optional"),
        "Floor",
        "What wrap-up is: `timed`, an outcome is owed and `wrap_up_limit_s` ends it; `mandatory`, an outcome is "
        "owed and it lasts until it is finished; `optional`, nothing is owed and it may be left at once.",
    )
    wrap_up_early_exit: bool = setting(
        True,
        kind.yes_no(),
        "Floor",
        "Whether wrap-up with a limit may be finished before it.",
    )
    wrap_up_extensions: int | None = setting(
        None,
        kind.whole(0, 100),
        "Floor",
        "How often one wrap-up may be made 30 seconds longer. Not set: as often as wanted.",
    )
    wrap_up_disposition: str = setting(
        "No outcome given",
        kind.text(),
        "Floor",
        "The outcome that is recorded, and marked as set by the system, when a `timed` wrap-up runs out.",
    )
    wrap_up_queues: Mapping[str, Mapping[str, object]] | None = setting(
        None,
        kind.records(
            mode=kind.choice("timed", "mandatory", "optional"),
            limit_s=kind.seconds(most=7200),
            early_exit=kind.yes_no(),
            extensions=kind.whole(0, 100),
            disposition=kind.text(),
        ),
        "Floor",
        "Queues whose wrap-up is another, by name: `[wrap_up_queues.Complaints]` and in it what differs.",
    )
    not_answered_limit: int = setting(
        2,
        kind.whole(0, 100),
        "Floor",
        "So many calls in a row that somebody lets ring or rejects pause them, with the reason “not answered”, "
        "until they say that they are back; 0 pauses nobody.",
    )
    capacity_chats: int = setting(
        3, kind.whole(0, 100), "Floor", "So many chats one person has in hand at most, beside one call."
    )
    capacity_emails: int = setting(
        5, kind.whole(0, 100), "Floor", "So many e-mails one person has in hand at most, beside one call."
    )
