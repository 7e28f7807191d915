"""What `prompts` answers. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from shared.catalog.sets import AspectRatio, CameraStyle, FilmEffect, Language, LightingStyle, Mood
from shared.platform.web.views import Failure
from shared.prompts.sets import PromptSeconds
from shared.prompts.states import PromptStatus


class PromptSettings(TypedDict):
    """How a prompt is asked for."""

    camera_style: CameraStyle
    film_effects: list[FilmEffect]
    lighting: LightingStyle | None
    mood: Mood | None
    seconds: PromptSeconds | None
    aspect_ratio: AspectRatio | None
    instructions: str
    language: Language
    own_key: bool


class Prompt(TypedDict):
    """A text for a video, written from an image."""

    id: str
    image_id: str
    status: PromptStatus
    prompt_text: str
    user_instruction: str
    language: Language
    model_name: str | None
    camera_style: str
    film_effects: list[str]
    lighting: str | None
    mood: str | None
    config: dict[str, Any]
    variant_order: int
    is_primary: bool
    favourite: bool
    rating: int | None
    refines: str | None
    batch_id: str | None
    metadata: dict[str, Any]
    error: Failure | None
    created_at: datetime
    updated_at: datetime


class PromptRecord(Prompt):
    """A prompt as operators see it: whose it is, and what drives it. `is_primary` is not looked up in a list."""

    user_id: str
    deleted_at: datetime | None
    due_at: datetime | None
    deadline_at: datetime | None
    attempt: int
    own_key: Annotated[bool, Field(description="Whether it is written with a key of its user's")]


class PromptRecordList(TypedDict):
    prompts: list[PromptRecord]
    next_cursor: str | None


class ExportedPrompt(TypedDict):
    """A row of the JSON file; the CSV file has the same columns."""

    id: str
    image_id: str
    prompt_text: str
    language: Language
    status: PromptStatus
    is_primary: bool
    variant_order: int
    favourite: bool
    rating: int | None
    camera_style: str
    film_effects: list[str]
    lighting: str | None
    mood: str | None
    user_instruction: str
    model_name: str | None
    error_code: str | None
    created_at: datetime
    updated_at: datetime


class PromptAccepted(TypedDict):
    """The prompt that is written now."""

    prompt: Prompt


class PromptList(TypedDict):
    prompts: list[Prompt]


class PromptPage(TypedDict):
    prompts: list[Prompt]
    next_cursor: str | None


class PromptVersion(TypedDict):
    """What a prompt's text was before."""

    version: int
    prompt_text: str
    replaced_at: datetime


class PromptHistory(TypedDict):
    versions: list[PromptVersion]


class StyleUse(TypedDict):
    """How often one was asked for."""

    name: str
    count: int


class PromptStyles(TypedDict):
    """What was asked for most, by the number of prompts; of as many the first by its name."""

    counted: int
    camera_styles: list[StyleUse]
    film_effects: list[StyleUse]
    lighting: list[StyleUse]
    moods: list[StyleUse]


class StyleSuggestion(TypedDict):
    """A style, and why it suits the picture."""

    name: str
    reason: str


class PromptSuggestions(TypedDict):
    """Styles that suit a picture, the best first."""

    camera_styles: list[StyleSuggestion]
    lighting: list[StyleSuggestion]
    moods: list[StyleSuggestion]


class PromptDeletion(TypedDict):
    deleted: int


class PromptBatch(TypedDict):
    """The prompts of a whole collection."""

    id: str
    collection_id: str
    total: int
    completed: int
    failed: int
    waiting: int
    prompt_ids: list[str]
    created_at: datetime
    updated_at: datetime


class PromptBatchAccepted(TypedDict):
    batch: PromptBatch


class PromptTemplate(TypedDict):
    """Settings for prompts, kept under a name."""

    id: str
    name: str
    config: PromptSettings
    created_at: datetime


class PromptTemplateList(TypedDict):
    templates: list[PromptTemplate]
