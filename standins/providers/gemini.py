"""generateContent on both of Google's surfaces, at once or in a stream, and the free calls beside it."""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from standins.common.clock import Clock

from . import gemini_rules, google, served, streams
from .buckets import Buckets, BucketsUnreachable
from .faults import Effects, without_markers
from .file_shelf import FileShelf
from .media.looks import Look, NotAPicture, look_at
from .models import TextModel, text_model
from .schema_filling import filled
from .served import Surface
from .wire import Answer, Ask, Document, Refusal, Route, route
from .writing import language_of, prompt_about

_VERSIONS: Mapping[Surface, tuple[str, ...]] = {"vertex": ("v1", "v1beta1"), "gemini-api": google.KEY_VERSIONS}
_LISTED = {*google.KEY_VERSIONS, "v1beta1"}
_LETTERS_A_TOKEN = 4
_TOKENS_A_PICTURE = 258
_SILENT = {"SAFETY", "RECITATION", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "OTHER"}
_PROMPT_BLOCKS = {"prohibited": "PROHIBITED_CONTENT", "child": "PROHIBITED_CONTENT", "other": "OTHER"}


class Gemini:
    def __init__(self, surface: Surface, buckets: Buckets, shelf: FileShelf, clock: Clock) -> None:
        self._surface: Surface = surface
        self._buckets, self._shelf, self._clock = buckets, shelf, clock
        self.name = "vertex" if surface == "vertex" else "gemini"
        self.routes = [route for version in _VERSIONS[surface] for route in self._routes(version)]

    def _routes(self, version: str) -> list[Route]:
        vertex = self._surface == "vertex"
        served = "/publishers/google/models" if vertex else "/models"
        model = f"/{version}{'/projects/{project}/locations/{location}' if vertex else ''}{served}/{{model}}"
        listed = [route("GET", f"/{version}{served}", "models", self._list)]
        return [
            route("POST", f"{model}:generateContent", "write", self._write, billable=True),
            route("POST", f"{model}:streamGenerateContent", "stream", self._stream, billable=True, streams=True),
            route("POST", f"{model}:countTokens", "count", self._count),
            route("GET", f"/{version}{served}/{{model}}", "models", self._get),
            *(listed if version in _LISTED else []),
        ]

    def admit(self, ask: Ask) -> None:
        google.need_token(ask) if self._surface == "vertex" else google.need_key(ask)

    def key(self, ask: Ask) -> str:
        return google.bearer(ask) if self._surface == "vertex" else google.api_key(ask)

    def prompt(self, document: Document) -> str:
        contents = document.get("contents")
        parts = [content.get("parts") for content in contents if isinstance(content, dict)] if isinstance(contents, list) else []
        return "\n".join(
            str(part["text"]) for some in parts if isinstance(some, list) for part in some
            if isinstance(part, dict) and part.get("text")
        )  # fmt: skip

    def labels(self, document: Document) -> Mapping[str, str]:
        labels = document.get("labels")
        return {str(key): str(value) for key, value in labels.items()} if isinstance(labels, dict) else {}

    def refused(self, refusal: Refusal) -> Answer:
        return google.refused(refusal)

    async def _list(self, ask: Ask) -> Answer:
        alive = served.listed(self._surface, self._clock.now())
        size, start = ask.query.get("pageSize", "50"), ask.query.get("pageToken", "0")
        if not size.isdigit() or not start.isdigit():
            raise google.bad_field("pageSize" if start.isdigit() else "pageToken", "is invalid.")
        end = int(start) + max(1, int(size))
        page: Document = {served.COLLECTION[self._surface]: alive[int(start) : end]}
        return Answer(200, page | ({"nextPageToken": str(end)} if end < len(alive) else {}))

    async def _get(self, ask: Ask) -> Answer:
        return Answer(200, served.one(self._surface, ask.model, self._clock.now()) or served.described(self._model(ask)))

    async def _write(self, ask: Ask) -> Answer:
        return Answer(200, await self._written(ask))

    async def _stream(self, ask: Ask) -> Answer:
        pieces = streams.pieces(await self._written(ask))
        if ask.query.get("alt") == "sse":
            return Answer(200, streams.as_events(pieces), {"content-type": "text/event-stream"})
        return Answer(200, streams.as_list(pieces))

    async def _written(self, ask: Ask) -> Document:
        model = self._model(ask)
        request = gemini_rules.understood(ask.document, labels=self._surface == "vertex")
        looks = await self._look_at_all(request, ask)
        config: Document = request.get("generationConfig") or {}
        said, system = self._said(request)
        text = _written(request, looks, said, system)
        answer = _candidate(ask.effects, text, config.get("maxOutputTokens"))
        usage = _usage(answer, sum(_counted(looks, said + system).values()))
        return answer | usage | {"modelVersion": model.name, "responseId": secrets.token_urlsafe(16)}

    async def _count(self, ask: Ask) -> Answer:
        """What a request would be counted as; nothing is written, and nothing is billed."""
        self._model(ask)
        request = gemini_rules.countable(ask.document, vertex=self._surface == "vertex")
        looks = await self._look_at_all(request, ask)
        said = "".join(self._said(request))
        tokens = _counted(looks, said)
        details = [{"modality": kind, "tokenCount": count} for kind, count in tokens.items() if count]
        answer: Document = {"totalTokens": sum(tokens.values()), "promptTokensDetails": details}
        billable = {"totalBillableCharacters": len("".join(said.split()))} if self._surface == "vertex" else {}
        return Answer(200, answer | billable)

    def _said(self, request: Document) -> tuple[str, str]:
        return without_markers(self.prompt(request)), gemini_rules.texts(request.get("systemInstruction"))

    def _model(self, ask: Ask) -> TextModel:
        model = text_model(ask.model, self._surface, self._clock.now())
        if model:
            return model
        if self._surface == "vertex":
            where = ask.path.split("/", 2)[2].partition(":")[0]
            raise Refusal(
                404, f"Publisher Model `{where}` was not found or your project does not have access to it. "
                "Please ensure you are using a valid model version."
            )  # fmt: skip
        version, method = ask.path.split("/")[1], ask.path.partition(":")[2] or "generateContent"
        raise Refusal(
            404, f"models/{ask.model} is not found for API version {version}, or is not supported for {method}. "
            "Call ListModels to see the list of available models and their supported methods."
        )  # fmt: skip

    async def _look_at_all(self, request: Document, ask: Ask) -> list[Look]:
        looks: list[Look] = []
        for content in request["contents"]:
            for part in content["parts"]:
                if "inlineData" in part or "fileData" in part:
                    picture = await self._picture(part, ask)
                    try:
                        looks.append(await asyncio.to_thread(look_at, picture))
                    except NotAPicture as error:
                        raise Refusal(400, "Unable to process input image. Please retry or report in "
                                      "https://developers.generativeai.google/guide/troubleshooting") from error  # fmt: skip
        return looks

    async def _picture(self, part: Document, ask: Ask) -> bytes:
        source: Document = part.get("inlineData") or part.get("fileData") or {}
        mime_type = str(source.get("mimeType", ""))
        if not mime_type.startswith("image/"):
            raise Refusal(400, f"Unsupported MIME type: {mime_type}")
        if "inlineData" in part:
            return google.decoded("inline_data.data", source.get("data", ""))
        return await self._fetched(str(source.get("fileUri", "")), ask)

    async def _fetched(self, uri: str, ask: Ask) -> bytes:
        if self._surface == "gemini-api":
            return self._shelf.usable(uri, self.key(ask), self._clock.now())
        if not uri.startswith("gs://"):
            raise Refusal(400, f"Cannot fetch content from the provided URL: {uri}")
        try:
            content = await self._buckets.read(uri)
        except BucketsUnreachable as error:
            raise Refusal(503, "The service is currently unavailable.") from error
        if content is None:
            raise Refusal(400, f"Unable to read the file {uri}: it does not exist or cannot be accessed.")
        return content


