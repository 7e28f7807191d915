"""What calls for figures take."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from functions.forms.operators.acts import ReasonRequest


class StatsQuery(ReasonRequest):
    day: date | None = Field(None, le=date(9999, 12, 30), description="The day in UTC; today where none is given")
