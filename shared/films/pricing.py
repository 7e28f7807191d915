"""What a film comes to: how long it will last and what it costs, or why it cannot be made.

Pure over what was read, so that a quote and the admission's own commit see the same.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from shared.config import sections
from shared.config.model import CreditsSection, FilmsSection
from shared.films.errors import FilmTooLong, MusicNotFound, SceneNotFound, SceneNotReady, SceneTooShort, TitleNotDrawable
from shared.films.model import music_name
from shared.films.requests import FilmMusic, FilmScene, FilmWish
from shared.lifecycle import takedown
from shared.media.film.letters import undrawable
from shared.platform.clients import files
from shared.platform.firestore.documents import Document, Seen
from shared.platform.settings import settings
from shared.user_files.plain_text import letter_name
from shared.videos.model import Job, job_path
from shared.videos.model import read as read_job
from shared.videos.states import JobState

CREDITS, FILMS = sections.path("credits"), sections.path("films")
_MOST_NAMED = 10  # letters of a title that cannot be drawn
ROUNDING_S = 0.05  # a measured length is rounded
_MINUTE_S = 60


class Price(NamedTuple):
    """What one film costs: itself, and each minute of it that has begun."""

    seconds: float  # that it will last, by what is known of its scenes
    film: int
    minute: int

    @property
    def minutes(self) -> int:
        return math.ceil(self.seconds / _MINUTE_S)

    @property
    def credits(self) -> int:
        return self.film + self.minutes * self.minute


def require_drawable(wish: FilmWish) -> None:
    """A title that no font can show is refused with its letters."""
    if wish.title and (letters := missing_letters(wish.title.text)):
        raise TitleNotDrawable(letters=letters)


def missing_letters(text: str) -> str:
    """Those that no font can show, with their names."""
    return ", ".join(f"{each} ({letter_name(each)})" for each in undrawable(text)[:_MOST_NAMED])


def has_music(user_id: str, music: FilmMusic | None) -> bool:
    """Whether the music is there, or none is asked for."""
    return music is None or files().stat(settings().bucket_uploads, music_name(user_id, music.id)) is not None


def needs(wish: FilmWish) -> list[str]:
    """The documents that a price is made of."""
    return [CREDITS, FILMS, *(job_path(scene.video_id) for scene in wish.scenes)]


def priced(wish: FilmWish, seen: Seen, user_id: str, *, music: bool) -> Price:
    seconds = _seconds(wish, seen, user_id)
    most = films_section(seen).most_seconds
    if seconds > most:
        raise FilmTooLong(limit=most, seconds=seconds)
    if wish.music and not music:
        raise MusicNotFound(music_id=wish.music.id)
    credits = credits_section(seen)
    return Price(seconds, credits.film, credits.film_minute)


def credits_section(seen: Seen) -> CreditsSection:
    section = sections.parse("credits", seen[CREDITS])
    assert isinstance(section, CreditsSection)
    return section


def films_section(seen: Seen) -> FilmsSection:
    section = sections.parse("films", seen[FILMS])
    assert isinstance(section, FilmsSection)
    return section


def _seconds(wish: FilmWish, seen: Seen, user_id: str) -> float:
    total = 0.0
    for number, scene in enumerate(wish.scenes, 1):
        length = _shown_seconds(scene, _finished(seen[job_path(scene.video_id)], number, user_id), number)
        total += length - (scene.crossfade if number < len(wish.scenes) else 0)
    return round(total, 1)


def _finished(document: Document, number: int, user_id: str) -> Job:
    job = read_job(document)
    if job is None or job.user_id != user_id or job.deleted:
        raise SceneNotFound(scene=number, video_id=document.id)
    takedown.require_up(job)
    if job.state is not JobState.COMPLETED or not job.video:
        raise SceneNotReady(scene=number, video_id=job.id, state=job.state.value)
    return job


def _shown_seconds(scene: FilmScene, job: Job, number: int) -> float:
    """How much of it is shown; the worker measures again, to the frame."""
    seconds = float((job.video or {})["seconds"])
    end = seconds if scene.end is None else scene.end
    if end > seconds + ROUNDING_S or end <= scene.start or scene.crossfade > end - scene.start:
        raise SceneTooShort(scene=number, video_id=job.id, seconds=seconds)
    return end - scene.start
