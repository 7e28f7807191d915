"""The list of what is taken away is kept true here; `make prove` takes all of it away, this only one piece."""

from __future__ import annotations

import ast
import importlib
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.lifecycle import payers
from shared.platform.firestore.documents import Update
from shared.videos.states import JobState
from tests.prove.gate import RIVAL, Step
from tests.prove.matrix import Case
from tests.prove.mutants.edits import ROOT, Edit, Mutant, drop, swap, unguarded
from tests.prove.mutants.patterns import Stale
from tests.prove.mutation import BY_NAME, MUTANTS, Copy, caught_by
from tests.prove.stage import Stage
from tests.prove.stories.payers import Paid
from tests.prove.stories.story import ENDS, TOLD
from tests.prove.workflows import RACES, WORKFLOWS


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: each.name)
def test_what_is_taken_away_is_still_there(mutant: Mutant) -> None:
    """Q1: each edit meets exactly one place, leaves Python, and has what must notice or a reason why nothing can."""
    for text in mutant.texts().values():
        ast.parse(text)
    assert set(mutant.workflows) <= BY_NAME.keys()
    assert all((ROOT / each).is_file() for each in mutant.tests)
    assert [bool(each) for each in (mutant.workflows, mutant.tests, mutant.second_wall)].count(True) == 1


def test_every_piece_has_a_name_of_its_own() -> None:
    """Q1: the report names each once."""
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)


LIVES = sorted(path.parent.name for path in (ROOT / "shared").glob("*/states.py"))


@pytest.mark.parametrize("life", LIVES)
def test_whatever_has_states_is_told_raced_taken_care_away_from_and_reconciled(life: str) -> None:
    """Q1: a new one fails here until the matrix, the races, the mutants and the nightly run know it."""
    prove = ROOT / "tests" / "prove"
    assert [name for name in ("stories", "races", "mutants") if not (prove / name / f"{life}.py").is_file()] == []
    assert any(edit.module.startswith(f"shared.{life}.") for mutant in MUTANTS for edit in mutant.edits)
    read = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "shared" / "reconcile").glob("*.py"))
    assert f"from shared.{life}.model import" in read


def test_whatever_tells_its_end_or_names_a_payer_has_its_stories() -> None:
    """Q1: the events are those of works that each story looks at; of each that names a payer one is paid by another."""
    assert {event.partition(".")[0] for event in ENDS} == set(TOLD.values())
    for model in (ROOT / "shared").glob("*/model.py"):
        importlib.import_module(f"shared.{model.parent.name}.model")
    assert {each.__module__.split(".")[1] for each in payers.Paid.__subclasses__()} == {
        each.works for each in Paid.__subclasses__()
    }
    assert {*Paid.__subclasses__()} <= {each.tell for each in WORKFLOWS}


def test_no_workflow_stands_in_the_list_for_nothing() -> None:
    """Q1: what neither the matrix nor the races try is there for a mutant."""
    named = {name for mutant in MUTANTS for name in mutant.workflows}
    assert {each.name for each in RACES if RIVAL not in each.faults} <= named
    assert len(BY_NAME) == len(WORKFLOWS) + len(RACES)


def _edited(edits: tuple[Edit, ...], written: str) -> str:
    tree = ast.parse(textwrap.dedent(written))
    for edit in edits:
        assert edit.file
        edit.apply(tree)
    return ast.unparse(ast.fix_missing_locations(tree))


def test_neither_layout_nor_the_way_of_importing_matters() -> None:
    """Q1: what a formatter or a move of imports does to a function leaves a mutant what it was."""
    edits = (
        *unguarded("shared.videos.transitions:step"),
        *drop("shared.videos.transitions:step", "A.state is shared.videos.states.JobState.QUEUED", "late = late"),
        *swap("shared.videos.transitions:step", "if B: ...", "if not B: ..."),
    )
    documents, states = Update.__module__.rsplit(".", 1), JobState.__module__.rsplit(".", 1)
    plain = f"""
        from {Update.__module__} import Update
        from {JobState.__module__} import JobState
        def step(seen, job, *, late=()):
            if job.state is JobState.QUEUED and job.due:
                return write(Update(seen, {{"state": 1}}), late=late)
        """
    moved = f"""
        from {documents[0]} import {documents[1]} as written
        from {states[0]} import {states[1]} as of_jobs
        def step(its, one, *, late=()):
            if (
                one.state is of_jobs.JobState.QUEUED  # in line
                and one.due
            ):
                return write(
                    written.Update(its, {{'state': 1}}),
                    late=late,
                )
        """
    assert "if not job.due:\n        return write(Patch(seen.path, {'state': 1}))" in _edited(edits, plain)
    assert "if not one.due:\n        return write(written.Patch(its.path, {'state': 1}))" in _edited(edits, moved)


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        (drop("shared.videos.transitions:step", "job.over"), "0 times: job.over\n  near it: job.ended"),
        (drop("shared.videos.transitions:step", "job.ended"), "2 times: job.ended"),
        (drop("shared.videos.transitions:stop", "job.ended"), "has no stop; near it: step"),
        (drop("shared.videos.nowhere:step", "job.ended"), "no module shared.videos.nowhere"),
        (swap("shared.videos.transitions:step", "job and A", "task"), "nothing there is called task"),
    ],
    ids=["not there", "twice", "no such function", "no such module", "unknown in the replacement"],
)
def test_what_is_gone_is_told_with_what_stands_near_it(edits: tuple[Edit, ...], told: str) -> None:
    """Q1: who renames or rewrites a guarded place reads which mutant has to follow."""
    with pytest.raises(Stale, match=re.escape(told)):
        _edited(edits, "def step(job):\n    return job and job.ended or not job.ended")


@pytest.fixture
def whole_again(stage: Stage) -> Iterator[None]:
    yield
    stage.functions.begin()


@pytest.mark.usefixtures("whole_again")
def test_a_step_without_its_precondition_is_noticed(stage: Stage, tmp_path: Path) -> None:
    """C2, V4: two workers then send the same order."""
    (mutant,) = [each for each in MUTANTS if each.name == "a step without precondition"]
    lease = Case(BY_NAME["video, Veo"], Step("POST /video-tasks/start", 1, "firestore Commit", 1), "duplicate")
    caught = caught_by(stage, Copy(tmp_path / "product"), mutant, [lease])
    assert caught, mutant
    assert "'wire': 'veo'" in caught  # the provider's journal
