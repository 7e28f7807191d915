"""What works are found by, and what their owner notes on them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from functions.forms.fields import DocumentId, Moment, PageQuery, named
from shared.lifecycle.library import Filters, worth
from shared.lifecycle.marks import MOST_TAGS
from shared.lifecycle.words import folded, words_of
from shared.platform.errors import Text
from shared.platform.web.validation import Strict


def _sought(given: str) -> str:
    if not words_of(given):
        raise ValueError(Text("must contain words", "muss Worte enthalten"))
    return given


def _each_once(given: tuple[str, ...]) -> tuple[str, ...]:
    """Tags that are the same as people write them are one: as it was written first."""
    once: dict[str, str] = {}
    for tag in given:
        once.setdefault(folded(tag), tag)
    return tuple(once.values())


Tag = Annotated[str, Field(min_length=1, max_length=40), AfterValidator(named)]
_Tags = Annotated[tuple[Tag, ...], Field(max_length=MOST_TAGS), AfterValidator(_each_once)]


class DeletionRequest(Strict):
    """Which to delete: these, or all that failed."""

    ids: tuple[DocumentId, ...] | None = Field(None, min_length=1, max_length=100)
    all: Literal["failed"] | None = Field(None, description="`failed`: all that failed, instead of `ids`")

    @model_validator(mode="after")
    def _either(self) -> Self:
        if (self.ids is None) is (self.all is None):
            raise ValueError(Text("takes either ids or all", "nimmt entweder ids oder all"))
        return self


class MarksUpdate(Strict):
    """What is left out stays as it is, null clears."""

    name: Annotated[str, Field(min_length=1, max_length=120), AfterValidator(named)] | None = None
    favourite: bool | None = None
    tags: _Tags | None = Field(None, description="Compared without capitals and accents")

    @property
    def said(self) -> dict[str, Any]:
        return self.model_dump(exclude_unset=True)


class MarksOfManyRequest(Strict):
    """What to change of the marks of several; what is left out stays as it is."""

    ids: tuple[DocumentId, ...] = Field(min_length=1, max_length=100)
    favourite: bool | None = None
    add_tags: _Tags = Field((), description="Those that it has already stay as they were written")
    remove_tags: _Tags = Field((), description="Compared without capitals and accents, like all tags")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.favourite is None and not self.add_tags and not self.remove_tags:
            raise ValueError(Text("needs favourite, add_tags or remove_tags", "braucht favourite, add_tags oder remove_tags"))
        if set(map(folded, self.add_tags)) & set(map(folded, self.remove_tags)):
            raise ValueError(Text("must not add and remove the same tag", "darf nicht denselben Tag hinzufügen und wegnehmen"))
        return self


_EQUAL = ("storyboard_id", "favourite", "model", "state", "status")  # of the latter those that its works have


class LibraryQuery(PageQuery):
    """Which works to list."""

    q: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_sought)] | None = Field(
        None,
        description="Words of name, tags and text, all of them, in any order; from three letters on their beginning is enough",
    )
    tag: Tag | None = None
    favourite: bool | None = None
    storyboard_id: DocumentId | None = Field(None, description="Made for this storyboard")
    seconds_min: float | None = Field(None, ge=0, le=36000, allow_inf_nan=False, description="Of this length or longer")
    seconds_max: float | None = Field(None, ge=0, le=36000, allow_inf_nan=False, description="Of this length or shorter")
    since: Moment | None = Field(None, description="Asked for at or after this time; a date alone begins at midnight, UTC")
    until: Moment | None = Field(None, description="Asked for before this time; a date alone begins at midnight, UTC")

    @model_validator(mode="after")
    def _some_length(self) -> Self:
        if self.seconds_min is not None and self.seconds_max is not None and self.seconds_min > self.seconds_max:
            raise ValueError(
                Text("needs seconds_max to be at least seconds_min", "braucht ein seconds_max, das nicht unter seconds_min liegt")
            )
        return self

    @property
    def filters(self) -> Filters:
        """As the shelf reads them: of fields with one value first those of which there are the fewest works."""
        equal = {name: getattr(self, name, None) for name in _EQUAL}
        return Filters(equal, self.q, self.tag, self.seconds_min, self.seconds_max, self.since, self.until)

    @property
    def worth(self) -> int:
        return worth(self.filters, self.limit)
