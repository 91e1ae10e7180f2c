"""What the window remembers between two starts: look, sizes, and who signed in last. Never a secret."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

FILE = "window.json"


class DeskSettings:
    """A small file in the program's own folder; what cannot be read counts as not set."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._values: dict[str, Any] = {}
        with contextlib.suppress(OSError, ValueError):
            read = json.loads(self._path.read_text("utf-8"))
            if isinstance(read, dict):
                self._values = read

    def text(self, key: str, otherwise: str = "") -> str:
        """A remembered word."""
        value = self._values.get(key)
        return value if isinstance(value, str) else otherwise

    def number(self, key: str, otherwise: float) -> float:
        """A remembered number."""
        value = self._values.get(key)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else otherwise

    def numbers(self, key: str) -> list[int]:
        """Remembered sizes; empty where there are none."""
        value = self._values.get(key)
        if not isinstance(value, list) or not all(isinstance(n, int) for n in value):
            return []
        return value

    def remember(self, **values: Any) -> None:
        """Keep values; None forgets one. A folder that cannot be written is no reason to stop."""
        for key, value in values.items():
            if value is None:
                self._values.pop(key, None)
            else:
                self._values[key] = value
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._path.with_suffix(".new")
            fresh.write_text(json.dumps(self._values, indent=1), "utf-8")
            os.replace(fresh, self._path)  # noqa: PTH105 - one step, so that a crash leaves the old file
