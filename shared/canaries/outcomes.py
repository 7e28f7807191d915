"""What follows from how a canary ended: twice failed, or not found, takes a model out; passed, brings it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from shared.canaries.model import FAILS_TO_SUSPEND, WRITER, Canary, read
from shared.canaries.rules import Verdict
from shared.catalog import reads as catalog_reads
from shared.config import commands as config_commands
from shared.config import sections
from shared.config.model import CanarySection, Suspension
from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Plan, Seen

_BY = "canary"


def settle(canary: Canary, verdict: Verdict, outcome: str | None, seconds: float | None) -> None:
    """Once for each try. What follows comes first: should it be lost, the same end is judged again."""
    failures = {Verdict.PASSED: 0, Verdict.NOTHING_SAID: canary.failures}.get(verdict, canary.failures + 1)
    if canary.id == WRITER:
        _of_writer(canary, verdict, failures, outcome)
    elif verdict is Verdict.PASSED:
        _lift(canary)
    elif verdict is Verdict.GONE or (verdict is Verdict.FAILED and failures >= FAILS_TO_SUSPEND):
        _suspend(canary, failures, outcome)
    section, now = sections.get(CanarySection), clock().now()
    again = timedelta(minutes=section.interval_minutes)
    said = verdict is not Verdict.NOTHING_SAID
    after = replace(
        canary,
        begun_at=None,
        job_id=None,
        failures=failures,
        passed=verdict is Verdict.PASSED if said else canary.passed,
        outcome=outcome,
        ended_at=now,
        seconds=seconds if verdict is Verdict.PASSED else None,
        due_at=now + (timedelta(minutes=1) if failures == 1 and verdict is Verdict.FAILED else again),
    )

    def decide(seen: Seen) -> Plan[None]:
        found = read(seen[canary.path])
        if found is None or (found.tries, found.ended_at) != (canary.tries, canary.ended_at):
            return Plan(None)
        return Plan(None, [codec.write(seen[canary.path], after)])

    store().settle([canary.path], decide)
    logs.info("canary ended", model=canary.model, verdict=verdict.value, outcome=outcome, failures=failures, seconds=seconds)


def _lift(canary: Canary) -> None:
    if config_commands.lift_suspension(canary.model, ("gone", "canary"), _BY, clock().now()):
        logs.warning("a model passes its canary again and is back in the offer", model=canary.model)


def _suspend(canary: Canary, failures: int, outcome: str | None) -> None:
    now, note = clock().now(), f"its canary ended {outcome}, {failures} in a row"
    if config_commands.set_suspension(canary.model, Suspension(since=now, reason="canary", note=note), _BY, now):
        instead = catalog_reads.row(canary.model)["replacement"]
        logs.alert("a model fails its canary and was suspended", model=canary.model, outcome=outcome, replacement=instead)


def _of_writer(canary: Canary, verdict: Verdict, failures: int, outcome: str | None) -> None:
    section = sections.get(CanarySection)
    if verdict is Verdict.PASSED:
        if canary.failures and config_commands.set_writer(None, _BY, clock().now()):
            logs.warning("the prompt writer passes its canary again and writes", model=canary.model)
        return
    if verdict is Verdict.GONE or (verdict is Verdict.FAILED and failures >= FAILS_TO_SUSPEND):
        instead, switched = section.writer_replacement, False
        if section.switch_writer and instead is not None and instead != canary.model:
            switched = config_commands.set_writer(instead, _BY, clock().now())
        if switched or failures == FAILS_TO_SUSPEND or verdict is Verdict.GONE:
            told = {"replacement": instead, "switched": switched}
            logs.alert("the prompt writer fails its canary", model=canary.model, outcome=outcome, **told)
