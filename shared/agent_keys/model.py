"""A key by which a program acts for its user, kept in `agent_keys/{id}` without its secret. No Google here.

Its cap of the day and what was spent of it stand here and nowhere else: a charge by it writes them in its own commit, so no
restart forgets them and nothing that an agent can call changes them. Gross, as an account's: a refund does not bring it down.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.accounts.ledger import spend_today, spent_on
from shared.agent_keys.errors import AgentKeyCap
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Document, Update, Write
from shared.platform.web import agent_keys
from shared.platform.web.door import Scope

if TYPE_CHECKING:
    from shared.agent_keys import views


KEYS = "agent_keys"


@dataclass(frozen=True)
class AgentKey(codec.Record):
    id: str
    user_id: str
    name: str
    scopes: tuple[Scope, ...]
    daily_cap: int
    hash: str  # of its secret
    provider: str  # by which its user had signed in
    created_at: datetime
    expires_at: datetime  # when Firestore deletes it
    last_used_at: datetime | None = None  # within the hour
    spent_today: dict[str, Any] | None = None  # a date, and the credits charged on it

    @property
    def path(self) -> str:
        return key_path(self.id)


_stored = codec.reader(AgentKey, scopes=tuple)


def key_path(key_id: str) -> str:
    return f"{KEYS}/{key_id}"


def read(document: Document, now: datetime) -> AgentKey | None:
    """One that Firestore has not deleted yet though its time is over counts for nothing."""
    return None if document.expired(now) else _stored(document)


def spend(document: Document, amount: int, now: datetime) -> Write:
    """The key after a charge by it; refused over its cap, or where it was revoked meanwhile."""
    agent_keys.require_good(document, now)
    key = _stored(document)
    assert key is not None
    today = spend_today(key.spent_today, amount, key.daily_cap, now, AgentKeyCap)
    return Update(document, {"spent_today": today, "last_used_at": now})


_SHOWN = ("id", "name", "scopes", "daily_cap", "created_at", "expires_at", "last_used_at")


def shown(key: AgentKey, now: datetime) -> views.AgentKey:
    return codec.told(key, _SHOWN, spent_today=spent_on(key.spent_today, now)[1], prefix=f"{agent_keys.PREFIX}{key.id}")
