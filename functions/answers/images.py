"""What `images` answers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from functions.answers import Answer
from functions.forms.sets import ImageState, ImageType


class Collection(Answer):
    """A folder of images."""

    id: str
    name: str
    image_count: int
    created_at: datetime
    updated_at: datetime


class CollectionList(Answer):
    collections: list[Collection]
    next_cursor: str | None


class Rejection(Answer):
    """Why it was not taken."""

    code: str
    message: str


class Image(Answer):
    """A picture of the user's."""

    id: str
    collection_id: str
    status: ImageState
    content_type: ImageType
    bytes: int
    created_at: datetime
    updated_at: datetime
    title: str
    metadata: dict[str, str]
    width: int | None
    height: int | None
    colour: str | None
    reason: Rejection | None
    prompt_count: int
    primary_prompt_id: str | None


class ImageList(Answer):
    images: list[Image]
    next_cursor: str | None


class UploadTarget(Answer):
    """Where and how to send the bytes: PUT, with exactly these headers."""

    method: Literal["PUT"]
    url: str
    headers: dict[str, str]
    expires_at: datetime


class ImageUpload(Answer):
    """The image, which waits for its file."""

    image: Image
    upload: UploadTarget


class ImageLinks(Answer):
    """Addresses that work without signing in until they expire."""

    picture: str
    thumbnail: str
    expires_at: datetime
