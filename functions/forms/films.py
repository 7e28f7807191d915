"""What `films` and its worker take."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from functions.forms.fields import DocumentId, LinksQuery, words
from functions.forms.marks import DeletionRequest, LibraryQuery, MarksUpdate
from shared.catalog.sets import AspectRatio
from shared.films.sets import FilmFit, FilmResolution, FilmState, MusicType
from shared.platform.errors import Text
from shared.platform.web.validation import Strict

__all__ = ["DeletionRequest", "LinksQuery", "MarksUpdate"]  # this door takes them too

TitleText = Annotated[
    str, Field(min_length=1, max_length=120, description="The words, in any script that a font here has"), AfterValidator(words)
]


class FilmSceneRequest(Strict):
    """A video, or a part of it."""

    video_id: DocumentId
    start: float = Field(0.0, ge=0, le=3600, allow_inf_nan=False, description="Seconds of the scene's own time")
    end: float | None = Field(
        None, gt=0, le=3600, allow_inf_nan=False, description="Seconds of the scene's own time; else its end"
    )
    crossfade: float = Field(0.0, ge=0, le=5, allow_inf_nan=False, description="Seconds shared with the next scene; 0 is a cut")

    @model_validator(mode="after")
    def _some_of_it(self) -> Self:
        if self.end is not None and self.end <= self.start:
            raise ValueError(Text("end must be after start", "end muss nach start liegen"))
        return self


class FilmMusicRequest(Strict):
    """Music that was uploaded before."""

    id: DocumentId = Field(description="The `music_id` of an upload, at most two days old")
    volume: float = Field(1.0, ge=0, le=2, allow_inf_nan=False)
    fade_in: float = Field(0.0, ge=0, le=30, allow_inf_nan=False)
    fade_out: float = Field(2.0, ge=0, le=30, allow_inf_nan=False)
    ducked: bool = Field(False, description="Quieter while the scenes have something to say")


class FilmTitleRequest(Strict):
    """Words at the beginning."""

    text: TitleText
    seconds: float = Field(3.0, gt=0, le=15, allow_inf_nan=False)


class FilmRequest(Strict):
    """Finished videos in their order, or a storyboard's, and how they are put together."""

    scenes: tuple[FilmSceneRequest, ...] | None = Field(
        None,
        min_length=1,
        max_length=100,
        description="Videos in their order; without them the storyboard's, whole and with its transitions",
    )
    format: AspectRatio | None = Field(None, description="Of the frame; without it and `resolution` as the first scene")
    fit: FilmFit = Field("pad", description="How a scene of another shape comes into the frame")
    resolution: FilmResolution | None = None
    title: FilmTitleRequest | None = None
    music: FilmMusicRequest | None = None
    storyboard_id: DocumentId | None = Field(None, description="The storyboard of yours that it is made of")

    @model_validator(mode="after")
    def _of_something(self) -> Self:
        if self.scenes is None and self.storyboard_id is None:
            raise ValueError(Text("scenes or storyboard_id is required", "scenes oder storyboard_id ist nötig"))
        return self


class MusicUploadRequest(Strict):
    content_type: MusicType
    bytes: int | None = Field(None, ge=1, le=20 * 1024 * 1024, description="The file's exact size, where it is known")


class FilmQuery(LibraryQuery):
    status: FilmState | None = None
