"""Which links can be opened."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.platform.errors import NotFound
from shared.platform.firestore.documents import Document
from shared.shares.model import Share, new_token, own, read
from tests.fixtures.fakes import NOON

SHARE = Share(new_token(), "ada", "video", "0" * 24, download=False, created_at=NOON)
SECOND = timedelta(seconds=1)


def test_a_link_is_open_until_its_end_or_until_its_owner_ends_it() -> None:
    """V14: one without an end for as long as that is; at its end it is over."""
    for ends_at, revoked_at, now, is_open in (
        (None, None, NOON + timedelta(days=3650), True),
        (NOON, None, NOON - SECOND, True),
        (NOON, None, NOON, False),
        (None, NOON - SECOND, NOON, False),
        (NOON + SECOND, NOON - SECOND, NOON, False),
    ):
        assert replace(SHARE, ends_at=ends_at, revoked_at=revoked_at).is_open(now) is is_open


def test_what_is_over_or_anothers_does_not_exist() -> None:
    """V14: also as long as Firestore has not deleted it yet."""
    document = Document(SHARE.path, replace(SHARE, expires_at=NOON).fields())
    assert read(document, NOON - SECOND) is not None
    assert read(document, NOON) is None
    assert own(document, "ada", NOON - SECOND).id == SHARE.id
    for user, now in (("ada", NOON), ("bob", NOON - SECOND)):
        with pytest.raises(NotFound):
            own(document, user, now)
