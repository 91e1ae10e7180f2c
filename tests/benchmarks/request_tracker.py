"""Debian's Request Tracker 5, brought up on the PostgreSQL that ours runs on, and stopped again.

The packages are fetched by apt and unpacked into a folder of the benchmarks' own: no root is needed, nothing is
installed, and no service of theirs is started. Raises ``NotMeasurable`` where that cannot be.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from agent_desktop.runtime import paths
from agent_desktop.store.embedded import EmbeddedPostgres
from tests.benchmarks.processes import say, step

PACKAGES = ("request-tracker5", "rt5-db-postgresql", "rt5-standalone", "starman")
DATABASE = "request_tracker"
LOGIN, PASSWORD = "root", "bench-request-tracker"
START_WITHIN_S = 120
_NEVER_UNPACKED = re.compile(r"^(perl(-base|-modules.*|-doc)?|libperl.*|exim4.*|graphviz|fonts-noto.*)$")
"""Perl is the machine's own, and no mail is sent and no picture drawn here."""


class NotMeasurable(RuntimeError):
    """The peer cannot be brought up here, with the reason in words."""


@dataclass(frozen=True)
class RequestTracker:
    """A running Request Tracker: where it answers, its version, and its first process."""

    port: int
    version: str
    process: psutil.Process

    def sign_in(self) -> str:
        """A session's cookie. A password or token with each request would cost it 220 ms of bcrypt each time."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            body = urllib.parse.urlencode({"user": LOGIN, "pass": PASSWORD})
            connection.request("POST", "/NoAuth/Login.html", body, self._form())
            reply = connection.getresponse()
            reply.read()
            cookies = [value.split(";", 1)[0] for value in reply.headers.get_all("Set-Cookie", [])]
        finally:
            connection.close()
        if reply.status not in {200, 302} or not cookies:
            raise NotMeasurable(f"nobody can sign in: it answers {reply.status}")
        return "; ".join(cookies)

    def _form(self) -> dict[str, str]:
        home = f"http://127.0.0.1:{self.port}/"
        return {"Content-Type": "application/x-www-form-urlencoded", "Referer": home}

    def processor_s(self) -> float:
        """Processor seconds of all its processes so far, those that ended included."""
        times = self.process.cpu_times()
        spent = times.user + times.system + times.children_user + times.children_system
        for child in self.process.children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                own = child.cpu_times()
                spent += own.user + own.system
        return float(spent)


@contextmanager
def running(server: EmbeddedPostgres, folder: Path, *, workers: int) -> Iterator[RequestTracker]:
    """Request Tracker with a database of its own in ``server``, answering on this machine alone."""
    place = unpacked()
    folder.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    environ = _configure(place, server, folder, port)
    with step("Request Tracker's database"):
        server.drop_database(DATABASE)
        server.create_database(DATABASE)
        _set_up(place, folder, environ)
        server.execute("VACUUM ANALYZE", database=DATABASE)
    log = folder / "server.log"
    command = [str(_perl()), str(place / "usr/share/request-tracker5/libexec/rt-server")]
    command += ["--server", "Starman", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", str(workers), "--env", "deployment"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environ, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        _wait(process, port, log)
        yield RequestTracker(port, _version(place), psutil.Process(process.pid))
    finally:
        _end(process)
        server.drop_database(DATABASE)


def unpacked() -> Path:
    """The folder with the packages' files; fetched once. Raises ``NotMeasurable``."""
    for program in ("apt-get", "dpkg", "perl"):
        if shutil.which(program) is None:
            raise NotMeasurable(f"there is no {program} here: it comes as packages of Debian")
    kept = paths.cache_dir() / "benchmarks" / "request-tracker"
    place = kept / "root"
    if (place / "complete").exists():
        return place
    shutil.rmtree(kept, ignore_errors=True)
    packages = kept / "packages"
    packages.mkdir(parents=True)
    say("    fetching Request Tracker's packages")
    wanted = _not_here()
    if not any(name in wanted for name in PACKAGES):
        raise NotMeasurable("it is installed on this machine: only a copy of our own is started and stopped")
    _ran(["apt-get", "download", *wanted], packages, "its packages could not be fetched")
    place.mkdir()
    for package in sorted(packages.glob("*.deb")):
        _ran(["dpkg", "-x", str(package), str(place)], kept, f"{package.name} could not be unpacked")
    shutil.rmtree(packages)
    _move(place)
    (place / "complete").touch()
    return place


def _not_here() -> list[str]:
    """What apt would install of it; what is on the machine in another version serves as it is."""
    command = ["apt-get", "install", "--simulate", "--no-install-recommends", *PACKAGES]
    told = _ran(command, Path("/"), "apt does not know its packages (is the list of packages there?)")
    found = re.findall(r"^Inst (\S+) (\[)?", told, re.MULTILINE)
    return [name for name, is_upgrade in found if not is_upgrade and not _NEVER_UNPACKED.match(name)]


