"""The export of the browser app that kept storyboards in local storage, translated into the words of our own format.

It was never written down, and grew: names in camel case, several names for one thing, numbers as texts. What is known is
translated, what could not be kept is noted, and whatever is wrong is named by its place in the file that was given.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

from shared.platform.errors import Text
from shared.storyboards.checks import board_kinds, seconds_of
from shared.storyboards.model import LIMITS, Limits
from shared.user_files.field_types import Wrong
from shared.user_files.json_csv import Problem, shown

_MOST = 20  # storyboards of one file
_KEYS = re.compile(r"(?<!hi)stor(?:y|ies)|board|data|state|items", re.IGNORECASE)  # under which the app kept them
_PARTED = re.compile(r"\W")  # where a name in a path may end
_BOARD = {
    "name": ("name", "title"),
    "language": ("language", "lang", "locale"),
    "preset": ("preset", "presetId", "style"),
    "model": ("model", "modelId"),
    "aspect_ratio": ("aspectRatio", "aspect_ratio", "format"),
    "resolution": ("resolution", "quality"),
    "audio": ("audio", "generateAudio", "withAudio"),
    "negative_prompt": ("negativePrompt", "negative_prompt"),
}
_CHARACTER = {
    "tag": ("tag", "identityTag", "characterTag"),
    "name": ("name",),
    "age": ("age",),
    "look": ("look", "appearance", "description"),
    "clothing": ("clothing", "clothes", "outfit", "wardrobe"),
    "voice": ("voice", "voiceStyle"),
}
_SCENE = {
    "id": ("id", "sceneId"),
    "title": ("title", "name"),
    "action": ("action", "description"),
    "subject": ("subject", "description"),  # where an action is told apart from it
    "setting": ("setting", "location", "place"),
    "camera": ("camera", "cameraAngle", "cameraMovement", "shotType"),
    "light": ("light", "lighting"),
    "mood": ("mood", "atmosphere"),
    "sound": ("sound", "audio", "soundEffects"),
    "dialogue": ("dialogue", "dialog", "spokenText"),
    "duration": ("duration", "durationSeconds", "seconds", "length"),
    "transition": ("transition", "transitionType"),
    "own_text": ("customPrompt", "ownText", "promptOverride"),
    "continue_from_previous": ("continueFromPrevious", "useLastFrame"),
}
_DATES = ("createdAt", "created_at", "updatedAt", "updated_at", "savedAt", "lastModified", "exportedAt")
_SILENT = frozenset(  # read elsewhere here, or of the app's own doings: neither kept nor noted
    {*_DATES, "id", "userId", "character", "characters", "characterIds", "scenes", "version", "appVersion", "order", "index"}
    | {"number", "sceneNumber", "isExpanded", "selected", "status", "progress"}
)
_NOT_KEPT = Text("was not taken along", "wurde nicht übernommen")
_ONE_CHARACTER = Text(
    "was written into the scenes that name it: a storyboard has one character",
    "wurde in die Szenen geschrieben, die sie nennen: Ein Storyboard hat eine Figur",
)
_FITTED = Text("was {given} s and is {seconds} s now", "war {given} s und ist jetzt {seconds} s")
_NO_DATE = Text("is no date", "ist kein Datum")


@dataclass
class Translated:
    """One storyboard in our words, with the way back to the names that the file uses."""

    at: str  # where it stands in the file
    content: dict[str, Any] = field(default_factory=dict[str, Any])
    names: dict[str, str] = field(default_factory=dict[str, str])  # our path → theirs
    notes: list[Problem] = field(default_factory=list[Problem])
    seconds: tuple[int, ...] = ()  # that a scene can last

    def named_as_given(self, problem: Problem) -> Problem:
        path = str(problem.where["path"])
        ends = [len(path), *reversed([found.start() for found in _PARTED.finditer(path)])]
        known = next((path[:end] for end in ends if path[:end] in self.names), "")
        return problem._replace(where={"path": _below(self.at, self.names.get(known, "") + path[len(known) :])})

    def note(self, path: str, code: str, text: Text, **values: Any) -> None:
        self.notes.append(Problem({"path": _below(self.at, path)}, code, text, values))

    def take(self, given: Mapping[str, Any], known: Mapping[str, tuple[str, ...]], ours: str, theirs: str) -> dict[str, Any]:
        """What is known of one object, by our names: the first of several that is filled counts."""
        taken: dict[str, Any] = {}
        used: set[str] = set()
        for name, names in known.items():
            filled = next((each for each in names if each not in used and given.get(each) not in (None, "")), None)
            if filled:
                taken[name] = given[filled]
                self.names[_below(ours, name)] = _below(theirs, filled)
                used.add(filled)
        for name, value in given.items():
            if name not in used and name not in _SILENT and value not in (None, "", [], {}):
                self.note(_below(theirs, shown(name)), "not_kept", _NOT_KEPT)
        return taken


def storyboards(given: Any, model: str, limits: Limits = LIMITS) -> list[Translated]:
    """Every storyboard that can be found in the file: alone, in a list, or under the keys that the app used.

    Scenes last as long as their storyboard's model can make them; `model` is that of one that names none. What is beyond
    the number that may stand in one is refused by that number, and not looked at.
    """
    found = list(_found(given, "", 0))
    done = [_translated(board, at, model, limits.scenes) for at, board in found[:_MOST]]
    for at, _ in found[_MOST:]:
        done[-1].notes.append(Problem({"path": at}, "not_kept", _NOT_KEPT))
    return done


def _found(given: Any, at: str, depth: int) -> Iterable[tuple[str, Mapping[str, Any]]]:
    if isinstance(given, str) and depth and given[:1] in ("{", "["):  # local storage keeps texts only
        try:
            given = json.loads(given)
        except (ValueError, RecursionError):
            return
    if isinstance(given, list):
        for place, each in enumerate(cast("list[Any]", given)):
            yield from _found(each, f"{at}[{place}]", depth + 1) if depth < 3 else ()
    elif isinstance(given, Mapping):
        board = cast("Mapping[str, Any]", given)
        if isinstance(board.get("scenes"), list):
            yield at, board
        elif depth < 3:
            for name, value in board.items():
                if _KEYS.search(str(name)):
                    yield from _found(value, _below(at, shown(name)), depth + 1)


def _translated(board: Mapping[str, Any], at: str, model: str, most_scenes: int) -> Translated:
    done = Translated(at)
    content = done.take(board, _BOARD, "", "")
    content["name"] = content.get("name", "Storyboard")
    _adjust(content, "language", lambda value: str(value)[:2].lower())
    _adjust(content, "resolution", lambda value: str(value).lower())
    _adjust(content, "preset", lambda value: re.sub(r"[\s-]+", "_", str(value).lower()))
    _leave_out_strangers(done, content)
    done.seconds = seconds_of(content.get("model", model))
    _check_dates(done, board)
    cast_of = _characters(done, board)
    if cast_of:
        content["character"] = cast_of[0][1]
    scenes = [_scene(done, each, place, cast_of) for place, each in enumerate(board["scenes"][:most_scenes])]
    _number_anew(scenes)
    content["scenes"] = [*scenes, *board["scenes"][most_scenes:]]
    done.content = content
    return done


def _characters(done: Translated, board: Mapping[str, Any]) -> list[tuple[tuple[str, ...], dict[str, Any]]]:
    """Each character with the names that scenes may call them by; the first is the storyboard's."""
    alone, several = board.get("character"), board.get("characters")
    given: list[tuple[str, Any]] = [("character", alone)] if isinstance(alone, Mapping) else []
    if isinstance(several, list):
        given += [(f"characters[{place}]", each) for place, each in enumerate(cast("list[Any]", several))]
    found: list[tuple[tuple[str, ...], dict[str, Any]]] = []
    for path, each in given:
        if not isinstance(each, Mapping):
            done.note(path, "not_kept", _NOT_KEPT)
            continue
        them = cast("Mapping[str, Any]", each)
        character = done.take(them, _CHARACTER, "character" if not found else f"#{path}", path)
        _adjust(character, "age", lambda age: str(age) if isinstance(age, int | float) else age)
        if found:
            done.note(path, "one_character", _ONE_CHARACTER)
        else:
            done.names["character"] = path
        names = tuple(str(them[key]) for key in ("id", "name") if them.get(key) not in (None, ""))
        found.append((names, character))
    return found


