"""One storage stand-in and one simulator for all tests here; or, with CONFORMANCE_PROJECT, the real services.

Against the real ones only what costs nothing runs: tests that need the stand-in's powers ask for `simulator`.
CONFORMANCE_BUCKET names a bucket of that project, GEMINI_API_KEY a key for the Gemini API.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from google import genai
from google.genai import types
from google.oauth2.credentials import Credentials

from standins.common.clock import MovableClock
from standins.testing import http as http_client

from .stage import Part

BUCKET = "provider-out"
REAL_PROJECT = os.environ.get("CONFORMANCE_PROJECT")
ONCE = types.HttpRetryOptions(attempts=1)
RENDER_SECONDS = 4.0


@dataclass
class Stage:
    """The stand-ins, and what only they can do."""

    simulator: Part
    storage: Part
    clock: MovableClock
    http: httpx.Client = field(repr=False)

    def objects(self, prefix: str) -> list[dict[str, Any]]:
        """What lies in the bucket under gs://bucket/prefix."""
        bucket, _, name = prefix.removeprefix("gs://").partition("/")
        answer = http_client.get(f"{self.storage.url}/storage/v1/b/{bucket}/o", params={"prefix": name})
        return answer.json().get("items", [])

    def read(self, uri: str) -> bytes:
        bucket, _, name = uri.removeprefix("gs://").partition("/")
        path = f"{self.storage.url}/storage/v1/b/{bucket}/o/{name.replace('/', '%2F')}?alt=media"
        return http_client.get(path).raise_for_status().content

    def put(self, name: str, content: bytes, content_type: str) -> str:
        path = f"{self.storage.url}/upload/storage/v1/b/{BUCKET}/o"
        answer = http_client.post(
            path,
            params={"uploadType": "media", "name": name},
            content=content,
            headers={"content-type": content_type},
        )
        answer.raise_for_status()
        return f"gs://{BUCKET}/{name}"

    def journal(self, **query: str) -> dict[str, Any]:
        return self.http.get("/_local/journal", params=query).raise_for_status().json()

    def picture(self, text: str, width: int = 640, height: int = 360) -> bytes:
        return self.http.get("/_local/picture.jpg", params={"text": text, "w": width, "h": height}).raise_for_status().content


def started(folder: Path, clock_file: Path, **environment: str) -> tuple[Part, Part]:
    """A storage stand-in and a simulator that writes into it."""
    storage = Part(
        "standins.storage",
        folder,
        CLOCK_FILE=str(clock_file),
        IDENTITY_DIR=str(folder / "identity"),
        BUCKETS=json.dumps({BUCKET: {}}),
        SUBSCRIPTIONS="[]",
    ).launch()
    simulator = Part(
        "standins.providers",
        folder,
        CLOCK_FILE=str(clock_file),
        STORAGE_EMULATOR_HOST=storage.url,
        **{"RENDER_SECONDS": str(RENDER_SECONDS), **environment},
    )
    simulator.launch()
    return storage.await_ready(), simulator.await_ready()


@pytest.fixture(scope="package")
def _stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("simulator")
    clock_file = folder / "clock"
    storage, simulator = started(folder, clock_file)
    with httpx.Client(base_url=simulator.url, trust_env=False, timeout=30) as http:
        yield Stage(simulator, storage, MovableClock(clock_file), http)
    simulator.stop()
    storage.stop()


@pytest.fixture
def simulator(request: pytest.FixtureRequest) -> Stage:
    if REAL_PROJECT:
        pytest.skip("needs the stand-in's powers: a movable clock, faults, or work that costs nothing")
    return request.getfixturevalue("_stage")


@pytest.fixture(scope="package")
def base_url(request: pytest.FixtureRequest) -> str | None:
    return None if REAL_PROJECT else request.getfixturevalue("_stage").simulator.url


def vertex_client(base_url: str | None, token: str = "a-token") -> genai.Client:
    return genai.Client(
        enterprise=True,
        project=REAL_PROJECT or "demo-rushes",
        location="us-central1",
        credentials=None if REAL_PROJECT and token == "a-token" else Credentials(token=token),
        http_options=types.HttpOptions(base_url=base_url, api_version="v1beta1", timeout=30_000, retry_options=ONCE),
    )


def gemini_client(base_url: str | None, key: str) -> genai.Client:
    return genai.Client(
        enterprise=False,
        api_key=key,
        http_options=types.HttpOptions(base_url=base_url, api_version="v1beta", timeout=30_000, retry_options=ONCE),
    )


@pytest.fixture(scope="package")
def vertex(base_url: str | None) -> genai.Client:
    return vertex_client(base_url)


@pytest.fixture(scope="package")
def gemini(base_url: str | None) -> genai.Client:
    key = os.environ.get("GEMINI_API_KEY")
    if REAL_PROJECT and not key:
        pytest.skip("GEMINI_API_KEY is not set")
    return gemini_client(base_url, key if REAL_PROJECT and key else f"AIza-test-{secrets.token_hex(8)}")


@pytest.fixture(scope="package")
def usual_vertex(base_url: str | None) -> genai.Client:
    """As anybody would make it: no version, no retries of ours."""
    credentials = None if REAL_PROJECT else Credentials(token="a-token")
    return genai.Client(
        enterprise=True,
        project=REAL_PROJECT or "demo-rushes",
        location="us-central1",
        credentials=credentials,
        http_options=types.HttpOptions(base_url=base_url, timeout=30_000),
    )


@pytest.fixture
def usual_gemini(base_url: str | None) -> genai.Client:
    """As anybody would make it: it asks for v1. Its key is this test's own."""
    key = os.environ.get("GEMINI_API_KEY")
    if REAL_PROJECT and not key:
        pytest.skip("GEMINI_API_KEY is not set")
    api_key = key if REAL_PROJECT and key else f"AIza-test-{secrets.token_hex(8)}"
    return genai.Client(enterprise=False, api_key=api_key, http_options=types.HttpOptions(base_url=base_url, timeout=30_000))


@pytest.fixture
def prefix() -> str:
    """Where this test's results go: nobody else's do."""
    return f"gs://{os.environ.get('CONFORMANCE_BUCKET', BUCKET)}/{secrets.token_hex(6)}/"


@pytest.fixture
def job() -> str:
    return f"job-{secrets.token_hex(6)}"


@pytest.fixture
def fault(simulator: Stage, job: str) -> Iterator[Callable[..., str]]:
    """Order trouble for this test's job; it is over with the test."""
    ordered: list[str] = []

    def order(do: dict[str, Any], times: int | None = 1, **match: Any) -> str:
        rule = {"match": match or {"job": job}, "times": times, "do": do}
        answer = simulator.http.post("/_local/faults", json=rule)
        assert answer.status_code == 200, answer.text
        ordered.append(answer.json()["id"])
        return ordered[-1]

    yield order
    for name in ordered:
        simulator.http.delete(f"/_local/faults/{name}")
