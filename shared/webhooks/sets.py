"""Closed sets of values, by the names that they have in the API document."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypeAliasType

from shared.lifecycle.outbox import Event

EventType = TypeAliasType("EventType", Event)
VideoEventType = TypeAliasType("VideoEventType", Literal["video.completed", "video.failed", "video.cancelled"])
FilmEventType = TypeAliasType("FilmEventType", Literal["film.completed", "film.failed", "film.cancelled"])
PromptEventType = TypeAliasType("PromptEventType", Literal["prompt.completed", "prompt.failed"])
