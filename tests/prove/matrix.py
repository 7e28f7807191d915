"""The fault matrix: each step of each workflow, found by recording it, with each thing that can go wrong there.

python -m tests.prove.matrix [--only NAME] [--stacks 2]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from tests.prove.gate import RIVAL, Step
from tests.prove.stacks import on_stacks
from tests.prove.stage import Stage
from tests.prove.stories.story import Story
from tests.prove.workflows import RACES, WORKFLOWS, Workflow

NOT_REACHED = "the step did not come"
_SENDS = "POST /video-tasks/start"
_READS = ("BatchGetDocuments", "RunQuery", "RunAggregationQuery", "GET")
_ALIKE = ("dies after", "answer lost", "error after")  # for a call that changes nothing


class Case(NamedTuple):
    workflow: Workflow
    step: Step
    fault: str

    def __str__(self) -> str:
        return f"{self.workflow.name}: {self.fault} at {self.step}"

    @property
    def must_succeed(self) -> bool:
        """All trouble passes, but work that is held up beyond its deadline, and an order that may or may not have arrived.

        That is one whose answer was lost, or whose sender died: its credits come back, unless its video is found. One that
        certainly never left is sent again.
        """
        may_be_lost = self.step.handler == _SENDS and (
            self.fault.startswith("dies") or (self.step.kind == "provider POST" and self.fault != "error before")
        )
        return self.fault != "delayed" and not may_be_lost


class Verdict(NamedTuple):
    name: str
    workflow: str
    fault: str
    wrong: str  # nothing where all held
    good: bool
    seconds: float


def recorded(stage: Stage, workflow: Workflow) -> list[Step]:
    """The steps of a workflow that meets no trouble. Told twice: the first time clients and caches are still cold."""
    for _ in range(2):
        story = _told(stage, workflow, None, "")
        assert story.good(), f"{workflow.name} does not come to its end even without trouble"
        story.check()
    return list(dict.fromkeys(stage.told()[1]))


def cases(workflow: Workflow, steps: Sequence[Step]) -> list[Case]:
    """A read changes nothing: what happens after it happens before the next step, and without its answer it has failed."""
    return [
        Case(workflow, step, fault)
        for step in steps
        if step.handler.startswith(workflow.at)
        for fault in workflow.faults
        if fault not in _ALIKE or step.kind.rpartition(" ")[2] not in _READS
    ]


def tried(stage: Stage, case: Case) -> Verdict:
    began, good = time.monotonic(), False
    try:
        story = _told(stage, case.workflow, case.step, case.fault)
        struck, _ = stage.told()
        assert struck, NOT_REACHED
        good = story.good()
        assert good or not case.must_succeed, "it did not come to its end although it could have"
        story.check()
        wrong = ""
    except Exception as error:  # noqa: BLE001 - one case that breaks is a finding, and the others go on
        wrong = f"{type(error).__name__}: {str(error)[:600]}"
    return Verdict(str(case), case.workflow.name, case.fault, wrong, good, time.monotonic() - began)


def _told(stage: Stage, workflow: Workflow, step: Step | None, fault: str) -> Story:
    stage.order()
    stage.world.clear()
    story = workflow.tell(stage)
    story.prepare()
    stage.order(step, fault)
    story.act()
    assert stage.world.rest(story.over), "it does not come to rest"
    while stage.calmed():
        assert stage.world.rest(story.over), "it does not come to rest"
    return story


def share(stage: Stage, number: int, count: int, first: str = "") -> Iterator[Verdict]:
    """Every so manieth case of all, or of this workflow and those after it."""
    names = [each.name for each in WORKFLOWS]
    yield from _share(stage, WORKFLOWS[names.index(first) if first else 0 :], number, count)


def share_of_races(stage: Stage, number: int, count: int) -> Iterator[Verdict]:
    """The rival alone: single faults at the same steps are the workflows' own. Not every step of a race comes each time."""
    races = [replace(race, faults=(RIVAL,)) for race in RACES if RIVAL in race.faults]
    yield from (verdict for verdict in _share(stage, races, number, count) if NOT_REACHED not in verdict.wrong)


def share_of(stage: Stage, number: int, count: int, only: Sequence[str]) -> Iterator[Verdict]:
    """Of the workflows and races with these words in their names."""
    named = [each for each in (*WORKFLOWS, *RACES) if any(words in each.name for words in only)]
    yield from (each for each in _share(stage, named, number, count) if NOT_REACHED not in each.wrong or each.fault != RIVAL)


def _share(stage: Stage, workflows: Iterable[Workflow], number: int, count: int) -> Iterator[Verdict]:
    for workflow in workflows:
        for case in cases(workflow, recorded(stage, workflow))[number::count]:
            yield tried(stage, case)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", required=True, help="part of a workflow's or a race's name; several times")
    parser.add_argument("--stacks", type=int, default=2)
    asked, wrong = parser.parse_args(), 0
    for tried_, verdict in enumerate(on_stacks(asked.stacks, partial(share_of, only=tuple(asked.only))), 1):
        wrong += bool(verdict.wrong)
        print(f"  {tried_} {verdict.seconds:5.1f} s  {verdict.name}  {verdict.wrong or 'held'}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
