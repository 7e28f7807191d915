"""The last step of what goes for good and has files: the links to it, then these. Called twice or late it does nothing."""

from __future__ import annotations

from shared.films import model as film_model
from shared.films import worker as film_worker
from shared.films.states import FilmStatus
from shared.platform.clients import store
from shared.shares import commands as share_commands
from shared.videos import model as video_model
from shared.videos import trash as video_trash


def erase_video(job_id: str, user_id: str) -> None:
    """The files of a purged one."""
    job = video_model.read(store().get(video_model.job_path(job_id)))
    if job is not None and job.user_id == user_id and job.purged_at and job.purge_at:
        share_commands.erase_of("video", job_id)
        video_trash.erase_files(job_id, user_id)


def erase_film(film_id: str, user_id: str) -> None:
    film = film_model.read(store().get(film_model.film_path(film_id)))
    if film is not None and film.user_id == user_id and film.status is FilmStatus.DELETING:
        share_commands.erase_of("film", film_id)
        film_worker.erase(film_id, user_id)
