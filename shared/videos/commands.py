"""What users do with video jobs: quote, submit, cancel, retry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shared.catalog import effective
from shared.catalog import model as catalog_model
from shared.catalog.reads import STOPPABLE
from shared.lifecycle import marks, takedown
from shared.platform.clients import clock, store
from shared.platform.errors import AppError, NotFound
from shared.platform.firestore import idempotency
from shared.platform.firestore.documents import Plan, Seen, Update, Write
from shared.platform.web.tokens import User
from shared.provider_keys.model import key_path
from shared.providers.outcomes import Outcome
from shared.videos.admission import AdmissionRequest, admit
from shared.videos.errors import BeingHandedOver, CannotCancel, CannotGoOn, ImageGone, NotEnded, TooLateToCancel
from shared.videos.model import ID_FORM, Job, job_path, ops_path, owned
from shared.videos.provider_access import provider_of
from shared.videos.provider_worker import operation_of
from shared.videos.reads import own
from shared.videos.requests import key_providers, request_of, resolve
from shared.videos.states import BEFORE_SENDING, HOLDS_SLOT, JobState
from shared.videos.steps import Ending, Step
from shared.videos.transitions import end
from shared.videos.waiting import set_off

if TYPE_CHECKING:
    from shared.videos.admission import Admitted
    from shared.videos.requests import Resolved, VideoRequest


def quote(user_id: str, request: VideoRequest) -> Resolved:
    """What this would cost right now, before anything is spent."""
    seen = store().read([catalog_model.PATH, *request.reads])
    return resolve(request, seen, user_id, clock().now(), effective.read(seen[catalog_model.PATH].fields))


def submit(user: User, request: VideoRequest, key: str, *, queues: bool = False, again: Job | None = None) -> Admitted:
    """Charge and queue one video; with `queues` it waits for its turn where there is no slot for it.

    One that is made `again` stands where that one stood: in its scene of its storyboard.
    """
    retry_of = again.id if again else None
    shot_for = {"storyboard_id": again.storyboard_id, "scene_id": again.scene_id} if again else {}
    now = clock().now()
    asked = AdmissionRequest(
        idempotency.digest(request.told_apart, retry_of, *(["queues"] if queues else [])),
        lambda seen, overlay: [replace(resolve(request, seen, user.uid, now, overlay), **shot_for)],
        reads=[*request.reads, *_key_reads(user.uid, request)],
        queues=queues,
        retry_of=retry_of,
    )
    admitted = admit(user, asked, key)
    set_off(admitted)
    return admitted


def _key_reads(user_id: str, request: VideoRequest) -> list[str]:
    if not request.own_key:
        return []
    return [key_path(user_id, provider) for provider in key_providers(request.model)]  # of none it is refused


def retry(user: User, job_id: str, key: str, *, queues: bool = False) -> Admitted:
    """The same wish as a new job."""
    job = own(user.uid, job_id)
    if not job.ended:
        raise NotEnded(state=job.state.value)
    if job.wish.continues:
        before = own(user.uid, job.wish.continues)
        takedown.require_up(before)
        if before.state is not JobState.COMPLETED:
            raise CannotGoOn(why=before.state.value, id=before.id)
    try:
        return submit(user, request_of(job.wish), key, queues=queues, again=job)
    except NotFound as gone:
        if gone.details["kind"] != "image":
            raise
        raise ImageGone(image_id=gone.details["id"], retry_of=job.id) from None


def mark(user_id: str, job_id: str, said: Mapping[str, Any]) -> Job:
    """Note its name, that it is a favourite, its tags; in any state."""
    where = job_path(job_id)
    if not ID_FORM.fullmatch(job_id):
        raise NotFound(kind="video", id=job_id)

    def decide(seen: Seen) -> Plan[Job]:
        job = owned(seen[where], user_id)
        now, fields = marks.changed(job, said, job.wish.prompt)
        return Plan(now, [Update(seen[where], fields)])

    return store().settle([where], decide)


def mark_several(
    user_id: str, job_ids: Sequence[str], favourite: bool | None, *, add: Sequence[str], remove: Sequence[str]
) -> dict[str, AppError | None]:
    """All of these that there are, in one commit; of the others why not."""
    ids = dict.fromkeys(job_ids)

    def decide(seen: Seen) -> Plan[dict[str, AppError | None]]:
        told, writes = dict[str, AppError | None](), list[Write]()
        for each in ids:
            try:
                job = owned(seen[job_path(each)], user_id)
                said = {"tags": marks.retagged(job.tags, add, remove)} if add or remove else dict[str, Any]()
            except (NotFound, marks.TooManyTags) as refusal:
                told[each] = refusal
                continue
            said |= {} if favourite is None else {"favourite": favourite}
            told[each] = None
            writes.append(Update(seen[job_path(each)], marks.changed(job, said, job.wish.prompt)[1]))
        return Plan(told, writes)

    return store().settle([job_path(each) for each in ids], decide)


def cancel(user_id: str, job_id: str) -> Job:
    """End a job that was not sent yet, or whose provider confirms that it stopped; its credits come back.

    Any other that was sent runs on: Veo cannot be stopped.
    """
    stopped: list[int] = []  # the attempt that the provider stopped

    def step(job: Job, _ops: Any) -> Step | None:
        if job.user_id != user_id:
            raise NotFound(kind="video", id=job_id)
        stays = job.state not in BEFORE_SENDING and job.edit is None
        if stays and (job.state is not JobState.PROCESSING or job.attempt not in stopped):
            raise (BeingHandedOver if job.state is JobState.SUBMITTING else CannotCancel)(state=job.state.value)
        return Step(JobState.CANCELLED, ending=Ending(Outcome.CANCELLED, refund=True))

    if not ID_FORM.fullmatch(job_id):
        raise NotFound(kind="video", id=job_id)
    try:
        moved = end(job_id, user_id, step)
    except CannotCancel:
        if (attempt := _stopped_at_provider(own(user_id, job_id))) is None:
            raise
        stopped.append(attempt)
        moved = end(job_id, user_id, step)
    if moved.job is None or moved.job.user_id != user_id or moved.job.deleted:
        raise NotFound(kind="video", id=job_id)
    if moved.job.state is not JobState.CANCELLED:
        raise TooLateToCancel(state=moved.job.state.value)
    return moved.job


def cancel_unsent(user_id: str, job_id: str) -> None:
    """For who is not there to hear of a refusal: one that its provider has runs on."""

    def step(job: Job, _ops: Any) -> Step | None:
        stops = job.user_id == user_id and (job.state in BEFORE_SENDING or job.edit is not None)
        return Step(JobState.CANCELLED, ending=Ending(Outcome.CANCELLED, refund=True)) if stops else None

    end(job_id, user_id, step)


def cancel_each(user_id: str, jobs: Iterable[Job], most: int | None = None) -> list[str]:
    """Those of them that can be: the last ones first, and before what has a slot, so that none is let in meanwhile."""
    order = sorted(jobs, key=lambda job: (job.state not in HOLDS_SLOT, job.created_at), reverse=True)
    cancelled: list[str] = []
    for job in order[:most]:
        try:
            cancelled.append(cancel(user_id, job.id).id)
        except (CannotCancel, NotFound):
            continue  # its provider has it, or it has ended in this moment
    return cancelled


def _stopped_at_provider(job: Job) -> int | None:
    """The attempt whose work its provider confirms to have stopped."""
    if job.state is not JobState.PROCESSING or job.surface not in STOPPABLE:
        return None
    operation = operation_of(job, store().get(ops_path(job.id)).fields or {})
    return job.attempt if provider_of(job.user_id, operation).cancel(operation) else None
