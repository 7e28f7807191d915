from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.storyboards import editing
from shared.storyboards.model import TAG, Video, new_tag, read, slug
from tests.unit.storyboards.stories import LATER, NOW, STORIES, film


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Anna", "anna"),
        ("Jörg Müßig", "joerg-muessig"),
        ("ÄÖÜ ẞ", "aeoeue-ss"),
        ("Jo\u0308rg", "joerg"),  # the same umlaut, written as two characters
        ("  Zoë -- O'Neill!  ", "zoe-o-neill"),
        ("Søren Ångström", "soeren-aangstroem"),
        ("李小龙", "unnamed"),
        ("x" * 100, "x" * 32),
    ],
)
def test_a_slug_spells_umlauts_as_two_letters(name: str, expected: str) -> None:
    """S1: character:<slug>_id:<8 hex>."""
    assert slug(name) == expected
    assert re.fullmatch(TAG, new_tag(name, "board", 1))


def test_a_character_keeps_its_tag_when_it_is_renamed() -> None:
    """S1: the tag is stable."""
    board = film()
    renamed = editing.patch(board, {"character": {"name": "Änne", "age": "35"}}, now=LATER)
    assert board.character
    assert renamed.character
    assert board.character.tag.startswith("character:anna_id:")
    assert (renamed.character.tag, renamed.character.name) == (board.character.tag, "Änne")
    assert renamed.character.look == board.character.look


def test_a_new_character_of_the_same_name_is_somebody_else() -> None:
    """S1: removed and written anew, it gets a tag of its own; with a tag given it is that one again."""
    board = film()
    assert board.character
    alone = editing.patch(board, {"character": None}, now=LATER)
    another = editing.patch(alone, {"character": {"name": "Anna"}}, now=LATER)
    again = editing.patch(alone, {"character": {"name": "Anna", "tag": board.character.tag}}, now=LATER)
    assert alone.character is None
    assert another.character
    assert another.character.tag != board.character.tag
    assert again.character
    assert again.character.tag == board.character.tag


@settings(max_examples=60, deadline=None)
@given(STORIES)
def test_what_is_stored_is_read_back_as_it_was(story: dict[str, object]) -> None:
    """S1: to a document and back."""
    board = editing.create(story, storyboard_id="b", user_id="u", now=NOW)
    stored = board.fields()
    assert "id" not in stored
    assert read("b", {**stored, "commit_token": "x"}) == board


def test_a_document_of_an_earlier_release_gets_the_defaults() -> None:
    """S1: what is missing has its default, videos come back as they were."""
    old = {
        "user_id": "u",
        "name": "n",
        "created_at": NOW,
        "updated_at": NOW,
        "scenes": [{"id": "s", "video": {"job_id": "j", "digest": "d"}}],
    }
    board = read("b", old)
    assert (board.version, board.scenes[0].duration, board.scenes[0].video) == (1, 8, Video("j", "d"))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_every_name_gives_a_tag_of_the_promised_form(name: str) -> None:
    """S1: whatever letters it has."""
    assert re.fullmatch(TAG, new_tag(name, "board", 1))
