"""The net below what is told: events that nobody was told of, and deliveries that nobody sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.lifecycle import outbox
from shared.lifecycle import sweep as lifecycle_sweep
from shared.platform.clients import store
from shared.platform.firestore.documents import Document
from shared.webhooks import tasks, worker
from shared.webhooks.model import DELIVERIES, endpoint_path, read_delivery, read_endpoint

_AGAIN = timedelta(minutes=10)


def sweep(page: int) -> int:
    return sum(lifecycle_sweep.look_after(care, page) for care in CARES)


def _event_due(row: Document, _now: datetime) -> None:
    lifecycle_sweep.put_off(row, _AGAIN)
    outbox.enqueue(row.id, (row.fields or {})["user_id"])


def _delivery_due(row: Document, now: datetime) -> None:
    lifecycle_sweep.put_off(row, _AGAIN)
    delivery = read_delivery(row)
    if delivery is None or delivery.next_at is None:
        return
    endpoint = read_endpoint(store().get(endpoint_path(delivery.endpoint_id)), now)
    if endpoint is None or not endpoint.active:
        worker.let_go(delivery)
    else:
        tasks.enqueue_delivery(endpoint.id, slow=endpoint.slow)


CARES = (
    lifecycle_sweep.Care(outbox.EVENTS, _event_due, _AGAIN),
    lifecycle_sweep.Care(DELIVERIES, _delivery_due, _AGAIN),
)
