"""What calls about jobs take."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from functions.forms.fields import Cursor, Moment, UserId
from functions.forms.operators.acts import ReasonRequest
from shared.admin.sets import OperatorBatchAction
from shared.films.outcomes import FilmOutcome
from shared.films.sets import FilmState
from shared.platform.errors import Text
from shared.prompts.states import PromptStatus
from shared.providers.outcomes import Outcome
from shared.videos.states import JobState


class _WorkFilters(ReasonRequest):
    user_id: UserId | None = None
    since: Moment | None = Field(None, description="Asked for at this time or later")
    until: Moment | None = Field(None, description="Asked for before this time")

    @property
    def filters(self) -> dict[str, Any]:
        """What works are found by."""
        return self.model_dump(exclude={"reason", "limit", "cursor"}, exclude_none=True)


class JobFilters(_WorkFilters):
    state: Literal["live"] | JobState | None = Field(None, description="`live` is every state before the end")
    outcome: Outcome | None = Field(None, description="How it ended")
    model: str | None = Field(None, min_length=1, max_length=120, description="As the catalog names it: `surface/model`")
    provider: str | None = Field(
        None, min_length=1, max_length=60, description="The surface of its model; `rushes` of what is made by hand"
    )


class OperatorBatchRequest(JobFilters):
    """What to do to all jobs that are found by this, 300 at most."""

    action: OperatorBatchAction
    refund: bool = Field(False, description="Of `fail`: whether their users get the credits back")
    give_back: bool = Field(False, description="Of `take_down`: give back the credits that each cost, as a grant")

    @property
    def filters(self) -> dict[str, Any]:
        return {name: value for name, value in super().filters.items() if name not in ("action", "refund", "give_back")}

    @model_validator(mode="after")
    def _of_some(self) -> Self:
        if not self.filters:
            raise ValueError(Text("takes at least one filter", "nimmt mindestens einen Filter"))
        return self


class JobQuery(JobFilters):
    limit: int = Field(20, ge=1, le=100)
    cursor: Cursor | None = None


class FilmFilters(_WorkFilters):
    status: Literal["live"] | FilmState | None = Field(None, description="`live` is every state before the end")
    outcome: FilmOutcome | None = Field(None, description="How it ended")


class FilmRecordQuery(FilmFilters):
    limit: int = Field(20, ge=1, le=100)
    cursor: Cursor | None = None


class PromptFilters(_WorkFilters):
    status: PromptStatus | None = None
    error_code: str | None = Field(None, pattern=r"^[A-Z_]{1,60}$", description="Why there is no text")
    model: str | None = Field(None, min_length=1, max_length=120, description="The writer's name")


class PromptQuery(PromptFilters):
    limit: int = Field(20, ge=1, le=100)
    cursor: Cursor | None = None


class FailJobRequest(ReasonRequest):
    refund: bool = Field(description="Whether the user gets the credits back")
