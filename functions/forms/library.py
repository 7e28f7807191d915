"""What `library` takes."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from functions.forms.fields import DocumentId, PageQuery
from shared.platform.errors import Text
from shared.platform.web.validation import Strict
from shared.trash.sets import TrashKind

__all__ = ["PageQuery"]  # this door takes it too


class TrashItem(Strict):
    """One thing in the trash."""

    kind: TrashKind
    id: DocumentId


_Items = Annotated[tuple[TrashItem, ...], Field(min_length=1, max_length=100)]


class TrashRestoreRequest(Strict):
    """What shall come back."""

    items: _Items


class TrashPurgeRequest(Strict):
    """What shall go for good: these things, or all."""

    items: _Items | None = None
    all: bool = Field(False, description="Everything, instead of `items`")

    @model_validator(mode="after")
    def _either(self) -> Self:
        if (self.items is not None) is self.all:
            raise ValueError(Text("takes either items or all", "nimmt entweder items oder all"))
        return self
