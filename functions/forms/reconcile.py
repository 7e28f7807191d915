"""What `reconcile` takes."""

from __future__ import annotations

from pydantic import Field

from shared.platform.validation import Strict


class PagesTask(Strict):
    run_id: str = Field(pattern=r"^[0-9]{8}-[0-9a-f]{8}$")
    turn: str | None = Field(None, pattern=r"^[0-9a-f]{8}$")
