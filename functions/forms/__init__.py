"""What the doors take: bodies and queries, by name. A door's first call that needs one imports this, and pydantic with it."""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import AfterValidator, Field, SecretStr, StringConstraints, field_validator, model_validator

from functions.forms.places import Cursor, Moment, NumberedCursor
from functions.forms.sets import (
    AspectRatio,
    CameraStyle,
    ExportFormat,
    FilmEffect,
    ImageState,
    ImageType,
    Language,
    LightingStyle,
    Mood,
    PromptSeconds,
    Resolution,
    VideoTask,
)
from shared.catalog import reads as catalog_reads
from shared.platform.errors import Text
from shared.platform.user_ids import is_id
from shared.platform.web.validation import Strict
from shared.providers.key_check import KeyProvider
from shared.user_files.plain_text import flaw, letter_name, plain
from shared.videos.states import JobState


class TransactionQuery(Strict):
    limit: int = Field(20, ge=1, le=100, description="How many entries, the newest first")
    cursor: NumberedCursor | None = None


def _user_id(given: str) -> str:
    if not is_id(given):
        raise ValueError(Text("is no id that a user here can have", "ist keine Id, die jemand hier haben kann"))
    return given


UserId = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[^/]+$"), AfterValidator(_user_id)]


JobId = Annotated[str, Field(pattern=r"^[0-9a-f]{24}$")]


_QUEUE = "Where no slot is free, wait for one as `waiting`, charged, the oldest first; else the video is refused"


class VideoRequest(Strict):
    """What to make; `prompt` or `prompt_id` is needed."""

    model: str | None = Field(None, min_length=1, max_length=100, description="An `id` of the catalog; else its `default`")
    prompt: str | None = Field(None, min_length=1, max_length=8192)
    prompt_id: DocumentId | None = Field(None, description="A prompt of yours; its text is used where `prompt` is left out")
    negative_prompt: str | None = Field(None, min_length=1, max_length=2048)
    seconds: int | None = Field(None, ge=1, le=60, description="Else the prompt's, as near as the model can; else 8")
    aspect_ratio: AspectRatio | None = Field(None, description="Else the prompt's; else 16:9")
    resolution: Resolution = "720p"
    audio: bool = True
    seed: int | None = Field(None, ge=0, le=2**32 - 1)
    first_frame: DocumentId | None = Field(None, description="An image of yours")
    last_frame: DocumentId | None = Field(None, description="An image of yours")
    references: tuple[DocumentId, ...] = Field(
        (), max_length=catalog_reads.most_references(), description="Images of yours, as many as the model takes"
    )
    task: VideoTask | None = Field(None, description="What to do with `source`")
    source: DocumentId | None = Field(None, description="A finished video of yours")
    own_key: bool = Field(False, description="Pay the provider by your own key for it")
    queue: bool = Field(False, description=_QUEUE)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not self.prompt and not self.prompt_id:
            raise ValueError(Text("needs prompt or prompt_id", "braucht prompt oder prompt_id"))
        if (self.task is None) is not (self.source is None):
            raise ValueError(Text("needs task and source together, or neither", "braucht task und source zusammen, oder keines"))
        return self

    @field_validator("prompt", "negative_prompt")
    @classmethod
    def _plain(cls, given: str | None) -> str | None:
        return None if given is None else _words(given)


DocumentId = Annotated[str, Field(pattern=r"^[0-9a-f]{24}$")]


def _line(given: str) -> str:
    """Of what can be seen, on one line: it stands beside others in lists, and must not turn or hide the text around it."""
    return " ".join(plain(given).split())


def _name(given: str) -> str:
    if not (cleaned := _line(given)):
        raise ValueError(Text("must contain words", "muss Worte enthalten"))
    return cleaned


def _key(given: str) -> str:
    """Firestore keeps names between two underscores on each side for itself."""
    if (cleaned := _name(given)).startswith("__") and cleaned.endswith("__"):
        raise ValueError(Text("must not stand between double underscores", "darf nicht zwischen doppelten Unterstrichen stehen"))
    return cleaned


Title = Annotated[str, Field(max_length=200), AfterValidator(_line)]
Metadata = Annotated[
    dict[
        Annotated[str, Field(min_length=1, max_length=50), AfterValidator(_key)],
        Annotated[str, Field(max_length=500), AfterValidator(plain)],
    ],
    Field(max_length=20, description="Your own words about the picture; a prompt may draw on them"),
]


class PageQuery(Strict):
    limit: int = Field(20, ge=1, le=100, description="How many entries, the newest first")
    cursor: Cursor | None = None


class DeletionQuery(Strict):
    force: bool = Field(default=False, description="Also what is in use; whatever uses it is told in its own place")


