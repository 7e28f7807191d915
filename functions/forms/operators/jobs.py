"""What calls about jobs take."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from functions.forms.fields import Cursor, Moment, UserId
from functions.forms.operators.acts import ReasonRequest
from shared.admin.batch_kinds import KINDS
from shared.admin.sets import OperatorBatchAction, OperatorBatchKind
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


class _VideoFilters(_WorkFilters):
    state: Literal["live"] | JobState | None = Field(None, description="`live` is every state before the end")
    provider: str | None = Field(
        None, min_length=1, max_length=60, description="The surface of its model; `rushes` of what is made by hand"
    )


class JobFilters(_VideoFilters):
    outcome: Outcome | None = Field(None, description="How it ended")
    model: str | None = Field(None, min_length=1, max_length=120, description="As the catalog names it: `surface/model`")


class OperatorBatchRequest(_VideoFilters):
    """What to do to all works that are found by this, 300 at most; each kind has its own filters, as its list has."""

    action: OperatorBatchAction
    kind: OperatorBatchKind = Field("video", description="What is looked for")
    status: Literal["live"] | FilmState | PromptStatus | None = Field(None, description="Of films and prompts")
    outcome: Outcome | FilmOutcome | None = Field(None, description="How it ended, of videos and films")
    model: str | None = Field(None, min_length=1, max_length=120, description="Of videos as `surface/model`; a prompt's writer")
    error_code: str | None = Field(None, pattern=r"^[A-Z_]{1,60}$", description="Of prompts: why there is no text")
    refund: bool = Field(False, description="Of `fail`: whether their users get the credits back")
    give_back: bool = Field(False, description="Of `take_down`: give back the credits that each cost, as a grant")

    @property
    def filters(self) -> dict[str, Any]:
        """Without the kind's own name for them."""
        ours = ("action", "kind", "refund", "give_back")
        return {name: value for name, value in super().filters.items() if name not in ours}

    @model_validator(mode="after")
    def _of_some(self) -> Self:
        kind = KINDS[self.kind]
        if not self.filters:
            raise ValueError(Text("takes at least one filter", "nimmt mindestens einen Filter"))
        if wrong := sorted(self.filters.keys() - kind.filters):
            told = ", ".join(wrong)
            raise ValueError(Text(f"{told}: no filter of a {self.kind}", f"{told}: kein Filter für {self.kind}"))
        if self.action not in kind.acts:
            raise ValueError(Text(f"{self.action} is not done to a {self.kind}", f"{self.action} gibt es nicht für {self.kind}"))
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
