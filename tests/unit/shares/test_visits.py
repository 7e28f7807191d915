"""What visitors are let do, beside what the flows show."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote_plus

import pytest

from shared.shares import passes, visits
from shared.shares.model import Share, new_token
from shared.shares.reads import Shared, Work
from shared.shares.visits import Visitor
from tests.fixtures.fakes import NOON


def test_tries_of_a_password_are_counted_for_each_link(monkeypatch: pytest.MonkeyPatch) -> None:
    """V14: ten a minute, right or wrong, whoever tries; then the right one has to wait as well."""
    shares = [
        Share(new_token(), "ada", "video", "0" * 24, download=False, created_at=NOON, password=passes.kept("open sesame"))
        for _ in range(2)
    ]
    work = Work("users/ada/videos/fox.mp4", None, 2.0, 320, 180)
    monkeypatch.setattr(visits, "look", lambda token, _now: next(Shared(each, work) for each in shares if each.id == token))

    def typed(share: Share, password: str, seconds: int = 0) -> int:
        visitor = Visitor(share.id, "en", NOON + timedelta(seconds=seconds), head=True)
        return visits.try_password(visitor, f"password={quote_plus(password)}".encode()).status

    assert [typed(shares[0], "open simsim") for _ in range(passes.ATTEMPTS)] == [403] * passes.ATTEMPTS
    assert typed(shares[0], "open sesame") == 429
    assert typed(shares[1], "open sesame") == 200
    assert typed(shares[0], "open sesame", seconds=61) == 200
