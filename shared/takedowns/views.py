"""What `admin` answers about what is taken down. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from shared.takedowns.sets import MediaKind


class Takedown(TypedDict):
    """What is taken down, by whom and why."""

    id: Annotated[str, Field(description="Of the video, film or picture")]
    kind: MediaKind
    user_id: str
    by: Annotated[str, Field(description="The operator")]
    reason: Annotated[str, Field(description="Why, as they said")]
    created_at: datetime
    credits: Annotated[int, Field(description="That were given back for it")]
    back_at: Annotated[datetime | None, Field(description="Since when it is being put back")]
    moving: Annotated[bool, Field(description="Whether its files are still on their way")]


class TakedownList(TypedDict):
    takedowns: Annotated[list[Takedown], Field(description="What is taken down, the latest first")]
    next_cursor: str | None


class MediaName(TypedDict):
    """Which video, film or picture."""

    kind: MediaKind
    id: str


class TakedownResult(TypedDict):
    """What was taken down; nothing of it in a dry run."""

    takedown: Annotated[Takedown | None, Field(description="As it is now; null in a dry run")]
    changed: Annotated[bool, Field(description="False where it was taken down before, and in a dry run")]
    copies: Annotated[
        list[MediaName], Field(description="Edits, extensions and films that were made of it: taken down where asked for")
    ]
    more: Annotated[bool, Field(description="There may be more copies than these: call it again")]


class MediaLook(TypedDict):
    """Addresses for moderation, good for five minutes."""

    kind: MediaKind
    id: str
    user_id: str
    taken_down_at: Annotated[datetime | None, Field(description="Since when it is taken down")]
    file: Annotated[str, Field(description="An address of the video, film or picture")]
    still: Annotated[str | None, Field(description="The poster or thumbnail, where there is one")]
    expires_at: datetime
