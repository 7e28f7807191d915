"""Making an edit. Its task may come twice, late, or not at all; only the one that takes the lease works, until it ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shared.edits.requests import GIF, EditWish
from shared.edits.sources import wish_of
from shared.films import making
from shared.films.outcomes import FilmOutcome
from shared.films.sources import FilmAborted
from shared.lifecycle import poster
from shared.lifecycle.lease import Lease
from shared.lifecycle.sweep import left_to_sweep
from shared.media.film import moving_picture
from shared.media.film.outcome import Cancelled, MusicBroken, SceneBroken
from shared.platform import logs
from shared.platform.clients import clock, files, store
from shared.platform.errors import Contended, Unavailable
from shared.platform.firestore.documents import Document
from shared.platform.settings import settings
from shared.platform.storage.objects import FOREVER, Corrupted, Gone, Stalled, Stored
from shared.providers.interface import Failed
from shared.providers.outcomes import Code, Outcome
from shared.videos.model import Job, job_path, read
from shared.videos.states import EDIT_LEASE, LOST_START, JobState
from shared.videos.steps import Step, failed, if_still
from shared.videos.tasks import enqueue_poster, enqueue_start
from shared.videos.transitions import end, transition

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from shared.videos import views

_WAITS_S = (10, 30, 60, 120, 300)  # after trouble that passes; the last one repeats
_TOLD_EVERY = timedelta(seconds=5)
_WORKING = (JobState.PROCESSING, JobState.STORING)
_CODES = {FilmOutcome.SCENE_MISSING: Code.SOURCE_MISSING, FilmOutcome.MUSIC_MISSING: Code.MUSIC_MISSING}


def make(job_id: str, user_id: str, attempt: int) -> None:
    """Make the edit that waits for this turn. Trouble that passes is waited for; everything else ends it, and says why."""
    job = _begun(job_id, user_id, attempt)
    if job is None:
        return
    step = Step(JobState.COMPLETED)
    try:
        try:
            video = _made(job, EditLease(job))
        finally:
            making.cleared(f"{job.staging}{job.attempt}")
        step = Step(JobState.COMPLETED, job={"video": dict(video)})
    except Cancelled:
        logs.info("an edit was given up by its worker", job_id=job.id)
        return
    except FilmAborted as over:
        step = _failed(over.ending.outcome.value, _CODES.get(over.ending.outcome))
    except SceneBroken as broken:
        step = _failed(str(broken.reason))
    except MusicBroken as broken:
        step = _failed(str(broken.reason), Code.MUSIC_BROKEN)
    except (Unavailable, Contended, Corrupted, Stalled, Gone) as trouble:
        logs.warning("an edit is put off", job_id=job.id, reason=f"{type(trouble).__name__}: {trouble}")
        _put_off(job)
        return
    except Exception as error:  # noqa: BLE001 - it would fail again; its owner shall not wait for that
        logs.alert("an edit could not be made", job_id=job.id, cause=error)
        step = failed(Failed(Outcome.INTERNAL_ERROR, f"{type(error).__name__}"))
    moved = end(job.id, job.user_id, if_still(step, job.attempt, *_WORKING))
    if step.to is JobState.COMPLETED and not moved.moved:
        _take_back(job)
    elif step.to is JobState.COMPLETED and not step.job["video"]["poster"]:
        with left_to_sweep(job.id):
            enqueue_poster(job)


def _failed(reason: str, code: Code | None = None) -> Step:
    return failed(Failed(Outcome.EDIT_FAILED, reason, code=code))


class EditLease(Lease):
    def __init__(self, job: Job) -> None:
        self._job, self._progress = job, 0.0
        super().__init__(job.path, EDIT_LEASE, self._held, self._signs, writes_every=_TOLD_EVERY)

    def progress(self, done: float) -> None:
        self._progress = done

    def stores(self) -> bool:
        """It is made, and goes to its place now; False where the lease is over."""
        step = Step(JobState.STORING, due_in=EDIT_LEASE)
        return transition(self._job.id, self._job.user_id, if_still(step, self._job.attempt, JobState.PROCESSING)).moved

    def _held(self, row: Document) -> bool:
        job = read(row)
        return job is not None and job.state in _WORKING and job.attempt == self._job.attempt

    def _signs(self, now: datetime) -> Mapping[str, Any]:
        return {"due_at": now + EDIT_LEASE, "progress": int(100 * self._progress)}


def _begun(job_id: str, user_id: str, attempt: int) -> Job | None:
    """The job, if this task's turn is the next; from here on it is ours until the lease ends."""
    now = clock().now()

    def begun(job: Job, _ops: object) -> Step | None:
        if job.edit is None or job.user_id != user_id or (job.state, job.attempt) != (JobState.QUEUED, attempt - 1):
            return None
        return Step(
            JobState.PROCESSING,
            job={"attempt": attempt, "progress": 0},
            ops={f"attempts.a{attempt}": {"began_at": now}},
            due_in=EDIT_LEASE,
        )

    moved = transition(job_id, user_id, begun)
    return moved.job if moved.moved else None


def _made(job: Job, lease: EditLease) -> views.VideoFile:
    """The finished file in the user's folder, with its facts; the animated picture stands beside it before it counts."""
    place = making.Place(job.object_name, job.staging, str(job.attempt))
    final, facts = making.made(place, lambda: wish_of(job), lease)
    if EditWish.of(job.edit or {}).preset == GIF:
        _write_gif(job, final)
    return {**poster.told(final, facts, job.poster_name), "fps": round(facts.fps, 3)}


def _write_gif(job: Job, final: Stored) -> None:
    content = iter([moving_picture.as_gif(files().open(final).read(final.size))])
    files().write_stream(settings().bucket_media, job.gif_name, content, content_type="image/gif", cache_control=FOREVER)


def _put_off(job: Job) -> None:
    """It waits in the queue again, for a new task; past its time the sweep ends it."""

    def later(now: Job, ops: Mapping[str, Any]) -> Step | None:
        if (now.attempt, now.state in _WORKING) != (job.attempt, True):
            return None
        waits = int(ops.get("waits", 0))
        return Step(JobState.QUEUED, ops={"waits": waits + 1}, due_in=_wait(waits) + LOST_START)

    moved = transition(job.id, job.user_id, later, with_ops=True)
    if moved.moved and moved.job:
        with left_to_sweep(job.id):
            enqueue_start(moved.job, at=clock().now() + _wait(int(moved.ops.get("waits", 0))))


def _wait(waits: int) -> timedelta:
    return timedelta(seconds=_WAITS_S[min(waits, len(_WAITS_S) - 1)])


def _take_back(job: Job) -> None:
    """It was finished, but ended otherwise meanwhile: then it is not the user's. Another worker's stays."""
    now = read(store().get(job_path(job.id)))
    if now is None or (now.ended and now.state is not JobState.COMPLETED):
        for name in (job.object_name, job.poster_name, job.gif_name):
            files().delete(settings().bucket_media, name)
