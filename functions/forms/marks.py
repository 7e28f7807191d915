"""What works are found by, and what their owner notes on them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from functions.forms.fields import DocumentId, Moment, PageQuery, named
from shared.lifecycle.library import Filters, worth
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
    tags: Annotated[tuple[Tag, ...], Field(max_length=20), AfterValidator(_each_once)] | None = Field(
        None, description="Compared without capitals and accents"
    )

    @property
    def said(self) -> dict[str, Any]:
        return self.model_dump(exclude_unset=True)


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
