"""What the doors take: bodies and queries, by name. A door's first call that needs one imports this, and pydantic with it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, field_validator

from shared.platform.errors import Text
from shared.platform.validation import Strict


class Page(Strict):
    limit: int = Field(20, ge=1, le=100, description="How many entries, the newest first")
    cursor: int | None = Field(None, ge=1, description="The `next_cursor` of the page before")


UserId = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9_.~:@-]+$")]
Why = Annotated[str, Field(min_length=3, max_length=500, description="Stands in the audit log")]


class Reason(Strict):
    reason: Why


class Grant(Reason):
    user_id: UserId
    grant_id: str = Field(pattern=r"^[A-Za-z0-9_-]{4,128}$", description="The same id counts once")
    credits: int = Field(ge=1, le=1_000_000)


class Correction(Reason):
    user_id: UserId
    grant_id: str = Field(pattern=r"^[A-Za-z0-9_-]{4,128}$", description="The same id counts once")
    credits: int = Field(ge=-1_000_000, le=1_000_000, description="Positive gives, negative takes; not 0")

    @field_validator("credits")
    @classmethod
    def _moves_something(cls, given: int) -> int:
        if given == 0:
            raise ValueError(Text("must not be 0", "darf nicht 0 sein"))
        return given


class ConfigChange(Reason):
    values: dict[str, Any] = Field(description="The whole section; what is left out gets its default")
