"""A scene's prompt: the same input gives the same text. And the digest of what a video was shot from. Plain rules.

Each part has a rank. Where a model reads less than all parts, those of the highest rank go first; who it is, never.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from shared.catalog import pricing as catalog_pricing
from shared.catalog import reads as catalog_reads
from shared.storyboards.model import Character, Scene, Storyboard, Video
from shared.storyboards.presets import presets

LETTERS_A_TOKEN = 4  # as offers are checked
_LEAST = 500  # characters: who it is, and a little of what happens


@dataclass(frozen=True)
class Composed:
    """What the model will read."""

    text: str
    own: bool = False  # the person's own words, untouched
    left_out: tuple[str, ...] = ()  # parts that did not fit, the least important first
    shortened: bool = False


class _Part(NamedTuple):
    name: str
    sentence: str  # parts of one sentence stand together
    words: str
    before: str = ""
    after: str = ""

    @property
    def text(self) -> str:
        return f"{self.before}{self.words.strip().rstrip('.;,: ')}{self.after}"

    @property
    def rank(self) -> int:
        return _RANKS[self.name]


_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "camera": "Camera: {}",
        "age": "{} years old",
        "clothing": "clothing: {}",
        "subject": "Subject: {}",
        "action": "Action: {}",
        "setting": "Setting: {}",
        "light": "Light: {}",
        "dialogue": 'Dialogue in English: "{}"',
        "says": ' says in English: "{}"',
        "voice": "Voice: {}",
        "style": "Style: {}",
        "mood": "Mood: {}",
        "sound": "Sound: {}",
        "continuity": "Continues without a break from the given first frame",
        "clean": "No subtitles, no captions",
    },
    "de": {
        "camera": "Kamera: {}",
        "age": "{} Jahre alt",
        "clothing": "Kleidung: {}",
        "subject": "Motiv: {}",
        "action": "Handlung: {}",
        "setting": "Ort: {}",
        "light": "Licht: {}",
        "dialogue": "Dialog auf Deutsch: „{}“",
        "says": " sagt auf Deutsch: „{}“",
        "voice": "Stimme: {}",
        "style": "Stil: {}",
        "mood": "Stimmung: {}",
        "sound": "Ton: {}",
        "continuity": "Schließt ohne Unterbrechung an das gegebene erste Bild an",
        "clean": "Keine Untertitel, keine Einblendungen",
    },
}
_KEPT_FIRST = (
    *("who", "action", "subject", "dialogue", "look", "setting", "clothing", "camera"),
    *("light", "style", "continuity", "mood", "sound", "voice", "age", "clean"),
)
_RANKS = {name: rank for rank, name in enumerate(_KEPT_FIRST)}
_STYLES = {"camera": "camera_style", "light": "lighting", "mood": "mood"}


def limit_of(model: str) -> int:
    """How many characters of a prompt the model reads."""
    return int(catalog_pricing.find(model)["prompt_tokens"]) * LETTERS_A_TOKEN


def compose(scene: Scene, character: Character | None, preset: str | None, language: str, limit: int) -> Composed:
    """What a model is told of this scene. A person's own text wins over everything."""
    if scene.own_text:
        return Composed(scene.own_text, own=True)
    parts = _parts(scene, character, preset, language)
    left_out: list[str] = []
    for part in sorted(parts, key=lambda each: -each.rank):
        if len(_render(parts)) <= limit or part.rank <= _RANKS["dialogue"]:
            break
        parts.remove(part)
        left_out.append(part.name)
    shortened = len(_render(parts)) > limit
    return Composed(_render(_shortened(parts, limit)), left_out=tuple(left_out), shortened=shortened)


def compose_scene(board: Storyboard, place: int) -> Composed:
    """What will be shot of the scene at this place of its storyboard."""
    return compose(board.scenes[place], board.character, board.preset, board.language, limit_of(board.model))


def digest(board: Storyboard, place: int) -> str:
    """Tells whether the scene as it stands now is still what its video was shot from.

    It is made of what people set, not of the composed text: better words of ours make no video stale. What has its
    default is left out, so that a field which is added later does not either.
    """
    scene, before = board.scenes[place], board.scenes[place - 1].video if place else None
    settings = {name: getattr(board, name) for name in ("model", "aspect_ratio", "resolution", "audio", "negative_prompt")}
    shot: dict[str, Any] = {"duration": scene.duration, "settings": settings, "own_text": scene.own_text}
    shot |= {"first_frame": scene.first_frame, "references": scene.references}
    if scene.continue_from_previous:
        shot |= {"continues": True, "previous": before.job_id if before else None}
    seen = board.character if scene.with_character else None
    if seen:
        shot["character_references"] = seen.references
    if not scene.own_text:
        shot |= {name: getattr(scene, name) for name in _DESCRIBING} | {"preset": board.preset, "language": board.language}
        if seen:
            shot["character"] = {name: getattr(seen, name) for name in ("tag", "name", "age", "look", "clothing", "voice")}
    text = json.dumps(
        {name: value for name, value in shot.items() if value not in (None, "", ())}, sort_keys=True, ensure_ascii=False
    )
    return hashlib.sha256(text.encode()).hexdigest()


