"""Gemini Omni through the Interactions API, on both of Google's surfaces."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from standins.common.clock import Clock

from . import google, models
from .buckets import Buckets, BucketsUnreachable, split
from .faults import without_markers
from .file_shelf import FileShelf
from .interactions_rules import Media, Wanted, bad, prompt_of, understood
from .journal import Journal
from .media.looks import NotAPicture, look_at
from .omni_models import MOST_EXTENDED_SECONDS, OMNI_MODELS, RETIRED_OMNI_MODELS, TOKENS_A_SECOND, OmniModel, Surface
from .operations import Operation, Operations, Order, Outcome, State, draft
from .rendering import Rendering
from .support_codes import input_refused
from .wire import Answer, Ask, Document, Refusal, route

_ID = re.compile(r"v1_[A-Za-z0-9_-]{8,128}")
_STATUS: Mapping[State, str] = {
    State.RENDERING: "in_progress",
    State.SUCCEEDED: "completed",
    State.FILTERED: "completed",
    State.FAILED: "failed",
    State.CANCELLED: "cancelled",
}
_CODE = {400: "invalid_request", 404: "not_found", 413: "invalid_request", 429: "rate_limit_exceeded", 503: "unavailable"}
_FAILURE = {3: "invalid_request", 4: "deadline_exceeded", 5: "not_found", 7: "permission_denied", 8: "resource_exhausted"}


class Interactions:
    def __init__(
        self,
        surface: Surface,
        operations: Operations,
        rendering: Rendering,
        buckets: Buckets,
        shelf: FileShelf,
        journal: Journal,
        clock: Clock,
        *,
        render_seconds: float,
        per_minute: int | None,
    ) -> None:
        self._surface: Surface = surface
        self._operations, self._rendering, self._buckets, self._shelf = operations, rendering, buckets, shelf
        self._journal, self._clock = journal, clock
        self._render_seconds, self._per_minute = render_seconds, per_minute
        self.name = "omni-vertex" if surface == "vertex" else "omni"
        of_vertex = ("/v1beta1/projects/{project}/locations/{location}",)
        bases = of_vertex if surface == "vertex" else [f"/{version}" for version in google.KEY_VERSIONS]
        self.routes = [
            route(method, f"{base}/interactions{rest}", call, handle, billable=call == "create")
            for base in bases
            for method, rest, call, handle in (
                ("POST", "", "create", self._create),
                ("GET", "/{id}", "check", self._check),
                ("DELETE", "/{id}", "delete", self._delete),
                ("POST", "/{id}/cancel", "cancel", self._cancel),
            )
        ]

    def admit(self, ask: Ask) -> None:
        google.need_token(ask) if self._surface == "vertex" else google.need_key(ask)

    def key(self, ask: Ask) -> str:
        return google.bearer(ask) if self._surface == "vertex" else google.api_key(ask)

    def prompt(self, document: Document) -> str:
        return prompt_of(document)

    def labels(self, document: Document) -> Mapping[str, str]:
        """The job, from wherever it is named: labels, or what its webhooks will carry."""
        labels, webhook = document.get("labels"), document.get("webhook_config")
        metadata: Any = webhook.get("user_metadata") if isinstance(webhook, dict) else None  # pyright: ignore[reportUnknownMemberType]
        named = {"job": "job_id", "attempt": "attempt"}
        found = {ours: metadata[theirs] for ours, theirs in named.items() if isinstance(metadata, dict) and theirs in metadata}
        return {str(key): str(value) for key, value in {**found, **(labels if isinstance(labels, dict) else {})}.items()}

    def refused(self, refusal: Refusal) -> Answer:
        """Whoever is not let in hears Google's front door; everybody else the API's own shape, whose code is a word."""
        if refusal.status in (401, 403) or any("reason" in detail for detail in refusal.details):
            return google.refused(refusal)
        code = refusal.code or _CODE.get(refusal.status, "internal")
        return Answer(refusal.status, {"error": {"message": refusal.message, "code": code}}, dict(refusal.headers))

    async def _create(self, ask: Ask) -> Answer:
        model = self._model(ask)
        self._keep_to_quota(model.name)
        wanted = understood(model, self._surface, ask.document)
        before = self._predecessor(wanted, ask) if wanted.previous else None
        inputs = [uri for picture in wanted.pictures if (uri := await self._looked_at(picture, ask))]
        await self._need_bucket(wanted.gcs_uri)
        if ask.effects.block_input:
            raise Refusal(400, input_refused(ask.effects.block_input).replace("Veo", "Omni"), code="content_blocked")
        order = self._order(model, wanted, before, inputs, ask)
        operation = draft(self.name, "v1_", order, ask.effects, self._clock.now())
        return Answer(200, self._head(operation, "in_progress"), operation=operation)

    def _order(self, model: OmniModel, wanted: Wanted, before: Operation | None, inputs: list[str], ask: Ask) -> Order:
        aspect, seconds = wanted.aspect or models.LANDSCAPE, wanted.seconds or 0.0
        if before:
            kept = models.LANDSCAPE if before.order.width >= before.order.height else models.PORTRAIT
            if wanted.aspect not in (None, kept):
                raise bad(f"response_format.aspect_ratio: {wanted.task} keeps the aspect ratio of its video, {kept}.")
            aspect, seconds = kept, before.order.seconds + seconds
            if seconds > MOST_EXTENDED_SECONDS:
                raise bad(f"extend: {seconds:g} s are more than the {MOST_EXTENDED_SECONDS:g} s that a video can be extended to.")
        width, height = models.size(wanted.resolution, aspect)
        return Order(
            model=model.name,
            prompt=without_markers(wanted.prompt),
            seconds=seconds,
            width=width,
            height=height,
            audio=True,
            render_seconds=model.render_seconds(self._render_seconds, wanted.resolution),
            storage_uri=wanted.gcs_uri,
            labels=dict(self.labels(ask.document)),
            extra={
                "inputs": inputs,
                "owner": self._owner(ask),
                "delivery": wanted.delivery,
                "task": wanted.task,
                "previous": wanted.previous,
                "pictures": [picture.mime_type for picture in wanted.pictures],
                "webhook_config": wanted.webhook,
            },
        )

    async def _check(self, ask: Ask) -> Answer:
        operation = await self._rendering.finish_if_due(self._named(ask))
        shown = self._head(operation, operation.effects.says or _STATUS[operation.state])
        outcome = operation.outcome
        steps = self._asked(operation) if self._surface == "vertex" or ask.query.get("include_input") == "true" else []
        if outcome and outcome.state is State.FAILED:
            code = outcome.code if isinstance(outcome.code, str) else _FAILURE.get(outcome.code, "internal")
            return Answer(200, shown | {"steps": steps, "errors": [{"code": code, "message": outcome.message}]})
        if outcome and outcome.state is State.FILTERED:
            return Answer(200, shown | {"steps": steps, "usage": _usage(operation, made=False)})
        if outcome and outcome.state is State.SUCCEEDED and not operation.effects.says:
            steps += [{"type": "thought"}, {"type": "model_output", "content": [await self._video(operation, ask)]}]
            return Answer(200, shown | {"steps": steps, "usage": _usage(operation, made=True)})
        return Answer(200, shown | ({"steps": steps} if steps else {}))

    async def _video(self, operation: Operation, ask: Ask) -> Document:
        video = {"type": "video", "mime_type": "video/mp4"}
        if operation.uris and not operation.effects.inline:
            return video | {"uri": operation.uris[0]}
        (clip,) = await self._rendering.clips(operation)
        if operation.order.extra["delivery"] == "inline" or operation.effects.inline:
            return video | {"data": base64.b64encode(clip).decode()}
        ended = datetime.fromtimestamp(operation.due or operation.created, UTC)
        name = self._shelf.keep_generated(
            self.key(ask), clip, "video/mp4", ended, name=f"vid{operation.id[:13].replace('-', '')}"
        )
        return video | {"uri": f"{google.versioned(ask)}/files/{name}:download?alt=media"}

    async def _cancel(self, ask: Ask) -> Answer:
        operation = await self._rendering.finish_if_due(self._named(ask))
        if not self._operations.settle(operation, Outcome(State.CANCELLED), []):
            raise bad("Only an interaction that is running in the background can be cancelled.")
        return Answer(200, self._head(operation, "cancelled"))

    async def _delete(self, ask: Ask) -> Answer:
        self._operations.vanish(self._named(ask))
        return Answer(200, {})

    def _named(self, ask: Ask) -> Operation:
        name = ask.parts["id"]
        if not _ID.fullmatch(name):
            raise bad(f"Invalid interaction name: {name}")
        operation = self._operations.named(name)
        if operation is None or operation.wire != self.name or operation.order.extra["owner"] != self._owner(ask):
            raise Refusal(404, f"Interaction {name} was not found.")
        return operation

    def _predecessor(self, wanted: Wanted, ask: Ask) -> Operation:
        before = self._named(replace(ask, parts={**ask.parts, "id": wanted.previous}))
        if before.state is not State.SUCCEEDED:
            raise bad(f"previous_interaction_id: {wanted.previous} has no video.")
        return before

    async def _looked_at(self, picture: Media, ask: Ask) -> str | None:
        """The address of what the render will fetch; anything else is looked at now."""
        if self._surface == "vertex" and picture.uri:
            if not re.fullmatch(r"gs://[^/]+/.+", picture.uri):
                raise bad(f"Unsupported file uri: {picture.uri}")
            return picture.uri
        data = google.decoded("input.data", picture.data) if picture.data else None
        content = self._shelf.usable(picture.uri, self.key(ask), self._clock.now()) if data is None else data
        try:
            await asyncio.to_thread(look_at, content)
        except NotAPicture as error:
            raise bad("Unable to process input image.") from error
        return None

    def _model(self, ask: Ask) -> OmniModel:
        name = ask.model.removeprefix("models/")
        if not name:
            raise bad("model is required.")
        if name in RETIRED_OMNI_MODELS:
            raise models.no_longer_available(f"models/{name}")
        model = OMNI_MODELS.get(name)
        if model is None or self._surface not in model.surfaces:
            raise Refusal(404, f"Model {name} was not found, or is not supported by the Interactions API.")
        if self._surface == "vertex" and ask.parts["location"] != "global":
            raise Refusal(404, f"Model {name} was not found in {ask.parts['location']}.")
        return model

    def _owner(self, ask: Ask) -> str:
        """An interaction is its project's, which on the Gemini API stands behind the key."""
        whose = ask.parts["project"] if self._surface == "vertex" else self.key(ask)
        return hashlib.sha256(whose.encode()).hexdigest()

    def _keep_to_quota(self, model: str) -> None:
        since = self._clock.now().timestamp() - 60
        if self._per_minute is not None and self._journal.billed_since(since, self.name, model) >= self._per_minute:
            raise Refusal(429, f"You exceeded your current quota: requests per minute of {model}.")

    async def _need_bucket(self, gcs_uri: str) -> None:
        if not gcs_uri:
            return
        bucket, _ = split(gcs_uri)
        try:
            exists = await self._buckets.exists(bucket)
        except BucketsUnreachable as error:
            raise Refusal(503, "The service is currently unavailable.") from error
        if not exists:
            raise bad(f"response_format.gcs_uri: the bucket does not exist: {bucket}.")

    def _asked(self, operation: Operation) -> list[Document]:
        pictures = [{"type": "image", "mime_type": kind or "image/png"} for kind in operation.order.extra["pictures"]]
        return [{"type": "user_input", "content": [*pictures, {"type": "text", "text": operation.order.prompt}]}]

    def _head(self, operation: Operation, status: str) -> Document:
        extra = operation.order.extra
        return {
            "id": operation.name,
            "object": "interaction",
            "status": status,
            "model": operation.order.model,
            "created": _time(operation.created),
            "updated": _time(operation.due if operation.outcome and operation.due else operation.created),
            **({"previous_interaction_id": extra["previous"]} if extra["previous"] else {}),
        }


def _usage(operation: Operation, *, made: bool) -> Document:
    asked = len(operation.order.prompt) // 4 + 1
    tokens = round(operation.order.seconds * TOKENS_A_SECOND) if made else 0
    return {"total_input_tokens": asked, "total_output_tokens": tokens, "total_tokens": asked + tokens}


def _time(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
