"""Endpoints and their log as their owner sees them."""

from __future__ import annotations

from typing import Any, Literal

from shared.accounts import usage
from shared.accounts.usage import usage_path
from shared.platform.clients import clock, store
from shared.platform.web.cursors import Page, newest_first, page_of, place_of
from shared.webhooks.model import (
    DELIVERIES,
    Delivery,
    Endpoint,
    delivery_path,
    endpoint_path,
    own,
    own_delivery,
    read_delivery,
    read_endpoint,
)
from shared.webhooks.statuses import DeliveryStatus


def listed(user_id: str) -> list[Endpoint]:
    """The newest first, by their names in what the user keeps: no query."""
    now, kept = clock().now(), usage.read(store().get(usage_path(user_id)))
    if not (paths := [endpoint_path(each) for each in kept.open_places("webhook_endpoints", now)]):
        return []
    found = [endpoint for row in store().read(paths).values() if (endpoint := read_endpoint(row, now))]
    return sorted(found, key=lambda endpoint: (endpoint.created_at, endpoint.id), reverse=True)


def show(user_id: str, endpoint_id: str) -> Endpoint:
    return own(store().get(endpoint_path(endpoint_id)), user_id, clock().now())


def deliveries(
    user_id: str, endpoint_id: str, *, status: DeliveryStatus | None, limit: int, cursor: str | None
) -> Page[Delivery]:
    """What it was sent, the newest first."""
    endpoint = show(user_id, endpoint_id)
    where: list[tuple[str, Literal["=="], Any]] = [("endpoint_id", "==", endpoint.id)]
    if status is not None:
        where.append(("status", "==", status.value))
    rows = store().find(DELIVERIES, where=where, order=newest_first("created_at"), after=place_of(cursor), limit=limit)
    return page_of(rows, limit, read_delivery)


def delivery(user_id: str, endpoint_id: str, delivery_id: str) -> Delivery:
    seen = store().read([endpoint_path(endpoint_id), delivery_path(delivery_id)])
    now = clock().now()
    return own_delivery(seen[delivery_path(delivery_id)], own(seen[endpoint_path(endpoint_id)], user_id, now), now)
