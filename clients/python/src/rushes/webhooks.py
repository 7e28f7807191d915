"""What a server of yours is sent: verified, before a word of it is believed (Standard Webhooks).

    from rushes.webhooks import NotTrusted, verify

    event = verify(request.body, request.headers, os.environ["RUSHES_WEBHOOK_SECRET"])
    if event["type"] == "video.completed":
        fetch_later(event["data"]["id"])  # then answer 2xx: within ten seconds, or it is sent again

The body is what came, byte for byte: JSON that was read and written again has another signature. The same event may come
twice: its header `webhook-id` is the same then.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import re
import time
from collections.abc import Mapping
from typing import Any

from rushes._refusals import RushesError

PREFIX = "whsec_"
TOLERANCE_S = 300


class NotTrusted(RushesError):
    """It was not sent by who knows the secret, or not just now; `reason` is missing, stale, signature or body."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"this webhook is not trusted ({reason})")
        self.reason = reason


def verify(
    body: bytes | str,
    headers: Mapping[str, str],
    *secrets: str,
    tolerance_s: float = TOLERANCE_S,
    now: float | None = None,
) -> dict[str, Any]:
    """The event, or NotTrusted. Several secrets where one is being changed for another; `now` is the time, else the machine's."""
    if not secrets:
        raise ValueError("a webhook is verified by a secret: whsec_…")
    given = {name.lower(): value for name, value in headers.items()}
    name, moment, signatures = (given.get(f"webhook-{part}", "") for part in ("id", "timestamp", "signature"))
    if not (name and moment and signatures):
        raise NotTrusted("missing")
    if not re.fullmatch(r"[0-9]{1,12}", moment) or abs((time.time() if now is None else now) - int(moment)) > tolerance_s:
        raise NotTrusted("stale")
    raw = body.encode() if isinstance(body, str) else bytes(body)
    wanted = [sign(secret, name, int(moment), raw) for secret in secrets]
    candidates = signatures.split(" ")
    if not any([_same(each, other) for each in wanted for other in candidates]):  # noqa: C419 - all, always: no time tells
        raise NotTrusted("signature")
    try:
        event: Any = json.loads(raw)
    except ValueError:
        raise NotTrusted("body") from None
    if not isinstance(event, dict):
        raise NotTrusted("body")
    return event  # pyright: ignore[reportUnknownVariableType] - JSON


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """As the service signs: for tests of yours, and for who hands webhooks on."""
    told = b".".join((message_id.encode(), str(timestamp).encode(), body))
    return f"v1,{base64.b64encode(hmac.digest(_key(secret), told, 'sha256')).decode()}"


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("a webhook's secret is whsec_ and base64") from None


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode("utf-8", "replace"))
