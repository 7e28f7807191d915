"""The rules by themselves: pauses, limits, pace, codes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from standins.tasks.outcome import Answer, Rpc, rpc_of
from standins.tasks.pace import Pace, RateLimits
from standins.tasks.retry import RetryRule

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def test_pauses_double_then_grow_by_the_last_step_then_stay() -> None:
    """M5: the documented example."""
    rule = RetryRule(min_backoff=seconds(10), max_backoff=seconds(300), max_doublings=3)
    assert [rule.backoff(retry).total_seconds() for retry in range(9)] == [10, 20, 40, 80, 160, 240, 300, 300, 300]


@pytest.mark.parametrize(("doublings", "pauses"), [(0, [10, 20, 30]), (1, [10, 20, 40, 60]), (100, [10, 20, 40, 80, 160])])
def test_doublings_end_where_they_are_told_to(doublings: int, pauses: list[int]) -> None:
    """M5: none at all is linear from the start; many never overflow."""
    rule = RetryRule(min_backoff=seconds(10), max_backoff=seconds(3600), max_doublings=doublings)
    assert [rule.backoff(retry).total_seconds() for retry in range(len(pauses))] == pauses
    assert rule.backoff(10_000) == seconds(3600)


@pytest.mark.parametrize(
    ("attempts", "duration", "tried", "age", "over"),
    [
        (3, 0, 2, 9999, False),
        (3, 0, 3, 0, True),
        (3, 60, 3, 59, False),
        (3, 60, 2, 60, False),
        (3, 60, 3, 60, True),
        (-1, 60, 1, 60, True),
        (-1, 60, 9999, 59, False),
        (-1, 0, 9999, 10**9, False),
    ],
)
def test_a_task_ends_when_every_limit_that_is_set_is_reached(
    attempts: int, duration: int, tried: int, age: int, over: bool
) -> None:
    """M5: max_attempts and max_retry_duration."""
    rule = RetryRule(max_attempts=attempts, max_duration=seconds(duration))
    assert rule.exhausted(tried, seconds(age)) is over


def taken(pace: Pace, now: datetime) -> int:
    count = 0
    while pace.take(now):
        count += 1
    return count


def test_a_bucket_fills_at_its_rate_and_no_further_than_its_size() -> None:
    """M7: token bucket."""
    pace = Pace(RateLimits(per_second=2, burst=5), NOW)
    assert taken(pace, NOW) == 5
    assert taken(pace, NOW + seconds(0.4)) == 0
    assert taken(pace, NOW + seconds(1)) == 2
    assert taken(pace, NOW + seconds(1000)) == 5


def test_a_clock_that_goes_back_fills_nothing_and_breaks_nothing() -> None:
    """M7: time can be moved either way."""
    pace = Pace(RateLimits(per_second=1, burst=1), NOW)
    assert taken(pace, NOW) == 1
    assert taken(pace, NOW - seconds(100)) == 0
    assert taken(pace, NOW - seconds(99)) == 1


@pytest.mark.parametrize(("rate", "burst"), [(500, 100), (100, 20), (1, 10), (0.01, 10)])
def test_the_service_chooses_the_burst(rate: float, burst: int) -> None:
    """M7: as the real service reports it."""
    assert RateLimits(per_second=rate).bucket == burst


def test_overload_halves_the_rate_once_a_second_and_quiet_doubles_it_again() -> None:
    """M7: never below a sixteenth."""
    pace = Pace(RateLimits(per_second=160), NOW)
    pace.slow_down(NOW, None)
    pace.slow_down(NOW + seconds(0.5), None)
    assert pace.rate(NOW + seconds(0.5)) == 80
    for second in range(1, 20):
        pace.slow_down(NOW + seconds(second), None)
    assert pace.rate(NOW + seconds(19)) == 10
    assert [pace.rate(NOW + seconds(19 + quiet)) for quiet in (5, 10, 15, 20, 1000)] == [20, 40, 80, 160, 160]


@pytest.mark.parametrize(
    ("status", "code"),
    [(200, 0), (299, 0), (302, 2), (400, 3), (404, 5), (403, 7), (409, 10), (418, 9), (429, 8), (500, 13), (503, 14), (504, 4)],
)
def test_http_answers_have_a_google_rpc_code(status: int, code: int) -> None:
    """M5: response_status."""
    assert rpc_of(status) == code
    assert Answer.of(status).good is (code == Rpc.OK)


@pytest.mark.parametrize(
    ("said", "wait"),
    [("120", 120), ("Sat, 21 Nov 2026 00:02:00 GMT", 120), ("Fri, 20 Nov 2026 00:00:00 GMT", 0), ("soon", None), ("", None)],
)
def test_retry_after_is_seconds_or_a_date(said: str, wait: int | None) -> None:
    """M7: what cannot be read is ignored."""
    assert Answer.of(503, said).asked_to_wait(NOW) == (None if wait is None else seconds(wait))
