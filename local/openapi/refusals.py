"""A schema and an example for each refusal: its code, and what its `details` hold."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from local.openapi import details
from local.openapi.headers import REQUEST_ID
from local.openapi.tables import reference
from shared.platform.errors import AppError

_TOLD = tomllib.loads(Path(__file__).with_name("details.toml").read_text(encoding="utf-8"))
FIELDS: Mapping[str, tuple[str, Any, str]] = _TOLD["fields"]
_OBJECTS: Mapping[str, dict[str, Any]] = _TOLD["objects"]
_FREE = {"type": "object", "additionalProperties": True}


def name_of(code: str) -> str:
    """`INSUFFICIENT_CREDITS` is `InsufficientCreditsError`; `INTERNAL` has it in its name already."""
    return "".join(word.capitalize() for word in code.split("_")) + "Error"


def schemas() -> Iterator[tuple[str, dict[str, Any]]]:
    for code, classes in details.by_code().items():
        yield name_of(code), _schema(code, classes)


def content(*statuses: int) -> dict[str, Any]:
    """What a response of these may hold; a code that is not known yet has the shape that all have."""
    codes = [code for code, classes in details.by_code().items() if classes[0].status in statuses]
    examples = {code: {"value": example(code)} for code in codes}
    return {"application/json": {"schema": {"anyOf": [*map(reference, (*map(name_of, codes), "Error"))]}, "examples": examples}}


@cache
def example(code: str) -> dict[str, Any]:
    error = details.by_code()[code][0]
    told = {name: _example(name) for name in sorted(details.of(error))}
    said = {**told, "summary": told.get("summary", ""), "caption": told.get("caption", 1)}
    return {
        "error": code,
        "message": error.message.say("en", said),
        "details": told,
        "retryable": error.retryable,
        "suggestedAction": error.action.say("en", said),
        "requestId": REQUEST_ID,
    }


def _schema(code: str, classes: list[type[AppError]]) -> dict[str, Any]:
    named = sorted(set[str]().union(*map(details.of, classes)))
    always = set.intersection(*(details.always(each) for each in classes))
    meaning = next((each.__doc__.split("\n\n")[0] for each in classes if each.__doc__), classes[0].message.en)
    fields: dict[str, Any] = {
        "error": {"type": "string", "const": code, "description": "The code of the refusal, to decide by"},
        "message": {"type": "string", "description": "What happened, in words for people"},
        "details": {
            "type": "object",
            "properties": {name: _field(name) for name in named},
            **({"required": sorted(always)} if always else {}),
            "additionalProperties": True,
            "description": "Facts of this refusal",
        },
        "retryable": {"type": "boolean", "description": "Whether the same may work later"},
        "suggestedAction": {"type": "string", "description": "What to do about it, for people"},
        "requestId": {"type": "string", "description": "Names this call; tell it to support"},
    }
    return {
        "type": "object",
        "description": " ".join(meaning.split()),
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
        "examples": [example(code)],
    }


def _field(name: str) -> dict[str, Any]:
    kind, _, meaning = FIELDS[name]
    choices = [_kind(each) for each in kind.split("|")]
    return {**(choices[0] if len(choices) == 1 else {"anyOf": choices}), "description": meaning}


def _kind(kind: str) -> dict[str, Any]:
    if kind.endswith("[]"):
        return {"type": "array", "items": _kind(kind.removesuffix("[]"))}
    return dict(_FREE) if kind == "object" else {"type": kind}


def _example(name: str) -> Any:
    kind, value, _ = FIELDS[name]
    told = _OBJECTS[value] if kind.startswith("object") else value
    return [told] if kind.endswith("[]") else told
