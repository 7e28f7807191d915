"""Storyboards for the tests: one that is whole, and any that can be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from shared.storyboards import editing
from shared.storyboards.model import Storyboard
from shared.storyboards.presets import presets

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)

ANNA = {
    "name": "Anna",
    "age": "34",
    "look": "rote Locken, Sommersprossen",
    "clothing": "gelber Regenmantel",
    "voice": "ruhig, tief",
}
FILM: dict[str, Any] = {
    "name": "Der Leuchtturm",
    "language": "de",
    "preset": "cinematic",
    "character": ANNA,
    "scenes": [
        {"id": "strand", "subject": "ein Leuchtturm im Sturm", "action": "Wellen brechen an den Felsen", "with_character": False},
        {"id": "treppe", "action": "steigt die Wendeltreppe hinauf", "setting": "im Inneren des Turms", "light": "neon_night"},
        {
            "id": "lampe",
            "subject": "die große Lampe",
            "action": "entzündet sie",
            "dialogue": "Sie sagten: „Lösch das Licht“ – nein!",
            "camera": "tracking_shot",
            "duration": 6,
            "continue_from_previous": True,
        },
    ],
}


def film(**changes: Any) -> Storyboard:
    return editing.create({**FILM, **changes}, storyboard_id="board", user_id="anna", now=NOW)


_words = st.text(max_size=40)
_name = st.text(min_size=1, max_size=40).filter(lambda text: any(letter.isalnum() for letter in text))
_images = st.lists(st.from_regex(r"[A-Za-z0-9_-]{4,12}", fullmatch=True), max_size=3, unique=True)
CHARACTERS = st.fixed_dictionaries(
    {"name": _name}, optional={**dict.fromkeys(("age", "look", "clothing", "voice"), _words), "references": _images}
)
SCENES = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(
            ("title", "subject", "action", "setting", "camera", "light", "mood", "sound", "dialogue", "own_text"), _words
        ),
        "duration": st.sampled_from([4, 6, 8]),
        "transition": st.sampled_from(["cut", "crossfade"]),
        "crossfade_seconds": st.floats(0.1, 2.0),
        "first_frame": st.none() | st.just("image_1234"),
        "references": _images,
        **dict.fromkeys(("with_character", "continue_from_previous"), st.booleans()),
    },
)
STORIES = st.fixed_dictionaries(
    {"name": _name},
    optional={
        "language": st.sampled_from(["de", "en"]),
        "preset": st.none() | st.sampled_from(sorted(presets())),
        "aspect_ratio": st.sampled_from(["16:9", "9:16", "1:1"]),
        "resolution": st.sampled_from(["720p", "1080p"]),
        "audio": st.booleans(),
        "negative_prompt": _words,
        "character": st.none() | CHARACTERS,
        "scenes": st.lists(SCENES, max_size=5),
    },
)
