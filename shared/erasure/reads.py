"""Who needs an image: the storyboards that plan with it, and the videos that are being made of it."""

from __future__ import annotations

from typing import Any, Literal

from shared.images.model import IMAGES, Image, read_image
from shared.images.states import ImageStatus
from shared.platform.clients import store
from shared.storyboards import images_in_use
from shared.videos.reads import needs_image

MOST_NAMED = 20  # images in use that a refusal lists
_AT_ONCE = 30  # values of one query


def planned_in(user_id: str, collection_id: str) -> list[dict[str, Any]]:
    """The first images of a collection that storyboards plan with, each with its users."""
    where: list[tuple[str, Literal["=="], Any]] = [
        ("user_id", "==", user_id),
        ("collection_id", "==", collection_id),
        ("planned", "==", True),
    ]
    found: list[dict[str, Any]] = []
    after: list[str] | None = None
    while len(found) < MOST_NAMED:
        rows = store().find(IMAGES, where=where, order=[("__name__", "asc")], after=after, limit=_AT_ONCE)
        images = [image.id for row in rows if (image := read_image(row)) and image.status is not ImageStatus.DELETING]
        planners = images_in_use.users(user_id, images) if images else {}
        found += [{"id": image_id, "users": each} for image_id, each in planners.items() if each]
        if len(rows) < _AT_ONCE:
            break
        after = [rows[-1].id]
    return found[:MOST_NAMED]


def is_held(image: Image) -> bool:
    """Whether a video that is not there yet needs the picture. For one that is being deleted: no more of them can come."""
    return image.last_job_id is not None and needs_image(image.id)
