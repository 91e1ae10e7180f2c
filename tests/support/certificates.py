"""Certificates for tests, made by the `openssl` program: an authority, and servers on 127.0.0.1 signed by it."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and its key, both PEM files."""

    cert: Path
    key: Path


class Authority:
    """A certificate authority of a test's own."""

    def __init__(self, folder: Path, name: str = "authority") -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.pair = Pair(folder / f"{name}.pem", folder / f"{name}.key")
        _openssl(
            *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *("-days", "2", "-subj", f"/CN={name} of the tests"),
            *("-addext", "keyUsage=critical,keyCertSign,cRLSign"),
            *("-keyout", self.pair.key, "-out", self.pair.cert),
        )

    def server(self, name: str, *, days: int = 2, host: str = "IP:127.0.0.1", password: str = "") -> Pair:
        """A server's certificate; ``days`` below 0 is one that has run out."""
        made = Pair(self._folder / f"{name}.pem", self._folder / f"{name}.key")
        asked = self._folder / f"{name}.csr"
        extras = self._folder / f"{name}.ext"
        extras.write_text(f"subjectAltName={host}\nextendedKeyUsage=serverAuth\n")
        closed = ("-passout", f"pass:{password}") if password else ("-nodes",)
        _openssl(
            *("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", *closed, "-subj", f"/CN={name}"),
            *("-keyout", made.key, "-out", asked),
        )
        _openssl(
            *("x509", "-req", "-in", asked, "-CA", self.pair.cert, "-CAkey", self.pair.key),
            *("-CAcreateserial", "-extfile", extras, "-days", str(days), "-out", made.cert),
        )
        made.key.chmod(0o600)
        return made


def _openssl(*words: str | Path) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)
