"""Queues and what waits in them, as operators see them. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from shared.queues.sets import QueueStanding, WorkKind


class QueueRecord(TypedDict):
    """A queue of tasks, and what lies in it."""

    queue: Annotated[str, Field(description="Its name")]
    state: Annotated[QueueStanding, Field(description="Whether it sends: what is put into a paused one stays there")]
    due: Annotated[int, Field(description="Tasks whose time has come, or that are under way; 500 are counted at most")]
    later: Annotated[int, Field(description="Tasks whose time is to come")]
    tried: Annotated[int, Field(description="Tasks of either that failed before and will be tried again")]
    more: Annotated[bool, Field(description="Whether there are more than were counted")]
    oldest_due_at: Annotated[datetime | None, Field(description="Since when the oldest of those counted could have been sent")]
    max_dispatches_per_second: Annotated[float, Field(description="How many it sends in a second at most")]
    max_concurrent_dispatches: Annotated[int, Field(description="How many may be under way at once")]


class WorkLine(TypedDict):
    """How much of one kind of work waits, runs and has ended."""

    kind: Annotated[WorkKind, Field(description="Of what")]
    model: Annotated[str | None, Field(description="By which model; null: by any, or none")]
    waiting: Annotated[int, Field(description="Admitted, and not begun")]
    active: Annotated[int, Field(description="Begun, and not ended")]
    completed: Annotated[int, Field(description="Within the last hour")]
    failed: Annotated[int, Field(description="Within the last hour")]
    oldest_at: Annotated[datetime | None, Field(description="When the oldest of those that wait was asked for")]


class QueueList(TypedDict):
    """All queues, and what is worked on."""

    queues: Annotated[list[QueueRecord], Field(description="By name")]
    works: Annotated[list[WorkLine], Field(description="Videos by model, edits, films, prompts")]
    at: Annotated[datetime, Field(description="When it was looked at")]


class QueueDrain(TypedDict):
    """A queue that empties itself, since nothing new can come."""

    queue: Annotated[QueueRecord, Field(description="As it stands")]
    closed: Annotated[list[str], Field(description="What was closed for it: models that are suspended, features of the roll-out")]
