"""Which models a surface says it has: all of them as Vertex's publisher models, those that write on the Gemini API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from .models import TEXT_MODELS, VIDEO_MODELS, TextModel, text_model
from .omni_models import OMNI_MODELS
from .wire import Document, Refusal

Surface = Literal["vertex", "gemini-api"]

COLLECTION: Mapping[Surface, str] = {"vertex": "publisherModels", "gemini-api": "models"}


def listed(surface: Surface, now: datetime) -> list[Document]:
    writing = [model for model in TEXT_MODELS.values() if _alive(model, surface, now)]
    if surface == "gemini-api":
        return [described(model) for model in writing]
    filming = [*VIDEO_MODELS, *(model.name for model in OMNI_MODELS.values() if "vertex" in model.surfaces)]
    return [_published(name) for name in (*(model.name for model in writing), *filming)]


def one(surface: Surface, name: str, now: datetime) -> Document | None:
    """A publisher model as the list has it; None where only a text model can be meant."""
    wanted = f"publishers/google/models/{name}"
    return next((model for model in listed(surface, now) if model["name"] == wanted), None)


def described(model: TextModel) -> Document:
    return {
        "name": f"models/{model.name}",
        "version": "001",
        "displayName": model.title,
        "inputTokenLimit": model.input_tokens,
        "outputTokenLimit": model.output_tokens,
        "supportedGenerationMethods": ["generateContent", "countTokens"],
    }


def _published(name: str) -> Document:
    return {"name": f"publishers/google/models/{name}", "versionId": "default", "openSourceCategory": "PROPRIETARY"}


def _alive(model: TextModel, surface: Surface, now: datetime) -> bool:
    try:
        return text_model(model.name, surface, now) is not None
    except Refusal:
        return False
