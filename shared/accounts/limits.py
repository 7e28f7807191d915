"""How much one may do, in a few numbers on the account: a rate as one timestamp, a day as one dated counter. No Google here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.platform.errors import AppError, Text


class RateLimited(AppError):
    status, code, retryable = 429, "RATE_LIMITED", True
    message = Text("Too many calls: {limit} a minute are possible.", "Zu viele Aufrufe: {limit} pro Minute sind möglich.")
    action = Text("Try again in {reset_s} seconds.", "Versuche es in {reset_s} Sekunden noch einmal.")

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.details["reset_s"])}


class DailyCapReached(AppError):
    status, code = 429, "DAILY_CAP_REACHED"
    message = Text("You have spent {spent} of {cap} credits today.", "Du hast heute {spent} von {cap} Credits ausgegeben.")
    action = Text("Go on tomorrow, or ask for a higher cap.", "Mach morgen weiter oder bitte um ein höheres Limit.")


@dataclass(frozen=True)
class Rate:
    """A generic cell rate: `per_minute` calls, all of which may come at once after a quiet minute."""

    per_minute: int

    @property
    def interval(self) -> timedelta:
        return timedelta(minutes=1) / self.per_minute

    def take(self, due: datetime | None, now: datetime) -> datetime:
        """The new timestamp after one more call, or RateLimited with when there will be room."""
        room = timedelta(minutes=1)
        after = max(due or now, now) + self.interval
        if after - now > room:
            wait = math.ceil((after - now - room).total_seconds())
            raise RateLimited(limit=self.per_minute, remaining=0, reset_s=max(1, wait))
        return after


def spend_today(today: dict[str, Any] | None, amount: int, cap: int | None, now: datetime) -> dict[str, Any]:
    """The dated counter after this charge. Gross: a refund does not bring it down."""
    date = now.date().isoformat()
    spent = today["credits"] if today and today["date"] == date else 0
    if cap is not None and spent + amount > cap:
        raise DailyCapReached(spent=spent, cap=cap, required=amount)
    return {"date": date, "credits": spent + amount}
