"""The one way in which a picture or a collection changes its state, with what its user keeps and its collection counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from shared.accounts import usage
from shared.accounts.usage import usage_path
from shared.images.model import Collection, Image, collection_path, counted, read_collection, read_image
from shared.images.reads import with_pictures
from shared.images.states import COLLECTION_STEPS, DELETING, IMAGE_STEPS, ImageStatus
from shared.lifecycle import transitions, trash
from shared.lifecycle.transitions import Carried, Change, Machine, Moved
from shared.platform.clients import clock
from shared.platform.firestore.documents import Seen, Write

_IMAGE_MACHINE = Machine(read_image, "status", IMAGE_STEPS)
_COLLECTION_MACHINE = Machine(read_collection, "deleting", COLLECTION_STEPS)


def transition(image: Image, decide: Callable[[Image], Change | None], *beside: str) -> Moved[Image, None]:
    """Take one step; one that the table does not know changes nothing."""
    paths = [usage_path(image.user_id), *beside]
    return transitions.transition(_IMAGE_MACHINE, image.path, paths, lambda now, _seen: decide(now), _carried)


def _carried(image: Image, step: Change, seen: Seen) -> Carried[Image, None]:
    """A step takes a picture in, gives its place back, or takes it out of what its user keeps and of its collection.

    That the picture itself may stay for a video is not its owner's doing.
    """
    now, where, writes = clock().now(), usage_path(image.user_id), list[Write]()
    after = _IMAGE_MACHINE.after(image, step, **step.fields, updated_at=now)
    if after.status is ImageStatus.DELETING and not image.deleted:  # else it was counted out before, or its collection goes
        home = seen[collection_path(image.collection_id)]  # one that is moved meanwhile names yet another
        writes += [counted(home, -1)] if home.fields is not None else []
    kept = with_pictures(image.user_id, seen, _ready_bytes(after) - _ready_bytes(image))
    return Carried(after, [*writes, usage.write(seen[where], kept.without_place("upload_places", image.id, now))])


def _ready_bytes(image: Image) -> int:
    return image.bytes if image.status is ImageStatus.READY else 0


def delete_collection(collection_id: str, user_id: str, due_at: datetime) -> bool:
    """Whether it was this user's and its time in the trash is over: then it is being deleted from now on."""
    now = clock().now()
    moved = transitions.transition(
        _COLLECTION_MACHINE,
        collection_path(collection_id),
        [],
        lambda found, _seen: Change(DELETING, {}) if found.user_id == user_id and trash.is_over(found.fields(), now) else None,
        lambda found, step, _seen: Carried[Collection, None](
            _COLLECTION_MACHINE.after(found, step, due_at=due_at, purge_at=None, updated_at=now)
        ),
    )
    return moved.moved
