"""What a model can do and what it costs: a wish checked against its row, and priced. Plain rules over data."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from shared.catalog import reads
from shared.catalog.checks import against
from shared.catalog.errors import (
    ModelRetired,
    ModelSuspended,
    NothingLikeIt,
    OwnKeyNeeded,
    RetiredWithReplacement,
    SuspendedWithReplacement,
    UnknownModel,
)
from shared.catalog.model import AS_WRITTEN, Overlay
from shared.catalog.reads import Availability
from shared.catalog.wish import Wish
from shared.platform.errors import Text

_ENDING = Text("{model} is retired on {date}.", "{model} wird am {date} abgeschaltet.")


@dataclass(frozen=True)
class Offer:
    """A wish that its model can fulfil, with its price."""

    wish: Wish
    credits_per_second: int
    usd: float  # the provider's list price; operators only
    warning: Mapping[str, str] | None  # the model's retirement is near
    usual_seconds: float | None = None  # as it was measured lately
    fee: int | None = None  # for a video on the user's own key, instead of its price

    @property
    def credits(self) -> int:
        return self.fee if self.fee is not None else self.credits_per_second * self.wish.seconds


def find(model: str) -> dict[str, Any]:
    """The catalog's row for `surface/model`, or for a model's name alone where that is unambiguous."""
    rows = {reads.key(row): row for row in reads.rows()}
    if model in rows:
        return rows[model]
    named = [row for row in rows.values() if row["model"] == model]
    if len(named) == 1:
        return named[0]
    raise NothingLikeIt(model=model)


def usable(model: str, today: date, overlay: Overlay, *, own_key: bool = False) -> dict[str, Any]:
    """The same of a model that can be asked for now, and so paid; a refusal names only such ones instead."""
    try:
        row = find(model)
    except UnknownModel:
        raise _unknown(model, today, overlay, own_key=own_key) from None
    available = reads.availability(row, today, overlay.get(reads.key(row), AS_WRITTEN), own_key=own_key)
    instead = _replacement(row, today, overlay, own_key=own_key)
    if available is Availability.RETIRED:
        raise _retired(row, instead)
    if available in (Availability.SUSPENDED, Availability.DISABLED):
        raise _suspended(row, overlay, instead)
    if available is Availability.OWN_KEY:
        raise OwnKeyNeeded(model=reads.key(row), provider=row["surface"])
    return row


def offer(wish: Wish, today: date, overlay: Overlay) -> Offer:
    """Check the wish against the model's row and price it; every refusal comes before anything is charged."""
    own_key = wish.billing == "own_key"
    row = usable(wish.model, today, overlay, own_key=own_key)
    wish = replace(wish, model=reads.key(row))
    for refusal in against(row, wish):
        raise refusal
    setting = overlay.get(wish.model, AS_WRITTEN)
    available = reads.availability(row, today, setting, own_key=own_key)
    prices = reads.credits_in_force(row, setting)
    credits = next(price["credits"] for price in prices if (price["resolution"], price["audio"]) == (wish.resolution, wish.audio))
    usd = list_price(row, wish.resolution, audio=wish.audio, today=today)
    ends = {"model": row["name"], "date": row["retirement"]["date"]}
    warning = {each: _ENDING.say(each, ends) for each in ("de", "en")} if available is Availability.ENDING else None
    return Offer(wish, credits, round(usd * wish.seconds, 4), warning, setting.usual_seconds)


def list_price(row: dict[str, Any], resolution: str, *, audio: bool, today: date) -> float:
    """The provider's price a second on that day: `from` is the first day of a price, `until` the first one without it.

    A day without any price is a mistake in the file, which `make check` names; the last known price serves.
    """
    known = [price for price in row["usd_per_second"] if (price["resolution"], price["audio"]) == (resolution, audio)]
    valid = [price for price in known if price.get("from", "") <= today.isoformat() < price.get("until", "9999")]
    return float((valid or known)[-1]["usd"])


def _unknown(model: str, today: date, overlay: Overlay, *, own_key: bool) -> UnknownModel:
    offered = sorted(reads.key(row) for row in reads.rows() if reads.can_be_asked_for(row, today, overlay, own_key=own_key))
    if not offered:
        return NothingLikeIt(model=model)
    return UnknownModel(model=model, nearest=", ".join(difflib.get_close_matches(model, offered, n=3, cutoff=0.2) or offered[:3]))


def _retired(row: dict[str, Any], instead: str | None) -> ModelRetired:
    details = {"model": reads.key(row), "date": row["retirement"]["date"]}
    return (RetiredWithReplacement if instead else ModelRetired)(**details, replacement=instead)


def _suspended(row: dict[str, Any], overlay: Overlay, instead: str | None) -> ModelSuspended:
    model = reads.key(row)
    cause = overlay[model].off
    assert cause is not None
    details: dict[str, Any] = {"model": model, "reason": cause.value, **cause.text._asdict()}
    return (SuspendedWithReplacement if instead else ModelSuspended)(**details, replacement=instead)


def _replacement(row: dict[str, Any], today: date, overlay: Overlay, *, own_key: bool) -> str | None:
    """What its file names instead, where that can be asked for itself."""
    instead = row["replacement"]
    possible = instead is not None and reads.can_be_asked_for(reads.row(instead), today, overlay, own_key=own_key)
    return instead if possible else None


def nearest(model: str, field: Literal["seconds", "aspect_ratio"], wanted: Any) -> Any:
    """Of what a model can, what comes closest to a film of this length or shape."""
    row = find(model)
    if field == "seconds":
        return min(row["seconds"], key=lambda each: (abs(each - wanted), each))
    return min(row["aspect_ratios"], key=lambda each: abs(math.log(_shape(each) / _shape(wanted))))


def _shape(ratio: str) -> float:
    width, _, height = ratio.partition(":")
    return int(width) / int(height)
