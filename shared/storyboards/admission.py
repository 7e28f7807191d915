"""From a storyboard to its videos: priced by scene, admitted all or none, followed, ended before they begin."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from shared.catalog import effective, overlay
from shared.catalog.overlay import Overlay
from shared.platform.clients import clock, store
from shared.platform.errors import AppError, Contended, NotFound
from shared.platform.firestore import idempotency
from shared.platform.firestore.documents import Seen, Update, Write
from shared.platform.web.tokens import User
from shared.storyboards import model
from shared.storyboards import reads as storyboard_reads
from shared.storyboards.composing import Composed, compose_scene, to_shoot, with_videos
from shared.storyboards.editing import place_of
from shared.storyboards.errors import CannotContinue, NothingToShoot, SceneBeingShot, SceneWithoutImage
from shared.storyboards.model import Scene, Storyboard
from shared.storyboards.reads import jobs_of
from shared.videos.admission import AdmissionRequest, Admitted, id_of
from shared.videos.model import Job, job_path, read
from shared.videos.requests import Resolved, VideoRequest, resolve
from shared.videos.states import BEFORE_SENDING, JobState

Chosen = Literal["all", "stale"] | tuple[str, ...]
_LOOKS = 10  # at a storyboard that changes while it is to be shot


@dataclass(frozen=True)
class Shot:
    """One scene as it would be shot now."""

    scene: Scene
    composed: Composed
    found: Resolved


class _Changed(Exception):
    """The storyboard names something now that it did not when its reads were chosen."""


def quote(user_id: str, storyboard_id: str, chosen: Chosen) -> list[Shot]:
    """What each of these scenes would cost right now."""
    board = storyboard_reads.show(user_id, storyboard_id)
    seen = store().read([overlay.PATH, *_reads(board, chosen)])
    return _shots(board, _places(board, chosen, seen), seen, effective.read(seen[overlay.PATH].fields), secrets.token_bytes(12))


def shoot(user: User, storyboard_id: str, chosen: Chosen, key: str) -> Admitted:
    """Charge and queue these scenes, and write down which job is whose video: all in one commit, or nothing."""
    for _ in range(_LOOKS):
        try:
            return _shoot(user, storyboard_reads.show(user.uid, storyboard_id), chosen, key)
        except _Changed:
            continue
    raise Contended


def after(user_id: str, storyboard_id: str) -> Storyboard | None:
    """The storyboard as it stands after it was shot; what was charged is answered also where somebody deleted it just now."""
    try:
        return storyboard_reads.show(user_id, storyboard_id)
    except NotFound:
        return None


def cancel(user_id: str, storyboard_id: str) -> list[str]:
    """End what was not sent yet, the last ones first, so that none of them is let in meanwhile."""
    from shared.videos import commands as video_commands
    from shared.videos import errors as video_errors

    board = storyboard_reads.show(user_id, storyboard_id)
    waits = [job for job in jobs_of(board).values() if job.state in BEFORE_SENDING]
    waits.sort(key=lambda job: (job.state is not JobState.QUEUED, job.created_at), reverse=True)
    cancelled: list[str] = []
    for job in waits:
        try:
            cancelled.append(video_commands.cancel(user_id, job.id).id)
        except (video_errors.CannotCancel, NotFound):
            continue  # it began in this moment
    return cancelled


def _shoot(user: User, board: Storyboard, chosen: Chosen, key: str) -> Admitted:
    from shared.videos.batches import admit_all

    where, stem = model.storyboard_path(board.id), secrets.token_bytes(12)

    def look(seen: Seen) -> tuple[Storyboard, list[int]]:
        now = storyboard_reads.own(seen[where], user.uid)
        if not seen.keys() >= set(_reads(now, chosen)):
            raise _Changed
        places = _places(now, chosen, seen)
        if not places:
            raise NothingToShoot
        live = [scene.id for place in places if _is_live(_job(scene := now.scenes[place], seen))]
        if live:
            raise SceneBeingShot(count=len(live), scenes=live)
        return now, places

    def offers(seen: Seen, overlay: Overlay) -> Sequence[Resolved]:
        now, places = look(seen)
        return [shot.found for shot in _shots(now, places, seen, overlay, stem)]

    def also(seen: Seen, jobs: Sequence[Job]) -> Sequence[Write]:
        now, places = look(seen)
        of_scenes = {now.scenes[place].id: job.id for place, job in zip(places, jobs, strict=True)}
        return [Update(seen[where], {"scenes": with_videos(now, of_scenes).fields()["scenes"]})]

    digest, reads = idempotency.digest("shoot", board.id, chosen), [where, *_reads(board, chosen)]
    return admit_all(user, AdmissionRequest(digest, offers, reads=reads, also=also, waits=True, stem=stem), key)


def _candidates(board: Storyboard, chosen: Chosen) -> list[int]:
    return [place for place, scene in enumerate(board.scenes) if isinstance(chosen, str) or scene.id in chosen]


def _reads(board: Storyboard, chosen: Chosen) -> list[str]:
    """What must be seen of these scenes: the images that they name, the jobs of their videos and of those they continue."""
    places = _candidates(board, chosen)
    looked_at = [place - back for place in places for back in ((0, 1) if _follows(board, place) else (0,))]
    jobs = [job_path(video.job_id) for place in looked_at if (video := board.scenes[place].video)]
    pictures = [path for place in places for path in _request(board, place, "").reads]
    return list(dict.fromkeys([*jobs, *pictures]))


def _places(board: Storyboard, chosen: Chosen, seen: Seen) -> list[int]:
    """Where the scenes stand that are meant; `stale` are those without a video, or with one that is not of what they say."""
    places = _candidates(board, chosen)
    if chosen == "all":
        return places
    if chosen == "stale":
        changed = set(to_shoot(board))
        return [place for place in places if place in changed or not _has_video(board.scenes[place], seen)]
    for scene_id in chosen:
        place_of(board, scene_id)
    return places


def _job(scene: Scene, seen: Seen) -> Job | None:
    return read(seen[job_path(scene.video.job_id)]) if scene.video else None


def _is_live(job: Job | None) -> bool:
    return job is not None and not job.ended


def _has_video(scene: Scene, seen: Seen) -> bool:
    job = _job(scene, seen)
    return job is not None and (job.state is JobState.COMPLETED or not job.ended)


def _follows(board: Storyboard, place: int) -> bool:
    """Whether it begins with the last frame of the scene before; a picture of the person's own goes before that."""
    scene = board.scenes[place]
    return place > 0 and scene.continue_from_previous and not scene.first_frame


