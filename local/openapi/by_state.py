"""What can be known of a work by its state alone: its schema is one of three, which that field tells apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from local.openapi.tables import reference

_ENDS = ("failed", "cancelled")
_SETS = {
    "EndState": "How a work ends that comes to nothing.",
    "OpenVideoState": "The states of a video that is under way.",
    "OpenFilmState": "The states of a film that is under way.",
}
# the field, its set of values, and where the finished file is told of
_OPEN: Mapping[str, tuple[str, str, str]] = {"Video": ("state", "JobState", "video"), "Film": ("status", "FilmState", "film")}


def add(definitions: dict[str, Any]) -> None:
    for name, (field, states, file) in _OPEN.items():
        whole, every = definitions[name], definitions[states]["enum"]
        ended = {file: None, "ended_at": _value, "outcome": _value}
        kinds: dict[str, tuple[str, list[str], Mapping[str, Any]]] = {
            f"Completed{name}": ("finished, with its file", ["completed"], {file: _value, "ended_at": _value, "error": None}),
            f"Ended{name}": ("that came to nothing, and why", [each for each in every if each in _ENDS], ended),
            f"Open{name}": (
                "that is under way",
                [each for each in every if each not in (*_ENDS, "completed")],
                dict.fromkeys((file, "ended_at", "outcome", "error")),
            ),
        }
        for variant, (what, its, known) in kinds.items():
            told: dict[str, Any] = {"type": "string", "const": its[0]}
            if len(its) > 1:
                named = "EndState" if variant == f"Ended{name}" else f"{variant}State"
                definitions[named] = {"type": "string", "enum": its, "description": _SETS[named]}
                told = reference(named)
            definitions[variant] = _variant(whole, f"A {file} {what}.", {**known, field: told})
        mapping = {each: reference(variant)["$ref"] for variant, (_, its, _) in kinds.items() for each in its}
        definitions[name] = {
            "description": whole["description"],
            "oneOf": [reference(variant) for variant in kinds],
            "discriminator": {"propertyName": field, "mapping": mapping},
        }


def _value(rules: Mapping[str, Any]) -> dict[str, Any]:
    """Without null."""
    kept = [each for each in rules["anyOf"] if each != {"type": "null"}]
    return {**kept[0], **{key: each for key, each in rules.items() if key != "anyOf"}}


def _variant(whole: Mapping[str, Any], what: str, known: Mapping[str, Any]) -> dict[str, Any]:
    fields = {name: _told(rules, known.get(name, rules)) for name, rules in whole["properties"].items()}
    return {**whole, "description": what, "properties": fields}


def _told(rules: Mapping[str, Any], kind: Any) -> dict[str, Any]:
    if kind is _value:
        return _value(rules)
    return {**({"type": "null"} if kind is None else kind), "description": rules["description"]}
