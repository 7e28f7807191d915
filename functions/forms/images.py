"""What `images` takes."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from functions.forms.fields import DeletionQuery, DocumentId, LinksQuery, LinksRequest, PageQuery, named, one_line
from shared.images.sets import ImageState, ImageType
from shared.platform.errors import Text
from shared.platform.web.validation import Strict
from shared.user_files.plain_text import plain

__all__ = ["DeletionQuery", "LinksQuery", "LinksRequest", "PageQuery"]  # this door takes them too


def _key(given: str) -> str:
    """Firestore keeps names between two underscores on each side for itself."""
    if (cleaned := named(given)).startswith("__") and cleaned.endswith("__"):
        raise ValueError(Text("must not stand between double underscores", "darf nicht zwischen doppelten Unterstrichen stehen"))
    return cleaned


Title = Annotated[str, Field(max_length=200), AfterValidator(one_line)]


Metadata = Annotated[
    dict[
        Annotated[str, Field(min_length=1, max_length=50), AfterValidator(_key)],
        Annotated[str, Field(max_length=500), AfterValidator(plain)],
    ],
    Field(max_length=20, description="Your own words about the picture; a prompt may draw on them"),
]


class CollectionRequest(Strict):
    name: Annotated[str, Field(min_length=1, max_length=100), AfterValidator(named)]


class ImageRequest(Strict):
    """An image before its file is there."""

    collection_id: DocumentId
    content_type: ImageType
    bytes: int | None = Field(None, ge=1, le=20 * 1024 * 1024, description="The file's exact size, where it is known")
    title: Title = ""
    metadata: Metadata = Field(default_factory=dict[str, str])
    likeness: bool = Field(
        False,
        description="That whoever can be recognised in it agreed to its use; needed where `likeness_statement` of "
        "`GET /catalog/limits` is true",
    )


class ImageQuery(PageQuery):
    collection_id: DocumentId | None = None
    status: ImageState | None = None


class ImageDeletionRequest(DeletionQuery):
    """Which to delete."""

    ids: tuple[DocumentId, ...] = Field(min_length=1, max_length=100)


class ImageMoveRequest(Strict):
    """Which to move, and where."""

    ids: tuple[DocumentId, ...] = Field(min_length=1, max_length=100)
    collection_id: DocumentId


class ImageUpdate(Strict):
    """What is left out stays as it is."""

    title: Title | None = None
    metadata: Metadata | None = None
    collection_id: DocumentId | None = None
