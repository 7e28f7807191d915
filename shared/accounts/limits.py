"""How much one may do in a day: one dated counter on the account (rates: `platform.web.rates`). No Google here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from shared.accounts.errors import DailyCapReached

_SKEW = timedelta(minutes=5)  # around midnight, by which one clock may be ahead of another


def spend_today(today: dict[str, Any] | None, amount: int, cap: int | None, now: datetime) -> dict[str, Any]:
    """The dated counter after this charge. Gross: a refund does not bring it down."""
    date, latest = now.date().isoformat(), (now + _SKEW).date().isoformat()
    kept = today["date"] if today else date
    if kept > latest:
        kept = date  # a clock was wrong: what was spent by it was spent today, and the cap holds for today
    date = max(date, kept)  # another's clock has passed midnight already: the day does not go back
    spent = today["credits"] if today and kept == date else 0
    if cap is not None and spent + amount > cap:
        raise DailyCapReached(spent=spent, cap=cap, required=amount)
    return {"date": date, "credits": spent + amount}
