"""The place in a list, newest first, where the next page begins; opaque to whoever carries it.

A moment alone would not do: what was made together carries the same one, and a page may end between.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

from shared.platform.errors import InvalidRequest

Order = Sequence[tuple[str, Literal["asc", "desc"]]]


def newest_first(field: str) -> Order:
    """The order in which a cursor is a place; an index on the field ends with the document's name by itself."""
    return [(field, "desc"), ("__name__", "desc")]


def cursor_of(moment: datetime, document_id: str) -> str:
    return base64.urlsafe_b64encode(f"{moment.isoformat()}|{document_id}".encode()).decode().rstrip("=")


def place_of(cursor: str) -> tuple[datetime, str]:
    """Where the page before ended; InvalidRequest when we never gave this cursor out."""
    try:
        text, _, document_id = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition("|")
        moment = moment_of(text)
    except (ValueError, binascii.Error):
        moment, document_id = None, ""
    if moment is None or not document_id.isalnum():
        raise InvalidRequest(summary="cursor", fields=[{"field": "cursor", "problem": "unknown", "code": "cursor"}])
    return moment, document_id


def moment_of(text: str) -> datetime:
    """ValueError for what is no moment that Firestore could hold."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no time zone")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("beyond the calendar") from error
