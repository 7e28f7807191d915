"""Canaries, as operators see them. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict


class Canary(TypedDict):
    """The tiny jobs by which a model is tried."""

    model: str
    writes_prompts: Annotated[bool, Field(description="Not a model of videos, but who writes prompts")]
    under_way: Annotated[bool, Field(description="Whether one runs now")]
    passed: Annotated[bool | None, Field(description="Whether the last one did that said something of the model")]
    outcome: str | None
    failures: Annotated[int, Field(description="One after the other, until now")]
    ended_at: datetime | None
    seconds: float | None
    next_at: Annotated[datetime, Field(description="When it is tried, or looked at, again")]


class CanaryList(TypedDict):
    """How each model did when it was tried."""

    enabled: Annotated[bool, Field(description="Whether an operator has them on")]
    canaries: Annotated[list[Canary], Field(description="One for each that was ever tried")]
