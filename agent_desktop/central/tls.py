"""Central's own certificate: loaded before it serves, checked, and replaced without a restart."""

from __future__ import annotations

import logging
import ssl
from pathlib import Path

from agent_desktop.core.errors import Invalid, KnownError
from agent_desktop.runtime.secret_places import check_private

log = logging.getLogger(__name__)


class Certificate:
    """A certificate with its key, in the context that every new connection uses."""

    def __init__(self, cert: Path, key: Path, password: str | None = None) -> None:
        """Raises ``KnownError`` for files that cannot be read, do not fit, or that others may open."""
        self._cert, self._key, self._password = cert, key, password
        self.context = self._loaded()

    def renew(self) -> bool:
        """Take what the files hold now; where that is of no use the old one stays, and the log says why."""
        try:
            self._loaded()
            self._load_into(self.context)
        except KnownError as problem:
            log.warning("the new certificate is not used: %s", problem)
            return False
        log.info("the certificate was read again; connections from now on use it")
        return True

    def _loaded(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._load_into(context)
        return context

    def _load_into(self, context: ssl.SSLContext) -> None:
        check_private(self._key, "tls_key")
        try:
            # Without a password of our own OpenSSL would ask for one at the terminal.
            context.load_cert_chain(self._cert, self._key, self._password or "")
        except ssl.SSLError as error:
            raise KnownError(
                f"The certificate {self._cert} and the key {self._key} cannot be used: {_reason(error)}.",
                todo="Both are PEM files, the key belongs to the certificate, and tls_key_password opens it.",
            ) from None
        except OSError as error:
            raise KnownError(
                f"The certificate {self._cert} or its key cannot be read: {error.strerror}.",
                todo="Check tls_cert and tls_key, and that this account may read them.",
            ) from None


def certificate(cert: Path | None, key: Path | None, password: str | None) -> Certificate | None:
    """The certificate that the settings name, or None for plain http; raises ``KnownError`` for half of one."""
    if cert is None and key is None:
        return None
    if cert is None or key is None:
        missing = "tls_cert" if cert is None else "tls_key"
        raise Invalid(missing, f"TLS needs a certificate and its key: {missing} is not set.")
    return Certificate(cert, key, password)


def _reason(error: ssl.SSLError) -> str:
    return (error.reason or "they are no PEM files").replace("_", " ").lower()
