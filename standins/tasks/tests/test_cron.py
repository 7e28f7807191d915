"""The schedule's rules by themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from standins.tasks.cron import BadSchedule, Cron

ZULU = ZoneInfo("UTC")
BERLIN = ZoneInfo("Europe/Berlin")
NEVER = datetime.max.replace(tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "after", "comes"),
    [
        ("* * * * *", "2026-11-21T10:00:30", "2026-11-21T10:01:00"),
        ("* * * * *", "2026-11-21T10:01:00", "2026-11-21T10:02:00"),
        ("*/15 * * * *", "2026-11-21T10:46:00", "2026-11-21T11:00:00"),
        ("5-20/5 9-17 * * *", "2026-11-21T17:20:00", "2026-11-22T09:05:00"),
        ("0 0 1,15 * *", "2026-11-15T00:00:00", "2026-12-01T00:00:00"),
        ("0 12 * * MON-FRI", "2026-11-20T12:00:00", "2026-11-23T12:00:00"),
        ("0 12 * * 7", "2026-11-21T12:00:00", "2026-11-22T12:00:00"),
        ("0 0 * JAN,jul *", "2026-11-21T00:00:00", "2027-01-01T00:00:00"),
        ("0 0 29 2 *", "2026-11-21T00:00:00", "2028-02-29T00:00:00"),
        ("0 0 13 * FRI", "2026-11-21T00:00:00", "2026-11-27T00:00:00"),
        ("0 0 */2 * FRI", "2026-11-21T00:00:00", "2026-11-27T00:00:00"),
        ("59 23 31 12 *", "2026-12-31T23:59:00", "2027-12-31T23:59:00"),
    ],
)
def test_the_next_occurrence(schedule: str, after: str, comes: str) -> None:
    """M5: lists, ranges, steps and names; two day fields mean either, unless one begins with a star."""
    assert Cron.parse(schedule).next_after(at(after), ZULU) == at(comes)


@pytest.mark.parametrize(
    ("schedule", "until", "latest"),
    [
        ("*/10 * * * *", "2026-11-21T10:59:59", "2026-11-21T10:50:00"),
        ("*/10 * * * *", "2026-11-21T11:00:00", "2026-11-21T11:00:00"),
        ("30 6 * * *", "2026-11-21T06:29:00", "2026-11-20T06:30:00"),
        ("0 0 1 * *", "2026-11-30T23:00:00", "2026-11-01T00:00:00"),
        ("0 0 1 1 *", "2026-11-30T23:00:00", "2026-01-01T00:00:00"),
    ],
)
def test_the_latest_occurrence(schedule: str, until: str, latest: str) -> None:
    """M5: what runs when time was moved over many."""
    assert Cron.parse(schedule).latest_until(at(until), ZULU, at("2025-01-01T00:00:00")) == at(latest)


def test_forward_and_backward_agree_over_two_years() -> None:
    """M5: each occurrence is the latest one until the next."""
    cron = Cron.parse("7,37 */5 1-7 * 2")
    start = moment = cron.next_after(at("2026-01-01T00:00:00"), BERLIN) or NEVER
    for _ in range(300):
        following = cron.next_after(moment, BERLIN) or NEVER
        assert cron.latest_until(following - timedelta(minutes=1), BERLIN, start) == moment
        moment = following
    assert moment > at("2026-03-30T00:00:00")


def test_a_time_that_the_clocks_skip_does_not_come() -> None:
    """M5: 02:30 on 29 March 2026 does not exist in Berlin."""
    came = Cron.parse("30 2 * * *").next_after(at("2026-03-28T12:00:00"), BERLIN)
    assert came == at("2026-03-30T00:30:00")


def test_a_time_that_the_clocks_repeat_comes_twice() -> None:
    """M5: the service runs on wall clock time; 02:30 on 25 October 2026 is twice."""
    cron = Cron.parse("30 2 * * *")
    first = cron.next_after(at("2026-10-24T12:00:00"), BERLIN) or NEVER
    assert first == at("2026-10-25T00:30:00")
    assert cron.next_after(first, BERLIN) == at("2026-10-25T01:30:00")


def test_a_day_that_never_comes_is_known() -> None:
    """M5: 30 February."""
    assert Cron.parse("0 0 30 2 *").next_after(at("2026-01-01T00:00:00"), ZULU) is None


@pytest.mark.parametrize(
    "text",
    ["", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8",
     "5/15 * * * *", "*/0 * * * *", "10-5 * * * *", "a * * * *", "* * * MON *", "1,,2 * * * *", "-1 * * * *", "@daily"],
)  # fmt: skip
def test_what_is_no_schedule_is_refused(text: str) -> None:
    """M5: five fields, within their ranges."""
    with pytest.raises(BadSchedule):
        Cron.parse(text)
