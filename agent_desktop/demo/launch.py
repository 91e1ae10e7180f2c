"""Starting the demo and the tour: a central of its own as a child process, and the window beside it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent_desktop.core.errors import KnownError
from agent_desktop.runtime import paths
from agent_desktop.workstation.vault import Vault

DEFAULT_CUSTOMERS = 23_570
STOP_WITHIN_S = 15


@dataclass(frozen=True, slots=True)
class DemoCentral:
    """A demo central that is up: where it listens, and who may sign in with which password."""

    url: str
    password: str
    people: dict[str, str]  # role -> login
    simulator_token: str
    home: Path


def launch(
    window: Callable[..., int],
    *,
    role: str,
    customers: int | None,
    seed: int,
    speed: float,
    theme: str,
    size: tuple[int, int] | None,
) -> int:
    """Run the demo until its window is closed; answers the window's exit code."""
    home = paths.data_dir() / "demo"
    with demo_central(home, customers=customers or DEFAULT_CUSTOMERS, seed=seed, speed=speed) as central:
        return window(
            central.url,
            folder=home / "replica",
            login=central.people[role],
            password=central.password,
            role=role,
            theme=theme,
            size=size,
            # What is made up needs no keyring, and leaves no trace in it.
            vault=Vault("file", home / "replica-keys"),
        )


def tour(window: Callable[..., int], *, out: Path, theme: str, size: tuple[int, int]) -> int:
    """Drive the window through the main jobs; 0 only if every step did what it says."""
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    out.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="agent-desktop-tour-"))
    try:
        with demo_central(home, customers=2_000, seed=1, speed=1.0, is_scripted=True) as central:
            return window(central, out=out, theme=theme, size=size)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def demo_central(
    home: Path, *, customers: int, seed: int, speed: float, is_scripted: bool = False
) -> Iterator[DemoCentral]:
    """A demo central as a child process, with its world built if it is not there yet; ended on leaving.

    ``is_scripted`` keeps the simulated exchange quiet but for the calls it is told to make.
    """
    home.mkdir(parents=True, exist_ok=True)
    words = ["--customers", str(customers), "--seed", str(seed), "--speed", str(speed)]
    if is_scripted:
        words.append("--scripted")
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "agent_desktop.demo.central", *words],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env={**os.environ, paths.HOME_VARIABLE: str(home)},
        text=True,
    )
    try:
        yield _wait_until_ready(process, home)
    finally:
        _stop(process)


def _wait_until_ready(process: subprocess.Popen[str], home: Path) -> DemoCentral:
    assert process.stdout is not None  # noqa: S101 - asked for above
    for line in process.stdout:
        told: dict[str, Any] = json.loads(line)
        if "progress" in told:
            sys.stderr.write(f"{told['progress']}\n")
        elif "problem" in told:
            raise KnownError(told["problem"], todo=told.get("todo", ""))
        elif "listening" in told:
            # What it says later is read too, or the pipe fills and the child stands still.
            threading.Thread(target=process.stdout.read, name="demo-central-output", daemon=True).start()
            return DemoCentral(
                told["listening"], told["password"], told["people"], told["simulator_token"], home
            )
    process.wait()
    raise KnownError(
        f"The demo's central ended before it was up (code {process.returncode}).",
        todo=f"Look into the log in {home / 'log'}.",
    )


def _stop(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.stdout is not None and not process.stdout.closed:
        process.stdout.close()
