"""What the set-up says and does on a system that lacks something; the system is acted by small scripts."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ["sh", "awk", "sort", "tr", "cat", "dirname", "cksum", "env", "uname", "tail", "mkdir", "rm"]


class Machine:
    """A checkout on a bare system whose apt-get, sudo and id are ours and write down how they were called."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "checkout"
        self.bin = folder / "bin"
        self.calls = folder / "calls"
        self.bin.mkdir()
        self.calls.touch()
        (self.checkout / "packaging").mkdir(parents=True)
        (self.checkout / "requirements").mkdir()
        for name in ("Makefile", "pyproject.toml", "packaging/setup.sh", "packaging/system-packages.txt"):
            shutil.copy(ROOT / name, self.checkout / name)
        (self.checkout / "requirements" / "run.txt").touch()
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found, tool
            (self.bin / tool).symlink_to(found)
        self.has("apt-get", "exit 0")
        # A system that has every library but one.
        rows = [line.split() for line in (ROOT / "packaging/system-packages.txt").read_text().splitlines()]
        libraries = [row[2] for row in rows if len(row) == 3 and ".so." in row[2]]
        libraries.remove("libEGL.so.1")
        self.has_quietly("ldconfig", f"echo '{' '.join(libraries)}'")
        self.is_user(0)

    def has(self, program: str, script: str) -> None:
        """Put a program on the system that writes down its arguments and then does what ``script`` says."""
        path = self.bin / program
        path.write_text(f'#!/bin/sh\necho "{program} $*" >>"{self.calls}"\n{script}\n')
        path.chmod(0o755)

    def has_quietly(self, program: str, script: str) -> None:
        """Put a program on the system whose calls are not of interest."""
        path = self.bin / program
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def is_user(self, uid: int) -> None:
        self.has_quietly("id", f"echo {uid}")

    def setup(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "packaging/setup.sh", *arguments],
            cwd=self.checkout,
            env={"PATH": str(self.bin), **environ},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def called(self) -> list[str]:
        return self.calls.read_text().splitlines()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_without_consent_it_names_the_packages_prints_the_line_and_stops(machine: Machine) -> None:
    done = machine.setup("run")
    assert done.returncode == 3
    assert "apt-get install -y --no-install-recommends python3 python3-venv libegl1\n" in done.stderr
    assert machine.called() == []


def test_with_consent_it_installs_exactly_those(machine: Machine) -> None:
    machine.setup("run", AGENT_DESKTOP_INSTALL="yes")
    assert machine.called() == [
        "apt-get update -q",
        "apt-get install -y -q --no-install-recommends python3 python3-venv libegl1",
    ]


def test_continuous_integration_consents_unless_it_says_no(machine: Machine) -> None:
    machine.setup("run", CI="true", AGENT_DESKTOP_INSTALL="no")
    assert machine.called() == []
    machine.setup("run", CI="true")
    assert len(machine.called()) == 2


def test_a_person_who_is_not_root_uses_sudo(machine: Machine) -> None:
    machine.is_user(1000)
    machine.has("sudo", '"$@"')
    assert "sudo apt-get update && sudo apt-get install -y" in machine.setup("run").stderr
    machine.setup("run", AGENT_DESKTOP_INSTALL="yes")
    assert [call.split()[0] for call in machine.called()] == ["sudo", "apt-get", "sudo", "apt-get"]


def test_without_sudo_it_says_what_root_should_type(machine: Machine) -> None:
    machine.is_user(1000)
    done = machine.setup("run", AGENT_DESKTOP_INSTALL="yes")
    assert done.returncode == 3
    assert "Type this as root" in done.stderr
    assert machine.called() == []


def test_another_kind_of_system_is_told_what_is_needed(machine: Machine) -> None:
    (machine.bin / "apt-get").unlink()
    done = machine.setup("run")
    assert done.returncode == 3
    assert "lacks what Debian has in these packages" in done.stderr
    assert "python3 python3-venv libegl1" in done.stderr


def test_a_python_that_is_too_old_is_named_as_such(machine: Machine) -> None:
    machine.has("python3", "exit 1")
    machine.has_quietly("ldconfig", "exit 1")
    done = machine.setup("run", AGENT_DESKTOP_INSTALL="yes")
    assert done.returncode == 3
    assert "older than 3.11" in done.stderr


