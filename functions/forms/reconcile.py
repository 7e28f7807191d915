"""What `reconcile` takes."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from shared.platform.web.validation import Strict
from shared.reconcile.model import RUN_ID


class ReconcileTask(Strict):
    run_id: str = Field(pattern=RUN_ID)
    turn: str | None = Field(None, pattern=r"^[0-9a-f]{8}$")


class FiguresTask(Strict):
    """Days whose figures are counted, one after the other."""

    days: list[date] = Field(min_length=1, max_length=31, description="Those that are left")
    turn: str | None = Field(None, pattern=r"^[0-9a-f]{8}$")
    tell: date | None = Field(None, description="The day whose figures are told by mail once it is through")
