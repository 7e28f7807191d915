"""Documents as frozen dataclasses, in both directions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from shared.platform.firestore import codec
from shared.platform.firestore.codec import Record
from shared.platform.firestore.documents import Create, Document, Update


class _Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class _Wheel:
    inches: int


@dataclass(frozen=True)
class _Bike(Record):
    id: str
    colour: _Colour
    wheels: tuple[_Wheel, ...] = ()
    marks: Mapping[str, Any] = field(default_factory=dict[str, Any])
    bell: bool = True


_LIES = {"colour": "red", "wheels": [{"inches": 26}, {"inches": 28}], "marks": {"old": 1}, "bell": False}
_read = codec.reader(
    _Bike, colour=_Colour, wheels=lambda stored: tuple(_Wheel(**each) for each in stored) if isinstance(stored, list) else ()
)


def test_what_is_read_is_written_as_it_lay() -> None:
    """Q4: one codec for every document."""
    bike = _read(Document("bikes/b", _LIES))
    assert bike == _Bike("b", _Colour.RED, (_Wheel(26), _Wheel(28)), {"old": 1}, bell=False)
    assert bike is not None
    assert bike.fields() == _LIES
    assert type(bike.fields()["colour"]) is str


def test_fields_of_other_releases_are_left_out_and_what_is_missing_has_its_default() -> None:
    """Q4: a document of an earlier or a later release is read."""
    assert _read(Document("bikes/b", {"colour": "red", "basket": True})) == _Bike("b", _Colour.RED)
    assert codec.known(_Bike, {"wheels": None}) == {"wheels": ()}
    assert _read(Document("bikes/b", None)) is None


def test_it_is_created_where_nothing_lay_and_else_updated_as_it_was_seen() -> None:
    """V2: the write holds only if nobody was quicker."""
    bike, there = _Bike("b", _Colour.RED), Document("bikes/b", _LIES)
    assert codec.write(there, bike) == Update(there, bike.fields())
    assert codec.write(Document("bikes/b", None), bike) == Create("bikes/b", bike.fields())
