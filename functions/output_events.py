"""output-events: Cloud Storage tells that an object is complete. What a provider wrote for us is evidence for its job."""

from __future__ import annotations

from shared.platform import logs
from shared.platform.settings import settings
from shared.platform.web import storage_events
from shared.platform.web.callers import service
from shared.platform.web.door import Call
from shared.platform.web.flask_door import FlaskDoor
from shared.videos import evidence

door = FlaskDoor("output-events", caller=service("events"))


@door.route("POST", "/", status=204)
def receive_provider_output(call: Call) -> None:
    """Take the event of a provider's output."""
    found = storage_events.stored_object(call.raw)
    logs.info("object arrived", **vars(found))
    if found.bucket == settings().bucket_provider_out and found.kind == storage_events.FINALIZED:
        evidence.output_arrived(found.name, f"gs://{found.bucket}/{found.name}")
