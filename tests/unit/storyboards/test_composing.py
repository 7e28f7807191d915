from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.catalog import reads as catalog_reads
from shared.catalog.pricing import offer
from shared.catalog.reads import Availability
from shared.catalog.wish import Wish
from shared.storyboards import composing, editing
from shared.storyboards.composing import compose, compose_scene, digest, limit_of
from shared.storyboards.model import Character, Scene, Storyboard
from shared.storyboards.presets import presets
from tests.unit.storyboards.stories import ANNA, LATER, NOW, STORIES, film

GOLDEN = Path(__file__).parent / "golden"
TAG = "character:anna_id:0f3a9c1e"
HERO = Character(TAG, ANNA["name"], ANNA["age"], ANNA["look"], ANNA["clothing"], ANNA["voice"])
ANN = Character(TAG, "Ann", "in her thirties", "red curls, freckles", "yellow raincoat", "calm, deep")
LAMP = Scene(
    "s", subject="die große Lampe", action="entzündet sie", setting="Leuchtturm", dialogue="Licht an!", light="neon_night"
)
DOOR = Scene("s", action="opens the door", setting="a lighthouse", dialogue='He said "run".', camera="pov", sound="wind")

CASES: dict[str, tuple[Scene, Character | None, str | None, str, int]] = {
    "everything_de": (LAMP, HERO, "cinematic", "de", 4096),
    "everything_en": (DOOR, ANN, "noir", "en", 4096),
    "without_character_de": (dataclasses.replace(LAMP, with_character=False), HERO, "nature", "de", 4096),
    "without_preset_en": (DOOR, None, None, "en", 4096),
    "continued_en": (dataclasses.replace(DOOR, continue_from_previous=True, dialogue=""), ANN, "anime", "en", 4096),
    "tight_de": (
        dataclasses.replace(LAMP, setting="im obersten Stockwerk des Leuchtturms, hinter salzblinden Scheiben"),
        HERO,
        "cinematic",
        "de",
        500,
    ),
    "shortened_en": (
        dataclasses.replace(DOOR, action="walks on and on " * 31, subject="a very long road " * 29),
        ANN,
        "noir",
        "en",
        600,
    ),
    "own_text_de": (dataclasses.replace(LAMP, own_text="Nur das hier.\nUnd das."), HERO, "cinematic", "de", 4096),
    "only_a_preset_de": (Scene("s"), None, "fairy_tale", "de", 4096),
}


