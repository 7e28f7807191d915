"""Unix-cron schedules, on the wall clock of a time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_NAMES = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
_DAYS = {name: number for number, name in enumerate(_DAY_NAMES)}
_MINUTE, _QUARTER = timedelta(minutes=1), timedelta(minutes=15)
_FURTHEST = timedelta(days=366 * 8)  # 29 February may be eight years away


class BadSchedule(ValueError):
    """The text is no unix-cron schedule."""


@dataclass(frozen=True, slots=True)
class Cron:
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    any_day_field: bool  # one of the two day fields began with *: then both must match, else one of them is enough

    @classmethod
    def parse(cls, text: str) -> Cron:
        fields = text.split()
        if len(fields) != 5:
            raise BadSchedule(f"{text!r} must have five fields: minute, hour, day of month, month, day of week")
        minute, hour, day, month, weekday = fields
        return cls(
            _field(minute, 0, 59),
            _field(hour, 0, 23),
            _field(day, 1, 31),
            _field(month, 1, 12, _MONTHS),
            frozenset(number % 7 for number in _field(weekday, 0, 7, _DAYS)),
            day.startswith("*") or weekday.startswith("*"),
        )

    def next_after(self, moment: datetime, zone: ZoneInfo) -> datetime | None:
        """The first occurrence later than the moment; None when there is none within eight years."""
        at = _whole_minute(moment) + _MINUTE
        last = at + _FURTHEST
        while at < last:
            local = at.astimezone(zone)
            if not self._on(local.date()):
                at = _next_quarter(at + timedelta(hours=max(0, 21 - local.hour)))
            elif local.hour not in self.hours:
                at = _next_quarter(at)
            elif local.minute not in self.minutes:
                at += _MINUTE
            else:
                return at
        return None

    def latest_until(self, moment: datetime, zone: ZoneInfo, not_before: datetime) -> datetime:
        """The last occurrence up to the moment, of those that begin with `not_before`, which is one."""
        at = _whole_minute(moment)
        while at > not_before:
            local = at.astimezone(zone)
            if not self._on(local.date()):
                at = _end_of_last_quarter(at - timedelta(hours=max(0, local.hour - 3)))
            elif local.hour not in self.hours:
                at = _end_of_last_quarter(at)
            elif local.minute not in self.minutes:
                at -= _MINUTE
            else:
                return at
        return not_before

    def _on(self, day: date) -> bool:
        if day.month not in self.months:
            return False
        of_month, of_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return (of_month and of_week) if self.any_day_field else (of_month or of_week)


def _field(text: str, first: int, last: int, names: dict[str, int] | None = None) -> frozenset[int]:
    numbers: set[int] = set()
    for part in text.split(","):
        span, slash, step = part.partition("/")
        low, dash, high = span.partition("-")
        if slash and not (dash or span == "*"):
            raise BadSchedule(f"{part!r}: a step needs a range or *")
        if slash and not (step.isdecimal() and int(step) > 0):
            raise BadSchedule(f"{part!r}: the step must be a number above zero")
        begin = first if span == "*" else _number(low, names)
        end = last if span == "*" else _number(high, names) if dash else begin
        if not first <= begin <= end <= last:
            raise BadSchedule(f"{part!r} is not within {first}-{last}")
        numbers.update(range(begin, end + 1, int(step or 1)))
    return frozenset(numbers)


def _number(text: str, names: dict[str, int] | None) -> int:
    if text.isdecimal():
        return int(text)
    if names and text.lower() in names:
        return names[text.lower()]
    raise BadSchedule(f"{text!r} is not a number")


def _whole_minute(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def _next_quarter(at: datetime) -> datetime:
    """Clocks change, and hours begin, at whole quarters of an hour everywhere."""
    return at.replace(minute=at.minute - at.minute % 15) + _QUARTER


def _end_of_last_quarter(at: datetime) -> datetime:
    return at.replace(minute=at.minute - at.minute % 15) - _MINUTE
