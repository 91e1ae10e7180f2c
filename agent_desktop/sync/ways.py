"""What travels about the ways to sign in: which there are, and what a desk brings back from a provider."""

from __future__ import annotations

import msgspec

from agent_desktop.sync.messages import PROTOCOL_VERSION


class OidcWay(msgspec.Struct, frozen=True):
    """Signing in at an OpenID Connect provider: where the browser is sent, and as which client.

    ``name`` is what people call the provider. Nothing in it is secret.
    """

    name: str
    issuer: str
    client_id: str
    authorization_endpoint: str
    scope: str = "openid"
    prompt: str = ""


class Ways(msgspec.Struct, frozen=True):
    """The ways to sign in at a central; ``trouble`` says why one that is set up does not work just now."""

    password: bool = True
    oidc: OidcWay | None = None
    trouble: str = ""


class OidcSignIn(msgspec.Struct, frozen=True):
    """What a desk brings back from the provider; code, verifier and nonce are secrets until they are spent."""

    code: str
    verifier: str
    nonce: str
    redirect_uri: str
    device: str
    app_version: str
    protocol: int = PROTOCOL_VERSION
    oldest_protocol: int | None = None
    schema: int = 1
