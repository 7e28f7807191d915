"""Video jobs as a user meets them: quote, submit, look, list, cancel, retry, links to the file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from shared.catalog import in_force, overlay
from shared.platform import logs
from shared.platform.clients import clock, signer, store
from shared.platform.cursors import cursor_of, newest_first, place_of
from shared.platform.errors import AppError, Language, NotFound, Text
from shared.platform.settings import settings
from shared.platform.tokens import User
from shared.videos.job import COLLECTION, Job, job_path, ops_path, read
from shared.videos.states import BEFORE_SENDING, JobState

if TYPE_CHECKING:  # what moves a job comes with the first call that does: a cold look at one needs none of it
    from shared.videos.admission import Admitted
    from shared.videos.asked import Found, Request
    from shared.videos.life import Step

LINKS_LIVE = timedelta(hours=1)
# jobs whose file was looked at before they ended: news of it is no news
_WITH_FILE = ("completed", "download_failed", "storage_failed")
_ID = re.compile(r"[0-9a-f]{24}")
_STOPPABLE = ("gemini-api", "vertex-global", "openai-videos")  # surfaces that stop work when they are asked


class CannotCancel(AppError):
    status, code = 409, "CANNOT_CANCEL"
    message = Text(
        "The provider is making this video already and cannot be stopped.",
        "Der Anbieter macht dieses Video schon und lässt sich nicht anhalten.",
    )
    action = Text("Wait for it; it will be in your history.", "Warte darauf; es erscheint in deinem Verlauf.")


class BeingHandedOver(CannotCancel):
    """Whether its provider has it is known within seconds; only then can anybody say whether it can be stopped."""

    retryable = True
    message = Text(
        "This video is being handed over to its provider right now.",
        "Dieses Video wird gerade an den Anbieter übergeben.",
    )
    action = Text("Try again in some seconds.", "Versuche es in ein paar Sekunden noch einmal.")

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": "5"}


class TooLateToCancel(CannotCancel):
    message = Text("This video has ended already.", "Dieses Video ist schon beendet.")
    action = Text("Look at its state and message.", "Sieh dir Zustand und Nachricht an.")


class NotEnded(AppError):
    status, code = 409, "NOT_ENDED"
    message = Text("This video is still being made.", "Dieses Video wird noch gemacht.")
    action = Text("Wait until it has ended.", "Warte, bis es beendet ist.")


class NoVideo(AppError):
    status, code = 409, "NO_VIDEO"
    message = Text("There is no finished video to this job.", "Zu diesem Auftrag gibt es kein fertiges Video.")
    action = Text("Look at its state and message.", "Sieh dir Zustand und Nachricht an.")


def quote(user_id: str, request: Request) -> Found:
    """What this would cost right now, before anything is spent."""
    from shared.videos.asked import found

    seen = store().read([overlay.PATH, *request.reads])
    return found(request, seen, user_id, clock().now().date(), in_force.read(seen[overlay.PATH].fields))


def submit(user: User, request: Request, key: str, *, queues: bool = False, retry_of: str | None = None) -> Admitted:
    """Charge and queue one video; with `queues` it waits for its turn where there is no slot for it."""
    from dataclasses import asdict

    from shared.platform import idempotency
    from shared.videos.admission import Asked, admit
    from shared.videos.asked import found

    today = clock().now().date()
    asked = Asked(
        idempotency.digest(asdict(request), retry_of, *(["queues"] if queues else [])),
        lambda seen, overlay: [found(request, seen, user.uid, today, overlay)],
        reads=[*request.reads, *_key_reads(user.uid, request)],
        queues=queues,
        retry_of=retry_of,
    )
    admitted = admit(user, asked, key)
    from shared.videos.turns import set_off

    set_off(admitted)
    return admitted


def _key_reads(user_id: str, request: Request) -> list[str]:
    if not request.own_key:
        return []
    from shared.provider_keys.model import key_path
    from shared.videos.asked import key_providers

    return [key_path(user_id, provider) for provider in key_providers(request.model)]  # of none it is refused


def own(user_id: str, job_id: str) -> Job:
    """The user's job; another's does not exist for them."""
    return own_as_of(user_id, job_id)[0]


def own_as_of(user_id: str, job_id: str) -> tuple[Job, str | None]:
    """And when it was so, in Firestore's time: for who waits for what comes after."""
    seen = store().get(job_path(job_id)) if _ID.fullmatch(job_id) else None
    job = read(seen) if seen else None
    if seen is None or job is None or job.user_id != user_id:
        raise NotFound(kind="video", id=job_id)
    return job, seen.read_time


def needs_image(image_id: str) -> bool:
    """Whether any live job holds it."""
    where: list[tuple[str, Literal["array_contains"], Any]] = [("held_images", "array_contains", image_id)]
    return bool(store().find(COLLECTION, where=where, limit=1, only=["state"]))


def retry(user: User, job_id: str, key: str, *, queues: bool = False) -> Admitted:
    """The same wish as a new job."""
    job = own(user.uid, job_id)
    if not job.ended:
        raise NotEnded(state=job.state.value)
    from shared.videos.asked import CannotGoOn, ImageGone, request_of

    if job.wish.continues and (before := own(user.uid, job.wish.continues)).state is not JobState.COMPLETED:
        raise CannotGoOn(why=before.state.value, id=before.id)
    try:
        return submit(user, request_of(job.wish), key, queues=queues, retry_of=job.id)
    except NotFound as gone:
        if gone.details["kind"] != "image":
            raise
        raise ImageGone(image_id=gone.details["id"], retry_of=job.id) from None


