"""Films as operators see and end them: anybody's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from shared.films.model import FILMS, Film, film_path, shown, shown_to_owner
from shared.films.outcomes import Ending, FilmOutcome
from shared.films.states import LIVE
from shared.films.steps import Moved
from shared.films.transitions import end
from shared.lifecycle import overview
from shared.platform.clients import store
from shared.platform.errors import Language, NotFound
from shared.platform.firestore.documents import Write
from shared.platform.web.cursors import Page

if TYPE_CHECKING:
    from shared.films import views


def films(
    *,
    limit: int,
    cursor: str | None = None,
    status: str | None = None,
    outcome: str | None = None,
    user_id: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Page[Film]:
    """The newest first, of one user or of all, in one state or in any that is live (`live`); none that is being erased."""
    among: list[tuple[str, Collection[str]]] = [("status", LIVE)] if status == "live" else []
    equal = [("user_id", user_id), ("status", None if status == "live" else status), ("outcome", outcome)]
    return overview.page(FILMS, shown_to_owner, overview.Sought(equal, among, since, until), limit=limit, cursor=cursor)


def film(film_id: str) -> Film:
    if (found := shown_to_owner(store().get(film_path(film_id)))) is None:
        raise NotFound(kind="film", id=film_id)
    return found


def record(film: Film, language: Language) -> views.FilmRecord:
    """A film on the wire, with what only operators see of it."""
    return {
        **shown(film, language),
        "user_id": film.user_id,
        "payer_id": film.payer_id,
        "retry_of": film.retry_of,
        "deleted_at": film.deleted_at,
        "due_at": film.due_at,
        "turn_until": film.turn_until,
        "waits": film.waits,
        "crashes": film.crashes,
    }


def force_fail(film_id: str, reason: str, also: Sequence[Write], *, refund: bool) -> Moved:
    """End a live film; `also` is written in the commit that ends it. An ended one stays as it is."""
    found = film(film_id)
    return end(film_id, found.user_id, Ending(FilmOutcome.ENDED_BY_OPERATOR, reason=reason, refund=refund), also=also)
