"""The schedule of a simulation, written down before anything happens: small plain actions that a seed alone decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any, NamedTuple

ROUND = 100  # actions, after which everything rests and is checked
_TROUBLED = 0.25  # of the actions that the functions hear of
_STEPS = 8  # of a handler, in which trouble may strike

_WEIGHTS: Mapping[str, float] = {
    # users
    "submit": 26,
    "batch": 4,
    "shoot": 1,
    "write": 2,
    "upload": 1.5,
    "compile": 1,
    "cancel": 3,
    "retry": 4,
    "repeat": 2,
    "key": 1,
    "erase": 0.4,
    # messages
    "deliver": 28,
    "tell": 9,
    "deliver again": 2,
    "tell again": 1.5,
    "hint": 1,
    "exhaust": 0.7,
    "lose": 1.5,
    # time
    "move": 9,
    "sweep": 2,
    # operators
    "grant": 1,
    "correct": 1,
    "fail": 1,
    "close": 0.3,
    "open": 2,
    "replay": 1,
}
_QUIET = ("move", "lose")  # the functions hear nothing of them
_FAULTS: Mapping[str, float] = {
    "dies before": 3,
    "dies after": 3,
    "answer lost": 3,
    "error before": 3,
    "error after": 3,
    "duplicate": 2,
    "delayed": 0.3,
    "reordered": 0.5,
}


class Action(NamedTuple):
    """`who` and `pick` are taken modulo what is there; one that meets nothing is skipped."""

    what: str
    who: int = 0
    pick: int = 0
    fault: str = ""
    at: int = 0  # the step at which the fault strikes, if the handler comes that far

    def __repr__(self) -> str:
        return f"Action{tuple(self)}"


def picked(action: Action, among: Sequence[Any]) -> Any:
    """None where there is nothing."""
    return among[action.pick % len(among)] if among else None


def rounds(seed: int) -> Iterator[list[Action]]:
    """As many as one wants; the same seed gives the same ones."""
    random = Random(seed)
    while True:
        yield [_action(random) for _ in range(ROUND)]


def _action(random: Random) -> Action:
    what = _one_of(random, _WEIGHTS)
    who, pick = random.randrange(1000), random.randrange(10_000)
    if what in _QUIET or random.random() >= _TROUBLED:
        return Action(what, who, pick)
    return Action(what, who, pick, _one_of(random, _FAULTS), random.randint(1, _STEPS))


def _one_of(random: Random, weights: Mapping[str, float]) -> str:
    return random.choices(list(weights), list(weights.values()))[0]
