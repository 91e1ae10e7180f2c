"""Settings: where a value comes from, and how a wrong one is refused."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agent_desktop.core.errors import Invalid, KnownError
from agent_desktop.runtime.settings import Settings, load, rows
from agent_desktop.runtime.settings_page import settings_page


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENT_DESKTOP_HOME", str(tmp_path / "home"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "central.toml"


def test_without_anything_given_the_defaults_hold() -> None:
    settings = load(environ={})
    assert settings == Settings()
    assert settings.database_url is None
    assert str(settings.listen) == "127.0.0.1:8440"


def test_every_default_is_a_value_its_own_reader_accepts() -> None:
    for row in rows():
        if row.default is not None:
            written = row.default if isinstance(row.default, tuple) else str(row.default)
            assert row.kind.read(written) == row.default, row.name


def test_the_command_line_beats_the_environment_beats_the_file(file: Path) -> None:
    file.write_text('theme = "dark"\nshort_abandon_s = 7\ntime_zone = "Europe/London"\n')
    environ = {"AGENT_DESKTOP_THEME": "light", "AGENT_DESKTOP_SHORT_ABANDON_S": "8"}
    settings = load(file=file, environ=environ, command_line={"short_abandon_s": 9, "theme": None})
    assert settings.short_abandon_s == 9.0
    assert settings.theme == "light"
    assert settings.time_zone == ZoneInfo("Europe/London")


def test_the_file_may_be_named_in_the_environment_or_lie_in_its_usual_place(
    file: Path, tmp_path: Path
) -> None:
    file.write_text('default_region = "fr"')
    assert load(environ={"AGENT_DESKTOP_CONFIG": str(file)}).default_region == "FR"
    usual = tmp_path / "home" / "config" / "agent-desktop.toml"
    usual.parent.mkdir(parents=True)
    usual.write_text('default_region = "DE"')
    assert load(environ={}).default_region == "DE"


def test_the_lists_people_choose_from_are_written_in_the_file_or_in_one_variable(file: Path) -> None:
    file.write_text('topics = ["Fault: no heating", "Complaint"]\ncurrency = "eur"\ncloses = "20:00"\n')
    settings = load(file=file, environ={"AGENT_DESKTOP_BREAK_REASONS": "Lunch; Training"})
    assert settings.topics == ("Fault: no heating", "Complaint")
    assert settings.break_reasons == ("Lunch", "Training")
    assert (settings.currency, settings.closes) == ("EUR", "20:00")


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("topics = []", "topics"),
        ('dispositions = ["Solved", "Solved"]', "dispositions"),
        ('break_reasons = "Lunch;;Training"', "break_reasons"),
        ('currency = "pounds"', "currency"),
        ('closes = "late"', "closes"),
    ],
)
def test_a_list_or_a_time_that_cannot_be_used_is_refused_by_name(file: Path, line: str, wrong: str) -> None:
    file.write_text(line)
    with pytest.raises(Invalid, match=wrong):
        load(file=file, environ={})


def test_a_postgres_address_is_answered_for_the_driver_in_use() -> None:
    for scheme in ("postgres", "postgresql", "postgresql+asyncpg"):
        settings = load(environ={"AGENT_DESKTOP_DATABASE_URL": f"{scheme}://u:p@h/d"})
        assert settings.database_url == "postgresql+asyncpg://u:p@h/d"


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("theme", "pink", "must be system, light, dark or contrast"),
        ("listen", "8440", "must be HOST:PORT"),
        ("listen", "127.0.0.1:99999", "must have a port"),
        ("listen", "::1:8440", "must be HOST:PORT"),
        ("short_abandon_s", "-1", "must be a number of seconds"),
        ("short_abandon_s", "nan", "must be a number of seconds"),
        ("time_zone", "Mars/Olympus", "must be a time zone"),
        ("time_zone", "../etc/passwd", "must be a time zone"),
        ("default_region", "UK", "must be GB"),
        ("default_region", "France", "must be a country's two letters"),
        ("replica_dir", " ", "must be the path"),
    ],
)
def test_a_wrong_value_is_refused_with_its_name_place_and_reason(name: str, value: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason) as refused:
        load(environ={f"AGENT_DESKTOP_{name.upper()}": value})
    assert refused.value.field == name
    assert f"AGENT_DESKTOP_{name.upper()}" in refused.value.what
    with pytest.raises(Invalid, match="on the command line"):
        load(environ={}, command_line={name: value})


def test_a_wrong_database_address_is_refused_without_showing_its_password() -> None:
    with pytest.raises(Invalid) as refused:
        load(environ={"AGENT_DESKTOP_DATABASE_URL": "mysql://u:swordfish@h/d"})
    assert "swordfish" not in str(refused.value)


def test_a_misspelt_setting_is_refused_with_the_one_that_was_meant(file: Path) -> None:
    file.write_text('tehme = "dark"')
    with pytest.raises(Invalid, match=r"no setting tehme.*central\.toml.*mean theme"):
        load(file=file, environ={})


def test_a_file_that_is_missing_or_no_toml_is_a_known_error(file: Path) -> None:
    with pytest.raises(KnownError, match="There is no settings file"):
        load(file=file, environ={})
    file.write_text("theme =")
    with pytest.raises(KnownError, match=r"is no TOML: Invalid value"):
        load(file=file, environ={})


def test_an_ipv6_address_is_read_and_written_alike() -> None:
    settings = load(environ={"AGENT_DESKTOP_LISTEN": "[::1]:0"})
    assert settings.listen.host == "::1"
    assert str(settings.listen) == "[::1]:0"


def test_the_page_of_settings_is_current() -> None:
    page = Path(__file__).parents[2] / "docs" / "settings.md"
    assert page.read_text(encoding="utf-8") == settings_page(), (
        "run python -m agent_desktop.runtime.settings_page"
    )


def test_every_setting_has_a_helpful_row() -> None:
    for row in rows():
        assert row.help.endswith("."), row.name
        assert f"`{row.variable}`" in settings_page()


def test_pauses_and_queues_are_tables_whose_parts_are_read_like_settings(file: Path) -> None:
    file.write_text(
        "[pauses.lunch]\n"
        'label = "Lunch"\npaid = "no"\nlimit_minutes = 45\n'
        "[wrap_up_queues.Complaints]\n"
        'mode = "Mandatory"\n'
    )
    settings = load(file=file, environ={})
    assert settings.pauses == {"lunch": {"label": "Lunch", "paid": False, "limit_minutes": 45.0}}
    assert settings.wrap_up_queues == {"Complaints": {"mode": "mandatory"}}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("[pauses.lunch]\nlimit_minutes = -1\n", "limit_minutes of lunch must be a number"),
        ("[pauses.lunch]\nminutes = 5\n", "has no minutes: lunch takes label, paid, limit_minutes"),
        ('[wrap_up_queues.Sales]\nmode = "never"\n', "mode of Sales must be timed, mandatory or optional"),
    ],
)
def test_a_part_that_cannot_be_used_is_refused_with_its_table(file: Path, line: str, reason: str) -> None:
    file.write_text(line)
    with pytest.raises(Invalid, match=reason):
        load(file=file, environ={})
