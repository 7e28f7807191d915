"""Prompts as their owners see them: of an image, one, a batch of them, and rows to export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from shared.images import collections
from shared.images import reads as image_reads
from shared.images.model import Image, collection_path, image_path
from shared.lifecycle import library, trash
from shared.lifecycle.library import Filters
from shared.platform.clients import clock, store
from shared.platform.errors import NotFound
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Document
from shared.platform.web.cursors import Page
from shared.prompts.model import PROMPTS, SHELF, Variant, batch_path, own, prompt_path, read, read_batch

if TYPE_CHECKING:
    from shared.prompts import views

MOST_VARIANTS = 100  # far more than an image may have
_IN = 30  # values of one query


def of_image(user_id: str, image_id: str) -> Shelf:
    """By their order, then the newest first."""
    return Shelf(image_reads.show(user_id, image_id), variants_of(user_id, image_id))


def show(user_id: str, prompt_id: str) -> tuple[Variant, str | None]:
    """A prompt, and which one is the primary of its image."""
    variant, _ = own_as_of(user_id, prompt_id)
    return variant, primary_of(variant)


def listed(user_id: str, asked: Filters, *, limit: int, cursor: str | None) -> tuple[Page[Variant], Mapping[str, str | None]]:
    """Of all images, the newest first; and which one is the primary of each image on that page."""
    page = library.page(SHELF, user_id, asked, limit=limit, cursor=cursor)
    seen = store().read({image_path(each.image_id) for each in page.rows}) if page.rows else {}
    return page, {document.id: (document.fields or {}).get("primary_prompt_id") for document in seen.values()}


def own_as_of(user_id: str, prompt_id: str) -> tuple[Variant, str | None]:
    """A prompt, and when it was so in Firestore's time: for who waits for what comes after."""
    seen = store().get(prompt_path(prompt_id))
    return own(seen, user_id), seen.read_time


def primary_of(variant: Variant) -> str | None:
    """Which prompt is the primary of its image."""
    return image_reads.show(variant.user_id, variant.image_id).primary_prompt_id


def batch(user_id: str, batch_id: str) -> views.PromptBatch:
    """How far a collection's prompts are."""
    document = store().get(batch_path(batch_id))
    found = None if document.expired(clock().now()) else read_batch(document)
    if found is None or found.user_id != user_id:
        raise NotFound(kind="prompt batch", id=batch_id)
    shown = ("id", "collection_id", "total", "completed", "failed", "prompt_ids", "created_at", "updated_at")
    return codec.told(found, shown, waiting=len(found.waiting))


def exported(user_id: str, *, image_id: str | None, collection_id: str | None) -> Iterator[dict[str, Any]]:
    """The rows of an export: of one image, of a collection, or of all that the user has."""
    if collection_id:
        collections.own(store().get(collection_path(collection_id)), user_id)
    for found in [[image_reads.show(user_id, image_id)]] if image_id else _pages(user_id, collection_id):
        primaries = {image.id: image.primary_prompt_id for image in found}
        for start in range(0, len(found), _IN):
            ids = [image.id for image in found[start : start + _IN]]
            where: list[tuple[str, Literal["==", "in"], Any]] = [("user_id", "==", user_id), ("image_id", "in", ids)]
            rows = store().find(PROMPTS, where=[*where, (trash.MARK, "==", None)], limit=_IN * MOST_VARIANTS)
            variants = [variant for row in rows if (variant := read(row))]
            for variant in sorted(variants, key=lambda each: (ids.index(each.image_id), *_order(each))):
                yield {"id": variant.id, **variant.fields(), "is_primary": primaries[variant.image_id] == variant.id}


def _pages(user_id: str, collection_id: str | None) -> Iterator[Sequence[Image]]:
    cursor = None
    while True:
        page = image_reads.listed(user_id, limit=100, cursor=cursor, collection_id=collection_id, status=None)
        yield page.rows
        cursor = page.next_cursor
        if cursor is None:
            return


def variants_of(user_id: str, image_id: str) -> list[Variant]:
    return sorted((variant for row in rows_of(user_id, image_id, trash.MARK) if (variant := read(row))), key=_order)


def rows_of(user_id: str, image_id: str, without: str) -> list[Document]:
    """Those of an image that do not bear this mark."""
    where: list[tuple[str, Literal["=="], Any]] = [("user_id", "==", user_id), ("image_id", "==", image_id)]
    return store().find(PROMPTS, where=[*where, (without, "==", None)], limit=MOST_VARIANTS)


def _order(variant: Variant) -> tuple[int, float]:
    return variant.variant_order, -variant.created_at.timestamp()


@dataclass(frozen=True)
class Shelf:
    image: Image
    variants: Sequence[Variant]
