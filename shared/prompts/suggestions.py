"""Camera, light and mood that suit a picture: by its own words, by how it looks, by what its owner asks for most.

No model is asked, so it costs nothing, and the same picture brings the same: what is known of it is its title and metadata, its
largest colour and its shape. Each suggestion says why. The first reason that speaks for a style stands.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from shared.images import reads as image_reads
from shared.lifecycle.words import folded
from shared.platform.errors import Language, Text
from shared.prompts import styles

if TYPE_CHECKING:
    from shared.images.model import Image
    from shared.prompts import views

Group = Literal["camera_styles", "lighting", "moods"]

_GRAY, _STRONG = 0.2, 0.6  # saturation
_DARK, _BRIGHT = 0.25, 0.75  # lightness
_WARM_FROM, _WARM_TO = 340 / 360, 55 / 360  # hue: from magenta red over red and orange to yellow
_WIDE = 1.6  # width to height

SAYS: Mapping[str, tuple[tuple[Group, str], ...]] = {
    "sunset sunrise dusk dawn sonnenuntergang sonnenaufgang abendrot morgenrot": (("lighting", "golden_hour"),),
    "night neon nacht nachts": (("lighting", "neon_night"), ("moods", "mysterious")),
    "rain fog mist storm regen nebel sturm": (("lighting", "moody_overcast"), ("moods", "melancholic")),
    "product studio portrait produkt portrat": (("lighting", "studio_lighting"),),
    "forest garden meadow wald garten wiese": (("lighting", "soft_natural"), ("moods", "calm")),
    "mountain mountains coast berg berge gebirge kuste": (("camera_styles", "aerial_view"), ("moods", "epic")),
    "street market strasse markt": (("camera_styles", "handheld"),),
    "car train run race auto zug lauf rennen": (("camera_styles", "tracking_shot"), ("moods", "energetic")),
    "party concert dance konzert tanz": (("camera_styles", "handheld"), ("moods", "energetic")),
    "wedding love hochzeit liebe": (("moods", "romantic"),),
    "tower building tree turm gebaude haus baum": (("camera_styles", "crane_shot"),),
}
_BY_WORD = {word: found for words, found in SAYS.items() for word in words.split()}

_SAID = Text("The picture's own words say “{word}”.", "In den Worten zum Bild steht „{word}“.")
_DIM = Text("The picture is dark.", "Das Bild ist dunkel.")
_DIM_COLOURED = Text("The picture is dark, with strong colours.", "Das Bild ist dunkel und hat kräftige Farben.")
_LIT = Text("The picture is bright and almost without colour.", "Das Bild ist hell und fast ohne Farbe.")
_PALE = Text("The picture has hardly any colour.", "Das Bild hat kaum Farbe.")
_WARM = Text("Its colours are warm.", "Seine Farben sind warm.")
_WARM_STRONG = Text("Its colours are warm and strong.", "Seine Farben sind warm und kräftig.")
_COOL = Text("Its colours are cool and clear.", "Seine Farben sind kühl und klar.")
_UPRIGHT = Text("The picture is upright: the camera can rise.", "Das Bild ist hochkant: Die Kamera kann steigen.")
_BROAD = Text("The picture is wide: the camera can follow.", "Das Bild ist breit: Die Kamera kann mitgehen.")
_EVEN = Text(
    "The picture is hardly wider than high: it stands by itself.", "Das Bild ist kaum breiter als hoch: Es steht für sich."
)
_HABIT = Text(
    "You asked for it in {count} of your latest {counted} {counted:prompt|prompts}.",
    "Du hast es in {count} von {counted} {counted:Prompt|Prompts} gewählt.",
)


@dataclass(frozen=True)
class Suggested:
    group: Group
    name: str
    reason: Text
    values: Mapping[str, str | int]


def suggested(user_id: str, image_id: str, language: Language) -> views.PromptSuggestions:
    image = image_reads.show(user_id, image_id)
    found = list(suggest(image, styles.most_used(user_id)))
    return {
        "camera_styles": _of("camera_styles", found, language),
        "lighting": _of("lighting", found, language),
        "moods": _of("moods", found, language),
    }


def suggest(image: Image, habits: views.PromptStyles) -> Iterator[Suggested]:
    """Each style once, the best reason first."""
    seen = set[tuple[str, str]]()
    for each in (*_by_words(image), *_by_look(image), *_by_habit(habits)):
        if (each.group, each.name) not in seen:
            seen.add((each.group, each.name))
            yield each


def _of(group: Group, found: list[Suggested], language: Language) -> list[views.StyleSuggestion]:
    return [{"name": each.name, "reason": each.reason.say(language, each.values)} for each in found if each.group == group]


def _by_words(image: Image) -> Iterator[Suggested]:
    for word in re.findall(r"\w+", " ".join([image.title, *image.metadata.values()])):
        for group, name in _BY_WORD.get(folded(word), ()):
            yield Suggested(group, name, _SAID, {"word": word})


def _by_look(image: Image) -> Iterator[Suggested]:
    for group, name, reason in (*_by_colour(image.colour), *_by_shape(image)):
        yield Suggested(group, name, reason, {})


class _Tone(NamedTuple):
    lighting: str
    light: Text
    mood: str
    feeling: Text


def _by_colour(colour: str | None) -> list[tuple[Group, str, Text]]:
    if colour is None:
        return []
    tone = _tone(colour)
    return [("lighting", tone.lighting, tone.light), ("moods", tone.mood, tone.feeling)]


def _tone(colour: str) -> _Tone:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    if lightness < _DARK:
        light = ("neon_night", _DIM_COLOURED) if saturation >= _STRONG else ("dramatic_rim", _DIM)
        return _Tone(*light, "mysterious", _DIM)
    if saturation < _GRAY:
        return (
            _Tone("studio_lighting", _LIT, "calm", _LIT)
            if lightness > _BRIGHT
            else _Tone("moody_overcast", _PALE, "melancholic", _PALE)
        )
    if hue <= _WARM_TO or hue >= _WARM_FROM:
        mood = ("energetic", _WARM_STRONG) if saturation >= _STRONG else ("romantic", _WARM)
        return _Tone("golden_hour", _WARM, *mood)
    return _Tone("soft_natural", _COOL, "calm", _COOL)


def _by_shape(image: Image) -> list[tuple[Group, str, Text]]:
    if not image.width or not image.height:
        return []
    if image.height > image.width:
        return [("camera_styles", "crane_shot", _UPRIGHT)]
    wide = image.width / image.height >= _WIDE
    return [("camera_styles", "tracking_shot", _BROAD) if wide else ("camera_styles", "static_shot", _EVEN)]


def _by_habit(habits: views.PromptStyles) -> Iterator[Suggested]:
    """What its owner asks for most of each."""
    of: tuple[tuple[Group, list[views.StyleUse]], ...] = (
        ("camera_styles", habits["camera_styles"]),
        ("lighting", habits["lighting"]),
        ("moods", habits["moods"]),
    )
    for group, used in of:
        for use in used[:1]:
            yield Suggested(group, use["name"], _HABIT, {"count": use["count"], "counted": habits["counted"]})
