"""An export's life: its states, and the one table of what may follow what. No Google here.

–       → queued   asked for by who has just signed in, while no other one is made
queued  → making   a worker took its lease
making  → ready    its file is there, for as long as exports are kept
        → queued   its worker died or met trouble that passes: it begins again
        → failed   it kills its workers, or something went wrong that will again
ready, failed → –  its time is over: deleted with its file
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum


class ExportStatus(StrEnum):
    QUEUED = "queued"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


LOST_TASK = timedelta(minutes=2)  # a task that was lost is sent again by the sweep after this
LEASE = timedelta(minutes=2)  # without a sign of life for so long a worker counts as dead
MOST_CRASHES = 3
FAILED_KEPT = timedelta(days=1)  # so long its owner sees that it failed

LIVE = frozenset({ExportStatus.QUEUED, ExportStatus.MAKING})
STEPS: Mapping[ExportStatus, frozenset[ExportStatus]] = {
    ExportStatus.QUEUED: frozenset({ExportStatus.QUEUED, ExportStatus.MAKING, ExportStatus.FAILED}),
    ExportStatus.MAKING: frozenset({ExportStatus.QUEUED, ExportStatus.READY, ExportStatus.FAILED}),
}
