from __future__ import annotations

import json
import time
from typing import Any

import pytest

from shared.storyboards import editing
from shared.storyboards.errors import NotAStoryboard
from shared.storyboards.formats import Imported, import_file
from shared.storyboards.model import Storyboard
from tests.unit.storyboards.stories import NOW

OLD: dict[str, Any] = {
    "id": 1718000000000,
    "title": "Hafen",
    "language": "de-DE",
    "aspectRatio": "9:16",
    "createdAt": 1718000000000,
    "updatedAt": "2026-05-01T10:00:00Z",
    "characters": [
        {"id": "c1", "name": "Jörg", "age": 52, "description": "grauer Bart", "outfit": "Ölzeug"},
        {"id": "c2", "name": "Mina", "description": "junge Hündin"},
    ],
    "scenes": [
        {"id": 1, "description": "Ein Kutter läuft ein", "cameraAngle": "Totale", "duration": "8s", "characterIds": []},
        {
            "id": 2,
            "description": "macht fest",
            "lighting": "Abendlicht",
            "duration": 5,
            "characterIds": ["c1", "c2"],
            "dialogue": "Fest!",
        },
        {
            "id": 3,
            "description": "lacht",
            "duration": "6 Sekunden",
            "transition": "fade",
            "dialogue": [{"speaker": "Jörg", "text": "Na du."}],
        },
    ],
}


def read(given: Any) -> Imported:
    return import_file(json.dumps(given).encode())


def made(given: Any) -> Storyboard:
    (content,) = read(given).storyboards
    return editing.create(content, storyboard_id="b", user_id="u", now=NOW)


def test_an_export_of_the_browser_app_becomes_a_storyboard() -> None:
    """S1: camel case, a list of characters, durations as texts, dates of both kinds."""
    board = made(OLD)
    assert (board.name, board.language, board.aspect_ratio, board.created_at) == ("Hafen", "de", "9:16", NOW)
    assert board.character
    assert board.character.tag.startswith("character:joerg_id:")
    assert (board.character.age, board.character.look, board.character.clothing) == ("52", "grauer Bart", "Ölzeug")
    assert [scene.id for scene in board.scenes] == ["scene-1", "scene-2", "scene-3"]
    assert [scene.duration for scene in board.scenes] == [8, 4, 6]
    assert [scene.with_character for scene in board.scenes] == [False, True, True]
    first, second, third = board.scenes
    assert (first.action, first.camera) == ("Ein Kutter läuft ein", "Totale")
    assert (second.subject, second.light, second.dialogue) == ("Mina, junge Hündin", "Abendlicht", "Fest!")
    assert (third.transition, third.dialogue) == ("crossfade", "Jörg: Na du.")


@pytest.mark.parametrize("key", ["stories", "myStories", "STORY_LIST", "storyboards", "board", "savedData", "appState", "items"])
def test_storyboards_are_found_under_every_key_that_the_app_used(key: str) -> None:
    """S1: as the format page promises, as a list and as text inside text; an undo history is none of them."""
    for given in (OLD, [OLD], json.dumps([OLD]), {"data": OLD}):
        assert [content["name"] for content in read({key: given, "history": [OLD, OLD]}).storyboards] == ["Hafen"]


def test_what_could_not_be_kept_is_said() -> None:
    """S1: tolerant, never silent."""
    given = {**OLD, "preset": "Super Cool", "model": "veo-1", "musicUrl": "https://x", "createdAt": "gestern", "isExpanded": True}
    notes = {str(note.where["path"]): note.told("en")["problem"] for note in read(given).notes}
    assert notes == {
        "preset": "was not taken along",
        "model": "was not taken along",
        "musicUrl": "was not taken along",
        "createdAt": "is no date",
        "characters[1]": "was written into the scenes that name it: a storyboard has one character",
        "scenes[1].duration": "was 5 s and is 4 s now",
    }


@pytest.mark.parametrize(
    "wrapped",
    [
        [OLD, OLD],
        {"storyboards": [OLD, OLD]},
        {"version": 3, "data": {"storyboards": [OLD, OLD]}},
        {"my-app-storyboards": json.dumps([OLD, OLD])},
        {"storyboard_1": json.dumps(OLD), "storyboard_2": json.dumps(OLD), "theme": "dark"},
    ],
)
def test_several_storyboards_are_found_wherever_the_app_kept_them(wrapped: Any) -> None:
    """S1: in a list, under a key, or as the texts that local storage holds."""
    assert [content["name"] for content in read(wrapped).storyboards] == ["Hafen", "Hafen"]


