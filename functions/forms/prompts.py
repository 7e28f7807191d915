"""What `prompts` takes."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from functions.forms.fields import DocumentId, PageQuery, named, words
from shared.catalog.sets import AspectRatio, CameraStyle, FilmEffect, Language, LightingStyle, Mood
from shared.lifecycle.library import Filters, worth
from shared.platform.errors import Text
from shared.platform.web.validation import Strict
from shared.prompts.model import USUAL
from shared.prompts.sets import ExportFormat, PromptSeconds
from shared.prompts.states import PromptStatus
from shared.user_files.plain_text import flaw, letter_name, plain


def _flawless(given: str) -> str:
    """Clients may write such a text themselves, and the rules cannot drop anything: what they refuse is refused here too."""
    if (place := flaw(given)) is not None:
        sign, which = letter_name(given[place]), place + 1
        raise ValueError(
            Text(
                f"must not hold {sign} (character {which}): it hides or turns text, or cannot be seen",
                f"darf {sign} nicht enthalten (Zeichen {which}): Es verbirgt oder dreht Text oder ist nicht zu sehen",
            )
        )
    return words(given)


PromptText = Annotated[
    str,
    StringConstraints(strip_whitespace=False, min_length=1, max_length=2000),  # blanks around it count, as in the rules
    AfterValidator(_flawless),
    Field(description="Any script and emoji; a sign that hides or turns text is refused by its name"),
]


Instructions = Annotated[str, Field(max_length=500), AfterValidator(plain)]


Instruction = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(words)]


_LANGUAGE = "Where it is left out, the one that Accept-Language likes better; German where that names neither"


class PromptSettingsRequest(Strict):
    """How a prompt is asked for; what is left out has its default."""

    camera_style: CameraStyle = "static_shot"
    film_effects: tuple[FilmEffect, ...] = Field((), max_length=8)
    lighting: LightingStyle | None = None
    mood: Mood | None = None
    seconds: PromptSeconds | None = None
    aspect_ratio: AspectRatio | None = None
    instructions: Instructions = Field("", description="Instructions in your own words; data for the model, never orders")
    language: Language | None = Field(None, description=_LANGUAGE)
    own_key: bool = Field(default=False, description="Written with your own key for the Gemini API")

    @field_validator("film_effects")
    @classmethod
    def _once(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(given))


class _TemplateOrConfig(Strict):
    template_id: DocumentId | None = Field(None, description="A template whose settings are used; then `config` is left out")
    config: PromptSettingsRequest | None = None

    @model_validator(mode="after")
    def _either(self) -> Self:
        if self.template_id and self.config:
            raise ValueError(Text("takes template_id or config, not both", "nimmt template_id oder config, nicht beides"))
        return self


class PromptRequest(_TemplateOrConfig):
    """A prompt for an image, by a template or by `config`."""

    image_id: DocumentId


class PromptBatchRequest(_TemplateOrConfig):
    """Prompts for a collection, by a template or by `config`."""

    collection_id: DocumentId


class WaitQuery(Strict):
    wait: int = Field(0, ge=0, le=25, description="Seconds to wait for the text, counted from the call on")


class PromptDraftRequest(Strict):
    image_id: DocumentId
    prompt_text: PromptText
    language: Language | None = Field(None, description=_LANGUAGE)


class ImagePromptsQuery(Strict):
    image_id: DocumentId


class PromptRestoreRequest(Strict):
    version: int = Field(ge=1, le=2**31, description="One of `getPromptHistory`")


class PromptLibraryQuery(PageQuery):
    status: PromptStatus | None = None
    camera_style: CameraStyle | None = None
    lighting: LightingStyle | None = None
    mood: Mood | None = None
    favourite: bool | None = None

    @property
    def filters(self) -> Filters:
        """First those of which there are the fewest prompts."""
        names = ("mood", "lighting", "camera_style", "favourite", "status")
        return Filters({name: getattr(self, name) for name in names}, usual=USUAL)

    @property
    def worth(self) -> int:
        return worth(self.filters, self.limit)


class PromptUpdate(Strict):
    """What is left out stays as it is."""

    prompt_text: PromptText | None = None
    favourite: bool | None = None
    rating: int | None = Field(None, ge=0, le=5, description="0 takes the rating away")


class PromptOrderRequest(Strict):
    image_id: DocumentId
    prompt_ids: tuple[DocumentId, ...] = Field(max_length=100, description="All of the image's prompts")


class PromptRefinementRequest(Strict):
    instruction: Instruction


class PromptExportQuery(Strict):
    format: ExportFormat = "csv"
    image_id: DocumentId | None = None
    collection_id: DocumentId | None = None

    @model_validator(mode="after")
    def _either(self) -> Self:
        if self.image_id and self.collection_id:
            raise ValueError(Text("takes image_id or collection_id, not both", "nimmt image_id oder collection_id, nicht beides"))
        return self


class PromptTemplateRequest(Strict):
    name: Annotated[str, Field(min_length=1, max_length=100), AfterValidator(named)]
    config: PromptSettingsRequest
