"""Works of everybody, the newest first, as operators look for them: Firestore finds them, and nothing is read in vain."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Literal, TypeVar

from shared.platform import logs
from shared.platform.clients import store
from shared.platform.firestore.documents import Document
from shared.platform.web.cursors import Page, newest_first, page_of, place_of

T = TypeVar("T")


@dataclass(frozen=True)
class Sought:
    """What is asked for; what is None is not."""

    equal: Sequence[tuple[str, str | None]]
    among: Sequence[tuple[str, Collection[str]]] = ()  # one of these
    since: datetime | None = None
    until: datetime | None = None


def page(collection: str, read: Callable[[Document], T | None], sought: Sought, *, limit: int, cursor: str | None) -> Page[T]:
    """One query of no more documents than the page has. Firestore compares thirty combinations of values at most."""
    where: list[tuple[str, Literal["==", "in", ">=", "<"], Any]] = []
    for name, value in sought.equal:
        if value is not None:
            where.append((name, "==", value))
    if not all(values for _, values in sought.among):
        return Page([], None)
    for name, values in sought.among:
        where.append((name, "in", sorted(values)))
    if sought.since:
        where.append(("created_at", ">=", sought.since))
    if sought.until:
        where.append(("created_at", "<", sought.until))
    rows = store().find(collection, where=where, order=newest_first("created_at"), after=place_of(cursor), limit=limit)
    return page_of(rows, limit, partial(_readable, read))


def _readable(read: Callable[[Document], T | None], row: Document) -> T | None:
    """One that is spoiled shall not hide the others; the nightly run names it."""
    try:
        return read(row)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        logs.info("a work cannot be read and is left out", path=row.path, cause=error)
        return None