def _scene(done: Translated, given: Any, place: int, cast_of: list[tuple[tuple[str, ...], dict[str, Any]]]) -> Any:
    path = f"scenes[{place}]"
    if not isinstance(given, Mapping):
        return given  # refused by its path
    scene = done.take(cast("Mapping[str, Any]", given), _SCENE, path, path)
    _adjust(scene, "id", lambda value: re.sub(r"[^A-Za-z0-9_-]", "-", f"scene-{value}")[:64])
    _adjust(scene, "transition", lambda value: _TRANSITIONS.get(str(value).lower(), value))
    _adjust(scene, "dialogue", _spoken)
    if "duration" in scene:
        scene["duration"] = _fitted(done, scene["duration"], done.names[f"{path}.duration"])
    called = _called(cast("Mapping[str, Any]", given))
    if called is not None and cast_of:
        seen = [character for names, character in cast_of if called & set(names)]
        scene["with_character"] = cast_of[0][1] in seen
        others = [
            ", ".join(str(them[key]) for key in ("name", "look") if them.get(key)) for them in seen if them is not cast_of[0][1]
        ]
        if others:
            scene["subject"] = "; ".join([*([scene["subject"]] if scene.get("subject") else []), *others])
    return scene


def _number_anew(scenes: list[Any]) -> None:
    """An id that came before is left out: the scene gets one of its own."""
    seen: set[str] = set()
    for scene in scenes:
        if isinstance(scene, dict) and (found := cast("dict[str, Any]", scene).get("id")):
            if found in seen:
                del scene["id"]
            seen.add(found)


