from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.storyboards import composing, editing
from shared.storyboards.errors import (
    NoSuchScene,
    NotAStoryboard,
    NotTheSameScenes,
    SceneIdTaken,
    StoryboardTooLarge,
    TooManyScenes,
    VersionConflict,
)
from shared.storyboards.model import Limits, Storyboard
from shared.storyboards.presets import templates
from tests.unit.storyboards.stories import LATER, NOW, film


def ids(board: Storyboard) -> list[str]:
    return [scene.id for scene in board.scenes]


def test_a_new_storyboard_is_at_version_one_and_has_defaults() -> None:
    """S1: create."""
    board = editing.create({"name": "  Ein\nFilm "}, storyboard_id="b", user_id="u", now=NOW)
    assert (board.name, board.version, board.scenes, board.language, board.created_at) == ("Ein Film", 1, (), "de", NOW)
    assert board.preset == "cinematic"


def test_every_edit_raises_the_version_by_one() -> None:
    """S1: patch, add, edit, reorder and remove alike."""
    board = film()
    steps = [
        lambda b: editing.patch(b, {"name": "Neu"}, now=LATER),
        lambda b: editing.add_scene(b, {"action": "wartet"}, scene_id="neu1", position=1, now=LATER),
        lambda b: editing.edit_scene(b, "neu1", {"duration": 4}, now=LATER),
        lambda b: editing.reorder(b, ["lampe", "neu1", "treppe", "strand"], now=LATER),
        lambda b: editing.remove_scene(b, "treppe", now=LATER),
    ]
    for version, step in enumerate(steps, start=2):
        board = step(board)
        assert (board.version, board.updated_at) == (version, LATER)
    assert ids(board) == ["lampe", "neu1", "strand"]
    assert (board.scenes[1].duration, board.scenes[1].action) == (4, "wartet")


def test_a_change_that_changes_nothing_keeps_the_version() -> None:
    """S1: no edit, no version."""
    board = film()
    assert editing.patch(board, {"name": board.name, "character": {"name": "Anna"}}, now=LATER) is board
    assert editing.edit_scene(board, "treppe", {"light": " neon_night "}, now=LATER) is board
    assert editing.reorder(board, ids(board), now=LATER) is board
    assert editing.restore(board, board, now=LATER) is board


def test_an_autosave_on_an_older_version_is_a_conflict_that_shows_both() -> None:
    """S1: 409 with yours and the current document."""
    current = editing.patch(film(), {"name": "Von nebenan"}, now=LATER)
    with pytest.raises(VersionConflict) as refused:
        editing.autosave(current, {"name": "Meins"}, 1, now=LATER)
    error = refused.value
    assert (error.status, error.code) == (409, "VERSION_CONFLICT")
    assert error.details["yours"] == {"version": 1, "changes": {"name": "Meins"}}
    assert error.details["current"] == current
    assert (current.version, current.id) == (2, "board")
    assert "Version 2" in error.body("de", "r")["message"]
    assert "version 2" in error.body("en", "r")["message"]


def test_an_autosave_that_arrives_twice_is_no_conflict() -> None:
    """S1: the first answer was lost; the same words again change nothing and are no conflict."""
    saved = editing.autosave(film(), {"name": "Neu"}, 1, now=LATER)
    assert saved.version == 2
    assert editing.autosave(saved, {"name": "Neu"}, 1, now=LATER) is saved
    assert editing.autosave(saved, {"name": "Noch neuer"}, 2, now=LATER).version == 3
    with pytest.raises(VersionConflict):
        editing.on_version(saved, editing.remove_scene(saved, "treppe", now=LATER), 1, {"remove": "treppe"})
    assert editing.on_version(saved, editing.remove_scene(saved, "treppe", now=LATER), None, {}).version == 3


def test_a_patch_of_all_scenes_keeps_what_was_shot() -> None:
    """S1, S3: scenes that keep their id keep their video; new ones get an id."""
    board = composing.with_videos(film(), {"treppe": "job1"})
    changed = editing.patch(board, {"scenes": [{"action": "ganz neu"}, {"id": "treppe", "action": "rennt hinauf"}]}, now=LATER)
    assert changed.scenes[1].video == board.scenes[1].video
    assert changed.scenes[0].id not in ("", "treppe")
    assert changed.scenes[0].video is None


@settings(max_examples=60, deadline=None)
@given(st.permutations(["strand", "treppe", "lampe"]))
def test_any_order_of_the_same_scenes_is_taken(order: list[str]) -> None:
    """S1: reorder moves scenes and changes nothing in them."""
    board = film()
    moved = editing.reorder(board, order, now=LATER)
    assert ids(moved) == order
    assert set(moved.scenes) == set(board.scenes)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["strand", "treppe", "lampe", "fremd"]), max_size=6))
def test_an_order_of_other_scenes_is_refused_and_says_which(order: list[str]) -> None:
    """S1: exactly the same ids, each once."""
    board = film()
    if sorted(order) == sorted(ids(board)):
        return
    with pytest.raises(NotTheSameScenes) as refused:
        editing.reorder(board, order, now=LATER)
    details = refused.value.details
    assert set(details["missing"]) == set(ids(board)) - set(order)
    assert set(details["unknown"]) == set(order) - set(ids(board))
    assert set(details["twice"]) == {each for each in order if order.count(each) > 1}


