"""Looks for a whole film, and scenes to begin with: rows of data in files beside this one, checked when they are read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.platform.errors import Text

if TYPE_CHECKING:
    from shared.platform.web.views import LocalizedText
    from shared.storyboards import views


_HERE = Path(__file__).parent
FRAGMENTS = ("camera", "light", "style", "sound", "mood")
_TEMPLATE_WORDS = ("subject", "action", "setting", "camera", "light", "mood", "sound", "dialogue")
_LONGEST = 300


@dataclass(frozen=True)
class Preset:
    """What a scene gets where it says nothing itself."""

    key: str
    name: Text
    fragments: Mapping[str, Text]  # one for each of FRAGMENTS


@dataclass(frozen=True)
class Template:
    """A scene to begin with, in both languages."""

    key: str
    name: Text
    duration: int
    words: Mapping[str, Text]

    def scene(self, language: str) -> dict[str, Any]:
        """The fields of a new scene."""
        words = {name: text.de if language == "de" else text.en for name, text in self.words.items()}
        return {**words, "title": self.name.de if language == "de" else self.name.en, "duration": self.duration}


@cache
def presets() -> Mapping[str, Preset]:
    return {key: _preset(key, row) for key, row in _rows("presets.json").items()}


@cache
def templates() -> Mapping[str, Template]:
    return {key: _template(key, row) for key, row in _rows("scene_templates.json").items()}


def for_clients() -> views.StoryboardPresets:
    """Both, as an editor shows them."""
    return {
        "presets": [
            {
                "id": each.key,
                "name": _localized(each.name),
                "camera": _localized(each.fragments["camera"]),
                "light": _localized(each.fragments["light"]),
                "style": _localized(each.fragments["style"]),
                "sound": _localized(each.fragments["sound"]),
                "mood": _localized(each.fragments["mood"]),
            }
            for each in presets().values()
        ],
        "scene_templates": [
            {"id": each.key, "name": _localized(each.name), "scene": {"en": each.scene("en"), "de": each.scene("de")}}
            for each in templates().values()
        ],
    }


def _localized(text: Text) -> LocalizedText:
    return {"en": text.en, "de": text.de}


def _rows(file: str) -> dict[str, Any]:
    return json.loads((_HERE / file).read_bytes())


def _preset(key: str, row: Mapping[str, Any]) -> Preset:
    if set(row) != {"name", *FRAGMENTS}:
        raise ValueError(f"preset {key} has {sorted(row)}")
    return Preset(key, _text(key, row["name"]), {part: _text(key, row[part]) for part in FRAGMENTS})


def _template(key: str, row: Mapping[str, Any]) -> Template:
    words = {part: _text(key, text) for part, text in row.items() if part not in ("name", "duration")}
    if not {"subject", "action"} <= set(words) <= set(_TEMPLATE_WORDS):
        raise ValueError(f"scene template {key} has {sorted(row)}")
    return Template(key, _text(key, row["name"]), int(row["duration"]), words)


def _text(key: str, given: Mapping[str, str]) -> Text:
    text = Text(en=given["en"], de=given["de"])
    if len(given) != len(text) or not all(words.strip() == words and 0 < len(words) <= _LONGEST for words in text):
        raise ValueError(f"{key}: not a text in both languages: {given}")
    return text
