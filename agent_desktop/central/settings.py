"""What central is told about its site, its database and its limits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from agent_desktop.central.mail.settings import MailSettings
from agent_desktop.runtime.settings import Settings
from agent_desktop.telephony.floor_rules import FloorRules

DEFAULTS = Settings()


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """The place a central serves, as every desk is told when it signs in.

    Its name, its time zone (IANA), the region of numbers typed short, the currency of amounts (ISO 4217), and
    the lists people choose from: what a contact was about, what came of it. Why somebody may be paused is the
    floor's to say (``CentralSettings.floor``).
    ``closes`` is when it stops taking calls today, local "HH:MM", empty where it never does. A customer who
    was opened stays on a desk for ``customer_days``; ``replica_largest_mb`` is how large a desk's copy may
    grow, 0 for any size. ``complaint_parts`` says of each thing that follows from a complaint which team or
    whose it usually is, and within how many days; the files of a reply have at most ``reply_files_mb`` together.
    """

    name: str = "Agent Desktop"
    time_zone: str = "UTC"
    region: str = "GB"
    currency: str = DEFAULTS.currency
    closes: str = ""
    topics: tuple[str, ...] = DEFAULTS.topics
    dispositions: tuple[str, ...] = DEFAULTS.dispositions
    replica_largest_mb: int = DEFAULTS.replica_largest_mb
    customer_days: float = DEFAULTS.customer_days
    lock_after_s: float = 0.0  # a window without a key or a click for so long locks itself; 0 never
    offline_limit_days: int = DEFAULTS.offline_limit_days  # then a desk without contact gives up its replica
    offline_notice_days: int = DEFAULTS.offline_notice_days  # so long before it says so
    complaint_parts: dict[str, dict[str, Any]] = {}
    reply_files_mb: float = DEFAULTS.reply_files_mb


class OidcSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The site's OpenID Connect provider: its issuer, who central is there, and which claim is our login.

    ``client_secret`` is empty for a public client. ``name`` is what people call the provider; where it is
    empty, its host is shown. ``adds_unknown`` adds people whom only the provider knows, without any role.
    """

    issuer: str
    client_id: str
    client_secret: str = ""
    login_claim: str = DEFAULTS.oidc_login_claim
    name: str = ""
    prompt: str = "login"  # what the provider is asked to do although it knows the browser; empty: nothing
    adds_unknown: bool = False


class CentralSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything central needs to know before it starts.

    ``plugins`` names the plug-ins to use with the settings of each; those that offer a connector connect.
    ``floor`` is what holds for people's states: pauses, wrap-up, unanswered calls, capacity. A
    desk not heard from for ``link_lost_after_s`` has lost its link, and ``signed_out_after_s`` later its
    person is signed out. For ``refresh_grace_s`` a refresh whose reply was lost may be asked for again. The
    limits that follow are those of ``central.limits``; ``address_`` ones are for whoever is not signed in.
    At most ``most_streams`` desks listen at one process. On a signal to stop, it says for ``drain_s`` that it is
    not ready before it takes no more connections.
    """

    database_url: str
    site: Site = Site()
    plugins: dict[str, dict[str, Any]] = {}
    access_token_s: float = 15 * 60.0
    refresh_token_s: float = 14 * 24 * 3600.0
    refresh_grace_s: float = 30 * 60.0
    largest_body_bytes: int = 4 * 1024 * 1024
    requests_per_s: float = DEFAULTS.requests_per_s
    requests_burst: float = DEFAULTS.requests_burst
    address_per_s: float = 50.0
    address_burst: float = 2_000.0
    snapshots_at_once: int = DEFAULTS.snapshots_at_once
    streams_per_client: int = 2
    streams_per_person: int = 8
    json_depth: int = 24
    json_items: int = 20_000
    pool_size: int = 20
    floor: FloorRules = FloorRules()
    link_lost_after_s: float = 45.0
    signed_out_after_s: float = 30 * 60.0
    action_timeout_s: float = 5.0
    tombstones_kept_days: float = 90.0
    duplicates_at_hour: int = DEFAULTS.duplicates_at_hour
    erasures_file: Path | None = None
    caller_index_size: int = DEFAULTS.caller_index_size
    private_reveal_s: float = DEFAULTS.private_reveal_s
    most_streams: int = 1_500
    drain_s: float = 0.0
    oidc: OidcSettings | None = None
    password_sign_in: bool = True
    other_queues: str = DEFAULTS.other_queues  # work | read: what may be done with a ticket of another queue
    caller_numbers: dict[str, str] = {}  # the number we show, by the prefix of the one we dial
    blob_largest_mb: float = DEFAULTS.blob_largest_mb
    blob_types: tuple[str, ...] = DEFAULTS.blob_types
    mail: MailSettings = MailSettings()
