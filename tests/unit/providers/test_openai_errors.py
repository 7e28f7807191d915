"""What refusals on the OpenAI wire mean for a job, in the words of those who speak it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from shared.providers.interface import MaybeSent, OperationGone, OrderRefused, Transient
from shared.providers.openai_errors import Answer, check_failed, job_failed, submit_failed
from shared.providers.outcomes import Category, Code, Outcome

NOW = 1_795_262_400.0  # 2026-11-21 12:00 UTC


def answer(status: int, document: Mapping[str, Any] | None = None, text: str = "", **headers: str) -> Answer:
    return Answer(status, document or {}, text, {name.replace("_", "-"): value for name, value in headers.items()})


def openai(message: str, code: str | None = None, kind: str = "invalid_request_error") -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def vllm(message: str, code: int, kind: str = "Bad Request") -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def litellm(message: str, code: str) -> dict[str, Any]:
    return {
        "error": {"message": f"litellm.BadRequestError: OpenAIException - {message}", "type": None, "param": None, "code": code}
    }


GONE = "The model `sora-2` has been deprecated, learn more here: https://platform.openai.com/docs/deprecations"


@pytest.mark.parametrize(
    ("status", "document", "outcome", "code", "category"),
    [
        # OpenAI
        (401, openai("Incorrect API key provided", "invalid_api_key"), Outcome.PROVIDER_ERROR, Code.INVALID_API_KEY, None),
        (401, openai("You didn't provide an API key."), Outcome.PROVIDER_ERROR, Code.INVALID_API_KEY, None),
        (403, openai("Country not supported", "unsupported_country"), Outcome.PROVIDER_ERROR, Code.INVALID_API_KEY, None),
        (403, openai("No access to model sora-2", "model_not_found"), Outcome.PROVIDER_ERROR, Code.INVALID_API_KEY, None),
        (404, openai("The model `x` does not exist", "model_not_found"), Outcome.MODEL_RETIRED, Code.MODEL_RETIRED, None),
        (404, openai(GONE), Outcome.MODEL_RETIRED, Code.MODEL_RETIRED, None),
        (404, openai("Invalid URL (POST /v1/videos)"), Outcome.PROVIDER_ERROR, Code.PROVIDER_ERROR, None),
        (400, openai("Invalid value: '5'", "invalid_value"), Outcome.REJECTED, Code.INVALID_REQUEST, None),
        (400, openai(f"Invalid prompt: {GONE}"), Outcome.REJECTED, Code.INVALID_REQUEST, None),
        (400, openai("Billing hard limit reached", "billing_hard_limit_reached"), Outcome.QUOTA, Code.QUOTA, None),
        (429, openai("You exceeded your quota", "insufficient_quota", "insufficient_quota"), Outcome.QUOTA, Code.QUOTA, None),
        (429, openai("Slow down", "rate_limit_exceeded", "requests"), Outcome.QUOTA, Code.PROVIDER_RATE_LIMIT, None),
        (400, openai("Blocked", "moderation_blocked"), Outcome.SAFETY_FILTERED, Code.SAFETY_FILTER_BLOCKED, Category.GENERAL),
        (
            400,
            openai("Rejected. safety_violations=[sexual, minors].", "content_policy_violation"),
            Outcome.SAFETY_FILTERED,
            Code.SAFETY_FILTER_BLOCKED,
            Category.CHILD,
        ),
        (
            400,
            openai("It may be similar to third-party content", "sentinel_block"),
            Outcome.SAFETY_FILTERED,
            Code.SAFETY_FILTER_BLOCKED,
            Category.THIRD_PARTY,
        ),
        # vLLM-Omni and SGLang: numbers for codes, or a bare detail
        (400, vllm("Invalid input_reference: not a valid image.", 400), Outcome.REJECTED, Code.INVALID_REQUEST, None),
        (404, vllm("The model `y` does not exist.", 404, "Not Found"), Outcome.MODEL_RETIRED, Code.MODEL_RETIRED, None),
        (422, {"detail": [{"loc": ["body", "prompt"], "msg": "Field required"}]}, Outcome.REJECTED, Code.INVALID_REQUEST, None),
        (404, {"detail": "Not Found"}, Outcome.PROVIDER_ERROR, Code.PROVIDER_ERROR, None),
        (400, {"error": "no such size"}, Outcome.REJECTED, Code.INVALID_REQUEST, None),
        # LiteLLM and resellers: the word is in the message, or in the type
        (400, litellm("content_policy_violation", "400"), Outcome.SAFETY_FILTERED, Code.SAFETY_FILTER_BLOCKED, Category.GENERAL),
        (400, openai("Budget has been exceeded!", "400", "budget_exceeded"), Outcome.QUOTA, Code.QUOTA, None),
        (402, {"message": "Payment required"}, Outcome.QUOTA, Code.QUOTA, None),
        # nobody's own shape
        (413, {}, Outcome.REJECTED, Code.INVALID_REQUEST, None),
        (429, {}, Outcome.QUOTA, Code.PROVIDER_RATE_LIMIT, None),
        (404, {}, Outcome.PROVIDER_ERROR, Code.PROVIDER_ERROR, None),
        (418, {}, Outcome.PROVIDER_ERROR, Code.PROVIDER_ERROR, None),
    ],
)
def test_a_refused_order_has_an_outcome_and_a_code(
    status: int, document: dict[str, Any], outcome: Outcome, code: Code, category: Category | None
) -> None:
    """M4: each refusal maps to ours; only what is said of a model where it was looked for retires it."""
    refused = submit_failed(answer(status, document), NOW)
    assert isinstance(refused, OrderRefused)
    assert (refused.outcome, refused.rule.code, refused.category) == (outcome, code, category)
    assert refused.provider_code
    assert refused.message


@pytest.mark.parametrize("status", [204, 302, 408, 499, 500, 502, 503, 504])
def test_any_other_answer_leaves_it_open_whether_the_order_was_accepted(status: int) -> None:
    """V4: nobody asks twice after one of these, whatever word they bring."""
    assert isinstance(submit_failed(answer(status, openai("no", "insufficient_quota")), NOW), MaybeSent)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "12"}, 12.0),
        ({"retry_after": "0.5"}, 0.5),
        ({"retry_after_ms": "1500", "retry_after": "2"}, 1.5),
        ({"retry_after": "Sat, 21 Nov 2026 12:00:30 GMT"}, 30.0),
        ({"retry_after": "Sat, 21 Nov 2026 11:00:00 GMT"}, 0.0),
        ({"retry_after": "soon"}, None),
        ({}, None),
    ],
    ids=str,
)
def test_how_long_to_wait_is_read_in_each_of_its_forms(headers: dict[str, str], seconds: float | None) -> None:
    """M7: seconds, milliseconds or a date."""
    assert answer(429, None, "", **headers).retry_after_s(NOW) == seconds


@pytest.mark.parametrize(
    ("status", "document", "gone"),
    [
        (404, openai("Video with id 'video_1' not found."), True),
        (404, {"detail": "Video not found"}, True),
        (404, vllm("Video not found", 404), True),
        (410, openai("This video does not exist any more"), True),
        (404, {"detail": "Not Found"}, False),
        (404, {}, False),
        (500, openai("Video not found"), False),
        (401, openai("Incorrect API key", "invalid_api_key"), False),
    ],
)
def test_only_what_is_said_of_the_video_itself_ends_a_poll(status: int, document: dict[str, Any], gone: bool) -> None:
    """V6: a page of some server in between is no evidence."""
    assert isinstance(check_failed(answer(status, document, "text"), NOW), OperationGone if gone else Transient)


@pytest.mark.parametrize(
    ("error", "status", "outcome", "code"),
    [
        ({"code": "moderation_blocked", "message": "no"}, 200, Outcome.SAFETY_FILTERED, Code.SAFETY_FILTER_BLOCKED),
        ({"code": "server_error", "message": "oops"}, 200, Outcome.PROVIDER_ERROR, Code.PROVIDER_ERROR),
        ({"code": "insufficient_quota", "message": "pay"}, 200, Outcome.QUOTA, Code.QUOTA),
        ({"code": "timeout", "message": "late"}, 200, Outcome.TIMED_OUT, Code.GENERATION_TIMEOUT),
        ({"code": "model_not_found", "message": "gone"}, 200, Outcome.MODEL_RETIRED, Code.MODEL_RETIRED),
        ({"code": "ValueError", "message": "bad frames"}, 400, Outcome.REJECTED, Code.INVALID_REQUEST),
        ({"code": "OutOfMemoryError", "message": "CUDA"}, 500, Outcome.PROVIDER_ERROR, Code.PROVIDER_ERROR),
        ({"code": 500, "message": None}, 500, Outcome.PROVIDER_ERROR, Code.PROVIDER_ERROR),
        ("it failed", 200, Outcome.PROVIDER_ERROR, Code.PROVIDER_ERROR),
        (["odd"], 200, Outcome.PROVIDER_ERROR, Code.PROVIDER_ERROR),
        (None, 200, Outcome.PROVIDER_ERROR, Code.PROVIDER_ERROR),
    ],
    ids=str,
)
def test_a_job_that_failed_says_why_in_its_own_way(error: Any, status: int, outcome: Outcome, code: Code) -> None:
    """M4: a word that nobody knows is the provider's fault, unless its status says that it is ours."""
    failed = job_failed(error, status)
    assert (failed.outcome, failed.rule.code) == (outcome, code)
    assert failed.message
