"""Every setting of the program in one typed table, from which docs/settings.md is made.

A setting is a field of ``Settings``: its name, type, default and help stand there and nowhere else. Its value
is the first found of: the command line, the environment (``AGENT_DESKTOP_`` and the name in capitals), the
settings file, the default. To add one, add a field and run ``python -m agent_desktop.runtime.settings_page``.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from zoneinfo import ZoneInfo

from agent_desktop.core.errors import Invalid, KnownError
from agent_desktop.runtime import paths, secret_places
from agent_desktop.runtime import setting_values as kind
from agent_desktop.runtime.setting_values import Address, Kind, setting
from agent_desktop.runtime.settings_of_mail import SettingsOfMail

VARIABLE_PREFIX = "AGENT_DESKTOP_"
FILE_VARIABLE = "AGENT_DESKTOP_CONFIG"
FILE_NAME = "agent-desktop.toml"
SECTIONS = ("Site", "Floor", "Central", "Mail", "Figures", "Workstation", "Log")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(SettingsOfMail):
    """The settings of one process; immutable, made by ``load``. A setting that is None is not set."""

    # Site
    site_name: str = setting("Agent Desktop", kind.text(), "Site", "What the site is called in the window.")
    time_zone: ZoneInfo = setting(
        ZoneInfo("UTC"),
        kind.time_zone(),
        "Site",
        "The site's time zone: days, hours and the bounds of reports are in it.",
    )
    default_region: str = setting(
        "GB", kind.region(), "Site", "The country of a telephone number that is written without one."
    )
    currency: str = setting(
        "GBP", kind.currency(), "Site", "The currency of amounts that are entered without one."
    )
    closes: str | None = setting(
        None,
        kind.time_of_day(),
        "Site",
        "When the site stops taking calls, for the floor's screen. Not set: it never does.",
    )
    topics: tuple[str, ...] = setting(
        (
            "Question",
            "Fault",
            "Order",
            "Delivery",
            "Billing",
            "Account",
            "Appointment",
            "Complaint",
            "Other",
        ),
        kind.words(),
        "Site",
        "What a contact or a ticket can be about.",
    )
    dispositions: tuple[str, ...] = setting(
        (
            "Solved",
            "Information given",
            "Visit booked",
            "Callback promised",
            "Ticket opened",
            "Waiting for customer",
            "Passed on",
            "No answer",
            "Wrong number",
        ),
        kind.words(),
        "Site",
        "What can come of a contact; wrap-up asks for one of them.",
    )
    complaint_parts: Mapping[str, Mapping[str, object]] | None = setting(
        None,
        kind.records(team=kind.text(), owner=kind.text(), days=kind.whole(1, 365)),
        "Site",
        "Whose the things are that follow from a complaint, and within how many days, as the form proposes it: "
        "`[complaint_parts.quality_check]` with a `team` as in the accounts, or an `owner` by login, and `days`; the "
        "others are `goods_return`, `replacement` and `callback`. What goes to a team central gives to one of it, "
        "those who are here first, then whoever has promised least. Not set: the teams Quality, Returns and Orders "
        "where there are such, else whoever opens the complaint; 2, 5, 3 days, and the callback within 1.",
    )

    # Central
    database_url: str | None = setting(
        None,
        kind.postgres_url(),
        "Central",
        "The PostgreSQL database of central. Not set: the one that comes with the program. With a password "
        "in it, a reference: see below.",
    )
    listen: Address = setting(
        Address("127.0.0.1", 8440), kind.address(), "Central", "Where central takes connections."
    )

    tls_cert: Path | None = setting(
        None,
        kind.file(),
        "Central",
        "Central's certificate with those it is signed by, PEM. Not set: plain http, for loopback or behind "
        "a proxy that does TLS.",
    )
    tls_key: Path | None = setting(
        None, kind.file(), "Central", "The key of `tls_cert`, PEM; nobody else may be able to read it."
    )
    tls_key_password: str | None = setting(
        None, kind.secret(), "Central", "What `tls_key` is encrypted with, if it is."
    )
    trusted_proxies: tuple[str, ...] | None = setting(
        None,
        kind.networks(),
        "Central",
        "Addresses or networks of proxies in front of central, whose X-Forwarded-For and -Proto are "
        "believed. Not set: nobody's.",
    )
    requests_per_s: float = setting(
        200.0, kind.number(1, 100_000), "Central", "Requests a second that one desk may make on and on."
    )
    requests_burst: float = setting(
        2000.0, kind.number(1, 1_000_000), "Central", "Requests one desk may make at once before that counts."
    )
    snapshots_at_once: int = setting(
        8, kind.whole(1, 1000), "Central", "Snapshots that are read at the same time; others wait their turn."
    )
    lock_after_minutes: int = setting(
        15,
        kind.whole(0, 24 * 60),
        "Central",
        "A window without a key or a click for this long locks itself; 0 never.",
    )
    offline_limit_days: int = setting(
        30,
        kind.whole(0, 3650),
        "Central",
        "A desk without contact with central for this long gives up its copy of the records, unsent work "
        "included; 0 never.",
    )
    offline_notice_days: int = setting(
        5, kind.whole(1, 365), "Central", "How long before that a desk says so."
    )
    tombstones_kept_days: int = setting(
        90,
        kind.whole(least=1, most=3650),
        "Central",
        "How many days central remembers that a record was deleted; a desk away longer takes everything anew.",
    )
    duplicates_at_hour: int = setting(
        2,
        kind.whole(-1, 23),
        "Central",
        "At which hour of the day, in UTC, central looks for customers who are on record twice; -1 never.",
    )
    erasures_file: Path | None = setting(
        None,
        kind.file(),
        "Central",
        "Where central notes, by hash, which customers were erased, so that a restored backup can erase them"
        " again. Not set: `erasures.jsonl` in the data folder. Keep it apart from the database.",
    )
    caller_index_size: int = setting(
        20_000,
        kind.whole(0, 250_000),
        "Central",
        "So many customers, those spoken to last first, are known to every desk by number and name, so that a "
        "caller has a name while central cannot be reached; 0 for none.",
    )
    customer_days: float = setting(
        7.0,
        kind.days(most=365),
        "Central",
        "How long a customer who was opened stays on a desk; those the person keeps offline stay longer.",
    )
    private_reveal_s: float = setting(
        600.0,
        kind.seconds(most=28_800),
        "Central",
        "How long private details stay on a desk that were shown for a reason given. Shown for a contact or a "
        "visit, they leave with it.",
    )
    most_streams: int = setting(
        1500,
        kind.whole(least=1, most=100_000),
        "Central",
        "How many desks may listen at one process; more are sent to another.",
    )
    drain_s: float = setting(
        0.0,
        kind.seconds(most=300),
        "Central",
        "How long central says that it is not ready before it stops taking connections, "
        "for balancers that ask `/readyz` now and then.",
    )
    other_queues: str = setting(
        "work",
        kind.choice("work", "read"),
        "Central",
        "What may be done with a ticket of a queue that is not one's own: `work` on it, or only `read` and note it.",
    )
    caller_numbers: Mapping[str, str] | None = setting(
        None,
        kind.numbers_by_prefix(),
        "Central",
        "Which number of yours is shown when a number is dialled, by how that begins: "
        '`{"+49" = "+493012345", "*" = "+441174960100"}`. The longest prefix counts, `*` is for all others; the '
        "number of a campaign wins over it. Not set: the exchange decides.",
    )
    blob_largest_mb: float = setting(
        25.0,
        kind.number(0, 1000),
        "Central",
        "The largest attachment or recording that is taken, in megabytes.",
    )
    blob_types: tuple[str, ...] = setting(
        (
            "application/pdf",
            "application/vnd.oasis.opendocument.spreadsheet",
            "application/vnd.oasis.opendocument.text",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "audio/mpeg",
            "audio/ogg",
            "audio/wav",
            "image/gif",
            "image/heic",
            "image/jpeg",
            "image/png",
            "image/tiff",
            "image/webp",
            "text/csv",
            "text/plain",
        ),
        kind.words(),
        "Central",
        "The media types of attachments and recordings that are taken.",
    )
    backup_oldest_days: float = setting(
        2.0,
        kind.days(most=365),
        "Central",
        "The doctor finds fault with a latest backup that is older than this.",
    )
    backup_dir: Path | None = setting(
        None,
        kind.folder(),
        "Central",
        "Where backups are written, for the doctor to look at. Not set: not looked at.",
    )
    plugins: Mapping[str, Mapping[str, object]] | None = setting(
        None,
        kind.tables(),
        "Central",
        "The plug-ins central uses, each with its own settings: `[plugins.cti_webhook]` and so on. "
        "A connector that is not named here connects to nothing.",
    )
    replica_largest_mb: int = setting(
        2048,
        kind.whole(0, 1_000_000),
        "Central",
        "How large a desk's copy of the records may grow, in megabytes, told to every desk; above it customers "
        "that were opened longest ago leave it. 0 sets no limit.",
    )
    password_sign_in: bool = setting(
        True,
        kind.yes_no(),
        "Central",
        "Whether people may sign in with a password. `no` leaves the provider of `oidc_issuer` alone.",
    )
    oidc_issuer: str | None = setting(
        None,
        kind.text(),
        "Central",
        "The OpenID Connect provider that people sign in at, written exactly as it calls itself; https, or on this "
        "machine. Not set: passwords only.",
    )
    oidc_client_id: str | None = setting(
        None, kind.text(), "Central", "Who central is at the provider: the client's id there."
    )
    oidc_client_secret: str | None = setting(
        None, kind.secret(), "Central", "The client's secret at the provider. Not set: a public client."
    )
    oidc_name: str | None = setting(
        None, kind.text(), "Central", "What people call the provider, for the button. Not set: its host."
    )
    oidc_login_claim: str = setting(
        "preferred_username",
        kind.text(),
        "Central",
        "What the provider says that is the login here, until the first sign-in has bound the account: "
        "`preferred_username`, or `email`, which must then be verified.",
    )
    oidc_prompt: str = setting(
        "login",
        kind.choice("login", "select_account", "off"),
        "Central",
        "What the provider is asked to do although it knows the browser, which the next person at the desk shares: "
        "have the person sign in, or choose who they are. `off` asks for nothing.",
    )
    oidc_unknown_people: str = setting(
        "refuse",
        kind.choice("refuse", "add"),
        "Central",
        "Whether people whom only the provider knows are refused, or added without any role until they are "
        "given one.",
    )

    # Figures
    short_abandon_s: float = setting(
        5.0,
        kind.seconds(most=3600),
        "Figures",
        "Who hangs up within this time does not count as abandoned; 0 counts everyone.",
    )
    service_level_s: float = setting(
        20.0, kind.seconds(most=3600), "Figures", "A call answered within this time meets the service level."
    )
    wrap_up_s: float = setting(
        120.0,
        kind.seconds(most=7200),
        "Figures",
        "How long an agent may wrap up a call before it shows as late.",
    )

    # Workstation
    server_url: str = setting(
        "http://127.0.0.1:8440", kind.text(), "Workstation", "The central that the workstation signs in at."
    )
    ca_file: Path | None = setting(
        None,
        kind.file(),
        "Workstation",
        "The site's own certificate authority, PEM, trusted beside those of the system.",
    )
    allow_plain_http: bool = setting(
        False,
        kind.yes_no(),
        "Workstation",
        "Sign in at a central without TLS on another machine: passwords and customers then cross the "
        "network in the open.",
    )
    language: str | None = setting(
        None,
        kind.text(),
        "Workstation",
        "The language of the window, such as `de`. Not set: the system's.",
    )
    theme: str = setting(
        "system",
        kind.choice("system", "light", "dark", "contrast"),
        "Workstation",
        "The colours of the window.",
    )
    replica_dir: Path | None = setting(
        None,
        kind.folder(),
        "Workstation",
        "Where the copies of the records are kept. Not set: `replica` in the data folder.",
    )
    replica_key: str = setting(
        "keyring",
        kind.choice("keyring", "file"),
        "Workstation",
        "Where the key of the encrypted copy is kept: the system's keyring, or a file that only this account can "
        "read, in `replica-keys` in the configuration folder; the one is never taken for the other.",
    )

    # Log
    log_level: str = setting(
        "info",
        kind.choice("debug", "info", "warning", "error"),
        "Log",
        "The least important line that is written.",
    )
    log_format: str = setting(
        "human",
        kind.choice("human", "json"),
        "Log",
        "Lines for people, or one JSON object a line for programs.",
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One setting as the documentation and the readers need it."""

    name: str
    default: object
    kind: Kind
    section: str
    help: str

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return VARIABLE_PREFIX + self.name.upper()


