"""The questions that sessions ask the database: people, their sessions, and which of these still hold."""

from __future__ import annotations

import sqlalchemy as sa

from agent_desktop.central.tables import desk_session
from agent_desktop.features.workforce.tables import account, agent, queue
from agent_desktop.sync.tables import sync_client

PERSON = (
    agent.c.id,
    agent.c.login,
    agent.c.name,
    agent.c.extension,
    agent.c.roles,
    agent.c.queues,
    agent.c.is_active,
    account.c.disabled_at,
)
BY_LOGIN = (
    sa.select(*PERSON, account.c.password_hash)
    .join(account, account.c.agent_id == agent.c.id)
    .where(agent.c.login == sa.bindparam("login"))
)
_JOINED = (
    sa.join(desk_session, agent, agent.c.id == desk_session.c.agent_id)
    .join(account, account.c.agent_id == agent.c.id)
    .join(sync_client, sync_client.c.id == desk_session.c.client_id)
)
_SESSION = sa.select(
    *PERSON,
    desk_session.c.id.label("session_id"),
    desk_session.c.client_id,
    desk_session.c.access_expires_at,
    desk_session.c.refresh_hash,
    desk_session.c.refresh_expires_at,
    desk_session.c.previous_refresh_hash,
    desk_session.c.rotation_salt,
    desk_session.c.rotated_at,
    desk_session.c.used_at,
    desk_session.c.last_seen,
    desk_session.c.revoked_at,
    sync_client.c.revoked_at.label("client_revoked_at"),
    sync_client.c.revoked_because.label("client_revoked_because"),
    sync_client.c.app_version,
).select_from(_JOINED)
BY_ACCESS = _SESSION.where(desk_session.c.access_hash == sa.bindparam("hash"))
BY_REFRESH = _SESSION.where(
    sa.or_(
        desk_session.c.refresh_hash == sa.bindparam("hash"),
        desk_session.c.previous_refresh_hash == sa.bindparam("hash"),
    )
).with_for_update(of=desk_session)
_HOLDS = sa.and_(
    desk_session.c.revoked_at.is_(None),
    account.c.disabled_at.is_(None),
    sync_client.c.revoked_at.is_(None),
    agent.c.is_active,
)
ALIVE = (
    sa.select(desk_session.c.id)
    .select_from(_JOINED)
    .where(desk_session.c.id.in_(sa.bindparam("ids", expanding=True)), _HOLDS)
)
RIGHTS = sa.select(agent.c.id, agent.c.roles, agent.c.queues).where(
    agent.c.id.in_(sa.bindparam("ids", expanding=True))
)
ENDED_SINCE = (
    sa.select(desk_session.c.id, sync_client.c.revoked_at.is_not(None).label("is_revoked"))
    .select_from(_JOINED)
    .where(desk_session.c.revoked_at >= sa.bindparam("since"))
)
OWN = (
    sa.select(
        desk_session.c.id,
        sync_client.c.device,
        sync_client.c.app_version,
        desk_session.c.signed_in_at,
        sa.func.coalesce(desk_session.c.last_seen, desk_session.c.signed_in_at).label("last_seen"),
    )
    .select_from(_JOINED)
    .where(
        desk_session.c.agent_id == sa.bindparam("agent_id"),
        desk_session.c.refresh_expires_at > sa.bindparam("now"),
        _HOLDS,
    )
    .order_by(sa.desc("last_seen"))
)
QUEUES = (
    sa.select(queue.c.id, queue.c.name, queue.c.position, queue.c.service_level_s, queue.c.short_abandon_s)
    .where(queue.c.is_active)
    .order_by(queue.c.position, queue.c.name)
)
