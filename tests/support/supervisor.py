"""A plain supervisor: keeps the command of a systemd unit running as the unit says, where no systemd runs."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path


class Unit:
    """A unit file: sections of keys, each with the values it was given in order."""

    def __init__(self, path: Path, instance: str = "") -> None:
        self.path = path
        self._sections: dict[str, dict[str, list[str]]] = {}
        section = ""
        for raw in path.read_text().splitlines():
            line = raw.strip()
            if not line or line[0] in "#;":
                continue
            if found := re.fullmatch(r"\[(\w+)\]", line):
                section = found[1]
                self._sections[section] = {}
                continue
            key, equals, value = line.partition("=")
            assert equals, f"{path.name}: {line}"
            self._sections[section].setdefault(key, []).append(value.replace("%i", instance))

    def all(self, section: str, key: str) -> list[str]:
        """Every value of a key."""
        return self._sections.get(section, {}).get(key, [])

    def one(self, section: str, key: str) -> str:
        """The value that counts: the last."""
        values = self.all(section, key)
        assert values, f"{self.path.name} says nothing of {key}"
        return values[-1]

    def command(self) -> list[str]:
        """The words of ``ExecStart``."""
        return shlex.split(self.one("Service", "ExecStart"))

    def environment(self) -> dict[str, str]:
        """What ``Environment`` sets."""
        pairs = (value.partition("=") for value in self.all("Service", "Environment"))
        return {name: value for name, _, value in pairs}


class Supervised:
    """A unit that is kept running: started again after any end that nobody asked for, with ``Restart=always``.

    ``places`` stand in for what the unit names in the machine it is made for: its program, its files.
    """

    def __init__(
        self, unit: Unit, places: Mapping[str, Sequence[str]], environment: Mapping[str, str]
    ) -> None:
        assert unit.one("Service", "Restart") == "always"
        self._pause_s = float(unit.one("Service", "RestartSec"))
        self._stop_s = float(unit.one("Service", "TimeoutStopSec"))
        self._words = [word for given in unit.command() for word in places.get(given, [given])]
        self._environment = {**os.environ, **unit.environment(), **environment}
        self._is_wanted = True
        self.starts = 0
        self.process = self._start()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def stop(self) -> int:
        """Stop it as ``systemctl stop`` does; answers its exit code."""
        self._is_wanted = False
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(self._stop_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        self.starts += 1
        return subprocess.Popen(self._words, env=self._environment, stdout=subprocess.DEVNULL)

    def _watch(self) -> None:
        while True:
            self.process.wait()
            if not self._is_wanted:
                return
            time.sleep(self._pause_s)
            if self._is_wanted:
                self.process = self._start()
