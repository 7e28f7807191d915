"""Where a list begins: cursors as they were given out, moments as people write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from shared.platform.errors import Text
from shared.platform.web.cursors import NOT_OURS

_UNESCAPED = Text(
    "has a space where its + was: write + as %2B in a query, or give the time in UTC, as in 12:00:00Z",
    "hat ein Leerzeichen, wo ein + war: Schreibe + in einer Query als %2B, oder gib die Zeit in UTC an, wie in 12:00:00Z",
)


def _as_given_out(given: Any, check: ValidatorFunctionWrapHandler) -> Any:
    """A cursor's form says nothing to whoever carries it: it is one of ours, or none."""
    try:
        return check(given)
    except ValidationError:
        raise ValueError(NOT_OURS) from None


def _written(given: Any) -> Any:
    """A date alone is the beginning of its day; a plus that was not escaped has become a space in a query."""
    if not isinstance(given, str):
        return given
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
        return f"{given}T00:00:00Z"
    if re.fullmatch(r"[0-9-]{10}[T ][0-9:.]{5,20} [0-9]{2}:?[0-9]{2}", given):
        raise ValueError(_UNESCAPED)
    return given


def _in_utc(given: datetime) -> datetime:
    """At both ends of the calendar there are hours that lie beyond it elsewhere."""
    try:
        return given.astimezone(UTC)
    except OverflowError:
        raise ValueError(Text("must lie within the calendar", "muss im Kalender liegen")) from None


_BEFORE = "The `next_cursor` of the page before"
Cursor = Annotated[str, Field(max_length=100, pattern=r"^[A-Za-z0-9_-]+$", description=_BEFORE), WrapValidator(_as_given_out)]
NumberedCursor = Annotated[int, Field(ge=1, le=2**53 - 1, description=_BEFORE), WrapValidator(_as_given_out)]
Moment = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_in_utc)]
