"""What packaging/ offers to run central with: its commands, flags and settings are those the program has."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent_desktop import cli
from agent_desktop.runtime.settings import load, rows
from agent_desktop.sync.live import DEAD_AFTER_S, HEARTBEAT_S
from tests.support.supervisor import Unit

ROOT = Path(__file__).parents[2]
CONTAINER = ROOT / "packaging" / "container"
UNITS = sorted((ROOT / "packaging" / "systemd").glob("*.service"))
KNOWN = {row.variable for row in rows()} | {"AGENT_DESKTOP_HOME", "AGENT_DESKTOP_CONFIG"}
PROGRAM = "/opt/agent-desktop/bin/agent-desktop"


def asked(words: list[str]) -> Any:
    """What our command line makes of the words; one it does not have ends the test."""
    return cli.parser().parse_args(words)


def steps() -> list[tuple[str, str]]:
    """The Containerfile's instructions, lines joined."""
    text = re.sub(r"^\s*#.*\n", "", (CONTAINER / "Containerfile").read_text(), flags=re.MULTILINE)
    joined = re.sub(r"\\\n", " ", text)
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in joined.splitlines() if line.strip()]


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((CONTAINER / "compose.yaml").read_text())
    return found


def test_the_image_is_made_of_files_that_are_there_and_starts_central():
    found = steps()
    for instruction, rest in found:
        if instruction == "COPY" and not rest.startswith("--from"):
            for source in rest.split()[:-1]:
                assert (ROOT / source).exists(), source
    [entry] = [json.loads(rest) for instruction, rest in found if instruction == "ENTRYPOINT"]
    [words] = [json.loads(rest) for instruction, rest in found if instruction == "CMD"]
    assert entry == ["agent-desktop"]
    assert asked(words).listen == "0.0.0.0:8440"
    [environment] = [rest for instruction, rest in found if instruction == "ENV"]
    assert set(re.findall(r"\b(AGENT_DESKTOP_\w+)=", environment)) <= KNOWN
    assert [rest for instruction, rest in found if instruction == "USER"] == ["agent-desktop"]
    assert any(rest.startswith("python -m venv") and "--require-hashes" in rest for _, rest in found)


def test_what_the_image_leaves_out_central_does_not_need():
    [rest] = [rest for instruction, rest in steps() if "pip uninstall" in rest]
    left_out = re.search(r"--yes (.+)$", rest)
    assert left_out
    hidden = "".join(
        f"sys.modules[{name!r}] = None; " for name in ("PySide6", "shiboken6", "qasync", "agent_desktop_ui")
    )
    assert set(left_out[1].split()) == {"pyside6-essentials", "shiboken6", "qasync"}
    code = f"import sys; {hidden}import agent_desktop.central.serve, agent_desktop.central.doctor"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_two_centrals_a_database_and_a_balancer_are_composed():
    services = compose()["services"]
    centrals = {name: service for name, service in services.items() if name.startswith("central-")}
    assert len(centrals) == 2
    assert {"database", "balancer"} < services.keys()
    for service in centrals.values():
        assert asked(service["command"]).listen == "0.0.0.0:8440"
        assert {name for name in service["environment"] if name.startswith("AGENT")} <= KNOWN
        assert (CONTAINER / service["build"]["context"] / service["build"]["dockerfile"]).exists()
        assert "/readyz" in service["healthcheck"]["test"][-1]
        compile(service["healthcheck"]["test"][-1], "healthcheck", "exec")
        grace_s = float(service["stop_grace_period"].removesuffix("s"))
        assert grace_s > float(service["environment"]["AGENT_DESKTOP_DRAIN_S"]) + 5
    for service in services.values():
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in compose()["volumes"] or (CONTAINER / source).exists(), volume


def test_no_secret_is_written_down():
    for path in (*CONTAINER.iterdir(), *UNITS):
        for given in re.findall(r"(?i)password\w*[:=] *\"?([^?\s][^\s\"]*)", path.read_text()):
            assert given.startswith(("${", "…")), (path.name, given)


def test_the_settings_of_the_composed_site_can_be_read():
    settings = load(environ={}, file=CONTAINER / "central.toml")
    assert settings.log_format == "json"


def test_the_balancer_lets_a_stream_live_and_asks_who_is_ready():
    text = (CONTAINER / "haproxy.cfg").read_text()
    for timeout in ("client", "server"):
        found = re.search(rf"timeout {timeout} (\d+)s", text)
        assert found
        assert HEARTBEAT_S * 2 < DEAD_AFTER_S < int(found[1])
    assert "option httpchk GET /readyz" in text
    assert "compression" not in text
    servers = dict(re.findall(r"^\s+server (\S+) (\S+):8440$", text, re.MULTILINE))
    assert servers.keys() == {name for name in compose()["services"] if name.startswith("central-")}
    ports = [port.split(":")[1] for port in compose()["services"]["balancer"]["ports"]]
    assert ports == re.findall(r"bind :(\d+)", text)


@pytest.mark.skipif(shutil.which("haproxy") is None, reason="there is no haproxy here")
def test_the_balancer_takes_its_configuration(tmp_path):
    text = (CONTAINER / "haproxy.cfg").read_text()
    config = tmp_path / "haproxy.cfg"
    config.write_text(re.sub(r"(server \S+ )\S+:", r"\g<1>127.0.0.1:", text))
    subprocess.run(["haproxy", "-c", "-f", str(config)], check=True, capture_output=True)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_a_command_of_ours_with_no_more_rights_than_it_needs(path):
    unit = Unit(path, "8441")
    program, *words = unit.command()
    assert program == PROGRAM
    arguments = asked(words)
    assert str(arguments.config) == "/etc/agent-desktop/central.toml"
    assert set(unit.environment()) <= KNOWN
    assert unit.one("Service", "User") == "agent-desktop"
    assert unit.one("Service", "ProtectSystem") == "strict"
    assert unit.one("Service", "NoNewPrivileges") == "yes"
    assert unit.one("Service", "CapabilityBoundingSet") == ""
    state = unit.one("Service", "StateDirectory")
    assert unit.environment()["AGENT_DESKTOP_HOME"] == f"/var/lib/{state}"
    if unit.one("Service", "Type") == "exec":
        assert unit.one("Service", "Restart") == "always"
        drain_s = float(unit.environment().get("AGENT_DESKTOP_DRAIN_S", "0"))
        assert float(unit.one("Service", "TimeoutStopSec")) > drain_s + 10
    for wanted in shlex.split(" ".join(unit.all("Unit", "Wants"))):
        if wanted.startswith("agent-desktop"):
            assert (path.parent / wanted).exists()
            assert wanted in unit.one("Unit", "After").split()


def test_centrals_on_one_machine_share_nothing_but_the_database():
    template = ROOT / "packaging" / "systemd" / "agent-desktop-central@.service"
    one, two = Unit(template, "8441"), Unit(template, "8442")
    assert asked(one.command()[1:]).listen == "127.0.0.1:8441"
    assert asked(two.command()[1:]).listen == "127.0.0.1:8442"
    assert one.environment()["AGENT_DESKTOP_HOME"] != two.environment()["AGENT_DESKTOP_HOME"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_finds_nothing_wrong_with_the_units():
    words = ["systemd-analyze", "verify", "--man=no", *map(str, UNITS)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    told = [line for line in done.stderr.splitlines() if "agent-desktop" in line]
    # The program is not installed where this runs; everything else would be a fault of the unit.
    assert [line for line in told if f"Command {PROGRAM} is not executable" not in line] == []
