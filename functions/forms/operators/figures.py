"""What calls for figures take."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field, model_validator
from typing_extensions import TypeAliasType

from functions.forms.operators.acts import ReasonRequest
from shared.platform.errors import Text
from shared.prompts.sets import ExportFormat

FiguresSpan = TypeAliasType("FiguresSpan", Literal["day", "week"])
_MOST = 92  # days in one answer
Day = Annotated[date, Field(ge=date(2020, 1, 1), le=date(9999, 12, 30))]


class StatsQuery(ReasonRequest):
    day: date | None = Field(None, le=date(9999, 12, 30), description="The day in UTC; today where none is given")


class FiguresQuery(ReasonRequest):
    since: Day | None = Field(None, description="The first day (UTC); six days before the last where none is given")
    until: Day | None = Field(None, description="The last day; yesterday where none is given")
    format: ExportFormat = Field("json", description="How it is answered")
    users: bool = Field(True, description="Whether it names who did most: forty reads more for each day")

    @model_validator(mode="after")
    def _in_order(self) -> FiguresQuery:
        if self.since and self.until and not timedelta(0) <= self.until - self.since < timedelta(days=_MOST):
            raise ValueError(
                Text(
                    f"the last day comes after the first, and no more than {_MOST} days are asked for",
                    f"der letzte Tag kommt nach dem ersten, und es sind höchstens {_MOST} Tage",
                )
            )
        if self.since and not self.until:
            self.until = min(self.since + timedelta(days=_MOST - 1), date(9999, 12, 30))
        return self


class CountFiguresRequest(ReasonRequest):
    """Which day to count again."""

    day: Day = Field(description="The day (UTC)")


class FiguresDigestQuery(ReasonRequest):
    span: FiguresSpan = Field("day", description="What it tells of")
    until: Day | None = Field(None, description="The last day; yesterday where none is given")
