"""What calls about people take."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from functions.forms.fields import Cursor, Moment, NumberedCursor, UserId
from functions.forms.operators.acts import ReasonRequest
from shared.accounts.limits import Override
from shared.people.sets import UserFilter
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


_CURSOR = Field(max_length=300, pattern=r"^[A-Za-z0-9_-]+$", description="The `next_cursor` of the page before")


class UserQuery(ReasonRequest):
    find: str | None = Field(
        None, min_length=2, max_length=200, description="An address, a number, an id, one at a provider, or words of a name"
    )
    filter: UserFilter | None = Field(None, description="`new` unless `find` is given")
    limit: int = Field(20, ge=1, le=50)
    cursor: Annotated[str, _CURSOR] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.find is not None and self.filter is not None:
            raise ValueError(Text("takes find or filter, not both", "nimmt find oder filter, nicht beides"))
        return self


class UserPageQuery(ReasonRequest):
    limit: int = Field(20, ge=1, le=100)
    cursor: Cursor | None = None


class UserTransactionQuery(ReasonRequest):
    limit: int = Field(20, ge=1, le=100)
    cursor: NumberedCursor | None = None


class UserNoteRequest(ReasonRequest):
    text: str = Field(min_length=1, max_length=2000, description="What operators should know of this user")


class DisableUserRequest(ReasonRequest):
    """For how long a user is shut out."""

    until: Moment | None = Field(None, description="When they are let in again, by themselves; else when an operator says so")


class UserOverridesRequest(ReasonRequest):
    """A user's own limits; what is left out falls back to the configuration."""

    active_jobs: int | None = Field(None, ge=1, le=100)
    active_films: int | None = Field(None, ge=1, le=100)
    active_prompts: int | None = Field(None, ge=1, le=100, description="Prompts of collections that are written at one time")
    generation_per_minute: int | None = Field(None, ge=1, le=100_000)
    compile_per_minute: int | None = Field(None, ge=1, le=100_000)
    prompts_per_minute: int | None = Field(None, ge=1, le=100_000)
    keys_per_minute: int | None = Field(None, ge=1, le=100_000)
    calls_per_minute: int | None = Field(None, ge=1, le=100_000, description="All other calls; instances notice within a minute")
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
    exports: int | None = Field(None, ge=1, le=100, description="Exports within the days that one is kept")
    until: dict[Override, Moment] = Field(
        default_factory=dict[Override, Moment], max_length=30, description="When one of these limits ends; it needs no call then"
    )

    @property
    def limits(self) -> Mapping[str, int | None]:
        return self.model_dump(exclude={"reason", "until"})

    @property
    def ends(self) -> Mapping[str, datetime]:
        return {**self.until}

    @model_validator(mode="after")
    def _ends_of_what_is_given(self) -> Self:
        if wrong := sorted(name for name in self.until if getattr(self, name) is None):
            told = ", ".join(wrong)
            raise ValueError(Text(f"until: no limit is set for {told}", f"until: kein Limit gesetzt für {told}"))
        return self