class CollectionRequest(Strict):
    name: Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_name)]


class ImageRequest(Strict):
    """An image before its file is there."""

    collection_id: DocumentId
    content_type: ImageType
    bytes: int | None = Field(None, ge=1, le=20 * 1024 * 1024, description="The file's exact size, where it is known")
    title: Title = ""
    metadata: Metadata = Field(default_factory=dict[str, str])


class ImageQuery(PageQuery):
    collection_id: DocumentId | None = None
    status: ImageState | None = None


class ImageUpdate(Strict):
    """What is left out stays as it is."""

    title: Title | None = None
    metadata: Metadata | None = None
    collection_id: DocumentId | None = None


def _words(given: str) -> str:
    """Cleaned of what nobody can see; something must be left."""
    if not (cleaned := plain(given)):
        raise ValueError(Text("must contain words", "muss Worte enthalten"))
    return cleaned


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
    return _words(given)


PromptText = Annotated[
    str,
    StringConstraints(strip_whitespace=False, min_length=1, max_length=2000),  # blanks around it count, as in the rules
    AfterValidator(_flawless),
    Field(description="Any script and emoji; a sign that hides or turns text is refused by its name"),
]
Instructions = Annotated[str, Field(max_length=500), AfterValidator(plain)]
TitleText = Annotated[
    str, Field(min_length=1, max_length=120, description="Any script that a font here has"), AfterValidator(_words)
]
Instruction = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_words)]


_LANGUAGE = "Else the better liked of both by Accept-Language; German where that names neither"


class PromptSettingsRequest(Strict):
    """How a prompt is asked for; what is left out has its default."""

    camera_style: CameraStyle = "static_shot"
    film_effects: tuple[FilmEffect, ...] = Field((), max_length=8)
    lighting: LightingStyle | None = None
    mood: Mood | None = None
    seconds: PromptSeconds | None = None
    aspect_ratio: AspectRatio | None = None
    instructions: Instructions = Field("", description="Your own wishes; data for the model, never orders")
    language: Language | None = Field(None, description=_LANGUAGE)
    own_key: bool = Field(default=False, description="Written with your own key for the Gemini API")

    @field_validator("film_effects")
    @classmethod
    def _once(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(given))


class _TemplateOrConfig(Strict):
    template_id: DocumentId | None = Field(None, description="A saved config; then `config` is left out")
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
    name: Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_name)]
    config: PromptSettingsRequest


class WriteTask(Strict):
    prompt_id: DocumentId
    image_id: DocumentId
    user_id: UserId
    attempt: int = Field(ge=1)
    epoch: int = Field(ge=0)
    tries: int = Field(ge=0)


class LateUploadTask(Strict):
    image_id: DocumentId
    user_id: UserId


class EraseTask(Strict):
    id: DocumentId
    user_id: UserId


class VideoQuery(Strict):
    limit: int = Field(20, ge=1, le=100)
    cursor: Cursor | None = None
    state: JobState | None = None
    since: Moment | None = Field(None, description="Asked for at or after this time; a date alone begins at midnight, UTC")
    until: Moment | None = Field(None, description="Asked for before this time; a date alone begins at midnight, UTC")


class RetryQuery(Strict):
    """How a video is made again."""

    queue: bool = Field(False, description=_QUEUE)


class BatchQuery(Strict):
    quote: bool = Field(False, description="Only price the batch")


class WatchQuery(Strict):
    state: JobState | None = Field(None, description="The state you know; without it the answer comes at once")
    wait: int = Field(25, ge=0, le=25, description="Seconds to wait for another state, counted from the call on")


def _provider_key(given: SecretStr) -> SecretStr:
    """Trimmed, for keys are pasted; it travels in a header, where nothing else than visible ASCII may stand."""
    key = given.get_secret_value().strip()
    if not re.fullmatch(r"[!-~]*", key):
        raise ValueError(Text("may hold only letters, digits and signs", "darf nur Buchstaben, Ziffern und Zeichen enthalten"))
    if not 10 <= len(key) <= 500:
        raise ValueError(Text("needs 10 to 500 characters", "braucht 10 bis 500 Zeichen"))
    return SecretStr(key)


ProviderKeyText = Annotated[
    SecretStr, AfterValidator(_provider_key), Field(json_schema_extra={"minLength": 10, "maxLength": 500, "pattern": "^[!-~]+$"})
]


class ProviderKeyUpdate(Strict):
    """The key that takes the other's place."""

    key: ProviderKeyText
    project: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9_-]{3,100}$",
        description="The project at the provider that pays, where a key belongs to several",
    )


class ProviderKeyRequest(ProviderKeyUpdate):
    """A key of the user's own."""

    provider: KeyProvider
