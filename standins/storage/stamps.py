"""Times as the service writes them: RFC 3339, milliseconds, Z."""

from __future__ import annotations

from datetime import UTC, datetime

from standins.storage.errors import Invalid

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(f"Invalid value for a time: {text}") from None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def micros(at: datetime) -> int:
    span = at - EPOCH
    return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds


def http_date(text: str) -> str:
    return moment(text).strftime("%a, %d %b %Y %H:%M:%S GMT")
