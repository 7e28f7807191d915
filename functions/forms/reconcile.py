"""What `reconcile` takes."""

from __future__ import annotations

from pydantic import Field

from shared.platform.web.validation import Strict
from shared.reconcile.model import RUN_ID


class ReconcileTask(Strict):
    run_id: str = Field(pattern=RUN_ID)
    turn: str | None = Field(None, pattern=r"^[0-9a-f]{8}$")
