"""A worker's lease of a film: it is renewed and its progress told every few seconds, and somebody's cancelling is seen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shared.films.model import Film, read
from shared.films.states import LEASE, FilmStatus
from shared.films.steps import Step
from shared.films.transitions import transition
from shared.lifecycle.lease import Lease
from shared.platform.clients import clock
from shared.platform.firestore.documents import Document


class WorkerLease(Lease):
    def __init__(self, film: Film) -> None:
        self._film, self._progress = film, 0.0
        super().__init__(film.path, LEASE, self._held, lambda now: {**self._signs_of(now), "updated_at": now})

    def progress(self, done: float) -> None:
        self._progress = done

    def stores(self) -> bool:
        """It is made, and goes to its place now; False where the lease is over."""
        step = Step(FilmStatus.STORING, self._signs_of(clock().now()))
        return transition(self._film.id, self._film.user_id, lambda film: step if film.turn == self._film.turn else None).moved

    def _held(self, row: Document) -> bool:
        film = read(row)
        return film is not None and film.live and film.turn == self._film.turn

    def _signs_of(self, now: datetime) -> dict[str, Any]:
        return {"turn_until": now + LEASE, "due_at": now + LEASE, "progress": round(self._progress, 2)}
