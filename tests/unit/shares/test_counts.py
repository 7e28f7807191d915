"""What is told twice in an instance."""

from __future__ import annotations

from shared.shares.counts import Once


def test_what_was_told_is_remembered_as_long_as_there_is_room() -> None:
    """V14: a seek is no second play; a crowd of pages takes no more memory than was given."""
    once = Once(remembered=2)
    assert [once.first(each) for each in ("a", "a", "b", "c", "b", "a")] == [True, False, True, True, False, True]
