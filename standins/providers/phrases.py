"""The words that the writing model knows, German and English side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from .media.looks import Colour, Orientation

Language = Literal["de", "en"]
Kind = Literal["camera", "light", "effect", "mood"]


@dataclass(frozen=True)
class Style:
    """One wish that a request may name, by its id or by an everyday word, and how the text speaks of it."""

    kind: Kind
    name: str
    also: tuple[str, ...]
    de: str
    en: str

    def found_at(self, text: str) -> int | None:
        names = (self.name.replace("_", " "), *self.also)
        places = [found.start() for name in names if (found := re.search(rf"\b{re.escape(name)}\b", text))]
        return min(places) if places else None


STYLES = (
    Style(
        "camera",
        "tracking_shot",
        ("kamerafahrt",),
        "Eine ruhige Kamerafahrt folgt dem Geschehen",
        "A smooth tracking shot follows the action",
    ),
    Style(
        "camera",
        "static_shot",
        ("statische einstellung", "standbild"),
        "Die Kamera steht still und beobachtet",
        "The camera holds a static shot and watches",
    ),
    Style(
        "camera",
        "aerial_view",
        ("luftaufnahme", "vogelperspektive"),
        "Eine Luftaufnahme zieht weit über die Szene",
        "An aerial view drifts high above the scene",
    ),
    Style(
        "camera",
        "handheld",
        ("handkamera",),
        "Eine Handkamera bleibt nah und unruhig dran",
        "A handheld camera stays close and restless",
    ),
    Style(
        "camera",
        "dolly_zoom",
        ("dollyzoom", "vertigo"),
        "Ein Dolly-Zoom verzerrt langsam die Tiefe",
        "A dolly zoom slowly bends the depth",
    ),
    Style("camera", "crane_shot", ("kranfahrt",), "Eine Kranfahrt hebt sich sanft empor", "A crane shot rises gently upward"),
    Style(
        "camera",
        "pov",
        ("ich-perspektive", "subjektive kamera", "point of view"),
        "Aus der Ich-Perspektive gleitet der Blick voran",
        "A point-of-view shot moves steadily forward",
    ),
    Style(
        "camera",
        "dutch_angle",
        ("schräge kamera", "gekippte kamera"),
        "Ein gekippter Dutch Angle stört das Gleichgewicht",
        "A tilted dutch angle unsettles the balance",
    ),
    Style("light", "golden_hour", ("goldene stunde",), "warmes Licht der goldenen Stunde", "warm golden hour light"),
    Style("light", "studio_lighting", ("studiolicht",), "klares, gleichmäßiges Studiolicht", "clean, even studio lighting"),
    Style(
        "light",
        "dramatic_rim",
        ("dramatic rim light", "rim light", "randlicht", "gegenlicht"),
        "dramatisches Randlicht an den Kanten",
        "dramatic rim light along every edge",
    ),
    Style(
        "light",
        "soft_natural",
        ("soft natural light", "weiches tageslicht", "natürliches licht"),
        "weiches, natürliches Tageslicht",
        "soft natural daylight",
    ),
    Style(
        "light",
        "neon_night",
        ("neonlicht", "neonnacht", "neon"),
        "Neonlicht einer nassen Nacht",
        "neon night reflections on wet ground",
    ),
    Style(
        "light",
        "moody_overcast",
        ("overcast", "bedeckter himmel"),
        "gedämpftes Licht unter bedecktem Himmel",
        "muted light under a moody overcast sky",
    ),
    Style("effect", "cinematic", ("filmisch", "kinoreif"), "filmische Tiefe", "cinematic depth"),
    Style("effect", "vintage_film", ("vintage", "alter film"), "Korn wie auf altem Film", "vintage film grain"),
    Style("effect", "noir", ("film noir",), "harte Noir-Schatten", "hard noir shadows"),
    Style("effect", "anime_style", ("anime",), "gezeichnete Anime-Optik", "drawn anime style"),
    Style("effect", "documentary", ("dokumentarisch", "dokumentarfilm"), "dokumentarische Nähe", "documentary closeness"),
    Style("effect", "music_video", ("musikvideo",), "Schnittgefühl eines Musikvideos", "music video energy"),
    Style("effect", "commercial", ("werbefilm", "werbespot"), "Glanz eines Werbefilms", "polished commercial gloss"),
    Style("effect", "slow_motion", ("zeitlupe",), "gedehnte Zeitlupe", "stretched slow motion"),
    Style("mood", "energetic", ("energiegeladen", "dynamisch"), "energiegeladen", "energetic"),
    Style("mood", "calm", ("ruhig", "gelassen"), "ruhig", "calm"),
    Style("mood", "mysterious", ("geheimnisvoll", "mysteriös"), "geheimnisvoll", "mysterious"),
    Style("mood", "romantic", ("romantisch",), "romantisch", "romantic"),
    Style("mood", "melancholic", ("melancholisch",), "melancholisch", "melancholic"),
    Style("mood", "epic", ("episch",), "episch", "epic"),
)

COLOURS: dict[Colour, dict[Language, str]] = {
    "red": {"de": "Rot", "en": "red"},
    "orange": {"de": "Orange", "en": "orange"},
    "yellow": {"de": "Gelb", "en": "yellow"},
    "green": {"de": "Grün", "en": "green"},
    "turquoise": {"de": "Türkis", "en": "turquoise"},
    "blue": {"de": "Blau", "en": "blue"},
    "violet": {"de": "Violett", "en": "violet"},
    "pink": {"de": "Rosa", "en": "pink"},
    "white": {"de": "Weiß", "en": "white"},
    "grey": {"de": "Grau", "en": "grey"},
    "black": {"de": "Schwarz", "en": "black"},
}
FRAMES: dict[Orientation, dict[Language, str]] = {
    "landscape": {"de": "im Querformat", "en": "in a landscape frame"},
    "portrait": {"de": "im Hochformat", "en": "in a portrait frame"},
    "square": {"de": "im quadratischen Format", "en": "in a square frame"},
}
ACTIONS: dict[Language, tuple[str, ...]] = {
    "de": (
        "Das Hauptmotiv wendet sich langsam zur Seite, feiner Staub schwebt",
        "Ein leichter Wind bewegt alles, was im Vordergrund steht",
        "Der Blick öffnet sich Schritt für Schritt, Schatten wandern",
        "Kleine Bewegungen erwachen, das Motiv atmet und hebt den Kopf",
        "Linien und Flächen kommen in Fluss, etwas tritt ins Bild",
        "Tropfen lösen sich, Spiegelungen zittern, das Motiv rückt näher",
    ),
    "en": (
        "The main subject turns slowly aside while fine dust floats",
        "A light wind stirs everything that stands in the foreground",
        "The view opens step by step as shadows wander across",
        "Small movements awaken, the subject breathes and lifts its head",
        "Lines and shapes begin to flow as something enters the picture",
        "Drops come loose, reflections tremble, the subject moves closer",
    ),
}
SOUNDS: dict[Language, tuple[str, ...]] = {
    "de": (
        "leises Rauschen und ferne Stimmen",
        "ein tiefer, weicher Klang",
        "Schritte und ein Hauch Musik",
        "Wind und ein einzelnes Klavier",
    ),
    "en": ("a quiet hush and distant voices", "one deep, soft tone", "footsteps and a hint of music", "wind and a single piano"),
}
