"""Documents as frozen dataclasses: a field each, tuples as lists, an enum as its value. The id is the document's name."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any, TypeVar, cast

from shared.platform.firestore.documents import Create, Document, Fields, Update, Write

T = TypeVar("T")


class Record:
    """What is kept as a document of its own."""

    def fields(self) -> dict[str, Any]:
        """As it lies there."""
        return {name: value for name, value in plain(self).items() if name != "id"}


def write(document: Document, kept: Record) -> Write:
    """The write that puts it where `document` was seen."""
    return Update(document, kept.fields()) if document.fields is not None else Create(document.path, kept.fields())


def plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if dataclasses.is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return dict(value) if isinstance(value, Mapping) else value


def told(kept: object, names: Iterable[str], **beside: Any) -> Any:
    """What of it goes out to people: these of its fields, and what is said `beside` them."""
    return {name: plain(getattr(kept, name)) for name in names} | beside


def known(of: type, stored: Fields) -> dict[str, Any]:
    """What it has of these fields: others are left out, and what is missing has its default."""
    fields = [field for field in dataclasses.fields(of) if field.name in stored]
    return {field.name: tuple(stored[field.name] or ()) if field.default == () else stored[field.name] for field in fields}


def reader(of: type[T], **made: Callable[[Any], Any]) -> Callable[[Document], T | None]:
    """Reads one of these where there is a document.

    `made` are fields of a type of their own: made of what lies there, or of all of it where they are spread among the others.
    """
    has_id = any(field.name == "id" for field in dataclasses.fields(cast("Any", of)))

    def read(document: Document) -> T | None:
        if (stored := document.fields) is None:
            return None
        own = {name: make(stored.get(name, stored)) for name, make in made.items()}
        return of(**{**known(of, stored), **({"id": document.id} if has_id else {}), **own})

    return read
