"""What users do about films, once they are asked for: upload music, cancel."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from shared.accounts import limits, usage
from shared.accounts import model as account_model
from shared.accounts.ledger import account_path
from shared.accounts.usage import usage_path
from shared.films.errors import FilmEnded, TooMuchMusic
from shared.films.model import ID_FORM, Film, film_path, music_name, own
from shared.films.outcomes import Ending, FilmOutcome
from shared.films.reads import show
from shared.films.states import FilmStatus
from shared.films.transitions import end
from shared.lifecycle import marks
from shared.platform.clients import clock, signer, store
from shared.platform.errors import NotFound
from shared.platform.firestore.documents import Plan, Seen, Update
from shared.platform.settings import settings

if TYPE_CHECKING:
    from shared.films import views


MOST_MUSIC_BYTES = 20 * 1024 * 1024
UPLOAD_LIVES = timedelta(minutes=15)
MUSIC_LIVES = timedelta(days=2)  # as the bucket of uploads keeps files


def ask_music(user_id: str, content_type: str, bytes: int | None) -> views.MusicUpload:
    """A place for one piece of music, to be used within two days. It is listened to when a film is made with it."""
    music_id = secrets.token_hex(12)
    _take_place(user_id, music_id)
    bucket, where = settings().bucket_uploads, music_name(user_id, music_id)
    upload = signer().upload(bucket, where, content_type, bytes, MOST_MUSIC_BYTES, UPLOAD_LIVES)
    return {"music_id": music_id, "upload": upload}


def _take_place(user_id: str, music_id: str) -> None:
    account_where, where = account_path(user_id), usage_path(user_id)

    def decide(seen: Seen) -> Plan[None]:
        now, account, kept = clock().now(), account_model.read(seen[account_where]), usage.read(seen[where])
        places, most = kept.open_places("music_places", now), limits.of(account, "music_places")
        if len(places) >= most:
            raise TooMuchMusic(most, min(places.values()), now)
        kept = kept.with_place("music_places", music_id, now + MUSIC_LIVES, now)
        return Plan(None, [usage.write(seen[where], kept)])

    store().settle([account_where, where], decide)


def mark(user_id: str, film_id: str, said: Mapping[str, Any]) -> Film:
    """Note its name, that it is a favourite, its tags; in any state."""
    where = film_path(film_id)
    if not ID_FORM.fullmatch(film_id):
        raise NotFound(kind="film", id=film_id)

    def decide(seen: Seen) -> Plan[Film]:
        film = own(seen[where], user_id)
        now, fields = marks.changed(film, said, film.text)
        return Plan(now, [Update(seen[where], fields)])

    return store().settle([where], decide)


def cancel(user_id: str, film_id: str) -> Film:
    """End a film that is not finished; its credits come back. Its worker sees it within seconds and keeps nothing."""
    show(user_id, film_id)
    film = end(film_id, user_id, Ending(FilmOutcome.CANCELLED)).now
    if film is None or film.status is FilmStatus.DELETING:
        raise NotFound(kind="film", id=film_id)
    if film.status is not FilmStatus.CANCELLED:
        raise FilmEnded(status=film.status.value)
    return film
