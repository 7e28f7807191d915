"""What figures of a day are made of: its jobs, and their list prices. What is spoiled counts as nothing."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from shared.accounts import days
from shared.accounts.days import After
from shared.lifecycle import payers
from shared.platform.clients import store
from shared.platform.firestore.documents import Document
from shared.videos.model import COLLECTION

EDITS = "edits"  # what is made by hand has no model
_ONLY = ("user_id", "payer_id", "model", "edit", "state", "outcome", "credits", "charged", "slot_at", "ended_at")


class JobOfDay(NamedTuple):
    user_id: str
    payer_id: str
    model: str
    state: str
    outcome: str | None
    credits: int
    charged: bool
    seconds: float | None  # from its slot to its end, of one that came to a video


class CostOfDay(NamedTuple):
    model: str
    usd: float


def jobs(day: date, after: After) -> tuple[list[JobOfDay], After | None]:
    """A page of those that were admitted on that day."""
    rows, following = days.page(COLLECTION, day, after, _ONLY)
    return [_job(row) for row in rows], following


def _job(row: Document) -> JobOfDay:
    stored = row.fields or {}
    begun, ended = stored.get("slot_at"), stored.get("ended_at")
    seconds = (ended - begun).total_seconds() if begun and ended else None
    return JobOfDay(
        user_id=stored.get("user_id") or "",
        payer_id=payers.of(stored) if stored.get("user_id") else "",
        model=EDITS if stored.get("edit") is not None else stored.get("model") or "",
        state=stored.get("state") or "",
        outcome=stored.get("outcome"),
        credits=stored.get("credits") or 0,
        charged=stored.get("charged") is True,
        seconds=seconds if stored.get("outcome") == "completed" else None,
    )


def costs(day: date, after: After) -> tuple[list[CostOfDay], After | None]:
    """A page of what counts in that day's ceiling."""
    begin = str(after[0]) if after else None
    rows = store().all_in("private", ("day", day.isoformat()), after=begin, limit=days.PAGE, only=["usd", "model"])
    found = [CostOfDay((row.fields or {}).get("model") or "", float((row.fields or {}).get("usd") or 0)) for row in rows]
    return found, [rows[-1].path] if len(rows) == days.PAGE else None
