"""What scenes come to as they stand: which are meant, what each asks of its video, and its price."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from shared.catalog import effective
from shared.catalog import model as catalog_model
from shared.catalog.model import Overlay
from shared.platform.clients import clock, store
from shared.platform.errors import AppError, NotFound
from shared.platform.firestore.documents import Seen
from shared.storyboards import reads as storyboard_reads
from shared.storyboards.composing import Composed, compose_scene, to_shoot
from shared.storyboards.editing import place_of
from shared.storyboards.errors import CannotContinue, SceneWithoutImage
from shared.storyboards.model import Scene, Storyboard
from shared.videos.admission import id_of
from shared.videos.model import Job, job_path, read
from shared.videos.requests import Resolved, VideoRequest, resolve, start_of
from shared.videos.states import JobState

Chosen = Literal["all", "stale"] | tuple[str, ...]


@dataclass(frozen=True)
class Shot:
    """One scene as it would be shot now."""

    scene: Scene
    composed: Composed
    found: Resolved


def quote(user_id: str, storyboard_id: str, chosen: Chosen) -> list[Shot]:
    """What each of these scenes would cost right now."""
    board = storyboard_reads.show(user_id, storyboard_id)
    seen = store().read([catalog_model.PATH, *reads_of(board, chosen)])
    return priced(
        board, places_of(board, chosen, seen), seen, effective.read(seen[catalog_model.PATH].fields), secrets.token_bytes(12)
    )


def _candidates(board: Storyboard, chosen: Chosen) -> list[int]:
    return [place for place, scene in enumerate(board.scenes) if isinstance(chosen, str) or scene.id in chosen]


def reads_of(board: Storyboard, chosen: Chosen) -> list[str]:
    """What must be seen of these scenes: the images that they name, the jobs of their videos and of those they continue."""
    places = _candidates(board, chosen)
    looked_at = [place - back for place in places for back in ((0, 1) if _follows(board, place) else (0,))]
    jobs = [job_path(video.job_id) for place in looked_at if (video := board.scenes[place].video)]
    pictures = [path for place in places for path in _request(board, place, "").reads]
    return list(dict.fromkeys([*jobs, *pictures]))


def places_of(board: Storyboard, chosen: Chosen, seen: Seen) -> list[int]:
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


def scene_job(scene: Scene, seen: Seen) -> Job | None:
    """That of its video; none where it lies in the trash."""
    job = read(seen[job_path(scene.video.job_id)]) if scene.video else None
    return None if job and job.deleted else job


def _has_video(scene: Scene, seen: Seen) -> bool:
    job = scene_job(scene, seen)
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
    before = scene_job(board.scenes[place - 1], seen) if place else None
    if before is None or before.user_id != board.user_id or (before.ended and before.state is not JobState.COMPLETED):
        raise CannotContinue(scene_id=scene.id)
    if before.taken_down:
        raise CannotContinue(scene_id=scene.id)
    return before.id


def priced(
    board: Storyboard, places: Sequence[int], seen: Seen, overlay: Overlay, stem: bytes, start_at: datetime | None = None
) -> list[Shot]:
    """Checked and priced; a refusal says which scene it is about."""
    now = clock().now()
    start_at = start_of(start_at, now)
    shots: list[Shot] = []
    for place in places:
        scene, composed = board.scenes[place], compose_scene(board, place)
        try:
            before = _continued(board, place, places, seen, stem)
            request = replace(_request(board, place, composed.text), continues=before, start_at=start_at)
            found = resolve(request, seen, board.user_id, now, overlay)
            shots.append(Shot(scene, composed, replace(found, storyboard_id=board.id, scene_id=scene.id)))
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