_DESCRIBING = ("subject", "action", "setting", "camera", "light", "mood", "sound", "dialogue")


def stale(board: Storyboard, place: int) -> bool:
    """Whether the scene, or what it begins with, was changed after its video."""
    video = board.scenes[place].video
    return video is not None and video.digest != digest(board, place)


def to_shoot(board: Storyboard) -> list[int]:
    """The places of all scenes without a video or with a stale one, in order; one that continues a scene of these follows it."""
    places: list[int] = []
    for place, scene in enumerate(board.scenes):
        follows = scene.continue_from_previous and bool(places) and places[-1] == place - 1
        if scene.video is None or follows or stale(board, place):
            places.append(place)
    return places


def with_videos(board: Storyboard, jobs: Mapping[str, str]) -> Storyboard:
    """The storyboard with these jobs (by scene id) as its scenes' videos, shot from what stands there now. No new version."""
    for place, scene in enumerate(board.scenes):
        if job_id := jobs.get(scene.id):
            video = Video(job_id, digest(board, place))
            scenes = (*board.scenes[:place], replace(scene, video=video), *board.scenes[place + 1 :])
            board = replace(board, scenes=scenes)
    return board


def _parts(scene: Scene, character: Character | None, preset: str | None, language: str) -> list[_Part]:
    """All parts in the order of the text."""
    labels = _WORDS["de" if language == "de" else "en"]
    look = presets().get(preset or "")
    parts: list[_Part] = []

    def chosen(name: str) -> str:
        own = str(getattr(scene, name, ""))
        if own or look is None:
            return _style(name, own, language)
        return look.fragments[name].de if language == "de" else look.fragments[name].en

    def add(name: str, words: str, *, label: str = "", sentence: str = "", begins: str = "") -> None:
        if words:
            before, _, after = label.partition("{}")
            parts.append(_Part(name, sentence or name, words, begins + before, after))

    seen = character if scene.with_character else None
    spoken = _unquoted(scene.dialogue)
    add("camera", chosen("camera"), label=labels["camera"])
    if seen:
        add("who", f"{seen.name} ({seen.tag})", sentence="who")
        add("age", seen.age, label=labels["age"] if seen.age.isdigit() else "", sentence="who")
        add("look", seen.look, sentence="who")
        add("clothing", seen.clothing, label=labels["clothing"], sentence="who")
    for name in ("subject", "action", "setting"):
        add(name, str(getattr(scene, name)), label=labels[name])
    add("light", chosen("light"), label=labels["light"])
    if spoken:
        add("dialogue", spoken, label=labels["says" if seen else "dialogue"], begins=seen.name if seen else "")
        add("voice", seen.voice if seen else "", label=labels["voice"])
    for name in ("style", "mood", "sound"):
        add(name, chosen(name), label=labels[name])
    if scene.continue_from_previous:
        add("continuity", labels["continuity"])
    if spoken:
        add("clean", labels["clean"])
    return parts


def _style(name: str, own: str, language: str) -> str:
    """A style of the catalog by its name in the language; own words as they are."""
    known = catalog_reads.styles()[_STYLES[name]]["values"] if name in _STYLES else {}
    return known[own]["de" if language == "de" else "en"] if own in known else own


def _unquoted(text: str) -> str:
    return text.translate({ord(mark): "'" for mark in '"“”„»«'}).strip()


def _render(parts: Sequence[_Part]) -> str:
    sentences: dict[str, list[str]] = {}
    for part in parts:
        sentences.setdefault(part.sentence, []).append(part.text)
    return " ".join(_ended("; ".join(texts)) for texts in sentences.values())


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith(("!", "?", "…")) else f"{sentence}."


def _shortened(parts: Sequence[_Part], limit: int) -> list[_Part]:
    """The longest of what is left gives first, whole words at a time; who it is stays whole."""
    if limit < _LEAST:
        raise ValueError(f"no prompt can be composed in {limit} characters")
    kept = list(parts)
    while (over := len(_render(kept)) - limit) > 0:
        place = max((at for at, part in enumerate(kept) if part.name != "who"), key=lambda at: len(kept[at].words))
        words = kept[place].words
        room = max(len(words) - over - 2, len(words) // 2)
        cut = words[:room].rsplit(" ", 1)[0].rstrip(".;,: …")
        kept[place] = kept[place]._replace(words=f"{cut}…")
    return kept
