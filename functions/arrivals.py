"""arrivals: Cloud Storage tells that an object is complete. Each one is written down, so that an operator can follow it."""

from __future__ import annotations

from shared.platform import events, logs
from shared.platform.callers import service
from shared.platform.http import Call, Door, Reply

door = Door("arrivals", caller=service("events"))


@door.route("POST", "/")
def arrived(call: Call) -> Reply:
    """Take the event of a finalized object."""
    found = events.stored_object(call.headers, call.raw)
    logs.info("object arrived", **vars(found))
    return Reply(204)
