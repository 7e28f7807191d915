"""Asking for an interaction that was accepted: what each answer means, and which of them mean nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from shared.providers.interface import Done, Failed, Operation, OperationGone, Pending, Transient
from shared.providers.omni import Omni
from shared.providers.outcomes import Category, Code, Outcome
from tests.fixtures.fakes import NOON
from tests.providers.conftest import Oddity, Simulator, http_answer, in_turn, stored
from tests.providers.omni_stage import MODEL, SURFACES, WIRES, omni, order

Odd = Callable[[bytes], Oddity]

BOTH = pytest.mark.parametrize("surface", SURFACES)


@pytest.fixture
def provider(simulator: Simulator, surface: str) -> Omni:
    return omni(simulator, surface)


@pytest.fixture
def operation(simulator: Simulator, provider: Omni) -> Operation:
    return provider.submit(order(simulator))


def some(simulator: Simulator, surface: str, name: str = "v1_never-was-there") -> Operation:
    return Operation(name, MODEL, surface, NOON, simulator.prefix)


@BOTH
def test_a_finished_video_has_a_place(simulator: Simulator, provider: Omni, operation: Operation, surface: str) -> None:
    """M2: pending, then done; on Vertex in our bucket, else at the provider's; asking again says the same."""
    assert provider.check(operation) == Pending()
    simulator.render()
    done = provider.check(operation)
    assert isinstance(done, Done)
    assert done.result.uri
    assert done.result.uri.startswith(simulator.prefix if surface == "vertex-global" else f"{simulator.url}/v1beta/files/vid")
    assert (done.result.mime_type, done.result.content) == ("video/mp4", None)
    assert stored(simulator.system, simulator.prefix) == ([done.result.uri] if surface == "vertex-global" else [])
    assert omni(simulator, surface).check(operation) == done
    assert simulator.accepted == 1


@in_turn("surface", SURFACES, "block", ["child", "violence", "safety"])
def test_completed_without_a_video_is_filtered(simulator: Simulator, provider: Omni, block: str) -> None:
    """V13: never success; why, this wire does not say."""
    simulator.fault({"block": block})
    operation = provider.submit(order(simulator))
    simulator.render()
    failed = provider.check(operation)
    assert isinstance(failed, Failed)
    assert (failed.outcome, failed.category, failed.rule.code) == (
        Outcome.SAFETY_FILTERED,
        Category.GENERAL,
        Code.SAFETY_FILTER_BLOCKED,
    )


@in_turn(
    "surface",
    SURFACES,
    ("fail", "outcome", "said"),
    [
        ({"code": 13, "message": "An internal error has occurred."}, Outcome.PROVIDER_ERROR, "internal"),
        ({"code": 8, "message": "No more capacity."}, Outcome.QUOTA, "resource_exhausted"),
        ({"code": 3, "message": "The picture cannot be read."}, Outcome.REJECTED, "invalid_request"),
        ({"code": 4, "message": "Deadline exceeded."}, Outcome.TIMED_OUT, "deadline_exceeded"),
        ({"code": "safety", "message": "No."}, Outcome.SAFETY_FILTERED, "safety"),
        ({"code": "what_is_this", "message": "What is this?"}, Outcome.PROVIDER_ERROR, "what_is_this"),
        ({"code": "https://errors.example/quota_exceeded", "message": "No."}, Outcome.QUOTA, "quota_exceeded"),
        ({"code": "not_found", "message": "This model x is no longer available."}, Outcome.MODEL_RETIRED, "not_found"),
    ],
    ids=str,
)
def test_a_failed_video_has_an_outcome(
    simulator: Simulator, provider: Omni, fail: dict[str, Any], outcome: Outcome, said: str
) -> None:
    """V13: by the word that the interaction ended with; the provider's message is kept."""
    simulator.fault({"fail": fail})
    operation = provider.submit(order(simulator))
    simulator.render()
    failed = provider.check(operation)
    assert isinstance(failed, Failed)
    assert (failed.outcome, failed.message, failed.provider_code) == (outcome, fail["message"], said)


@in_turn(
    "surface",
    SURFACES,
    ("status", "outcome"),
    [
        ("queued", None),
        ("in_progress", None),
        ("requires_continuation", None),
        ("reticulating_splines", None),
        ("completed", Outcome.SAFETY_FILTERED),
        ("requires_action", Outcome.PROVIDER_ERROR),
        ("incomplete", Outcome.PROVIDER_ERROR),
        ("failed", Outcome.PROVIDER_ERROR),
        ("budget_exceeded", Outcome.QUOTA),
        ("cancelled", Outcome.CANCELLED),
    ],
)
def test_every_status_has_a_meaning(simulator: Simulator, provider: Omni, status: str, outcome: Outcome | None) -> None:
    """V6, V13: one that we do not know crashes nobody and ends nothing."""
    simulator.fault({"says": status})
    operation = provider.submit(order(simulator))
    simulator.render()
    answer = provider.check(operation)
    assert answer == Pending() if outcome is None else isinstance(answer, Failed) and answer.outcome is outcome


@BOTH
def test_a_video_counts_even_when_the_answer_calls_itself_incomplete(simulator: Simulator, surface: str, odd: Odd) -> None:
    """V6: what was made is looked at before it is given up."""
    part = {"type": "video", "uri": "https://storage.googleapis.com/a.mp4"}
    body = {"status": "incomplete", "steps": [{"type": "model_output", "content": [part]}]}
    server = odd(http_answer("200 OK", json.dumps(body)))
    done = omni(simulator, surface, base_url=server.address).check(some(simulator, surface))
    assert isinstance(done, Done)
    assert done.result.uri == part["uri"]


