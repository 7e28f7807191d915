"""Videos that begin with the last frame of another: they wait for it without a slot, and end with it where there will be none.

Whoever ends a job tells those that follow it, each by a task; a task that was lost is the sweep's to make up for. The frame
stands beside the video it was taken from, so all that follow one video share it.
"""

from __future__ import annotations

from shared.lifecycle.sweep import left_to_sweep
from shared.media import video as media_video
from shared.media.facts import BrokenMedia
from shared.platform import logs
from shared.platform.clients import clock, files, store
from shared.platform.settings import settings
from shared.platform.storage.objects import FOREVER, Gone
from shared.providers.outcomes import Outcome
from shared.videos.model import Job, job_path, last_frame_name, read
from shared.videos.states import JobState
from shared.videos.steps import Step, ended, if_still
from shared.videos.tasks import enqueue_begin
from shared.videos.transitions import end, transition


def release_follower(job_id: str, user_id: str) -> None:
    """Called twice, early or late it does nothing. A try that fails is repeated by its queue, and at last by the sweep."""
    job = read(store().get(job_path(job_id)))
    if job is None or job.user_id != user_id or job.state is not JobState.FOLLOWING or not job.wish.continues:
        return
    before = read(store().get(job_path(job.wish.continues)))
    if before is not None and not before.ended:
        return
    if before is None or before.user_id != user_id or before.state is not JobState.COMPLETED:
        cancelled = before is not None and before.state is JobState.CANCELLED
        _give_up(job, before.state.value if before else "gone", cancelled=cancelled)
    elif before.taken_down:
        _give_up(job, "taken down")
    elif (why := _no_frame(before)) is not None:
        _give_up(job, why)
    else:
        # the sweep need not look before its deadline: the account tells when it is its turn
        step, start_at = Step(JobState.WAITING, due_in=job.deadline_at - job.created_at), job.wish.start_at
        if start_at and clock().now() < start_at:
            step = Step(JobState.SCHEDULED, job={"due_at": start_at})
        moved = transition(job.id, job.user_id, lambda _job, _ops: step, with_account=True)
        if moved.moved and moved.job and moved.job.state is JobState.SCHEDULED:
            with left_to_sweep(job.id):
                enqueue_begin(moved.job)


def _give_up(job: Job, why: str, *, cancelled: bool = False) -> None:
    """Nothing was sent, so nothing is kept of its price."""
    ending = ended(Outcome.NOTHING_TO_CONTINUE, f"{job.wish.continues}: {why}").ending
    assert ending is not None
    step = Step(JobState.CANCELLED if cancelled else JobState.FAILED, ending=ending)
    end(job.id, job.user_id, if_still(step, job.attempt, JobState.FOLLOWING))


def _no_frame(before: Job) -> str | None:
    """Why there is none; None once it stands beside its video."""
    media, name = settings().bucket_media, last_frame_name(before.user_id, before.id)
    if files().stat(media, name) is not None:
        return None
    video = files().stat(media, before.object_name)
    if video is None:
        return "its file is gone"
    try:
        still = media_video.last_frame(files().open(video))
    except Gone:
        return "its file is gone"
    except BrokenMedia as broken:
        logs.alert("a finished video has no last frame", job_id=before.id, cause=broken)
        return f"its file is broken: {broken}"
    files().write_stream(media, name, iter([still]), content_type="image/jpeg", cache_control=FOREVER)
    return None
