"""Films as their owners see them: one, a page of them, and links to their files."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.accounts import usage
from shared.accounts.usage import Usage, usage_path
from shared.films.errors import NoFilm
from shared.films.model import FILMS, ID_FORM, SHELF, Film, film_path, own
from shared.films.states import FilmStatus
from shared.films.tasks import enqueue_poster
from shared.lifecycle import library, takedown
from shared.lifecycle.library import Filters
from shared.lifecycle.links import media_links
from shared.lifecycle.untouched import touch
from shared.platform.clients import store
from shared.platform.errors import NotFound
from shared.platform.firestore.documents import Seen
from shared.platform.web.cursors import Page

if TYPE_CHECKING:
    from shared.platform.web.views import MediaLinks


def with_films(user_id: str, seen: Seen, by: int) -> Usage:
    """What the user keeps with so many more bytes of films."""
    return usage.read(seen[usage_path(user_id)]).counted("film_bytes", by, lambda: kept_bytes(user_id))


def kept_bytes(user_id: str) -> int:
    """Of all that are finished, by a query."""
    finished = FilmStatus.COMPLETED.value
    return store().sum_of(FILMS, where=[("user_id", "==", user_id), ("status", "==", finished)], field="film.bytes")


def show(user_id: str, film_id: str) -> Film:
    return own_as_of(user_id, film_id)[0]


def own_as_of(user_id: str, film_id: str) -> tuple[Film, str | None]:
    """And when it was so, in Firestore's time: for who waits for what comes after."""
    if not ID_FORM.fullmatch(film_id):
        raise NotFound(kind="film", id=film_id)
    seen = store().get(film_path(film_id))
    return own(seen, user_id), seen.read_time


def listed(user_id: str, asked: Filters, *, limit: int, cursor: str | None) -> Page[Film]:
    """The newest first, those that are asked for."""
    return library.page(SHELF, user_id, asked, limit=limit, cursor=cursor)


def finished(user_id: str, film_id: str) -> Film:
    """The user's film, with its file."""
    film = show(user_id, film_id)
    takedown.require_up(film)
    if film.status is not FilmStatus.COMPLETED or film.film is None:
        raise NoFilm(status=film.status.value)
    touch(film.path, film.touched_at)
    return film


def links(user_id: str, film_id: str, lives: timedelta) -> MediaLinks:
    """Addresses that play, download and show the poster."""
    film = finished(user_id, film_id)
    assert film.film is not None
    if not (poster := film.film.get("poster")):
        enqueue_poster(film)
    return media_links(film.object_name, poster, saved_as=f"rushes-film-{film.id}.mp4", lives=lives)
