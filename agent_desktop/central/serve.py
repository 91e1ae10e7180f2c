"""Serving: one process with its database, its connectors and its interface, until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

import uvicorn

from agent_desktop.central.app import CentralApp, create_app
from agent_desktop.central.complaint_settings import complaint_parts
from agent_desktop.central.erasures_file import erasures_file
from agent_desktop.central.floor_settings import floor_rules
from agent_desktop.central.listening import BACKLOG, listening_socket
from agent_desktop.central.mail.settings import mail_settings
from agent_desktop.central.settings import CentralSettings, OidcSettings, Site
from agent_desktop.central.store import opened
from agent_desktop.central.tls import Certificate, certificate
from agent_desktop.core.addresses import is_protected
from agent_desktop.core.errors import Invalid
from agent_desktop.runtime.settings import Settings

log = logging.getLogger(__name__)

STOP_WITHIN_S = 3
"""Requests under way get this long after a signal; streams are ended at once."""

OnListening = Callable[[str], None]


async def serve(settings: Settings, *, ready_fd: int | None = None) -> int:
    """Serve until SIGTERM or SIGINT, with a database of our own where none is named; answers the exit code.

    When connections are taken, one line of JSON, ``{"listening": "http://127.0.0.1:8440"}``, goes to
    ``ready_fd`` or to standard output.
    """
    front = Front(
        certificate(settings.tls_cert, settings.tls_key, settings.tls_key_password),
        settings.trusted_proxies or (),
    )
    if front.certificate is None and not front.trusted_proxies and not is_loopback(settings.listen.host):
        log.warning(
            "central takes plain http from other machines: set tls_cert, or trusted_proxies behind a proxy"
        )
    async with opened(settings) as url:
        return await serve_central(
            central_settings(settings, url),
            host=settings.listen.host,
            port=settings.listen.port,
            on_listening=lambda address: tell(address, ready_fd),
            front=front,
        )


@dataclass(frozen=True, slots=True)
class Front:
    """What stands between central and the network: its own certificate, or proxies whose word is taken."""

    certificate: Certificate | None = None
    trusted_proxies: tuple[str, ...] = ()


async def serve_central(
    settings: CentralSettings, *, host: str, port: int, on_listening: OnListening, front: Front | None = None
) -> int:
    """Serve on a database that is there and migrated, until SIGTERM or SIGINT; answers the exit code.

    ``on_listening`` is called once with the address when connections are taken; port 0 is any free one.
    """
    await run(create_app(settings), host, port, on_listening, front)
    return 0


async def migrate(settings: Settings) -> int:
    """Bring the database to this release's schema; answers the exit code."""
    async with opened(settings):
        sys.stdout.write("The database is up to date.\n")
    return 0


def central_settings(settings: Settings, database_url: str) -> CentralSettings:
    """What central needs of the program's settings."""
    return CentralSettings(
        database_url=database_url,
        site=Site(
            name=settings.site_name,
            time_zone=settings.time_zone.key,
            region=settings.default_region,
            currency=settings.currency,
            closes=settings.closes or "",
            topics=settings.topics,
            dispositions=settings.dispositions,
            replica_largest_mb=settings.replica_largest_mb,
            customer_days=settings.customer_days,
            lock_after_s=settings.lock_after_minutes * 60.0,
            offline_limit_days=settings.offline_limit_days,
            offline_notice_days=settings.offline_notice_days,
            complaint_parts=complaint_parts(settings),
            reply_files_mb=settings.reply_files_mb,
        ),
        caller_index_size=settings.caller_index_size,
        private_reveal_s=settings.private_reveal_s,
        oidc=oidc_settings(settings),
        password_sign_in=settings.password_sign_in,
        other_queues=settings.other_queues,
        blob_largest_mb=settings.blob_largest_mb,
        caller_numbers=dict(settings.caller_numbers or {}),
        blob_types=settings.blob_types,
        mail=mail_settings(settings),
        plugins={name: dict(own) for name, own in (settings.plugins or {}).items()},
        floor=floor_rules(settings),
        tombstones_kept_days=float(settings.tombstones_kept_days),
        duplicates_at_hour=settings.duplicates_at_hour,
        erasures_file=erasures_file(settings),
        requests_per_s=settings.requests_per_s,
        requests_burst=settings.requests_burst,
        snapshots_at_once=settings.snapshots_at_once,
        most_streams=settings.most_streams,
        drain_s=settings.drain_s,
    )


