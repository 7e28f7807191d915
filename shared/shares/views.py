"""What `shares` answers. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from shared.shares.sets import SharedKind


class Share(TypedDict):
    """A link to a video or film that anybody who has it may open."""

    token: Annotated[str, Field(description="What stands in its address and cannot be guessed")]
    url: Annotated[str, Field(description="The page to send to others")]
    kind: SharedKind
    id: Annotated[str, Field(description="The video's or film's own id")]
    title: Annotated[str, Field(description="What stands above it on its page; empty: nothing")]
    name: Annotated[str, Field(description="Whom its page says that it is from; empty: nobody")]
    download: Annotated[
        bool, Field(description="Whether its page offers the file. Whoever can watch a video can keep it all the same")
    ]
    protected: Annotated[bool, Field(description="Whether its page asks for a password")]
    open: Annotated[bool, Field(description="Whether it can be opened: neither revoked nor past its end")]
    created_at: datetime
    ends_at: Annotated[datetime | None, Field(description="When it ends by itself; null: not before it is revoked")]
    revoked_at: Annotated[datetime | None, Field(description="When its owner ended it")]


class ShareAccepted(TypedDict):
    """The link that was made, now or by the same key before."""

    share: Share


class ShareList(TypedDict):
    shares: list[Share]
    next_cursor: str | None


class ShareDay(TypedDict):
    """What happened on one day, in UTC."""

    day: date
    views: Annotated[int, Field(description="How often its page was opened")]
    plays: Annotated[int, Field(description="How often it was begun to play")]
    ends: Annotated[int, Field(description="How often it was watched to its end")]


class ShareVisits(TypedDict):
    """A link, and how often it was visited; nobody who came is known."""

    share: Share
    days: Annotated[list[ShareDay], Field(description="Each day, the earliest first, those without a visit too")]
