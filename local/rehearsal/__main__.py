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
from local.rehearsal import alone, flow, image, planned
from local.rehearsal.flow import SmokeFailed
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
    made = image.within(FOLDER)
    with Instances(made, FOLDER) as instances:
        with _step("The image: its files, its packages by the builder's commands"):
            image.build(made)
        with _step("What the plan tells each function"):
            told = planned.environments()
        with _step("Every module, in the image alone"):
            image.import_everything(made, alone.deployed("videos", told["videos"]))
        with _step("Each function alone, as Cloud Run starts it"):
            each_alone(instances, told)
        with _step("The first video, through one process for each function behind one host"):
            _first_video(instances, told)


def each_alone(instances: Instances, told: planned.Planned) -> None:
    functions, problems = topology.read()["functions"], list[str]()
    for name, variables in told.items():
        memory = functions[name]["memory"]
        seen = alone.look_at(instances, name, variables, alone.mib(memory))
        became = f"answers after {seen.seconds:4.1f} s, {seen.mib:3.0f} MiB of {memory}"
        print(f"  {name:<14} {'FAILS' if seen.problems else became}", flush=True)
        problems += seen.problems
    for name, variable in alone.refused_by(told):
        problems += alone.refusal_of(instances, name, told[name], variable)
    print(f"  {len(told)} of them refuse emulators and providers on this machine, by name", flush=True)
    if problems:
        raise Failed("\n".join(problems))


def _first_video(instances: Instances, told: planned.Planned) -> None:
    took = flow.first_video(instances, told, FOLDER / "data")
    problems, whole = list[str](), 0.0
    for each in took:
        limit, used = alone.mib(topology.read()["functions"][each.name]["memory"]), each.memory() / alone.MIB
        whole += used
        problems += [f"{each.name} uses {used:.0f} MiB of {limit:.0f}"] if used > limit else []
        print(f"  {each.name:<14} {used:3.0f} MiB", flush=True)
    print(f"  {len(took)} processes took {whole:.0f} MiB", flush=True)
    if problems:
        raise Failed("\n".join(problems))


def _end(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    began = time.monotonic()
    try:
        rehearse()
    except (CannotSetUp, DidNotStart, Failed, Refused, SmokeFailed, StackError) as failure:
        print(f"The rehearsal failed: {failure}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; nothing is left running.", file=sys.stderr, flush=True)
        return 130
    print(f"Rehearsed in {time.monotonic() - began:.0f} s: nothing on this side keeps it from being deployed.", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
