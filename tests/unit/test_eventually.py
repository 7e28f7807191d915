from __future__ import annotations

from collections.abc import Iterator

import pytest

from standins.testing import eventually


def seen(*values: object) -> Iterator[object]:
    yield from values
    while True:
        yield 0


def test_what_is_seen_at_last_is_the_answer() -> None:
    """Q1: a test goes on with what it waited for, without a second look."""
    looks = seen(None, False, "here", "later")
    assert eventually(lambda: next(looks)) == "here"


def test_what_is_never_seen_fails_and_says_what_was_seen_instead() -> None:
    """Q1: no waiting ends in silence; a look that nobody asserts is an assertion all the same."""
    with pytest.raises(AssertionError, match=r"not within 0 s: a rainbow; last seen: 0"):
        eventually(lambda: next(seen()), "a rainbow", seconds=0)


def test_the_word_on_a_failure_is_asked_for_only_then() -> None:
    """Q1: documents that explain a failure are read when it has happened."""
    asked: list[str] = []
    assert eventually(lambda: "here", lambda: asked.append("read"), seconds=0) == "here"
    assert asked == []
    with pytest.raises(AssertionError, match="state is queued"):
        eventually(lambda: None, lambda: "state is queued", seconds=0)
