"""Which styles a picture's words, colour and shape speak for, and what people are told of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from shared.catalog.sets import CameraStyle, LightingStyle, Mood
from shared.images.model import Image
from shared.images.states import ImageStatus
from shared.prompts import styles, suggestions

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
IMAGE = Image("0" * 24, "ada", "c", ImageStatus.READY, "image/png", 1, NOON, NOON, None)
NO_HABITS = styles.counted([])
KNOWN = {"camera_styles": CameraStyle, "lighting": LightingStyle, "moods": Mood}


def found(image: Image, habits: Any = NO_HABITS) -> dict[str, list[str]]:
    kept: dict[str, list[str]] = {group: [] for group in KNOWN}
    for each in suggestions.suggest(image, habits):
        kept[each.group].append(each.name)
    return kept


@pytest.mark.parametrize(
    ("colour", "lighting", "mood"),
    [
        ("#000000", "dramatic_rim", "mysterious"),
        ("#100050", "neon_night", "mysterious"),
        ("#ffffff", "studio_lighting", "calm"),
        ("#808080", "moody_overcast", "melancholic"),
        ("#ff8800", "golden_hour", "energetic"),
        ("#b08870", "golden_hour", "romantic"),
        ("#5090b0", "soft_natural", "calm"),
    ],
)
def test_light_and_mood_follow_the_colour(colour: str, lighting: str, mood: str) -> None:
    """P9: dark, bright, pale, warm and cool pictures each have theirs."""
    assert found(replace(IMAGE, colour=colour)) == {"camera_styles": [], "lighting": [lighting], "moods": [mood]}


@pytest.mark.parametrize(
    ("width", "height", "camera"),
    [(1080, 1920, "crane_shot"), (1000, 1000, "static_shot"), (1590, 1000, "static_shot"), (1600, 1000, "tracking_shot")],
)
def test_the_camera_follows_the_shape(width: int, height: int, camera: str) -> None:
    """P9: upright, even and wide."""
    assert found(replace(IMAGE, width=width, height=height))["camera_styles"] == [camera]


def test_words_come_first_then_the_look_then_habits_and_each_style_once() -> None:
    """P9: in either language and as people write; what two things speak for has the first one's reason."""
    image = replace(IMAGE, title="BERGE im Nébel", metadata={"note": "Sonnenuntergang"}, colour="#ff8800", width=16, height=9)
    asked = {"camera_style": "pov", "mood": "epic", "lighting": "studio_lighting"}
    habits = styles.counted([asked, asked, {"camera_style": "handheld"}])
    assert found(image, habits) == {
        "camera_styles": ["aerial_view", "tracking_shot", "pov"],
        "lighting": ["moody_overcast", "golden_hour", "studio_lighting"],
        "moods": ["epic", "melancholic", "energetic"],
    }
    told = {each.name: each for each in suggestions.suggest(image, habits)}
    assert told["epic"].reason.say("en", told["epic"].values) == "The picture's own words say “BERGE”."
    assert told["golden_hour"].reason.say("de", told["golden_hour"].values) == "In den Worten zum Bild steht „Sonnenuntergang“."
    assert told["pov"].reason.say("en", told["pov"].values) == "You asked for it in 2 of your latest 3 prompts."
    assert told["pov"].reason.say("de", told["pov"].values) == "Du hast es in 2 von 3 Prompts gewählt."
    assert found(IMAGE) == {"camera_styles": [], "lighting": [], "moods": []}


def test_whatever_a_word_suggests_is_in_the_catalog_and_can_be_met() -> None:
    """P9: no style that nobody can ask for, and each word as it is compared."""
    for words, named in suggestions.SAYS.items():
        for group, name in named:
            assert name in get_args(KNOWN[group].__value__), (words, name)
        for word in words.split():
            assert found(replace(IMAGE, title=word)) != found(IMAGE), word
