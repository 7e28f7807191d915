"""A fixed sample of the fault matrix; `make prove` tries every case."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

import pytest

from tests.prove.gate import FAULTS, Step
from tests.prove.matrix import Case, cases, recorded, tried
from tests.prove.stage import Stage
from tests.prove.stories.story import Story
from tests.prove.stories.videos import Video
from tests.prove.workflows import WORKFLOWS, Workflow

SAMPLED = ("video, Veo", "storyboard", "prompt", "picture", "cascade under a video", "film")
A_WORKFLOW = 2  # cases of each, at steps far from each other
Recorder = Callable[[Workflow], list[Step]]


@pytest.fixture(scope="module")
def steps(stage: Stage) -> Recorder:
    """Of a workflow; each is recorded once."""
    return cache(partial(recorded, stage))


@pytest.mark.parametrize("workflow", [each for each in WORKFLOWS if each.name in SAMPLED], ids=lambda each: each.name)
def test_whatever_goes_wrong_at_a_step_nothing_is_lost(stage: Stage, steps: Recorder, workflow: Workflow) -> None:
    """C2, V4-V7: deaths, lost answers, errors, repetitions and delays at steps all over the workflow."""
    every = cases(workflow, steps(workflow))
    sample = every[len(every) // 3 :: max(1, len(every) // A_WORKFLOW)]
    wrong = [verdict for case in sample if (verdict := tried(stage, case)).wrong]
    assert not wrong, wrong


def test_a_step_that_never_comes_is_no_proof(stage: Stage) -> None:
    """Q1: a fault that did not strike counts as a failure."""
    nowhere = Case(WORKFLOWS[0], Step("POST /nowhere", 1, "firestore Commit", 1), "dies before")
    assert "did not come" in tried(stage, nowhere).wrong


def test_credits_that_are_taken_twice_are_noticed(stage: Stage, steps: Recorder) -> None:
    """C2: the matrix looks at the ledger, not at the answer alone."""

    class Robbed(Video):
        def check(self) -> None:
            account = f"accounts/{self.person.uid}"
            balance = (self.system.document(account) or {})["balance"]
            self.system.firestore.document(account).update({"balance": balance - 1})
            super().check()

    robbed = Workflow("robbed", Robbed)
    step = next(step for step in steps(WORKFLOWS[0]) if step.kind == "firestore Commit")
    assert tried(stage, Case(robbed, step, FAULTS[0])).wrong.startswith("AssertionError")


def test_a_story_that_never_ends_is_noticed(stage: Stage, steps: Recorder) -> None:
    """V7: a day is enough for everything."""

    class Endless(Video):
        def over(self) -> bool:
            return False

    def endless(stage: Stage) -> Story:
        return Endless(stage)

    step = next(step for step in steps(WORKFLOWS[0]) if step.kind == "firestore Commit")
    assert "rest" in tried(stage, Case(Workflow("endless", endless), step, FAULTS[0])).wrong
