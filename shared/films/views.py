"""What `films` answers. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from shared.catalog.sets import AspectRatio
from shared.films.sets import FilmFit, FilmResolution, FilmState
from shared.platform.web.views import Failure, MediaFile, UploadTarget


class FilmScene(TypedDict):
    """A video, or a part of it, in a film."""

    video_id: str
    start: float
    end: float | None
    crossfade: float
    scene_id: Annotated[str | None, Field(description="The storyboard's scene that it shows, in a film straight from one")]


class FilmMusic(TypedDict):
    """Music under a film."""

    id: str
    volume: float
    fade_in: float
    fade_out: float
    ducked: bool


class FilmTitle(TypedDict):
    """Words at the beginning."""

    text: str
    seconds: float


class FilmError(Failure):
    """Why a film failed, and at which scene."""

    scene: int | None
    video_id: str | None
    reason: str | None


class FilmFile(MediaFile):
    """The finished file."""

    fps: float
    frames: int


class Film(TypedDict):
    """A film of several videos, from the request to the file."""

    id: str
    status: FilmState
    progress: float
    scenes: list[FilmScene]
    format: AspectRatio | None
    fit: FilmFit
    resolution: FilmResolution | None
    title: FilmTitle | None
    music: FilmMusic | None
    storyboard_id: Annotated[str | None, Field(description="The storyboard that it is made of")]
    storyboard_version: Annotated[int | None, Field(description="The version of it whose scenes the film has")]
    seconds: Annotated[float, Field(description="How long it was to be when it was asked for; 0 for films of earlier releases")]
    credits: int
    charged: bool
    refunded: Annotated[bool, Field(description="Whether its credits came back")]
    outcome: str | None
    message: str | None
    error: FilmError | None
    film: FilmFile | None
    name: Annotated[str | None, Field(description="What its owner calls it")]
    favourite: bool
    tags: list[str]
    taken_down_at: Annotated[datetime | None, Field(description="Since when the operator keeps it from everybody")]
    created_at: datetime
    updated_at: datetime
    deadline_at: datetime
    ended_at: datetime | None


class FilmRecord(Film):
    """A film as operators see it: whose it is, who pays, and what drives it."""

    user_id: str
    payer_id: Annotated[str, Field(description="Who pays: its user, or `house`")]
    retry_of: Annotated[str | None, Field(description="The film that this one repeats on the house")]
    deleted_at: datetime | None
    due_at: datetime | None
    turn_until: Annotated[datetime | None, Field(description="Until when a worker has it")]
    waits: Annotated[int, Field(description="How often it was put off because of trouble that passes")]
    crashes: Annotated[int, Field(description="How often a worker died of it")]


class FilmRecordList(TypedDict):
    films: list[FilmRecord]
    next_cursor: str | None


class FilmAccepted(TypedDict):
    """The film that is made now, or waits for a slot."""

    film: Film


class FilmQuoteItem(TypedDict):
    what: str
    credits: int


class FilmQuote(TypedDict):
    """What a film would cost."""

    seconds: Annotated[float, Field(description="How long it would be")]
    credits: int
    items: list[FilmQuoteItem]
    balance: Annotated[int, Field(description="What the user has now")]
    sufficient: Annotated[bool, Field(description="Whether that is enough")]


class FilmList(TypedDict):
    films: list[Film]
    next_cursor: str | None


class MusicUpload(TypedDict):
    """Where to send the music."""

    music_id: str
    upload: UploadTarget
