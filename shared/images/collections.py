"""Collections: what a user's images are kept in. One that is being deleted takes no more of them and is shown to nobody."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Any

from shared.images.errors import CollectionInUse
from shared.images.model import COLLECTIONS, Collection, collection_path, read_collection
from shared.lifecycle import trash
from shared.lifecycle.sweep import left_to_sweep
from shared.platform.clients import clock, queue, store
from shared.platform.errors import NotFound
from shared.platform.firestore.documents import Document, Plan, Seen, Update
from shared.platform.web.cursors import Page, newest_first, page_of, place_of

ERASING_IS_LATE = timedelta(minutes=10)


def create(user_id: str, name: str) -> Collection:
    now = clock().now()
    collection = Collection(secrets.token_hex(12), user_id, name, now, now)
    return store().settle(
        [collection.path], lambda _seen: Plan(collection, [trash.created(collection.path, collection.fields())])
    )


def rename(user_id: str, collection_id: str, name: str) -> Collection:
    where, now = collection_path(collection_id), clock().now()

    def decide(seen: Seen) -> Plan[Collection]:
        renamed = replace(own(seen[where], user_id), name=name, updated_at=now)
        return Plan(renamed, [Update(seen[where], {"name": name, "updated_at": now})])

    return store().settle([where], decide)


def listed(user_id: str, *, limit: int, cursor: str | None) -> Page[Collection]:
    """The newest first, with how many images each holds."""
    rows = store().find(
        COLLECTIONS,
        where=[("user_id", "==", user_id), ("deleting", "==", False)],
        order=newest_first("created_at"),
        after=place_of(cursor),
        limit=limit,
    )
    return page_of(rows, limit, read_collection)


def delete(user_id: str, collection_id: str, *, force: bool = False) -> None:
    """Gone for its owner at once; its images, their prompts and files follow in a task. Said twice, it is done once.

    `force` deletes what storyboards plan with, too; whoever plans with one of its images in this very moment is told by their
    scenes, as then.
    """
    from shared.images.transitions import delete_collection

    if not force:
        _refuse_planned(user_id, collection_id)
    if not delete_collection(collection_id, user_id, clock().now() + ERASING_IS_LATE):
        raise NotFound(kind="collection", id=collection_id)
    enqueue_erasing(collection_id, user_id)


def _refuse_planned(user_id: str, collection_id: str) -> None:
    from shared.images.reads import planned_in

    own(store().get(collection_path(collection_id)), user_id)
    images: list[dict[str, Any]] = planned_in(user_id, collection_id)
    if images:
        raise CollectionInUse(id=collection_id, images=images)


def enqueue_erasing(collection_id: str, user_id: str) -> None:
    with left_to_sweep(collection_id):
        queue().put("erase", "upload-events", "/erase-collection", {"id": collection_id, "user_id": user_id}, deadline_s=600)


def own(document: Document, user_id: str) -> Collection:
    """The user's collection; another's does not exist for them, nor does one that is being deleted."""
    collection = read_collection(document)
    if collection is None or collection.user_id != user_id or collection.deleting:
        raise NotFound(kind="collection", id=document.id)
    return collection
