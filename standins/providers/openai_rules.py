"""What the OpenAI Videos wire accepts: its models, one row each, and one check a field."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .faults import Dialect
from .form_data import BadForm, Upload, is_form, parsed
from .wire import Ask, Document, Refusal

_SORA_ENDED = datetime.fromisoformat("2026-09-24T00:00:00+00:00")
_PORTRAIT_FIRST = ("720x1280", "1280x720")
LABELS = "labels"  # what the reader adds to the fields: whose work it is, from a header
_WORK = re.compile(r"([\w.~-]{1,128})(?:/(\d{1,9}))?")


@dataclass(frozen=True)
class Model:
    name: str
    sizes: tuple[str, ...] = _PORTRAIT_FIRST  # the first is the default
    seconds: tuple[str, ...] = ("4", "8", "12")
    dialect: Dialect = "openai"
    retired: datetime | None = None
    owner: str = "openai"


_OPEN = (*_PORTRAIT_FIRST, "832x480", "480x832", "1920x1080", "1080x1920")
MODELS = {
    model.name: model
    for model in (
        Model("sim-video-1", _OPEN, owner="self-hosted"),
        Model("sim-video-1-vllm", _OPEN, dialect="vllm-omni", owner="vllm"),
        Model("sim-video-1-litellm", _OPEN, dialect="litellm", owner="litellm"),
        Model("sora-2", retired=_SORA_ENDED),
        Model("sora-2-pro", (*_PORTRAIT_FIRST, "1024x1792", "1792x1024"), retired=_SORA_ENDED),
    )
}
_DEFAULT = "sora-2"  # what the wire says; whoever leaves the model out hears that it is gone
_FIELDS = ("prompt", "model", "seconds", "size", "input_reference")
_IMAGES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}
_MOST_LETTERS = 32_000


@dataclass(frozen=True)
class Wanted:
    """A create that will be accepted."""

    model: Model
    prompt: str
    seconds: str
    size: str
    reference: Upload | None

    @property
    def facts(self) -> Document:
        """For the journal: equal for equal wishes, however they were packed."""
        return {
            "model": self.model.name,
            "prompt": hashlib.sha256(self.prompt.encode()).hexdigest(),
            "seconds": self.seconds,
            "size": self.size,
            **({"input_reference": self.reference.facts} if self.reference else {}),
        }


def bad(param: str, message: str, code: str = "invalid_value", status: int = 400) -> Refusal:
    return Refusal(status, message, code=code, details=[{"param": param}])


def read(ask: Ask) -> Document:
    """The fields of a form or of JSON, and of the headers the one that names the caller's work."""
    kind = ask.headers.get("content-type", "")
    labels = {LABELS: _labels(ask)}
    try:
        if is_form(kind):
            return _unbracketed(parsed(kind, ask.body)) | labels
        document: Any = json.loads(ask.body or b"{}")
    except (BadForm, UnicodeDecodeError) as error:
        raise Refusal(400, f"Could not parse multipart form: {error}") from error
    except ValueError as error:
        raise Refusal(400, "We could not parse the JSON body of your request.") from error
    if not isinstance(document, dict) or LABELS in document:
        raise Refusal(400, "We could not parse the JSON body of your request.")
    return {str(name): value for name, value in document.items()} | labels


def _labels(ask: Ask) -> dict[str, str]:
    """The wire has no labels; X-Client-Request-Id is where a caller may say which job of theirs this is."""
    found = _WORK.fullmatch(ask.headers.get("x-client-request-id", ""))
    return {name: value for name, value in zip(("job", "attempt"), found.groups(), strict=True) if value} if found else {}


def _unbracketed(fields: dict[str, Any]) -> Document:
    """`input_reference[image_url]` of a form is what {"input_reference": {"image_url": …}} is in JSON."""
    document: Document = {}
    for name, value in fields.items():
        outer, bracket, inner = name.partition("[")
        if bracket and inner.endswith("]"):
            document.setdefault(outer, {})[inner[:-1]] = value
        else:
            document[name] = value
    return document


def understood(ask: Ask, now: datetime) -> Wanted:
    document = {name: value for name, value in ask.document.items() if name != LABELS}
    for name in document:
        if name not in _FIELDS:
            raise bad(name, f"Unknown parameter: '{name}'.", "unknown_parameter")
    model = known_model(document.get("model", _DEFAULT), now)
    if dialect_of(ask, model) == "vllm-omni" and not is_form(ask.headers.get("content-type", "")):
        raise Refusal(400, "[{'type': 'missing', 'loc': ('body', 'prompt'), 'msg': 'Field required', 'input': None}]")
    return Wanted(
        model,
        worded(document),
        _one_of("seconds", document.get("seconds", model.seconds[0]), model.seconds),
        _one_of("size", document.get("size", model.sizes[0]), model.sizes),
        _reference(document.get("input_reference")),
    )


def known_model(name: Any, now: datetime) -> Model:
    model = MODELS.get(name) if isinstance(name, str) else None
    if model is None:
        raise bad("model", f"The model `{name}` does not exist or you do not have access to it.", "model_not_found", 404)
    if model.retired and model.retired <= now:
        words = f"The model `{name}` has been deprecated, learn more here: https://platform.openai.com/docs/deprecations"
        raise bad("model", words, "model_not_found", 404)
    return model


def dialect_of(ask: Ask, model: Model | None) -> Dialect:
    return ask.effects.dialect or (model.dialect if model else "openai")


def worded(document: Document) -> str:
    prompt = document.get("prompt")
    if prompt is None or prompt == "":
        raise bad("prompt", "Missing required parameter: 'prompt'.", "missing_required_parameter")
    if not isinstance(prompt, str):
        raise bad("prompt", "Invalid type for 'prompt': expected a string.", "invalid_type")
    if len(prompt) > _MOST_LETTERS:
        raise bad("prompt", f"Invalid 'prompt': string too long, at most {_MOST_LETTERS} characters.", "string_above_max_length")
    return prompt


def _one_of(param: str, value: Any, allowed: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in allowed:
        listed = ", ".join(f"'{each}'" for each in allowed[:-1]) + f", and '{allowed[-1]}'"
        raise bad(param, f"Invalid value: {value!r}. Supported values are: {listed}.")
    return value


def _reference(given: Any) -> Upload | None:
    if given is None:
        return None
    upload = given if isinstance(given, Upload) else _from_address(given)
    kind = next((kind for start, kind in _IMAGES.items() if upload.content.startswith(start)), None)
    if kind is None or kind != upload.mime_type:
        raise bad("input_reference", f"Invalid input_reference: this is not a valid image of type {upload.mime_type}.")
    return upload


def _from_address(given: Any) -> Upload:
    """Only an address that holds the picture itself: nothing is fetched from elsewhere."""
    address = given.get("image_url") if isinstance(given, dict) and set(given) == {"image_url"} else None
    found = re.fullmatch(r"data:([\w/+.-]+);base64,(.*)", address, re.DOTALL) if isinstance(address, str) else None
    try:
        return Upload("reference", found[1], base64.b64decode(found[2], validate=True)) if found else _unreadable()
    except binascii.Error:
        return _unreadable()


def _unreadable() -> Upload:
    raise bad("input_reference", "Invalid input_reference: expected a file, or an image_url with a data URL.")
