"""What `admin` takes: each call with its reason."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from functions.forms.fields import Cursor, UserId
from shared.platform.errors import Text
from shared.platform.web.validation import Strict
from shared.videos.states import JobState

Why = Annotated[str, Field(min_length=3, max_length=500, description="Why it is done; it stands in the audit log")]


class ReasonRequest(Strict):
    reason: Why


class _CreditPosting(ReasonRequest):
    user_id: UserId
    grant_id: str = Field(pattern=r"^[A-Za-z0-9_-]{4,128}$", description="Your own id for it; the same one counts once")


class CreditGrantRequest(_CreditPosting):
    credits: int = Field(ge=1, le=1_000_000)


class CreditCorrectionRequest(_CreditPosting):
    credits: int = Field(ge=-1_000_000, le=1_000_000, description="Positive gives, negative takes; not 0")

    @field_validator("credits")
    @classmethod
    def _moves_something(cls, given: int) -> int:
        if given == 0:
            raise ValueError(Text("must not be 0", "darf nicht 0 sein"))
        return given


class RewrapKeysRequest(ReasonRequest):
    version: str = Field(
        min_length=10,
        max_length=300,
        pattern=r"^projects/[^\s]+/cryptoKeyVersions/[0-9]+$",
        description="The retired version of the wrapping key",
    )


class ConfigSectionRequest(ReasonRequest):
    values: dict[str, Any] = Field(
        description="The whole section; what is left out gets its default, but stays as it is in `intake`"
    )


class ModelSuspensionRequest(ReasonRequest):
    suspended: bool = Field(description="False puts it back, also when its provider's refusal had suspended it")


class UserOverridesRequest(ReasonRequest):
    """A user's own limits; what is left out falls back to the configuration."""

    active_jobs: int | None = Field(None, ge=1, le=100)
    active_films: int | None = Field(None, ge=1, le=100)
    active_prompts: int | None = Field(None, ge=1, le=100, description="Prompts of collections that are written at one time")
    generation_per_minute: int | None = Field(None, ge=1, le=100_000)
    prompts_per_minute: int | None = Field(None, ge=1, le=100_000)
    daily_cap: int | None = Field(None, ge=0, le=1_000_000, description="Credits a day, gross; 0 stops all spending")
    storyboards: int | None = Field(None, ge=1, le=10_000, description="How many are kept")
    templates: int | None = Field(None, ge=1, le=500, description="How many are kept")
    upload_places: int | None = Field(None, ge=1, le=200, description="Uploads of pictures that are open at one time")
    music_places: int | None = Field(None, ge=1, le=200, description="Uploads of music in two days")
    stored_gib: int | None = Field(None, ge=1, le=100_000, description="Storage for videos, films and pictures together")
    followers: int | None = Field(None, ge=1, le=1000, description="Videos that wait for one that is being made")
    live_batches: int | None = Field(None, ge=1, le=1000, description="Batches with videos that have not ended")
    shares: int | None = Field(None, ge=1, le=1000, description="Links that can be opened")
    agent_keys: int | None = Field(None, ge=1, le=200, description="Keys of agents that are good")
    webhook_endpoints: int | None = Field(None, ge=1, le=100, description="Webhook endpoints, listeners among them")


class JobQuery(ReasonRequest):
    state: Literal["live"] | JobState | None = Field(None, description="`live` is every state before the end")
    user_id: UserId | None = None
    limit: int = Field(20, ge=1, le=100)
    cursor: Cursor | None = None


class FailJobRequest(ReasonRequest):
    refund: bool = Field(description="Whether the user gets the credits back")


class DeadLetterQuery(ReasonRequest):
    limit: int = Field(20, ge=1, le=100)
    cursor: Cursor | None = None


class ReconcileRunQuery(ReasonRequest):
    limit: int = Field(20, ge=1, le=100)


class StatsQuery(ReasonRequest):
    day: date | None = Field(None, le=date(9999, 12, 30), description="The day in UTC; today where none is given")
