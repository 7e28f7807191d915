"""What an `Idempotency-Key` brought before: the same wish is answered with that, as it stands now; another wish is refused.

The record is written in the commit that it speaks of, so it exists exactly when that was applied. A refusal leaves none. It
keeps a digest of the wish and the ids of what was made, and no word of a prompt: these live and are erased with their jobs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from shared.platform.errors import AppError, Text
from shared.platform.firestore.documents import Create, Document, Update, Write


class KeyReused(AppError):
    status, code = 422, "IDEMPOTENCY_KEY_REUSED"
    message = Text("This Idempotency-Key came with another request.", "Dieser Idempotency-Key kam mit einer anderen Anfrage.")
    action = Text("Use a new key for a new request.", "Nimm für einen neuen Auftrag einen neuen Key.")


def path(user_id: str, key: str) -> str:
    return f"idempotency/{user_id}.{hashlib.sha256(key.encode()).hexdigest()}"


def digest(*asked: Any) -> str:
    """Tells two wishes apart without keeping them."""
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def made_before(document: Document, digest: str, now: datetime) -> Mapping[str, Any] | None:
    """What the key brought before."""
    record = document.fields
    if record is None or document.expired(now):
        return None
    if record["digest"] != digest:
        raise KeyReused
    return json.loads(record["answer"])


def remember(document: Document, user_id: str, digest: str, made: Mapping[str, Any], now: datetime, lives: timedelta) -> Write:
    """Kept as one text: nobody asks for a part of it, and a map costs Firestore's client a message a field."""
    text = json.dumps(made, separators=(",", ":"))
    record = {"user_id": user_id, "digest": digest, "answer": text, "expires_at": now + lives}
    return Create(document.path, record) if document.fields is None else Update(document, record)
