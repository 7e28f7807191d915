"""What figures of a day are made of: its films. What is spoiled counts as nothing."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from shared.accounts import days
from shared.accounts.days import After
from shared.films.model import FILMS
from shared.lifecycle import payers


class FilmOfDay(NamedTuple):
    user_id: str
    payer_id: str
    outcome: str | None
    seconds: float  # that it lasts
    credits: int
    charged: bool


def films(day: date, after: After) -> tuple[list[FilmOfDay], After | None]:
    rows, following = days.page(FILMS, day, after, ("user_id", "payer_id", "outcome", "seconds", "credits", "charged"))
    stored = [row.fields or {} for row in rows]
    return [
        FilmOfDay(
            user_id=each.get("user_id") or "",
            payer_id=payers.of(each) if each.get("user_id") else "",
            outcome=each.get("outcome"),
            seconds=float(each.get("seconds") or 0),
            credits=each.get("credits") or 0,
            charged=each.get("charged") is True,
        )
        for each in stored
    ], following
