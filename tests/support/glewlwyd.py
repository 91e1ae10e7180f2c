"""A real OpenID Connect provider for tests: Debian's glewlwyd on 127.0.0.1, and a browser that signs in there."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import socket
import sqlite3
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from tests.support.unpacked import unpacked

ADMIN_PASSWORD = (
    "password"  # what glewlwyd's own database begins with; it listens on loopback for one test run
)
PASSWORD = "at the provider only"
CLIENT, OTHER_CLIENT, PUBLIC_CLIENT = "agent-desktop", "another-program", "agent-desktop-public"
CLIENT_SECRET = "a secret of the site and its provider"


@dataclass
class Glewlwyd:
    """A provider that answers; its administrator and its people sign in through its own interface."""

    url: str
    process: subprocess.Popen[bytes]
    admin: httpx.Client
    redirects: dict[str, list[str]] = field(default_factory=dict)
    keys: list[dict[str, Any]] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return f"{self.url}/api/oidc"

    def rotate(self) -> None:
        """Sign with a new key from now on; the one before is still told."""
        self.keys.insert(0, new_key())
        self._call("PUT", "/api/mod/plugin/oidc", self._plugin())
        self._call("PUT", "/api/mod/plugin/oidc/reset")

    def add_person(self, login: str, **more: Any) -> None:
        self._call(
            "POST",
            "/api/user/",
            {"username": login, "password": PASSWORD, "scope": ["openid", "g_profile"], "enabled": True}
            | {"name": login.title(), **more},
        )

    def remove_person(self, login: str) -> None:
        self._call("DELETE", f"/api/user/{login}")

    def add_client(self, client_id: str) -> None:
        self._call("POST", "/api/client/", self._client(client_id))

    def allow(self, redirect_uri: str, client_id: str = CLIENT) -> None:
        """Take one more address to come back to: this provider compares them whole, the port too."""
        known = self.redirects.setdefault(client_id, [])
        if redirect_uri not in known:
            known.append(redirect_uri)
            self._call("PUT", f"/api/client/{client_id}", self._client(client_id))

    def browse(self, address: str, login: str, *, client_id: str = CLIENT) -> str:
        """What a browser does with ``address``: sign in, consent, come back. Answers where it is sent back to."""
        with httpx.Client(base_url=self.url, trust_env=False, verify=False) as browser:
            answer = browser.post("/api/auth/", json={"username": login, "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            answer = browser.put(f"/api/auth/grant/{client_id}/", json={"scope": "openid"})
            assert answer.status_code == 200, answer.text
            for continued in ("", "&g_continue"):
                answer = browser.get(address + continued)
                assert answer.status_code in {302, 303}, answer.text
                back = answer.headers["location"]
                if not back.startswith(f"{self.url}/login"):
                    return str(back)
        raise AssertionError(f"the provider asks for more: {back}")

    async def visit(self, address: str, login: str) -> str:
        """The whole trip of a browser, back to the program that began it; answers what that shows."""
        back = await asyncio.to_thread(self.browse, address, login)
        async with httpx.AsyncClient(trust_env=False, verify=False) as browser:
            return (await browser.get(back)).text

    def stop(self) -> None:
        self.admin.close()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)

    def _plugin(self) -> dict[str, Any]:
        return {
            "module": "oidc",
            "name": "oidc",
            "display_name": "OpenID Connect",
            "enabled": True,
            "parameters": {
                "iss": self.issuer,
                "jwks-private": json.dumps({"keys": self.keys}),
                "jwks-show": True,
                "access-token-duration": 3600,
                "refresh-token-duration": 3600,
                "code-duration": 60,
                "refresh-token-rolling": False,
                "allow-non-oidc": False,
                "auth-type-code-enabled": True,
                "auth-type-token-enabled": False,
                "auth-type-id-token-enabled": False,
                "auth-type-none-enabled": False,
                "auth-type-password-enabled": False,
                "auth-type-client-enabled": False,
                "auth-type-device-enabled": False,
                "auth-type-refresh-enabled": False,
                "pkce-allowed": True,
                "pkce-required": True,
                "pkce-method-plain-allowed": False,
                "oauth-as-iss-id": True,
                "subject-type": "public",
                "email-claim": "mandatory",
                "claims": [
                    {"name": "preferred_username", "user-property": "username", "type": "string"}
                    | {"mandatory": True, "on-demand": False, "scope": []}
                ],
            },
        }

    def _client(self, client_id: str) -> dict[str, Any]:
        is_public = client_id == PUBLIC_CLIENT
        secret = {} if is_public else {"password": CLIENT_SECRET, "client_secret": CLIENT_SECRET}
        return {
            "confidential": not is_public,
            **secret,
            "client_id": client_id,
            "name": client_id,
            "enabled": True,
            "scope": [],
            "redirect_uri": self.redirects.get(client_id) or ["http://127.0.0.1:1/never"],
            "authorization_type": ["code"],
            "token_endpoint_auth_method": ["client_secret_basic", "client_secret_post", "none"],
        }

    def _call(self, method: str, path: str, body: Any = None) -> None:
        answer = self.admin.request(method, path, json=body)
        if answer.status_code == 401:
            # The administrator's password counts for ten minutes, and a whole run of the tests takes longer.
            self.admin.post("/api/auth/", json={"username": "admin", "password": ADMIN_PASSWORD})
            answer = self.admin.request(method, path, json=body)
        assert answer.status_code == 200, f"{method} {path}: {answer.status_code} {answer.text}"


def start(folder: Path) -> Glewlwyd:
    """Start a provider with its data in ``folder``: two clients, one public, and nobody in it."""
    root = unpacked("identity-provider")
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "glewlwyd.db"
    _fill(database, root)
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    config = folder / "glewlwyd.conf"
    config.write_text(_config(root, database, url, port, folder))
    libraries = next((root / "usr" / "lib").glob("*-linux-gnu*"))
    process = subprocess.Popen(
        [root / "usr" / "bin" / "glewlwyd", f"--config-file={config}"],
        env={**os.environ, "LD_LIBRARY_PATH": str(libraries)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    made = Glewlwyd(url, process, httpx.Client(base_url=url, trust_env=False, verify=False, timeout=10))
    try:
        _sign_in_as_admin(made, folder)
        made.keys = [new_key()]
        made._call("POST", "/api/mod/plugin/", made._plugin())
        for client_id in (CLIENT, OTHER_CLIENT, PUBLIC_CLIENT):
            made.add_client(client_id)
    except BaseException:
        made.stop()
        raise
    return made


def code_in(address: str) -> str:
    """The code in the address a browser was sent back to."""
    return parse_qs(urlsplit(address).query)["code"][0]


def new_key() -> dict[str, Any]:
    """A private key as a provider keeps it."""
    key = ec.generate_private_key(ec.SECP256R1())
    made: dict[str, Any] = jwt.algorithms.ECAlgorithm.to_jwk(key, as_dict=True)
    return made | {"kid": secrets.token_hex(8), "alg": "ES256", "use": "sig"}


def _sign_in_as_admin(provider: Glewlwyd, folder: Path) -> None:
    ends = time.monotonic() + 15
    while True:
        assert provider.process.poll() is None, _log(folder)
        assert time.monotonic() < ends, _log(folder)
        try:
            answer = provider.admin.post("/api/auth/", json={"username": "admin", "password": ADMIN_PASSWORD})
            break
        except httpx.TransportError:
            time.sleep(0.05)
    assert answer.status_code == 200, answer.text


def _log(folder: Path) -> str:
    log = folder / "glewlwyd.log"
    return f"the provider did not start: {log.read_text() if log.exists() else 'it has no log'}"


def _fill(database: Path, root: Path) -> None:
    import gzip

    kept = root / "usr" / "share" / "doc" / "glewlwyd" / "database" / "init.sqlite3.sql.gz"
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA journal_mode = MEMORY")
    connection.executescript(f"BEGIN; {gzip.decompress(kept.read_bytes()).decode()} COMMIT;")
    connection.close()


def _config(root: Path, database: Path, url: str, port: int, folder: Path) -> str:
    modules = root / "usr" / "lib" / "glewlwyd"
    none = folder / "none"
    none.mkdir(exist_ok=True)
    return f"""
port={port}
bind_address="127.0.0.1"
external_url="{url}"
login_url="login.html"
api_prefix="api"
log_mode="file"
log_level="WARNING"
log_file="{folder / "glewlwyd.log"}"
cookie_domain="127.0.0.1"
cookie_secure=0
session_expiration=3600
session_key="GLEWLWYD2_SESSION_ID"
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="{modules / "user"}"
user_middleware_module_path="{none}"
client_module_path="{modules / "client"}"
user_auth_scheme_module_path="{modules / "scheme"}"
plugin_module_path="{modules / "plugin"}"
hash_algorithm="SHA512"
database = {{ type = "sqlite3"; path = "{database}"; }};
"""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
