"""Sending an order over the OpenAI wire: each way in which it can end, and that it never ends in two."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openai
import pytest

from shared.providers.interface import MaybeSent, OrderRefused
from shared.providers.outcomes import Category, Code, Outcome
from tests.providers.conftest import Oddity, Simulator, http_answer
from tests.providers.openai_wire import KEY, MODEL, order, picture, still, wire

Odd = Callable[[bytes], Oddity]
ROOT = Path(__file__).parents[2]


def test_an_order_is_accepted_once_under_its_name(simulator: Simulator) -> None:
    """M2, M3: one create, which names job and attempt, and any process can ask for the video by its id."""
    operation = wire(simulator).submit(order(simulator))
    assert operation.name.startswith("video_")
    assert (operation.surface, operation.model, operation.output_prefix) == ("openai-videos", MODEL, simulator.prefix)
    (line,) = simulator.journal()
    assert (line["billed"], line["operation"]) == (True, operation.name)
    assert line["labels"] == {"job": simulator.job, "attempt": "1"}


@pytest.mark.filterwarnings("ignore:The Sora API:DeprecationWarning")
def test_the_same_wish_is_understood_alike_from_us_and_from_the_openai_package(simulator: Simulator) -> None:
    """M2, M5: the journals of both agree, picture and all."""
    content = still(simulator)
    wish = order(
        simulator, prompt='Grüße, "Boot"\nim Nebel', seconds=8, aspect_ratio="9:16", first_frame=picture(simulator, content)
    )
    wire(simulator).submit(wish)
    with openai.OpenAI(base_url=simulator.system.environment["RUSHES_OPENAI_VIDEOS_URL"], api_key=KEY, max_retries=0) as client:
        client.videos.create(  # pyright: ignore[reportDeprecated]
            prompt=wish.prompt,
            model=wish.model,
            seconds="8",
            size="720x1280",
            input_reference=("reference.jpg", content, "image/jpeg"),
            extra_headers={"X-Client-Request-Id": f"{simulator.job}/1"},
        )
    ours, theirs = simulator.journal()
    assert ours["understood"]["input_reference"]["bytes"] == len(content)
    for fact in ("understood", "labels", "model", "billed", "status", "key", "path"):
        assert ours[fact] == theirs[fact], fact


@pytest.mark.parametrize(
    ("do", "outcome", "code", "wait"),
    [
        ({"status": 429, "retry_after": 3}, Outcome.QUOTA, Code.PROVIDER_RATE_LIMIT, 3.0),
        ({"status": 429}, Outcome.QUOTA, Code.PROVIDER_RATE_LIMIT, None),
        ({"status": 429, "code": "insufficient_quota"}, Outcome.QUOTA, Code.QUOTA, None),
        ({"status": 403}, Outcome.PROVIDER_ERROR, Code.INVALID_API_KEY, None),
        ({"status": 418}, Outcome.PROVIDER_ERROR, Code.PROVIDER_ERROR, None),
        ({"retired": True}, Outcome.MODEL_RETIRED, Code.MODEL_RETIRED, None),
        ({"block_input": "sexual"}, Outcome.SAFETY_FILTERED, Code.SAFETY_FILTER_BLOCKED, None),
    ],
    ids=str,
)
@pytest.mark.parametrize("dialect", ["openai", "vllm-omni", "litellm"])
def test_a_refusal_is_certain_and_bills_nothing(
    simulator: Simulator, dialect: str, do: dict[str, Any], outcome: Outcome, code: Code, wait: float | None
) -> None:
    """M4, V4: one request, not accepted, and what it means for the job."""
    simulator.fault({**do, "dialect": dialect})
    with pytest.raises(OrderRefused) as refused:
        wire(simulator).submit(order(simulator))
    assert (refused.value.outcome, refused.value.rule.code, refused.value.retry_after_s) == (outcome, code, wait)
    assert [line["billed"] for line in simulator.journal()] == [False]


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"seconds": 5}, Outcome.REJECTED),
        ({"resolution": "4k"}, Outcome.REJECTED),
        ({"model": "sora-2"}, Outcome.MODEL_RETIRED),
        ({"model": "sora-9"}, Outcome.MODEL_RETIRED),
    ],
    ids=str,
)
def test_what_the_server_cannot_do_is_refused(simulator: Simulator, changes: dict[str, Any], outcome: Outcome) -> None:
    """M4: a wrong parameter is ours to answer for, a model that is gone suspends its row."""
    with pytest.raises(OrderRefused) as refused:
        wire(simulator).submit(order(simulator, **changes))
    assert refused.value.outcome is outcome
    assert simulator.accepted == 0


@pytest.mark.parametrize("key", ["invalid-key", None])
def test_a_key_that_is_not_accepted_is_refused(simulator: Simulator, key: str | None) -> None:
    """M4: INVALID_API_KEY; without a key none is sent."""
    with pytest.raises(OrderRefused) as refused:
        wire(simulator, key=key).submit(order(simulator))
    assert refused.value.rule.code is Code.INVALID_API_KEY


def test_a_filtered_prompt_has_a_category(simulator: Simulator) -> None:
    """M4: SAFETY_FILTER_BLOCKED with its category."""
    simulator.fault({"block_input": "child"})
    with pytest.raises(OrderRefused) as refused:
        wire(simulator).submit(order(simulator))
    assert refused.value.category is Category.CHILD


@pytest.mark.parametrize(
    ("do", "accepted"),
    [
        ({"status": 500}, 0),
        ({"drop": True}, 0),
        ({"accept_then_drop": True}, 1),
        ({"accept_then_status": 503}, 1),
        ({"accept_then_status": 500}, 1),
    ],
    ids=str,
)
def test_a_lost_answer_is_never_followed_by_a_second_order(simulator: Simulator, do: dict[str, Any], accepted: int) -> None:
    """V4, M3: whether it was accepted cannot be told from here, so one request is all there is."""
    simulator.fault(do)
    with pytest.raises(MaybeSent):
        wire(simulator).submit(order(simulator))
    assert len(simulator.journal()) == 1
    assert simulator.accepted == accepted


@pytest.mark.parametrize(("when", "accepted"), [("delay_s", 0), ("accept_then_delay_s", 1)])
def test_an_answer_that_comes_too_late_is_a_lost_one(simulator: Simulator, when: str, accepted: int) -> None:
    """V4: the timeout is ours, the order may well be accepted."""
    simulator.fault({when: 3600})
    with pytest.raises(MaybeSent, match="Timeout"):
        wire(simulator, timeout_s=0.5).submit(order(simulator))
    assert simulator.accepted == accepted


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:{closed}/v1", "http://no-such-host.invalid/v1", "https://127.0.0.1:{plain}/v1"],
    ids=["connection refused", "no address", "no TLS"],
)
def test_an_order_that_never_left_is_refused_for_certain(simulator: Simulator, address: str) -> None:
    """V4: it may be sent again."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        closed = probe.getsockname()[1]
    url = address.format(closed=closed, plain=simulator.url.rsplit(":", 1)[1])
    with pytest.raises(OrderRefused) as refused:
        wire(simulator, url).submit(order(simulator))
    assert (refused.value.outcome, refused.value.rule.code) == (Outcome.PROVIDER_ERROR, Code.NETWORK)
    assert refused.value.rule.we_retry
    assert simulator.journal() == []


