"""Many users' work at random, with crashes, lost answers, late and repeated messages, and operators' acts in between.

`python -m tests.prove.simulation.driver --jobs 2000 --seed 7 --stacks 2` prints what came of it; a seed that failed fails again.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

from local.stack.topology import ROOT
from tests.prove.simulation import expectations
from tests.prove.simulation.expectations import Expectation
from tests.prove.simulation.round import Round
from tests.prove.simulation.schedule import Action, rounds
from tests.prove.simulation.shrinking import Shortest, shortest
from tests.prove.stage import Stage, staged

_SAYS_EACH = 10  # rounds
_FOLDER = ROOT / ".local"


@dataclass
class Result:
    jobs: int = 0
    actions: int = 0
    seconds: float = 0.0
    struck: Counter[str] = field(default_factory=Counter[str])  # faults by kind
    outcomes: Counter[str] = field(default_factory=Counter[str])  # of the jobs

    def add(self, other: Result) -> None:
        self.jobs, self.actions = self.jobs + other.jobs, self.actions + other.actions
        self.seconds = max(self.seconds, other.seconds)
        self.struck.update(other.struck)
        self.outcomes.update(other.outcomes)

    def __str__(self) -> str:
        return (
            f"{self.jobs} jobs, {self.actions} actions, {self.seconds:.0f} s\n"
            f"  struck: {dict(self.struck.most_common())}\n  outcomes: {dict(self.outcomes.most_common())}"
        )


class Failed(AssertionError):
    """A round whose expectations do not hold, with how to see it again."""

    def __init__(self, seed: int, number: int, error: str, found: Shortest) -> None:
        super().__init__(f"seed {seed}, round {number}: {error}\n{found}")
        self.seed, self.number, self.error, self.found = seed, number, error, found

    def __reduce__(self) -> tuple[type[Failed], tuple[int, int, str, Shortest]]:
        return type(self), (self.seed, self.number, self.error, self.found)


def replay(stage: Stage, actions: Sequence[Action], hold: Sequence[Expectation] = expectations.EXPECTATIONS) -> Round:
    """These actions for new users, then rest; all expectations hold, or it raises."""
    told = Round(stage)
    for action in actions:
        told.does(action)
    told.rests()
    for expected in hold:
        expected(told)
    return told


def run(stage: Stage, seed: int, jobs: int, hold: Sequence[Expectation] = expectations.EXPECTATIONS, *, says: str = "") -> Result:
    """Rounds until there were so many jobs; the first that fails is shrunk and raised as Failed."""
    result, began, met = Result(), time.monotonic(), list[str]()
    for number, actions in enumerate(rounds(seed)):
        try:
            told = replay(stage, actions, hold)
        except Exception as error:
            said = f"{type(error).__name__}: {str(error)[:1500]}"
            if says:
                _say(f"{says}, round {number}: {said}; looking for the shortest")
            raise Failed(seed, number, said, shortest(actions, lambda fewer: _fails(stage, fewer, hold))) from error
        outcomes, met = told.outcomes(), [*met, *told.uids]
        struck = Counter(strike.partition(" at ")[0] for strike in told.strikes)
        result.add(Result(outcomes.total(), len(actions), time.monotonic() - began, struck, outcomes))
        if says and number % _SAYS_EACH == 0:
            _say(f"{says}: {result.jobs} of {jobs} jobs, {result.seconds:.0f} s")
        if result.jobs >= jobs:
            break
    for uid in met:
        expectations.check_money(stage.system, uid)  # what came later has changed nothing of theirs
    result.seconds = time.monotonic() - began
    return result


def _fails(stage: Stage, actions: Sequence[Action], hold: Sequence[Expectation]) -> bool:
    try:
        replay(stage, actions, hold)
    except Exception:  # noqa: BLE001 - whatever goes wrong is what is looked for
        return True
    return False


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _alone(seed: int, jobs: int) -> Result:
    """A stack for this process alone; its logs stay for whoever looks after a failure."""
    folder = _FOLDER / f"simulation-{seed}"
    shutil.rmtree(folder, ignore_errors=True)
    with staged(folder) as stage:
        return run(stage, seed, jobs, says=f"seed {seed}")


def simulated(seed: int, jobs: int, stacks: int) -> Result:
    """So many stacks side by side, each in a process and with a seed of its own."""
    result = Result()
    with ProcessPoolExecutor(stacks, mp_context=get_context("spawn")) as side_by_side:
        share = -(-jobs // stacks)
        for each in [side_by_side.submit(_alone, seed + place, share) for place in range(stacks)]:
            result.add(each.result())
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--stacks", type=int, default=2)
    asked = parser.parse_args()
    try:
        _say(str(simulated(asked.seed, asked.jobs, asked.stacks)))
    except Failed as failed:
        _say(str(failed))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
