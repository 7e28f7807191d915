"""What a provider tells us unasked: verified on the raw body (Standard Webhooks), believed only as a hint to ask it.

A delivery, good or bad, reads and writes no document. A good one names a task by what it tells of, so a replay names the same.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from shared.platform import logs
from shared.platform.clients import queue
from shared.platform.errors import NoSuchPath
from shared.videos.model import operation_key
from shared.webhooks.errors import BadHook, Untrusted

BODY_LIMIT = 64 * 1024
_TOLERANCE = timedelta(minutes=5)
_MOST_SIGNATURES = 16  # of one delivery; a rotation needs two
_LONGEST_NAME = 2000


@dataclass(frozen=True)
class Sender:
    """A provider that sends webhooks: the surface whose jobs it tells of, and the kinds of events that do."""

    surface: str
    tells_of: tuple[str, ...]


GEMINI = Sender("gemini-api", ("interaction.", "video."))
OPENAI = Sender("openai-videos", ("video.",))


@dataclass(frozen=True)
class Notice:
    kind: str
    operation: str  # the provider's name for the work


def take(sender: Sender, secrets: Iterable[bytes], headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Have somebody ask the provider; refused unless one of the secrets vouches for it."""
    keys = tuple(secrets)
    if not keys:
        raise NoSuchPath
    require_trusted(keys, headers, body, now)
    event = read_event(headers, body)
    if not event.kind.startswith(sender.tells_of):
        logs.info("webhook of no concern", kind=event.kind)
        return
    payload = {"surface": sender.surface, "operation": event.operation}
    fresh = queue().put("check", "video-tasks", "/hint", payload, name=task_name(sender, event), deadline_s=120)
    logs.info("webhook taken", kind=event.kind, surface=sender.surface, fresh=fresh)


def task_name(sender: Sender, event: Notice) -> str:
    """The same for every delivery of the same news."""
    kind = hashlib.sha256(event.kind.encode()).hexdigest()[:8]
    return f"hook-{operation_key(sender.surface, event.operation)}-{kind}"


def require_trusted(keys: Iterable[bytes], headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """HMAC-SHA256 over `id.timestamp.body`, by any of the keys, not older and not newer than five minutes."""
    name, moment, given = (headers.get(f"webhook-{part}", "") for part in ("id", "timestamp", "signature"))
    if not (name and moment and given):
        raise Untrusted(reason="missing")
    if not re.fullmatch(r"[0-9]{1,12}", moment) or abs(now.timestamp() - int(moment)) > _TOLERANCE.total_seconds():
        raise Untrusted(reason="stale")
    told = b".".join((name.encode("latin-1", "replace"), moment.encode(), body))
    candidates = [
        signature.encode("latin-1", "replace")
        for version, _, signature in (each.partition(",") for each in given.split(" ")[:_MOST_SIGNATURES])
        if version == "v1"
    ]
    expected = [base64.b64encode(hmac.digest(key, told, "sha256")) for key in keys]
    if not any([hmac.compare_digest(wanted, each) for wanted in expected for each in candidates]):  # noqa: C419 - all, always
        raise Untrusted(reason="signature")


def read_event(headers: Mapping[str, str], body: bytes) -> Notice:
    if headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
        raise BadHook(problem="not application/json")
    try:
        told: Any = json.loads(body)
    except (ValueError, RecursionError):
        raise BadHook(problem="not JSON") from None
    about: Any = cast("dict[str, Any]", told).get("data") if isinstance(told, dict) else None
    kind: Any = cast("dict[str, Any]", told).get("type") if isinstance(told, dict) else None
    operation: Any = cast("dict[str, Any]", about).get("id") if isinstance(about, dict) else None
    if not isinstance(kind, str) or not re.fullmatch(r"[a-z0-9_.]{1,100}", kind):
        raise BadHook(problem="no type")
    if not isinstance(operation, str) or not 1 <= len(operation) <= _LONGEST_NAME or not operation.isprintable():
        raise BadHook(problem="no data.id")
    return Notice(kind, operation)
