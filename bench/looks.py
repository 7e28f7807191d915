"""How soon the end of work that failed is told, and what it costs in questions to the provider."""

from __future__ import annotations

import json
import math
import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench.metrics import Metric
from local.stack import Stack
from tests.faults.trouble import job, ops, over
from tests.fixtures import http_client
from tests.fixtures.system import System
from tests.fixtures.videos import rich

_MODELS = (
    "vertex/veo-3.1-fast-generate-001",
    "gemini-api/gemini-omni-1.2-flash",
    "vertex-global/gemini-omni-1.1-flash-preview",
    "openai-videos/sim-video-1",
)
_EACH = 10
_PATIENCE_S = 90.0
_ENDS: dict[str, dict[str, Any]] = {
    "blocked_at_4_s": {"block": "violence", "render_seconds": 4},
    "failed_at_15_s": {"fail": True, "render_seconds": 15},
    "failed_at_55_s": {"fail": True, "render_seconds": 55},
    "made_in_55_s": {"render_seconds": 55},
}


def measure() -> Iterator[Metric]:
    with Stack(Path(".local/bench-looks"), keep=False) as stack, System(dict(stack.environment)) as system:
        people = [rich(system) for _ in range(len(_MODELS) * _EACH)]
        with ThreadPoolExecutor(len(_MODELS)) as crowd:
            told = list(crowd.map(lambda model: _told(system, model, [people.pop() for _ in range(_EACH)]), _MODELS))
        for model, waits in zip(_MODELS, told, strict=True):
            surface = model.partition("/")[0]
            yield Metric(f"block_told_s.p50.{surface}", waits[len(waits) // 2], "s", None, "known to the provider at 4 s")
            yield Metric(f"block_told_s.p95.{surface}", waits[math.ceil(0.95 * len(waits)) - 1], "s", 8, f"of {_EACH} jobs")
        for model in _MODELS:
            for end, fault in _ENDS.items():
                yield Metric(f"polls_per_job.{end}.{model.partition('/')[0]}", _polls(system, model, fault), "calls")


def _told(system: System, model: str, people: list[Any]) -> list[float]:
    """Seconds from acceptance to the end of jobs that are blocked at second 4, in real time."""
    ids = [_wished(system, model, person, _ENDS["blocked_at_4_s"]) for person in people]
    _until(lambda: all(job(system, job_id)["ended_at"] for job_id in ids))
    return sorted(_waited(system, job_id) for job_id in ids)


def _waited(system: System, job_id: str) -> float:
    (attempt,) = (ops(system, job_id)["attempts"] or {}).values()
    return (job(system, job_id)["ended_at"] - attempt["started_at"]).total_seconds()


def _polls(system: System, model: str, fault: dict[str, Any]) -> int:
    """Questions to the provider about one job, alone in its stack; time is moved while it runs."""
    before = system.clock.now().isoformat()
    over(system, _wished(system, model, rich(system), fault), step_s=0.5)
    address = f"{system.environment['GOOGLE_VERTEX_BASE_URL']}/_local/journal"
    return len(http_client.get(address, params={"call": "check", "since": before}).raise_for_status().json()["entries"])


def _wished(system: System, model: str, person: Any, fault: dict[str, Any]) -> str:
    wish = {"model": model, "seconds": 4, "prompt": f"A quiet harbour. [[fault:{json.dumps(fault)}]]"}
    answer = system.call("POST", "/videos", person, json=wish, headers={"Idempotency-Key": secrets.token_hex(12)})
    return str(answer.raise_for_status().json()["video"]["id"])


def _until(look: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE_S
    while not look():
        if time.monotonic() > until:
            raise RuntimeError("a measured job did not come to its end")
        time.sleep(0.05)
