"""Each provider: time and memory of its streamed path, and how many of its creates a job's troubles get accepted.

As a program (`python -m bench.providers WIRE SIZE_MIB`) it fetches so much from a server of its own through one provider.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bench.metrics import Metric, peak_mib
from local.stack import Stack
from shared.providers.interface import Provider, Result
from tests.faults.trouble import Trouble, over
from tests.fixtures.system import System
from tests.fixtures.videos import rich

_SMALL, _LARGE = 10, 512
_PIECE = os.urandom(64 * 1024)
_WIRES = ("omni", "openai-videos")  # Veo's files lie in our bucket: Cloud Storage copies them
_MODELS = (
    "vertex/veo-3.1-fast-generate-001",
    "gemini-api/gemini-omni-1.2-flash",
    "vertex-global/gemini-omni-1.1-flash-preview",
    "openai-videos/sim-video-1",
)
_TROUBLES: tuple[dict[str, Any], ...] = (
    {},
    {"accept_then_drop": True},
    {"accept_then_status": 503},
    {"status": 400},
    {"block": "violence"},
    {"fail": {"code": 13, "message": "An internal error has occurred."}},
)


def measure() -> Iterator[Metric]:
    for wire in _WIRES:
        (_, small), (seconds, large) = (_fetched(wire, size) for size in (_SMALL, _LARGE))
        yield Metric(f"provider_stream_mib_per_s.{wire}", _LARGE / seconds, "MiB/s", None, "from a server on this machine")
        yield Metric(f"provider_rss_growth_mib.{wire}", large - small, "MiB", 16, f"{_LARGE} MiB against {_SMALL} MiB")
    with Stack(Path(".local/bench-providers"), keep=False) as stack:  # of its own: others have moved their clock far
        yield from _accepted(stack)


def _accepted(stack: Stack) -> Iterator[Metric]:
    """A job for each provider and trouble, to its end: the most creates that any of them got accepted."""
    with System(dict(stack.environment)) as system:
        trouble = Trouble(system)
        for model in _MODELS:
            jobs = [_ended(system, model, fault) for fault in _TROUBLES]
            most = max(len(trouble.accepted(job_id)) for job_id in jobs)
            name = model.partition("/")[0]
            yield Metric(f"accepted_creates_per_job.{name}", most, "creates", 1, f"the most of {len(jobs)} jobs in trouble")


def _ended(system: System, model: str, fault: dict[str, Any]) -> str:
    wish = {"model": model, "seconds": 4, "prompt": f"A quiet harbour. [[fault:{json.dumps(fault)}]]"}
    answer = system.call("POST", "/videos", rich(system), json=wish, headers={"Idempotency-Key": f"bench-{time.time_ns()}"})
    job_id = str(answer.raise_for_status().json()["video"]["id"])
    over(system, job_id, step_s=5)
    return job_id


def _fetched(wire: str, size: int) -> tuple[float, float]:
    """Seconds, and the peak of memory in MiB."""
    command = [sys.executable, "-m", "bench.providers", wire, str(size)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    seconds, peak = done.stdout.split()[-2:]
    return float(seconds), float(peak)


class _Endless(BaseHTTPRequestHandler):
    """Answers every GET with as much as was ordered."""

    protocol_version = "HTTP/1.1"
    pieces = 0

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "video/mp4")
        self.send_header("Content-Length", str(self.pieces * len(_PIECE)))
        self.end_headers()
        for _ in range(self.pieces):
            self.wfile.write(_PIECE)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


class _Now:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def _omni(base: str) -> tuple[Provider, str]:
    from shared.providers.omni import gemini_api

    return gemini_api("bench-key-of-nobody", _Now(), base_url=base), f"{base}/v1beta/files/vid1:download?alt=media"


def _openai(base: str) -> tuple[Provider, str]:
    from shared.providers.openai_videos import OpenAIVideos

    return OpenAIVideos(f"{base}/v1", "bench-key-of-nobody", _Now()), f"{base}/v1/videos/video_1/content"


_BUILT: dict[str, Callable[[str], tuple[Provider, str]]] = {"omni": _omni, "openai-videos": _openai}


def _fetch(wire: str, mib: int) -> None:
    _Endless.pieces = mib * 16
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Endless)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    provider, address = _BUILT[wire](f"http://127.0.0.1:{server.server_port}")
    began, got = time.perf_counter(), 0
    for piece in provider.open(Result(address, "video/mp4")):
        got += len(piece)
    if got != mib * 2**20:
        raise SystemExit(f"{got} bytes instead of {mib} MiB")
    print(time.perf_counter() - began, peak_mib())


if __name__ == "__main__":
    _fetch(sys.argv[1], int(sys.argv[2]))
