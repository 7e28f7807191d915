"""Asking for an order that was accepted: what each answer means, and which of them mean nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from shared.providers.interface import Done, Failed, Operation, OperationGone, Pending, Result, Transient
from shared.providers.outcomes import Category, Code, Outcome
from shared.providers.registry import NoSuchProvider, provider_for
from shared.providers.veo import Veo
from tests.providers.conftest import MODEL, Oddity, Simulator, http_answer, some_operation, stored

Odd = Callable[[bytes], Oddity]


def test_a_finished_video_is_where_the_order_wanted_it(simulator: Simulator, veo: Veo, operation: Operation) -> None:
    """M2: pending, then done with its place in our bucket; asking again says the same."""
    assert veo.check(operation) == Pending()
    simulator.render()
    done = veo.check(operation)
    assert isinstance(done, Done)
    assert done.result.uri
    assert done.result.uri.startswith(simulator.prefix)
    assert (done.result.mime_type, done.result.content) == ("video/mp4", None)
    assert stored(simulator.system, simulator.prefix) == [done.result.uri]
    assert veo.check(operation) == done
    assert simulator.accepted == 1


def test_any_process_can_ask_by_the_operation_alone(simulator: Simulator, operation: Operation) -> None:
    """V6: a check task carries all that it needs."""
    simulator.render()
    assert isinstance(simulator.veo().check(operation), Done)


@pytest.mark.parametrize(
    ("block", "category"),
    [
        ("child", Category.CHILD),
        ("celebrity", Category.CELEBRITY),
        ("violence", Category.VIOLENCE),
        ("sexual", Category.SEXUAL),
        ("third_party", Category.THIRD_PARTY),
        ("safety", Category.GENERAL),
        ("hate", Category.GENERAL),
    ],
)
@pytest.mark.parametrize("how", ["block", "block_input"])
def test_a_filtered_video_is_a_failure_with_its_category(
    simulator: Simulator, veo: Veo, how: str, block: str, category: Category
) -> None:
    """V13: "done" without a video is filtered, never success; so is an input that is refused late."""
    simulator.fault({how: block})
    operation = veo.submit(simulator.order())
    simulator.render()
    failed = veo.check(operation)
    assert isinstance(failed, Failed)
    assert (failed.outcome, failed.category, failed.rule.code) == (
        Outcome.SAFETY_FILTERED,
        category,
        Code.SAFETY_FILTER_BLOCKED,
    )


@pytest.mark.parametrize(
    ("fail", "outcome"),
    [
        ({"code": 13, "message": "An internal error has occurred."}, Outcome.PROVIDER_ERROR),
        ({"code": 8, "message": "No more capacity."}, Outcome.QUOTA),
        ({"code": 3, "message": "The picture cannot be read."}, Outcome.REJECTED),
        ({"code": 4, "message": "Deadline exceeded."}, Outcome.TIMED_OUT),
        ({"code": 99, "message": "What is this?"}, Outcome.PROVIDER_ERROR),
    ],
    ids=str,
)
def test_a_failed_video_has_an_outcome(simulator: Simulator, veo: Veo, fail: dict[str, Any], outcome: Outcome) -> None:
    """V13: by the code that the operation ended with; the provider's words are kept."""
    simulator.fault({"fail": fail})
    operation = veo.submit(simulator.order())
    simulator.render()
    failed = veo.check(operation)
    assert isinstance(failed, Failed)
    assert (failed.outcome, failed.message, failed.provider_code) == (outcome, fail["message"], str(fail["code"]))


def test_a_vanished_operation_is_told_apart_from_a_failed_one(simulator: Simulator, veo: Veo) -> None:
    """V7: whoever hears it looks into the bucket first, where the video may be."""
    simulator.fault({"vanish": True})
    operation = veo.submit(simulator.order())
    with pytest.raises(OperationGone) as gone:
        veo.check(operation)
    assert gone.value.failed.outcome is Outcome.PROVIDER_ERROR


def test_an_operation_that_never_was_is_gone_too(simulator: Simulator, veo: Veo) -> None:
    """V7: the same answer, the same look into the bucket."""
    with pytest.raises(OperationGone):
        veo.check(some_operation(simulator))


@pytest.mark.parametrize("do", [{"status": 429, "retry_after": 9}, {"status": 500}, {"status": 503}, {"drop": True}], ids=str)
def test_trouble_with_a_poll_says_nothing_about_the_video(
    simulator: Simulator, veo: Veo, operation: Operation, do: dict[str, Any]
) -> None:
    """V6: asked again later, it is still there."""
    simulator.fault(do, wire="veo", call="check", model=MODEL)
    with pytest.raises(Transient) as trouble:
        veo.check(operation)
    assert trouble.value.retry_after_s == do.get("retry_after")
    simulator.render()
    assert isinstance(veo.check(operation), Done)


