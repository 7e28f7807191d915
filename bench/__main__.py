"""`make bench`: measure on a stack of its own, print a table, write bench/results.json; fails when a mark is missed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

import httpx
import psutil

from bench import (
    cold_start,
    counting,
    films,
    library,
    looks,
    metrics,
    operators,
    pictures,
    prompts,
    providers,
    storyboards,
    streaming,
    studio,
    submits,
    visible,
    waits,
)
from bench.metrics import Metric
from local.people import AuthAccounts
from local.stack import Stack, StackError


def _parts(stack: Stack) -> list[Metric]:
    """Memory of each part once everything is ready and has served a little."""
    return [
        Metric(f"memory.{part}", psutil.Process(pid).memory_info().rss / 2**20, "MiB")
        for part, pid in sorted(stack.pids().items())
    ]


_ON_A_STACK: Mapping[str, Callable[[Stack], Iterator[Metric]]] = {
    "visible": visible.measure,
    "waits": waits.measure,
    "counting": counting.measure,
    "library": library.measure,
    "operators": operators.measure,
    "submits": submits.measure,
    "storyboards": storyboards.measure,
    "prompts": prompts.measure,
    "streaming": streaming.measure,
    "studio": studio.measure,
}
_ALONE: Mapping[str, Callable[[], Iterator[Metric]]] = {
    "providers": providers.measure,
    "looks": looks.measure,
    "pictures": pictures.measure,
    "films": films.measure,
}
_FIRST = "cold_start"  # with what each part of the stack takes
_PARTS = (_FIRST, *_ON_A_STACK, *_ALONE)


def _measured(parts: Collection[str]) -> Iterator[Metric]:
    if {_FIRST, *_ON_A_STACK} & {*parts}:
        with Stack(Path(".local/bench"), keep=False) as stack, httpx.Client(timeout=30) as http:
            if _FIRST in parts:
                accounts = AuthAccounts(stack.environment["FIREBASE_AUTH_EMULATOR_HOST"], stack.project, http)
                person = accounts.sign_up()
                http.get(f"{stack.url('functions')}/account", headers=person.headers).raise_for_status()
                yield from _parts(stack)
                yield from cold_start.measure(stack, person)
            for name in (name for name in _ON_A_STACK if name in parts):
                yield from _ON_A_STACK[name](stack)
    for name in (name for name in _ALONE if name in parts):
        yield from _ALONE[name]()


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("only", nargs="*", help=f"of {', '.join(_PARTS)}; these alone are printed, and nothing is written")
    only = parser.parse_args().only
    if strange := [part for part in only if part not in _PARTS]:
        parser.error(f"there is no part {strange[0]}; there are {', '.join(_PARTS)}")
    found: list[Metric] = []
    try:
        for metric in _measured(only or _PARTS):
            found.append(metric)
            print(f"{metric.name}: {metric.value:.3g} {metric.unit}", file=sys.stderr, flush=True)
    except (StackError, RuntimeError, httpx.HTTPError) as error:
        print(f"The bench stopped: {error}", file=sys.stderr)
        return 2
    if not only:
        metrics.write(found)
    print(metrics.table(found))
    missed = [metric.name for metric in found if not metric.held]
    if missed:
        print(f"\nMissed: {', '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
