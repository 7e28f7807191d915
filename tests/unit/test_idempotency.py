"""What a key brought before, as it is kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shared.platform import idempotency
from shared.platform.documents import Create, Document

NOW = datetime(2026, 1, 2, 3, 4, 5, 6789, tzinfo=UTC)
ANSWER = {"ids": ["a"], "jobs": [{"id": "a", "at": NOW, "none": None, "share": 0.5, "deep": {"ended_at": NOW, "ä": "ß"}}]}


def kept(digest: str = "same") -> Document:
    written = idempotency.remember(Document("idempotency/x", None), "ada", digest, ANSWER, NOW)
    assert isinstance(written, Create)
    return Document("idempotency/x", written.fields)


def test_the_first_answer_comes_again_as_it_was_with_its_times() -> None:
    """V2: to the microsecond."""
    assert idempotency.first_answer(kept(), "same", NOW) == ANSWER


def test_another_wish_with_the_same_key_is_refused() -> None:
    """V2: whatever it was about."""
    with pytest.raises(idempotency.KeyReused):
        idempotency.first_answer(kept("another"), "same", NOW)


def test_what_cannot_be_told_again_is_not_kept() -> None:
    """V2: rather an error now than another answer later."""
    with pytest.raises(TypeError):
        idempotency.remember(Document("idempotency/x", None), "ada", "same", {"set": {1}}, NOW)
