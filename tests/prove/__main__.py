"""`make prove`: shows what the tests only sample. Prints the figures and writes bench/proof.json."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from local.stack import StackError
from tests.prove import matrix, mutation, suites
from tests.prove.report import Proof, table, write
from tests.prove.simulation import driver
from tests.prove.stacks import StackFailed, on_stacks

_SHOWN_EVERY_S = 10.0
_JOBS = 2000
Prove = Callable[[int], dict[str, Proof]]


def prove_matrix(stacks: int, first: str = "") -> dict[str, Proof]:
    """Every step of every workflow with every fault."""
    return _proved("matrix", on_stacks(stacks, partial(matrix.share, first=first)))


def prove_races(stacks: int) -> dict[str, Proof]:
    """Every step of every race with somebody else's call in between; what mutants must break holds without them."""
    return _proved("races", on_stacks(stacks, matrix.share_of_races))


def _proved(name: str, verdicts: Iterator[matrix.Verdict]) -> dict[str, Proof]:
    began, found = time.monotonic(), list[matrix.Verdict]()
    for verdict in _told(name, verdicts):
        found.append(verdict)
        if verdict.wrong:
            print(f"  {verdict.name}\n    {verdict.wrong}", flush=True)
    seconds = time.monotonic() - began
    groups = {name: found}
    for verdict in found:
        groups.setdefault(f"{name}.workflow.{verdict.workflow}", []).append(verdict)
        groups.setdefault(f"{name}.fault.{verdict.fault}", []).append(verdict)
    return {
        group: Proof(
            len(each),
            sum(not verdict.wrong for verdict in each),
            round(seconds if each is found else sum(verdict.seconds for verdict in each), 1),
        )
        for group, each in groups.items()
    }


def _told(name: str, found: Iterator[matrix.Verdict]) -> Iterator[matrix.Verdict]:
    """A line now and then, so that nobody wonders."""
    last, count = time.monotonic(), 0
    for count, each in enumerate(found, 1):
        yield each
        if time.monotonic() - last > _SHOWN_EVERY_S:
            last = time.monotonic()
            print(f"  {name}: {count} tried, now {each.workflow}", flush=True)


def prove_simulation(stacks: int) -> dict[str, Proof]:
    """Two thousand jobs of many users in a random order of everything that can happen."""
    began, seed = time.monotonic(), int(time.time()) % 1_000_000
    print(f"  seed {seed}", flush=True)
    try:
        found = driver.simulated(seed, _JOBS, stacks)
    except driver.Failed as failed:
        print(f"  {failed}", flush=True)
        return {"simulation": Proof(_JOBS, 0, round(time.monotonic() - began, 1))}
    print(f"  {found}", flush=True)
    return {"simulation": Proof(found.jobs, found.jobs, round(time.monotonic() - began, 1))}


def prove_rules(_stacks: int) -> dict[str, Proof]:
    """Every collection, operation and person under the security rules."""
    return suites.counted("rules", ["tests/rules"])


def prove_reconcile(_stacks: int) -> dict[str, Proof]:
    """Planted breaches of each kind are found."""
    return suites.counted("reconcile", ["tests/unit/reconcile", "tests/flows/test_reconcile.py"])


def prove_indexes(_stacks: int) -> dict[str, Proof]:
    """Every query has its index, and every index its query."""
    return suites.counted("indexes", ["tests/unit/indexes"])


PROOFS: Mapping[str, Prove] = {
    "rules": prove_rules,
    "indexes": prove_indexes,
    "reconcile": prove_reconcile,
    "inputs": suites.inputs,
    "matrix": prove_matrix,
    "races": prove_races,
    "simulation": prove_simulation,
    "mutation": mutation.prove,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make prove", description=__doc__)
    parser.add_argument("only", nargs="*", metavar="PROOF", help=f"which of {', '.join(PROOFS)}; all without")
    parser.add_argument(
        "--from", dest="first", default="", metavar="WORKFLOW", help="where the matrix begins, after it was broken off"
    )
    parser.add_argument("--stacks", type=int, default=min(4, os.cpu_count() or 1), help="how many at once")
    asked = parser.parse_args()
    if unknown := set(asked.only) - PROOFS.keys():
        parser.error(f"{', '.join(sorted(unknown))}: there are {', '.join(PROOFS)}")
    if asked.first and asked.first not in (names := [each.name for each in matrix.WORKFLOWS]):
        parser.error(f"{asked.first}: the workflows are {'; '.join(names)}")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends with its stacks, as by Ctrl-C
    proofs: dict[str, Proof] = {}
    try:
        for name in asked.only or PROOFS:
            print(f"{name}: {PROOFS[name].__doc__}", flush=True)
            proofs |= prove_matrix(asked.stacks, asked.first) if name == "matrix" else PROOFS[name](asked.stacks)
            write(proofs)
    except KeyboardInterrupt:
        return 130
    except (StackError, StackFailed) as error:
        print(f"A stack broke. {error}", file=sys.stderr)
        return 2
    print(table(proofs))
    return 0 if all(each.holds for each in proofs.values()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
