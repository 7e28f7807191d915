"""The tasks by which deliveries go out. A task names an endpoint, and whoever takes it sends whatever is due there."""

from __future__ import annotations

from datetime import datetime

from shared.lifecycle.sweep import left_to_sweep
from shared.platform.clients import queue

LASTS_S = 60  # of one task; it hands over before


def enqueue_delivery(endpoint_id: str, *, slow: bool, at: datetime | None = None, name: str | None = None) -> None:
    """Endpoints that fail or take long have a queue of their own, so that they keep nobody else waiting."""
    with left_to_sweep(endpoint_id):
        queue().put(
            "deliver-slow" if slow else "deliver",
            "webhook-tasks",
            "/deliver",
            {"endpoint_id": endpoint_id},
            at=at,
            name=name,
            deadline_s=LASTS_S,
        )


def enqueue_after_rest(endpoint_id: str, until: datetime) -> None:
    """One for all that comes meanwhile."""
    enqueue_delivery(endpoint_id, slow=True, at=until, name=f"rest-{endpoint_id}-{until:%Y%m%d%H%M%S}")


def enqueue_span(endpoint_id: str, user_id: str, since: datetime, until: datetime, cursor: str, *, all_of_them: bool) -> None:
    """Not left to the sweep: who asked hears that it was not taken."""
    payload = {
        "endpoint_id": endpoint_id,
        "user_id": user_id,
        "since": since.isoformat(),
        "until": until.isoformat(),
        "cursor": cursor,
        "all": all_of_them,
    }
    queue().put("deliver", "webhook-tasks", "/redeliver", payload, deadline_s=LASTS_S)
