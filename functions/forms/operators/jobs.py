"""What calls about jobs take."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from functions.forms.fields import Cursor, UserId
from functions.forms.operators.acts import ReasonRequest
from shared.videos.states import JobState


class JobQuery(ReasonRequest):
    state: Literal["live"] | JobState | None = Field(None, description="`live` is every state before the end")
    user_id: UserId | None = None
    limit: int = Field(20, ge=1, le=100)
    cursor: Cursor | None = None


class FailJobRequest(ReasonRequest):
    refund: bool = Field(description="Whether the user gets the credits back")
