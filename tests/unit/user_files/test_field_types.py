"""Fields of files and requests, checked one by one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.user_files.field_types import Time, Wrong

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        *("2026-12-01T12:00:00Z", "2026-12-01t12:00z", " 2026-12-01 14:00+02:00 ", "2026-12-01T07:30:00.000-0430"),
        *("2026-12-01T12:00:00.000000000Z", NOON),
    ],
)
def test_a_time_is_read_as_people_and_programs_write_it(written: Any) -> None:
    """V12: with its zone, and kept in UTC."""
    assert Time().check(written) == NOON
    assert Time().check(written).utcoffset() == NOON.utcoffset()


def test_a_date_alone_is_the_beginning_of_its_day() -> None:
    """V9, V12: in UTC."""
    assert Time().check(Time().from_text(" 2026-12-01 ")) == NOON.replace(hour=0)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *(("2026-12-01T12:00", "zone"), ("2026-12-01T12:00:00 02:00", "space"), ("0001-01-01T00:00+02:00", "calendar")),
        *((each, "time") for each in ("", "tomorrow", "2026-13-01", "2026-12-01T24:30Z", "2026-12-01T12:00+99:99", "2026-W49-2")),
        *((each, "time") for each in (None, 1764590400, 1.5, True, [], "1764590400", datetime(2026, 12, 1))),  # noqa: DTZ001
    ],
)
def test_what_is_no_time_says_what_would_be(written: Any, code: str) -> None:
    """Q3, V12: a number is none, nor is one without its zone."""
    with pytest.raises(Wrong) as refused:
        Time().check(written)
    assert refused.value.code == code
    assert refused.value.text.de != refused.value.text.en
