"""What `sweep` takes from its queue."""

from __future__ import annotations

from pydantic import Field
from typing_extensions import TypeAliasType

from shared.platform.web.validation import Strict
from shared.sweeping.worker import KINDS, MOST_PAGES, Kind

SweepKind = TypeAliasType("SweepKind", Kind)


class SweepTask(Strict):
    kinds: list[SweepKind] = Field(list(KINDS), min_length=1, max_length=len(KINDS))
    page: int = Field(2, ge=2, le=MOST_PAGES)
