"""Credits that expire: what is left of each lot, by the moment when it does. No Google here.

The soonest to expire is spent first, and what never expires last: that is the balance less all lots. So lots never hold more
than the balance, and who owes has none. What expires at one moment is one lot; moments are midnights, and there are at most
`MOST`: of more, the two that lie nearest together become one, which lives as long as the later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

Lots = Mapping[datetime, int]
Stored = Sequence[Mapping[str, Any]]  # as they lie in documents: `expires_at` and `credits`, the soonest first

MOST = 40
LATE = timedelta(days=7)  # what comes back to a lot that has expired is good for so long
NO_LOTS: Lots = {}


def read(stored: Iterable[Mapping[str, Any]]) -> Lots:
    return {each["expires_at"]: int(each["credits"]) for each in stored}


def stored(lots: Lots) -> Stored:
    return [{"expires_at": at, "credits": credits} for at, credits in sorted(lots.items()) if credits]


def midnight_after(moment: datetime) -> datetime:
    """Lots of one day are one: it counts to its end."""
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return day if day == moment else day + timedelta(days=1)


def past(lots: Lots, now: datetime) -> Lots:
    return {at: credits for at, credits in lots.items() if at <= now}


def taken(lots: Lots, amount: int, first: Lots = NO_LOTS) -> Lots:
    """After so much was taken: of those named `first` before all others, then of the soonest to expire."""
    left = dict(lots)
    for at, most in (*sorted(first.items()), *((at, amount) for at in sorted(lots))):
        part = min(left.get(at, 0), most, amount)
        left[at], amount = left.get(at, 0) - part, amount - part
    return {at: credits for at, credits in left.items() if credits}


def given(lots: Lots, into: Lots, room: int, now: datetime) -> Lots:
    """After these came in, or came back: to a lot that has expired for a few days more. What was owed is paid by the soonest."""
    after, late = dict(lots), midnight_after(now + LATE)
    for at, credits in sorted(into.items(), reverse=True):
        part = max(0, min(credits, room - sum(after.values())))
        home = at if at > now else late
        after[home] = after.get(home, 0) + part
    return _merged({at: credits for at, credits in after.items() if credits})


def moved(before: Lots, after: Lots) -> Stored:
    """What each lot gained or lost."""
    return stored({at: after.get(at, 0) - before.get(at, 0) for at in {*before, *after}})


def spent(change: Iterable[Mapping[str, Any]]) -> Stored:
    """Of what an entry moved that which it took, to be given back."""
    return [{**each, "credits": -each["credits"]} for each in change if each["credits"] < 0]


def _merged(lots: dict[datetime, int]) -> Lots:
    while len(lots) > MOST:
        moments = sorted(lots)
        sooner, later = min(pairwise(moments), key=lambda pair: pair[1] - pair[0])
        lots[later] += lots.pop(sooner)
    return lots
