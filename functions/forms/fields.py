"""Fields that several doors take: ids, texts, and where a list begins."""

from __future__ import annotations

from datetime import datetime
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
from shared.platform.user_ids import is_id
from shared.platform.web.cursors import NOT_OURS
from shared.platform.web.validation import Strict
from shared.user_files.field_types import Time, Wrong
from shared.user_files.plain_text import plain


def _as_given_out(given: Any, check: ValidatorFunctionWrapHandler) -> Any:
    """A cursor's form says nothing to whoever carries it: it is one of ours, or none."""
    try:
        return check(given)
    except ValidationError:
        raise ValueError(NOT_OURS) from None


def _moment(given: Any) -> datetime:
    try:
        return Time().check(given)
    except Wrong as wrong:
        raise ValueError(wrong.text) from None


_BEFORE = "The `next_cursor` of the page before"
Cursor = Annotated[str, Field(max_length=100, pattern=r"^[A-Za-z0-9_-]+$", description=_BEFORE), WrapValidator(_as_given_out)]
NumberedCursor = Annotated[int, Field(ge=1, le=2**53 - 1, description=_BEFORE), WrapValidator(_as_given_out)]
Moment = Annotated[AwareDatetime, BeforeValidator(_moment)]


def _user_id(given: str) -> str:
    if not is_id(given):
        raise ValueError(Text("is no id that a user here can have", "ist keine Id, die jemand hier haben kann"))
    return given


UserId = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[^/]+$"), AfterValidator(_user_id)]


JobId = Annotated[str, Field(pattern=r"^[0-9a-f]{24}$")]


DocumentId = Annotated[str, Field(pattern=r"^[0-9a-f]{24}$")]


def one_line(given: str) -> str:
    """Of what can be seen, on one line: it stands beside others in lists, and must not turn or hide the text around it."""
    return " ".join(plain(given).split())


def named(given: str) -> str:
    if not (cleaned := one_line(given)):
        raise ValueError(Text("must contain words", "muss Worte enthalten"))
    return cleaned


class PageQuery(Strict):
    limit: int = Field(20, ge=1, le=100, description="How many entries, the newest first")
    cursor: Cursor | None = None


class LinksQuery(Strict):
    minutes: int = Field(
        60,
        ge=1,
        le=720,
        description="How long the addresses are good for at most, and three quarters of it at least: `expires_at`",
    )


class LinksRequest(LinksQuery):
    """Whose addresses are wanted."""

    ids: tuple[DocumentId, ...] = Field(min_length=1, max_length=100)
    previews: bool = Field(False, description="Only thumbnails or posters, as a list shows them")


class DeletionQuery(Strict):
    force: bool = Field(default=False, description="Delete it although it is in use")


def words(given: str) -> str:
    """Cleaned of what nobody can see; something must be left."""
    if not (cleaned := plain(given)):
        raise ValueError(Text("must contain words", "muss Worte enthalten"))
    return cleaned
