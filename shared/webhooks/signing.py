"""Signatures of Standard Webhooks over what we send: HMAC-SHA256 of `id.timestamp.body`, by each good secret. No Google here."""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    return f"{PREFIX}{base64.b64encode(secrets.token_bytes(_BYTES)).decode()}"


def signed(secrets: Iterable[str], message_id: str, body: bytes, now: datetime) -> Mapping[str, str]:
    """The headers by which a receiver knows that it was us, and that it is new; several signatures while a secret is rotated."""
    moment = str(int(now.timestamp()))
    told = b".".join((message_id.encode(), moment.encode(), body))
    marks = [base64.b64encode(hmac.digest(base64.b64decode(each.removeprefix(PREFIX)), told, "sha256")) for each in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(f"v1,{mark.decode()}" for mark in marks),
    }
