from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.accounts import limits
from shared.accounts.errors import DailyCapReached
from shared.accounts.ledger import Account, spend_today
from shared.config import sections
from shared.config.model import ConcurrencySection, CreditsSection, GuestsSection
from shared.platform.web.rates import Rate, RateLimited
from shared.videos.slots import SLOTS
from tests.fixtures.fakes import NOON, FakeClock

rates = st.integers(1, 1000)


SECOND = timedelta(seconds=1)


def taken(rate: Rate, due: datetime | None, at: datetime, skew: timedelta = timedelta(0)) -> tuple[datetime | None, bool]:
    try:
        return rate.take(due, at, skew), True
    except RateLimited:
        return due, False


@given(rates)
def test_after_a_quiet_minute_exactly_the_limit_may_come_at_once(limit: int) -> None:
    """L1: as many as the limit says, not one more or less, whatever it divides the minute into."""
    rate, due = Rate(limit), None
    for _ in range(limit):
        due = rate.take(due, NOON)
    with pytest.raises(RateLimited):
        rate.take(due, NOON)
    due = rate.take(due, NOON + timedelta(minutes=2))
    assert due == NOON + timedelta(minutes=2) + rate.interval


@given(rates, st.lists(st.integers(0, 90_000), min_size=1, max_size=150), st.sampled_from([0 * SECOND, SECOND]))
def test_no_stretch_of_time_sees_more_than_the_rate(limit: int, waits_ms: list[int], skew: timedelta) -> None:
    """L1: between any two admitted calls lie no more than a full minute's worth, what has grown back, and the slack for skew."""
    rate, due, at, admitted = Rate(limit), None, NOON, list[datetime]()
    for wait in waits_ms:
        at += timedelta(milliseconds=wait)
        due, went = taken(rate, due, at, skew)
        admitted += [at] if went else []
    for first, began in enumerate(admitted):
        for last in range(first, len(admitted)):
            grown = (admitted[last] - began) / rate.interval
            assert last - first + 1 <= limit + grown + min(0.5, skew / rate.interval) + 1e-6


@given(st.integers(1, 60), st.lists(st.integers(0, 20_000), max_size=40))
def test_who_waits_as_told_is_let_in_and_nobody_waits_a_second_too_long(limit: int, waits_ms: list[int]) -> None:
    """L1: reset is the whole second by which the next call is possible."""
    rate, due, at = Rate(limit), None, NOON
    for _ in range(limit):
        due = rate.take(due, at)
    for wait in waits_ms:
        at += timedelta(milliseconds=wait)
        try:
            due = rate.take(due, at)
        except RateLimited as refused:
            reset = timedelta(seconds=refused.details["reset_s"])
            assert taken(rate, due, at + reset)[1]
            assert reset == timedelta(seconds=1) or not taken(rate, due, at + reset - timedelta(seconds=1))[1]


def test_a_refusal_tells_limit_remaining_reset_and_retry_after() -> None:
    """L1: the details, and the header of HTTP, which agree."""
    rate, due = Rate(10), None
    for _ in range(10):
        due = rate.take(due, NOON)
    with pytest.raises(RateLimited) as refused:
        rate.take(due, NOON + timedelta(seconds=2.5))
    assert refused.value.details == {"limit": 10, "remaining": 0, "reset_s": 4}
    assert (refused.value.status, refused.value.retryable) == (429, True)
    left = {"RateLimit": '"calls";r=0;t=4', "RateLimit-Policy": '"calls";q=10;w=60'}
    assert refused.value.headers == {"Retry-After": "4", **left}


@given(st.integers(1, 60), st.lists(st.integers(-500, 500), min_size=60, max_size=60))
def test_callers_whose_clocks_differ_a_little_all_find_room(limit: int, skews_ms: list[int]) -> None:
    """L1: as many as the limit says may come at once, in whatever order their commits are applied; and not one more."""
    rate, due = Rate(limit), None
    within = [timedelta(milliseconds=skew) * min(1, rate.interval / timedelta(seconds=2)) for skew in skews_ms]
    for skew in within[:limit]:
        due = rate.take(due, NOON + skew, SECOND)
    with pytest.raises(RateLimited):
        rate.take(due, NOON + min(within[:limit]), SECOND)


@given(rates, st.integers(-90, 10 * 86_400), st.sampled_from([0 * SECOND, SECOND]))
def test_nobody_waits_longer_than_a_minute_whatever_a_clock_wrote(limit: int, ahead_s: int, skew: timedelta) -> None:
    """L1: a clock that was wrong is no reason to lock anybody out, nor to let them have more than the rate."""
    rate, due, at = Rate(limit), NOON + timedelta(seconds=ahead_s), NOON
    try:
        due = rate.take(due, at, skew)
    except RateLimited as refused:
        at += timedelta(seconds=min(61, refused.details["reset_s"]))
        due = rate.take(due, at, skew)
    if ahead_s > 125:  # no count can have come so far: it is as after a busy minute
        assert not taken(rate, due, at, skew)[1]
    count = 0
    while count <= limit:
        due, went = taken(rate, due, at + timedelta(minutes=1), skew)
        if not went:
            break
        count += 1
    assert count <= limit


