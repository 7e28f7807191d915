"""The fields of a wish, read from where they are declared: what each may hold, what it means, where it can be said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from shared.catalog import sets
from shared.catalog.reads import most_references
from shared.catalog.wish import VideoFields, Wish
from shared.user_files.field_types import Choice, Flag, Kind, Pattern, Several, Time, Whole, Words

DOCUMENT = Pattern(r"[0-9a-f]{24}", "3f2a9c01d4e5b7a860f1c2d3")
IMAGE = Pattern(DOCUMENT.form, DOCUMENT.like, optional=True)
OURS = object()  # in no request at all
_NAMES: dict[str, Any] = {
    **vars(sets),
    "Several": Several,
    "Time": Time,
    "Whole": Whole,
    "Words": Words,
    "datetime": datetime,
    "most_references": most_references,
    "DOCUMENT": DOCUMENT,
    "IMAGE": IMAGE,
    "OURS": OURS,
}


class WishField(NamedTuple):
    type: Any  # without None, and as a list where it is several
    kind: Kind
    words: str
    optional: bool
    default: Any


@cache
def asked() -> Mapping[str, WishField]:
    """What a request may say, by name."""
    told = get_type_hints(VideoFields, localns=_NAMES, include_extras=True)
    return {name: _field(name, hint) for name, hint in told.items() if OURS not in _beside(hint)}


@cache
def columns() -> Mapping[str, Kind]:
    """What a row of a batch may say."""
    return {name: each.kind for name, each in asked().items()}


def answered() -> dict[str, Any]:
    """What is told of each field of a wish that was taken: its type, and where it has them its own words."""
    return {name: _listed(hint) for name, hint in get_type_hints(Wish, localns=_NAMES).items()}


def _field(name: str, hint: Any) -> WishField:
    beside = _beside(hint)
    bare, *others = [each for each in _either(get_args(hint)[0] if beside else hint) if each is not NoneType]
    assert not others, f"{name} can be two things"
    kind = next((each for each in beside if isinstance(each, Words | Whole | Time | Pattern | Several)), None) or _kind(bare)
    words = next((each for each in beside if isinstance(each, str)), "")
    optional = NoneType in _either(get_args(hint)[0] if beside else hint)
    return WishField(bare, kind, words, optional, getattr(VideoFields, name))


def _kind(bare: Any) -> Kind:
    return Flag() if bare is bool else Choice(get_args(bare.__value__))


def _beside(hint: Any) -> tuple[Any, ...]:
    return get_args(hint)[1:] if get_origin(hint) is Annotated else ()


def _either(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _listed(hint: Any) -> Any:
    return list[str] if hint == tuple[str, ...] else hint
