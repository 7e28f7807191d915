"""What `watch` takes."""

from __future__ import annotations

from pydantic import Field

from shared.films.sets import FilmState
from shared.platform.web.validation import Strict
from shared.prompts.states import PromptStatus
from shared.videos.states import JobState

_KNOWN = "The state you know; without it the answer comes at once"


class _Wait(Strict):
    wait: int = Field(25, ge=0, le=25, description="Seconds to wait for another state, counted from the call on")


class VideoWatchQuery(_Wait):
    state: JobState | None = Field(None, description=_KNOWN)


class FilmWatchQuery(_Wait):
    state: FilmState | None = Field(None, description=_KNOWN)


class PromptWatchQuery(_Wait):
    state: PromptStatus | None = Field(None, description=_KNOWN)
