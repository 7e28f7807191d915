"""What an event says of its work: what the API answers of it, as it stands when it is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.films import model as films
from shared.lifecycle.outbox import Event
from shared.platform.clients import store
from shared.platform.errors import Language, NotFound
from shared.prompts import model as prompts
from shared.prompts import reads as prompt_reads
from shared.videos import model as videos
from shared.videos import reads as video_reads


def data_of(row: Mapping[str, Any], language: Language) -> Mapping[str, Any]:
    """One that is erased meanwhile is no more than its id."""
    event, work_id = Event(row["event"]), str(row["work_id"])
    if event is Event.CREDITS_LOW:
        return {**row["details"], "job_id": work_id}
    return _OF[event.partition(".")[0]](work_id, language) or {"id": work_id}


def _video(work_id: str, language: Language) -> Mapping[str, Any] | None:
    job = videos.read(store().get(videos.job_path(work_id)))
    return job and video_reads.shown(job, language)


def _film(work_id: str, language: Language) -> Mapping[str, Any] | None:
    film = films.read(store().get(films.film_path(work_id)))
    return film and films.shown(film, language)


def _prompt(work_id: str, language: Language) -> Mapping[str, Any] | None:
    prompt = prompts.read(store().get(prompts.prompt_path(work_id)))
    if prompt is None:
        return None
    try:
        primary = prompt_reads.primary_of(prompt)
    except NotFound:  # its image is gone
        primary = None
    return prompts.shown(prompt, language, primary=primary)


_OF = {"video": _video, "film": _film, "prompt": _prompt}
