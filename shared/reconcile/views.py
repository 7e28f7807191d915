"""Runs of the reconciliation, as operators see them. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypeAliasType, TypedDict

from shared.reconcile.breaches import BreachKind, Invariant
from shared.reconcile.model import RunStatus

ReconcileInvariant = TypeAliasType("ReconcileInvariant", Invariant)


class ReconcileStart(TypedDict):
    run_id: str


class ReconcileBreach(TypedDict):
    kind: BreachKind
    invariant: ReconcileInvariant
    path: str
    words: str
    expected: str | int | None
    found: str | int | None


class InvariantCount(TypedDict):
    checked: int
    breaches: int


class Counts(TypedDict):
    read: dict[str, int]
    invariants: dict[ReconcileInvariant, InvariantCount]
    breaches: int
    kinds: dict[BreachKind, int]


class _Findings(Counts):
    first: list[ReconcileBreach]
    busy: list[str]


class ReconcileRun(_Findings):
    """A run over all data; `first` are the first hundred breaches, all of them are counted."""

    id: str
    status: RunStatus
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    seconds: float
    pages: int
    stored_bytes: Annotated[int, Field(description="Of all videos, films and pictures, as far as they were looked at")]
    cleared: int  # objects of nobody that it deleted


class ReconcileRunList(TypedDict):
    runs: list[ReconcileRun]


class UserReconciliation(_Findings):
    """One user's data, read at once; not `complete` where they fill too many pages for that."""

    user_id: str
    complete: bool


class Mend(TypedDict):
    """A place where numbers did not count what is there: what stood there, and what is right."""

    path: Annotated[str, Field(description="The document")]
    kinds: list[BreachKind]
    before: dict[str, Any]
    after: Annotated[dict[str, Any], Field(description="Empty where it is right by now, or keeps changing")]
    mended: Annotated[bool, Field(description="Whether it was written")]


class MendResult(TypedDict):
    """What was counted anew, or would be."""

    run_id: str
    dry_run: Annotated[bool, Field(description="Whether nothing was written")]
    mends: Annotated[list[Mend], Field(description="Each place that the run names")]
    left: Annotated[dict[BreachKind, int], Field(description="Breaches of the run that nobody may mend by a call")]
