"""What calls about queues take."""

from __future__ import annotations

from pydantic import Field

from functions.forms.fields import Cursor
from functions.forms.operators.acts import ReasonRequest


class DeadLetterQuery(ReasonRequest):
    limit: int = Field(20, ge=1, le=100)
    cursor: Cursor | None = None
