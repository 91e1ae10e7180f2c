"""Makes docs/settings.md from the table of settings: ``python -m agent_desktop.runtime.settings_page``."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from agent_desktop.runtime.setting_values import Address
from agent_desktop.runtime.settings import FILE_NAME, FILE_VARIABLE, Row, rows

_HEAD = f"""# Settings

<!-- Made by `python -m agent_desktop.runtime.settings_page` from agent_desktop/runtime/settings.py. -->

A setting is looked for on the command line, then in the environment, then in the settings file; what is
found first counts, and otherwise the default. The settings file is the one named by `--config` or by the
variable `{FILE_VARIABLE}`, or else `{FILE_NAME}` in the person's configuration folder. It is written in TOML:

```toml
time_zone = "Europe/London"
short_abandon_s = 5
theme = "dark"
```

A setting that is misspelt or cannot be used is refused with its name and place; nothing starts on a guess.
Secrets do not stand in the settings file: write `env:NAME`, `file:/path` or `keyring:NAME` there, also for
tokens and passwords of plug-ins and for a `database_url` with a password in it ([how](operations.md#secrets)).
The variable `AGENT_DESKTOP_HOME` puts everything the program writes under one folder.
"""


def settings_page() -> str:
    """The text of docs/settings.md."""
    parts = [_HEAD]
    for section, members in groupby(rows(), key=lambda row: row.section):
        parts.append(f"\n## {section}\n\n| setting | value | default | what it is for |\n|---|---|---|---|\n")
        parts += [
            f"| `{row.name}`<br>`{row.variable}` | {row.kind.name} | {_default(row)} | {row.help} |\n"
            for row in members
        ]
    return "".join(parts)


def _default(row: Row) -> str:
    match row.default:
        case None:
            return "not set"
        case bool(claim):
            return "yes" if claim else "no"
        case float(number):
            return f"{number:g}"
        case Address() as address:
            return f"`{address}`"
        case tuple(words):
            return ", ".join(words)
        case ZoneInfo(key=name):
            return f"`{name}`"
        case other:
            return f"`{other}`"


if __name__ == "__main__":
    page = Path(__file__).parents[2] / "docs" / "settings.md"
    page.write_text(settings_page(), encoding="utf-8")
