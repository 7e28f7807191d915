"""The sections in force, and whom they let in."""

from __future__ import annotations

import secrets

from shared.config.sections import share_of


def test_a_users_share_is_the_same_each_time_and_all_shares_are_alike() -> None:
    """X1: ten of a hundred are the same ten in an hour, and among the fifty that come after."""
    assert share_of("ada") == share_of("ada")
    shares = [share_of(secrets.token_hex(14)) for _ in range(10_000)]
    assert set(shares) <= set(range(100))
    assert 800 < sum(share < 10 for share in shares) < 1_200
