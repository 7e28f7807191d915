"""What `images` answers. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from shared.images.sets import ImageState, ImageType
from shared.platform.web.views import Failure, ItemRefusal, Rejection, UploadTarget


class Collection(TypedDict):
    """A folder of images."""

    id: str
    name: str
    image_count: int
    created_at: datetime
    updated_at: datetime


class CollectionList(TypedDict):
    collections: list[Collection]
    next_cursor: str | None


class Image(TypedDict):
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
    reason: Annotated[Rejection | None, Field(description="The beginning of `error`, with its code in small letters")]
    error: Failure | None
    prompt_count: int
    primary_prompt_id: str | None
    likeness_at: Annotated[
        datetime | None, Field(description="When it was said that whoever can be recognised in it agreed; null: it was not")
    ]
    taken_down_at: Annotated[datetime | None, Field(description="Since when the operator keeps it from everybody")]


class ImageList(TypedDict):
    images: list[Image]
    next_cursor: str | None


class ImageUpload(TypedDict):
    """The image, which waits for its file."""

    image: Image
    upload: UploadTarget


class ImageMove(TypedDict):
    """How many are in the collection now, and which are not."""

    moved: int
    refused: list[ItemRefusal]


class ListedImageLinks(TypedDict):
    """One image's addresses."""

    id: str
    thumbnail: str
    picture: Annotated[str | None, Field(description="Null where only `previews` were asked for")]
    expires_at: datetime


class ImageLinksList(TypedDict):
    """Addresses of several images, in the order asked for."""

    links: list[ListedImageLinks]
    missing: Annotated[list[str], Field(description="Of these there are none: not there, in the trash or not ready")]


class ImageLinks(TypedDict):
    """Addresses that work without signing in until they expire."""

    picture: str
    thumbnail: str
    expires_at: datetime
