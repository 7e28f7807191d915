"""Agent keys: what a program carries in place of its user's ID token. Written out they are `rk_{id}_{secret}{check}`.

The id names the document, the secret is kept as a hash alone, and the check is a keyed one of ours: what was made up is refused
without a read. A good one costs one document, which is never remembered: so a key that is revoked ends at once.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import string
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from shared.platform.clients import clock, store
from shared.platform.errors import AppError, Text, Unauthenticated
from shared.platform.firestore.documents import Document
from shared.platform.settings import settings
from shared.platform.web.tokens import Agent, User

KEYS = "agent_keys"
PREFIX = "rk_"
_LETTERS = string.digits + string.ascii_letters
_FORM = re.compile(r"rk_([0-9a-f]{24})_([0-9A-Za-z]{32})([0-9a-f]{12})")
_USED_EVERY = timedelta(hours=1)  # is written down that it is in use


class AgentKeyInvalid(Unauthenticated):
    """The agent key opens nothing, or nothing any more; `reason` says why."""

    status, code = 401, "AGENT_KEY_INVALID"
    message = Text("This agent key is not valid ({reason}).", "Dieser Agentenschlüssel gilt nicht ({reason}).")
    action = Text("Make a new one, signed in yourself.", "Lege selbst angemeldet einen neuen an.")


class AgentKeyScope(AppError):
    """The key is good, but not for this: it lacks a scope, or no agent may do it at all (`person`)."""

    status, code = 403, "AGENT_KEY_SCOPE"
    message = Text(
        "This agent key may not do this (needed: {needed}).", "Das darf dieser Agentenschlüssel nicht (nötig: {needed})."
    )
    action = Text(
        "Use a key with this scope; what needs a person is for who has signed in.",
        "Nimm einen Schlüssel mit diesem Recht; was person braucht, ist für Angemeldete.",
    )


class NewKey(NamedTuple):
    id: str
    text: str  # is shown once
    hash: str


def key_path(key_id: str) -> str:
    return f"{KEYS}/{key_id}"


def new_key() -> NewKey:
    """With a secret of 190 bits."""
    key_id, secret = secrets.token_hex(12), "".join(secrets.choice(_LETTERS) for _ in range(32))
    return NewKey(key_id, f"{PREFIX}{key_id}_{secret}{_check(key_id, secret)}", _hash(secret))


def user_of(text: str) -> User:
    """Whose it is, with what it may do; their account is looked at as for any token from when it was made."""
    form = _FORM.fullmatch(text)
    if form is None or not hmac.compare_digest(form[3], _check(form[1], form[2])):
        raise AgentKeyInvalid(reason="malformed")
    document, now = store().get(key_path(form[1])), clock().now()
    kept = require_good(document, now)
    if not hmac.compare_digest(kept["hash"], _hash(form[2])):
        raise AgentKeyInvalid(reason="unknown_key")
    _note_use(document, now)
    return User(
        uid=kept["user_id"],
        signed_in_at=kept["created_at"],
        provider=kept["provider"],
        agent=Agent(document.id, frozenset(kept["scopes"])),
    )


def require_good(document: Document, now: datetime) -> Mapping[str, Any]:
    """What is kept of a key that was not revoked and has not expired."""
    if document.fields is None:
        raise AgentKeyInvalid(reason="unknown_key")
    if document.expired(now):
        raise AgentKeyInvalid(reason="expired")
    return document.fields


def _note_use(document: Document, now: datetime) -> None:
    """Now and then, and of no weight: a key that is revoked in this moment is not brought back."""

    def later(kept: Document) -> Mapping[str, Any] | None:
        used = (kept.fields or {}).get("last_used_at")
        return None if used is not None and now - used < _USED_EVERY else {"last_used_at": now}

    if later(document):  # of many at once one writes it
        store().change(document.path, later)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _check(key_id: str, secret: str) -> str:
    told = f"agent-key:{key_id}:{secret}".encode()
    return hmac.new(settings().identity_key.encode(), told, hashlib.sha256).hexdigest()[:12]
