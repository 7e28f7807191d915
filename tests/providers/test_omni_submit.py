"""Ordering from Omni: each way in which it can end on either surface, and that it never ends in two."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from shared.providers.interface import Done, MaybeSent, OrderRefused, Picture
from shared.providers.outcomes import Category, Code, Outcome
from tests.providers.conftest import Oddity, Simulator, http_answer, in_turn
from tests.providers.omni_stage import KEY, MODEL, SURFACES, WIRES, at_the_simulator, omni, order

Odd = Callable[[bytes], Oddity]
A, B = Picture("gs://demo/a.jpg", "image/jpeg"), Picture("gs://demo/b.jpg", "image/jpeg")

BOTH = pytest.mark.parametrize("surface", SURFACES)


@BOTH
def test_an_order_is_accepted_once_under_its_name(simulator: Simulator, surface: str) -> None:
    """M2, M3: one create that names its job, in the background."""
    operation = omni(simulator, surface).submit(order(simulator, negative_prompt="rain", seed=7))
    assert operation.name.startswith("v1_")
    assert (operation.surface, operation.model, operation.output_prefix) == (surface, MODEL, simulator.prefix)
    (line,) = simulator.journal()
    assert (line["wire"], line["billed"], line["labels"]) == (WIRES[surface], True, {"job": simulator.job, "attempt": "1"})
    assert (line["operation"], line["status"]) == (operation.name, 200)
    assert line["storage_uri"] == (simulator.prefix if surface == "vertex-global" else "")


@BOTH
@pytest.mark.parametrize(
    "changes",
    [
        {"first_frame": A},
        {"first_frame": A, "last_frame": B},
        {"references": (A, B, A, B, A, B)},
        {"first_frame": A, "references": (B, B)},
    ],
    ids=str,
)
def test_an_order_may_bring_frames_and_references(simulator: Simulator, surface: str, changes: dict[str, Any]) -> None:
    """M2: as bytes or by their place in our bucket, whichever the surface takes."""
    assert omni(simulator, surface).submit(order(simulator, **changes)).name
    assert simulator.accepted == 1


@BOTH
@pytest.mark.parametrize("task", ["extend", "edit"])
def test_a_finished_video_is_gone_on_with(simulator: Simulator, surface: str, task: str) -> None:
    """V10: by the operation that made it."""
    provider = omni(simulator, surface)
    first = provider.submit(order(simulator))
    simulator.render()
    assert isinstance(provider.check(first), Done)
    second = provider.submit(order(simulator, task=task, source=first.name))
    simulator.render()
    assert isinstance(provider.check(second), Done)


@BOTH
def test_what_is_to_be_gone_on_with_may_be_gone(simulator: Simulator, surface: str) -> None:
    """M4: that is the order's fault, and no model's."""
    with pytest.raises(OrderRefused) as refused:
        omni(simulator, surface).submit(order(simulator, task="edit", source="v1_never-was-there"))
    assert refused.value.outcome is Outcome.REJECTED


@in_turn(
    "surface",
    SURFACES,
    ("do", "outcome", "code", "wait"),
    [
        ({"status": 429, "retry_after": 3}, Outcome.QUOTA, Code.PROVIDER_RATE_LIMIT, 3.0),
        ({"status": 429}, Outcome.QUOTA, Code.PROVIDER_RATE_LIMIT, None),
        ({"status": 403}, Outcome.PROVIDER_ERROR, Code.INVALID_API_KEY, None),
        ({"status": 400, "message": "API key expired. Please renew."}, Outcome.PROVIDER_ERROR, Code.INVALID_API_KEY, None),
        ({"status": 400, "message": "duration: no."}, Outcome.REJECTED, Code.INVALID_REQUEST, None),
        ({"status": 418}, Outcome.PROVIDER_ERROR, Code.PROVIDER_ERROR, None),
        ({"retired": True}, Outcome.MODEL_RETIRED, Code.MODEL_RETIRED, None),
    ],
    ids=str,
)
def test_a_refusal_is_certain_and_bills_nothing(
    simulator: Simulator, surface: str, do: dict[str, Any], outcome: Outcome, code: Code, wait: float | None
) -> None:
    """M4, V4: one request, not accepted, and what it means for the job."""
    simulator.fault(do)
    with pytest.raises(OrderRefused) as refused:
        omni(simulator, surface).submit(order(simulator))
    assert (refused.value.outcome, refused.value.rule.code, refused.value.retry_after_s) == (outcome, code, wait)
    assert [line["billed"] for line in simulator.journal()] == [False]


@in_turn(
    "surface",
    SURFACES,
    ("changes", "outcome"),
    [
        ({"seconds": 2}, Outcome.REJECTED),
        ({"seconds": 12, "first_frame": A, "last_frame": B}, Outcome.REJECTED),
        ({"resolution": "480p"}, Outcome.REJECTED),
        ({"model": "gemini-omni-9-flash"}, Outcome.MODEL_RETIRED),
        ({"model": "gemini-omni-flash-preview"}, Outcome.MODEL_RETIRED),
    ],
    ids=str,
)
def test_what_the_provider_cannot_do_is_refused(
    simulator: Simulator, surface: str, changes: dict[str, Any], outcome: Outcome
) -> None:
    """M4: a wrong parameter is ours to answer for, a model that is gone suspends its row."""
    with pytest.raises(OrderRefused) as refused:
        omni(simulator, surface).submit(order(simulator, **changes))
    assert refused.value.outcome is outcome
    assert simulator.accepted == 0


@in_turn("surface", SURFACES, ("block", "category"), [("celebrity", Category.CELEBRITY), ("hate", Category.GENERAL)])
def test_a_prompt_that_is_refused_at_the_door_has_a_category(
    simulator: Simulator, surface: str, block: str, category: Category
) -> None:
    """M4: SAFETY_FILTER_BLOCKED, and nothing was made."""
    simulator.fault({"block_input": block})
    with pytest.raises(OrderRefused) as refused:
        omni(simulator, surface).submit(order(simulator))
    assert (refused.value.outcome, refused.value.category) == (Outcome.SAFETY_FILTERED, category)
    assert simulator.accepted == 0


@in_turn(
    "surface",
    SURFACES,
    ("do", "accepted"),
    [
        ({"status": 500}, 0),
        ({"status": 503}, 0),
        ({"drop": True}, 0),
        ({"accept_then_drop": True}, 1),
        ({"accept_then_status": 503}, 1),
        ({"accept_then_status": 500}, 1),
    ],
    ids=str,
)
def test_a_lost_answer_is_never_followed_by_a_second_order(
    simulator: Simulator, surface: str, do: dict[str, Any], accepted: int
) -> None:
    """V4, M3: whether it was accepted cannot be told from here, so one request is all there is."""
    simulator.fault(do)
    with pytest.raises(MaybeSent):
        omni(simulator, surface).submit(order(simulator))
    assert len(simulator.journal()) == 1
    assert simulator.accepted == accepted


@in_turn("surface", SURFACES, ("when", "accepted"), [("delay_s", 0), ("accept_then_delay_s", 1)])
def test_an_answer_that_comes_too_late_is_a_lost_one(simulator: Simulator, surface: str, when: str, accepted: int) -> None:
    """V4: the timeout is ours, the order may well be accepted."""
    simulator.fault({when: 3600})
    with pytest.raises(MaybeSent, match="Timeout"):
        omni(simulator, surface, timeout_s=0.5).submit(order(simulator))
    assert simulator.accepted == accepted


@in_turn(
    "surface",
    SURFACES,
    "address",
    ["http://127.0.0.1:{closed}", "http://no-such-host.invalid", "https://127.0.0.1:{plain}"],
)
def test_an_order_that_never_left_is_refused_for_certain(simulator: Simulator, surface: str, address: str) -> None:
    """V4: it may be sent again."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        closed = probe.getsockname()[1]
    url = address.format(closed=closed, plain=simulator.url.rsplit(":", 1)[1])
    with pytest.raises(OrderRefused) as refused:
        omni(simulator, surface, base_url=url).submit(order(simulator))
    assert (refused.value.outcome, refused.value.rule.code) == (Outcome.PROVIDER_ERROR, Code.NETWORK)
    assert refused.value.rule.we_retry
    assert simulator.journal() == []


