"""What the environment says, read once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from standins.common import process

EVENTS = ("OBJECT_FINALIZE", "OBJECT_DELETE", "OBJECT_ARCHIVE", "OBJECT_METADATA_UPDATE")


@dataclass(frozen=True, slots=True)
class Subscription:
    """A notification of a bucket and the push subscription to it, which hold for each other here: who is told, and as whom."""

    name: str
    bucket: str
    event: str
    url: str
    audience: str
    service_account: str
    ack_deadline_s: int = 10
    min_backoff_s: int = 10
    max_backoff_s: int = 600
    max_delivery_attempts: int = 5


@dataclass(frozen=True, slots=True)
class Settings:
    port: int
    data: Path
    identity: Path
    clock_file: Path | None
    buckets: dict[str, dict[str, Any]]
    subscriptions: list[Subscription]
    crypto_keys: list[str]

    @property
    def base(self) -> str:
        return f"http://{process.LOCALHOST}:{self.port}"


def from_environment() -> Settings:
    clock_file = os.environ.get("CLOCK_FILE")
    return Settings(
        port=process.port(),
        data=process.folder("DATA_DIR"),
        identity=process.folder("IDENTITY_DIR"),
        clock_file=Path(clock_file) if clock_file else None,
        buckets=process.json_value("BUCKETS", "{}"),
        subscriptions=[_subscription(found) for found in process.json_value("SUBSCRIPTIONS", "[]")],
        crypto_keys=process.json_value("CRYPTO_KEYS", "[]"),
    )


def _subscription(found: dict[str, Any]) -> Subscription:
    try:
        subscription = Subscription(**found)
    except TypeError as error:
        process.stop(f"SUBSCRIPTIONS has an entry that does not fit: {error}")
    if subscription.event not in EVENTS:
        process.stop(f"SUBSCRIPTIONS names an event that Cloud Storage does not send: {subscription.event}")
    for what, (least, most) in _BOUNDS.items():
        if not least <= getattr(subscription, what) <= most:
            process.stop(f"SUBSCRIPTIONS: {what} must be from {least} to {most} at {subscription.name}")
    return subscription


_BOUNDS = {  # as Pub/Sub has them
    "ack_deadline_s": (10, 600),
    "min_backoff_s": (0, 600),
    "max_backoff_s": (0, 600),
    "max_delivery_attempts": (5, 100),
}