def test_packages_that_cannot_be_installed_stop_it(machine: Machine) -> None:
    machine.has("apt-get", 'test "$1" = update')
    done = machine.setup("run", AGENT_DESKTOP_INSTALL="yes")
    assert done.returncode == 3
    assert "could not be installed" in done.stderr


def test_an_unknown_job_is_refused_with_the_known_ones(machine: Machine) -> None:
    done = machine.setup("fly")
    assert done.returncode == 2
    assert "run|tour|pictures|translations|test|test-sync|test-pbx|bench|check|lock" in done.stderr


class Prepared(Machine):
    """A machine whose environment is there already, with a program that only writes down how it is called."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.has_quietly("ldconfig", "exit 1")
        self.has("python3", 'case "$*" in *"-m venv"*) ;; *) exit 0 ;; esac')
        environment = self.checkout / ".venv" / "bin"
        environment.mkdir(parents=True)
        self.venv = environment
        self.in_venv("python", "exit 0")
        self.in_venv("agent-desktop", 'echo "on ${QT_QPA_PLATFORM:-screen}"')
        # It makes the stamp as the script itself does, by letting it install with these.
        assert self.setup("tour").returncode == 0
        self.calls.write_text("")

    def in_venv(self, program: str, script: str) -> None:
        path = self.venv / program
        path.write_text(f'#!/bin/sh\necho "{program} $*" >>"{self.calls}"\n{script}\n')
        path.chmod(0o755)


@pytest.fixture
def prepared(tmp_path: Path) -> Prepared:
    return Prepared(tmp_path)


def test_with_a_screen_the_demo_starts(prepared: Prepared) -> None:
    done = prepared.setup("run", "--role", "sales", DISPLAY=":7")
    assert (done.returncode, done.stdout) == (0, "on screen\n")
    assert prepared.called()[-1] == "agent-desktop demo --role sales"


def test_without_a_screen_it_makes_pictures_and_names_the_folder(prepared: Prepared) -> None:
    done = prepared.setup("run")
    assert (done.returncode, done.stdout) == (0, "on offscreen\n")
    assert prepared.called()[-1] == "agent-desktop tour --out build/tour"
    assert "no screen" in done.stderr
    assert f"The pictures are in {prepared.checkout}/build/tour." in done.stderr


def test_a_screen_that_cannot_be_opened_is_none(prepared: Prepared) -> None:
    prepared.in_venv("python", 'test "${QT_QPA_PLATFORM:-}" != xcb || { echo no such display; exit 1; }')
    done = prepared.setup("run", DISPLAY=":99")
    assert done.returncode == 0
    assert "The screen :99 cannot be opened: no such display" in done.stderr
    assert prepared.called()[-1] == "agent-desktop tour --out build/tour"


def test_the_libraries_of_a_screen_are_asked_for_only_where_there_is_one(prepared: Prepared) -> None:
    prepared.has_quietly("ldconfig", "echo libc.so.6")
    assert "libxcb-cursor0" not in prepared.setup("run").stderr
    assert "libxcb-cursor0" in prepared.setup("run", DISPLAY=":7").stderr
    assert "libwayland-cursor0" in prepared.setup("run", WAYLAND_DISPLAY="wayland-0").stderr


def test_a_qt_that_does_not_start_says_why(prepared: Prepared) -> None:
    prepared.in_venv("python", "echo libEGL.so.1 is missing; exit 1")
    done = prepared.setup("run")
    assert done.returncode == 3
    assert "Qt cannot start here: libEGL.so.1 is missing" in done.stderr


def test_a_failed_tour_fails_the_command(prepared: Prepared) -> None:
    prepared.in_venv("agent-desktop", "exit 4")
    assert prepared.setup("run").returncode == 1


def test_the_environment_is_made_again_only_when_something_changed(prepared: Prepared) -> None:
    prepared.setup("run")
    assert not [call for call in prepared.called() if " pip " in call]
    with (prepared.checkout / "requirements" / "run.txt").open("a") as lock:
        lock.write("one-more==1.0 --hash=sha256:0\n")
    prepared.setup("run")
    installs = [call for call in prepared.called() if " pip " in call]
    assert "--require-hashes --only-binary :all: -r requirements/run.txt" in installs[0]
    assert "--no-build-isolation --no-deps --editable ." in installs[1]


def test_help_lists_every_target() -> None:
    done = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in ("help", "run", "test", "bench", "check", "lock", "clean"):
        assert f"make {target} " in done.stdout