_TRANSITIONS = {"none": "cut", "hard cut": "cut", "fade": "crossfade", "dissolve": "crossfade", "cross-fade": "crossfade"}


def _called(scene: Mapping[str, Any]) -> set[str] | None:
    """Whom the scene names; None where it says nothing."""
    for key in ("characterIds", "characters"):
        if isinstance(listed := scene.get(key), list):
            names = (
                each.get("id") or each.get("name") if isinstance(each, Mapping) else each for each in cast("list[Any]", listed)
            )
            return {str(name) for name in names}
    one = scene.get("character")
    return {one} if isinstance(one, str) and one else None


def _spoken(value: Any) -> Any:
    """Dialogue as a text, or as a list of lines with or without a speaker."""
    if not isinstance(value, list):
        return value
    lines: list[str] = []
    for each in cast("list[Any]", value):
        line = cast("Mapping[str, Any]", each) if isinstance(each, Mapping) else {"text": each}
        speaker, words = line.get("speaker") or line.get("character"), line.get("text") or line.get("line") or ""
        lines.append(f"{speaker}: {words}" if speaker else str(words))
    return " ".join(lines)


def _fitted(done: Translated, given: Any, path: str) -> Any:
    """8, "8", "8s" and "8 seconds"; what no model can is brought to the nearest that it can."""
    words = (
        re.fullmatch(r"\s*(\d{1,4}(?:[.,]\d{1,3})?)\s*(?:s|sec|secs|seconds?|sek\.?|sekunden?)?\s*", given, re.I)
        if isinstance(given, str)
        else None
    )
    number = float(words[1].replace(",", ".")) if words else given
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 < number <= 3600:
        return given
    seconds = min(done.seconds, key=lambda each: (abs(each - number), each))
    if seconds != number:
        done.note(path, "fitted", _FITTED, given=f"{number:g}", seconds=seconds)
    return seconds


def _check_dates(done: Translated, board: Mapping[str, Any]) -> None:
    """ISO, or milliseconds since 1970. They are not kept: here a storyboard begins when it is brought in."""
    for name in _DATES:
        if board.get(name) not in (None, "") and _date(board[name]) is None:
            done.note(name, "no_date", _NO_DATE)


def _date(value: Any) -> datetime | None:
    try:
        if isinstance(value, str) and not value.isdigit():
            return datetime.fromisoformat(value)
        return datetime.fromtimestamp(float(value) / 1000, UTC)
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _adjust(found: dict[str, Any], name: str, change: Callable[[Any], Any]) -> None:
    if name in found:
        found[name] = change(found[name])


def _leave_out_strangers(done: Translated, content: dict[str, Any]) -> None:
    """A choice that the app had and we have not is left out, and said."""
    kinds = board_kinds(LIMITS)
    for name in ("language", "preset", "model", "aspect_ratio", "resolution", "audio"):
        try:
            kinds[name].check(content.get(name))
        except Wrong:
            if content.pop(name, None) is not None:
                done.note(done.names[name], "not_kept", _NOT_KEPT)


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path and name else path or name
