"""A real Asterisk for tests: fetched as Debian packages, unpacked and run as an ordinary user on 127.0.0.1.

Nothing is installed on the machine. ``apt-get`` resolves, fetches and checks the packages with a state of its own;
they are unpacked below ``PBX_HOME`` (``build/pbx`` where not set) and run through their own dynamic loader.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONF = Path(__file__).parent / "conf"
SECRET = "a-secret-for-tests-only"
PEOPLE = ("1001", "1002", "1003")

# What only the packages' own install scripts would need.
_LEFT_OUT = re.compile(
    r"^(perl|libperl|gnupg|gpg|dirmngr|pinentry|gcc-|adduser|debconf|passwd|login|libpam|asterisk-config|tzdata)"
)


class CannotInstall(RuntimeError):
    """There is no Asterisk for this machine; the reason is apt's own."""


def _mirror() -> str:
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(ORIGIN)"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    for line in listed.splitlines():
        address, _, origin = line.partition(" ")
        if origin == "Debian" and "security" not in address:
            return address.rstrip("/")
    for path in (Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*"))):
        text = path.read_text() if path.is_file() else ""
        for address in re.findall(r"^\s*(?:deb\s+(?:\[[^]]*\]\s+)?|URIs:\s*)(\S+)", text, re.M):
            if "debian" in address and "security" not in address:
                return str(address).rstrip("/")
    raise CannotInstall("this machine's apt names no Debian mirror")


def _apt(work: Path, suite: str) -> None:
    for folder in ("state/lists/partial", "cache/archives/partial"):
        (work / folder).mkdir(parents=True, exist_ok=True)
    (work / "state/status").touch()
    keyring = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
    signed = f"[signed-by={keyring}] " if keyring.exists() else ""
    (work / "sources.list").write_text(f"deb {signed}{_mirror()} {suite} main\n")
    options = {
        "Dir::State": work / "state",
        "Dir::State::status": work / "state/status",
        "Dir::Cache": work / "cache",
        "Dir::Etc::sourcelist": work / "sources.list",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null",
        "APT::Install-Recommends": "0",
        "APT::Get::AllowUnauthenticated": "0",
        "APT::Sandbox::User": "",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
        "Debug::NoLocking": "1",
    }
    (work / "apt.conf").write_text("".join(f'{name} "{value}";\n' for name, value in options.items()))
    for command in (["update"], ["-y", "--download-only", "install", "asterisk"]):
        done = subprocess.run(
            ["apt-get", "-qq", *command],
            env={**os.environ, "APT_CONFIG": str(work / "apt.conf"), "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        if done.returncode:
            raise CannotInstall(f"apt-get {command[0]}: {(done.stderr or done.stdout).strip()[-400:]}")


def install(suite: str = "sid") -> Path:
    """The folder an Asterisk of this Debian release is unpacked in; fetched when it is not there yet."""
    home = Path(os.environ.get("PBX_HOME") or ROOT / "build" / "pbx").absolute() / suite
    if (home / "complete").exists():
        return home
    shutil.rmtree(home, ignore_errors=True)
    _apt(home / "fetch", suite)
    packages = sorted((home / "fetch/cache/archives").glob("*.deb"))
    (home / "root").mkdir()
    for package in packages:
        if not _LEFT_OUT.match(package.name):
            subprocess.run(["dpkg-deb", "-x", str(package), str(home / "root")], check=True, timeout=120)
    sounds = home / "root/usr/share/asterisk/sounds"
    for voice in sorted(sounds.glob("en_*")):
        if not (sounds / "en").exists():
            # A transfer that cannot find its prompt is reported as done and does nothing.
            (sounds / "en").symlink_to(voice.name)
    shutil.rmtree(home / "fetch")
    (home / "complete").touch()
    return home


def free_port(kind: socket.SocketKind) -> int:
    """A port nobody has at this moment."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class RealExchange:
    """One running Asterisk. ``phones`` are the ports its endpoints are called at, ``carrier`` the trunk's.

    ``rooms`` are numbers of two digits: each has people of its own, who tell where their phones are, and queues
    of its own, so that what happens in one is not noticed in another.
    """

    home: Path
    work: Path
    sip: int = field(default_factory=lambda: free_port(socket.SOCK_DGRAM))
    ami: int = field(default_factory=lambda: free_port(socket.SOCK_STREAM))
    carrier: int = field(default_factory=lambda: free_port(socket.SOCK_DGRAM))
    phones: dict[str, int] = field(default_factory=dict)
    rooms: Sequence[str] = ()
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Write its configuration and start it; returns once it says that all of it is up."""
        if not self.phones:
            self.phones = {name: free_port(socket.SOCK_DGRAM) for name in PEOPLE}
            self._configure()
        with (self.work / "asterisk.out").open("ab") as out:
            self.process = subprocess.Popen(
                [*self._program(), "-f", "-C", str(self.work / "etc/asterisk.conf")],
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                cwd=self.work,
                start_new_session=True,
            )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            try:
                with socket.create_connection(("127.0.0.1", self.ami), timeout=20) as peer:
                    peer.sendall(f"Action: Login\r\nUsername: too-much\r\nSecret: {SECRET}\r\n\r\n".encode())
                    heard = b""
                    while data := peer.recv(4096):
                        heard += data
                        if b"FullyBooted" in heard:
                            return
            except OSError:
                pass
            time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"Asterisk did not start: {(self.work / 'asterisk.out').read_text()[-800:]}")

    def stop(self) -> None:
        """End it, gently at first."""
        process, self.process = self.process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)

    def _program(self) -> list[str]:
        root = self.home / "root"
        loaders = [
            path
            for pattern in (
                "usr/lib/*-linux-gnu*/ld-linux-*.so.*",
                "lib/*-linux-gnu*/ld-*.so*",
                "lib*/ld-linux-*.so.*",
            )
            for path in sorted(root.glob(pattern))
            if not path.is_symlink()
        ]
        folders = [
            *sorted(root.glob("usr/lib/*-linux-gnu*")),
            *sorted(root.glob("lib/*-linux-gnu*")),
            root / "usr/lib",
        ]
        if not loaders:
            raise CannotInstall("the packages hold no dynamic loader for this machine")
        return [
            str(loaders[0]),
            "--library-path",
            ":".join(map(str, folders)),
            str(root / "usr/sbin/asterisk"),
        ]

    def _configure(self) -> None:
        root = self.home / "root"
        for folder in ("etc", "run", "log", "var/spool/monitor", "var/lib/keys", "var/cache", "moh"):
            (self.work / folder).mkdir(parents=True, exist_ok=True)
        modules = next(iter(sorted(root.glob("usr/lib/**/asterisk/modules"))))
        there = {path.name for path in modules.glob("*.so")}
        people = "".join(
            f"[{name}](person)\naors = {name}\ncallerid = Agent {name} <{name}>\n"
            f"[{name}]\ntype = aor\ncontact = sip:{name}@127.0.0.1:{port}\n"
            for name, port in self.phones.items()
        )
        values = {
            "WORK": self.work,
            "MODULES": modules,
            "DATA": root / "usr/share/asterisk",
            "SIP": self.sip,
            "AMI": self.ami,
            "CARRIER": self.carrier,
            "SECRET": SECRET,
            "PEOPLE": people,
            "ROOMPEOPLE": "".join(_room_people(room) for room in self.rooms),
            "ROOMQUEUES": "".join(_room_queues(room) for room in self.rooms),
        }
        for path in sorted(CONF.glob("*.conf")):
            text = re.sub(r"@([A-Z]+)@", lambda match: str(values[match[1]]), path.read_text())
            lines = [
                line
                for line in text.splitlines()
                # Releases differ in a few modules; one that is missing would be an error.
                if not line.startswith(("load =", "preload =")) or line.split()[-1] in there
            ]
            (self.work / "etc" / path.name).write_text("\n".join(lines) + "\n")


def _room_people(room: str) -> str:
    return "".join(
        f"[{name}](person)\naors = {name}\ncallerid = Agent {name} <{name}>\n"
        f"[{name}]\ntype = aor\nmax_contacts = 1\nremove_existing = yes\n"
        for name in (f"1{room}{place}" for place in range(1, 5))
    )


def _room_queues(room: str) -> str:
    kinds = {
        "support": "strategy = leastrecent",
        "sales": "strategy = rrmemory",
        "ringall": "strategy = ringall",
        "skill": "strategy = leastrecent\ndefaultrule = widen",
        "autopause": "strategy = linear\ntimeout = 5\nautopause = yes",
    }
    return "".join(f"[{name}{room}](room)\n{lines}\n" for name, lines in kinds.items())
