"""`make prove`: shows what the tests only sample. Prints the figures and writes bench/proof.json."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping

from tests.prove import matrix
from tests.prove.report import Proof, table, write
from tests.prove.stacks import StackFailed, on_stacks

_SHOWN_EVERY_S = 10.0
Prove = Callable[[int], dict[str, Proof]]


def prove_matrix(stacks: int) -> dict[str, Proof]:
    """Every step of every workflow with every fault."""
    began, found = time.monotonic(), list[matrix.Verdict]()
    for verdict in _told("matrix", on_stacks(stacks, matrix.share)):
        found.append(verdict)
        if verdict.wrong:
            print(f"  {verdict.name}\n    {verdict.wrong}", flush=True)
    seconds = time.monotonic() - began
    groups = {"matrix": found}
    for verdict in found:
        groups.setdefault(f"matrix.workflow.{verdict.workflow}", []).append(verdict)
        groups.setdefault(f"matrix.fault.{verdict.fault}", []).append(verdict)
    return {
        name: Proof(
            len(each),
            sum(not verdict.wrong for verdict in each),
            round(seconds if each is found else sum(verdict.seconds for verdict in each), 1),
        )
        for name, each in groups.items()
    }


def _told(name: str, found: Iterator[matrix.Verdict]) -> Iterator[matrix.Verdict]:
    """A line now and then, so that nobody wonders."""
    last, count = time.monotonic(), 0
    for count, each in enumerate(found, 1):
        yield each
        if time.monotonic() - last > _SHOWN_EVERY_S:
            last = time.monotonic()
            print(f"  {name}: {count} tried, now {each.workflow}", flush=True)


PROOFS: Mapping[str, Prove] = {"matrix": prove_matrix}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make prove", description=__doc__)
    parser.add_argument("only", nargs="*", choices=[[], *PROOFS], help="which proofs; all without")
    parser.add_argument("--stacks", type=int, default=min(4, os.cpu_count() or 1), help="how many at once")
    asked = parser.parse_args()
    proofs: dict[str, Proof] = {}
    try:
        for name in asked.only or PROOFS:
            print(f"{name}: {PROOFS[name].__doc__}", flush=True)
            proofs |= PROOFS[name](asked.stacks)
    except KeyboardInterrupt:
        return 130
    except StackFailed:
        print("A stack broke.", file=sys.stderr)
        return 2
    write(proofs)
    print(table(proofs))
    return 0 if all(each.holds for each in proofs.values()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
