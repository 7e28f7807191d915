"""Payments whose news were lost, and credits whose time is over. Reads only what is due."""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.accounts import model as account_model
from shared.lifecycle import sweep as lifecycle_sweep
from shared.payments import tasks
from shared.payments.model import BOOKS, PURCHASES, next_look, read
from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Create, Document, Fields, Plan, Seen

_AGAIN = timedelta(minutes=10)


def sweep(page: int) -> int:
    return max(lifecycle_sweep.look_after(care, page) for care in CARES)


def _ask(row: Document, now: datetime) -> None:
    """Have Stripe asked, and look again later."""

    def later(found: Document) -> Fields | None:
        purchase = read(found)
        if purchase is None or purchase.due_at is None or purchase.due_at > now:
            return None
        return {"due_at": next_look(purchase, now), "looks": purchase.looks + 1}

    if store().change(row.path, later):
        tasks.look(row.id)


def _open_books(row: Document, now: datetime) -> None:
    lifecycle_sweep.put_off(row, _AGAIN)
    tasks.look_at_books(f"books-{now:%Y%m%d%H%M}")


def _expire(row: Document, _now: datetime) -> None:
    """What was bought for a time, and not used in it."""

    def decide(seen: Seen) -> Plan[int]:
        account = account_model.read(seen[row.path])
        if account is None:
            return Plan(0)
        after, entries = account.expired(clock().now())
        if not entries:
            return Plan(0)
        writes = [Create(entry.path, entry.fields()) for entry in entries]
        return Plan(-sum(entry.amount for entry in entries), [*writes, account_model.write(seen[row.path], after)])

    if credits := store().settle([row.path], decide):
        logs.info("credits expired", user_id=row.id, credits=credits)


CARES = (
    lifecycle_sweep.Care(PURCHASES, _ask),
    lifecycle_sweep.Care(BOOKS, _open_books, _AGAIN),
    lifecycle_sweep.Care("accounts", _expire, mark="lots_due_at"),
)
