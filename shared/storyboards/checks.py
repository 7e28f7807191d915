"""What may stand in a storyboard: one table for each of its parts, and everything that is wrong told at once, by path."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from shared.catalog import errors as catalog_errors
from shared.catalog import pricing as catalog_pricing
from shared.catalog import wish_fields
from shared.platform.errors import Text
from shared.storyboards.errors import NotAStoryboard, StoryboardTooLarge
from shared.storyboards.model import DEFAULT_MODEL, TAG, Limits, Storyboard
from shared.storyboards.presets import presets
from shared.user_files.field_types import IMAGE, NO_OR_IMAGE, Choice, Flag, Kind, Number, Pattern, Several, Words, Wrong
from shared.user_files.json_csv import Problem, shown

LANGUAGES = ("de", "en")
TRANSITIONS = ("cut", "crossfade")
SCENE_ID = Pattern(r"[A-Za-z0-9_-]{4,64}", "9f2c41d07a3b55e1")

_UNKNOWN = Text("is not known here", "ist hier nicht bekannt")
_MISSING = Text("is required", "fehlt")
_NOT_AN_OBJECT = Text("must be an object", "muss ein Objekt sein")
_NOT_A_LIST = Text("must be a list", "muss eine Liste sein")
_TOO_MANY = Text(
    "may have at most {most} {most:entry|entries}, has {count}",
    "darf höchstens {most} {most:Eintrag|Einträge} haben, hat {count}",
)
_TWICE = Text("stands at {first} already", "steht schon bei {first}")


class _Model:
    """A model of the catalog, by its whole key; whether it can still be asked is said when a price is."""

    def check(self, value: Any) -> str:
        try:
            row = catalog_pricing.find(value) if isinstance(value, str) else None
        except catalog_errors.UnknownModel:
            row = None
        if row is None:
            raise Wrong("unknown_model", Text("is no model of the catalog", "ist kein Modell des Katalogs"))
        return f"{row['surface']}/{row['model']}"

    def from_text(self, text: str) -> Any:
        return text.strip()


def board_kinds(limits: Limits) -> dict[str, Kind]:
    return {
        "name": Words(limits.name, least=1),
        "language": Choice(LANGUAGES),
        "preset": Choice(tuple(presets()), optional=True),
        "model": _Model(),
        **{name: wish_fields.asked()[name].kind for name in ("aspect_ratio", "resolution", "audio")},
        "negative_prompt": Words(limits.negative_prompt),
    }


def character_kinds(limits: Limits) -> dict[str, Kind]:
    words = Words(limits.words)
    return {
        "tag": Pattern(TAG, "character:anna_id:0f3a9c1e"),
        "name": Words(limits.character_name, least=1),
        **dict.fromkeys(("age", "look", "clothing", "voice"), words),
        "references": Several(IMAGE, limits.references),
    }


def scene_kinds(limits: Limits, seconds: Collection[int]) -> dict[str, Kind]:
    words = Words(limits.words)
    return {
        "id": SCENE_ID,
        "title": Words(limits.name),
        **dict.fromkeys(("subject", "action", "setting", "camera", "light", "mood", "sound", "dialogue"), words),
        "duration": Choice(tuple(seconds)),
        "transition": Choice(TRANSITIONS),
        "crossfade_seconds": Number(0.1, 2.0),
        "with_character": Flag(),
        "own_text": Words(limits.own_text, lines=True),
        "first_frame": NO_OR_IMAGE,
        "references": Several(IMAGE, limits.references),
        "continue_from_previous": Flag(),
    }


class Inspection:
    """One look at something given, which collects what is wrong with it."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.problems: list[Problem] = []

    def object(self, given: Any, path: str, kinds: Mapping[str, Kind], required: Collection[str] = ()) -> dict[str, Any]:
        """The fields that are right, each in its one form."""
        if not isinstance(given, Mapping):
            self.add(path, "object", _NOT_AN_OBJECT)
            return {}
        found: dict[str, Any] = {}
        for name, value in given.items():
            if name not in kinds:
                self.add(_below(path, shown(name)), "unknown", _UNKNOWN)
                continue
            try:
                found[name] = kinds[name].check(value)
            except Wrong as wrong:
                self.add(_below(path, name), wrong.code, wrong.text, wrong.values)
        for name in required:
            if name not in given:
                self.add(_below(path, name), "missing", _MISSING)
        return found

    def character(self, given: Any, required: Collection[str]) -> dict[str, Any]:
        return self.object(given, "character", character_kinds(self.limits), required)

    def scenes(self, given: Any, seconds: Collection[int]) -> list[dict[str, Any]]:
        if not isinstance(given, list | tuple):
            self.add("scenes", "list", _NOT_A_LIST)
            return []
        if len(given) > self.limits.scenes:
            self.add("scenes", "too_many", _TOO_MANY, {"most": self.limits.scenes, "count": len(given)})
        kinds = scene_kinds(self.limits, seconds)
        found = [self.object(each, f"scenes[{place}]", kinds) for place, each in enumerate(given[: self.limits.scenes])]
        seen: dict[str, int] = {}
        for place, scene in enumerate(found):
            if (first := seen.setdefault(scene.get("id", f"#{place}"), place)) != place:
                self.add(f"scenes[{place}].id", "twice", _TWICE, {"first": f"scenes[{first}].id"})
        return found

    def add(self, path: str, code: str, text: Text, values: Mapping[str, Any] | None = None) -> None:
        self.problems.append(Problem({"path": path}, code, text, values or {}))

    def end(self) -> None:
        if self.problems:
            raise NotAStoryboard(self.problems)


def storyboard(given: Any, limits: Limits, current: Storyboard | None = None) -> dict[str, Any]:
    """A new storyboard's content, or a change of the current one: each field in its one form."""
    inspection = Inspection(limits)
    plain: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    alone = {name: value for name, value in plain.items() if name not in ("character", "scenes")} if plain else given
    found = inspection.object(alone, "", board_kinds(limits), () if current else ("name",))
    if "character" in plain:
        known = current is not None and current.character is not None
        character = plain["character"]
        found["character"] = None if character is None else inspection.character(character, () if known else ("name",))
    if "scenes" in plain:
        model = found.get("model", current.model if current else DEFAULT_MODEL)
        found["scenes"] = inspection.scenes(plain["scenes"], seconds_of(model))
    inspection.end()
    return found


def seconds_of(model: str) -> tuple[int, ...]:
    """How long a shot of this model can be."""
    return tuple(catalog_pricing.find(model)["seconds"])


def require_size(board: Storyboard, limits: Limits) -> None:
    size = len(json.dumps(board.fields(), ensure_ascii=False, default=datetime.isoformat).encode())
    if size > limits.bytes:
        said = Text("may have at most {most} bytes, has {size}", "darf höchstens {most} Bytes haben, hat {size}")
        raise StoryboardTooLarge([Problem({"path": ""}, "too_large", said, {"most": limits.bytes, "size": size})])


def _below(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)