@BOTH
def test_a_vanished_interaction_is_told_apart_from_a_failed_one(simulator: Simulator, provider: Omni) -> None:
    """V7: whoever hears it looks into the bucket first, where the video may be."""
    simulator.fault({"vanish": True})
    operation = provider.submit(order(simulator))
    with pytest.raises(OperationGone) as gone:
        provider.check(operation)
    assert gone.value.failed.outcome is Outcome.PROVIDER_ERROR


@in_turn("surface", SURFACES, "name", ["v1_never-was-there", "operations-7", "../files", "a b?c#d"])
def test_an_interaction_that_never_was_is_gone_too(simulator: Simulator, provider: Omni, surface: str, name: str) -> None:
    """V6: unknown, or no name at all: the one 400 that does not pass."""
    with pytest.raises(OperationGone):
        provider.check(some(simulator, surface, name))


@in_turn(
    "surface",
    SURFACES,
    "do",
    [
        {"status": 429, "retry_after": 9},
        {"status": 500},
        {"status": 503},
        {"drop": True},
        {"status": 400, "message": "API key expired. Please renew the API key."},
        {"status": 400, "message": "Unsupported file uri: blobstore:///genai-api/blobref"},
        {"status": 403},
    ],
    ids=str,
)
def test_trouble_with_a_poll_says_nothing_about_the_video(
    simulator: Simulator, provider: Omni, operation: Operation, surface: str, do: dict[str, Any]
) -> None:
    """V6, M4: an odd 400 on a running interaction passes; asked again later, it is still there."""
    simulator.fault(do, wire=WIRES[surface], call="check")
    with pytest.raises(Transient) as trouble:
        provider.check(operation)
    assert trouble.value.retry_after_s == do.get("retry_after")
    simulator.render()
    assert isinstance(provider.check(operation), Done)


@BOTH
def test_a_provider_that_cannot_be_reached_says_nothing_about_the_video(simulator: Simulator, surface: str) -> None:
    """V6: no connection."""
    with pytest.raises(Transient):
        omni(simulator, surface, base_url="http://127.0.0.1:9").check(some(simulator, surface))


@in_turn(
    "surface",
    SURFACES,
    "body",
    [
        {},
        {"status": None},
        {"status": ["completed"]},
        {"status": "in_progress", "steps": [{"type": "model_output", "content": [{"type": "video", "uri": "gs://b/half"}]}]},
    ],
    ids=str,
)
def test_a_state_that_we_do_not_know_is_still_pending(simulator: Simulator, surface: str, odd: Odd, body: Any) -> None:
    """V6: whatever it may mean, it is no end."""
    server = odd(http_answer("200 OK", json.dumps(body)))
    assert omni(simulator, surface, base_url=server.address).check(some(simulator, surface)) == Pending()


@in_turn(
    "surface",
    SURFACES,
    "steps",
    [
        None,
        [],
        "a video",
        [None, 7],
        [{"type": "model_output"}],
        [{"type": "model_output", "content": [{"type": "video"}]}],
        [{"type": "model_output", "content": [{"type": "text", "text": "I cannot show children."}]}],
        [{"type": "user_input", "content": [{"type": "video", "uri": "https://x/theirs.mp4"}]}],
    ],
    ids=str,
)
def test_done_without_a_video_of_the_models_is_never_success(simulator: Simulator, surface: str, odd: Odd, steps: Any) -> None:
    """V13: however little the answer says; what the user had sent is no result."""
    server = odd(http_answer("200 OK", json.dumps({"status": "completed", "steps": steps})))
    failed = omni(simulator, surface, base_url=server.address).check(some(simulator, surface))
    assert isinstance(failed, Failed)
    children = "children" in json.dumps(steps)
    assert (failed.outcome, failed.category) == (Outcome.SAFETY_FILTERED, Category.CHILD if children else Category.GENERAL)


@in_turn(
    "surface",
    SURFACES,
    "answer",
    [
        http_answer("200 OK", "<html>fine</html>", "text/html"),
        http_answer("404 Not Found", "<html>no such page</html>", "text/html"),
        http_answer("302 Found", "{}"),
        http_answer("200 OK", '{"status": "comp', length=500),
        b"",
    ],
    ids=lambda answer: answer[:40].decode().split("\r\n")[0] + f" {len(answer)}",
)
def test_an_answer_that_nobody_understands_is_asked_for_again(
    simulator: Simulator, surface: str, odd: Odd, answer: bytes
) -> None:
    """V6: it is no evidence of an end."""
    with pytest.raises(Transient):
        omni(simulator, surface, base_url=odd(answer).address).check(some(simulator, surface))


@BOTH
def test_a_running_interaction_is_stopped_for_certain(simulator: Simulator, provider: Omni, operation: Operation) -> None:
    """V10: true only when the provider confirms it; then it stays stopped."""
    assert provider.cancel(operation) is True
    simulator.render()
    failed = provider.check(operation)
    assert isinstance(failed, Failed)
    assert failed.outcome is Outcome.CANCELLED


@BOTH
def test_what_cannot_be_stopped_is_not_called_stopped(
    simulator: Simulator, provider: Omni, operation: Operation, surface: str
) -> None:
    """V10: trouble, an end that came first, a name that is none, nobody there: not confirmed, not believed."""
    simulator.fault({"status": 503}, wire=WIRES[surface], call="cancel")
    assert provider.cancel(operation) is False
    simulator.render()
    assert provider.cancel(operation) is False
    assert isinstance(provider.check(operation), Done)
    assert provider.cancel(some(simulator, surface)) is False
    assert omni(simulator, surface, base_url="http://127.0.0.1:9").cancel(operation) is False
