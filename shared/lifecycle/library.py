"""A user's works, the newest first: all of them, or those that are asked for.

One filter is asked of Firestore, that which most likely leaves the fewest; the others are looked at while reading, of no more
documents than a page may cost. Such a page may be short, or empty, and still say where the next one begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from shared.lifecycle import trash, words
from shared.platform.clients import store
from shared.platform.firestore.documents import Document, Fields
from shared.platform.web.cursors import Page, cursor_of, newest_first, place_of

MOST_READ = 200  # documents a page
_FIRST = 20
_USUAL = 60  # the first two looks: most searches find enough in them
_BEFORE_TAGS = "storyboard_id"  # of which there are fewer works than of most tags
_ALL_OF_THEM = 2  # comparisons that every list has

T = TypeVar("T")
_Where = list[tuple[str, Literal["==", ">=", "<", "array_contains"], Any]]


class Shelf(NamedTuple, Generic[T]):
    """Where works of one kind lie, and what of them a search looks at beside their marks."""

    collection: str
    read: Callable[[Document], T | None]
    text: Callable[[Fields], str | None]


@dataclass(frozen=True)
class Filters:
    """What is asked for of works."""

    equal: Mapping[str, Any]  # fields with their value, in the order in which one is chosen for Firestore
    q: str | None = None
    tag: str | None = None
    seconds_min: float | None = None
    seconds_max: float | None = None
    since: datetime | None = None
    until: datetime | None = None
    usual: Mapping[str, Any] = field(default_factory=dict[str, Any])  # what a lacking field stands for, if not for false


def page(shelf: Shelf[T], user_id: str, asked: Filters, *, limit: int, cursor: str | None) -> Page[T]:
    """One query where nothing is left to be looked at; else a few that grow until the page is full."""
    where, fits = _parted(user_id, asked, shelf.text)
    rows: list[Document] = []
    place = place_of(cursor)
    for most in _growing(limit) if fits else [limit]:
        found = store().find(shelf.collection, where=where, order=newest_first("created_at"), after=place, limit=most)
        for nth, row in enumerate(found, 1):
            fields = row.fields or {}
            place = fields["created_at"], row.id
            if fits is None or fits(fields):
                rows.append(row)
            if len(rows) == limit:
                return _page(shelf, rows, place if nth < len(found) or len(found) == most else None)
        if len(found) < most:
            return _page(shelf, rows, None)
    return _page(shelf, rows, place)


def worth(asked: Filters, limit: int) -> int:
    """How many documents such a page is counted as, before anything is read for it."""
    _, fits = _parted("", asked, lambda _fields: None)
    return max(limit, _USUAL) if fits else limit


def _page(shelf: Shelf[T], rows: Sequence[Document], place: tuple[datetime, str] | None) -> Page[T]:
    return Page([each for row in rows if (each := shelf.read(row)) is not None], cursor_of(*place) if place else None)


def _growing(limit: int) -> Iterator[int]:
    """So many at first, twice as many the next time, and in all no more than a page may cost."""
    left, most = MOST_READ, max(limit, _FIRST)
    while left > 0:
        yield min(most, left)
        left, most = left - most, 2 * most


def _parted(user_id: str, asked: Filters, text: Callable[[Fields], str | None]) -> tuple[_Where, Callable[[Fields], bool] | None]:
    """What Firestore is asked, and what is to be looked at in what it finds, if anything is."""
    where: _Where = [("user_id", "==", user_id), (trash.MARK, "==", None)]
    looks: list[Callable[[Fields], bool]] = []
    equal = {name: value for name, value in asked.equal.items() if value is not None}
    usual = asked.usual  # what is so may not be there at all
    first = next((name for name, value in equal.items() if value != usual.get(name, False)), None)
    sought = words.words_of(asked.q or "")
    if sought:
        where.append(("terms", "array_contains", words.of_word(max(sought, key=len))))
        looks.append(lambda fields: words.found(sought, words.words_of(_said(text, fields))))
    if asked.tag:
        if sought or first == _BEFORE_TAGS:
            tag = words.folded(asked.tag)
            looks.append(lambda fields: tag in map(words.folded, fields.get("tags") or ()))
        else:
            where.append(("terms", "array_contains", words.of_tag(asked.tag)))
    if first and len(where) == _ALL_OF_THEM:
        where.append((first, "==", equal.pop(first)))
    if equal:
        looks.append(lambda fields: all((fields.get(name) or usual.get(name, False)) == value for name, value in equal.items()))
    if asked.seconds_min is not None or asked.seconds_max is not None:
        least, most = asked.seconds_min or 0, asked.seconds_max or float("inf")
        looks.append(lambda fields: least <= fields["seconds"] <= most)
    if asked.since:
        where.append(("created_at", ">=", asked.since))
    if asked.until:
        where.append(("created_at", "<", asked.until))
    return where, (lambda fields: all(look(fields) for look in looks)) if looks else None


def _said(text: Callable[[Fields], str | None], fields: Fields) -> str:
    return " ".join(filter(None, [fields.get("name"), *(fields.get("tags") or ()), text(fields)]))