def _written(request: Document, looks: list[Look], said: str, system: str) -> str:
    """The text itself, or a document around it when the request brings a schema."""
    config: Document = request.get("generationConfig") or {}
    schema = gemini_rules.schema(config)
    language = language_of(said, system, json.dumps(schema, ensure_ascii=False) if schema else "")
    seed = hashlib.sha256(json.dumps([said, system, config], sort_keys=True, default=str).encode()).hexdigest()
    text = prompt_about(looks, said, language, seed)
    if config.get("responseMimeType") == "application/json":
        document: Any = filled(schema, text, language) if schema else {"prompt": text}
        return json.dumps(document, ensure_ascii=False)
    return text


def _counted(looks: list[Look], text: str) -> dict[str, int]:
    """Tokens by modality."""
    return {"TEXT": len(text) // _LETTERS_A_TOKEN + 1, "IMAGE": _TOKENS_A_PICTURE * len(looks)}


def _candidate(effects: Effects, text: str, most_tokens: int | None) -> Document:
    if effects.block in _PROMPT_BLOCKS:
        return {"promptFeedback": {"blockReason": _PROMPT_BLOCKS[effects.block]}}
    if effects.block_input:
        return {"promptFeedback": {"blockReason": _PROMPT_BLOCKS.get(effects.block_input, "SAFETY")}}
    reason = "SAFETY" if effects.block else effects.finish_reason or "STOP"
    if reason in _SILENT:
        return {"candidates": [{"finishReason": reason, "index": 0}]}
    if effects.empty:
        return {"candidates": [{"content": {"role": "model"}, "finishReason": reason, "index": 0}]}
    text = effects.text if effects.text is not None else text
    if reason == "MAX_TOKENS":
        text = text[: len(text) // 2]
    elif most_tokens is not None and len(text) > most_tokens * _LETTERS_A_TOKEN:
        text, reason = text[: most_tokens * _LETTERS_A_TOKEN], "MAX_TOKENS"
    content = {"parts": [{"text": text}], "role": "model"}
    return {"candidates": [{"content": content, "finishReason": reason, "index": 0}]}


def _usage(answer: Document, prompt_tokens: int) -> Document:
    parts = [part for one in answer.get("candidates", []) for part in one.get("content", {}).get("parts", [])]
    tokens = sum(-(-len(part["text"]) // _LETTERS_A_TOKEN) for part in parts)
    usage = {"promptTokenCount": prompt_tokens, "totalTokenCount": prompt_tokens + tokens}
    return {"usageMetadata": usage | ({"candidatesTokenCount": tokens} if tokens else {})}
