"""What users change about their images: title and place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from shared.images import collections
from shared.images.model import Image, collection_path, counted, image_path
from shared.images.reads import own
from shared.platform.clients import clock, store
from shared.platform.errors import AppError, NotFound
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


def move(user_id: str, image_ids: Sequence[str], collection_id: str) -> dict[str, AppError | None]:
    """All of these that are there into one collection, in one commit; of the others why not."""
    home, now = collection_path(collection_id), clock().now()

    def decide(seen: Seen) -> Plan[dict[str, AppError | None]]:
        collections.own(seen[home], user_id)
        told, going = dict[str, AppError | None](), list[Image]()
        for each in image_ids:
            try:
                image = own(seen[image_path(each)], user_id)
                collections.own(seen[collection_path(image.collection_id)], user_id)
            except NotFound as refusal:
                told[each] = refusal
                continue
            told[each] = None
            if image.collection_id != collection_id:
                going.append(image)
        left = Counter(image.collection_id for image in going)
        moved = [Update(seen[image.path], {"collection_id": collection_id, "updated_at": now}) for image in going]
        counts = [counted(seen[collection_path(each)], -count) for each, count in left.items()]
        return Plan(told, [*moved, *counts, counted(seen[home], len(going))] if going else [])

    return store().settle([home, *map(image_path, image_ids)], decide)
