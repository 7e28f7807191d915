"""What the environment says, read once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from standins.common import process

EVENTS = {name: f"google.cloud.storage.object.v1.{name}" for name in ("finalized", "deleted", "archived", "metadataUpdated")}


@dataclass(frozen=True, slots=True)
class Trigger:
    """Who is told when something happens in a bucket, and as whom."""

    bucket: str
    event: str
    url: str
    audience: str
    service_account: str


@dataclass(frozen=True, slots=True)
class Settings:
    port: int
    data: Path
    identity: Path
    clock_file: Path | None
    buckets: dict[str, dict[str, Any]]
    triggers: list[Trigger]
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
        triggers=[_trigger(found) for found in process.json_value("TRIGGERS", "[]")],
        crypto_keys=process.json_value("CRYPTO_KEYS", "[]"),
    )


def _trigger(found: dict[str, str]) -> Trigger:
    try:
        trigger = Trigger(**found)
    except TypeError as error:
        process.stop(f"TRIGGERS has an entry that does not fit: {error}")
    if trigger.event not in EVENTS.values():
        process.stop(f"TRIGGERS names an event that Cloud Storage does not send: {trigger.event}")
    return trigger