@pytest.mark.parametrize(
    "answer",
    [
        http_answer("200 OK", "<html>fine</html>", "text/html"),
        http_answer("200 OK", "{}"),
        http_answer("200 OK", "[]"),
        http_answer("200 OK", '{"id": 7}'),
        http_answer("200 OK", '{"id": ".."}'),
        http_answer("200 OK", '{"id": "a b"}'),
        http_answer("200 OK", '{"id": "video_', length=500),
        http_answer("200 OK", '{"id": "' + "v" * 1_100_000 + '"}'),
        http_answer("204 No Content", ""),
        http_answer("302 Found", ""),
        http_answer("500 Internal Server Error", ""),
        http_answer("502 Bad Gateway", "<html>bad</html>", "text/html"),
        http_answer("408 Request Timeout", ""),
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"",
    ],
    ids=lambda answer: answer[:60].decode().split("\r\n")[0] + f" {len(answer)}",
)
def test_an_answer_that_nobody_understands_is_a_lost_one(simulator: Simulator, odd: Odd, answer: bytes) -> None:
    """V4: it may stand for an accepted order, so it is asked once."""
    server = odd(answer)
    with pytest.raises(MaybeSent):
        wire(simulator, f"{server.address}/v1").submit(order(simulator))
    assert server.asked == 1


def test_a_redirected_order_is_not_sent_on(simulator: Simulator, odd: Odd) -> None:
    """M3: following it would send the order to two servers."""
    where = f"{simulator.system.environment['RUSHES_OPENAI_VIDEOS_URL']}/videos"
    head = f"HTTP/1.1 307 Temporary Redirect\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n"
    with pytest.raises(MaybeSent):
        wire(simulator, odd(head.encode()).address).submit(order(simulator))
    assert simulator.journal() == []


def test_a_page_of_a_server_in_between_retires_no_model(simulator: Simulator, odd: Odd) -> None:
    """M4: 404 means the model only where the answer says so."""
    server = odd(http_answer("404 Not Found", "<html>This page was not found</html>", "text/html"))
    with pytest.raises(OrderRefused) as refused:
        wire(simulator, server.address).submit(order(simulator))
    assert refused.value.outcome is Outcome.PROVIDER_ERROR


def test_the_adapter_costs_a_cold_start_almost_nothing() -> None:
    """Q1: a small HTTP client and no library of anybody's."""
    script = """
import sys
import shared.providers.openai_videos
print([m for m in ("openai", "requests", "google.genai", "google.cloud.storage", "pydantic") if m in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
