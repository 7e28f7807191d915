"""Extending a finished video: how long it may become in all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.catalog.wish import Wish
from shared.platform.firestore.documents import Document, Seen
from shared.videos.errors import CannotGoOn
from shared.videos.model import Job, job_path, ops_path
from shared.videos.requests import VideoRequest, resolve
from shared.videos.states import JobState
from tests.fixtures.fakes import NOON

OMNI = "gemini-api/gemini-omni-1.2-flash"
SOURCE = "a" * 24


def seen(seconds: float) -> Seen:
    """A finished video of so many seconds, and what its provider calls it."""
    wish = Wish(OMNI, "A fox.", 10, "16:9", "720p", audio=True)
    later = NOON + timedelta(minutes=15)
    job = Job(SOURCE, "ada", JobState.QUEUED, wish, 20, True, NOON, later, None, later, attempt=1)
    done = replace(job, state=JobState.COMPLETED, video={"seconds": seconds})
    ops: dict[str, Any] = {"attempts": {"a1": {"operation": "v1_abc"}}}
    return {job_path(SOURCE): Document(job_path(SOURCE), done.fields()), ops_path(SOURCE): Document(ops_path(SOURCE), ops)}


def extended(seconds: int, after: float) -> Any:
    request = VideoRequest(OMNI, prompt="And on.", seconds=seconds, task="extend", source=SOURCE)
    return resolve(request, seen(after), "ada", NOON.date(), {})


def test_a_video_grows_up_to_what_its_model_makes_in_all() -> None:
    """V10: forty seconds, measured from the file and not from what was asked for."""
    assert extended(10, after=30.04).source_operation == "v1_abc"
    with pytest.raises(CannotGoOn) as refused:
        extended(10, after=35.0)
    assert refused.value.body("de", "r")["message"] == "Dieses Video lässt sich nicht fortsetzen: 45 s > 40 s."
