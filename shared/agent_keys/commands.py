"""What users do with agent keys: make one, see them, end one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from shared.accounts import limits, signup, usage
from shared.accounts import model as account_model
from shared.accounts.ledger import account_path
from shared.accounts.usage import usage_path
from shared.agent_keys.errors import TooLongAgentKey, TooManyAgentKeys
from shared.agent_keys.model import AgentKey, key_path, read
from shared.config import sections
from shared.config.model import AdvancedSection, CreditsSection
from shared.platform.clients import clock, store
from shared.platform.errors import NotFound
from shared.platform.firestore.documents import Create, Delete, Plan, Seen, Write
from shared.platform.web import agent_keys
from shared.platform.web.door import Scope
from shared.platform.web.tokens import User


class Made(NamedTuple):
    key: AgentKey
    text: str  # which nobody can see again


def create(user: User, *, name: str, scopes: Sequence[Scope], daily_cap: int | None, days: int | None) -> Made:
    """For who has just signed in; what is not named is as operators have set it."""
    now = clock().now()
    account_model.require_recent_sign_in(user, now)
    sections.require_feature(user.uid, "agent_keys")
    most = sections.get(AdvancedSection).agent_key_days
    if days is not None and days > most:
        raise TooLongAgentKey(limit=most)
    signup.open_account(user)  # with what is due to them: the agent's own calls do not bring that
    new, cap = agent_keys.new_key(), sections.get(CreditsSection).agent_daily_cap if daily_cap is None else daily_cap
    key = AgentKey(
        new.id,
        user.uid,
        name,
        tuple(dict.fromkeys(scopes)),
        cap,
        new.hash,
        user.provider,
        created_at=now,
        expires_at=now + timedelta(days=days or most),
    )
    account_where, usage_where = account_path(user.uid), usage_path(user.uid)

    def decide(seen: Seen) -> Plan[Made]:
        account, kept = account_model.read(seen[account_where]), usage.read(seen[usage_where])
        if account is not None:
            account_model.require_current(account, user)
        if len(kept.open_places("agent_keys", now)) >= (limit := limits.of(account, "agent_keys")):
            raise TooManyAgentKeys(limit=limit)
        counted = usage.write(seen[usage_where], kept.with_place("agent_keys", key.id, key.expires_at, now))
        return Plan(Made(key, new.text), [Create(key.path, key.fields()), counted])

    return store().settle([account_where, usage_where], decide)


def listed(user_id: str) -> list[AgentKey]:
    """The newest first, by their names in what the user keeps: no query."""
    now, kept = clock().now(), usage.read(store().get(usage_path(user_id)))
    if not (paths := [key_path(each) for each in kept.open_places("agent_keys", now)]):
        return []
    found = [key for document in store().read(paths).values() if (key := read(document, now))]
    return sorted(found, key=lambda key: (key.created_at, key.id), reverse=True)


def show(key_id: str) -> AgentKey:
    """One that was let in just now."""
    if (key := read(store().get(key_path(key_id)), clock().now())) is None:
        raise NotFound(kind="agent key", id=key_id)
    return key


def revoke(user_id: str, key_id: str) -> None:
    """From the next call on it opens nothing, and a charge that is being committed by it fails."""
    where, usage_where = key_path(key_id), usage_path(user_id)

    def decide(seen: Seen) -> Plan[None]:
        now = clock().now()
        key = read(seen[where], now)
        if key is None or key.user_id != user_id:
            raise NotFound(kind="agent key", id=key_id)
        kept = usage.read(seen[usage_where]).without_place("agent_keys", key_id, now)
        writes: list[Write] = [Delete(seen[where]), usage.write(seen[usage_where], kept)]
        return Plan(None, writes)

    store().settle([where, usage_where], decide)
