"""Asking for a video over the OpenAI wire: what its states and its failures mean for the job."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from shared.media.video import probe
from shared.providers import openai_progress
from shared.providers.interface import Done, Failed, Operation, OperationGone, Pending, Transient
from shared.providers.openai_videos import OpenAIVideos
from shared.providers.outcomes import Category, Code, Outcome
from tests.providers.conftest import Oddity, Simulator, http_answer
from tests.providers.openai_wire import KEY, files, order, some_video, wire

Odd = Callable[[bytes], Oddity]


@pytest.fixture
def videos(simulator: Simulator) -> OpenAIVideos:
    return wire(simulator)


def job(operation: Operation, **changes: Any) -> str:
    return json.dumps({"id": operation.name, "object": "video", "status": "queued", "progress": 0, **changes})


@pytest.mark.parametrize("model", ["sim-video-1", "sim-video-1-vllm", "sim-video-1-litellm"])
def test_a_video_is_awaited_and_fetched_whoever_serves_it(simulator: Simulator, videos: OpenAIVideos, model: str) -> None:
    """M2, V6: pending until it is done, then streamed into our bucket, whole and playable."""
    operation = videos.submit(order(simulator, model=model))
    assert isinstance(videos.check(operation), Pending)
    simulator.render()
    done = videos.check(operation)
    assert isinstance(done, Done)
    assert done.result.uri
    assert done.result.uri.endswith(f"/videos/{operation.name}/content")
    bucket = simulator.system.environment["RUSHES_BUCKET_MEDIA"]
    kept = files(simulator).write_stream(
        bucket, f"staging/{simulator.job}.mp4", videos.open(done.result), content_type="video/mp4"
    )
    facts = probe(files(simulator).open(kept.stored))
    assert (facts.seconds, facts.width, facts.height) == (pytest.approx(4, abs=0.01), 1280, 720)


def test_progress_is_told_while_it_works(simulator: Simulator, videos: OpenAIVideos) -> None:
    """V6: per cent, as the server says."""
    simulator.fault({"render_seconds": 1000})
    operation = videos.submit(order(simulator))
    simulator.system.clock.move(500)
    found = videos.check(operation)
    assert isinstance(found, Pending)
    assert found.progress
    assert 30 <= found.progress <= 60
    beside = openai_progress.wire_to(simulator.system.environment["RUSHES_OPENAI_VIDEOS_URL"], KEY)
    assert openai_progress.ask(beside, operation.name) == found.progress
    assert openai_progress.ask(beside, "video_nobody_knows") is None


@pytest.mark.parametrize(
    ("body", "percent"),
    [
        ({"progress": 0}, 0),
        ({"progress": 99.7}, 99),
        ({"progress": 101}, None),
        ({"progress": "40"}, None),
        ({"progress": None}, None),
        ({}, None),
        ([1], None),
        ("progress", None),
    ],
    ids=str,
)
def test_what_is_no_progress_is_none(odd: Odd, body: Any, percent: int | None) -> None:
    """V9, M2: asked beside the checks, by who only waits: whatever comes, nothing is raised."""
    server = odd(http_answer("200 OK", json.dumps(body)))
    assert openai_progress.ask(openai_progress.wire_to(server.address, None), "video_1") == percent


@pytest.mark.parametrize(
    "status", ["queued", "in_progress", "processing", "preparing", "requires_action", "", "COMPLETED-SOON", "deleted"]
)
def test_a_status_that_is_not_plainly_the_end_is_taken_for_still_working(simulator: Simulator, odd: Odd, status: str) -> None:
    """M2: an unknown status never ends a job and never breaks the poll."""
    operation = some_video(simulator)
    server = odd(http_answer("200 OK", job(operation, status=status, progress="some")))
    assert wire(simulator, server.address).check(operation) == Pending(None)


@pytest.mark.parametrize("status", ["failed", "cancelled", "canceled", "expired", "FAILED"])
def test_every_status_that_is_an_end_ends_the_job(simulator: Simulator, odd: Odd, status: str) -> None:
    """M2, V13: without a reason it is the provider's fault."""
    operation = some_video(simulator)
    found = wire(simulator, odd(http_answer("200 OK", job(operation, status=status))).address).check(operation)
    assert isinstance(found, Failed)
    assert found.outcome is Outcome.PROVIDER_ERROR