def test_what_is_wrong_is_named_as_the_file_has_it() -> None:
    """S1: by the place and the name that the person can find."""
    scene = {"cameraAngle": 7, "duration": "long", "description": "x" * 1001}
    with pytest.raises(NotAStoryboard) as refused:
        read({"storyboards": [OLD, {**OLD, "scenes": [scene], "characters": [{"name": "", "appearance": 3}]}]})
    told = {row["path"]: row["problem"] for row in refused.value.body("en", "r")["details"]["problems"]}
    assert told == {
        "storyboards[1].scenes[0].cameraAngle": "must be a text",
        "storyboards[1].scenes[0].duration": "must be 4, 6 or 8",
        "storyboards[1].scenes[0].description": "may have at most 1000 characters, has 1001",
        "storyboards[1].characters[0].appearance": "must be a text",
        "storyboards[1].characters[0].name": "is required",
    }


@pytest.mark.parametrize(
    ("given", "seconds"),
    [(8, 8), (4.0, 4), ("8", 8), ("8s", 8), ("6 sec", 6), ("7,5 s", 8), ("5s", 4), (12, 8), (7, 6), (0.5, 4)],
)
def test_durations_come_in_many_forms(given: Any, seconds: int) -> None:
    """S1: of two as near the shorter."""
    assert made({**OLD, "scenes": [{"duration": given}]}).scenes[0].duration == seconds


def test_one_id_twice_and_too_many_storyboards_are_no_reason_to_refuse() -> None:
    """S1: the second scene gets an id of its own; the twenty-first storyboard is noted."""
    twice = [{"id": 7, "action": "runs", "description": "a dog"}, {"id": 7, "subject": "a cat", "description": "sleeps"}]
    board = made({**OLD, "scenes": twice})
    assert len({scene.id for scene in board.scenes}) == 2
    assert [(scene.subject, scene.action) for scene in board.scenes] == [("a dog", "runs"), ("a cat", "sleeps")]
    many = read([{"scenes": []}] * 21)
    assert len(many.storyboards) == 20
    assert [note.where["path"] for note in many.notes] == ["[20]"]


def test_a_storyboard_with_a_single_character_object_keeps_it() -> None:
    """S1: older exports had one."""
    board = made(
        {"name": "x", "character": {"name": "Ada", "identityTag": "character:ada_id:0123abcd"}, "scenes": [{"character": "Bob"}]}
    )
    assert board.character
    assert board.character.tag == "character:ada_id:0123abcd"
    assert board.scenes[0].with_character is False


def test_an_import_takes_time_in_proportion_to_its_size() -> None:
    """S1: many wrong fields beside many unknown names, or many characters beside many scenes, are told of without delay."""
    wrong: list[dict[str, Any]] = [{"description": 1, "duration": "x", "cameraAngle": 2, "lighting": 3} for _ in range(50)]
    wrong[0] |= {f"u{each}": 1 for each in range(20_000)}
    many = [{"description": "x", "characters": ["1"]}] * 8_000
    began = time.process_time()
    for board in ({"scenes": wrong}, {"characters": [{"id": str(each)} for each in range(8_000)], "scenes": many}):
        with pytest.raises(NotAStoryboard) as refused:
            import_file(json.dumps({"title": "x", **board}).encode())
        assert len(refused.value.body("en", "r")["details"]["problems"]) <= 100
    assert time.process_time() - began < 5  # by squares it was minutes


def test_no_file_is_answered_with_more_than_a_hundred_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    """S1: a mebibyte of names that nobody knows was answered with five of notes; places are cut, and the rest is counted."""
    strange = {f"{'🦊' * 300}{place}": 1 for place in range(700)}
    deep = {"🦊" * 300 + "boards": {"🦊" * 300 + "board": {"scenes": [strange]}}}
    raw = json.dumps(deep, ensure_ascii=False).encode()
    assert 800_000 < len(raw) < 1024 * 1024
    notes = import_file(raw).notes
    for language in ("de", "en"):
        told = [note.told(language) for note in notes]
        assert len(json.dumps(told, ensure_ascii=False).encode()) < 64 * 1024
        assert (len(told), told[-1]["code"]) == (101, "more")
    assert notes[-1].told("en")["problem"] == "and 600 more"
