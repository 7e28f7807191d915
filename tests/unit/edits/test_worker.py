"""What an edit's worker tells while it works."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.catalog.wish import Wish
from shared.edits.worker import EditLease
from shared.lifecycle import lease
from shared.platform.firestore.documents import Document, Update
from shared.videos.model import Job
from shared.videos.states import EDIT_LEASE, JobState
from tests.fixtures.fakes import NOON, FakeClock

_WISH = Wish("rushes/edit", "A fox.", 4, "16:9", "720p", audio=True)
_JOB = Job("1", "ada", JobState.PROCESSING, _WISH, 0, False, NOON, NOON + timedelta(hours=1), NOON, NOON, attempt=2, edit={})


class Shelf:
    """In the place of the store: the job, and what was written to it."""

    def __init__(self, job: Job) -> None:
        self.job, self.written = job, list[Mapping[str, Any]]()

    def settle(self, paths: Iterable[str], decide: Callable[[Mapping[str, Document]], Any]) -> Any:
        plan = decide({path: Document(path, self.job.fields()) for path in paths})
        self.written += [write.fields for write in plan.writes if isinstance(write, Update)]
        return plan.answer


def test_every_five_seconds_it_says_how_far_it_is_and_that_it_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    """V16: a look every two seconds, a write every five; nothing more once the work is another's."""
    clock, shelf = FakeClock(), Shelf(_JOB)
    monkeypatch.setattr(lease, "clock", lambda: clock)
    monkeypatch.setattr(lease, "store", lambda: shelf)
    held = EditLease(_JOB)
    for second in range(1, 13):
        clock.move(1)
        held.progress(second / 13)
        assert not held.is_over()
    told = [(each["progress"], each["due_at"] - EDIT_LEASE - NOON) for each in shelf.written]
    assert told == [(46, timedelta(seconds=6)), (92, timedelta(seconds=12))]
    shelf.job = replace(_JOB, attempt=3)
    clock.move(6)
    assert held.is_over()
    assert len(shelf.written) == 2