def _move(place: Path) -> None:
    """Tell the unpacked files where they lie: Debian writes its paths into three of them."""
    home = place / "usr/share/request-tracker5"
    for path in (
        home / "lib/RT/Generated.pm",
        home / "libexec/rt-server",
        place / "usr/sbin/rt-setup-database-5",
    ):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("/usr/share/request-tracker5", str(home)), encoding="utf-8")


def _configure(place: Path, server: EmbeddedPostgres, folder: Path, port: int) -> dict[str, str]:
    """Write its settings and answer the environment it runs in."""
    database = urllib.parse.urlsplit(server.database_url(DATABASE, driver=""))
    socket_folder = urllib.parse.parse_qs(database.query).get("host", [""])[0]
    settings: dict[str, str | None] = {
        "DatabaseType": "Pg",
        "DatabaseHost": socket_folder or database.hostname or "127.0.0.1",
        "DatabasePort": str(database.port or 5432),
        "DatabaseName": DATABASE,
        "DatabaseUser": database.username or "",
        "DatabasePassword": database.password or "",
        "rtname": "bench",
        "Organization": "bench.example",
        "WebDomain": "127.0.0.1",
        "WebPort": str(port),
        "WebPath": "",
        "MailCommand": "testfile",
        "LogToSyslog": None,
        "LogToSTDERR": "error",
        "LogDir": str(folder),
    }
    lines = [f"Set(${name}, {_quoted(value)});" for name, value in settings.items()]
    # What is kept between requests lies in the folder of this run.
    lines += [
        f"$RT::MasonDataDir = {_quoted(str(folder / 'mason'))};",
        f"$RT::MasonSessionDir = {_quoted(str(folder / 'sessions'))};",
        f"$RT::VarPath = {_quoted(str(folder / 'var'))};",
        "1;",
    ]
    for name in ("mason", "sessions", "var", "site.d"):
        (folder / name).mkdir(exist_ok=True)
    site = folder / "RT_SiteConfig.pm"
    site.touch(mode=0o600)
    site.write_text("\n".join(lines) + "\n", encoding="utf-8")
    libraries = [place / "usr/share/perl5", *sorted((place / "usr/lib").glob("*/perl5/5.*"))]
    shared = [str(found) for found in sorted((place / "usr/lib").glob("*-linux-*"))]
    return {
        "PATH": f"{place / 'usr/bin'}:{os.environ.get('PATH', '/usr/bin:/bin')}",
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "TMPDIR": str(folder),
        "PERL5LIB": ":".join(str(found) for found in libraries),
        "LD_LIBRARY_PATH": ":".join(shared),
        "RT_SITE_CONFIG": str(site),
        "RT_SITE_CONFIG_DIR": str(folder / "site.d"),
    }


def _quoted(value: str | None) -> str:
    if value is None:
        return "undef"
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _set_up(place: Path, folder: Path, environ: dict[str, str]) -> None:
    password = folder / "root-password"
    password.touch(mode=0o600)
    password.write_text(PASSWORD + "\n", encoding="utf-8")
    command = [str(_perl()), str(place / "usr/sbin/rt-setup-database-5"), "--action", "init", "--skip-create"]
    command += ["--root-password-file", str(password)]
    _ran(command, folder, "its database could not be set up", environ)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + START_WITHIN_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise NotMeasurable(f"it ended at once: {_end_of(log.read_text(errors='replace'))}")
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/NoAuth/Login.html")
            if connection.getresponse().status == 200:
                connection.close()
                return
        time.sleep(0.2)
    raise NotMeasurable(f"it did not answer within {START_WITHIN_S} s")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop it and whatever it started."""
    try:
        ours = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        ours = []
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(20)
    for left in psutil.wait_procs(ours, timeout=5)[1]:
        with contextlib.suppress(psutil.NoSuchProcess):
            left.kill()
    process.wait(20)


def _version(place: Path) -> str:
    text = (place / "usr/share/request-tracker5/lib/RT/Generated.pm").read_text(encoding="utf-8")
    found = re.search(r"\$VERSION = '([^']+)'", text)
    return found[1] if found else "5"


def _perl() -> Path:
    # Their programs name /usr/bin/perl, for which their compiled modules are made.
    return Path("/usr/bin/perl")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _ran(command: list[str], folder: Path, what: str, environ: dict[str, str] | None = None) -> str:
    """What a program wrote; raises ``NotMeasurable`` with ``what`` and its last words where it failed."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=600,
            check=False,
            text=True,
            errors="replace",
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise NotMeasurable(f"{what}: {problem}") from problem
    if done.returncode != 0:
        raise NotMeasurable(f"{what}: {_end_of(done.stdout)}")
    return done.stdout


def _end_of(text: str) -> str:
    return (
        " / ".join([line.strip() for line in text.splitlines() if line.strip()][-3:]) or "it gave no reason"
    )
