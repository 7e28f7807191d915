"""What a film is made of, found in Cloud Storage and read in parts; whatever is not there is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shared.films.model import Film, music_name
from shared.films.outcomes import Ending, FilmOutcome
from shared.films.requests import FilmMusic, FilmScene
from shared.media.boxes import Readable
from shared.media.film.wish import Clip, Fit, Music, Resolution, Shape, Title, Wish, frame_size
from shared.platform.clients import files, store
from shared.platform.firestore.documents import Document
from shared.platform.settings import settings
from shared.platform.storage.objects import Gone
from shared.videos.model import job_path
from shared.videos.model import read as read_job
from shared.videos.states import JobState


class FilmAborted(Exception):
    """The film cannot be made, for a reason of its own."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending.outcome)
        self.ending = ending


def wish_of(film: Film) -> Wish:
    """As the media library wants to hear it. Raises Over where a scene is not the user's, or not finished."""
    asked = film.wish
    jobs = store().read(job_path(scene.video_id) for scene in asked.scenes)
    clips = tuple(_clip(film, scene, jobs[job_path(scene.video_id)], at) for at, scene in enumerate(asked.scenes, 1))
    size = None
    if asked.format or asked.resolution:
        size = frame_size(Shape(asked.format or Shape.WIDE), Resolution(asked.resolution or Resolution.HD))
    title = Title(asked.title.text, asked.title.seconds) if asked.title else None
    return Wish(clips, size=size, fit=Fit(asked.fit), music=music_of(film.user_id, asked.music), title=title)


def _clip(film: Film, scene: FilmScene, row: Document, number: int) -> Clip:
    job = read_job(row)
    if job is None or job.user_id != film.user_id:
        raise FilmAborted(Ending(FilmOutcome.SCENE_FOREIGN, number, scene.video_id))
    missing = Ending(FilmOutcome.SCENE_MISSING, number, scene.video_id)
    if job.state is not JobState.COMPLETED or job.taken_down:
        raise FilmAborted(missing)
    return Clip(
        opener(settings().bucket_media, job.object_name, missing), start=scene.start, end=scene.end, crossfade=scene.crossfade
    )


def music_of(user_id: str, wish: FilmMusic | None) -> Music | None:
    if wish is None:
        return None
    opened = opener(settings().bucket_uploads, music_name(user_id, wish.id), Ending(FilmOutcome.MUSIC_MISSING))
    return Music(opened, volume=wish.volume, fade_in=wish.fade_in, fade_out=wish.fade_out, ducked=wish.ducked)


def opener(bucket: str, name: str, missing: Ending) -> Callable[[], Readable]:
    def opened() -> Readable:
        stored = files().stat(bucket, name)
        if stored is None:
            raise FilmAborted(missing)
        return _Named(files().open(stored), missing)

    return opened


class _Named:
    """A file that says whose it was when it goes away meanwhile."""

    def __init__(self, source: Any, missing: Ending) -> None:
        self._source, self._missing = source, missing

    def read(self, size: int, /) -> bytes:
        try:
            return self._source.read(size)
        except Gone as gone:
            raise FilmAborted(self._missing) from gone

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._source.seek(offset, whence)

    def tell(self) -> int:
        return self._source.tell()
