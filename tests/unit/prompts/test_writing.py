"""Asked once, and once more where that helps."""

from __future__ import annotations

import io

import pytest

from shared.prompts.brief import Brief
from shared.prompts.checks import TextRule
from shared.prompts.model_requests import first_request
from shared.prompts.writing import Writing, write_once
from shared.providers.writing import Photo, Trouble, WritingFailed, WritingRequest, Written
from tests.unit.prompts.test_language import LABELLED

GOOD = LABELLED[0][1]
SHORT = "Ein Boot treibt ruhig auf dem See."
PHOTO = Photo("gs://b/p.jpg", "image/jpeg", 3, lambda: io.BytesIO(b"abc"))


class Script:
    """A writer that answers as it was told, one after the other."""

    def __init__(self, *answers: str | WritingFailed) -> None:
        self.answers, self.asked = list(answers), list[WritingRequest]()

    def write(self, request: WritingRequest, picture: Photo) -> Written:
        assert picture is PHOTO
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, WritingFailed):
            raise answer
        return Written(answer, 100, "m-001", 40)


def written(*answers: str | WritingFailed) -> Writing:
    brief = Brief()
    return write_once(Script(*answers), first_request("p", "m", brief), brief, PHOTO)


def test_a_good_answer_is_enough() -> None:
    """P2: one question."""
    found = written(GOOD)
    assert (found.text, found.asked, found.tokens, found.ms, found.model) == (GOOD, 1, 100, 40, "m-001")


def test_a_bad_answer_is_asked_for_once_more() -> None:
    """P2: with what was wrong; both questions are counted."""
    script, brief = Script(SHORT, GOOD), Brief()
    found = write_once(script, first_request("p", "m", brief), brief, PHOTO)
    assert (found.text, found.asked, found.tokens, found.ms) == (GOOD, 2, 200, 80)
    assert "7 statt 20 bis 60 Wörter" in script.asked[1].text


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        (SHORT, f"{SHORT} Still.", f"{SHORT} Still."),  # both are as good: the later one
        (SHORT, "", SHORT),
        (SHORT, "Here is your prompt: a boat on the lake.", SHORT),  # the one that breaks less
        ("x" * 3000, SHORT, SHORT),
    ],
)
def test_the_better_answer_inside_the_hard_limits_is_kept(first: str, second: str, kept: str) -> None:
    """P2: then accepted only if inside the hard limits."""
    found = written(first, second)
    assert found.text == kept
    assert TextRule.TOO_SHORT in found.verdict.broken


def test_two_answers_outside_the_hard_limits_are_none() -> None:
    """P2: the prompt fails; what it took is known."""
    with pytest.raises(WritingFailed) as failed:
        written("x" * 3000, "y" * 2001)
    assert (failed.value.trouble, failed.value.tokens) == (Trouble.BAD_ANSWER, 200)


def test_a_second_question_that_fails_leaves_the_first_answer() -> None:
    """P2: a usable text is not thrown away for a rate limit."""
    found = written(SHORT, WritingFailed(Trouble.RATE_LIMITED, tokens=7))
    assert (found.text, found.asked, found.tokens) == (SHORT, 2, 107)


def test_a_second_question_that_fails_after_an_unusable_answer_is_the_failure() -> None:
    """P7: with the tokens of both."""
    with pytest.raises(WritingFailed) as failed:
        written("x" * 3000, WritingFailed(Trouble.TIMED_OUT))
    assert (failed.value.trouble, failed.value.tokens) == (Trouble.TIMED_OUT, 100)


@pytest.mark.parametrize("trouble", Trouble)
def test_a_failure_at_once_is_not_asked_again(trouble: Trouble) -> None:
    """P7: whether to ask again is the task's decision."""
    with pytest.raises(WritingFailed) as failed:
        written(WritingFailed(trouble))
    assert failed.value.trouble is trouble


def test_the_kept_text_is_clean() -> None:
    """P6: what the model sends is cleaned like what people send."""
    assert written(f"\u202e{GOOD}\x00 ").text == GOOD
