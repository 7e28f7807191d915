"""What `prompts` answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from functions.answers import Answer
from functions.answers.images import Rejected


class PromptSettings(Answer):
    camera_style: str
    film_effects: list[str]
    lighting: str | None
    mood: str | None
    seconds: int | None
    aspect_ratio: str | None
    instructions: str
    language: Literal["de", "en"]
    own_key: bool


class Prompt(Answer):
    id: str
    image_id: str
    status: Literal["draft", "pending", "completed", "failed"]
    prompt_text: str
    user_instruction: str
    language: Literal["de", "en"]
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
    error: Rejected | None
    created_at: datetime
    updated_at: datetime


class AskedPrompt(Answer):
    prompt: Prompt


class Prompts(Answer):
    prompts: list[Prompt]


class DeletedPrompts(Answer):
    deleted: int


class PromptBatch(Answer):
    id: str
    collection_id: str
    total: int
    completed: int
    failed: int
    prompt_ids: list[str]
    created_at: datetime
    updated_at: datetime


class AskedBatch(Answer):
    batch: PromptBatch


class PromptTemplate(Answer):
    id: str
    name: str
    config: PromptSettings
    created_at: datetime


class PromptTemplates(Answer):
    templates: list[PromptTemplate]
