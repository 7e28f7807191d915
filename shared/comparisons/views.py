"""What is answered of comparisons. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime

from typing_extensions import TypedDict

from shared.videos.views import Video


class ComparedVariant(TypedDict):
    """One of the two."""

    prompt_id: str
    job_id: str
    rating: int | None
    video: Video | None


class Comparison(TypedDict):
    """Two prompts, each with a video that is alike in all but the text."""

    id: str
    created_at: datetime
    variants: list[ComparedVariant]
    winner: str | None
    rated_at: datetime | None


class ComparisonAccepted(TypedDict):
    comparison: Comparison


class ComparisonList(TypedDict):
    comparisons: list[Comparison]
    next_cursor: str | None