def rows() -> list[Row]:
    """The table of settings, section by section, in the order it is written."""
    return [
        Row(f.name, f.default, f.metadata["kind"], f.metadata["section"], f.metadata["help"])
        for f in sorted(fields(Settings), key=lambda f: SECTIONS.index(f.metadata["section"]))
    ]


def load(
    *,
    command_line: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
    file: Path | None = None,
) -> Settings:
    """The settings of this process; options of the command line that are None were not given.

    ``file`` must exist; without it AGENT_DESKTOP_CONFIG names the file, or else the person's own is
    read if there is one. Raises Invalid (a KnownError) that names the setting and where it stands.
    """
    environ = os.environ if environ is None else environ
    table = {row.name: row for row in rows()}
    values: dict[str, object] = {}
    for name, given in _read_file(file, environ).items():
        if name not in table:
            raise _unknown(name, table, str(_file_in_use(file, environ)))
        secret_places.refuse_plain(name, given, f"in {_file_in_use(file, environ)}")
        values[name] = _read(table[name], given, f"in {_file_in_use(file, environ)}", environ)
    for row in table.values():
        if environ.get(row.variable):
            where = f"in the environment ({row.variable})"
            values[row.name] = _read(row, environ[row.variable], where, environ)
    for name, given in (command_line or {}).items():
        if given is not None:
            values[name] = _read(table[name], given, "on the command line", environ)
    return Settings(**values)  # type: ignore[arg-type]


