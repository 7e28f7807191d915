"""The same work on several stacks at once, each in a process of its own; what they find comes back as it is found."""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from tests.prove.stage import Stage, staged

_LOOK_S = 0.5
_GOODBYE_S = 30.0
Share = Callable[[Stage, int, int], Iterable[Any]]  # the work of one of so many stacks


class StackFailed(RuntimeError):
    """One of the stacks broke; its own words are on the screen."""


def on_stacks(count: int, share: Share) -> Iterator[Any]:
    """`share` must be a module's own function: it is sent to other processes."""
    spawn = multiprocessing.get_context("spawn")
    found: Any = spawn.Queue()
    with tempfile.TemporaryDirectory(prefix="prove-") as folder:
        workers = [spawn.Process(target=_work, args=(share, number, count, folder, found)) for number in range(count)]
        for worker in workers:
            worker.start()
        try:
            yield from _arriving(found, workers)
        finally:
            _end(workers)
    if any(worker.exitcode for worker in workers):
        raise StackFailed


def _end(workers: Sequence[BaseProcess]) -> None:
    """Each takes its stack down before it goes; the guard of a stack does so for one that does not."""
    for worker in workers:
        if worker.pid and worker.is_alive() and sys.exc_info()[0] is not None:
            os.kill(worker.pid, signal.SIGINT)
    for worker in workers:
        worker.join(_GOODBYE_S)
        if worker.is_alive():
            worker.kill()
            worker.join()


def _arriving(found: Any, workers: Sequence[BaseProcess]) -> Iterator[Any]:
    while True:
        try:
            yield found.get(timeout=_LOOK_S)
        except queue.Empty:
            if not any(worker.is_alive() for worker in workers) and found.empty():
                return


def _work(share: Share, number: int, count: int, folder: str, found: Any) -> None:
    try:
        with staged(Path(folder) / str(number)) as stage:
            for each in share(stage, number, count):
                found.put(each)
    except KeyboardInterrupt:
        raise SystemExit(130) from None
