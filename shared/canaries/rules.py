"""The tiniest wish that a model takes, and what the end of one says of the model. No Google here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any

from shared.catalog import reads as catalog_reads
from shared.catalog.checks import against
from shared.catalog.model import AS_WRITTEN, Cause, Overlay
from shared.catalog.pricing import list_price
from shared.catalog.wish import Wish
from shared.providers.outcomes import Outcome

PROMPT = "A lighthouse on a calm evening, the camera stands still, soft light."
_BY_A_CANARY = (Cause.GONE, Cause.CANARY)  # what passing lifts


class Verdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    GONE = "gone"  # its provider does not know the model
    NOTHING_SAID = "nothing_said"  # of the model: our own trouble, a full quota, an operator's word


_SAYS: Mapping[Outcome, Verdict] = {
    Outcome.COMPLETED: Verdict.PASSED,
    Outcome.MODEL_RETIRED: Verdict.GONE,
    Outcome.REJECTED: Verdict.FAILED,
    Outcome.PROVIDER_ERROR: Verdict.FAILED,
    Outcome.TIMED_OUT: Verdict.FAILED,
    Outcome.DOWNLOAD_FAILED: Verdict.FAILED,
    Outcome.UNCONFIRMED: Verdict.FAILED,
    Outcome.SAFETY_FILTERED: Verdict.FAILED,  # nothing could be more harmless
}


def verdict(outcome: str | None) -> Verdict:
    return _SAYS.get(Outcome(outcome), Verdict.NOTHING_SAID) if outcome else Verdict.NOTHING_SAID


def tiniest(row: Mapping[str, Any], today: date) -> Wish:
    """The cheapest that its rules let through, by list price and length."""
    prices = [(each["resolution"], bool(each["audio"])) for each in row["usd_per_second"]]
    possible = [
        Wish(
            model=catalog_reads.key(dict(row)),
            prompt=PROMPT,
            seconds=seconds,
            aspect_ratio=row["aspect_ratios"][0],
            resolution=resolution,
            audio=audio,
        )
        for seconds in row["seconds"]
        for resolution, audio in dict.fromkeys(prices)
    ]
    taken = [each for each in possible if not list(against(dict(row), each))]
    return min(taken, key=lambda each: each.seconds * list_price(dict(row), each.resolution, audio=each.audio, today=today))


def without_its_suspension(overlay: Overlay, model: str) -> Overlay:
    """For the canary alone: it must ask for what it has suspended itself. What an operator took out stays out."""
    setting = overlay.get(model, AS_WRITTEN)
    return {**overlay, model: replace(setting, off=None)} if setting.off in _BY_A_CANARY else overlay


def can_be_tried(row: Mapping[str, Any], today: date, overlay: Overlay) -> bool:
    model = catalog_reads.key(dict(row))
    return catalog_reads.can_be_asked_for(dict(row), today, without_its_suspension(overlay, model))
