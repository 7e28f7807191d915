"""What generateContent understands, and what it refuses."""

from __future__ import annotations

from typing import Any

from .google import bad_field
from .shapes import Shape, strict
from .wire import Document, Refusal

_PART: Shape = {
    "text": None,
    "inlineData": dict.fromkeys(("data", "mimeType", "displayName")),
    "fileData": dict.fromkeys(("fileUri", "mimeType", "displayName")),
    "thought": None,
    "thoughtSignature": None,
    "mediaResolution": None,
    "videoMetadata": None,
    "functionCall": None,
    "functionResponse": None,
}
_CONTENT: Shape = {"role": None, "parts": [_PART]}
_CONFIG: Shape = dict.fromkeys(
    (
        "candidateCount",
        "stopSequences",
        "maxOutputTokens",
        "temperature",
        "topP",
        "topK",
        "seed",
        "responseMimeType",
        "responseSchema",
        "responseJsonSchema",
        "presencePenalty",
        "frequencyPenalty",
        "responseLogprobs",
        "logprobs",
        "mediaResolution",
        "responseModalities",
    )
) | {"thinkingConfig": dict.fromkeys(("thinkingLevel", "thinkingBudget", "includeThoughts"))}
_REQUEST: Shape = {
    "contents": [_CONTENT],
    "systemInstruction": _CONTENT,
    "generationConfig": _CONFIG,
    "safetySettings": [dict.fromkeys(("category", "threshold", "method"))],
    "tools": None,
    "toolConfig": None,
    "cachedContent": None,
    "model": None,
}
_COUNTED: Shape = {name: _REQUEST[name] for name in ("contents", "systemInstruction", "generationConfig", "tools", "model")}
_MIME_TYPES = ("text/plain", "application/json", "text/x.enum")


def understood(document: Document, *, labels: bool) -> Document:
    shape = {**_REQUEST, "labels": None} if labels else _REQUEST
    request = strict(document, shape, snake_case_too=True)
    contents = request.get("contents")
    if not contents:
        raise Refusal(400, "* GenerateContentRequest.contents: contents is not specified\n")
    for number, content in enumerate(contents):
        if not content.get("parts"):
            raise bad_field(f"contents[{number}].parts", "contents.parts must not be empty.")
        if content.get("role", "user") not in ("user", "model"):
            raise bad_field(f"contents[{number}].role", "Please use a valid role: user, model.")
    _check_config(request.get("generationConfig") or {})
    return request


def countable(document: Document, *, vertex: bool) -> Document:
    """A request to be counted: Vertex takes what writes, the Gemini API its contents alone or the whole request in a field."""
    if vertex:
        return understood(strict(document, _COUNTED, snake_case_too=True), labels=False)
    outer = strict(document, {"contents": [_CONTENT], "generateContentRequest": None}, snake_case_too=True)
    if "generateContentRequest" not in outer:
        return understood(outer, labels=False)
    if "contents" in outer:
        raise bad_field("contents", "cannot be set together with generate_content_request.")
    whole = outer["generateContentRequest"]
    if not isinstance(whole, dict):
        raise bad_field("generate_content_request", "expected an object.")
    return understood(whole, labels=False)  # pyright: ignore[reportUnknownArgumentType]


def _check_config(config: Document) -> None:
    most = config.get("maxOutputTokens")
    if most is not None and (type(most) is not int or not 1 <= most <= 65_536):
        raise bad_field(
            "generationConfig.maxOutputTokens", f"must be an integer from 1 (inclusive) to 65537 (exclusive), but got {most!r}."
        )
    mime_type = config.get("responseMimeType", "text/plain")
    if mime_type not in _MIME_TYPES:
        raise bad_field("generationConfig.responseMimeType", f"allowed mimetypes are {', '.join(_MIME_TYPES)}.")
    schemas = [name for name in ("responseSchema", "responseJsonSchema") if config.get(name)]
    if schemas and mime_type == "text/plain":
        raise bad_field("generationConfig.responseMimeType", f"must be application/json when {schemas[0]} is set.")
    if len(schemas) > 1:
        raise bad_field("generationConfig.responseJsonSchema", "cannot be set together with responseSchema.")
    if config.get("candidateCount", 1) != 1:
        raise bad_field("generationConfig.candidateCount", "Multiple candidates is not enabled for this model.")


def texts(content: Document | None) -> str:
    parts: list[Any] = (content or {}).get("parts") or []
    return "\n".join(str(part["text"]) for part in parts if part.get("text"))


def schema(config: Document) -> Document | None:
    return config.get("responseSchema") or config.get("responseJsonSchema")
