"""Films that cannot be cared for: looking after one raised what nobody foresaw. Put off, counted, and after three times ended."""

from __future__ import annotations

from datetime import timedelta

from shared.films.model import MOST_CRASHES, read
from shared.films.outcomes import Ending, FilmOutcome
from shared.films.transitions import end
from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Document, Plan, Seen, Update

_AGAIN = timedelta(minutes=2)


def meet(row: Document, error: Exception) -> None:
    """Looking after it raised this. Never raises: the others are still to be looked after."""
    logs.alert("sweep cannot look after a film", film_id=row.id, cause=error)
    try:
        crashes = _counted(row.path)
        film = read(row)
        if film is not None and film.live and crashes >= MOST_CRASHES:
            ending = Ending(FilmOutcome.INTERNAL)
            _, ended = end(film.id, film.user_id, ending, if_so=lambda now: now.turn == film.turn)
            if ended:
                logs.alert("a film that could not be cared for was ended", film_id=film.id)
    except Exception as worse:  # noqa: BLE001 - whatever it is
        logs.alert("a film can neither be cared for nor ended", film_id=row.id, cause=worse)


def _counted(path: str) -> int:
    """Trouble in its care counts as a worker's crash does."""

    def decide(seen: Seen) -> Plan[int]:
        fields = seen[path].fields or {}
        before = fields.get("crashes")
        crashes = (before if isinstance(before, int) else 0) + 1
        if not fields.get("due_at"):
            return Plan(crashes)
        return Plan(crashes, [Update(seen[path], {"crashes": crashes, "due_at": clock().now() + _AGAIN * min(crashes, 5)})])

    return store().settle([path], decide)
