"""Stripe's own list of what became of paid money, gone through once a day: a refund or dispute whose events never came is found.

`stripe_books/events` says until when all of it was looked at, and how far a walk is that goes on now: a page at a time, from the
newest back to where the last one began. A walk that breaks off goes on; whatever a page tells of is only a hint, as an event is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.payments import stripe_api, worker
from shared.payments.model import BOOKS
from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.errors import Unavailable
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Create, Document, Plan, Seen, Update, Write

PLACE = f"{BOOKS}/events"
DAILY = timedelta(days=1)
_NEXT_PAGE = timedelta(minutes=1)
_OVERLAP = timedelta(hours=1)  # what Stripe lists late
_KEPT_THERE = timedelta(days=30)
# What moves money that was paid. An open purchase is asked for by itself.
_KINDS = (
    *("charge.refunded", "charge.refund.updated", "refund.created", "refund.updated", "refund.failed"),
    *("charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed"),
    *("charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated"),
)


@dataclass(frozen=True)
class Books(codec.Record):
    looked_until: datetime  # all that happened before was looked at
    due_at: datetime  # when the next page is
    walk_until: datetime | None = None  # a walk goes on: what it will have looked at then
    walk_after: str | None = None  # and the event that its next page begins behind


_read = codec.reader(Books)


def begun(seen: Seen, now: datetime) -> list[Write]:
    """With the first buyer there is something to look for."""
    return [] if seen[PLACE].fields is not None else [Create(PLACE, Books(now, now + DAILY).fields())]


def look() -> None:
    """At the next page of what is not looked at yet."""
    before, now = _read(store().get(PLACE)), clock().now()
    if before is None:
        return
    until = before.walk_until or now
    since = max(before.looked_until - _OVERLAP, now - _KEPT_THERE)
    page = stripe_api.happened(_KINDS, since, before.walk_after)
    for purchase_id in dict.fromkeys(each for told in page.objects if (each := _purchase_of(*told))):
        _look_at(purchase_id)
    if page.more:
        after = replace(before, walk_until=until, walk_after=page.last, due_at=now + _NEXT_PAGE)
    else:
        after = Books(until, now + DAILY)

    def decide(seen: Seen) -> Plan[None]:
        there: Document = seen[PLACE]
        found = _read(there)
        same = found is not None and (found.looked_until, found.walk_after) == (before.looked_until, before.walk_after)
        return Plan(None, [Update(there, after.fields())] if same else [])

    store().settle([PLACE], decide)
    logs.info("stripe's list looked at", objects=len(page.objects), more=page.more)


def _purchase_of(kind: str, stripe_id: str) -> str | None:
    try:
        return stripe_api.purchase_of(kind, stripe_id)
    except Unavailable:
        raise
    except Exception as error:  # noqa: BLE001 - the others are still to be looked at
        logs.alert("what stripe lists cannot be looked at", kind=kind, stripe_id=stripe_id, cause=error)
        return None


def _look_at(purchase_id: str) -> None:
    try:
        worker.look(purchase_id)
    except Unavailable:
        raise
    except Exception as error:  # noqa: BLE001 - the others are still to be looked at
        logs.alert("what stripe lists cannot be looked at", purchase_id=purchase_id, cause=error)
