"""What `account` answers of agent keys. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime

from typing_extensions import TypedDict

from shared.agent_keys.sets import AgentScope


class AgentKey(TypedDict):
    """A key by which a program acts for you, without the key itself."""

    id: str
    name: str
    prefix: str
    scopes: list[AgentScope]
    daily_cap: int
    spent_today: int
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


class AgentKeyMade(TypedDict):
    agent_key: AgentKey
    token: str


class AgentKeyList(TypedDict):
    agent_keys: list[AgentKey]
