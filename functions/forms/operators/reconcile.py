"""What calls about reconciliation take."""

from __future__ import annotations

from pydantic import Field

from functions.forms.operators.acts import ReasonRequest


class ReconcileRunQuery(ReasonRequest):
    limit: int = Field(20, ge=1, le=100)


class MendRequest(ReasonRequest):
    """To count anew what a run found miscounted."""

    dry_run: bool = Field(True, description="Only say what would be written")
