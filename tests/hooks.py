"""Webhooks as a provider signs them: written for the tests alone, so that two readings of the standard are held together."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from datetime import datetime

Headers = dict[str, str]


def new_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


def told(kind: str, operation: str, now: datetime) -> bytes:
    return json.dumps({"type": kind, "version": "v1", "timestamp": now.isoformat(), "data": {"id": operation}}).encode()


def signed(secret: str, body: bytes, now: datetime, name: str = "msg_1") -> Headers:
    moment = str(int(now.timestamp()))
    content = b".".join((name.encode(), moment.encode(), body))
    mark = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), content, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{base64.b64encode(mark).decode()}",
    }
