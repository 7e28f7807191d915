"""Our adapter at the simulator's OpenAI wire, with pictures from the stack's own buckets."""

from __future__ import annotations

import secrets
from typing import Any

from google.auth.credentials import AnonymousCredentials
from google.cloud import storage

from shared.platform.storage.files import Files
from shared.providers.interface import Operation, Order, Picture
from shared.providers.openai_videos import OpenAIVideos
from tests.fixtures.fakes import NOON
from tests.providers.conftest import Simulator

MODEL = "sim-video-1"
KEY = "sk-of-the-house-1234"


def wire(simulator: Simulator, url: str | None = None, key: str | None = KEY, **options: Any) -> OpenAIVideos:
    address = simulator.system.environment["RUSHES_OPENAI_VIDEOS_URL"] if url is None else url
    usual: dict[str, Any] = {"files": lambda: files(simulator), "timeout_s": 10.0}
    return OpenAIVideos(address, key, simulator.system.clock, **{**usual, **options})


def order(simulator: Simulator, **changes: Any) -> Order:
    return simulator.order(**{"model": MODEL, **changes})


def files(simulator: Simulator) -> Files:
    endpoint = {"api_endpoint": simulator.system.environment["STORAGE_EMULATOR_HOST"]}
    client = storage.Client(project=simulator.system.project, credentials=AnonymousCredentials(), client_options=endpoint)
    return Files(client, simulator.system.clock)


def picture(simulator: Simulator, content: bytes, mime_type: str = "image/jpeg") -> Picture:
    bucket, name = simulator.system.environment["RUSHES_BUCKET_MEDIA"], f"pictures/{secrets.token_hex(6)}"
    files(simulator).write_stream(bucket, name, iter([content]), content_type=mime_type)
    return Picture(f"gs://{bucket}/{name}", mime_type)


def still(simulator: Simulator) -> bytes:
    return (
        simulator.system.http.get(f"{simulator.url}/_local/picture.jpg", params={"w": 1280, "h": 720}).raise_for_status().content
    )


def some_video(simulator: Simulator, name: str = "video_of-nobody") -> Operation:
    return Operation(name, MODEL, "openai-videos", NOON, simulator.prefix)
