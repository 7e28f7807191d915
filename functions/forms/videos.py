"""What `videos` and `watch` take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import AfterValidator, Field, create_model, model_validator

from functions.forms.fields import DocumentId, LinksQuery, LinksRequest, Moment, PageQuery, words
from functions.forms.films import FilmMusicRequest, FilmTitleRequest
from functions.forms.marks import DeletionRequest, LibraryQuery, MarksOfManyRequest, MarksUpdate
from shared.catalog import wish_fields
from shared.catalog.sets import AspectRatio, EditLook, EditPreset
from shared.catalog.wish_fields import WishField
from shared.edits.requests import FORMS, GIF
from shared.platform.errors import Text
from shared.platform.web.validation import Strict
from shared.user_files.field_types import Pattern, Several, Time, Whole, Words
from shared.videos.states import JobState

__all__ = [
    "DeletionRequest",
    "LinksQuery",
    "LinksRequest",
    "MarksOfManyRequest",
    "MarksUpdate",
    "PageQuery",
]  # this door takes them too

_QUEUE = "Wait for a slot where none is free, charged and as `waiting`, the oldest first; without it such a video is refused"


def _asked(field: WishField) -> Any:
    """As pydantic checks what the kind says."""
    checked: Any = field.type
    match field.kind:
        case Words(most, least):
            checked = Annotated[str, Field(min_length=least, max_length=most), AfterValidator(words)]
        case Whole(least, most):
            checked = Annotated[int, Field(ge=least, le=most)]
        case Time():
            checked = Moment
        case Pattern(form):
            checked = Annotated[str, Field(pattern=f"^{form}$")]
        case Several(Pattern(form), most):
            checked = Annotated[tuple[Annotated[str, Field(pattern=f"^{form}$")], ...], Field(max_length=most)]
        case _:
            pass  # a set of values checks itself
    described = Field(field.default, description=field.words or None)
    return (checked | None if field.optional else checked), described


if TYPE_CHECKING:
    _VideoFields = Strict
else:
    _VideoFields = create_model(
        "_VideoFields", __base__=Strict, **{name: _asked(field) for name, field in wish_fields.asked().items()}
    )


class VideoRequest(_VideoFields):
    """What to make; `prompt` or `prompt_id` is needed."""

    own_key: bool = Field(False, description="Pay the provider by your own key for it")
    queue: bool = Field(False, description=_QUEUE)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        said = self.model_dump()
        if not said["prompt"] and not said["prompt_id"]:
            raise ValueError(Text("needs prompt or prompt_id", "braucht prompt oder prompt_id"))
        if (said["task"] is None) is not (said["source"] is None):
            raise ValueError(Text("needs task and source together, or neither", "braucht task und source zusammen, oder keines"))
        return self


class EditCropRequest(Strict):
    """A part of the picture, as large as it goes."""

    format: AspectRatio | None = Field(None, description="Needed unless a preset has a format")
    x: float = Field(0.5, ge=0, le=1, allow_inf_nan=False, description="Which part stays: 0 is left, 1 right")
    y: float = Field(0.5, ge=0, le=1, allow_inf_nan=False, description="Which part stays: 0 is top, 1 bottom")


class EditCaptionRequest(Strict):
    """Words at the foot of the picture; more than two lines follow one after the other."""

    start: float = Field(ge=0, le=3600, allow_inf_nan=False, description="Seconds of the edited video")
    end: float = Field(gt=0, le=3600, allow_inf_nan=False, description="Seconds of the edited video")
    text: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(words)]


class EditRequest(Strict):
    """What to make of the video; what is left out stays as it is."""

    start: float = Field(0.0, ge=0, le=3600, allow_inf_nan=False, description="Seconds of the video's own time")
    end: float | None = Field(None, gt=0, le=3600, allow_inf_nan=False, description="Seconds of its own time; else its end")
    speed: float = Field(1.0, ge=0.5, le=2, allow_inf_nan=False, description="2 is twice as fast; sound keeps its pitch")
    crop: EditCropRequest | None = None
    look: EditLook | None = Field(None, description="Other colours")
    volume: float = Field(1.0, ge=0, le=2, allow_inf_nan=False, description="Of its own sound; 0 mutes it")
    music: FilmMusicRequest | None = Field(None, description="A track of yours; instead of its own sound where `volume` is 0")
    fade_in: float = Field(0.0, ge=0, le=10, allow_inf_nan=False, description="Seconds; picture and sound")
    fade_out: float = Field(0.0, ge=0, le=10, allow_inf_nan=False, description="Seconds; picture and sound")
    title: FilmTitleRequest | None = None
    captions: tuple[EditCaptionRequest, ...] = Field((), max_length=200, description="In the order of their times")
    preset: EditPreset | None = Field(
        None, description="1080x1920, 1080x1080, or a silent clip of at most 6 s with a GIF beside it"
    )

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if not self.model_dump(exclude_defaults=True):
            raise ValueError(Text("asks for nothing", "wünscht nichts"))
        if self.end is not None and self.end <= self.start:
            raise ValueError(Text("end must be after start", "end muss nach start liegen"))
        form = FORMS.get(self.preset or "")
        if self.crop and (self.crop.format is None) is (form is None):
            raise ValueError(
                Text(
                    "needs a format for crop, or a preset that has one",
                    "braucht für crop ein Format oder eine Vorlage, die eines hat",
                )
            )
        if self.preset == GIF and self.music:
            raise ValueError(Text("a GIF is silent: leave the music out", "ein GIF ist stumm: Lass die Musik weg"))
        times = [0.0, *(moment for each in self.captions for moment in (each.start, each.end))]
        if times != sorted(times) or any(each.end <= each.start for each in self.captions):
            raise ValueError(Text("needs captions that follow each other", "braucht captions, die aufeinander folgen"))
        return self


class ComparisonRequest(_VideoFields):
    """What to make of two prompts, alike in all but the text."""

    prompt_ids: Annotated[tuple[DocumentId, ...], Field(min_length=2, max_length=2)] = Field(description="The two prompts")

    @model_validator(mode="after")
    def _two(self) -> Self:
        said = self.model_dump()
        if said["prompt"] or said["prompt_id"] or said["source"] or said["task"]:
            raise ValueError(Text("takes its texts from prompt_ids alone", "nimmt seine Texte allein aus prompt_ids"))
        if self.prompt_ids[0] == self.prompt_ids[1]:
            raise ValueError(Text("needs two different prompt_ids", "braucht zwei verschiedene prompt_ids"))
        return self


class ComparisonRatingRequest(Strict):
    """Which of the two is better."""

    winner: DocumentId | None = Field(description="The better one of the two prompts; null where neither is")
    ratings: tuple[Annotated[int, Field(ge=1, le=5)], ...] | None = Field(
        None, min_length=2, max_length=2, description="Of both prompts, in their order; they become the prompts' own"
    )


class VideoQuery(LibraryQuery):
    model: str | None = Field(None, min_length=1, max_length=100, description="An `id` of the catalog")
    state: JobState | None = None


class RetryQuery(Strict):
    """How a video is made again."""

    queue: bool = Field(False, description=_QUEUE)


class BatchQuery(Strict):
    quote: bool = Field(False, description="Only price the batch; nothing is made or charged")
    start_at: Moment | None = Field(None, description="When those rows are to start that say nothing of it")
