"""Deletes documents whose time is over, as Firestore does and its emulator does not: later, in no order, and without a word.

The collections and fields are those that infra/firestore.indexes.json declares. Each document waits for a part of a day after
its time, which follows from its name; so both a document that is late and one that is gone are met while the stack runs.
"""

from __future__ import annotations

import hashlib
import json
import random
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DECLARED = ROOT / "infra" / "firestore.indexes.json"
LATE_AT_MOST = timedelta(days=1)  # what Google says of it
_SECONDS = 10.0
_AT_ONCE = 200  # deletions of one call


def declared(file: Path = DECLARED) -> list[tuple[str, str]]:
    """Collections, wherever they lie, and the field by which each document of them expires."""
    overrides = json.loads(file.read_text(encoding="utf-8"))["fieldOverrides"]
    return [(each["collectionGroup"], each["fieldPath"]) for each in overrides if each.get("ttl")]


def delete_expired(host: str, project: str, now: datetime, *, at_once: bool = False) -> dict[str, int]:
    """How many documents of each collection went; `at_once` those too whose wait is not over."""
    documents = f"http://{host}/v1/projects/{project}/databases/(default)/documents"
    gone: dict[str, int] = {}
    for collection, field in declared():
        writes = [
            {"delete": found["name"], "currentDocument": {"updateTime": found["updateTime"]}}  # not what was changed meanwhile
            for found in _expired(documents, collection, field, now)
            if at_once or _moment(found, field) + lateness(found["name"]) <= now
        ]
        random.shuffle(writes)
        gone[collection] = sum(_applied(documents, writes[begin : begin + _AT_ONCE]) for begin in range(0, len(writes), _AT_ONCE))
    return gone


def lateness(name: str) -> timedelta:
    """How long this document outlives its time."""
    return LATE_AT_MOST * (int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) / 2**32)


def _expired(documents: str, collection: str, field: str, now: datetime) -> Iterator[dict[str, Any]]:
    query = {
        "from": [{"collectionId": collection, "allDescendants": True}],
        "select": {"fields": [{"fieldPath": field}]},
        "where": {
            "fieldFilter": {  # finds moments only: null and anything else never expire
                "field": {"fieldPath": field},
                "op": "LESS_THAN_OR_EQUAL",
                "value": {"timestampValue": now.astimezone(UTC).isoformat().replace("+00:00", "Z")},
            }
        },
    }
    return (row["document"] for row in _ask(f"{documents}:runQuery", {"structuredQuery": query}) if "document" in row)


def _moment(found: dict[str, Any], field: str) -> datetime:
    return datetime.fromisoformat(found["fields"][field]["timestampValue"])


def _applied(documents: str, writes: list[dict[str, Any]]) -> int:
    answer = _ask(f"{documents}:batchWrite", {"writes": writes})
    return sum(not status.get("code") for status in answer["status"])


def _ask(address: str, order: dict[str, Any]) -> Any:
    headers = {"content-type": "application/json", "authorization": "Bearer owner"}
    request = urllib.request.Request(address, json.dumps(order).encode(), headers)
    with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
        return json.loads(answer.read())
