"""arrivals: Cloud Storage tells that an object is complete. What a provider wrote for us is evidence for its job."""

from __future__ import annotations

from shared import videos
from shared.platform import events, logs
from shared.platform.callers import service
from shared.platform.http import Call, Door, Reply
from shared.platform.settings import settings

door = Door("arrivals", caller=service("events"))


@door.route("POST", "/", status=204)
def receive_provider_output(call: Call) -> Reply:
    """Take the event of a finalized object."""
    found = events.stored_object(call.headers, call.raw)
    logs.info("object arrived", **vars(found))
    if found.bucket == settings().bucket_provider_out and found.kind == "finalized":
        videos.arrived(found.name, f"gs://{found.bucket}/{found.name}")
    return Reply(204)
