"""The project's ceiling for a day: what today's jobs cost by the providers' list prices, summed up each minute.

A counter in the admission commit would be exact, and one document that every submit of everybody waits for
(docs/decisions/006-daily-ceiling.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from shared.config import sections
from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.errors import Contended, Unavailable
from shared.platform.firestore.documents import Document, Plan, Seen, Update

if TYPE_CHECKING:
    from shared.config.model import IntakeSection


def watch_ceiling() -> bool:
    """Stop the intake for the rest of the day once it is reached; True for the call that did. One read where there is none."""
    try:
        return _watch(clock().now().date().isoformat())
    except (Unavailable, Contended) as trouble:  # the next minute looks again
        logs.warning("the daily ceiling could not be looked after", reason=trouble.code)
        return False


def _watch(day: str) -> bool:
    where = sections.path("intake")
    if _open_ceiling(store().get(where), day) is None:
        return False
    spent = store().sum_in("private", ("day", day), "usd")

    def decide(seen: Seen) -> Plan[float | None]:
        ceiling = _open_ceiling(seen[where], day)
        if ceiling is None or spent < ceiling:
            return Plan(None)
        return Plan(ceiling, [Update(seen[where], {"ceiling_reached_on": day})])

    reached = store().settle([where], decide)
    if reached is not None:
        logs.alert("the daily ceiling is reached, nothing more is taken in today", usd=round(spent, 2), ceiling=reached)
    return reached is not None


def _open_ceiling(document: Document, day: str) -> float | None:
    """The ceiling that was not reached yet today; None where there is none, or where it was."""
    section = cast("IntakeSection", sections.parse("intake", document))
    return None if section.ceiling_reached_on == day else section.usd_ceiling_per_day
