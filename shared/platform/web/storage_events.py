"""CloudEvents of Cloud Storage, in either of the two forms that Eventarc may send."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.platform.errors import AppError, Text
from shared.platform.firestore.json_values import is_text

_TYPE = "google.cloud.storage.object.v1."


class BadEvent(AppError):
    status, code = 400, "BAD_EVENT"
    message = Text("This is no Cloud Storage event: {problem}.", "Das ist kein Cloud-Storage-Ereignis: {problem}.")
    action = Text("Check the trigger.", "Prüfe den Trigger.")


@dataclass(frozen=True)
class StoredObject:
    """What happened to which object; the same event may come twice, late, or after the object is gone."""

    event_id: str
    kind: str  # finalized, deleted …
    bucket: str
    name: str
    generation: int
    size: int


def stored_object(headers: Mapping[str, str], raw: bytes) -> StoredObject:
    named = {name.lower(): text for name, text in headers.items()}
    try:
        content: Any = json.loads(raw)
        structured = "application/cloudevents+json" in named.get("content-type", "")
        about: Any = content if structured else {name[3:]: text for name, text in named.items() if name.startswith("ce-")}
        resource: Any = content["data"] if structured else content
        kind = str(about["type"])
        if not kind.startswith(_TYPE):
            raise BadEvent(problem=f"type {kind[:80]}")
        return StoredObject(
            event_id=_text(about["id"]),
            kind=_text(kind.removeprefix(_TYPE)),
            bucket=_text(resource["bucket"]),
            name=_name(resource["name"]),
            generation=int(resource["generation"]),
            size=int(resource["size"]),
        )
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise BadEvent(problem=f"{type(error).__name__} in its body or headers") from None


def _text(value: Any) -> str:
    if not is_text(text := str(value)) or not text:
        raise ValueError
    return text


def _name(value: Any) -> str:
    """No object has one of these names, and asked for in an address they mean something else."""
    if (name := _text(value)) in (".", ".."):
        raise ValueError
    return name
