"""`make bench`: measure on a stack of its own, print a table, write bench/results.json; fails when a mark is missed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
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


def _measured() -> Iterator[Metric]:
    with Stack(Path(".local/bench"), keep=False) as stack, httpx.Client(timeout=30) as http:
        accounts = AuthAccounts(stack.environment["FIREBASE_AUTH_EMULATOR_HOST"], stack.project, http)
        person = accounts.sign_up()
        http.get(f"{stack.url('functions')}/account", headers=person.headers).raise_for_status()
        yield from _parts(stack)
        yield from cold_start.measure(stack, person)
        yield from visible.measure(stack)
        yield from waits.measure(stack)
        yield from counting.measure(stack)
        yield from library.measure(stack)
        yield from submits.measure(stack)
        yield from storyboards.measure(stack)
        yield from prompts.measure(stack)
        yield from streaming.measure(stack)
        yield from studio.measure(stack)
    yield from providers.measure()
    yield from looks.measure()
    yield from pictures.measure()
    yield from films.measure()


def main() -> int:
    found: list[Metric] = []
    try:
        for metric in _measured():
            found.append(metric)
            print(f"{metric.name}: {metric.value:.3g} {metric.unit}", file=sys.stderr, flush=True)
    except (StackError, RuntimeError, httpx.HTTPError) as error:
        print(f"The bench stopped: {error}", file=sys.stderr)
        return 2
    metrics.write(found)
    print(metrics.table(found))
    missed = [metric.name for metric in found if not metric.held]
    if missed:
        print(f"\nMissed: {', '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