def test_a_day_sums_up_gross_charges_and_ends_at_the_cap() -> None:
    """C7: the cap itself may be reached, not passed; what refused is told."""
    today = spend_today(None, 60, 100, NOON)
    today = spend_today(today, 40, 100, NOON + timedelta(hours=1))
    assert today == {"date": "2026-11-21", "credits": 100}
    with pytest.raises(DailyCapReached) as refused:
        spend_today(today, 1, 100, NOON + timedelta(hours=2))
    assert refused.value.details == {"spent": 100, "cap": 100, "required": 1}
    assert refused.value.body("de", "r")["message"] == "Du hast heute 100 von 100 Credits ausgegeben."


def test_a_new_day_begins_at_nothing_and_without_a_cap_it_is_only_counted() -> None:
    """C7: days are days of UTC."""
    today = spend_today({"date": "2026-11-21", "credits": 100}, 70, 100, NOON + timedelta(hours=12))
    assert today == {"date": "2026-11-22", "credits": 70}
    assert spend_today(today, 1_000_000, None, NOON + timedelta(hours=13))["credits"] == 1_000_070


def test_a_day_does_not_go_back() -> None:
    """C7: around midnight a slower clock must not forget what was spent on either day."""
    before, after = NOON + timedelta(hours=11, minutes=59), NOON + timedelta(hours=12, minutes=1)
    today = spend_today({"date": "2026-11-21", "credits": 90}, 40, 100, after)
    assert today == {"date": "2026-11-22", "credits": 40}
    assert spend_today(today, 40, 100, before) == {"date": "2026-11-22", "credits": 80}


@pytest.mark.parametrize("days", [1, 2, 40])
def test_a_clock_that_was_days_ahead_neither_locks_nor_frees(days: int) -> None:
    """C7: what was spent by it was spent today; tomorrow is a new day."""
    today = spend_today(None, 90, 100, NOON + timedelta(days=days))
    with pytest.raises(DailyCapReached):
        spend_today(today, 11, 100, NOON)
    today = spend_today(today, 10, 100, NOON)
    assert today == {"date": "2026-11-21", "credits": 100}
    assert spend_today(today, 100, 100, NOON + timedelta(days=1)) == {"date": "2026-11-22", "credits": 100}


def test_a_cap_of_nothing_stops_everything() -> None:
    """C7: 0 is a cap, not its absence."""
    with pytest.raises(DailyCapReached):
        spend_today(None, 1, 0, NOON)


def test_a_limit_that_was_given_for_a_time_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """L1, A7: a user's own goes before a guest's, a guest's before everybody's; past its end it is as if it had not been."""
    told = {"guests": GuestsSection(active_jobs=1, daily_cap=5), "concurrency": ConcurrencySection(), "credits": CreditsSection()}
    monkeypatch.setattr(sections, "get", lambda section: told.get(sections.name_of(section), section()))
    account = Account(
        "ada", NOON, NOON, overrides={"active_jobs": 7, "daily_cap": 0}, overrides_until={"active_jobs": NOON}, guest=True
    )
    for now, jobs in ((NOON - SECOND, 7), (NOON, 1)):
        monkeypatch.setattr(limits, "clock", lambda now=now: FakeClock(now))
        assert (limits.of(account, "active_jobs"), limits.cap(account, None)) == (jobs, 0)
        assert (limits.ends_of(account, "active_jobs", now) is None) is (jobs == 1)
    signed_in = replace(account, guest=False, overrides={})
    assert (limits.of(signed_in, "active_jobs"), limits.cap(signed_in, 9), limits.of(None, "active_jobs")) == (3, 9, 3)


def test_who_waits_is_let_in_when_a_limit_that_was_given_for_a_time_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """V11: the sweep's mark stands for the end of it, and earlier where a slot is free before."""
    monkeypatch.setattr(limits, "clock", lambda: FakeClock(NOON))
    monkeypatch.setattr(sections, "get", lambda section: section())
    end = NOON + timedelta(hours=1)
    account = Account("ada", NOON, NOON, overrides={"active_jobs": 1}, overrides_until={"active_jobs": end}, active_jobs=1)
    waiting = SLOTS.moved(account, 0, 1, NOON)
    assert waiting.turn_due_at == end + timedelta(minutes=1)
    assert SLOTS.moved(waiting, -1, 0, NOON).turn_due_at == NOON + timedelta(minutes=1)
    assert SLOTS.moved(waiting, 0, -1, NOON).turn_due_at is None
    assert SLOTS.moved(replace(account, overrides_until={}), 0, 1, NOON).turn_due_at is None
