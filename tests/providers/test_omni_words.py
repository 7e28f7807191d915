"""What is said to the Interactions API and what its refusals say: the words alone, without anybody who answers."""

from __future__ import annotations

from typing import Any

import pytest

from shared.providers.interface import MaybeSent, OperationGone, Order, OrderRefused, Picture, Transient
from shared.providers.omni_errors import check_failed, interaction_failed, submit_failed
from shared.providers.omni_request import body_of, by_address
from shared.providers.outcomes import Category, Code, Outcome
from shared.providers.wire import Heard

A, B, C = (Picture(f"gs://b/{name}.png", "image/png") for name in "abc")


def body(**changes: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "job_id": "j",
        "attempt": 1,
        "model": "m",
        "prompt": "A boat",
        "seconds": 8,
        "output_prefix": "gs://b/j/",
    }
    form: dict[str, Any] = {"aspect_ratio": "9:16", "resolution": "1080p", "audio": True}
    return body_of(Order(**{**usual, **form, **changes}), by_address)


def text(**changes: Any) -> str:
    return body(**changes)["input"][0]["content"][-1]["text"]


def test_an_order_asks_for_an_address_in_the_background() -> None:
    """M2: stored, since the background needs it; a length is a text."""
    assert body() == {
        "model": "m",
        "background": True,
        "store": True,
        "input": [{"type": "user_input", "content": [{"type": "text", "text": "A boat"}]}],
        "response_format": {"type": "video", "delivery": "uri", "resolution": "1080p", "aspect_ratio": "9:16", "duration": "8s"},
        "generation_config": {"video_config": {"task": "text_to_video"}},
    }


@pytest.mark.parametrize(
    ("changes", "task", "prompt"),
    [
        ({"first_frame": A}, "image_to_video", "A boat"),
        ({"references": (A, B)}, "reference_to_video", "A boat"),
        ({"first_frame": A, "last_frame": B}, "image_to_video", "[# Sources <FIRST_FRAME>@Image1 <LAST_FRAME>@Image2] A boat"),
        (
            {"first_frame": A, "references": (B, C)},
            None,
            "[# Sources <FIRST_FRAME>@Image1] [# References <IMAGE_REF_0>@Image2 <IMAGE_REF_1>@Image3] A boat",
        ),
        (
            {"first_frame": A, "last_frame": B, "prompt": "<FIRST_FRAME> <LAST_FRAME> x"},
            "image_to_video",
            "<FIRST_FRAME> <LAST_FRAME> x",
        ),
        ({"negative_prompt": "rain"}, "text_to_video", "A boat\nAvoid: rain"),
    ],
    ids=str,
)
def test_the_prompt_says_what_there_is_no_field_for(changes: dict[str, Any], task: str | None, prompt: str) -> None:
    """M2: which picture is what, where there are several kinds, and what is unwanted; a user's own words for it stand."""
    assert text(**changes) == prompt
    assert body(**changes).get("generation_config", {}).get("video_config", {}).get("task") == task
    pictures = [part["uri"] for part in body(**changes)["input"][0]["content"][:-1]]
    frames = [changes[name] for name in ("first_frame", "last_frame") if name in changes]
    assert pictures == [picture.uri for picture in (*frames, *changes.get("references", ()))]


def test_what_goes_on_keeps_its_shape() -> None:
    """V10: an extension has a length of its own, an edit has none."""
    extended, edited = body(task="extend", source="v1_a"), body(task="edit", source="v1_a")
    assert extended["previous_interaction_id"] == edited["previous_interaction_id"] == "v1_a"
    assert extended["response_format"] == {"type": "video", "delivery": "uri", "resolution": "1080p", "duration": "8s"}
    assert edited["response_format"] == {"type": "video", "delivery": "uri", "resolution": "1080p"}
    with pytest.raises(ValueError, match="source"):
        body(task="edit")


def heard(status: int, error: Any, **headers: str) -> Heard:
    return Heard(status, headers, {"error": error}, "")


WORD = {"code": "invalid_request", "message": "No."}
NUMBER = {"code": 400, "status": "INVALID_ARGUMENT", "message": "No."}


