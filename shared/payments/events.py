"""What Stripe tells us unasked: verified on the raw body, believed only as a hint to ask it.

A delivery, good or bad, reads and writes no document. A good one names a task by the event's id, so a replay names the same.
Its signature is a plain HMAC, so that the door to the world imports nothing of Stripe's; tests hold it to the library.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from shared.payments import tasks
from shared.platform import logs
from shared.platform.errors import NoSuchPath
from shared.webhooks.errors import BadHook, Untrusted

BODY_LIMIT = 256 * 1024  # an event carries the whole object
_TOLERANCE = timedelta(minutes=5)
_MOST_SIGNATURES = 16
OBJECTS = ("checkout.session", "payment_intent", "charge", "refund", "dispute")


class StripeEvent(NamedTuple):
    id: str
    type: str
    kind: str  # of object
    object_id: str


def take(secrets: Iterable[str], headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Have somebody ask Stripe; refused unless one of the secrets vouches for it."""
    keys = tuple(secrets)
    if not keys:
        raise NoSuchPath
    require_trusted(keys, headers.get("Stripe-Signature", ""), body, now)
    event = read_event(body)
    if event.kind not in OBJECTS:
        logs.info("stripe event of no concern", kind=event.type)
        return
    fresh = tasks.hint(event.kind, event.object_id, f"stripe-{hashlib.sha256(event.id.encode()).hexdigest()[:32]}")
    logs.info("stripe event taken", kind=event.type, fresh=fresh)


def require_trusted(secrets: Iterable[str], header: str, body: bytes, now: datetime) -> None:
    """`t=moment,v1=signature`: HMAC-SHA256 over `moment.body`, by any of the secrets, within five minutes."""
    parts = [each.partition("=") for each in header.split(",")[:_MOST_SIGNATURES]]
    moment = next((value for name, _, value in parts if name.strip() == "t"), "")
    given = [value.encode("latin-1", "replace") for name, _, value in parts if name.strip() == "v1"]
    if not (moment and given):
        raise Untrusted(reason="missing")
    if not re.fullmatch(r"[0-9]{1,12}", moment) or abs(now.timestamp() - int(moment)) > _TOLERANCE.total_seconds():
        raise Untrusted(reason="stale")
    expected = [hmac.new(key.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest().encode() for key in secrets]
    if not any([hmac.compare_digest(wanted, each) for wanted in expected for each in given]):  # noqa: C419 - all, always
        raise Untrusted(reason="signature")


def read_event(body: bytes) -> StripeEvent:
    try:
        told: Any = json.loads(body)
    except (ValueError, RecursionError):
        raise BadHook(problem="not JSON") from None
    data: Any = cast("dict[str, Any]", told).get("data") if isinstance(told, dict) else None
    about: Any = cast("dict[str, Any]", data).get("object") if isinstance(data, dict) else None
    if not isinstance(about, dict):
        raise BadHook(problem="no data.object")
    found = (
        told.get("id"),
        told.get("type"),
        cast("dict[str, Any]", about).get("object"),
        cast("dict[str, Any]", about).get("id"),
    )
    for name, value in zip(("id", "type", "data.object.object", "data.object.id"), found, strict=True):
        if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9_.]{1,255}", value):
            raise BadHook(problem=f"no {name}")
    return StripeEvent(*cast("tuple[str, str, str, str]", found))
