"""The audit log as operators read it. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict


class AuditEntry(TypedDict):
    """One call of an operator."""

    id: Annotated[str, Field(description="Names the entry")]
    at: Annotated[datetime, Field(description="When")]
    actor: Annotated[str, Field(description="Who: a user's id, or an operator's address")]
    action: Annotated[str, Field(description="What was done")]
    on: Annotated[str, Field(description="On what or whom: an id, or `all`")]
    reason: Annotated[str, Field(description="Why")]
    details: Annotated[dict[str, Any], Field(description="With what; `user_id` where it is about somebody")]
    request_id: Annotated[str, Field(description="In which call")]


class AuditEntryList(TypedDict):
    """A page of the audit log."""

    entries: Annotated[list[AuditEntry], Field(description="The newest first")]
    next_cursor: str | None
