"""What users change about their images: title and place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from shared.images import collections
from shared.images.model import Image, collection_path, counted, image_path
from shared.images.reads import own
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Plan, Seen, Update, Write


def edit(
    user_id: str, image_id: str, *, title: str | None, metadata: Mapping[str, str] | None, collection_id: str | None = None
) -> Image:
    """What its owner says about it, and where it is kept; what is None stays."""
    where, now = image_path(image_id), clock().now()

    def decide(seen: Seen) -> Plan[Image]:
        before = own(seen[where], user_id)
        writes: list[Write] = []
        if collection_id and collection_id != before.collection_id:
            origin, target = seen[collection_path(before.collection_id)], seen[collection_path(collection_id)]
            collections.own(target, user_id)
            collections.own(origin, user_id)
            writes += [counted(target, 1), counted(origin, -1)]
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