def test_a_duplicate_has_ids_of_its_own_and_the_same_character() -> None:
    """S1: new ids for the storyboard and its scenes; the same tag; what was shot is not stale."""
    board = composing.with_videos(film(), {"strand": "j1", "treppe": "j2", "lampe": "j3"})
    copy = editing.duplicate(board, storyboard_id="zwei", now=LATER)
    assert (copy.id, copy.version, copy.name, copy.created_at) == ("zwei", 1, "Der Leuchtturm (Kopie)", LATER)
    assert not set(ids(copy)) & set(ids(board))
    assert copy.character == board.character
    assert [scene.video for scene in copy.scenes] == [scene.video for scene in board.scenes]
    assert composing.to_shoot(copy) == []
    assert editing.duplicate(board, storyboard_id="zwei", now=LATER) == copy
    assert editing.duplicate(board, storyboard_id="drei", now=LATER, name="Drei").name == "Drei"
    long = editing.patch(board, {"name": "x" * 120}, now=LATER)
    assert len(editing.duplicate(long, storyboard_id="zwei", now=LATER).name) == 120


def test_a_restored_version_is_the_newest_one_and_keeps_what_was_shot_since() -> None:
    """S1: restore goes forward; videos are facts."""
    old = film()
    new = editing.edit_scene(old, "strand", {"action": "Windstille"}, now=LATER)
    new = composing.with_videos(editing.remove_scene(new, "lampe", now=LATER), {"strand": "job1"})
    back = editing.restore(new, old, now=LATER)
    assert (back.version, back.id, ids(back)) == (4, "board", ids(old))
    assert back.scenes[0].action == old.scenes[0].action
    assert back.scenes[0].video == new.scenes[0].video
    assert composing.stale(back, 0)


def test_another_model_brings_scenes_to_what_it_can() -> None:
    """S1, M1: six seconds become four where a model has 4, 8 and 12: of two as near the shorter."""
    changed = editing.patch(film(), {"model": "openai-videos/sora-2"}, now=LATER)
    assert changed.model == "openai-videos/sora-2"
    assert [scene.duration for scene in changed.scenes] == [8, 8, 4]


def test_a_scene_that_is_not_there_is_not_found() -> None:
    """S1: edit and remove say which scene."""
    with pytest.raises(NoSuchScene) as refused:
        editing.edit_scene(film(), "fort", {"action": "x"}, now=LATER)
    assert (refused.value.status, refused.value.details) == (404, {"scene_id": "fort"})
    with pytest.raises(NoSuchScene):
        editing.remove_scene(film(), "fort", now=LATER)


def test_a_scene_cannot_take_the_id_of_another() -> None:
    """S1: ids are stable and unique."""
    board = editing.add_scene(film(), {"action": "wartet"}, scene_id="neu1", now=LATER)
    with pytest.raises(SceneIdTaken):
        editing.add_scene(board, {"action": "geht"}, scene_id="neu1", now=LATER)
    assert editing.add_scene(board, {"action": "wartet"}, scene_id="neu1", now=LATER) is board


def test_a_storyboard_has_at_most_fifty_scenes() -> None:
    """S1: limits as data."""
    board = film(scenes=[{"action": "x"}] * 50)
    with pytest.raises(TooManyScenes) as refused:
        editing.add_scene(board, {}, scene_id="eine-mehr", now=LATER)
    assert refused.value.details == {"limit": 50}
    with pytest.raises(NotAStoryboard) as whole:
        film(scenes=[{"action": "x"}] * 51)
    assert [each.where["path"] for each in whole.value.problems] == ["scenes"]
    with pytest.raises(TooManyScenes):
        editing.add_scene(film(), {}, scene_id="vierte", now=LATER, limits=Limits(scenes=3))


def test_a_storyboard_stays_far_below_what_a_document_can_hold() -> None:
    """S1: fifty scenes full of long texts are refused in words, not by the database."""
    full: dict[str, Any] = {"own_text": "漢" * 4000}
    with pytest.raises(StoryboardTooLarge) as refused:
        film(scenes=[full] * 50)
    told = refused.value.body("de", "r")
    assert refused.value.status == 422
    assert "262144 Bytes" in told["message"]


def test_what_is_wrong_with_a_change_is_told_by_field_all_at_once() -> None:
    """S1: nothing is taken of a change that is wrong in places."""
    with pytest.raises(NotAStoryboard) as refused:
        editing.edit_scene(film(), "strand", {"duration": 5, "camera": 7, "colour": "red", "video": None}, now=LATER)
    told = refused.value.body("en", "r")["details"]["problems"]
    assert {row["path"]: row["problem"] for row in told} == {
        "duration": "must be 4, 6 or 8",
        "camera": "must be a text",
        "colour": "is not known here",
        "video": "is not known here",
    }


def test_every_template_is_a_scene_that_can_be_added() -> None:
    """S2: in both languages."""
    for template in templates().values():
        for language in ("de", "en"):
            board = editing.add_scene(film(), template.scene(language), scene_id="vorlage", now=LATER)
            assert board.scenes[-1].action
            assert json.dumps(template.scene(language))
