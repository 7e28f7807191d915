"""What Google's refusals mean for a job, by the words and numbers in which they come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from shared.providers.google_errors import Answer, category_of, check_failed, operation_failed, submit_failed
from shared.providers.interface import MaybeSent, OperationGone, OrderRefused, Transient
from shared.providers.outcomes import RULES, Category, Code, Outcome, Refund, rule_of

UNKNOWN_MODEL = (
    "Publisher Model `projects/p/locations/us-central1/publishers/google/models/veo-9` was not found or your project does not "
    "have access to it. Please ensure you are using a valid model version."
)
PAGE = "<title>Error 404 (Not Found)!!1</title> The requested URL /v1beta1/models/veo:predict was not found on this server."
NAMES = {400: "INVALID_ARGUMENT", 404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED"}


def answer(status: int, message: str = "", *infos: dict[str, Any], headers: Mapping[str, str] | None = None) -> Answer:
    error = {"code": status, "message": message, "status": NAMES.get(status), "details": list(infos)}
    return Answer(status, NAMES.get(status), message, {"error": error}, headers or {})


def codes(*numbers: int) -> str:
    return f"The input violates our usage guidelines. Support codes: {', '.join(map(str, numbers))}"


@pytest.mark.parametrize(
    ("status", "message", "outcome", "code", "category"),
    [
        (400, "durationSeconds: must be 4, 6 or 8", Outcome.REJECTED, Code.INVALID_REQUEST, None),
        (413, "Request payload size exceeds the limit.", Outcome.REJECTED, Code.INVALID_REQUEST, None),
        (400, codes(58061214), Outcome.SAFETY_FILTERED, Code.SAFETY_FILTER_BLOCKED, Category.CHILD),
        (400, codes(12345678), Outcome.SAFETY_FILTERED, Code.SAFETY_FILTER_BLOCKED, Category.GENERAL),
        (400, "This model veo-3.0 is no longer available.", Outcome.MODEL_RETIRED, Code.MODEL_RETIRED, None),
        (400, "The image for the model was not found", Outcome.REJECTED, Code.INVALID_REQUEST, None),
        (401, "Request had invalid authentication credentials.", Outcome.PROVIDER_ERROR, Code.INVALID_API_KEY, None),
        (403, "Permission denied on bucket", Outcome.PROVIDER_ERROR, Code.INVALID_API_KEY, None),
        (404, UNKNOWN_MODEL, Outcome.MODEL_RETIRED, Code.MODEL_RETIRED, None),
        (404, "This model veo-3.0 is no longer available.", Outcome.MODEL_RETIRED, Code.MODEL_RETIRED, None),
        (404, PAGE, Outcome.PROVIDER_ERROR, Code.PROVIDER_ERROR, None),
        (418, "I'm a teapot", Outcome.PROVIDER_ERROR, Code.PROVIDER_ERROR, None),
        (429, "Resource exhausted.", Outcome.QUOTA, Code.PROVIDER_RATE_LIMIT, None),
    ],
)
def test_a_refused_order_has_an_outcome_and_a_code(
    status: int, message: str, outcome: Outcome, code: Code, category: Category | None
) -> None:
    """M4: each refusal maps to ours; a page of some server in between retires no model."""
    refused = submit_failed(answer(status, message))
    assert isinstance(refused, OrderRefused)
    assert (refused.outcome, refused.rule.code, refused.category) == (outcome, code, category)
    assert (refused.failed.outcome, refused.failed.provider_code) == (outcome, str(status))


@pytest.mark.parametrize("status", [204, 302, 408, 499, 500, 502, 503, 504])
def test_any_other_answer_leaves_it_open_whether_the_order_was_accepted(status: int) -> None:
    """V4: not a refusal, so it is never sent again."""
    assert isinstance(submit_failed(answer(status, "overloaded")), MaybeSent)


@pytest.mark.parametrize(
    ("headers", "infos", "seconds"),
    [
        ({"retry-after": "7"}, [], 7.0),
        ({}, [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "2.5s"}], 2.5),
        ({"retry-after": "7"}, [{"retryDelay": "2s"}], 7.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, [{"retryDelay": "2s"}], 2.0),
        ({"retry-after": "soon"}, [{"reason": "X"}], None),
        ({}, [], None),
    ],
)
def test_too_many_requests_say_when_to_come_back(headers: dict[str, str], infos: list[Any], seconds: float | None) -> None:
    """M7: by the header, else by Google's own detail."""
    refused = submit_failed(answer(429, "Resource exhausted.", *infos, headers=headers))
    assert isinstance(refused, OrderRefused)
    assert refused.retry_after_s == seconds
    assert refused.rule.we_retry


@pytest.mark.parametrize(
    "details", [None, "text", [], {"error": "text"}, {"error": {"details": "text"}}, {"error": {"details": [1]}}]
)
def test_details_of_any_shape_are_survived(details: Any) -> None:
    """V4: what a provider adds must not turn a refusal into a crash."""
    refused = submit_failed(Answer(429, None, "", details, {}))
    assert isinstance(refused, OrderRefused)
    assert refused.retry_after_s is None