def oidc_settings(settings: Settings) -> OidcSettings | None:
    """The site's provider, if it has one; raises ``Invalid`` for one that cannot be used, or for no way at all."""
    if settings.oidc_issuer is None:
        if not settings.password_sign_in:
            raise Invalid(
                "password_sign_in",
                "Without passwords and without a provider nobody could sign in.",
                todo="Set oidc_issuer and oidc_client_id, or password_sign_in = true.",
            )
        return None
    if settings.oidc_client_id is None:
        raise Invalid("oidc_client_id", "The setting oidc_issuer needs oidc_client_id beside it.")
    if not is_protected(settings.oidc_issuer):
        raise Invalid(
            "oidc_issuer", "The provider must be at an https address.", todo="Write oidc_issuer = https://…"
        )
    return OidcSettings(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret or "",
        login_claim=settings.oidc_login_claim,
        name=settings.oidc_name or "",
        prompt="" if settings.oidc_prompt == "off" else settings.oidc_prompt,
        adds_unknown=settings.oidc_unknown_people == "add",
    )


async def run(
    app: CentralApp, host: str, port: int, on_listening: OnListening, front: Front | None = None
) -> None:
    """Serve ``app`` at ``host`` and ``port`` (0: any free one) until a signal.

    Raises ``KnownError`` where the port is taken. At a signal streams end at once, each told when to come back,
    and the floor is given to another instance; for ``drain_s`` requests are still taken, then those under way
    get ``STOP_WITHIN_S``. A second signal ends it without waiting. On SIGHUP the certificate is
    read again.
    """
    front = front or Front()
    own = front.certificate
    server = _Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_keep_alive=75,
            timeout_graceful_shutdown=STOP_WITHIN_S,
            backlog=BACKLOG,
            ssl_context_factory=(lambda _config, _default: own.context) if own is not None else None,
            # uvicorn's own default believes whatever comes from this machine.
            proxy_headers=bool(front.trusted_proxies),
            forwarded_allow_ips=list(front.trusted_proxies),
        ),
        on_listening,
    )

    def end() -> None:
        server.should_exit = True

    def stop() -> None:
        # Desks that listen would keep the server from stopping: they go first, and come back elsewhere.
        is_first = not app.service.is_draining
        app.service.drain()
        if is_first and app.service.settings.drain_s:
            asyncio.get_running_loop().call_later(app.service.settings.drain_s, end)
        else:
            server.force_exit = not is_first
            end()

    listening = listening_socket(host, port)
    with contextlib.closing(listening):
        async with app.running():
            with _signals(stop, own.renew if own is not None else None):
                await server.serve(sockets=[listening])


def tell(url: str, ready_fd: int | None = None) -> None:
    """Say where central listens, in one line of JSON for programs."""
    line = json.dumps({"listening": url}) + "\n"
    if ready_fd is None:
        sys.stdout.write(line)
        sys.stdout.flush()
    else:
        os.write(ready_fd, line.encode())


class _Server(uvicorn.Server):
    """uvicorn without signal handling of its own: it would raise the signal again before we are done."""

    def __init__(self, config: uvicorn.Config, on_listening: OnListening) -> None:
        super().__init__(config)
        self._on_listening = on_listening

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield

    async def startup(self, sockets: Any = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            named = f"[{host}]" if ":" in host else host
            self._on_listening(f"{'https' if self.config.is_ssl else 'http'}://{named}:{port}")


def is_loopback(host: str) -> bool:
    """Whether an address to listen at is reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@contextlib.contextmanager
def _signals(stop: Callable[[], None], renew: Callable[[], object] | None) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    wanted = [signal.SIGTERM, signal.SIGINT]
    if sys.platform == "win32":
        for number in wanted:
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
        yield
        return
    deeds: dict[signal.Signals, Callable[[], object]] = dict.fromkeys(wanted, stop)
    if renew is not None:
        deeds[signal.SIGHUP] = renew
    for number, deed in deeds.items():
        loop.add_signal_handler(number, deed)
    try:
        yield
    finally:
        for number in deeds:
            loop.remove_signal_handler(number)
