"""When what was not taken is sent again: at growing distances for a day, and not before its endpoint wants to be asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# After the first try. Together a day: whoever is away for a night gets all of it in the morning.
BACKOFF = tuple(timedelta(minutes=each) for each in (1 / 12, 1, 5, 30, 120, 240, 360, 360, 324))
MOST_REST = max(BACKOFF)  # that an endpoint may ask for at once
_ASKS_FOR_REST = (429, 503)


def at(tries: int, rests_until: datetime | None, now: datetime) -> datetime | None:
    """After so many tries; None after the last."""
    if tries > len(BACKOFF):
        return None
    return max(now + BACKOFF[tries - 1], rests_until or now)


def rest_asked_for(status: int, retry_after: str, now: datetime) -> datetime | None:
    """Until when an endpoint that answers so wants to be left alone: `Retry-After`, as seconds or as a date."""
    if status not in _ASKS_FOR_REST:
        return None
    if retry_after.isascii() and retry_after.isdigit():
        asked = min(timedelta(seconds=int(retry_after[:9])), MOST_REST)
    else:
        try:
            until = parsedate_to_datetime(retry_after)
        except (ValueError, OverflowError):
            return None
        asked = min((until if until.tzinfo else until.replace(tzinfo=UTC)) - now, MOST_REST)
    return now + asked if asked > timedelta(0) else None
