"""From the provider's copy to the user's file: copied by Cloud Storage, checked by ranged reads, promoted once, then completed.

Only this completes a job. The promotion asks for a name where nothing is: whoever comes second adopts what is there.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from shared.config import sections
from shared.config.model import AdvancedSection
from shared.lifecycle import poster
from shared.lifecycle.sweep import left_to_sweep
from shared.media import video as media_video
from shared.media.facts import BrokenMedia, Defect, Facts, near
from shared.platform import logs
from shared.platform.clients import clock, files, store
from shared.platform.errors import Unavailable
from shared.platform.firestore.documents import Document
from shared.platform.settings import settings
from shared.platform.storage.objects import FOREVER, Corrupted, Gone, Stalled, Stored
from shared.providers.interface import Result
from shared.providers.outcomes import Outcome
from shared.videos.model import Job, job_path, ops_path, read
from shared.videos.provider_access import OwnKey
from shared.videos.states import STORE_DEADLINE, JobState
from shared.videos.steps import Step, ended, if_still
from shared.videos.tasks import enqueue_poster, enqueue_store
from shared.videos.transitions import end, re_arm

if TYPE_CHECKING:
    from shared.videos import views

_MP4 = "video/mp4"
_LOST_ROUND = timedelta(minutes=10)  # a round that is this late was lost: the sweep sends another
_ROUND_WAITS_S = (30, 60, 120, 300, 600)  # between rounds of quick tries; the last one repeats


class _Failed(Exception):
    """A try that did not work; `final` when no other try can."""

    def __init__(self, outcome: Outcome, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.outcome, self.reason, self.final = outcome, reason, final


def store_video(job_id: str, user_id: str, attempt: int, uri: str, round_: int) -> None:
    """A few quick tries; then later again, until the provider's copy is gone or a day has passed."""
    job = read(store().get(job_path(job_id)))
    if job is None or job.user_id != user_id or job.attempt != attempt:
        return
    if job.state is not JobState.STORING:
        if job.ended:  # this task has come before, and left something
            _tidy(job, uri)
        return
    waits = sections.get(AdvancedSection).store_retry_delays_s
    failure = _Failed(Outcome.DOWNLOAD_FAILED, "not tried")
    for wait_s in (0, *waits):
        clock().sleep(wait_s)
        try:
            video = _kept(job, uri)
        except _Failed as again:
            failure = again
            logs.warning("could not bring a video home", job_id=job_id, reason=failure.reason, again=not failure.final)
            if failure.final:
                break
        else:
            _complete(job, uri, video)
            return
    wait = timedelta(seconds=_ROUND_WAITS_S[min(round_, len(_ROUND_WAITS_S) - 1)])
    if failure.final or clock().now() + wait > (job.slot_at or job.created_at) + STORE_DEADLINE:
        moved = end(job_id, user_id, if_still(ended(failure.outcome, failure.reason), attempt, JobState.STORING))
        if moved.job and moved.job.ended:
            _tidy(moved.job, uri)
    elif re_arm(job, wait + _LOST_ROUND).moved:  # else the sweep or a double of this task goes on in its place
        enqueue_store(job_id, user_id, attempt, uri, round_=round_ + 1, at=clock().now() + wait)


def _kept(job: Job, uri: str) -> views.VideoFile:
    """The finished file in the user's folder, with its measured facts; raises _Failed."""
    try:
        final = files().stat(settings().bucket_media, job.object_name)
        final, facts = (final, _checked(job, final)) if final else _promoted(job, uri)
        return {**poster.told(final, facts, job.poster_name), "fps": facts.fps}
    except Gone as gone:
        raise _Failed(Outcome.DOWNLOAD_FAILED, f"the provider's copy is gone: {gone}", final=True) from gone
    except (Corrupted, Stalled) as broken:
        raise _Failed(Outcome.DOWNLOAD_FAILED, f"{type(broken).__name__}: {broken}") from broken
    except BrokenMedia as broken:  # what lies in a bucket stays as it is; what is fetched may come whole the next time
        raise _Failed(Outcome.DOWNLOAD_FAILED, f"BrokenMedia: {broken}", final=uri.startswith("gs://")) from broken
    except Unavailable as trouble:
        raise _Failed(Outcome.STORAGE_FAILED, f"{trouble.details.get('part')} does not answer") from trouble


