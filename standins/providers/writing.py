"""The writing model: a text about the very picture that was sent, the same for the same request."""

from __future__ import annotations

import hashlib
import re

from .media.looks import Look
from .phrases import ACTIONS, COLOURS, FRAMES, SOUNDS, STYLES, Kind, Language, Style

_MOST_WORDS = 60
_MOST_EFFECTS = 3
_MARKERS: tuple[tuple[str, Language], ...] = (
    (r"(?:language|sprache|lang)\W{1,4}(?:is\W+|ist\W+)?(?:de\b|german|deutsch)", "de"),
    (r"(?:language|sprache|lang)\W{1,4}(?:is\W+|ist\W+)?(?:en\b|english|englisch)", "en"),
    (r"\b(?:in|auf) (?:german|deutsch)|\bdeutsche[rn]? (?:text|sprache)|\bgerman\b|\bdeutsch\b|\bde-de\b", "de"),
    (r"\b(?:in|auf) (?:english|englisch)|\benglische[rn]? (?:text|sprache)|\benglish\b|\benglisch\b|\ben-(?:us|gb)\b", "en"),
)


def language_of(*texts: str) -> Language:
    """The first plain marker counts; a named language goes before a mere mention."""
    for group in (_MARKERS[:2], _MARKERS[2:]):
        for text in texts:
            found: list[tuple[int, Language]] = [
                (match.start(), language) for pattern, language in group if (match := re.search(pattern, text, re.I))
            ]
            if found:
                return min(found)[1]
    return "en"


def prompt_about(looks: list[Look], wish: str, language: Language, seed: str) -> str:
    """Subject and action, camera, light, style, sound and mood, in 20 to 60 words."""
    digest = hashlib.sha256(":".join([seed, language, *(look.digest for look in looks)]).encode()).digest()
    sentences = [
        f"{_pick(ACTIONS[language], digest[0])}{_about(looks, language)}.",
        f"{_words(_wished('camera', wish, digest[1])[:1], language)}{_light(wish, digest[2], language)}.",
        *_mood_and_sound(wish, digest, language),
    ]
    effects = _wished("effect", wish, digest[3])[:_MOST_EFFECTS]
    while effects:
        text = " ".join([*sentences[:2], _look(effects, language), *sentences[2:]])
        if len(text.split()) <= _MOST_WORDS:
            return text
        effects = effects[:-1]
    return " ".join(sentences)


def _about(looks: list[Look], language: Language) -> str:
    if not looks:
        return ""
    look = looks[0]
    colour, frame = COLOURS[look.colour][language], FRAMES[look.orientation][language]
    if language == "de":
        return f" – {frame}, {'hell' if look.bright else 'dunkel'} und von {colour} beherrscht"
    return f", {frame} that is {'bright' if look.bright else 'dark'} and dominated by {colour}"


def _light(wish: str, at: int, language: Language) -> str:
    light = _words(_wished("light", wish, at)[:1], language)
    return f", dazu {light}" if language == "de" else f", lit by {light}"


def _look(effects: list[Style], language: Language) -> str:
    return f"Stil: {_words(effects, language)}." if language == "de" else f"Style: {_words(effects, language)}."


def _mood_and_sound(wish: str, digest: bytes, language: Language) -> list[str]:
    mood = _words(_wished("mood", wish, digest[4])[:1], language)
    sound = _pick(SOUNDS[language], digest[5])
    if language == "de":
        return [f"Die Stimmung bleibt {mood}.", f"Zu hören: {sound}."]
    return [f"The mood stays {mood}.", f"Sound: {sound}."]


def _wished(kind: Kind, wish: str, at: int) -> list[Style]:
    """What the request names, in its order; else one by chance."""
    text = wish.lower().replace("_", " ")
    styles = [style for style in STYLES if style.kind == kind]
    named = sorted((place, number) for number, style in enumerate(styles) if (place := style.found_at(text)) is not None)
    return [styles[number] for _, number in named] or [styles[at % len(styles)]]


def _words(styles: list[Style], language: Language) -> str:
    return ", ".join(style.de if language == "de" else style.en for style in styles)


def _pick(choices: tuple[str, ...], at: int) -> str:
    return choices[at % len(choices)]
