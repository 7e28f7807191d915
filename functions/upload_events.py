"""upload-events: worker for uploaded bytes, which Cloud Storage tells of, and for deletions that go through by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.dead_letters import commands as dead_letter_commands
from shared.erasure.reads import is_held
from shared.erasure.worker import erase_collection, erase_image, follow_collection, tell_storyboards
from shared.images.model import upload_name
from shared.images.worker import arrived
from shared.platform import logs
from shared.platform.settings import settings
from shared.platform.web import storage_events
from shared.platform.web.callers import services
from shared.platform.web.door import Call
from shared.platform.web.flask_door import FlaskDoor

if TYPE_CHECKING:
    from functions.forms import tasks as forms

door = FlaskDoor(
    "upload-events", caller=services("events", "tasks"), forms="functions.forms.tasks", on_give_up=dead_letter_commands.record
)


@door.route("POST", "/", status=204)
def receive_upload(call: Call) -> None:
    """Take the event of a finished upload."""
    found = storage_events.stored_object(call.raw)
    logs.info("object arrived", **vars(found))
    if found.bucket == settings().bucket_uploads and found.kind == storage_events.FINALIZED:
        arrived(found.name, is_held)


@door.route("POST", "/late", body="LateUploadTask", status=204)
def receive_late_upload(call: Call) -> None:
    """Take an upload whose event was lost."""
    task: forms.LateUploadTask = call.body
    arrived(upload_name(task.user_id, task.image_id), is_held)


@door.route("POST", "/erase", body="EraseTask", status=204)
def erase_picture(call: Call) -> None:
    """Erase an image and what belongs to it."""
    task: forms.EraseTask = call.body
    erase_image(task.id, task.user_id)


@door.route("POST", "/erase-collection", body="EraseTask", status=204)
def erase_collection_pictures(call: Call) -> None:
    """Erase a collection and its images."""
    task: forms.EraseTask = call.body
    erase_collection(task.id, task.user_id)


@door.route("POST", "/follow-collection", body="EraseTask", status=204)
def follow_collection_pictures(call: Call) -> None:
    """Have a collection's images follow it."""
    task: forms.EraseTask = call.body
    follow_collection(task.id, task.user_id)


@door.route("POST", "/tell-storyboards", body="EraseTask", status=204)
def tell_picture_storyboards(call: Call) -> None:
    """Have storyboards told whether an image is there."""
    task: forms.EraseTask = call.body
    tell_storyboards(task.id, task.user_id)
