"""A worker's lease of a film: it is renewed and its progress told every few seconds, and somebody's cancelling is seen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from shared.films.model import Film, read
from shared.films.states import LEASE, FilmStatus
from shared.films.steps import Step
from shared.films.transitions import transition
from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.errors import Contended, Unavailable
from shared.platform.firestore.documents import Plan, Seen, Update

_EVERY = timedelta(seconds=2)


class WorkerLease:
    def __init__(self, film: Film) -> None:
        self._film, self._progress = film, 0.0
        self._until = clock().now() + LEASE
        self._next = clock().now() + _EVERY

    def progress(self, done: float) -> None:
        self._progress = done

    def is_over(self) -> bool:
        """Asked at every packet; looks only now and then."""
        return clock().now() >= self._next and not self.renewed()

    def renewed(self) -> bool:
        """False when the film has ended, or another worker has taken it. A database that is away is borne for a lease."""
        now, where = clock().now(), self._film.path
        self._next = now + _EVERY

        def decide(seen: Seen) -> Plan[bool]:
            film = read(seen[where])
            if film is None or not film.live or film.turn != self._film.turn:
                return Plan(False)
            return Plan(True, [Update(seen[where], {**self._signs(now), "updated_at": now})])

        try:
            held = store().settle([where], decide)
        except (Unavailable, Contended):
            if now >= self._until:
                raise
            logs.warning("a film's progress was not told", film_id=self._film.id)
            return True
        self._until = now + LEASE
        return held

    def stores(self) -> bool:
        """It is made, and goes to its place now; False as above."""
        step = Step(FilmStatus.STORING, self._signs(clock().now()))
        return transition(self._film.id, self._film.user_id, lambda film: step if film.turn == self._film.turn else None).moved

    def _signs(self, now: datetime) -> dict[str, Any]:
        return {"turn_until": now + LEASE, "due_at": now + LEASE, "progress": round(self._progress, 2)}
