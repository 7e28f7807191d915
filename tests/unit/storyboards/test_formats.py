from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.platform.errors import TooLarge
from shared.storyboards import composing, editing
from shared.storyboards.errors import NotAStoryboard, NotReadable
from shared.storyboards.formats import FORMAT, Imported, export, import_file
from shared.storyboards.model import Storyboard
from tests.unit.storyboards.stories import LATER, NOW, STORIES, film


def read(given: Any) -> Imported:
    return import_file(json.dumps(given).encode())


def made(given: Any) -> Storyboard:
    (content,) = read(given).storyboards
    return editing.create(content, storyboard_id="board", user_id="anna", now=NOW)


def problems(given: Any) -> dict[str, str]:
    with pytest.raises(NotAStoryboard) as refused:
        read(given)
    told = refused.value.body("en", "r")
    assert refused.value.body("de", "r")["details"]["count"] == len(told["details"]["problems"])
    return {row["path"]: row["problem"] for row in told["details"]["problems"]}


@settings(max_examples=100, deadline=None)
@given(STORIES)
def test_what_is_exported_comes_in_as_the_same(story: dict[str, Any]) -> None:
    """S1: export → import → the same words, order and tag."""
    board = editing.create(story, storyboard_id="board", user_id="anna", now=NOW)
    file = json.dumps(export(board), ensure_ascii=False).encode()
    (content,) = import_file(file).storyboards
    again = editing.create(content, storyboard_id="board", user_id="anna", now=NOW)
    assert again == board
    assert json.dumps(export(again), ensure_ascii=False).encode() == file


def test_an_export_says_nothing_of_its_owner_and_of_what_was_shot() -> None:
    """S1: it can be given to somebody else."""
    board = composing.with_videos(film(), {"strand": "job-1"})
    shown = export(board)
    assert shown["format"] == FORMAT
    assert not {"id", "user_id", "version", "created_at", "updated_at"} & set(shown)
    assert "job-1" not in json.dumps(shown)


def test_everything_that_is_wrong_is_told_at_once_by_its_path() -> None:
    """S1: clear errors by path."""
    file = export(film())
    file["scenes"].append({"duration": 5, "colour": "red"})
    file["scenes"][0]["subject"] = "x" * 1001
    file["scenes"][1]["id"] = "strand"
    file["scenes"][2] = "a scene"
    file["character"]["tag"] = "character:Anna"
    file["name"] = " "
    file["aspect_ratio"] = "4:3"
    file["model"] = "veo-9"
    file["owner"] = "me"
    assert problems(file) == {
        "scenes[3].duration": "must be 4, 6 or 8",
        "scenes[3].colour": "is not known here",
        "scenes[0].subject": "may have at most 1000 characters, has 1001",
        "scenes[1].id": "stands at scenes[0].id already",
        "scenes[2]": "must be an object",
        "character.tag": "must look like character:anna_id:0f3a9c1e",
        "name": "must contain words",
        "aspect_ratio": "must be 16:9, 9:16 or 1:1",
        "model": "is no model of the catalog",
        "owner": "is not known here",
    }


def test_a_refusal_speaks_german_too() -> None:
    """S1: message and problems in the caller's language."""
    with pytest.raises(NotAStoryboard) as refused:
        read({"format": FORMAT, "name": "x", "scenes": [{}, {}, {}, {"duration": 5}]})
    told = refused.value.body("de", "r")
    assert (refused.value.status, told["error"]) == (422, "INVALID_STORYBOARD")
    assert told["message"] == "Das Storyboard wurde nicht angenommen. scenes[3].duration: muss 4, 6 oder 8 sein"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"{} {}", "not_json"),
        (b"\xff\xfe{\x00}\x00", "not_utf8"),
        (b'{"scenes": NaN}', "bad_number"),
        (b'{"scenes": ' + b"9" * 5000 + b"}", "bad_number"),
        (b"[" * 100_000, "too_deep"),
        (b'{"format": "rushes.storyboard/2"}', "format"),
        (b'{"format": "pdf"}', "format"),
        (b'{"format": 1}', "format"),
        (b"[]", "nothing_found"),
        (b"7", "nothing_found"),
        (b'{"name": "x"}', "nothing_found"),
    ],
)
def test_a_file_that_is_no_storyboard_is_refused_in_words(raw: bytes, code: str) -> None:
    """S1: never a 500."""
    with pytest.raises(NotReadable) as refused:
        import_file(raw)
    assert [each.code for each in refused.value.problems] == [code]
    for language in ("de", "en"):
        told = refused.value.body(language, "r")
        assert "{" not in told["message"].replace("column", "")


def test_half_a_letter_is_refused_and_not_kept() -> None:
    """S1: what no database can hold does not come in, in values or in names."""
    told = problems({"format": FORMAT, "name": "a\ud800", "\udc00x": 1, "scenes": []})
    assert told == {"name": "is not valid Unicode", "?x": "is not known here"}


def test_a_file_has_a_size() -> None:
    """S1: at most a megabyte."""
    with pytest.raises(TooLarge):
        import_file(b" " * (1024 * 1024 + 1))


def test_many_problems_are_counted_and_the_first_hundred_told() -> None:
    """S1: an answer stays readable."""
    with pytest.raises(NotAStoryboard) as refused:
        read({"format": FORMAT, "name": "x", **{f"field{number}": 1 for number in range(500)}})
    details = refused.value.body("en", "r")["details"]
    assert (details["count"], len(details["problems"])) == (500, 100)


def test_a_second_import_is_another_storyboard() -> None:
    """S1: the scenes keep their ids, the storyboard has its own."""
    (content,) = read(export(film())).storyboards
    other = editing.create(content, storyboard_id="zwei", user_id="bea", now=LATER)
    assert (other.id, other.user_id, other.created_at, other.version) == ("zwei", "bea", LATER, 1)
    assert other.character == film().character


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(max_size=10)
            | st.sampled_from(["scenes", "character", "characters", "name", "duration", "dialogue", "storyboards", "tag", "id"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None)
@given(JSON, st.booleans())
def test_whatever_is_sent_is_taken_or_refused_in_words(given: Any, ours: bool) -> None:
    """S1: no file ends in anything but a storyboard or a refusal."""
    if ours and isinstance(given, dict):
        given["format"] = FORMAT
    try:
        found = read(given).storyboards
    except (NotAStoryboard, NotReadable) as refused:
        told = refused.body("de", "r")["details"]["problems"]
    else:
        told = [editing.create(content, storyboard_id="b", user_id="u", now=NOW) for content in found]
    assert told
