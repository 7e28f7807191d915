"""What calls about users' files take."""

from __future__ import annotations

from pydantic import Field

from functions.forms.fields import Cursor, UserId
from functions.forms.operators.acts import ReasonRequest
from shared.takedowns.sets import MediaKind


class TakeDownRequest(ReasonRequest):
    give_back: bool = Field(
        False, description="Give back the credits that it cost, as a grant `{id}.takedown`; the job stays charged"
    )
    copies: bool = Field(False, description="Also the edits, extensions and films that were made of it")
    dry_run: bool = Field(False, description="Take nothing down, and say which copies there are")


class TakedownQuery(ReasonRequest):
    kind: MediaKind | None = None
    user_id: UserId | None = None
    limit: int = Field(20, ge=1, le=100)
    cursor: Cursor | None = None