def _promoted(job: Job, uri: str) -> tuple[Stored, Facts]:
    """Staged under a name that no other try has, so that none takes it away from another; checked; then the user's."""
    media = settings().bucket_media
    staged = _staged(job, uri, f"staging/{job.id}/{secrets.token_hex(4)}.mp4")
    try:
        facts = _checked(job, staged)
        return files().copy(staged, media, job.object_name, cache_control=FOREVER).stored, facts
    finally:
        _cleared(staged)


def _cleared(stored: Stored) -> None:
    try:
        files().delete(stored.bucket, stored.name, stored.generation)
    except Unavailable:
        logs.warning("an object that nobody needs was left", name=stored.name)


def _staged(job: Job, uri: str, name: str) -> Stored:
    media = settings().bucket_media
    if not uri.startswith("gs://"):
        ops = _ops(job) if job.wish.billing == "own_key" else {}
        provider = OwnKey(ops.get("key_version"), ops.get("project")).provider(job.user_id, job.surface)
        stream = provider.open(Result(uri, _MP4))
        return files().write_stream(media, name, stream, content_type=_MP4, cache_control=FOREVER).stored
    bucket, _, source_name = uri.removeprefix("gs://").partition("/")
    source = files().stat(bucket, source_name)
    if source is None:
        raise Gone(uri)
    return files().copy(source, media, name, cache_control=FOREVER).stored


def _checked(job: Job, stored: Stored) -> Facts:
    facts = media_video.probe(files().open(stored))
    seconds = job.wish.seconds + (float(_ops(job).get("source_seconds", 0)) if job.wish.task == "extend" else 0)
    if not near(facts, seconds):
        raise BrokenMedia(Defect.NO_DURATION, f"{facts.seconds:.1f} s instead of {seconds:g}")
    return facts


def _ops(job: Job) -> Mapping[str, Any]:
    return store().get(ops_path(job.id)).fields or {}


def poster_later(job_id: str, user_id: str) -> None:
    """The still of a completed video that has none yet."""

    def finished(document: Document) -> poster.Finished | None:
        job = read(document)
        if (
            job is None
            or job.user_id != user_id
            or job.state is not JobState.COMPLETED
            or job.purged_at
            or job.taken_down
            or not job.video
        ):
            return None
        return poster.Finished(job.object_name, job.poster_name, "video.poster", bool(job.video["poster"]))

    poster.make_later(job_path(job_id), finished)


def _complete(job: Job, uri: str, video: views.VideoFile) -> None:
    step = Step(JobState.COMPLETED, job={"video": dict(video)})
    moved = end(job.id, job.user_id, if_still(step, job.attempt, JobState.STORING))
    if moved.moved and not video["poster"]:
        with left_to_sweep(job.id):
            enqueue_poster(job)
    if moved.job and moved.job.ended:
        _tidy(moved.job, uri)


def _tidy(job: Job, uri: str) -> None:
    """What an ended job leaves behind. Where that fails the task does, and comes again; what it misses, reconcile finds.

    A file that was promoted while its job was ended and refunded is not the user's. The provider's copy has served once the
    job is completed; otherwise it stays for operators to look at.
    """
    if job.state is not JobState.COMPLETED:
        for name in (job.object_name, job.poster_name):
            files().delete(settings().bucket_media, name)
    elif uri.startswith("gs://"):
        bucket, _, name = uri.removeprefix("gs://").partition("/")
        files().delete(bucket, name)
