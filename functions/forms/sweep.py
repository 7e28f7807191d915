"""What `sweep` takes from its queue."""

from __future__ import annotations

from pydantic import Field
from typing_extensions import TypeAliasType

from functions.forms.fields import Cursor, DocumentId, Moment, UserId
from shared.platform.web.validation import Strict
from shared.sweeping.worker import KINDS, MOST_PAGES, Kind
from shared.trash.sets import TrashKind

SweepKind = TypeAliasType("SweepKind", Kind)


class FailedVideosTask(Strict):
    """Whose videos that failed before then are to be deleted."""

    user_id: UserId
    before: Moment


class EmptyTrashTask(Strict):
    """Whose trash is to be emptied of what was put there before then, and from where on."""

    user_id: UserId
    before: Moment
    kind: TrashKind | None = Field(None, description="Where the call before ended; without it, from the beginning")
    cursor: Cursor | None = Field(None, description="After which of that kind")


class OperatorBatchTask(Strict):
    """Which of operators' acts for many jobs goes on."""

    id: DocumentId


class ReportDecisionTask(Strict):
    """Which case's decision goes on."""

    case: str = Field(pattern=r"^(video|film)\.[0-9a-f]{24}$", description="Of which work")


class SweepTask(Strict):
    kinds: list[SweepKind] = Field(list(KINDS), min_length=1, max_length=len(KINDS))
    page: int = Field(2, ge=2, le=MOST_PAGES)
