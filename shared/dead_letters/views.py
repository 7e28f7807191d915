"""Tasks that were given up, as operators see them. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from shared.dead_letters.sets import LetterAction


class DeadLetter(TypedDict):
    """A task that was given up."""

    id: str
    queue: str
    function: str
    path: str
    payload: dict[str, Any] | None
    job_id: str | None
    user_id: str | None
    error: str
    error_type: Annotated[str, Field(description="The error's class, by which letters of one kind are found")]
    attempts: int
    times: int
    first_at: datetime
    last_at: datetime
    replayed_at: datetime | None
    replayed_by: str | None


class DeadLetterList(TypedDict):
    dead_letters: list[DeadLetter]
    next_cursor: str | None


class DeadLetterBatch(TypedDict):
    """Letters of one kind, and what was done with them."""

    action: Annotated[LetterAction, Field(description="What is done with each")]
    dry_run: Annotated[bool, Field(description="Whether it was only looked what would be done")]
    selected: Annotated[int, Field(description="How many letters it is about; a hundred at most")]
    more: Annotated[bool, Field(description="Whether there are more of the kind, for the next call")]
    first: Annotated[list[str], Field(description="The ids of the first twenty")]
    fingerprint: Annotated[str, Field(description="Of just these letters; the call that does it names it")]
    done: Annotated[int, Field(description="How many were sent again or dropped")]
