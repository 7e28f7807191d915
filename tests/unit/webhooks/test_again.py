"""When what was not taken is sent again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shared.webhooks.again import BACKOFF, MOST_REST, at, rest_asked_for

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "words", "minutes"),
    [
        (429, "120", 2),
        (503, "Thu, 01 Jan 2026 12:05:00 GMT", 5),
        (503, "Thu, 01 Jan 2026 12:05:00 -0000", 5),
        (429, "Thu, 01 Jan 2026 13:05:00 +0100", 5),
        (429, "99999999999999999999", 360),
        (503, "Thu, 01 Jan 2099 12:00:00 GMT", 360),
        (429, "0", None),
        (429, "Thu, 01 Jan 2026 11:00:00 GMT", None),
        *((429, words, None) for words in ("", "-5", "1.5", "soon", "²", "Thu, 41 Jan 2026 99:00:00 GMT")),
        *((status, "120", None) for status in (500, 502, 410, 301)),
    ],
)
def test_an_endpoint_is_left_alone_as_long_as_it_asks_for(status: int, words: str, minutes: float | None) -> None:
    """W2: seconds or a date, six hours at most; other words and other answers ask for nothing."""
    wanted = None if minutes is None else NOW + timedelta(minutes=minutes)
    assert rest_asked_for(status, words, NOW) == wanted


def test_a_day_of_tries_has_its_distances_and_no_rest_shortens_them() -> None:
    """W2: what an endpoint asks for may only make it later."""
    assert sum(BACKOFF, timedelta()) <= timedelta(days=1, minutes=1)
    assert at(1, None, NOW) == at(1, NOW + timedelta(seconds=1), NOW) == NOW + BACKOFF[0]
    assert at(1, NOW + MOST_REST, NOW) == NOW + MOST_REST
    assert at(len(BACKOFF), None, NOW) is not None
    assert at(len(BACKOFF) + 1, NOW + MOST_REST, NOW) is None
