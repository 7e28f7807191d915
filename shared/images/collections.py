"""Collections: what a user's images are kept in. One in the trash takes no more of them and is shown to nobody."""

from __future__ import annotations

import secrets
from dataclasses import replace

from shared.images.model import COLLECTIONS, Collection, collection_path, read_collection
from shared.lifecycle import trash
from shared.platform.clients import clock, store
from shared.platform.errors import NotFound
from shared.platform.firestore.documents import Document, Plan, Seen, Update
from shared.platform.web.cursors import Page, newest_first, page_of, place_of


def create(user_id: str, name: str) -> Collection:
    now = clock().now()
    collection = Collection(secrets.token_hex(12), user_id, name, now, now)
    return store().settle(
        [collection.path], lambda _seen: Plan(collection, [trash.created(collection.path, collection.fields())])
    )


def show(user_id: str, collection_id: str) -> Collection:
    return own(store().get(collection_path(collection_id)), user_id)


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
        where=[("user_id", "==", user_id), (trash.MARK, "==", None)],
        order=newest_first("created_at"),
        after=place_of(cursor),
        limit=limit,
    )
    return page_of(rows, limit, read_collection)


def own(document: Document, user_id: str) -> Collection:
    """The user's collection; another's does not exist for them, nor does one in the trash."""
    collection = read_collection(document)
    if collection is None or collection.user_id != user_id or collection.deleted or collection.deleting:
        raise NotFound(kind="collection", id=document.id)
    return collection