def cancel(user_id: str, job_id: str) -> Job:
    """End a job that was not sent yet, or whose provider confirms that it stopped; its credits come back.

    Any other that was sent runs on: Veo cannot be stopped.
    """
    from shared.providers.outcomes import Outcome
    from shared.videos.life import Ending, Step, end

    stopped: list[int] = []  # the attempt that the provider stopped

    def step(job: Job, _ops: Any) -> Step | None:
        if job.user_id != user_id:
            raise NotFound(kind="video", id=job_id)
        if job.state not in BEFORE_SENDING and (job.state is not JobState.PROCESSING or job.attempt not in stopped):
            raise (BeingHandedOver if job.state is JobState.SUBMITTING else CannotCancel)(state=job.state.value)
        return Step(JobState.CANCELLED, ending=Ending(Outcome.CANCELLED, refund=True))

    if not _ID.fullmatch(job_id):
        raise NotFound(kind="video", id=job_id)
    try:
        moved = end(job_id, user_id, step)
    except CannotCancel:
        if (attempt := _stopped_at_provider(own(user_id, job_id))) is None:
            raise
        stopped.append(attempt)
        moved = end(job_id, user_id, step)
    if moved.job is None or moved.job.user_id != user_id:
        raise NotFound(kind="video", id=job_id)
    if moved.job.state is not JobState.CANCELLED:
        raise TooLateToCancel(state=moved.job.state.value)
    return moved.job


def _stopped_at_provider(job: Job) -> int | None:
    """The attempt whose work its provider confirms to have stopped."""
    if job.state is not JobState.PROCESSING or job.surface not in _STOPPABLE:
        return None
    from shared.videos.senders import provider_of
    from shared.videos.work import operation_of

    operation = operation_of(job, store().get(ops_path(job.id)).fields or {})
    return job.attempt if provider_of(job.user_id, operation).cancel(operation) else None


@dataclass(frozen=True)
class Page:
    jobs: list[Job]
    next_cursor: str | None


def history(
    user_id: str, *, limit: int, cursor: str | None, state: str | None, since: datetime | None, until: datetime | None
) -> Page:
    """The newest first, one query; filtered by state and by when they were asked for."""
    where: list[tuple[str, Literal["==", ">=", "<"], Any]] = [("user_id", "==", user_id)]
    if state:
        where.append(("state", "==", state))
    if since:
        where.append(("created_at", ">=", since))
    if until:
        where.append(("created_at", "<", until))
    rows = store().find(
        COLLECTION,
        where=where,
        order=newest_first("created_at"),
        after=None if cursor is None else place_of(cursor),
        limit=limit,
    )
    jobs = [job for row in rows if (job := read(row))]
    return Page(jobs, cursor_of(jobs[-1].created_at, jobs[-1].id) if len(jobs) == limit else None)


def links(user_id: str, job_id: str) -> dict[str, Any]:
    """Addresses that play, download and show the poster for an hour; nobody needs a token for them meanwhile."""
    job = own(user_id, job_id)
    if job.state is not JobState.COMPLETED or job.video is None:
        raise NoVideo(state=job.state.value)
    media, poster = settings().bucket_media, job.video.get("poster")
    if not poster:
        from shared.videos.work import enqueue_poster, left_to_sweep

        with left_to_sweep(job.id):
            enqueue_poster(job)
    play = signer().sign("GET", media, job.object_name, LINKS_LIVE)
    attachment = {"response-content-disposition": f'attachment; filename="rushes-{job.id}.mp4"'}
    download = signer().sign("GET", media, job.object_name, LINKS_LIVE, query=attachment)
    return {
        "playback": play.url,
        "download": download.url,
        "poster": signer().sign("GET", media, str(poster), LINKS_LIVE).url if poster else None,
        "expires_at": min(play.expires_at, download.expires_at),
    }


def shown(job: Job, language: Language) -> dict[str, Any]:
    """A job on the wire: what its document holds, less our marks, with its message in one language."""
    hidden = ("user_id", "due_at", "slot_at", "message", "attempt", "notice", "batch_id", "held_images")
    fields = {name: value for name, value in job.fields().items() if name not in hidden}
    said = {name: text[language] if text else None for name, text in (("message", job.message), ("notice", job.notice))}
    return {"id": job.id, **fields, **said}


def arrived(name: str, uri: str) -> None:
    """An object is complete in provider-out: evidence for the attempt under whose prefix it lies."""
    from shared.videos.work import made

    job_id, _, rest = name.partition("/")
    attempt = rest.partition("/")[0]
    job = read(store().get(job_path(job_id))) if _ID.fullmatch(job_id) and attempt.isdigit() else None
    if job is None:
        logs.warning("an object that no job asked for", name=name)
        return
    moved = made(job.id, job.user_id, int(attempt), uri)
    job = moved.job or job
    if not moved.moved and (job.attempt != int(attempt) or (job.ended and job.outcome not in _WITH_FILE)):
        _put_aside(job, int(attempt), uri)


def _put_aside(job: Job, attempt: int, uri: str) -> None:
    """Nobody awaits it: the credits are back, or another attempt goes on. It is left where it is, for an operator to decide."""
    from shared.platform.documents import Create, Plan, Seen

    where = f"late_results/{job.id}.{attempt}"
    fields = {
        "job_id": job.id,
        "user_id": job.user_id,
        "attempt": attempt,
        "uri": uri,
        "outcome": job.outcome,
        "at": clock().now(),
    }

    def decide(seen: Seen) -> Plan[bool]:
        return Plan(False) if seen[where].fields is not None else Plan(True, [Create(where, fields)])

    if store().settle([where], decide):
        logs.alert("a video arrived that nobody awaits", job_id=job.id, attempt=attempt, outcome=job.outcome)
