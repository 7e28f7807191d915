"""What calls about reports take."""

from __future__ import annotations

from pydantic import Field

from functions.forms.fields import Cursor, Moment, UserId
from functions.forms.operators.acts import ReasonRequest
from shared.reports.sets import ReportAbout, ReportDecision, ReportState


class ReportQuery(ReasonRequest):
    state: ReportState | None = Field(None, description="What came of them")
    about: ReportAbout | None = Field(None, description="Why they were sent")
    user_id: UserId | None = Field(None, description="Whose works they are of")
    since: Moment | None = Field(None, description="That came from then on")
    until: Moment | None = Field(None, description="That came before then")
    limit: int = Field(20, ge=1, le=100)
    cursor: Cursor | None = None


class ReportDaysQuery(ReasonRequest):
    days: int = Field(30, ge=1, le=90, description="How many days, today the latest")


class ReportDecisionRequest(ReasonRequest):
    """What is to come of a report, and of all others of the same work."""

    decision: ReportDecision = Field(
        description="`dismiss` leaves it as it is; `revoke_shares` ends all links to it; `take_down` keeps it, and what was made "
        "of it, from everybody until it is put back"
    )
