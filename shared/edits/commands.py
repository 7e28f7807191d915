"""What users do with edits: ask for the price, have one made, have it made again."""

from __future__ import annotations

from typing import NamedTuple

from shared.edits.pricing import needs, offered, require_drawable
from shared.edits.requests import EditWish
from shared.films.pricing import has_music
from shared.platform.clients import store
from shared.platform.errors import NotFound
from shared.platform.firestore import idempotency
from shared.platform.web.tokens import User
from shared.videos import commands as video_commands
from shared.videos.admission import AdmissionRequest, Admitted, admit
from shared.videos.errors import NotEnded
from shared.videos.model import ID_FORM
from shared.videos.reads import own
from shared.videos.waiting import set_off


class Quote(NamedTuple):
    seconds: float
    credits: int


def quote(user_id: str, source_id: str, asked: EditWish) -> Quote:
    """What it would cost right now and how long it would last; refused where the edit would be."""
    _require_id(source_id)
    require_drawable(asked)
    music = has_music(user_id, asked.music)
    found, seconds = offered(asked, source_id, store().read(needs(source_id)), user_id, music=music)
    return Quote(seconds, found.offer.credits)


def edit(user: User, source_id: str, asked: EditWish, key: str, *, retry_of: str | None = None) -> Admitted:
    """Charge and queue one; it waits for its turn where there is no slot for it."""
    _require_id(source_id)
    require_drawable(asked)
    music = has_music(user.uid, asked.music)
    request = AdmissionRequest(
        idempotency.digest("edit", source_id, asked.fields(), retry_of),
        lambda seen, _overlay: [offered(asked, source_id, seen, user.uid, music=music)[0]],
        reads=needs(source_id),
        queues=True,
        retry_of=retry_of,
        limit="compile",
        feature="edits",
    )
    admitted = admit(user, request, key)
    set_off(admitted)
    return admitted


def retry(user: User, job_id: str, key: str, *, queues: bool = False) -> Admitted:
    """The same wish as a new job, be it of a provider or by hand."""
    job = own(user.uid, job_id)
    if job.edit is None:
        return video_commands.retry(user, job_id, key, queues=queues)
    if not job.ended:
        raise NotEnded(state=job.state.value)
    return edit(user, str(job.wish.source), EditWish.of(job.edit), key, retry_of=job.id)


def _require_id(source_id: str) -> None:
    if not ID_FORM.fullmatch(source_id):
        raise NotFound(kind="video", id=source_id)
