"""The place in a list, newest first, where the next page begins; opaque to whoever carries it.

A moment alone would not do: what was made together carries the same one, and a page may end between.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from shared.platform.errors import InvalidRequest, Language, Text
from shared.platform.firestore.documents import Document

NOT_OURS = Text(
    "is not one that was given out here; start without a cursor, then send each next_cursor as it came",
    "ist keiner, der hier ausgegeben wurde; beginne ohne cursor und sende dann jeden next_cursor, wie er kam",
)

_ID = re.compile(r"(?!__.*__$)[A-Za-z0-9_-]{1,128}")  # never a name that Firestore keeps for itself
T = TypeVar("T")
Order = Sequence[tuple[str, Literal["asc", "desc"]]]


class Page(NamedTuple, Generic[T]):
    rows: Sequence[T]
    next_cursor: str | None


class UnknownCursor(InvalidRequest):
    """It has the form of a cursor, and is none of ours; told as its form's own problems are."""

    message = Text(f"The request is not valid: cursor {NOT_OURS.en}", f"Die Anfrage ist ungültig: cursor {NOT_OURS.de}")

    def body(self, language: Language, request_id: str) -> dict[str, Any]:
        fields = [{"field": "cursor", "problem": NOT_OURS.say(language, {}), "code": "cursor"}]
        return {**super().body(language, request_id), "details": {"fields": fields}}


def newest_first(field: str) -> Order:
    """The order in which a cursor is a place; an index on the field ends with the document's name by itself."""
    return [(field, "desc"), ("__name__", "desc")]


def cursor_of(moment: datetime, document_id: str) -> str:
    return base64.urlsafe_b64encode(f"{moment.isoformat()}|{document_id}".encode()).decode().rstrip("=")


def page_of(rows: Sequence[Document], limit: int, read: Callable[[Document], T | None], by: str = "created_at") -> Page[T]:
    """These rows, which were asked for in the order of cursors, and where the next page begins if they fill this one."""
    last = rows[-1] if len(rows) == limit else None
    cursor = cursor_of((last.fields or {})[by], last.id) if last else None
    return Page([each for row in rows if (each := read(row)) is not None], cursor)


def place_of(cursor: str | None, is_id: Callable[[str], object] = _ID.fullmatch) -> tuple[datetime, str] | None:
    """Where the page before ended, if there was one; UnknownCursor when we never gave this cursor out."""
    if cursor is None:
        return None
    try:
        text, _, document_id = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition("|")
        moment = moment_of(text)
    except (ValueError, binascii.Error):
        moment, document_id = None, ""
    if moment is None or not is_id(document_id):
        raise UnknownCursor
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