@in_turn(
    "surface",
    SURFACES,
    "answer",
    [
        http_answer("200 OK", "<html>fine</html>", "text/html"),
        http_answer("200 OK", "{}"),
        http_answer("200 OK", "[]"),
        http_answer("200 OK", '{"id": 7}'),
        http_answer("200 OK", '{"id": "v1_', length=500),
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
def test_an_answer_that_nobody_understands_is_a_lost_one(simulator: Simulator, surface: str, odd: Odd, answer: bytes) -> None:
    """V4: it may stand for an accepted order, so it is asked once."""
    server = odd(answer)
    with pytest.raises(MaybeSent):
        omni(simulator, surface, base_url=server.address).submit(order(simulator))
    assert server.asked == 1


@BOTH
def test_a_redirected_order_is_not_sent_on(simulator: Simulator, surface: str, odd: Odd) -> None:
    """M3: following it would send the order to two servers."""
    body = f"HTTP/1.1 307 Temporary Redirect\r\nLocation: {simulator.url}/x\r\nContent-Length: 0\r\n\r\n"
    with pytest.raises(MaybeSent):
        omni(simulator, surface, base_url=odd(body.encode()).address).submit(order(simulator))
    assert simulator.journal() == []


@BOTH
def test_a_page_of_a_server_in_between_retires_no_model(simulator: Simulator, surface: str, odd: Odd) -> None:
    """M4: 404 means the model only where Google says so."""
    server = odd(http_answer("404 Not Found", "<html>The requested URL was not found on this server.</html>", "text/html"))
    with pytest.raises(OrderRefused) as refused:
        omni(simulator, surface, base_url=server.address).submit(order(simulator))
    assert refused.value.outcome is Outcome.PROVIDER_ERROR


@BOTH
def test_the_catalogs_surface_leads_to_the_stacks_simulator(simulator: Simulator, surface: str) -> None:
    """M5, K1: the environment's address alone switches the provider; a user's key is used where one is given; no big client."""
    key = f', key="{KEY}"' if surface == "gemini-api" else ""
    script = f"""
import sys
import main
from shared.platform.imports import defer_import
defer_import(*main.LATE)  # as in a function
from shared.providers.registry import provider_for
from shared.providers.interface import Order
provider = provider_for("{surface}"{key})
order = Order("{simulator.job}", 1, "{MODEL}", "A boat", 3, "16:9", "360p", True, "{simulator.prefix}")
operation = provider.submit(order)
print("google.genai" in sys.modules, provider_for("{surface}") is provider_for("{surface}"), operation.surface)
"""
    environment = at_the_simulator(simulator)
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", surface]
    (line,) = simulator.journal()
    assert line["key"] == (KEY[-4:] if surface == "gemini-api" else "")
