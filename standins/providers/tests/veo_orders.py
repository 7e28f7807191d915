"""The everyday Veo order of these tests, and the wait for its end."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import av
from google import genai
from google.genai import types

from .conftest import RENDER_SECONDS, Stage

MODEL = "veo-3.1-generate-001"


def order(
    client: genai.Client,
    prefix: str | None,
    job: str | None = None,
    *,
    prompt: str = "A boat at dawn",
    model: str = MODEL,
    **more: Any,
) -> types.GenerateVideosOperation:
    source = {key: more.pop(key) for key in ("image", "video") if key in more}
    config: dict[str, Any] = {"number_of_videos": 1, "duration_seconds": 4, "aspect_ratio": "16:9", "resolution": "720p", **more}
    if prefix:
        config["output_gcs_uri"] = prefix
    if job:
        config["labels"] = {"job": job}
    return client.models.generate_videos(
        model=model, source=types.GenerateVideosSource(prompt=prompt, **source), config=types.GenerateVideosConfig(**config)
    )


def ended(client: genai.Client, stage: Stage, operation: types.GenerateVideosOperation) -> types.GenerateVideosOperation:
    """The operation after its usual time: moving the clock is enough."""
    stage.clock.move(RENDER_SECONDS * 3)
    after = client.operations.get(operation)
    assert after.done, after
    return after


def result_uri(operation: types.GenerateVideosOperation) -> str:
    assert operation.response
    assert operation.response.generated_videos
    video = operation.response.generated_videos[0].video
    assert video
    assert video.uri
    return video.uri


@dataclass(frozen=True)
class Probe:
    seconds: float
    width: int
    height: int
    fps: float
    frames: int
    codecs: tuple[str, ...]


def probed(content: bytes) -> Probe:
    """Every frame decoded, to the end."""
    with av.open(io.BytesIO(content), "r") as clip:
        video = clip.streams.video[0]
        frames = sum(1 for _ in clip.decode(video))
        return Probe(
            seconds=(clip.duration or 0) / 1_000_000,
            width=video.width,
            height=video.height,
            fps=float(video.average_rate or 0),
            frames=frames,
            codecs=tuple(sorted(stream.codec_context.name for stream in clip.streams)),
        )
