"""What the Interactions API refuses of a video before it accepts it, in the API's own snake_case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .omni_models import USUAL_SECONDS, OmniModel, Surface
from .shapes import Shape
from .wire import Document, Refusal

_REQUEST: Shape = {
    **dict.fromkeys(
        (
            "model",
            "input",
            "background",
            "store",
            "stream",
            "previous_interaction_id",
            "labels",
            "service_tier",
            "response_mime_type",
        )
    ),
    **dict.fromkeys(("response_modalities", "system_instruction", "tools", "safety_settings", "cached_content", "environment")),
    "continuation_token": None,
    "response_format": dict.fromkeys(("type", "delivery", "gcs_uri", "aspect_ratio", "resolution", "duration")),
    "generation_config": {
        **dict.fromkeys(
            ("seed", "temperature", "top_p", "stop_sequences", "thinking_level", "thinking_summaries", "tool_choice")
        ),
        **dict.fromkeys(("max_output_tokens", "speech_config", "image_config", "transcription_config")),
        "video_config": {"task": None},
    },
    "webhook_config": {"uris": None, "user_metadata": None},
}
_NOT_FOR_VIDEO = ("system_instruction", "tools", "safety_settings", "cached_content", "environment")
_NOT_CONFIGURABLE = ("temperature", "top_p", "stop_sequences", "speech_config", "image_config", "transcription_config")
_PART: Shape = dict.fromkeys(("type", "text", "mime_type", "data", "uri", "resolution", "name", "processing", "annotations"))
_IMAGE_TYPES = ("image/png", "image/jpeg", "image/webp", "image/heic", "image/heif")
_DURATION = re.compile(r"(\d{1,4}(?:\.\d{1,9})?)s")
_BUCKET = re.compile(r"gs://[^/]+(/.*)?")


@dataclass(frozen=True)
class Media:
    kind: str  # image or video
    mime_type: str
    data: str
    uri: str


@dataclass(frozen=True)
class Wanted:
    """A request that the API understands; whether its pictures and its predecessor are good is judged by who can look."""

    task: str
    prompt: str
    seconds: float | None  # none: the predecessor's
    aspect: str | None
    resolution: str
    delivery: str
    gcs_uri: str
    previous: str
    pictures: tuple[Media, ...] = ()
    labels: dict[str, str] = field(default_factory=dict[str, str])
    webhook: Document = field(default_factory=dict[str, Any])


def bad(message: str) -> Refusal:
    return Refusal(400, message)


def understood(model: OmniModel, surface: Surface, document: Document) -> Wanted:
    _known(document, _REQUEST, "")
    _in_the_background(document)
    _nothing_that_video_lacks(document)
    texts, media = _input(document.get("input"))
    previous = _text(document, "previous_interaction_id")
    form = _form(model, surface, document.get("response_format"))
    config: Document = document.get("generation_config") or {}
    task = _task(model, config, media, previous)
    _seed(config)
    prompt = "\n".join(texts).strip()
    if not prompt:
        raise bad("input: a text prompt is required.")
    return Wanted(
        task=task,
        prompt=prompt,
        seconds=_seconds(model, form.get("duration"), task, len(media)),
        aspect=form.get("aspect_ratio"),
        resolution=str(form.get("resolution", "720p")),
        delivery=str(form.get("delivery", "inline")),
        gcs_uri=str(form.get("gcs_uri", "")),
        previous=previous,
        pictures=tuple(media),
        labels=_labels(document.get("labels") or {}),
        webhook=_webhook(document.get("webhook_config") or {}, surface),
    )


def prompt_of(document: Document) -> str:
    """Whatever text stands in the input, of a request that may be wrong in every other way."""
    try:
        return "\n".join(_input(document.get("input"))[0])
    except Refusal:
        return ""


def _known(value: Any, shape: Any, path: str) -> None:
    if not isinstance(shape, Mapping) or value is None:
        return
    if isinstance(value, list) and path == "response_format" and len(value) == 1:  # pyright: ignore[reportUnknownArgumentType]
        value = value[0]  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(value, dict):
        raise bad(f"{path or 'request'}: an object is expected.")
    for name, inner in value.items():  # pyright: ignore[reportUnknownVariableType]
        if name not in shape:
            raise bad(f"Unknown parameter '{f'{path}.{name}'.lstrip('.')}'.")
        _known(inner, shape[name], f"{path}.{name}".lstrip("."))


def _in_the_background(document: Document) -> None:
    for name in ("background", "store", "stream"):
        if not isinstance(document.get(name, False), bool):
            raise bad(f"{name}: a boolean is expected.")
    if document.get("background") and document.get("store") is False:
        raise bad("background requires store: an interaction that runs in the background must be stored.")
    if document.get("stream"):
        raise bad("stream is not supported for video in the background.")
    if not document.get("background"):
        raise Refusal(501, "This simulator makes videos in the background only: set background to true.", code="unimplemented")


def _nothing_that_video_lacks(document: Document) -> None:
    config: Document = document.get("generation_config") or {}
    for name in _NOT_FOR_VIDEO:
        if document.get(name):
            raise bad(f"{name} is not supported by this model.")
    for name in _NOT_CONFIGURABLE:
        if config.get(name) is not None:
            raise bad(f"generation_config.{name} is not supported by this model.")


def _input(given: Any) -> tuple[list[str], list[Media]]:
    """A string, parts, or steps of the user with parts in them."""
    if isinstance(given, str):
        return [given], []
    parts = list(_parts(given if isinstance(given, list) else [given]))  # pyright: ignore[reportUnknownArgumentType]
    texts = [_text(part, "text") for part in parts if part.get("type") == "text"]
    media = [_media(number, part) for number, part in enumerate(parts) if part.get("type") != "text"]
    return texts, media


def _parts(given: list[Any]) -> Iterator[Document]:
    for item in given:
        if not isinstance(item, dict):
            raise bad("input: a text, a list of contents or a list of steps is expected.")
        entry: Document = item
        if entry.get("type") == "user_input" or entry.get("role") == "user":
            content = entry.get("content")
            yield from _parts(content if isinstance(content, list) else [])  # pyright: ignore[reportUnknownArgumentType]
        elif entry.get("type") in ("text", "image", "video"):
            _known(entry, _PART, "input")
            yield entry
        else:
            raise bad(f"input: type {entry.get('type')!r} is not supported by this model.")


def _media(number: int, part: Document) -> Media:
    kind, data, uri = str(part["type"]), _text(part, "data"), _text(part, "uri")
    if bool(data) == bool(uri):
        raise bad(f"input[{number}]: exactly one of data and uri is required.")
    mime_type = _text(part, "mime_type")
    if kind == "image" and (data or mime_type) and mime_type not in _IMAGE_TYPES:
        raise bad(f"input[{number}].mime_type: {mime_type!r} is not one of {', '.join(_IMAGE_TYPES)}.")
    return Media(kind, mime_type, data, uri)


def _form(model: OmniModel, surface: Surface, given: Any) -> Document:
    form: Document = (given[0] if isinstance(given, list) else given) or {}
    if form.get("type", "video") != "video":
        raise bad(f"response_format.type: {form['type']!r} is not supported by this model.")
    allowed = {"delivery": ("inline", "uri"), "aspect_ratio": model.aspects, "resolution": model.resolutions}
    for name, values in allowed.items():
        if name in form and form[name] not in values:
            raise bad(f"response_format.{name}: {form[name]!r} is not supported. Supported values: {', '.join(values)}.")
    gcs_uri = _text(form, "gcs_uri")
    if gcs_uri and surface == "gemini-api":
        raise bad("response_format.gcs_uri is not supported by the Gemini API.")
    if gcs_uri and not _BUCKET.fullmatch(gcs_uri):
        raise bad("response_format.gcs_uri: a Cloud Storage address, gs://bucket/prefix/, is expected.")
    if surface == "vertex" and form.get("delivery") == "uri" and not gcs_uri:
        raise bad("response_format.gcs_uri is required when delivery is uri.")
    return form


def _task(model: OmniModel, config: Document, media: list[Media], previous: str) -> str:
    images, videos = (sum(one.kind == kind for one in media) for kind in ("image", "video"))
    given = (config.get("video_config") or {}).get("task")
    task = str(
        given or ("edit" if previous else "reference_to_video" if images > 2 else "image_to_video" if images else "text_to_video")
    )
    if task not in model.tasks:
        raise bad(f"generation_config.video_config.task: {task!r} is not supported. Supported values: {', '.join(model.tasks)}.")
    if videos:
        raise bad("Editing and extending uploaded videos is not available in your region.")
    if (task in ("edit", "extend")) != bool(previous):
        raise bad(f"{task}: previous_interaction_id is {'not supported' if previous else 'required'} for this task.")
    least, most = {
        "text_to_video": (0, 0),
        "image_to_video": (1, 2),
        "reference_to_video": (1, model.most_references),
    }.get(task, (0, model.most_references))
    if not least <= images <= most:
        raise bad(f"{task}: {least} to {most} images are supported, but got {images}.")
    return task


def _seconds(model: OmniModel, given: Any, task: str, images: int) -> float | None:
    if task == "edit":
        if given is not None:
            raise bad("response_format.duration is not supported for edit: the video keeps its length.")
        return None
    if given is None:
        return USUAL_SECONDS
    found = _DURATION.fullmatch(given) if isinstance(given, str) else None
    if not found:
        raise bad(f'response_format.duration: a duration such as "8s" is expected, not {given!r}.')
    most = model.most_seconds
    if task == "extend" or (task == "image_to_video" and images == 2):
        most = min(most, model.most_seconds_between_frames)
    if not model.least_seconds <= float(found[1]) <= most:
        raise bad(f"response_format.duration: {given} is not from {model.least_seconds:g}s to {most:g}s for {task}.")
    return float(found[1])


def _seed(config: Document) -> None:
    if "seed" in config and (type(config["seed"]) is not int or not -(2**31) <= config["seed"] < 2**31):
        raise bad("generation_config.seed: a 32-bit integer is expected.")


def _labels(labels: Any) -> dict[str, str]:
    if not isinstance(labels, dict):
        raise bad("labels: an object is expected.")
    for name, value in labels.items():  # pyright: ignore[reportUnknownVariableType]
        if not re.fullmatch(r"[a-z][a-z0-9_-]{0,62}", str(name)) or not re.fullmatch(r"[a-z0-9_-]{0,63}", str(value)):
            raise bad(f"labels: {name}={value} is not a label: lowercase letters, digits, _ and -, at most 63 characters.")
    return {str(name): str(value) for name, value in labels.items()}  # pyright: ignore[reportUnknownVariableType]


def _webhook(config: Document, surface: Surface) -> Document:
    if config and surface == "vertex":
        raise bad("webhook_config is not supported.")
    uris: Any = config.get("uris") or []
    if not isinstance(uris, list) or not all(isinstance(uri, str) and uri.startswith("https://") for uri in uris):  # pyright: ignore[reportUnknownVariableType]
        raise bad("webhook_config.uris: https addresses are expected.")
    if not isinstance(config.get("user_metadata") or {}, dict):
        raise bad("webhook_config.user_metadata: an object is expected.")
    return config


def _text(document: Document, name: str) -> str:
    value = document.get(name)
    if value is not None and not isinstance(value, str):
        raise bad(f"{name}: a string is expected.")
    return value or ""
