"""Google's own strictness: a name that its message does not have is refused, in the words that it uses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .wire import Document, Refusal

Shape = Mapping[str, Any]  # a name → another shape, [shape] for a list of them, or None for anything


def strict(document: Document, shape: Shape, *, snake_case_too: bool) -> Document:
    """The document with its names in camelCase; every name that the shape lacks is named in the refusal."""
    unknown = list(_unknown(document, shape, "", snake_case_too))
    if unknown:
        lines = [f"Invalid JSON payload received. Unknown name {_where(place)}: Cannot find field." for place in unknown]
        violations = [{"field": place[0], "description": line} for place, line in zip(unknown, lines, strict=True)]
        raise Refusal(
            400,
            "\n".join(lines),
            details=[{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": violations}],
        )
    return _renamed(document, shape)


def _where(place: tuple[str, str]) -> str:
    parent, name = place
    return f"\"{name}\" at '{parent}'" if parent else f'"{name}"'


def _unknown(value: Any, shape: Any, path: str, snake: bool) -> Iterator[tuple[str, str]]:
    if isinstance(shape, list):
        if not isinstance(value, list):
            raise Refusal(400, f"Invalid value at '{path}': expected a list.")
        for number, item in enumerate(value):
            yield from _unknown(item, shape[0], f"{path}[{number}]", snake)
    elif isinstance(shape, Mapping):
        if not isinstance(value, dict):
            raise Refusal(400, f"Invalid value at '{path or 'the request'}': expected an object.")
        for name, inner in value.items():
            known = camel(name) if snake else name
            if known not in shape:
                yield path, name
            elif inner is not None:
                yield from _unknown(inner, shape[known], f"{path}.{_snake(known)}".lstrip("."), snake)


def _renamed(value: Any, shape: Any) -> Any:
    if isinstance(shape, list):
        return [_renamed(item, shape[0]) for item in value]
    if isinstance(shape, Mapping):
        return {camel(name): _renamed(inner, shape[camel(name)]) for name, inner in value.items() if inner is not None}
    return value


def camel(name: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda found: found[1].upper(), name)


def _snake(name: str) -> str:
    return re.sub(r"[A-Z]", lambda found: f"_{found[0].lower()}", name)
