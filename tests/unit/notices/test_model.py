"""Quiet hours: where their user is, over midnight, and as clocks change."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shared.notices.kinds import Letter, NoticeEvent
from shared.notices.model import peace_ends
from shared.notices.texts import WORDS

NIGHT = {"begins": "22:00", "ends": "07:00", "time_zone": "Europe/Berlin"}
NOON_HOURS = {"begins": "12:00", "ends": "14:00", "time_zone": "America/New_York"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "now", "ends"),
    [
        (None, "2026-01-31T23:00", None),
        (NIGHT, "2026-01-31T20:59", None),
        (NIGHT, "2026-01-31T21:00", "2026-02-01T06:00"),  # 22:00 in Berlin
        (NIGHT, "2026-02-01T05:59", "2026-02-01T06:00"),
        (NIGHT, "2026-02-01T06:00", None),
        (NIGHT, "2026-07-31T20:00", "2026-08-01T05:00"),  # summer time
        (NIGHT, "2026-03-28T22:30", "2026-03-29T05:00"),  # the night in which it begins
        (NOON_HOURS, "2026-01-31T16:59", None),
        (NOON_HOURS, "2026-01-31T17:00", "2026-01-31T19:00"),
        (NOON_HOURS, "2026-01-31T19:00", None),
    ],
)
def test_peace_lasts_until_its_hour_where_its_user_is(quiet: dict[str, str] | None, now: str, ends: str | None) -> None:
    """W3: None where now is no quiet hour."""
    assert peace_ends(quiet, at(now)) == (at(ends) if ends else None)


@pytest.mark.parametrize("what", [*NoticeEvent, *Letter])
def test_everything_that_is_told_has_its_words_in_both_languages(what: NoticeEvent | Letter) -> None:
    """W3: with all that they name given, and no placeholder left."""
    values = {"link": "https://example.com/", "balance": 1, "until": "then", "url": "https://example.com/", "reason": "gone"}
    said = {text.say(language, values) for text in WORDS[what] for language in ("de", "en")}
    assert len(said) == 4
    assert not [each for each in said if "{" in each]
