"""What a key brought before, as it is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shared.platform.firestore import idempotency
from shared.platform.firestore.documents import Create, Document

NOW = datetime(2026, 1, 2, 3, 4, 5, 6789, tzinfo=UTC)
MADE = {"ids": ["a", "b"], "place": 3}


def kept(digest: str = "same") -> Document:
    written = idempotency.remember(Document("idempotency/x", None), "ada", digest, MADE, NOW, timedelta(days=2))
    assert isinstance(written, Create)
    return Document("idempotency/x", written.fields)


def test_what_was_made_is_told_again_for_two_days() -> None:
    """V2: its ids; a record past its time counts for nothing."""
    assert idempotency.made_before(kept(), "same", NOW) == MADE
    assert idempotency.made_before(kept(), "same", NOW + timedelta(days=2)) is None


def test_another_wish_with_the_same_key_is_refused() -> None:
    """V2: whatever it was about."""
    with pytest.raises(idempotency.KeyReused):
        idempotency.made_before(kept("another"), "same", NOW)


def test_a_record_of_an_earlier_release_is_understood() -> None:
    """V2: it kept the whole answer, with its times in a form of their own."""
    record = {
        **(kept().fields or {}),
        "answer": '{"ids":["a"],"jobs":[{"id":"a","at":{"$time":"2026-01-02T03:04:05"}}],"place":null}',
    }
    assert (idempotency.made_before(Document("idempotency/x", record), "same", NOW) or {})["ids"] == ["a"]
