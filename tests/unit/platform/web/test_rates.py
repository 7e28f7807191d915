from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.platform.web.rates import Pace, RateLimited
from tests.fixtures.fakes import NOON, FakeClock


def passed(pace: Pace, user_id: str, times: int, clock: FakeClock) -> int:
    """How many of so many calls at this moment were let through."""
    good = 0
    for _ in range(times):
        try:
            pace.take(user_id, clock.now())
            good += 1
        except RateLimited:
            pass
    return good


@pytest.mark.parametrize("limit", [1, 7, 60, 100, 500])
def test_exactly_the_limit_passes_at_once_and_then_what_grows_back(limit: int) -> None:
    """L1: within one instance the limit is exact, for each user alone."""
    clock, pace = FakeClock(), Pace(lambda: limit)
    pace.take("ada", NOON)
    clock.move(120)  # the call before anything was known of the limit is forgiven
    assert passed(pace, "ada", 2 * limit, clock) == limit
    clock.move(30)
    assert passed(pace, "ada", 2 * limit, clock) == limit // 2
    clock.move(60)
    assert passed(pace, "ada", 2 * limit, clock) == limit
    assert passed(pace, "bob", 1, clock) == 1


def test_a_refusal_says_limit_rest_and_when_to_come_back() -> None:
    """L1: limit, remaining and reset_s in the details, Retry-After beside them."""
    clock, pace = FakeClock(), Pace(lambda: 100)
    assert passed(pace, "ada", 100, clock) == 100
    with pytest.raises(RateLimited) as refused:
        pace.take("ada", clock.now())
    assert (refused.value.status, refused.value.code) == (429, "RATE_LIMITED")
    assert refused.value.details == {"limit": 100, "remaining": 0, "reset_s": 1}
    left = {"RateLimit": '"calls";r=0;t=1', "RateLimit-Policy": '"calls";q=100;w=60'}
    assert refused.value.headers == {"Retry-After": "1", **left}
    clock.move(1)
    pace.take("ada", clock.now())


def test_what_is_left_goes_down_with_each_call_and_comes_back_with_time() -> None:
    """L1: as many calls as are said to be left pass at once, and not one more."""
    clock, pace = FakeClock(), Pace(lambda: 60)
    assert pace.left("ada", NOON) is None
    assert passed(pace, "ada", 11, clock) == 11
    clock.move(30)  # the first call counted by a hundred a minute
    passed(pace, "ada", 41, clock)
    left = pace.left("ada", clock.now())
    assert left is not None
    assert (left.calls, left.full_in_s) == (19, 41)
    assert passed(pace, "ada", 60, clock) == left.calls
    clock.move(10)
    grown = pace.left("ada", clock.now())
    assert grown is not None
    assert grown.headers == {"RateLimit": '"calls";r=10;t=50', "RateLimit-Policy": '"calls";q=60;w=60'}


def test_the_first_call_of_a_user_asks_nobody_for_the_limit() -> None:
    """Q1: a cold start does not pay for reading the configuration."""
    asked = list[int]()
    pace = Pace(lambda: asked.append(1) or 100)
    pace.take("ada", NOON)
    pace.take("bob", NOON)
    assert asked == []
    pace.take("ada", NOON)
    assert asked == [1]


def test_no_more_users_are_remembered_than_there_is_room_for() -> None:
    """L1: memory stays bounded; who was quiet longest starts afresh, who calls on does not."""
    clock, pace = FakeClock(), Pace(lambda: 2, remembered=3)
    assert passed(pace, "ada", 3, clock) == 2
    for n in range(2):
        pace.take(f"u{n}", clock.now())
    assert passed(pace, "ada", 1, clock) == 0
    for n in range(2, 5):
        pace.take(f"u{n}", clock.now())
    assert passed(pace, "ada", 3, clock) == 2


def test_threads_of_one_instance_share_the_limit() -> None:
    """L1: simultaneous calls are not counted as one."""
    clock, pace = FakeClock(), Pace(lambda: 50)
    with ThreadPoolExecutor(8) as crowd:
        counts = crowd.map(lambda _: passed(pace, "ada", 25, clock), range(8))
    assert sum(counts) == 50


def test_what_counts_as_many_lets_the_next_wait_a_minute_at_most() -> None:
    """L1: the dearest call waits for the room of one, so it is never refused for ever."""
    for limit in (1, 5, 10, 100):
        clock, pace = FakeClock(), Pace(lambda limit=limit: limit)
        pace.take("ada", NOON)
        clock.move(120)
        assert passed(pace, "ada", limit, clock) == limit
        pace.count("ada", 9)
        with pytest.raises(RateLimited) as refused:
            pace.take("ada", clock.now())
        clock.move(refused.value.details["reset_s"])
        assert refused.value.details["reset_s"] <= 60
        assert passed(pace, "ada", 2, clock) == 1


def test_a_first_call_counts_for_as_many_once_the_limit_is_known() -> None:
    """L1: what was dear takes no more of a high limit than its share; of a low one a minute at most."""
    for limit, left in ((1000, 990), (20, 10), (1, 0)):
        clock, pace = FakeClock(), Pace(lambda limit=limit: limit)
        pace.take("ada", NOON)
        pace.count("ada", 9)
        assert passed(pace, "ada", 2 * limit, clock) == left
        clock.move(60)
        assert passed(pace, "ada", 1, clock) == 1


def test_what_is_given_back_can_be_had_again() -> None:
    """L1: whoever was admitted has used up nothing; of somebody who is not remembered nothing is."""
    clock, pace = FakeClock(), Pace(lambda: 100)
    for _ in range(1000):
        pace.take("ada", NOON)
        pace.count("ada", 9)
        pace.count("ada", -10)
    assert passed(pace, "ada", 200, clock) == 100
    pace.count("bob", -10)
    pace.count("bob", 10)
    assert passed(pace, "bob", 200, clock) == 100


def test_a_clock_that_was_an_hour_ahead_locks_nobody_out() -> None:
    """L1: what was counted by it counts as a busy minute, once it is put back."""
    clock, pace = FakeClock(), Pace(lambda: 10)
    clock.move(3600)
    assert passed(pace, "ada", 20, clock) == 10
    clock.move(-3600)
    assert passed(pace, "ada", 20, clock) == 1
    clock.move(60)
    assert passed(pace, "ada", 20, clock) == 10
