"""A canary as a document: `canaries/{surface}~{model}`, and `canaries/writer` for who writes prompts.

rested → begun    it is time: one tiny job on the house, whose key is the number of this try, so that it is made once
begun  → rested   it ended: passed, failed, or ended for a reason that says nothing of the model

Failing twice in a row, or "not found" once, takes a model out of the offer; passing brings it back, unless an operator did that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from shared.platform.firestore import codec

if TYPE_CHECKING:
    from shared.canaries import views

COLLECTION = "canaries"
WRITER = "writer"
FAILS_TO_SUSPEND = 2


@dataclass(frozen=True)
class Canary(codec.Record):
    id: str
    model: str
    due_at: datetime  # when it is begun again, or looked at while it is under way
    tries: int = 0  # how many were begun; the number of the one under way
    begun_at: datetime | None = None  # of the one under way
    job_id: str | None = None
    failures: int = 0  # one after the other
    passed: bool | None = None  # the last one that said something
    outcome: str | None = None  # and how it ended
    ended_at: datetime | None = None
    seconds: float | None = None  # that it took, where it passed

    @property
    def path(self) -> str:
        return canary_path(self.id)


def canary_path(canary_id: str) -> str:
    return f"{COLLECTION}/{canary_id}"


def id_of(model: str) -> str:
    return model.replace("/", "~")


read = codec.reader(Canary)


def shown(canary: Canary) -> views.Canary:
    return {
        "model": canary.model,
        "writes_prompts": canary.id == WRITER,
        "under_way": canary.begun_at is not None,
        "passed": canary.passed,
        "outcome": canary.outcome,
        "failures": canary.failures,
        "ended_at": canary.ended_at,
        "seconds": canary.seconds,
        "next_at": canary.due_at,
    }
