"""What `reconcile` answers, and what `admin` shows of its runs."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field
from typing_extensions import TypeAliasType

from functions.answers import Answer
from shared.reconcile.breaches import Invariant, Kind
from shared.reconcile.model import RunStatus

ReconcileInvariant = TypeAliasType("ReconcileInvariant", Invariant)


class ReconcileStart(Answer):
    run_id: str


class ReconcileBreach(Answer):
    kind: Kind
    invariant: ReconcileInvariant
    path: str
    words: str
    expected: str | int | None
    found: str | int | None


class InvariantCount(Answer):
    checked: int
    breaches: int


class _Counts(Answer):
    read: dict[str, int]
    invariants: dict[ReconcileInvariant, InvariantCount]
    breaches: int
    kinds: dict[Kind, int]
    first: list[ReconcileBreach]
    busy: list[str]


class ReconcileRun(_Counts):
    """A run over all data; `first` are the first hundred breaches, all of them are counted."""

    id: str
    status: RunStatus
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    seconds: float
    pages: int
    stored_bytes: int = Field(description="Of all videos, films and pictures, as far as they were looked at")
    cleared: int  # objects of nobody that it deleted


class ReconcileRunList(Answer):
    runs: list[ReconcileRun]


class UserReconciliation(_Counts):
    """One user's data, read at once; not `complete` where they fill too many pages for that."""

    user_id: str
    complete: bool
