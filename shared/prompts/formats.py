"""Prompts as files: CSV that a spreadsheet opens as it is meant, and JSON. Row by row, so that many cost no memory.

CSV is RFC 4180 in UTF-8. It begins with a byte order mark, without which Excel takes umlauts for something else; readers
that know CSV skip it ("utf-8-sig"). A text that a spreadsheet would take for a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

CSV_TYPE, JSON_TYPE = "text/csv; charset=utf-8", "application/json"
COLUMNS = (
    *("id", "image_id", "prompt_text", "language", "status", "is_primary", "variant_order", "favourite", "rating"),
    *("camera_style", "film_effects", "lighting", "mood", "user_instruction", "model_name", "error_code"),
    *("created_at", "updated_at"),
)
_BYTE_ORDER_MARK = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_of(rows: Iterable[Mapping[str, Any]], columns: Sequence[str] = COLUMNS) -> Iterator[bytes]:
    """The header and one piece for each row; what a row has no value for stays empty."""
    yield (_BYTE_ORDER_MARK + _line(columns)).encode()
    for row in rows:
        yield _line([_cell(row.get(column)) for column in columns]).encode()


def json_of(rows: Iterable[Mapping[str, Any]], columns: Sequence[str] = COLUMNS) -> Iterator[bytes]:
    """One array of objects with all columns."""
    before = "["
    for row in rows:
        shown = {column: row.get(column) for column in columns}
        yield (before + "\n" + json.dumps(shown, ensure_ascii=False, default=_plainly)).encode()
        before = ","
    yield b"[]\n" if before == "[" else b"\n]\n"


def _line(cells: Sequence[str]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, datetime):
        return _plainly(value)
    if isinstance(value, str):
        return _harmless(value)
    if isinstance(value, Mapping):
        return _harmless(json.dumps(value, ensure_ascii=False, default=_plainly))
    return _harmless(", ".join(str(each) for each in value))


def _harmless(text: str) -> str:
    """Also behind spaces, which some spreadsheets skip before they look for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip(" ").startswith(_FORMULA) else text


def _plainly(value: Any) -> str:
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    raise TypeError(f"no way to write {type(value).__name__}")
