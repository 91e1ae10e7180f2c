"""Files of tickets opened outside the program: written where only their person can read them, gone at the end."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

from agent_desktop.features.tickets.file_names import safe_name


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
