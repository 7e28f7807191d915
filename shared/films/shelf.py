"""Films as a user meets them: upload music, look, list, cancel, delete, links to the file."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from shared import accounts, usage
from shared.accounts.ledger import account_path
from shared.films.model import FILMS, Film, FilmStatus, film_path, music_name, own, read
from shared.platform.clients import clock, signer, store
from shared.platform.cursors import cursor_of, newest_first, place_of
from shared.platform.documents import Plan, Seen, Update
from shared.platform.errors import AppError, NotFound, Text
from shared.platform.rates import NoPlace
from shared.platform.settings import settings
from shared.usage import Usage, usage_path

MOST_MUSIC_BYTES = 20 * 1024 * 1024
UPLOAD_LIVES = timedelta(minutes=15)
MUSIC_LIVES = timedelta(days=2)  # as the bucket of uploads keeps files
LINKS_LIVE = timedelta(hours=1)
ERASING_IS_LATE = timedelta(minutes=10)
_ID = re.compile(r"[0-9a-f]{24}")


class TooMuchMusic(NoPlace):
    code = "TOO_MUCH_MUSIC"
    message = Text("{limit} pieces of music of yours are kept already.", "Von dir liegen schon {limit} Musikstücke bereit.")
    action = Text(
        "Use one of them again, or wait until {free_at}: each is kept for two days.",
        "Nimm eines davon noch einmal oder warte bis {free_at}: Jedes bleibt zwei Tage.",
    )


class NoFilm(AppError):
    status, code = 409, "NO_FILM"
    message = Text("This film is not finished.", "Dieser Film ist nicht fertig.")
    action = Text("Look at its status and message.", "Sieh dir Status und Nachricht an.")


class FilmEnded(AppError):
    status, code = 409, "FILM_ENDED"
    message = Text("This film has ended already.", "Dieser Film ist schon beendet.")
    action = Text("Look at its status and message.", "Sieh dir Status und Nachricht an.")


class MusicUpload(NamedTuple):
    """Where and how to send the bytes: with PUT, with exactly these headers."""

    music_id: str
    url: str
    headers: Mapping[str, str]
    expires_at: datetime


class Films(NamedTuple):
    rows: Sequence[Film]
    next_cursor: str | None


def ask_music(user_id: str, content_type: str, bytes: int | None) -> MusicUpload:
    """A place for one piece of music, to be used within two days. It is listened to when a film is made with it."""
    music_id = secrets.token_hex(12)
    headers = {
        "Content-Type": content_type,
        "x-goog-content-length-range": f"{bytes},{bytes}" if bytes else f"1,{MOST_MUSIC_BYTES}",
        "x-goog-if-generation-match": "0",
    }
    _take_place(user_id, music_id)
    signed = signer().sign("PUT", settings().bucket_uploads, music_name(user_id, music_id), UPLOAD_LIVES, headers=headers)
    return MusicUpload(music_id, signed.url, headers, signed.expires_at)


def _take_place(user_id: str, music_id: str) -> None:
    from shared import quotas

    account_where, where = account_path(user_id), usage_path(user_id)

    def decide(seen: Seen) -> Plan[None]:
        now, account, kept = clock().now(), accounts.read(seen[account_where]), usage.read(seen[where])
        places, most = kept.open_places("music_places", now), quotas.limit(account, "music_places")
        if len(places) >= most:
            raise TooMuchMusic(most, min(places.values()), now)
        kept = kept.with_place("music_places", music_id, now + MUSIC_LIVES, now)
        return Plan(None, [usage.write(seen[where], kept)])

    store().settle([account_where, where], decide)


def with_films(user_id: str, seen: Seen, by: int) -> Usage:
    """What the user keeps with so many more bytes of films."""
    return usage.read(seen[usage_path(user_id)]).counted("film_bytes", by, lambda: kept_bytes(user_id))


def kept_bytes(user_id: str) -> int:
    """Of all that are finished, by a query."""
    finished = FilmStatus.COMPLETED.value
    return store().sum_of(FILMS, where=[("user_id", "==", user_id), ("status", "==", finished)], field="film.bytes")


def show(user_id: str, film_id: str) -> Film:
    if not _ID.fullmatch(film_id):
        raise NotFound(kind="film", id=film_id)
    return own(store().get(film_path(film_id)), user_id)


def listed(user_id: str, *, limit: int, cursor: str | None, status: str | None) -> Films:
    """The newest first, one query."""
    alive = [each.value for each in FilmStatus if each is not FilmStatus.DELETING]
    where: list[tuple[str, Literal["==", "in"], Any]] = [("user_id", "==", user_id)]
    where.append(("status", "==", status) if status else ("status", "in", alive))
    after = None if cursor is None else place_of(cursor)
    rows = store().find(FILMS, where=where, order=newest_first("created_at"), after=after, limit=limit)
    found = [film for row in rows if (film := read(row))]
    return Films(found, cursor_of(found[-1].created_at, found[-1].id) if len(found) == limit else None)


def links(user_id: str, film_id: str) -> dict[str, Any]:
    """Addresses that play, download and show the poster for an hour; nobody needs a token for them meanwhile."""
    film = show(user_id, film_id)
    if film.status is not FilmStatus.COMPLETED or film.film is None:
        raise NoFilm(status=film.status.value)
    media, poster = settings().bucket_media, film.film.get("poster")
    if not poster:
        from shared.films.tasks import enqueue_poster

        enqueue_poster(film)
    play = signer().sign("GET", media, film.object_name, LINKS_LIVE)
    attachment = {"response-content-disposition": f'attachment; filename="rushes-film-{film.id}.mp4"'}
    download = signer().sign("GET", media, film.object_name, LINKS_LIVE, query=attachment)
    return {
        "playback": play.url,
        "download": download.url,
        "poster": signer().sign("GET", media, str(poster), LINKS_LIVE).url if poster else None,
        "expires_at": min(play.expires_at, download.expires_at),
    }


def cancel(user_id: str, film_id: str) -> Film:
    """End a film that is not finished; its credits come back. Its worker sees it within seconds and keeps nothing."""
    from shared.films.life import end
    from shared.films.outcomes import Ending, FilmOutcome

    show(user_id, film_id)
    film, ended = end(film_id, user_id, Ending(FilmOutcome.CANCELLED))
    if film is None or film.status is FilmStatus.DELETING:
        raise NotFound(kind="film", id=film_id)
    if not ended and film.status is not FilmStatus.CANCELLED:
        raise FilmEnded(status=film.status.value)
    return film


def delete(user_id: str, film_id: str) -> None:
    """Gone for its owner at once; its files follow in a task, and the document after them.

    One that is still being made is cancelled first. What its worker may yet leave is waited for, then erased with the rest.
    """
    from shared.films.tasks import enqueue_clearing

    film = show(user_id, film_id)
    if film.live:
        from shared.films.life import end
        from shared.films.outcomes import Ending, FilmOutcome

        end(film_id, user_id, Ending(FilmOutcome.CANCELLED))

    def decide(seen: Seen) -> Plan[Film]:
        now, ended = clock().now(), own(seen[film.path], user_id)
        late = max(now, ended.due_at or now) + ERASING_IS_LATE
        by = -int((ended.film or {})["bytes"]) if ended.status is FilmStatus.COMPLETED else 0
        marks = {"status": FilmStatus.DELETING.value, "due_at": late, "updated_at": now}
        freed = usage.write(seen[usage_path(user_id)], with_films(user_id, seen, by))
        return Plan(ended, [Update(seen[film.path], marks), freed])

    ended = store().settle([film.path, usage_path(user_id)], decide)
    enqueue_clearing(ended, "/erase", at=ended.due_at)
