"""Secrets come from the environment, a file of their own or the keyring; in the settings file they are refused."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from agent_desktop.core.errors import Invalid, KnownError
from agent_desktop.runtime.settings import load

PASSWORD = "hunter2-of-the-site"
URL = f"postgresql://desk:{PASSWORD}@db/desk"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "central.toml"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    made = tmp_path / "secret"
    made.write_text(f"{PASSWORD}\nsecond line\n")
    made.chmod(0o600)
    return made


@pytest.mark.parametrize(
    "line",
    [
        f'tls_key_password = "{PASSWORD}"',
        f'database_url = "{URL}"',
        f'database_url = "postgresql://desk@db/desk?password={PASSWORD}"',
        f'[plugins.cti_webhook]\ntokens = "{PASSWORD}"',
        f'[plugins.cti_webhook]\ntokens = ["env:OK", "{PASSWORD}"]',
        f'[plugins.cti_webhook.tokens]\nmain = "{PASSWORD}"',
        f'[plugins.asterisk]\nami_password = "{PASSWORD}"',
    ],
)
def test_a_secret_in_the_open_is_refused_and_not_repeated(file: Path, line: str) -> None:
    file.write_text(line)
    with pytest.raises(Invalid, match="holds a secret in the open") as told:
        load(file=file, environ={})
    assert "env:NAME, file:/path or keyring:NAME" in str(told.value)
    assert PASSWORD not in str(told.value)


def test_each_form_brings_the_secret(file: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = ModuleType("keyring")
    keyring.get_password = lambda service, name: {("agent-desktop", "exchange"): "from the ring"}.get(  # type: ignore[attr-defined]
        (service, name)
    )
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    file.write_text(
        f'tls_key_password = "file:{kept}"\ndatabase_url = "env:DESK_DB"\n'
        '[plugins.cti_webhook]\ntokens = ["keyring:exchange"]\n[plugins.other]\nname = "env:kept as it is"\n'
    )
    settings = load(file=file, environ={"DESK_DB": URL})
    assert settings.tls_key_password == PASSWORD
    assert settings.database_url == URL.replace("postgresql", "postgresql+asyncpg")
    assert settings.plugins == {
        "cti_webhook": {"tokens": ["from the ring"]},
        "other": {"name": "env:kept as it is"},
    }


def test_the_environment_may_hold_the_secret_itself_or_where_it_is(kept: Path) -> None:
    assert load(environ={"AGENT_DESKTOP_DATABASE_URL": URL}).database_url is not None
    settings = load(environ={"AGENT_DESKTOP_TLS_KEY_PASSWORD": f"file:{kept}"})
    assert settings.tls_key_password == PASSWORD


def test_a_place_with_nothing_in_it_is_told(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("env:NOT_SET", f"file:{tmp_path / 'none'}"):
        file.write_text(f'tls_key_password = "{place}"')
        with pytest.raises(KnownError, match=r"nothing there|cannot be read"):
            load(file=file, environ={})
    monkeypatch.setitem(sys.modules, "keyring", None)
    file.write_text('tls_key_password = "keyring:key"')
    with pytest.raises(KnownError, match="no keyring"):
        load(file=file, environ={})


def test_a_file_that_everybody_may_open_is_refused(file: Path, kept: Path) -> None:
    kept.chmod(0o644)
    file.write_text(f'tls_key_password = "file:{kept}"')
    with pytest.raises(KnownError, match="Everybody on this machine"):
        load(file=file, environ={})


def test_an_address_without_a_password_may_stand_in_the_file(file: Path) -> None:
    file.write_text('database_url = "postgresql://desk@db/desk"')
    assert load(file=file, environ={}).database_url == "postgresql+asyncpg://desk@db/desk"
