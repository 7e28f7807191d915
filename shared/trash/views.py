"""What `library` answers. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime

from typing_extensions import TypedDict

from shared.trash.sets import TrashKind


class TrashEntry(TypedDict):
    """Something in the trash."""

    kind: TrashKind
    id: str
    title: str
    deleted_at: datetime
    purge_at: datetime
    bytes: int


class TrashList(TypedDict):
    entries: list[TrashEntry]
    next_cursor: str | None


class TrashRefusal(TypedDict):
    """Why one of several things did not come back."""

    kind: TrashKind
    id: str
    error: str
    message: str


class TrashRestoration(TypedDict):
    """How many are back, and which are not."""

    restored: int
    refused: list[TrashRefusal]


class TrashPurge(TypedDict):
    """How many are being erased by this. What is beyond that a task goes on with."""

    purged: int
