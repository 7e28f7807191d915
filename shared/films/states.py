"""A film's life: its states, and the one table of what may follow what. No Google here.

–                    → queued      admitted with a slot                        charge, active + 1
–                    → waiting     admitted without a slot, to take its turn   charge
waiting              → queued      a slot became free                          active + 1
queued               → compiling   a worker took its lease
compiling            → storing     made; being given its place and checked
compiling, storing   → completed   the file is its user's                      active − 1
queued … storing     → queued      its task was lost, its worker died or met trouble that passes: it begins again, in its slot
any live             → failed      nothing is kept of it                       refund, active − 1
any live             → cancelled   a user's wish                               refund, active − 1
any ended            → deleting    being erased with its file; gone for its owner
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

LOST_TASK = timedelta(minutes=2)  # a task that was lost is sent again by the sweep after this
LEASE = timedelta(minutes=2)  # without a sign of life for so long a worker counts as dead
MADE_WITHIN = timedelta(hours=3)  # from when it has a slot
MOST_CRASHES = 3  # a film that kills its worker so often is given up


class FilmStatus(StrEnum):
    WAITING = "waiting"
    QUEUED = "queued"
    COMPILING = "compiling"
    STORING = "storing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DELETING = "deleting"


LIVE = frozenset({FilmStatus.WAITING, FilmStatus.QUEUED, FilmStatus.COMPILING, FilmStatus.STORING})
_BACK = frozenset({FilmStatus.QUEUED, FilmStatus.FAILED, FilmStatus.CANCELLED})  # to the beginning, or to an end
STEPS: Mapping[FilmStatus, frozenset[FilmStatus]] = {
    FilmStatus.WAITING: _BACK,
    FilmStatus.QUEUED: _BACK | {FilmStatus.COMPILING},
    FilmStatus.COMPILING: _BACK | {FilmStatus.STORING, FilmStatus.COMPLETED},
    FilmStatus.STORING: _BACK | {FilmStatus.COMPLETED},
    **dict.fromkeys((FilmStatus.COMPLETED, FilmStatus.FAILED, FilmStatus.CANCELLED), frozenset({FilmStatus.DELETING})),
}
