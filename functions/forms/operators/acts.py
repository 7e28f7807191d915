"""What every act of an operator says."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from shared.platform.web.validation import Strict

Why = Annotated[str, Field(min_length=3, max_length=500, description="Why it is done; it stands in the audit log")]


class ReasonRequest(Strict):
    reason: Why
