"""The audit log as files: CSV for a spreadsheet, and a JSON object in each line for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.prompts.formats import csv_of

if TYPE_CHECKING:
    from shared.audit import views

NDJSON_TYPE = "application/x-ndjson"
_COLUMNS = ("at", "actor", "action", "on", "reason", "details", "request_id", "id")


def csv(rows: Iterable[views.AuditEntry]) -> Iterator[bytes]:
    return csv_of(rows, _COLUMNS)


def ndjson(rows: Iterable[views.AuditEntry]) -> Iterator[bytes]:
    for row in rows:
        yield json.dumps(row, ensure_ascii=False, default=_plainly).encode() + b"\n"


def _plainly(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