@pytest.mark.parametrize(
    ("status", "error", "outcome", "code", "category"),
    [
        (400, WORD, Outcome.REJECTED, Code.INVALID_REQUEST, None),
        (400, NUMBER, Outcome.REJECTED, Code.INVALID_REQUEST, None),
        (400, {**NUMBER, "message": "API key not valid."}, Outcome.PROVIDER_ERROR, Code.INVALID_API_KEY, None),
        (400, {**NUMBER, "details": [{"reason": "API_KEY_INVALID"}]}, Outcome.PROVIDER_ERROR, Code.INVALID_API_KEY, None),
        (401, NUMBER, Outcome.PROVIDER_ERROR, Code.INVALID_API_KEY, None),
        (403, WORD, Outcome.PROVIDER_ERROR, Code.INVALID_API_KEY, None),
        (400, {"code": "safety", "message": "No."}, Outcome.SAFETY_FILTERED, Code.SAFETY_FILTER_BLOCKED, Category.GENERAL),
        (400, {"code": "prohibited_content", "message": "It is violent."}, Outcome.SAFETY_FILTERED, None, Category.VIOLENCE),
        (400, {**WORD, "message": "It violates our usage guidelines on minors."}, Outcome.SAFETY_FILTERED, None, Category.CHILD),
        (400, {**WORD, "message": "Blocked. Support codes: 29310472"}, Outcome.SAFETY_FILTERED, None, Category.CELEBRITY),
        (404, {"code": "model_not_found", "message": "No x."}, Outcome.MODEL_RETIRED, Code.MODEL_RETIRED, None),
        (404, {"code": "not_found", "message": "Model x was not found."}, Outcome.MODEL_RETIRED, Code.MODEL_RETIRED, None),
        (404, {"code": "not_found", "message": "Interaction v1_x was not found."}, Outcome.REJECTED, None, None),
        (400, {**WORD, "message": "This model x is no longer available."}, Outcome.MODEL_RETIRED, Code.MODEL_RETIRED, None),
        (429, {"code": "rate_limit_exceeded", "message": "Slow."}, Outcome.QUOTA, Code.PROVIDER_RATE_LIMIT, None),
        (403, {**NUMBER, "message": "Requests to this API are blocked for policy reasons."}, Outcome.PROVIDER_ERROR, None, None),
        (429, {**WORD, "message": "Blocked for now: quota."}, Outcome.QUOTA, Code.PROVIDER_RATE_LIMIT, None),
        (418, "what", Outcome.PROVIDER_ERROR, Code.PROVIDER_ERROR, None),
    ],
    ids=str,
)
def test_a_refused_order_has_an_outcome_and_a_code(
    status: int, error: Any, outcome: Outcome, code: Code | None, category: Category | None
) -> None:
    """M4: in either of the two shapes in which Google says no here."""
    refused = submit_failed(heard(status, error))
    assert isinstance(refused, OrderRefused)
    assert (refused.outcome, refused.category) == (outcome, category)
    assert code is None or refused.rule.code is code


@pytest.mark.parametrize("status", [201, 302, 408, 499, 500, 503])
def test_any_other_answer_leaves_it_open_whether_the_order_was_accepted(status: int) -> None:
    """V4: even one that speaks of safety."""
    assert isinstance(submit_failed(heard(status, {"code": "safety", "message": "Blocked by policy."})), MaybeSent)


@pytest.mark.parametrize(
    ("status", "error", "gone"),
    [
        (400, {**WORD, "message": "Invalid interaction name: x"}, True),
        (404, {"code": "not_found", "message": "Interaction x was not found."}, True),
        (404, {"code": 404, "status": "NOT_FOUND", "message": "No."}, True),
        (404, "a page", False),
        (400, WORD, False),
        (400, {**NUMBER, "message": "API key expired."}, False),
        (403, NUMBER, False),
        (500, {"code": "internal", "message": "Invalid interaction name"}, False),
    ],
    ids=str,
)
def test_a_poll_is_believed_only_when_the_interaction_is_not_there(status: int, error: Any, gone: bool) -> None:
    """V6, M4: every other refusal of a poll may pass."""
    assert type(check_failed(heard(status, error))) is (OperationGone if gone else Transient)


@pytest.mark.parametrize(
    ("errors", "outcome", "code"),
    [
        ([], Outcome.PROVIDER_ERROR, None),
        ([None, "x", {}], Outcome.PROVIDER_ERROR, None),
        ([{"code": "internal"}, {"code": "quota_exceeded", "message": "No."}], Outcome.QUOTA, None),
        ([{"code": "permission_denied"}], Outcome.PROVIDER_ERROR, Code.INVALID_API_KEY),
        ([{"code": 8, "message": "No."}], Outcome.QUOTA, None),
        ([{"code": "8", "message": "No."}], Outcome.QUOTA, None),
    ],
    ids=str,
)
def test_a_failed_interaction_is_known_by_what_says_most(errors: list[Any], outcome: Outcome, code: Code | None) -> None:
    """V13: the first of its errors that is more than an error."""
    failed = interaction_failed(errors)
    assert (failed.outcome, failed.code) == (outcome, code)
