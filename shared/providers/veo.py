"""Veo on Vertex through google-genai. Its output lands in our bucket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
from google.auth.exceptions import GoogleAuthError, TransportError
from google.genai import errors, types

from shared.providers import google_errors
from shared.providers.departure import broke_off, never_sent, watch
from shared.providers.interface import (
    ORDER_S,
    Done,
    Failed,
    MaybeSent,
    Operation,
    Order,
    OrderRefused,
    Pending,
    Picture,
    Result,
    Transient,
    label,
    named,
)
from shared.providers.outcomes import Code, Outcome
from shared.providers.vertex import OnVertex, answer_of

SURFACE = "vertex"


class Veo(OnVertex):
    usual_timeout_s = ORDER_S

    def submit(self, order: Order) -> Operation:
        client, source, config = self._client, _source(order), _config(order)
        try:
            answer = client.models.generate_videos(model=order.model, source=source, config=config)
        except errors.APIError as error:
            if error.code >= 500 and broke_off(error.response):
                raise _on_its_way(f"HTTP {error.code} before all of it had left") from error
            raise google_errors.submit_failed(answer_of(error)) from error
        except GoogleAuthError as error:
            raise _without_token(error) from error
        except Exception as error:  # whatever it is: once all of it has left, it may have arrived, and it was paid for
            raise (_on_its_way(named(error)) if never_sent(error) else MaybeSent(named(error))) from error
        if not answer.name:
            raise MaybeSent("the answer names no operation")
        return Operation(answer.name, order.model, SURFACE, self._clock.now(), order.output_prefix)

    def check(self, operation: Operation) -> Pending | Done | Failed:
        asked = types.GenerateVideosOperation.model_validate({"name": operation.name})
        try:
            return _state(self._client.operations.get(asked))
        except errors.APIError as error:
            raise google_errors.check_failed(answer_of(error)) from error
        except Exception as error:  # an answer that nobody understands says nothing about the video
            raise Transient(named(error)) from error

    def open(self, result: Result) -> Iterator[bytes]:
        if result.content is None:
            raise ValueError("Veo's results lie in our bucket: Cloud Storage copies them")
        return iter((result.content,))

    def cancel(self, operation: Operation) -> bool:  # noqa: ARG002 - Vertex offers no abort for these operations
        return False

    def _client_args(self) -> dict[str, Any]:
        # An idle connection may be closed just as it is used, and then nobody knows what arrived.
        return {"event_hooks": {"request": [watch]}, "limits": httpx2.Limits(max_keepalive_connections=0)}


def _source(order: Order) -> types.GenerateVideosSource:
    return types.GenerateVideosSource(prompt=order.prompt, image=_image(order.first_frame))


def _config(order: Order) -> types.GenerateVideosConfig:
    asset = types.VideoGenerationReferenceType.ASSET
    references = [types.VideoGenerationReferenceImage(image=_image(one), reference_type=asset) for one in order.references]
    return types.GenerateVideosConfig(
        number_of_videos=1,
        output_gcs_uri=order.output_prefix,
        duration_seconds=order.seconds,
        aspect_ratio=order.aspect_ratio,
        resolution=order.resolution,
        generate_audio=order.audio,
        negative_prompt=order.negative_prompt or None,
        seed=order.seed,
        last_frame=_image(order.last_frame),
        reference_images=references or None,
        labels={"job": label(order.job_id), "attempt": str(order.attempt)},
    )


def _image(picture: Picture | None) -> types.Image | None:
    return types.Image(gcs_uri=picture.uri, mime_type=picture.mime_type) if picture else None


def _state(operation: types.GenerateVideosOperation) -> Pending | Done | Failed:
    """`done` is None while it works; anything that is not plainly the end is taken for still working."""
    if operation.done is not True:
        return Pending()
    if operation.error:
        return google_errors.operation_failed(operation.error)
    response = operation.response
    for generated in (response and response.generated_videos) or []:
        video = generated.video
        if video and (video.uri or video.video_bytes):
            return Done(Result(video.uri, video.mime_type or "video/mp4", video.video_bytes))
    return google_errors.filtered((response and response.rai_media_filtered_reasons) or [])


def _on_its_way(what: str) -> OrderRefused:
    return OrderRefused(Outcome.PROVIDER_ERROR, what, code=Code.NETWORK)


def _without_token(error: Exception) -> OrderRefused:
    code = Code.NETWORK if isinstance(error, TransportError) else Code.INVALID_API_KEY
    return OrderRefused(Outcome.PROVIDER_ERROR, named(error), code=code)
