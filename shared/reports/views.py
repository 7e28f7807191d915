"""Reports as operators see them. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from shared.catalog.sets import Language
from shared.reports.sets import ReportAbout, ReportDecision, ReportState
from shared.shares.sets import SharedKind


class ReportCase(TypedDict):
    """All reports of one video or film."""

    open: Annotated[int, Field(description="How many are not decided; a decision decides all of them")]
    total: Annotated[int, Field(description="How many there were")]
    about: Annotated[dict[str, int], Field(description="How many for each reason")]
    first_at: Annotated[datetime, Field(description="When the first one came")]
    last_at: Annotated[datetime, Field(description="When the last one came")]
    decision: Annotated[ReportDecision | None, Field(description="What was decided last; reports that came later are open")]
    decided_at: Annotated[datetime | None, Field(description="When that was")]
    under_way: Annotated[ReportDecision | None, Field(description="What is being done about it right now")]


class ReportRecord(TypedDict):
    """What somebody reported who had opened a link."""

    id: Annotated[str, Field(description="Names the report")]
    state: Annotated[ReportState, Field(description="What came of it")]
    about: Annotated[ReportAbout, Field(description="Why")]
    words: Annotated[str, Field(description="What they wrote to it; may be empty")]
    language: Annotated[Language, Field(description="In which language they saw the page")]
    created_at: datetime
    share_id: Annotated[str, Field(description="The link that they had opened")]
    kind: Annotated[SharedKind, Field(description="What it shows")]
    work_id: Annotated[str, Field(description="The video's or film's own id")]
    user_id: Annotated[str, Field(description="Whose it is")]
    decided_at: Annotated[datetime | None, Field(description="When it was decided; null: it is open")]
    decided_by: Annotated[str | None, Field(description="By which operator")]
    wants_answer: Annotated[bool, Field(description="Whether who sent it is to be told by mail, and was not told yet")]
    alike: Annotated[ReportCase | None, Field(description="All that were sent of the same video or film")]


class ReportList(TypedDict):
    """A page of reports."""

    reports: Annotated[list[ReportRecord], Field(description="The newest first")]
    next_cursor: str | None


class ReportedShare(TypedDict):
    """A link to what was reported."""

    token: Annotated[str, Field(description="What stands in its address")]
    open: Annotated[bool, Field(description="Whether it can be opened")]
    title: Annotated[str, Field(description="What stands above it on its page")]
    created_at: datetime


class ReportHistory(TypedDict):
    """How often works of the same user were reported before, by what came of it."""

    open: Annotated[int, Field(description="Not decided")]
    dismissed: Annotated[int, Field(description="Where nothing was wrong")]
    shares_revoked: Annotated[int, Field(description="Where links were ended")]
    taken_down: Annotated[int, Field(description="Where it was taken down")]


class ReportDetail(TypedDict):
    """A report with what is known of the work, its links and its owner."""

    report: Annotated[ReportRecord, Field(description="What was reported")]
    seconds: Annotated[float | None, Field(description="How long it lasts; null: it is not there any more")]
    width: Annotated[int | None, Field(description="In pixels")]
    height: Annotated[int | None, Field(description="In pixels")]
    shares: Annotated[list[ReportedShare], Field(description="Links to it, a hundred at most")]
    others: Annotated[list[ReportRecord], Field(description="Other reports of it, the newest first, twenty at most")]
    history: Annotated[ReportHistory, Field(description="Of its owner")]


class ReportOutcome(TypedDict):
    """What was decided, for all reports of a work."""

    decision: Annotated[ReportDecision, Field(description="What was decided")]
    decided: Annotated[int, Field(description="Reports that it decided")]
    shares_revoked: Annotated[int, Field(description="Links that it ended")]
    taken_down: Annotated[int, Field(description="Videos and films that it took down: the work, and what was made of it")]
    told: Annotated[int, Field(description="Of those who had sent them, how many are told by mail")]


class ReportDay(TypedDict):
    """What came and was decided on one day, in UTC."""

    day: date
    filed: Annotated[int, Field(description="Reports that came")]
    dismissed: Annotated[int, Field(description="Reports that were dismissed")]
    shares_revoked: Annotated[int, Field(description="Reports for which links were ended")]
    taken_down: Annotated[int, Field(description="Reports for which something was taken down")]


class ReportDays(TypedDict):
    """Reports by day."""

    days: Annotated[list[ReportDay], Field(description="Each day, the earliest first, those without any too")]
