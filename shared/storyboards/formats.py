"""Storyboards as files: out as JSON, in again, and in from the browser app's own export (docs/storyboard-format.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.platform.errors import Text
from shared.storyboards import browser_export, checks
from shared.storyboards.errors import NotAStoryboard, NotReadable
from shared.storyboards.model import DEFAULT_MODEL, LIMITS, Limits, Storyboard
from shared.user_files.json_csv import Problem, Unreadable, bounded, json_of, shown, text_of

FORMAT = "rushes.storyboard/1"
_FAMILY = "rushes.storyboard/"
_LARGEST = 1024 * 1024  # bytes of a file; the browser's export may hold many storyboards
_NOT_OURS = ("id", "user_id", "version", "created_at", "updated_at", "missing_images")


@dataclass(frozen=True)
class Imported:
    """Checked contents, each fit for `editing.create`, and what of the file was not taken along, in words."""

    storyboards: tuple[Mapping[str, Any], ...]
    notes: tuple[Problem, ...] = ()


def export(board: Storyboard) -> dict[str, Any]:
    """Everything that a person wrote; nothing of whose it is or what was shot."""
    kept = {name: value for name, value in board.fields().items() if name not in _NOT_OURS}
    scenes = [{name: value for name, value in scene.items() if name != "video"} for scene in kept["scenes"]]
    return {"format": FORMAT, **kept, "scenes": scenes}


def import_file(raw: bytes, limits: Limits = LIMITS, usual: Mapping[str, Any] | None = None) -> Imported:
    """What a file holds, or everything that is wrong with it by path; `usual` serves where it is silent.

    Images that it names are yet to be looked for.
    """
    usual = usual or {}
    try:
        given = json_of(text_of(raw, _LARGEST))
    except Unreadable as problem:
        raise NotReadable([Problem({"path": ""}, problem.code, problem.text, problem.values)]) from None
    named = given.get("format") if isinstance(given, Mapping) else None
    if named == FORMAT:
        content = {**usual, **{name: value for name, value in given.items() if name != "format"}}
        return Imported((checks.storyboard(content, limits),))
    if named is not None:
        newer = isinstance(named, str) and named.startswith(_FAMILY)
        raise NotReadable([Problem({"path": "format"}, "format", _NEWER if newer else _UNKNOWN_FORMAT, {"format": shown(named)})])
    return _from_browser(given, limits, usual)


_NEWER = Text("{format} is newer than what is read here", "{format} ist neuer als das, was hier gelesen wird")
_UNKNOWN_FORMAT = Text("{format} is not a known format", "{format} ist kein bekanntes Format")
_NOTHING_FOUND = Text("holds no storyboard: neither format nor scenes", "enthält kein Storyboard: weder format noch scenes")


def _from_browser(given: Any, limits: Limits, usual: Mapping[str, Any]) -> Imported:
    found = browser_export.storyboards(given, str(usual.get("model", DEFAULT_MODEL)), limits)
    if not found:
        raise NotReadable([Problem({"path": ""}, "nothing_found", _NOTHING_FOUND)])
    contents: list[Mapping[str, Any]] = []
    problems: list[Problem] = []
    notes: list[Problem] = []
    for each in found:
        try:
            contents.append(checks.storyboard({**usual, **each.content}, limits))
        except NotAStoryboard as refused:
            problems += [each.named_as_given(problem) for problem in refused.problems]
        notes += each.notes
    if problems:
        raise NotAStoryboard(problems)
    return Imported(tuple(contents), bounded(notes))
