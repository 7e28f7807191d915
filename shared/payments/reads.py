"""Purchases as their buyers see them."""

from __future__ import annotations

from shared.payments.model import PURCHASES, Purchase, own, purchase_path, read
from shared.platform.clients import store
from shared.platform.web.cursors import Page, newest_first, page_of, place_of


def show(user_id: str, purchase_id: str) -> Purchase:
    return own(store().get(purchase_path(purchase_id)), user_id)


def listed(user_id: str, *, limit: int, cursor: str | None) -> Page[Purchase]:
    """The newest first, one query."""
    rows = store().find(
        PURCHASES,
        where=[("user_id", "==", user_id)],
        order=newest_first("created_at"),
        after=place_of(cursor),
        limit=limit,
    )
    return page_of(rows, limit, read)