def test_a_provider_that_cannot_be_reached_says_nothing_about_the_video(simulator: Simulator) -> None:
    """V6: no connection."""
    with pytest.raises(Transient):
        simulator.veo(base_url="http://127.0.0.1:9").check(some_operation(simulator))


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"done": None},
        {"done": False},
        {"metadata": {"state": "PONDERING", "progressPercent": 40}},
        {"status": "reticulating_splines", "done": False, "unheard": ["of"]},
        {"done": False, "response": {"videos": [{"gcsUri": "gs://b/half.mp4"}]}},
    ],
    ids=str,
)
def test_a_state_that_we_do_not_know_is_still_pending(simulator: Simulator, odd: Odd, body: dict[str, Any]) -> None:
    """V6: an unknown status crashes nobody and ends nothing."""
    operation = some_operation(simulator)
    server = odd(http_answer("200 OK", json.dumps({"name": operation.name, **body})))
    assert simulator.veo(base_url=server.address).check(operation) == Pending()


@pytest.mark.parametrize(
    "response",
    [None, {}, "a video", {"raiMediaFilteredCount": 1}, {"videos": []}, {"videos": [{"mimeType": "video/mp4"}]}],
    ids=str,
)
def test_done_without_a_video_is_never_success(simulator: Simulator, odd: Odd, response: Any) -> None:
    """V13: however little the answer says."""
    operation = some_operation(simulator)
    body = {"name": operation.name, "done": True} | ({} if response is None else {"response": response})
    failed = simulator.veo(base_url=odd(http_answer("200 OK", json.dumps(body))).address).check(operation)
    assert isinstance(failed, Failed)
    assert (failed.outcome, failed.category) == (Outcome.SAFETY_FILTERED, Category.GENERAL)


@pytest.mark.parametrize(
    "answer",
    [
        http_answer("200 OK", "<html>fine</html>", "text/html"),
        http_answer("200 OK", '{"done": "perhaps"}'),
        http_answer("404 Not Found", "<html>no such page</html>", "text/html"),
        http_answer("400 Bad Request", '{"error": {"code": 400, "message": "API key expired", "status": "INVALID_ARGUMENT"}}'),
        b"",
    ],
    ids=lambda answer: answer[-40:].decode().split("\r\n")[-1] or "nothing",
)
def test_an_answer_that_nobody_understands_is_asked_for_again(simulator: Simulator, odd: Odd, answer: bytes) -> None:
    """V6: it is no evidence of an end."""
    with pytest.raises(Transient):
        simulator.veo(base_url=odd(answer).address).check(some_operation(simulator))


def test_veo_cannot_be_stopped(simulator: Simulator, veo: Veo, operation: Operation) -> None:
    """V10: there is no abort that the provider would confirm."""
    assert veo.cancel(operation) is False


def test_only_what_is_not_in_our_bucket_is_streamed(veo: Veo) -> None:
    """V8: Cloud Storage copies the rest; reading nothing must not pass for an empty video."""
    assert b"".join(veo.open(Result(None, "video/mp4", b"abc"))) == b"abc"
    with pytest.raises(ValueError, match="bucket"):
        veo.open(Result("gs://b/x.mp4", "video/mp4"))


def test_the_catalogs_surface_leads_to_the_stacks_simulator(simulator: Simulator) -> None:
    """M5: the environment's address alone switches the provider, and its client is imported by who asks for it."""
    script = f"""
import sys
import main
from shared.platform.imports import defer_import
defer_import(*main.LATE)  # as in a function
from shared.providers.registry import provider_for
from shared.providers.interface import Order
early = "google.genai" in sys.modules
provider = provider_for("vertex")
operation = provider.submit(Order("{simulator.job}", 1, "{MODEL}", "A boat", 4, "16:9", "720p", True, "{simulator.prefix}"))
print(early, provider is provider_for("vertex"), operation.surface)
"""
    environment = os.environ | simulator.system.environment
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "vertex"]
    assert simulator.accepted == 1


def test_a_surface_that_nobody_speaks_is_told_by_name() -> None:
    """M2: a typing error in the catalog."""
    with pytest.raises(NoSuchProvider, match="vertx"):
        provider_for("vertx")
