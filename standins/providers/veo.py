"""Veo on Vertex: predictLongRunning and fetchPredictOperation, for who holds a bearer token."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping

from standins.common.clock import Clock

from . import google, models
from .buckets import Buckets, BucketsUnreachable, split
from .faults import without_markers
from .journal import Journal
from .operations import Operation, Operations, Order, State, draft
from .rendering import Rendering
from .support_codes import output_filtered
from .veo_rules import inputs, understood
from .wire import Answer, Ask, Document, Refusal, route

_MODEL = "/projects/{project}/locations/{location}/publishers/google/models/{model}"
_NAME = re.compile(r"^projects/[^/]+/locations/[^/]+/publishers/google/models/[^/]+/operations/[^/]+$")


class Veo:
    name = "veo"

    def __init__(
        self,
        operations: Operations,
        rendering: Rendering,
        buckets: Buckets,
        journal: Journal,
        clock: Clock,
        *,
        render_seconds: float,
        per_minute: int | None,
    ) -> None:
        self._operations, self._rendering, self._buckets = operations, rendering, buckets
        self._journal, self._clock = journal, clock
        self._render_seconds, self._per_minute = render_seconds, per_minute
        self.routes = [
            route("POST", f"/{version}{_MODEL}:{method}", call, handle, billable=call == "create")
            for version in ("v1", "v1beta1")
            for method, call, handle in (
                ("predictLongRunning", "create", self._create),
                ("fetchPredictOperation", "check", self._check),
            )
        ]

    def admit(self, ask: Ask) -> None:
        google.need_token(ask)

    def key(self, ask: Ask) -> str:
        return google.bearer(ask)

    def prompt(self, document: Document) -> str:
        instances = document.get("instances")
        first = instances[0] if isinstance(instances, list) and instances else {}
        return str(first.get("prompt", "")) if isinstance(first, dict) else ""

    def labels(self, document: Document) -> Mapping[str, str]:
        labels = document.get("labels")
        return {str(key): str(value) for key, value in labels.items()} if isinstance(labels, dict) else {}

    def refused(self, refusal: Refusal) -> Answer:
        return google.refused(refusal)

    async def _create(self, ask: Ask) -> Answer:
        model = self._model(ask)
        self._keep_to_quota(model.name)
        instance, parameters, labels = understood(model, ask.document)
        ask.understood = {"inputs": inputs(instance), "prompt": str(instance.get("prompt", ""))}
        storage_uri = str(parameters.get("storageUri", ""))
        await self._need_bucket(storage_uri)
        resolution = str(parameters.get("resolution", "720p"))
        width, height = models.size(resolution, str(parameters.get("aspectRatio", models.LANDSCAPE)))
        order = Order(
            model=model.name,
            prompt=without_markers(str(instance.get("prompt", ""))),
            seconds=float(parameters.get("durationSeconds", max(model.seconds))),
            width=width,
            height=height,
            audio=bool(parameters.get("generateAudio", True)),
            render_seconds=model.render_seconds(self._render_seconds, resolution),
            samples=int(parameters.get("sampleCount", 1)),
            storage_uri=storage_uri,
            labels=labels,
            extra={"inputs": inputs(instance)},
        )
        prefix = f"{ask.path.split('/', 2)[2].rpartition(':')[0]}/operations/"
        operation = draft(self.name, prefix, order, ask.effects, self._clock.now())
        return Answer(200, {"name": operation.name}, operation=operation)

    async def _check(self, ask: Ask) -> Answer:
        self._model(ask)
        name = ask.document.get("operationName")
        if set(ask.document) - {"operationName"}:
            stranger = next(iter(set(ask.document) - {"operationName"}))
            raise Refusal(400, f'Invalid JSON payload received. Unknown name "{stranger}": Cannot find field.')
        if not isinstance(name, str) or not _NAME.match(name):
            raise google.bad_field("operationName", f"Invalid operation name: {name!r}.")
        if not name.startswith(ask.path.split("/", 2)[2].rpartition(":")[0] + "/operations/"):
            raise google.bad_field("operationName", "The operation belongs to another model, location or project.")
        operation = self._operations.named(name)
        if operation is None:
            raise Refusal(404, f"The operation {name} is not found.")
        return Answer(200, await self._shown(await self._rendering.finish_if_due(operation)))

    async def _shown(self, operation: Operation) -> Document:
        outcome = operation.outcome
        if outcome is None:
            return {"name": operation.name}
        ended: Document = {"name": operation.name, "done": True}
        if outcome.state is State.FILTERED:
            reasons = [output_filtered(outcome.category)] * operation.order.samples  # type: ignore[arg-type]
            return ended | {
                "response": {
                    "@type": "type.googleapis.com/cloud.ai.large_models.vision.GenerateVideoResponse",
                    "raiMediaFilteredCount": len(reasons),
                    "raiMediaFilteredReasons": reasons,
                }
            }
        if outcome.state is not State.SUCCEEDED:
            return ended | {"error": {"code": outcome.code, "message": outcome.message}}
        videos: list[Document] = [{"gcsUri": uri, "mimeType": "video/mp4"} for uri in operation.uris]
        if not operation.order.storage_uri:
            clips = await self._rendering.clips(operation)
            videos = [{"bytesBase64Encoded": base64.b64encode(clip).decode(), "mimeType": "video/mp4"} for clip in clips]
        return ended | {
            "response": {
                "@type": "type.googleapis.com/cloud.ai.large_models.vision.GenerateVideoResponse",
                "raiMediaFilteredCount": 0,
                "videos": videos,
            }
        }

    def _model(self, ask: Ask) -> models.VideoModel:
        model = models.VIDEO_MODELS.get(ask.model)
        where = ask.path.split("/", 2)[2].rpartition(":")[0]
        if ask.model in models.RETIRED_VIDEO_MODELS:
            raise models.no_longer_available(where)
        if model is None or ask.parts["location"] not in model.locations:
            raise Refusal(
                404,
                f"Publisher Model `{where}` was not found or your project does not have access to it. Please ensure you "
                "are using a valid model version. For more information, see: "
                "https://cloud.google.com/vertex-ai/generative-ai/docs/learn/model-versions",
            )
        return model

    def _keep_to_quota(self, model: str) -> None:
        since = self._clock.now().timestamp() - 60
        if self._per_minute is not None and self._journal.billed_since(since, self.name, model) >= self._per_minute:
            raise Refusal(
                429,
                "Quota exceeded for aiplatform.googleapis.com/long_running_online_prediction_requests_per_base_model "
                f"with base model: {model}. Please submit a quota increase request.",
            )

    async def _need_bucket(self, storage_uri: str) -> None:
        if not storage_uri:
            return
        bucket, _ = split(storage_uri)
        try:
            exists = await self._buckets.exists(bucket)
        except BucketsUnreachable as error:
            raise Refusal(503, "The service is currently unavailable.") from error
        if not exists:
            raise google.bad_field("storageUri", f"The specified bucket does not exist: {bucket}.")
