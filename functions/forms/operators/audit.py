"""What calls about the audit log take."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from functions.forms.fields import Cursor, Moment
from functions.forms.operators.acts import ReasonRequest
from shared.audit.sets import AuditFormat

_Name = Annotated[str, Field(min_length=1, max_length=300)]


class AuditQuery(ReasonRequest):
    actor: _Name | None = Field(None, description="Who did it")
    action: _Name | None = Field(None, description="What was done, as `set_config`")
    on: _Name | None = Field(None, description="On what or whom")
    user_id: _Name | None = Field(None, description="Whom it was about, be it done to them or to something of theirs")
    since: Moment | None = Field(None, description="From then on")
    until: Moment | None = Field(None, description="Before then")
    limit: int = Field(50, ge=1, le=200)
    cursor: Cursor | None = None


class AuditExportQuery(AuditQuery):
    format: AuditFormat = Field("csv", description="A table, or a JSON object in each line")
    limit: int = Field(1000, ge=1, le=2000)
