"""The real programs as processes: central, workstations, the command line and curl; nothing of ours in this one."""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from agent_desktop.runtime.paths import HOME_VARIABLE
from agent_desktop.store.embedded import EmbeddedPostgres

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-m", "agent_desktop")
RUNNER = Path(__file__).with_name("window_runner.py")
DESK_RUNNER = Path(__file__).with_name("desk_runner.py")
LATER = Path(__file__).with_name("later.py")
PASSWORD = "correct horse battery"
WITHIN_S = 60.0
"""How long a test waits for what should take a moment: a loaded machine is slow, and nothing here is timed."""

STARTS_WITHIN_S = 3 * WITHIN_S
"""How long a window may take to start: it reads hundreds of files, which a machine without room does slowly."""

Shown = dict[str, Any]


class Machine:
    """A computer with an empty home of its own, on which programs are started and, at the end, are gone."""

    def __init__(self) -> None:
        # Not below pytest's own folder: as root PostgreSQL runs as another account, which may not look in there.
        self.home = Path(tempfile.mkdtemp(prefix="agent-desktop-e2e-"))
        self.home.chmod(0o755)
        self._running: list[Line] = []

    def environment(self, **more: str) -> dict[str, str]:
        """What programs are started with: this checkout, this home, no screen, nothing of the caller's."""
        ours = ("AGENT_DESKTOP_", "PYTHON", "PYTEST_", "XDG_", "DISPLAY", "WAYLAND_DISPLAY")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        path = os.pathsep.join((str(ROOT), str(ROOT / "ui")))
        return kept | {
            HOME_VARIABLE: str(self.home),
            "PYTHONPATH": path,
            "QT_QPA_PLATFORM": "offscreen",
            **more,
        }

    def run(self, *words: str | Path, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        """Run one ``agent-desktop`` command to its end, ``typed`` on its standard input."""
        return subprocess.run(
            [*PROGRAM, *map(str, words)],
            input=typed,
            env=self.environment(**more),
            cwd=self.home,
            capture_output=True,
            text=True,
            timeout=WITHIN_S * 2,
            check=False,
        )

    def start(self, name: str, *words: str, **more: str) -> Line:
        """Start a program that speaks in lines; it is ended with the machine."""
        line = Line(name, words, self.environment(**more), self.home)
        self._running.append(line)
        return line

    def crashes(self) -> list[str]:
        """What the programs on this machine wrote about bugs of ours; empty when all went well."""
        return [path.read_text() for path in sorted(self.home.glob("state/crashes/crash-*.txt"))]

    def close(self) -> None:
        """End what still runs, and leave nothing behind."""
        for line in reversed(self._running):
            line.kill()
        database = self.home / "data" / "database"
        if (database / "data" / "postmaster.pid").exists():
            EmbeddedPostgres.start(database).stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()


class Line:
    """A program that answers in lines of JSON; what it writes to standard error is kept for the one who looks."""

    def __init__(
        self, name: str, words: tuple[str, ...], environment: Mapping[str, str], folder: Path
    ) -> None:
        self.name = name
        self._errors = (folder / f"{name}-{time.monotonic_ns()}.err").open("w+")
        self._process = subprocess.Popen(
            words,
            env=environment,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            bufsize=1,
        )
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def hear(self, within_s: float = WITHIN_S) -> dict[str, Any]:
        """The next line; fails with what the program said of itself where none comes."""
        try:
            line = self._lines.get(timeout=within_s)
        except queue.Empty:
            line = ""
        if not line:
            raise AssertionError(
                f"{self.name} says nothing (exit code {self._process.poll()}):\n{self.errors()}"
            )
        answer: dict[str, Any] = json.loads(line)
        return answer

    def say(self, words: Mapping[str, Any]) -> None:
        """One line to the program."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()

    def errors(self) -> str:
        """What it wrote to standard error."""
        return Path(self._errors.name).read_text()

    def stop(self) -> int:
        """Ask it to end (SIGTERM), wait, and answer its exit code."""
        self._process.terminate()
        return self.ended()

    def ended(self) -> int:
        """Wait for its own end and answer its exit code."""
        code = self._process.wait(WITHIN_S)
        self._tidy()
        return code

    def kill(self) -> None:
        """End it as a power cut would (SIGKILL); quiet where it is gone already."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._tidy()

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def _tidy(self) -> None:
        self._reader.join(WITHIN_S)
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            if stream is not None and not stream.closed:
                try:
                    stream.close()
                except BrokenPipeError:
                    continue

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put("")


class CentralProcess:
    """``agent-desktop central serve``; started again it listens at the same address.

    With ``later``, the file of a ``Later``, it keeps that time.
    """

    def __init__(self, machine: Machine, config: Path, *options: str, later: Path | None = None) -> None:
        self._machine = machine
        self._config = config
        self._options = options
        self._program = PROGRAM if later is None else (sys.executable, str(LATER), str(later))
        self._listen = "127.0.0.1:0"
        self.url = ""
        self._line = self._start()

    @property
    def address(self) -> str:
        """Host and port."""
        return self.url.removeprefix("http://")

    def start_again(self) -> None:
        """Serve once more at the address it had."""
        self._listen = self.address
        self._line = self._start()

    def stop(self) -> int:
        """Stop it properly; answers its exit code."""
        return self._line.stop()

    def kill(self) -> None:
        """Cut its power."""
        self._line.kill()

    def freeze(self) -> None:
        """Let it hang: its connections stay open, and nothing of it runs."""
        self._line.send(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on as if nothing had been."""
        self._line.send(signal.SIGCONT)

    def _start(self) -> Line:
        words = ("central", "serve", "--listen", self._listen, "--config", str(self._config), *self._options)
        line = self._machine.start("central", *self._program, *words)
        self.url = line.hear()["listening"]
        return line


class Window:
    """A workstation's window and the person before it."""

    def __init__(
        self, machine: Machine, server: str, login: str, *, later: Path | None = None, **more: str
    ) -> None:
        self._machine = machine
        self._server = server
        self._later = later
        self.login = login
        self._more = more
        self._line = self._start()
        self._is_ready = False

    def ready(self) -> Self:
        """Wait until the desk is usable."""
        if not self._is_ready:
            assert self._line.hear(STARTS_WITHIN_S) == {"event": "ready"}
            self._is_ready = True
        return self

    def do(self, deed: str, **how: str) -> dict[str, Any]:
        """Let the person do one thing; fails where it cannot be done."""
        self.ready()
        self._line.say({"do": deed, **how})
        answer = self._line.hear()
        assert "error" not in answer, f"{self.login} cannot {deed} {how}: {answer['error']}"
        return answer

    def look(self) -> Shown:
        """What is in view."""
        return self.do("look")

    def until(self, what: str, holds: Callable[[Shown], object]) -> Shown:
        """Look until something holds of what is in view; fails with ``what`` and the last look."""
        ends = time.monotonic() + WITHIN_S
        while True:
            shown = self.look()
            if holds(shown):
                return shown
            assert time.monotonic() < ends, f"{self.login} never saw {what}:\n{json.dumps(shown, indent=1)}"
            time.sleep(0.05)

    def type(self, text: str) -> None:
        """Type wherever the keyboard is."""
        self.do("type", text=text)

    def press(self, key: str) -> None:
        """Press one key wherever the keyboard is."""
        self.do("press", key=key)

    def open_customer(self, name: str) -> None:
        """Find a customer by name with Ctrl K, open them, and wait until they are on screen."""
        self.press("Ctrl+K")
        self.type(name)
        found = f"{name}, Customer"
        self.until(f"{name} in the search", lambda shown: any(found in row for row in shown["palette"]))
        self.do("open_row", words=found)
        self.until(f"{name} on screen", lambda shown: name in shown["header"])

    def kill(self) -> None:
        """Cut its power."""
        self._line.kill()

    def start_again(self) -> None:
        """Open the window again on the same computer; it is usable once ``ready`` returns."""
        self._line = self._start()
        self._is_ready = False

    def leave(self) -> int:
        """Close the window as with its cross; answers the exit code."""
        self.ready()
        self._line.say({"do": "leave"})
        return self._line.ended()

    def _start(self) -> Line:
        line = self._machine.start(self.login, sys.executable, str(RUNNER), **self._more)
        folder = self._machine.home / "workstations" / self.login
        start = {"server": self._server, "folder": str(folder), "login": self.login, "password": PASSWORD}
        line.say(start if self._later is None else start | {"later": str(self._later)})
        return line


class HeadlessDesk:
    """A workstation without a window, and the person before it; its time is that of ``later``."""

    def __init__(self, machine: Machine, server: str, login: str, later: Path) -> None:
        self._machine = machine
        self._start = {
            "server": server,
            "folder": str(machine.home / "workstations" / login),
            "login": login,
            "password": PASSWORD,
            "later": str(later),
        }
        self.login = login
        self._line = self._begin()

    def do(self, deed: str, **how: Any) -> dict[str, Any]:
        """Let the person do one thing; fails where it cannot be done."""
        self._line.say({"do": deed, **how})
        answer = self._line.hear()
        assert "error" not in answer, f"{self.login} cannot {deed} {how}: {answer['error']}"
        return answer

    def until(self, what: str, holds: Callable[[Shown], object]) -> Shown:
        """Look until something holds; fails with ``what`` and the last look."""
        ends = time.monotonic() + WITHIN_S
        while True:
            shown = self.do("look")
            if holds(shown):
                return shown
            assert time.monotonic() < ends, f"{self.login} never saw {what}:\n{json.dumps(shown, indent=1)}"
            time.sleep(0.05)

    def kill(self) -> None:
        """Cut its power."""
        self._line.kill()

    def start_again(self) -> None:
        """Sit down again at the same desk."""
        self._line = self._begin()

    def leave(self) -> int:
        """Leave the desk; answers the exit code."""
        self._line.say({"do": "leave"})
        return self._line.ended()

    def _begin(self) -> Line:
        line = self._machine.start(self.login, sys.executable, str(DESK_RUNNER))
        line.say(self._start)
        assert line.hear() == {"event": "ready"}
        return line


def post_call(central: CentralProcess, token: str, event: str, call_id: str, **fields: str) -> Any:
    """What an exchange does: curl posts a form to ``/cti/<token>``; answers central's reply."""
    curl = shutil.which("curl")
    assert curl, "curl is missing: packaging/system-packages.txt names it for the tests"
    form = {"event": event, "callId": call_id, **fields}
    words = [word for name, value in form.items() for word in ("--data-urlencode", f"{name}={value}")]
    done = subprocess.run(
        [
            curl,
            "--silent",
            "--show-error",
            "--fail-with-body",
            "--max-time",
            "30",
            *words,
            f"{central.url}/cti/{token}",
        ],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "no_proxy": "*"},
        check=False,
    )
    assert done.returncode == 0, (done.stdout, done.stderr)
    return json.loads(done.stdout)