def test_only_google_itself_can_say_that_an_operation_is_gone() -> None:
    """V6: 404 in Google's shape; everything else about a poll is passing trouble."""
    gone = check_failed(answer(404, "The operation is not found."))
    assert isinstance(gone, OperationGone)
    assert gone.failed.outcome is Outcome.PROVIDER_ERROR
    assert gone.failed.message.startswith("vanished")
    for passing in (Answer(404, "Not Found", PAGE, {}, {}), answer(400), answer(401), answer(403), answer(429), answer(503)):
        assert isinstance(check_failed(passing), Transient)


def test_a_poll_that_comes_too_often_is_told_when_to_come_back() -> None:
    """M7: a 429 to a poll."""
    trouble = check_failed(answer(429, "slow down", headers={"retry-after": "30"}))
    assert isinstance(trouble, Transient)
    assert trouble.retry_after_s == 30


@pytest.mark.parametrize(
    ("error", "outcome", "category"),
    [
        ({"code": 3, "message": codes(15236754)}, Outcome.SAFETY_FILTERED, Category.CELEBRITY),
        ({"code": 3, "message": codes(99999999)}, Outcome.SAFETY_FILTERED, Category.GENERAL),
        ({"code": 13, "message": codes(61493863)}, Outcome.SAFETY_FILTERED, Category.VIOLENCE),
        ({"code": 13, "message": "Internal. Support codes: 99999999"}, Outcome.PROVIDER_ERROR, None),
        ({"code": 3, "message": "The file gs://b/none.jpg was not found."}, Outcome.REJECTED, None),
        ({"code": 4, "message": "Deadline exceeded"}, Outcome.TIMED_OUT, None),
        ({"code": 5, "message": UNKNOWN_MODEL}, Outcome.MODEL_RETIRED, None),
        ({"code": 5, "message": "bucket not found"}, Outcome.PROVIDER_ERROR, None),
        ({"code": 7, "message": "no"}, Outcome.PROVIDER_ERROR, None),
        ({"code": 8, "message": "No more capacity."}, Outcome.QUOTA, None),
        ({"code": 13, "message": "An internal error has occurred."}, Outcome.PROVIDER_ERROR, None),
        ({"code": 14}, Outcome.PROVIDER_ERROR, None),
        ({"code": "8", "message": "as text"}, Outcome.QUOTA, None),
        ({"code": "BOOM"}, Outcome.PROVIDER_ERROR, None),
        ({}, Outcome.PROVIDER_ERROR, None),
    ],
)
def test_an_operation_that_ends_in_an_error_has_an_outcome(
    error: dict[str, Any], outcome: Outcome, category: Category | None
) -> None:
    """V13: by google.rpc code and by support code, whichever says more."""
    failed = operation_failed(error)
    assert (failed.outcome, failed.category) == (outcome, category)
    assert failed.message


@pytest.mark.parametrize(
    ("numbers", "category"),
    [
        ((58061214,), Category.CHILD),
        ((17301594,), Category.CHILD),
        ((29310472,), Category.CELEBRITY),
        ((15236754,), Category.CELEBRITY),
        ((61493863,), Category.VIOLENCE),
        ((56562880,), Category.VIOLENCE),
        ((90789179,), Category.SEXUAL),
        ((43188360,), Category.SEXUAL),
        ((35561574,), Category.THIRD_PARTY),
        ((35561575,), Category.THIRD_PARTY),
        ((64151117,), Category.GENERAL),
        ((42237218,), Category.GENERAL),
        ((42237218, 43188360), Category.SEXUAL),
    ],
)
def test_each_support_code_has_its_category(numbers: tuple[int, ...], category: Category) -> None:
    """M4: SAFETY_FILTER_BLOCKED with its category; of several the most telling one."""
    assert category_of([codes(*numbers)], unknown_too=False) is category


def test_a_message_without_support_codes_has_no_category() -> None:
    """M4: a long number in a message is not a support code."""
    assert category_of(["Quota 58061214 exceeded", ""], unknown_too=True) is None


def test_every_outcome_has_one_rule_in_both_languages() -> None:
    """V13, C8: a closed set; only success keeps the credits for certain."""
    assert set(RULES) == set(Outcome)
    assert {outcome for outcome, rule in RULES.items() if rule.refund is Refund.NO} == {Outcome.COMPLETED}
    assert {outcome for outcome, rule in RULES.items() if rule.refund not in (Refund.NO, Refund.YES)} == {
        Outcome.CANCELLED,
        Outcome.ENDED_BY_OPERATOR,
    }
    for rule in RULES.values():
        said = {rule.text.say(language, {"minutes": 15}) for language in ("de", "en")}
        assert len(said) == 2
        assert not any("{" in text for text in said)


def test_a_cause_may_say_more_than_its_outcome_and_changes_no_refund() -> None:
    """M4: what we retry by ourselves depends on the cause, what is refunded on the outcome."""
    assert rule_of(Outcome.PROVIDER_ERROR).we_retry is False
    assert rule_of(Outcome.PROVIDER_ERROR, Code.NETWORK).we_retry is True
    assert rule_of(Outcome.PROVIDER_ERROR, Code.INVALID_API_KEY).we_retry is False
    assert rule_of(Outcome.QUOTA, Code.PROVIDER_RATE_LIMIT).code is Code.PROVIDER_RATE_LIMIT
    assert rule_of(Outcome.REJECTED, Code.NETWORK) is RULES[Outcome.REJECTED]
    for outcome in Outcome:
        assert all(rule_of(outcome, code).refund is RULES[outcome].refund for code in Code)
    assert {rule_of(outcome, code).code for outcome in Outcome for code in Code} >= set(Code)
