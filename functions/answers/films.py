"""What `films` answers."""

from __future__ import annotations

from datetime import datetime

from functions.answers import Answer
from functions.answers.images import UploadTarget
from functions.forms.films import FilmFit, FilmResolution, FilmState
from functions.forms.sets import AspectRatio


class FilmScene(Answer):
    """A video, or a part of it, in a film."""

    video_id: str
    start: float
    end: float | None
    crossfade: float


class FilmMusic(Answer):
    """Music under a film."""

    id: str
    volume: float
    fade_in: float
    fade_out: float
    ducked: bool


class FilmTitle(Answer):
    """Words at the beginning."""

    text: str
    seconds: float


class FilmError(Answer):
    """Why a film failed, and at which scene."""

    code: str
    scene: int | None
    video_id: str | None
    reason: str | None


class FilmFile(Answer):
    """The finished file."""

    object: str
    bytes: int
    crc32c: str
    seconds: float
    width: int
    height: int
    fps: float
    frames: int
    video_codec: str
    audio_codec: str | None
    poster: str | None


class Film(Answer):
    """A film of several videos, from the wish to the file."""

    id: str
    status: FilmState
    progress: float
    scenes: list[FilmScene]
    format: AspectRatio | None
    fit: FilmFit
    resolution: FilmResolution | None
    title: FilmTitle | None
    music: FilmMusic | None
    credits: int
    charged: bool
    outcome: str | None
    message: str | None
    error: FilmError | None
    film: FilmFile | None
    created_at: datetime
    updated_at: datetime
    deadline_at: datetime
    ended_at: datetime | None


class FilmAccepted(Answer):
    """The film that is made now."""

    film: Film


class FilmList(Answer):
    films: list[Film]
    next_cursor: str | None


class MusicUpload(Answer):
    """Where to send the music."""

    music_id: str
    upload: UploadTarget