@pytest.mark.parametrize("case", CASES)
def test_a_scene_is_composed_word_for_word(case: str) -> None:
    """S2: the same character, scene, preset and language give the text of the golden file."""
    assert compose(*CASES[case]).text + "\n" == (GOLDEN / f"{case}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("key", sorted(presets()))
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_preset_is_heard_in_the_text(key: str, language: str) -> None:
    """S2: camera, light, style, sound and mood of the preset stand where the scene says nothing."""
    composed = compose(Scene("s", action="runs"), HERO, key, language, 4096)
    for text in presets()[key].fragments.values():
        assert getattr(text, language) in composed.text
    assert TAG in composed.text


def test_what_the_scene_says_goes_before_the_preset() -> None:
    """S2: own camera, light, mood and sound replace the preset's; style stays the preset's."""
    style = presets()["noir"].fragments["style"].de
    own = Scene("s", action="x", camera="Zoom", light="Kerze", mood="albern", sound="Uhr")
    text = compose(own, None, "noir", "de", 4096).text
    assert text == f"Kamera: Zoom. Handlung: x. Licht: Kerze. Stil: {style}. Stimmung: albern. Ton: Uhr."


def test_a_persons_own_text_wins() -> None:
    """S2: untouched, and marked as own."""
    own = dataclasses.replace(LAMP, own_text="  Mein Text ")
    composed = compose(own, HERO, "cinematic", "de", 4096)
    assert (composed.text, composed.own, composed.left_out) == ("  Mein Text ", True, ())


def test_braces_in_words_are_only_words() -> None:
    """S2: nothing that somebody writes is a placeholder."""
    text = compose(
        Scene("s", action="{} {name} {0}", dialogue="{}"), dataclasses.replace(HERO, name="{tag}"), None, "en", 4096
    ).text
    assert "Action: {} {name} {0}." in text
    assert '{tag} says in English: "{}".' in text


def test_what_matters_least_is_left_out_first() -> None:
    """S2: a prompt that is too long loses hints before it loses the story."""
    composed = compose(*CASES["tight_de"])
    assert composed.left_out[:3] == ("clean", "age", "voice")
    assert not composed.shortened
    assert "entzündet sie" in composed.text


_LONG = st.text(alphabet='abc äöü.;!„“"…', max_size=500)


@settings(max_examples=80, deadline=None)
@given(
    st.builds(
        Scene, id=st.just("s"), **dict.fromkeys(("subject", "action", "setting", "camera", "light", "sound", "dialogue"), _LONG)
    ),
    st.builds(Character, tag=st.just(TAG), name=st.text(min_size=1, max_size=60), look=_LONG, clothing=_LONG, voice=_LONG),
    st.sampled_from(["de", "en"]),
    st.integers(500, 4096),
)
def test_a_prompt_never_exceeds_the_limit_and_never_loses_the_tag(
    scene: Scene, character: Character, language: str, limit: int
) -> None:
    """S2: whatever was written."""
    composed = compose(scene, character, "cinematic", language, limit)
    assert len(composed.text) <= limit
    assert TAG in composed.text
    assert compose(scene, character, "cinematic", language, limit) == composed


@pytest.mark.parametrize("model", [catalog_reads.key(row) for row in catalog_reads.rows()])
def test_the_longest_prompt_is_one_that_the_model_takes(model: str) -> None:
    """S2, M1: the limit here is the limit of the offer."""
    today = date(2026, 1, 1)
    row = catalog_reads.row(model)
    if catalog_reads.availability(row, today) is Availability.RETIRED:
        pytest.skip("retired on that day")
    prompt = "x" * limit_of(model)
    wish = Wish(model, prompt, row["seconds"][-1], row["aspect_ratios"][0], row["resolutions"][0], row["audio"] != "never")
    assert offer(wish, today, {}).credits >= 0


CHANGES: dict[str, Callable[[Storyboard], Storyboard]] = {
    "another action": lambda board: editing.edit_scene(board, "treppe", {"action": "fällt"}, now=LATER),
    "another duration": lambda board: editing.edit_scene(board, "treppe", {"duration": 4}, now=LATER),
    "a first frame": lambda board: editing.edit_scene(board, "treppe", {"first_frame": "bild1"}, now=LATER),
    "an own text": lambda board: editing.edit_scene(board, "treppe", {"own_text": "anders"}, now=LATER),
    "the character's coat": lambda board: editing.patch(board, {"character": {"clothing": "blau"}}, now=LATER),
    "another preset": lambda board: editing.patch(board, {"preset": "noir"}, now=LATER),
    "another language": lambda board: editing.patch(board, {"language": "en"}, now=LATER),
    "another resolution": lambda board: editing.patch(board, {"resolution": "1080p"}, now=LATER),
    "no sound": lambda board: editing.patch(board, {"audio": False}, now=LATER),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_scene_that_changed_after_its_video_is_stale(change: str) -> None:
    """S3: whatever the video was shot from."""
    shot = composing.with_videos(film(), {"treppe": "job1"})
    assert not composing.stale(shot, 1)
    assert shot.version == 1
    assert composing.stale(CHANGES[change](shot), 1)


def test_what_a_video_does_not_show_makes_nothing_stale() -> None:
    """S3: titles, transitions, other scenes, the name, and words below an own text."""
    own = editing.edit_scene(film(), "treppe", {"own_text": "So."}, now=LATER)
    shot = composing.with_videos(own, {"treppe": "job1"})
    for changed in (
        editing.edit_scene(shot, "treppe", {"title": "T", "transition": "crossfade", "crossfade_seconds": 1}, now=LATER),
        editing.edit_scene(shot, "treppe", {"action": "verdeckt"}, now=LATER),
        editing.patch(shot, {"name": "Anders", "preset": "noir"}, now=LATER),
        editing.remove_scene(editing.reorder(shot, ["lampe", "treppe", "strand"], now=LATER), "strand", now=LATER),
    ):
        assert changed != shot
        assert not composing.stale(changed, changed.position("treppe") or 0)


def test_a_scene_without_the_character_does_not_mind_the_coat() -> None:
    """S3: a shot of the beach stays."""
    shot = composing.with_videos(film(), {"strand": "job1"})
    assert not composing.stale(CHANGES["the character's coat"](shot), 0)


def test_a_scene_that_continues_another_is_shot_again_with_it() -> None:
    """S3: its first frame is the last one of a video that is no longer the one before."""
    shot = composing.with_videos(film(), {"strand": "j1", "treppe": "j2", "lampe": "j3"})
    assert composing.to_shoot(shot) == []
    assert composing.to_shoot(editing.edit_scene(shot, "treppe", {"action": "fällt"}, now=LATER)) == [1, 2]
    assert composing.to_shoot(editing.edit_scene(shot, "strand", {"action": "Ebbe"}, now=LATER)) == [0]
    again = composing.with_videos(shot, {"treppe": "j4"})
    assert [composing.stale(again, place) for place in range(3)] == [False, False, True]
    assert composing.to_shoot(film()) == [0, 1, 2]


@settings(max_examples=50, deadline=None)
@given(STORIES.filter(lambda story: story.get("scenes")))
def test_a_digest_is_the_same_for_the_same_and_another_for_another(story: dict[str, Any]) -> None:
    """S3: stable across builds of the same board, and a change of the action always shows unless own words stand there."""
    board, same = (editing.create(story, storyboard_id="b", user_id="u", now=now) for now in (NOW, LATER))
    assert digest(board, 0) == digest(same, 0)
    other = dataclasses.replace(board.scenes[0], action=board.scenes[0].action + " und mehr")
    after = digest(dataclasses.replace(board, scenes=(other, *board.scenes[1:])), 0)
    assert (digest(board, 0) == after) is bool(other.own_text)
    assert compose_scene(board, 0) == compose_scene(same, 0)


def test_the_digest_of_a_known_scene_stays_what_it_is() -> None:
    """S3: a release that computed it otherwise would mark every video stale."""
    board = dataclasses.replace(film(), character=HERO, scenes=(LAMP,), model="vertex/veo-3.1-generate-001")
    assert digest(board, 0) == "d647f123def1957223178fcfc3f004b6210ab5071e29722292e6a102a2378e97"


def test_less_than_a_little_room_is_a_mistake_of_ours() -> None:
    """S2: no model reads so little."""
    with pytest.raises(ValueError, match="no prompt"):
        compose(Scene("s", action="x" * 400, subject="y " * 200), HERO, "noir", "en", 100)