def test_done_with_an_error_is_not_success(simulator: Simulator, odd: Odd) -> None:
    """V13: a filtered video never counts as made."""
    operation = some_video(simulator)
    body = job(operation, status="completed", error={"code": "moderation_blocked", "message": "no"})
    found = wire(simulator, odd(http_answer("200 OK", body)).address).check(operation)
    assert isinstance(found, Failed)
    assert found.outcome is Outcome.SAFETY_FILTERED


@pytest.mark.parametrize("dialect", ["openai", "vllm-omni", "litellm"])
@pytest.mark.parametrize(
    ("do", "outcome", "code", "category"),
    [
        ({"fail": True}, Outcome.PROVIDER_ERROR, Code.PROVIDER_ERROR, None),
        ({"fail": {"code": "rate_limit_exceeded"}}, Outcome.QUOTA, Code.PROVIDER_RATE_LIMIT, None),
        ({"fail": {"code": "InvalidInputReferenceError"}}, Outcome.REJECTED, Code.INVALID_REQUEST, None),
        ({"block": "third_party"}, Outcome.SAFETY_FILTERED, Code.SAFETY_FILTER_BLOCKED, Category.THIRD_PARTY),
        ({"block": "hate"}, Outcome.SAFETY_FILTERED, Code.SAFETY_FILTER_BLOCKED, Category.GENERAL),
    ],
    ids=str,
)
def test_a_failed_job_ends_with_its_reason_in_whichever_status_it_comes(
    simulator: Simulator,
    videos: OpenAIVideos,
    dialect: str,
    do: dict[str, Any],
    outcome: Outcome,
    code: Code,
    category: Category | None,
) -> None:
    """M4: vLLM-Omni answers 4xx or 5xx with the job as body; that is no trouble on the way."""
    simulator.fault({**do, "dialect": dialect})
    operation = videos.submit(order(simulator))
    simulator.render()
    found = videos.check(operation)
    assert isinstance(found, Failed)
    assert (found.outcome, found.rule.code, found.category) == (outcome, code, category)


@pytest.mark.parametrize(("status", "wait"), [(429, 7.0), (500, None), (503, None), (401, None)])
def test_a_poll_that_is_refused_says_nothing_about_the_video(
    simulator: Simulator, videos: OpenAIVideos, status: int, wait: float | None
) -> None:
    """M4: asked again later, after as long as the server wants."""
    operation = videos.submit(order(simulator))
    simulator.fault({"status": status, **({"retry_after": wait} if wait else {})}, call="check", job=simulator.job)
    with pytest.raises(Transient) as trouble:
        videos.check(operation)
    assert trouble.value.retry_after_s == wait
    assert isinstance(videos.check(operation), Pending)


@pytest.mark.parametrize("dialect", ["openai", "vllm-omni", "litellm"])
def test_a_video_that_nobody_knows_is_gone(simulator: Simulator, videos: OpenAIVideos, dialect: str) -> None:
    """V6: the server said so itself."""
    simulator.fault({"vanish": True, "dialect": dialect})
    operation = videos.submit(order(simulator))
    with pytest.raises(OperationGone):
        videos.check(operation)


@pytest.mark.parametrize(
    "answer",
    [
        http_answer("404 Not Found", "<html>The video page was not found</html>", "text/html"),
        http_answer("404 Not Found", '{"detail": "Not Found"}'),
        http_answer("404 Not Found", '{"error": {"message": "Invalid URL (GET /videos/x)"}}'),
        http_answer("200 OK", '{"id": "video_x"}'),
        http_answer("200 OK", "[]"),
        http_answer("500 Internal Server Error", '{"id": "video_another", "status": "failed"}'),
        http_answer("200 OK", '{"status": "fai', length=400),
        http_answer("302 Found", ""),
        b"",
    ],
    ids=lambda answer: answer[-40:].decode(),
)
def test_an_answer_that_nobody_understands_ends_nothing(simulator: Simulator, odd: Odd, answer: bytes) -> None:
    """V6: a wrong address, a page in between, a job of another."""
    with pytest.raises(Transient):
        wire(simulator, odd(answer).address).check(some_video(simulator))


def test_an_id_cannot_lead_to_another_path(simulator: Simulator, odd: Odd) -> None:
    """Q3: whatever a server calls its video stays one piece of a path."""
    server = odd(http_answer("404 Not Found", ""))
    with pytest.raises(Transient):
        wire(simulator, f"{server.address}/v1").check(some_video(simulator, "../models?x=1#y"))
    assert server.heads[0].startswith(b"GET /v1/videos/..%2Fmodels%3Fx%3D1%23y HTTP/1.1")
