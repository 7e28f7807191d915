"""A film straight from a storyboard: its scenes' videos in their order, whole, with the scenes' transitions.

Which they are is read with the rest of the admission, so that the film is of one version of the storyboard.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from shared.films.errors import NoScenes, ScenesNotShot
from shared.films.requests import FilmScene, FilmWish
from shared.platform.clients import store
from shared.platform.errors import Contended
from shared.platform.firestore.documents import Document, Seen
from shared.storyboards import model as storyboard_model
from shared.storyboards import reads as storyboard_reads
from shared.storyboards.composing import stale
from shared.storyboards.model import Scene, Storyboard, storyboard_path
from shared.videos.model import job_path
from shared.videos.model import read as read_job
from shared.videos.states import JobState

T = TypeVar("T")
_LOOKS = 10  # at a storyboard that is shot anew while a film is asked for


class _Changed(Exception):
    """The storyboard has other videos now than when it was chosen what to read."""


def looked(wish: FilmWish, user_id: str, look: Callable[[list[str]], T]) -> T:
    """What `look` makes of these paths; once more with others where the storyboard was shot anew meanwhile."""
    for _ in range(_LOOKS):
        try:
            return look(_reads(wish, user_id))
        except _Changed:
            continue
    raise Contended


def resolved(wish: FilmWish, seen: Seen, user_id: str) -> FilmWish:
    """With the scenes of its storyboard where it names none; refused where that is not the user's, or not all is shot."""
    if not wish.storyboard_id:
        return wish
    board = storyboard_reads.own(seen[storyboard_path(wish.storyboard_id)], user_id)
    if wish.scenes:
        return wish
    if not seen.keys() >= set(_jobs(board)):
        raise _Changed
    return replace(wish, scenes=_scenes(board, seen), storyboard_version=board.version)


def _reads(wish: FilmWish, user_id: str) -> list[str]:
    if not wish.storyboard_id:
        return []
    where = storyboard_path(wish.storyboard_id)
    board = None if wish.scenes else _there(store().get(where), user_id)
    return [where, *(_jobs(board) if board else ())]


def _there(document: Document, user_id: str) -> Storyboard | None:
    """Whether it may be used is said by who admits: the same key has its film though the storyboard has gone since."""
    fields = document.fields
    return storyboard_model.read(document.id, fields) if fields and fields["user_id"] == user_id else None


def _jobs(board: Storyboard) -> list[str]:
    return [job_path(scene.video.job_id) for scene in board.scenes if scene.video]


def _scenes(board: Storyboard, seen: Seen) -> tuple[FilmScene, ...]:
    if not board.scenes:
        raise NoScenes
    scenes: list[FilmScene] = []
    lacking: list[dict[str, object]] = []
    for place, scene in enumerate(board.scenes):
        problem = _problem(board, place, seen)
        if problem:
            lacking.append({"scene": place + 1, "scene_id": scene.id, "title": scene.title, "problem": problem})
        elif scene.video:
            last = place == len(board.scenes) - 1
            scenes.append(FilmScene(scene.video.job_id, crossfade=0.0 if last else _overlap(scene), scene_id=scene.id))
    if lacking:
        named = ", ".join(f"{each['scene']} {each['title']}".rstrip() for each in lacking)
        raise ScenesNotShot(count=len(lacking), named=named, lacking=lacking)
    return tuple(scenes)


def _problem(board: Storyboard, place: int, seen: Seen) -> str | None:
    """Why a scene cannot be shown: it has no video, one that failed, is being made, or shows what stood there before."""
    video = board.scenes[place].video
    job = read_job(seen[job_path(video.job_id)]) if video else None
    if job is None or job.deleted or job.user_id != board.user_id:
        return "no_video"
    if job.state is not JobState.COMPLETED:
        return "failed" if job.ended else "being_made"
    return "stale" if stale(board, place) else None


def _overlap(scene: Scene) -> float:
    return scene.crossfade_seconds if scene.transition == "crossfade" else 0.0
