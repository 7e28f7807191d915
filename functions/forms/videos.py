"""What `videos` and `watch` take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, create_model, model_validator

from functions.forms.fields import JobId, LinksQuery, words
from functions.forms.marks import LibraryQuery, MarksUpdate
from shared.catalog import wish_fields
from shared.catalog.wish_fields import WishField
from shared.platform.errors import Text
from shared.platform.web.validation import Strict
from shared.user_files.field_types import Pattern, Several, Whole, Words
from shared.videos.states import JobState

__all__ = ["LinksQuery", "MarksUpdate"]  # this door takes them too

_QUEUE = "Wait for a slot where none is free, charged and as `waiting`, the oldest first; without it such a video is refused"


def _asked(field: WishField) -> Any:
    """As pydantic checks what the kind says."""
    checked: Any = field.type
    match field.kind:
        case Words(most, least):
            checked = Annotated[str, Field(min_length=least, max_length=most), AfterValidator(words)]
        case Whole(least, most):
            checked = Annotated[int, Field(ge=least, le=most)]
        case Pattern(form):
            checked = Annotated[str, Field(pattern=f"^{form}$")]
        case Several(Pattern(form), most):
            checked = Annotated[tuple[Annotated[str, Field(pattern=f"^{form}$")], ...], Field(max_length=most)]
        case _:
            pass  # a set of values checks itself
    described = Field(field.default, description=field.words or None)
    return (checked | None if field.optional else checked), described


if TYPE_CHECKING:
    _VideoFields = Strict
else:
    _VideoFields = create_model(
        "_VideoFields", __base__=Strict, **{name: _asked(field) for name, field in wish_fields.asked().items()}
    )


class VideoRequest(_VideoFields):
    """What to make; `prompt` or `prompt_id` is needed."""

    own_key: bool = Field(False, description="Pay the provider by your own key for it")
    queue: bool = Field(False, description=_QUEUE)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        said = self.model_dump()
        if not said["prompt"] and not said["prompt_id"]:
            raise ValueError(Text("needs prompt or prompt_id", "braucht prompt oder prompt_id"))
        if (said["task"] is None) is not (said["source"] is None):
            raise ValueError(Text("needs task and source together, or neither", "braucht task und source zusammen, oder keines"))
        return self


class VideoQuery(LibraryQuery):
    model: str | None = Field(None, min_length=1, max_length=100, description="An `id` of the catalog")
    state: JobState | None = None


class VideoDeletionRequest(Strict):
    """Which videos to delete: these, or all that failed."""

    ids: tuple[JobId, ...] | None = Field(None, min_length=1, max_length=100)
    all: Literal["failed"] | None = Field(None, description="`failed`: all that failed, instead of `ids`")

    @model_validator(mode="after")
    def _either(self) -> Self:
        if (self.ids is None) is (self.all is None):
            raise ValueError(Text("takes ids or all, and one of them", "nimmt ids oder all, und eines davon"))
        return self


class RetryQuery(Strict):
    """How a video is made again."""

    queue: bool = Field(False, description=_QUEUE)


class BatchQuery(Strict):
    quote: bool = Field(False, description="Only price the batch; nothing is made or charged")
