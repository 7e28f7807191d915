"""Videos and films that go for good: the links to them first, so that whoever comes back finds the rest."""

from __future__ import annotations

from shared.films import worker as film_worker
from shared.shares import commands as share_commands
from shared.videos import trash as video_trash


def erase_film(film_id: str, user_id: str) -> None:
    """One that is marked as deleting."""
    share_commands.erase_of("film", film_id)
    film_worker.erase(film_id, user_id)


def erase_video(job_id: str, user_id: str) -> None:
    """The files of a purged one; its job stays."""
    share_commands.erase_of("video", job_id)
    video_trash.erase_files(job_id, user_id)
