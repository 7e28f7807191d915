"""What its owner notes on a work: a name, that it is a favourite, tags. How it is made is none of theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from shared.lifecycle import words
from shared.platform.errors import AppError, Text
from shared.platform.firestore import codec
from shared.platform.firestore.codec import Record

MOST_TAGS = 20
NAMES = ("name", "favourite", "tags")
_EMPTY: Mapping[str, Any] = {"name": None, "favourite": False, "tags": ()}
ERASED: Mapping[str, Any] = {"name": None, "tags": [], "terms": []}  # of what is gone for good but for what it cost


@dataclass(frozen=True)
class Marked(Record):
    """What can be found again by its marks."""

    name: str | None = field(default=None, kw_only=True)
    favourite: bool = field(default=False, kw_only=True)
    tags: tuple[str, ...] = field(default=(), kw_only=True)
    terms: tuple[str, ...] = field(default=(), kw_only=True)  # by which a search finds it: of its tags, name and text


T = TypeVar("T", bound=Marked)


def findable(work: T, text: str | None) -> T:
    """With the terms of its marks and its text."""
    return replace(work, terms=words.terms(work.tags, work.name, text))


def changed(work: T, said: Mapping[str, Any], text: str | None) -> tuple[T, dict[str, Any]]:
    """With what its owner says of these marks, null for none, and what is to be written of it."""
    marks = {name: _EMPTY[name] if said[name] is None else said[name] for name in NAMES if name in said}
    now = findable(replace(work, **marks), text)
    return now, {name: codec.plain(getattr(now, name)) for name in (*marks, "terms")}


class TooManyTags(AppError):
    status, code = 409, "TOO_MANY_TAGS"
    message = Text("It would have {count} tags; {limit} are possible.", "Es hätte {count} Tags; {limit} sind möglich.")
    action = Text("Take some tags away first.", "Nimm erst einige Tags weg.")


def retagged(tags: Sequence[str], add: Iterable[str], remove: Iterable[str]) -> list[str]:
    """Those that stay as they were written, then the new ones."""
    away = set(map(words.folded, remove))
    kept = {words.folded(each): each for each in tags if words.folded(each) not in away}
    for each in add:
        kept.setdefault(words.folded(each), each)
    if len(kept) > MOST_TAGS:
        raise TooManyTags(count=len(kept), limit=MOST_TAGS)
    return list(kept.values())


def lacking(fields: Mapping[str, Any], text: str | None) -> dict[str, Any]:
    """What a document from before there were marks is found by."""
    tags: Iterable[str] = fields.get("tags") or ()
    return {"name": None, "favourite": False, "tags": [], "terms": list(words.terms(tags, fields.get("name"), text))}