def _file_in_use(file: Path | None, environ: Mapping[str, str]) -> Path:
    named = file or environ.get(FILE_VARIABLE)
    return Path(named).expanduser() if named else paths.config_dir() / FILE_NAME


def _read_file(file: Path | None, environ: Mapping[str, str]) -> dict[str, object]:
    path = _file_in_use(file, environ)
    is_named = file is not None or bool(environ.get(FILE_VARIABLE))
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if not is_named:
            return {}
        raise KnownError(f"There is no settings file {path}.", todo="Check the name.") from error
    except OSError as error:
        raise KnownError(
            f"The settings file {path} cannot be read: {error.strerror}.", todo="Check who may read it."
        ) from error
    except UnicodeDecodeError as error:
        raise KnownError(f"The settings file {path} is no UTF-8 text.", todo="Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise KnownError(
            f"The settings file {path} is no TOML: {error}.",
            todo="Correct that place; docs/settings.md has an example.",
        ) from error


def _read(row: Row, given: object, where: str, environ: Mapping[str, str]) -> object:
    try:
        return row.kind.read(secret_places.resolved(row.name, given, where, environ))
    except ValueError as error:
        raise Invalid(
            row.name, f"The setting {row.name} {where} {error}.", todo="Correct it and start again."
        ) from None


def _unknown(name: str, table: Mapping[str, Row], where: str) -> Invalid:
    near = difflib.get_close_matches(name, table, n=1)
    todo = f"Did you mean {near[0]}?" if near else "docs/settings.md lists all there are."
    return Invalid(name, f"There is no setting {name}, which stands in {where}.", todo=todo)
