"""The tasks by which a deletion, or its undoing, goes through; the sweep looks after one that was not enqueued."""

from __future__ import annotations

from shared.lifecycle.sweep import left_to_sweep
from shared.platform.clients import queue


def enqueue_collection(collection_id: str, user_id: str) -> None:
    _enqueue("/erase-collection", collection_id, user_id)


def enqueue_image(image_id: str, user_id: str) -> None:
    _enqueue("/erase", image_id, user_id)


def enqueue_following(collection_id: str, user_id: str) -> None:
    _enqueue("/follow-collection", collection_id, user_id)


def enqueue_telling(image_id: str, user_id: str) -> None:
    _enqueue("/tell-storyboards", image_id, user_id)


def _enqueue(path: str, id_: str, user_id: str) -> None:
    with left_to_sweep(id_):
        queue().put("erase", "upload-events", path, {"id": id_, "user_id": user_id}, deadline_s=600)
