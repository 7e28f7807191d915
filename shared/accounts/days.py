"""What came about on one day (UTC), page by page: for figures, which nobody keeps in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

from shared.platform.clients import store
from shared.platform.firestore.documents import Document

PAGE = 500
After = Sequence[Any]  # where a page begins, as it can be written down


def begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def page(
    collection: str, day: date, after: After, only: Sequence[str], by: str = "created_at"
) -> tuple[list[Document], After | None]:
    """The next ones by when they were made, or another moment; and where the page after them begins: None at the end."""
    begin = begin_of(day)
    where: list[tuple[str, Literal[">=", "<"], Any]] = [
        (by, ">=", begin),
        (by, "<", begin + timedelta(days=1)),
    ]
    order: list[tuple[str, Literal["asc"]]] = [(by, "asc"), ("__name__", "asc")]
    rows = store().find(collection, where=where, order=order, after=after or None, limit=PAGE, only=[*only, by])
    last = rows[-1] if len(rows) == PAGE else None
    return rows, [(last.fields or {})[by], last.id] if last else None
