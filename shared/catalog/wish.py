"""What can be asked of a video: each field once, with what it may hold and what it means.

Made from it by `wish_fields`: the form of a request, the columns of a batch, what a storyboard may say of its videos, a job's
fields in its answer, and the API document. A field that is added here is in all of them; its provider has to send it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Annotated, Any

if TYPE_CHECKING:  # annotations are read by `wish_fields` alone, where a validator is imported in any case
    from datetime import datetime

    from shared.catalog.reads import most_references
    from shared.catalog.sets import AspectRatio, Billing, Resolution, VideoTask
    from shared.catalog.wish_fields import DOCUMENT, IMAGE, OURS
    from shared.user_files.field_types import Several, Time, Whole, Words


@dataclass(frozen=True)
class VideoFields:
    """As it may be asked for; what is left open is filled in before it is priced."""

    model: Annotated[str | None, Words(100, least=1), "An `id` of the catalog; else its `default`"] = None
    prompt: Annotated[str | None, Words(8192, least=1, lines=True)] = None
    seconds: Annotated[int | None, Whole(1, 60), "Its length; else as `prompt_id` says and the model can; else 8"] = None
    aspect_ratio: Annotated[AspectRatio | None, "Width to height; else as `prompt_id` says; else 16:9"] = None
    resolution: Resolution = "720p"
    audio: bool = True
    negative_prompt: Annotated[str | None, Words(2048, least=1, lines=True)] = None
    seed: Annotated[int | None, Whole(0, 2**32 - 1)] = None
    prompt_id: Annotated[str | None, DOCUMENT, "A prompt of yours; its text is used where `prompt` is left out"] = None
    first_frame: Annotated[str | None, IMAGE, "The image of yours that it begins with"] = None
    last_frame: Annotated[str | None, IMAGE, "The image of yours that it ends with"] = None
    references: Annotated[
        tuple[str, ...],
        Several(DOCUMENT, most_references()),
        "Images of yours to be seen in it, as many as the model takes",
    ] = ()
    task: Annotated[VideoTask | None, "What to do with `source`"] = None
    source: Annotated[str | None, DOCUMENT, "The finished video of yours that it edits or extends"] = None
    start_at: Annotated[datetime | None, Time(), "Not before this time, up to 30 days ahead; it is charged now"] = None
    continues: Annotated[str | None, OURS, "The video whose last frame is this one's first"] = None  # finished or not

    @property
    def begins_with(self) -> str | None:
        """What its first frame is taken from, if it has one: an image or a video."""
        return self.first_frame or self.continues

    @property
    def images(self) -> tuple[str, ...]:
        """Every image that it needs, each once."""
        named = (self.first_frame, self.last_frame, *self.references)
        return tuple(dict.fromkeys(each for each in named if each))

    def all(self) -> dict[str, Any]:
        """Its fields by name."""
        return {name: getattr(self, name) for name in NAMES}


NAMES = tuple(each.name for each in fields(VideoFields))


@dataclass(frozen=True)
class Wish(VideoFields):
    """What a user asks of a model, whole."""

    model: str = field()  # surface/model
    prompt: str = field()
    seconds: int = field()
    aspect_ratio: AspectRatio = field()
    billing: Billing = "credits"
