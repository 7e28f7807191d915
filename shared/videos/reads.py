"""Video jobs as their owners see them: one, a page of them, and links to their files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from shared.lifecycle import library, takedown, trash, words
from shared.lifecycle.library import Filters
from shared.lifecycle.links import media_links, of_each, signed
from shared.lifecycle.sweep import left_to_sweep
from shared.lifecycle.untouched import touch
from shared.platform.clients import clock, store
from shared.platform.errors import Language, NotFound
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Document
from shared.platform.web.cursors import Page, newest_first
from shared.videos import outcomes, tasks
from shared.videos.errors import NoVideo
from shared.videos.model import COLLECTION, ID_FORM, SHELF, Job, job_path, owned, read
from shared.videos.states import JobState

if TYPE_CHECKING:
    from shared.videos import views

TAGS_OF = 200  # videos: what somebody tags today shows in the latest ones


def own(user_id: str, job_id: str) -> Job:
    """The user's job; another's does not exist for them, nor does one in the trash."""
    return own_as_of(user_id, job_id)[0]


def own_as_of(user_id: str, job_id: str) -> tuple[Job, str | None]:
    """And when it was so, in Firestore's time: for who waits for what comes after."""
    if not ID_FORM.fullmatch(job_id):
        raise NotFound(kind="video", id=job_id)
    seen = store().get(job_path(job_id))
    return owned(seen, user_id), seen.read_time


def needs_image(image_id: str) -> bool:
    """Whether any live job holds it."""
    where: list[tuple[str, Literal["array_contains"], Any]] = [("held_images", "array_contains", image_id)]
    return bool(store().find(COLLECTION, where=where, limit=1, only=["state"]))


def history(user_id: str, asked: Filters, *, limit: int, cursor: str | None) -> Page[Job]:
    """The newest first, those that are asked for."""
    return library.page(SHELF, user_id, asked, limit=limit, cursor=cursor)


def tags(user_id: str) -> views.VideoTags:
    """Those of the latest videos, the most used first; one that people write in several ways is one, as it was written last."""
    rows = _latest(user_id)
    given = [str(tag) for row in rows for tag in (row.fields or {}).get("tags") or ()]
    written = {words.folded(tag): tag for tag in reversed(given)}
    uses = Counter(map(words.folded, given)).items()
    told: list[views.TagUse] = [{"tag": written[each], "count": count} for each, count in uses]
    return {"counted": len(rows), "tags": sorted(told, key=lambda use: (-use["count"], use["tag"]))}


def _latest(user_id: str) -> list[Document]:
    where: list[tuple[str, Literal["=="], Any]] = [("user_id", "==", user_id), (trash.MARK, "==", None)]
    return store().find(COLLECTION, where=where, order=newest_first("created_at"), limit=TAGS_OF, only=["tags"])


def finished(user_id: str, job_id: str) -> Job:
    """The user's job, with its file."""
    job = own(user_id, job_id)
    takedown.require_up(job)
    if not _has_file(job):
        raise NoVideo(state=job.state.value)
    touch(job.path, job.touched_at)
    return job


def _is_there(job: Job, user_id: str) -> bool:
    return job.user_id == user_id and not job.deleted and not job.taken_down and _has_file(job)


def _has_file(job: Job) -> bool:
    return job.state is JobState.COMPLETED and job.video is not None


def links(user_id: str, job_id: str, lives: timedelta) -> views.VideoLinks:
    """Addresses that play, download and show the poster, and its GIF where it has one."""
    return _links(finished(user_id, job_id), lives)


def links_of(user_id: str, job_ids: Sequence[str], lives: timedelta, *, previews: bool) -> views.VideoLinksList:
    """Those of several; of their files only where more than previews is wanted."""
    asked = dict.fromkeys(job_ids)
    seen = store().read([job_path(each) for each in asked])
    jobs = {row.id: job for row in seen.values() if (job := read(row)) and _is_there(job, user_id)}
    for job in jobs.values() if not previews else ():
        touch(job.path, job.touched_at)

    def addresses(job: Job) -> views.ListedVideoLinks:
        if previews:
            return {"id": job.id, **_preview(job, lives)}
        return {"id": job.id, **_links(job, lives)}

    found = of_each([jobs[each] for each in asked if each in jobs], addresses)
    return {"links": found, "missing": [each for each in asked if each not in jobs]}


def _links(job: Job, lives: timedelta) -> views.VideoLinks:
    saved_as = f"rushes-{job.id}"
    has_gif = (job.edit or {}).get("preset") == "gif"
    gif = signed(job.gif_name, saved_as=f"{saved_as}.gif", lives=lives).url if has_gif else None
    return {**media_links(job.object_name, _poster(job), saved_as=f"{saved_as}.mp4", lives=lives), "gif": gif}


def _preview(job: Job, lives: timedelta) -> views.VideoPreview:
    still = signed(poster, lives=lives) if (poster := _poster(job)) else None
    until = still.expires_at if still else clock().now() + lives
    return {"poster": still and still.url, "playback": None, "download": None, "gif": None, "expires_at": until}


def _poster(job: Job) -> str | None:
    """Its name; one that could not be made is tried again."""
    if not (poster := (job.video or {}).get("poster")):
        with left_to_sweep(job.id):
            tasks.enqueue_poster(job)
    return poster


_SHOWN = (
    *("id", "state", "credits", "charged", "created_at", "deadline_at", "expected_at", "outcome", "video", "ended_at"),
    *("retry_of", "followers", "edit", "storyboard_id", "scene_id", "batch_id", "name", "favourite", "tags", "taken_down_at"),
)


def shown(job: Job, language: Language) -> views.Video:
    """A job on the wire: what its document holds, less our marks, with its message in one language."""
    said = {name: text[language] if text else None for name, text in (("message", job.message), ("notice", job.notice))}
    if job.taken_down:
        said["message"] = takedown.SAID.say(language, {})
    return codec.told(
        job, _SHOWN, **vars(job.wish), message=said["message"], notice=said["notice"], error=outcomes.told(job, language)
    )


def watched(job: Job, language: Language, progress: int | None) -> views.WatchedVideo:
    """The same for who waits for it."""
    return {**shown(job, language), "progress": progress}
