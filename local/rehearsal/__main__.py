"""`make rehearse`: the image's environment from nothing, each function alone as the plan starts it, then the first video."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

from local.infra import topology
from local.infra.terraform import Refused
from local.rehearsal import alone, image, planned
from local.rehearsal.instances import DidNotStart, Instances
from local.stack.errors import StackError
from local.tools import LOCAL, CannotSetUp

FOLDER = LOCAL / "rehearsal"


class Failed(Exception):
    """One line each of what a deployment would stumble over."""


@contextmanager
def _step(what: str) -> Generator[None]:
    began = time.monotonic()
    print(f"{what} …", flush=True)
    yield
    print(f"  done in {time.monotonic() - began:.0f} s", flush=True)


def rehearse() -> None:
    with _step("The image: its files, its packages by the builder's commands"):
        made = image.built(FOLDER)
    with _step("What the plan tells each function"):
        told = planned.environments()
    with _step("Every module, in the image alone"):
        image.import_everything(made, alone.deployed("videos", told["videos"]))
    with Instances(made, FOLDER) as instances, _step("Each function alone, as Cloud Run starts it"):
        _each_alone(instances, told)


def _each_alone(instances: Instances, told: planned.Planned) -> None:
    functions, problems = topology.read()["functions"], list[str]()
    for name, function in functions.items():
        seen = alone.look_at(instances, name, told[name], alone.mib(function["memory"]))
        print(f"  {name:<14} answers after {seen.seconds:4.1f} s, {seen.mib:3.0f} MiB of {function['memory']}", flush=True)
        problems += seen.problems
    for name, variable in alone.refused_by(functions):
        problems += alone.refusal_of(instances, name, told[name], variable)
    print(f"  {len(functions)} of them refuse emulators and providers on this machine, by name", flush=True)
    if problems:
        raise Failed("\n".join(problems))


def _end(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    began = time.monotonic()
    try:
        rehearse()
    except (CannotSetUp, DidNotStart, Failed, Refused, StackError) as failure:
        print(f"The rehearsal failed: {failure}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; nothing is left running.", file=sys.stderr, flush=True)
        return 130
    print(f"Rehearsed in {time.monotonic() - began:.0f} s: nothing on this side keeps it from being deployed.", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
