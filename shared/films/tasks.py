"""The tasks of films. Each may come twice, late or not at all."""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.films.model import Film
from shared.lifecycle import compile_queue
from shared.lifecycle.sweep import left_to_sweep
from shared.platform.clients import clock, queue


def enqueue(film: Film, *, at: datetime | None = None) -> None:
    payload = {"film_id": film.id, "user_id": film.user_id, "epoch": film.epoch}
    compile_queue.put("/", payload, film.seconds, at=at)


def set_off(film: Film, *, at: datetime | None = None) -> None:
    """After the commit that queued it; what is lost here, the sweep makes up for."""
    with left_to_sweep(film.id):
        enqueue(film, at=at)


def enqueue_poster(film: Film) -> None:
    """A minute later, since what just failed would fail again. Should it be lost, whoever asks for the links sends another."""
    payload, at = {"film_id": film.id, "user_id": film.user_id}, clock().now() + timedelta(minutes=1)
    with left_to_sweep(film.id):
        queue().put("compile", "film-tasks", "/poster", payload, at=at, deadline_s=120)


def enqueue_clearing(film: Film, path: str, *, at: datetime | None = None) -> None:
    """`/erase` all of it, or `/tidy` what an unfinished one has left."""
    with left_to_sweep(film.id):
        queue().put("erase", "film-tasks", path, {"id": film.id, "user_id": film.user_id}, at=at, deadline_s=600)
