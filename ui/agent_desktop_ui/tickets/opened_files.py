"""Files of tickets opened outside the program: written where only their person can read them, gone at the end."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import unicodedata
from pathlib import Path

_UNWANTED = '<>:"/\\|?*'
LONGEST_NAME = 120


class OpenedFiles:
    """A folder of this run; a file in it can be read and not changed, since no change would come back."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def write(self, sha256: str, name: str, body: bytes) -> Path:
        """Put a file there and answer where; raises ``OSError`` where there is no room."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="agent-desktop-files-"))
            atexit.register(self.forget)
        place = self._folder / sha256[:16]
        place.mkdir(mode=0o700, exist_ok=True)
        path = place / safe_name(name)
        if not path.exists():
            path.write_bytes(body)
            path.chmod(0o400)
        return path

    def forget(self) -> None:
        """Take everything away that was opened."""
        folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
            atexit.unregister(self.forget)


def safe_name(name: str) -> str:
    """A name that is a name on every system, says what it is by its end, and hides nothing by turning its direction."""
    kept = "".join(
        "_" if letter in _UNWANTED else letter
        for letter in name
        if unicodedata.category(letter) not in {"Cc", "Cf", "Cs"}
    ).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if dot and len(kept) > LONGEST_NAME:
        kept = f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
    return kept[-LONGEST_NAME:] or "file"
