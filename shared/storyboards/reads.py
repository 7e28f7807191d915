"""Storyboards as their owners see them: one with how far its videos are, a page of them, its versions. Nothing here shoots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from shared.config import model as config_model
from shared.config import sections
from shared.lifecycle import trash
from shared.platform.clients import clock, store
from shared.platform.errors import NotFound
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Document
from shared.platform.web.cursors import Page, newest_first, page_of, place_of
from shared.storyboards.composing import stale
from shared.storyboards.model import COLLECTION, Limits, Storyboard, Video, read, storyboard_path, version_path
from shared.videos.model import Job, job_path
from shared.videos.model import read as read_job

if TYPE_CHECKING:
    from shared.storyboards import views

_SUMMARY = ("name", "version", "scene_count", "seconds", "created_at", "updated_at")


def jobs_of(board: Storyboard) -> Mapping[str, Job]:
    """The jobs of the scenes' videos, by their ids."""
    paths = [job_path(scene.video.job_id) for scene in board.scenes if scene.video]
    found = [read_job(row) for row in store().read(paths).values()] if paths else []
    return {job.id: job for job in found if job and job.user_id == board.user_id and not job.deleted}


_SHOWN = (
    *("id", "name", "created_at", "updated_at", "version", "language", "preset", "model", "aspect_ratio", "resolution", "audio"),
    *("negative_prompt", "character", "missing_images", "seconds"),
)
_SHOWN_OF_A_SCENE = (
    *("id", "title", "subject", "action", "setting", "camera", "light", "mood", "sound", "dialogue", "duration", "transition"),
    *("crossfade_seconds", "with_character", "own_text", "first_frame", "references", "continue_from_previous"),
)


def shown(board: Storyboard) -> views.Storyboard:
    """A storyboard on the wire: each scene with how far its video is, and whether it was changed since."""
    jobs = jobs_of(board)
    scenes = [_shown_scene(board, place, jobs) for place in range(len(board.scenes))]
    return codec.told(board, _SHOWN, scenes=scenes, progress=dict(Counter(job.state for job in jobs.values())))


def _shown_scene(board: Storyboard, place: int, jobs: Mapping[str, Job]) -> views.Scene:
    scene = board.scenes[place]
    video = _shown_video(board, place, jobs, scene.video) if scene.video else None
    return codec.told(scene, _SHOWN_OF_A_SCENE, missing_images=board.missing_in(scene), video=video)


def _shown_video(board: Storyboard, place: int, jobs: Mapping[str, Job], video: Video) -> views.SceneVideo:
    job = jobs.get(video.job_id)
    return {
        "id": video.job_id,
        "stale": stale(board, place),
        "state": job.state if job else None,
        "outcome": job.outcome if job else None,
        "credits": job.credits if job else None,
        "charged": job.charged if job else None,
        "expected_at": job.expected_at if job else None,
    }


def listed(user_id: str, *, limit: int, cursor: str | None) -> Page[views.StoryboardSummary]:
    """The newest first, in a few facts each."""
    rows = store().find(
        COLLECTION,
        where=[("user_id", "==", user_id), (trash.MARK, "==", None)],
        order=newest_first("created_at"),
        after=place_of(cursor),
        limit=limit,
        only=_SUMMARY,
    )
    return page_of(rows, limit, lambda row: {"id": row.id, **_summary(row)})


def show(user_id: str, storyboard_id: str) -> Storyboard:
    return own(store().get(storyboard_path(storyboard_id)), user_id)


def versions(user_id: str, storyboard_id: str) -> list[views.StoryboardVersion]:
    """Those that are kept, the newest first; the first of them is how it stands."""
    show(user_id, storyboard_id)
    now = clock().now()
    return [_summary(row) for row in stored_versions(storyboard_id, rules().versions) if not row.expired(now)]


def version(user_id: str, storyboard_id: str, number: int) -> Storyboard:
    where = storyboard_path(storyboard_id)
    seen = store().read([where, version_path(storyboard_id, number)])
    return as_version(seen[version_path(storyboard_id, number)], own(seen[where], user_id))


def stored_versions(storyboard_id: str, limit: int) -> list[Document]:
    where = f"{storyboard_path(storyboard_id)}/versions"
    return store().find(where, order=[("version", "desc")], limit=limit, only=(*_SUMMARY, "expires_at"))


def as_version(document: Document, board: Storyboard) -> Storyboard:
    if document.fields is None or document.expired(clock().now()):
        raise NotFound(kind="version", id=document.id)
    return read(board.id, document.fields)


def _summary(row: Document) -> views.StoryboardVersion:
    kept = row.fields or {}
    return {
        "name": kept["name"],
        "version": kept["version"],
        "scene_count": kept["scene_count"],
        "seconds": kept["seconds"],
        "created_at": kept["created_at"],
        "updated_at": kept["updated_at"],
    }


class Rules(NamedTuple):
    """What the configuration says: how much may stand where, how many versions are kept."""

    limits: Limits
    versions: int


def rules() -> Rules:
    fields = sections.get(config_model.StoryboardsSection).model_dump()
    versions = fields.pop("versions")
    return Rules(Limits(**fields), versions)


def default_model() -> str:
    return sections.get(config_model.ModelsSection).default


def own(document: Document, user_id: str) -> Storyboard:
    """The user's storyboard; another's does not exist for them, nor does one in the trash."""
    if document.fields is None or document.fields["user_id"] != user_id or document.fields.get(trash.MARK):
        raise NotFound(kind="storyboard", id=document.id)
    return read(document.id, document.fields)