def _continued(board: Storyboard, place: int, places: Sequence[int], seen: Seen, stem: bytes) -> str | None:
    """The video whose last frame begins this scene: the one that is shot with it, else the one that there is or will be."""
    scene = board.scenes[place]
    if not scene.continue_from_previous or scene.first_frame:
        return None
    if place - 1 in places:
        return id_of(stem, places.index(place - 1))
    before = _job(board.scenes[place - 1], seen) if place else None
    if before is None or before.user_id != board.user_id or (before.ended and before.state is not JobState.COMPLETED):
        raise CannotContinue(scene_id=scene.id)
    return before.id


def _shots(board: Storyboard, places: Sequence[int], seen: Seen, overlay: Overlay, stem: bytes) -> list[Shot]:
    """Checked and priced; a refusal says which scene it is about."""
    today = clock().now().date()
    shots: list[Shot] = []
    for place in places:
        scene, composed = board.scenes[place], compose_scene(board, place)
        try:
            request = replace(_request(board, place, composed.text), continues=_continued(board, place, places, seen, stem))
            shots.append(Shot(scene, composed, resolve(request, seen, board.user_id, today, overlay)))
        except NotFound as gone:
            if gone.details["kind"] != "image":
                raise
            named = scene.title or str(place + 1)
            raise SceneWithoutImage(scene=named, scene_id=scene.id, image_id=gone.details["id"]) from None
        except AppError as refused:
            refused.details["scene_id"] = scene.id
            raise
    return shots


def _request(board: Storyboard, place: int, text: str) -> VideoRequest:
    scene = board.scenes[place]
    seen_too = board.character.references if board.character and scene.with_character else ()
    return VideoRequest(
        model=board.model,
        resolution=board.resolution,
        audio=board.audio,
        prompt=text,
        seconds=scene.duration,
        aspect_ratio=board.aspect_ratio,
        negative_prompt=board.negative_prompt or None,
        first_frame=scene.first_frame,
        references=tuple(dict.fromkeys([*seen_too, *scene.references])),
    )
