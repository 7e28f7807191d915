"""What a request comes to: how long an extended video may become, when one may start."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.catalog.errors import ModelRetired
from shared.catalog.model import PATH
from shared.catalog.wish import Wish
from shared.platform.firestore.documents import Document, Seen
from shared.videos.errors import CannotGoOn, NotThen
from shared.videos.model import Job, job_path, ops_path
from shared.videos.requests import VideoRequest, request_of, resolve
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
    return resolve(request, seen(after), "ada", NOON, {})


def test_a_video_grows_up_to_what_its_model_makes_in_all() -> None:
    """V10: forty seconds, measured from the file and not from what was asked for."""
    assert extended(10, after=30.04).source_operation == "v1_abc"
    with pytest.raises(CannotGoOn) as refused:
        extended(10, after=35.0)
    assert refused.value.body("de", "r")["message"] == "Dieses Video lässt sich nicht fortsetzen: 45 s > 40 s."


def planned(start_at: datetime | None, *, now: datetime = NOON, model: str = OMNI) -> Any:
    return resolve(
        VideoRequest(model, prompt="A fox.", seconds=8, start_at=start_at), {PATH: Document(PATH, None)}, "ada", now, {}
    )


def test_a_time_to_start_lies_ahead_and_within_thirty_days() -> None:
    """V12: within a minute it means now, whichever clock is ahead; anything else is told, in both languages."""
    minute, month = timedelta(minutes=1), timedelta(days=30)
    for near in (None, NOON, NOON - minute, NOON + minute):
        assert planned(near).offer.wish.start_at is None
    for ahead in (NOON + minute * 1.1, NOON + month):
        assert planned(ahead).offer.wish.start_at == ahead
    for wrong in (NOON - minute * 1.1, NOON + month + timedelta(seconds=1)):
        with pytest.raises(NotThen) as refused:
            planned(wrong)
        english, german = (refused.value.body(each, "r") for each in ("en", "de"))
        assert (refused.value.status, refused.value.code) == (400, "START_NOT_POSSIBLE")
        assert english["message"] == "start_at must be a time from now to 2026-12-21T12:00:00+00:00, 30 days ahead."
        assert german["message"] == "start_at muss eine Zeit von jetzt bis 2026-12-21T12:00:00+00:00 sein, 30 Tage voraus."


def test_a_model_whose_end_is_known_is_refused_for_a_time_after_it() -> None:
    """M1, V12: before anything is charged; until then with the notice of its end."""
    now, sora = datetime(2026, 9, 20, tzinfo=UTC), "openai-videos/sora-2"
    assert planned(now + timedelta(days=3), now=now, model=sora).notice
    with pytest.raises(ModelRetired) as refused:
        planned(now + timedelta(days=4), now=now, model=sora)
    assert refused.value.details["replacement"]


def test_a_wish_without_a_time_is_told_apart_as_before() -> None:
    """M1: a key that was used before a release brings the same after it; a time is a part of the wish."""
    wish = VideoRequest(OMNI, prompt="A fox.")
    assert "start_at" not in wish.told_apart
    assert replace(wish, start_at=NOON).told_apart == {**wish.told_apart, "start_at": "2026-11-21T12:00:00+00:00"}
    assert request_of(Wish(OMNI, "A fox.", 8, "16:9", start_at=NOON)).start_at is None
