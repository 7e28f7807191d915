"""What is answered, read when it is asked for: an answer is its JSON with types, and keeps what this version does not know."""

from __future__ import annotations

import sys
import types as python_types
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

Reader = Callable[[Any], Any]


class Answer:
    """Base of everything that is answered. Attributes as declared; `to_dict()` gives the JSON as it came."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._told = told

    if not TYPE_CHECKING:  # who checks types knows what is declared, and should miss the rest

        def __getattr__(self, name: str) -> Any:
            if name.startswith("_") or (reader := readers(type(self)).get(name)) is None:
                raise AttributeError(f"{type(self).__name__} has no {name!r}")
            told = self._told
            value = told[name] if name in told else told.get(camel(name))
            read = self.__dict__[name] = None if value is None else reader(value)
            return read

    def to_dict(self) -> dict[str, Any]:
        return dict(self._told)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._told == self._told

    __hash__ = None  # pyright: ignore[reportAssignmentType]

    def __repr__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self._told.items() if value is not None)
        return f"{type(self).__name__}({told})"


def camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(each.capitalize() for each in others)


@cache
def readers(answer: type[Answer]) -> Mapping[str, Reader]:
    hints = get_type_hints(answer, vars(sys.modules[answer.__module__]))
    return {name: _reader(hint) for name, hint in hints.items()}


def _reader(hint: Any) -> Reader:
    origin, inner = get_origin(hint), get_args(hint)
    if isinstance(hint, type) and issubclass(hint, Answer):
        return hint
    if hint is datetime:
        return datetime.fromisoformat
    if origin is list:
        of = _reader(inner[0])
        return _same if of is _same else lambda values: [None if each is None else of(each) for each in values]
    if origin is dict:
        of = _reader(inner[1])
        return _same if of is _same else lambda values: {name: of(each) for name, each in values.items()}
    if origin in (Union, python_types.UnionType):
        return _chosen([each for each in inner if each is not type(None)])
    return _same


def _chosen(hints: list[Any]) -> Reader:
    if len(hints) == 1:
        return _reader(hints[0])
    shapes = [each for each in hints if isinstance(each, type) and issubclass(each, Answer)]
    return (lambda value: _fitting(shapes, value)(value) if isinstance(value, dict) else value) if shapes else _same


def _fitting(shapes: list[type[Answer]], value: Mapping[str, Any]) -> type[Answer]:
    """Of several shapes the one whose fixed words are those that came; else the first."""
    return next((shape for shape in shapes if _fits(shape, value)), shapes[0])


@cache
def _fixed(shape: type[Answer]) -> Mapping[str, tuple[Any, ...]]:
    hints = get_type_hints(shape, vars(sys.modules[shape.__module__]))
    return {name: get_args(hint) for name, hint in hints.items() if get_origin(hint) is Literal}


def _fits(shape: type[Answer], value: Mapping[str, Any]) -> bool:
    return all(value.get(name) in words for name, words in _fixed(shape).items())


def _same(value: Any) -> Any:
    return value
