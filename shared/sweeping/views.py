"""What `sweep` answers. Only types and the OpenAPI document need it."""

from __future__ import annotations

from typing_extensions import TypedDict


class SweepResult(TypedDict):
    looked_at: int
