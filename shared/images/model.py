"""Pictures and their collections as documents. No Google here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.images import outcomes
from shared.images.states import ImageStatus
from shared.lifecycle import messages
from shared.lifecycle.takedown import Removable
from shared.lifecycle.trash import Trashable
from shared.platform.clients import clock
from shared.platform.errors import Language
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Document, Update, Write
from shared.platform.user_ids import home_of, media_home_of

if TYPE_CHECKING:
    from shared.images import views
    from shared.images.sets import ImageType

IMAGES, COLLECTIONS = "images", "collections"


@dataclass(frozen=True)
class Collection(Trashable):
    id: str
    user_id: str
    name: str
    created_at: datetime
    updated_at: datetime
    image_count: int = 0
    deleting: bool = False
    due_at: datetime | None = None  # when the sweep should look whether its images follow it, or its deletion goes on

    @property
    def path(self) -> str:
        return collection_path(self.id)


@dataclass(frozen=True)
class Image(Trashable, Removable):
    id: str
    user_id: str
    collection_id: str
    status: ImageStatus
    content_type: ImageType  # as announced, until the bytes have been looked at
    bytes: int
    created_at: datetime
    updated_at: datetime
    due_at: datetime | None  # when the sweep should look; none once nothing is to come
    title: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict[str, str])  # the user's own words about it
    width: int | None = None
    height: int | None = None
    colour: str | None = None
    object: str | None = None  # the checked copy in the media bucket, which everything later uses
    thumbnail: str | None = None
    error: Mapping[str, Any] | None = None  # why it was rejected, in both languages
    prompt_count: int = 0
    primary_prompt_id: str | None = None  # exactly one, by construction
    last_prompt_id: str | None = None  # the draft that a client makes or deletes in the same commit as the count
    last_job_id: str | None = None  # the video that was asked for with it last; none: nobody need be asked who needs it
    planned: bool = False  # a storyboard has named it, and may still
    touched_at: datetime | None = None  # when it was taken in or last wanted, within the month
    likeness_at: datetime | None = None  # when its user said that whoever is seen in it agreed
    kept_for_jobs: bool = False  # deleted, and all is erased but the picture

    @property
    def path(self) -> str:
        return image_path(self.id)

    @property
    def reason(self) -> Mapping[str, str] | None:
        """Its code and words in both languages, as they were kept before there was `error`."""
        return {"code": self.error["code"].lower(), **self.error["message"]} if self.error else None

    def fields(self) -> dict[str, Any]:
        return {**super().fields(), "reason": self.reason}

    @property
    def upload_name(self) -> str:
        return upload_name(self.user_id, self.id)

    @property
    def object_name(self) -> str:
        return self.object or copies_in(media_home_of(self.user_id), self.id)[0]

    @property
    def thumbnail_name(self) -> str:
        return self.thumbnail or copies_in(media_home_of(self.user_id), self.id)[1]

    @property
    def file_names(self) -> tuple[str, ...]:
        """All that may lie in the media bucket of it."""
        return self.object_name, self.thumbnail_name


def upload_name(user_id: str, image_id: str) -> str:
    """Where its owner's bytes land in the bucket of uploads."""
    return f"{home_of(user_id)}/{image_id}"


def copies_in(home: str, image_id: str) -> tuple[str, str]:
    """What may be kept of an image in the media bucket, under its owner's home: the picture, and it in small."""
    picture = f"{home}/images/{image_id}"
    return picture, f"{picture}.small"


def image_path(image_id: str) -> str:
    return f"{IMAGES}/{image_id}"


def collection_path(collection_id: str) -> str:
    return f"{COLLECTIONS}/{collection_id}"


_read_image = codec.reader(Image, status=ImageStatus)


def read_image(document: Document) -> Image | None:
    """Also one that an earlier release rejected, which knows nothing of `error`."""
    image, reason = _read_image(document), (document.fields or {}).get("reason")
    return replace(image, error=outcomes.error_of(reason["code"])) if image and reason and image.error is None else image


read_collection = codec.reader(Collection)


def counted(document: Document, by: int) -> Write:
    """The write that keeps a collection's number of images; it fails when the collection changed since it was seen."""
    return Update(document, {"image_count": (document.fields or {})["image_count"] + by})


_SHOWN = (
    *("id", "collection_id", "status", "content_type", "bytes", "created_at", "updated_at", "title", "metadata", "width"),
    *("height", "colour", "prompt_count", "primary_prompt_id", "likeness_at", "taken_down_at"),
)


def shown(image: Image, language: Language) -> views.Image:
    """An image on the wire: what its document holds, less our marks, with its reason in one language."""
    reason = {"code": image.reason["code"], "message": image.reason[language]} if image.reason else None
    return codec.told(image, _SHOWN, reason=reason, error=messages.told(image.error, language))


def shown_collection(collection: Collection) -> views.Collection:
    return codec.told(collection, ("id", "name", "image_count", "created_at", "updated_at"))


def with_prompts(document: Document, count: int, last: str, primary: str | None) -> Write:
    """The write that keeps an image's prompts counted and its primary known; fails when the image changed since it was seen."""
    marks = {"prompt_count": count, "last_prompt_id": last, "primary_prompt_id": primary}
    return Update(document, {**marks, "updated_at": clock().now()})


def with_job(document: Document, job_id: str) -> Write:
    """The write by which a new job holds an image: its picture stays until that has ended, or it fails with the whole commit."""
    return Update(document, {"last_job_id": job_id, "touched_at": clock().now()})


def with_storyboard(document: Document) -> Write:
    """The same for a storyboard that names it from now on."""
    return Update(document, {"planned": True})
