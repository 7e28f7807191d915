"""Some jobs at random on the real stack (`make prove` plays thousands), and what finds the shortest schedule that fails."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from tests.prove.gate import FAULTS, Gate, Trouble
from tests.prove.simulation import expectations
from tests.prove.simulation.driver import replay, run
from tests.prove.simulation.round import Round
from tests.prove.simulation.schedule import ROUND, Action, rounds
from tests.prove.simulation.shrinking import shortest
from tests.prove.stage import Stage

SEED = 7


def test_thirty_jobs_among_crashes_and_lost_answers_lose_nothing(stage: Stage) -> None:
    """C2 C3 V4 V5 V6 V7 A1: whatever is interleaved, at rest all invariants hold for everybody."""
    result = run(stage, SEED, 30)
    assert result.jobs >= 30
    assert {"completed", "cancelled", "safety_filtered"} <= set(result.outcomes)
    assert len(result.struck) >= len(FAULTS) // 2, result.struck


def test_trouble_ordered_for_the_next_visit_strikes_once_and_nobody_else() -> None:
    """Q1: a schedule says at which step something goes wrong, without knowing what it is."""
    gate, trouble = Gate(), Trouble(unsent=OSError, lost=TimeoutError, after=lambda: "refused")
    gate.order_next("error after", 2)
    met: list[str] = []
    for visit in (gate.begin("POST /first", lambda: None), gate.begin("POST /second", lambda: None)):
        token = gate.visit.set(visit)
        met += [gate.passes("GET", lambda: "done", trouble) for _ in range(3)]
        gate.visit.reset(token)
    assert met == ["done", "refused", "done", "done", "done", "done"]
    assert gate.order_next("", 0) == ["error after at POST /first (delivery 1), GET 2"]
    assert gate.order_next("", 0) == []


def test_the_same_seed_gives_the_same_schedule() -> None:
    """Q1: what a failure prints can be told again."""
    first, again, other = (list(islice(rounds(seed), 2)) for seed in (3, 3, 4))
    assert first == again != other
    assert [len(each) for each in first] == [ROUND, ROUND]


def test_a_claim_that_does_not_hold_is_shrunk_to_what_breaks_it(stage: Stage) -> None:
    """Q1: of six actions only those are left that make and cancel a job."""

    def nobody_cancels(told: Round) -> None:
        assert "cancelled" not in told.outcomes()

    found = shortest(_with_a_cancelled_job(), lambda actions: not _holds(stage, actions, nobody_cancels))
    assert found.again
    assert [action.what for action in found.actions] == ["submit", "cancel"]
    assert not any(action.fault for action in found.actions)


def test_what_does_not_fail_again_is_left_whole() -> None:
    """Q1: nobody is sent after a schedule that shows nothing."""
    found = shortest(_with_a_cancelled_job(), lambda _actions: False)
    assert (found.again, found.tries, list(found.actions)) == (False, 1, _with_a_cancelled_job())


def test_the_search_for_the_shortest_ends_when_its_tries_are_spent() -> None:
    """Q1: the best that was found until then is kept."""
    found = shortest(_with_a_cancelled_job(), lambda actions: Action("cancel", 1) in actions, tries=4)
    assert (found.again, found.tries) == (True, 4)
    assert Action("cancel", 1) in found.actions
    assert len(found.actions) < len(_with_a_cancelled_job())


def _with_a_cancelled_job() -> list[Action]:
    others = [Action("grant"), Action("move"), Action("correct", 2, 1), Action("tell")]
    return [*others[:2], Action("submit", 1, 0, "duplicate", 2), *others[2:], Action("cancel", 1)]


def _holds(stage: Stage, actions: Sequence[Action], expected: expectations.Expectation) -> bool:
    try:
        replay(stage, actions, [expected])
    except AssertionError:
        return False
    return True
