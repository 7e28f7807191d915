"""What Cloud Storage tells of its objects, as a push subscription of Pub/Sub brings it (docs/decisions/043-storage-events.md)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from shared.platform.errors import AppError, Text
from shared.platform.firestore.json_values import is_text

FINALIZED = "OBJECT_FINALIZE"


class BadEvent(AppError):
    status, code = 400, "BAD_EVENT"
    message = Text("This is no Cloud Storage event: {problem}.", "Das ist kein Cloud-Storage-Ereignis: {problem}.")
    action = Text("Check the subscription.", "Prüfe das Abonnement.")


@dataclass(frozen=True)
class StoredObject:
    """What happened to which object; the same event may come twice, late, or after the object is gone."""

    event_id: str
    kind: str  # FINALIZED, OBJECT_DELETE …
    bucket: str
    name: str
    generation: int


def stored_object(raw: bytes) -> StoredObject:
    """By the attributes of the message: they name the object, whatever its data is."""
    try:
        message: Any = json.loads(raw)["message"]
        about: Any = message["attributes"]
        kind = _text(about["eventType"])
        if not kind.startswith("OBJECT_"):
            raise BadEvent(problem=f"type {kind[:80]}")
        return StoredObject(
            event_id=_text(message["messageId"]),
            kind=kind,
            bucket=_text(about["bucketId"]),
            name=_name(about["objectId"]),
            generation=int(about["objectGeneration"]),
        )
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise BadEvent(problem=f"{type(error).__name__} in its body") from None


def _text(value: Any) -> str:
    if not isinstance(value, str) or not is_text(value) or not value:
        raise ValueError
    return value


def _name(value: Any) -> str:
    """No object has one of these names, and asked for in an address they mean something else."""
    if (name := _text(value)) in (".", ".."):
        raise ValueError
    return name
