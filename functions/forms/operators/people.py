"""What calls about people take."""

from __future__ import annotations

from pydantic import Field, field_validator

from functions.forms.fields import UserId
from functions.forms.operators.acts import ReasonRequest
from shared.platform.errors import Text


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
