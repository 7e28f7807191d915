"""What users change about their images: title and place, deleting; and what else joins or leaves one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from shared.accounts import usage
from shared.accounts.usage import Usage, usage_path
from shared.images import collections
from shared.images.errors import ImageInUse
from shared.images.model import Image, ImageStatus, collection_path, image_path, read_image
from shared.images.reads import own, users_of, with_pictures
from shared.lifecycle.sweep import left_to_sweep
from shared.platform.clients import clock, queue, store
from shared.platform.firestore.documents import AlsoNeeds, Document, Plan, Seen, Update, Write


def edit(
    user_id: str, image_id: str, *, title: str | None, metadata: Mapping[str, str] | None, collection_id: str | None = None
) -> Image:
    """What its owner says about it, and where it is kept; what is None stays."""
    where, now = image_path(image_id), clock().now()

    def decide(seen: Seen) -> Plan[Image]:
        before = own(seen[where], user_id)
        writes: list[Write] = []
        if collection_id and collection_id != before.collection_id:
            origin, target = _home(seen, before.collection_id), _home(seen, collection_id)
            collections.own(target, user_id)
            collections.own(origin, user_id)
            writes += [collections.counted(target, 1), collections.counted(origin, -1)]
        after = replace(
            before,
            title=before.title if title is None else title,
            metadata=before.metadata if metadata is None else metadata,
            collection_id=collection_id or before.collection_id,
            updated_at=now,
        )
        changed = {"title": after.title, "metadata": dict(after.metadata), "collection_id": after.collection_id}
        return Plan(after, [*writes, Update(seen[where], {**changed, "updated_at": now})])

    return store().settle([where, *([collection_path(collection_id)] if collection_id else [])], decide)


def _home(seen: Seen, collection_id: str) -> Document:
    """An image that is moved meanwhile names yet another collection."""
    if (found := seen.get(collection_path(collection_id))) is None:
        raise AlsoNeeds(collection_path(collection_id))
    return found


def delete(user_id: str, image_id: str, *, force: bool = False) -> None:
    """Gone for its owner at once; its prompts and files follow in a task. `force` deletes what storyboards plan with, too."""
    image = own(store().get(image_path(image_id)), user_id)
    mark_deleting(image, even_if_planned=force)
    enqueue_erasing(image_id, user_id)


def mark_deleting(image: Image, *, even_if_planned: bool = True) -> None:
    """In one commit with its collection's count; one that is marked already stays as it is.

    Whoever asks for a video with it, or plans with it, writes it in that commit: so they either come first, or not at all.
    """
    where, now = image.path, clock().now()

    def decide(seen: Seen) -> Plan[None]:
        before = read_image(seen[where])
        if before is None or before.status is ImageStatus.DELETING:
            return Plan(None)
        if before.planned and not even_if_planned and (users := users_of([before])[before.id]):
            raise ImageInUse(id=before.id, users=users)
        home = _home(seen, before.collection_id)
        marks = {"status": ImageStatus.DELETING.value, "due_at": now + collections.ERASING_IS_LATE, "updated_at": now}
        counts = [collections.counted(home, -1)] if home.fields is not None else []
        freed = usage.write(seen[usage_path(image.user_id)], _without(before, seen, now))
        return Plan(None, [Update(seen[where], marks), *counts, freed])

    store().settle([where, collection_path(image.collection_id), usage_path(image.user_id)], decide)


def _without(image: Image, seen: Seen, now: datetime) -> Usage:
    """What its owner keeps once it is gone for them; that its picture may stay for a video is not their doing."""
    by = -image.bytes if image.status is ImageStatus.READY else 0
    return with_pictures(image.user_id, seen, by).without_place("upload_places", image.id, now)


def enqueue_erasing(image_id: str, user_id: str) -> None:
    with left_to_sweep(image_id):
        queue().put("erase", "upload-events", "/erase", {"id": image_id, "user_id": user_id}, deadline_s=600)


def with_prompts(document: Document, count: int, last: str, primary: str | None) -> Write:
    """The write that keeps an image's prompts counted and its primary known; fails when the image changed since it was seen."""
    marks = {"prompt_count": count, "last_prompt_id": last, "primary_prompt_id": primary}
    return Update(document, {**marks, "updated_at": clock().now()})


def with_job(document: Document, job_id: str) -> Write:
    """The write by which a new job holds an image: its picture stays until that has ended, or it fails with the whole commit."""
    return Update(document, {"last_job_id": job_id})


def with_storyboard(document: Document) -> Write:
    """The same for a storyboard that names it from now on."""
    return Update(document, {"planned": True})
