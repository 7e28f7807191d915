"""The still beside a film. One that fails never fails the film: it is made later, also when somebody asks for its links."""

from __future__ import annotations

from shared.films.model import Film, FilmStatus, film_path, read
from shared.platform import logs
from shared.platform.clients import files, store
from shared.platform.firestore.documents import Plan, Seen, Update
from shared.platform.settings import settings
from shared.platform.storage.objects import FOREVER, Stored


def poster(film: Film, final: Stored) -> str | None:
    try:
        _make(film, final)
    except Exception as error:  # noqa: BLE001 - whatever it is
        logs.warning("no poster of a film yet", film_id=film.id, reason=f"{type(error).__name__}: {error}")
        return None
    return film.poster_name


def poster_later(film_id: str, user_id: str) -> None:
    """That of a completed film that has none yet. A try that fails is repeated by its queue."""
    where = film_path(film_id)
    film = read(store().get(where))
    if film is None or film.user_id != user_id or not _lacks_it(film):
        return
    final = files().stat(settings().bucket_media, film.object_name)
    if final is None:
        return
    _make(film, final)

    def decide(seen: Seen) -> Plan[bool]:
        now = read(seen[where])
        if now is None or now.status is not FilmStatus.COMPLETED:
            return Plan(False)
        return Plan(True, [Update(seen[where], {"film.poster": film.poster_name})])

    if not store().settle([where], decide):  # deleted meanwhile
        files().delete(settings().bucket_media, film.poster_name)


def _lacks_it(film: Film) -> bool:
    return film.status is FilmStatus.COMPLETED and film.film is not None and not film.film["poster"]


def _make(film: Film, final: Stored) -> None:
    from shared.media.video import poster as still_of

    still = iter([still_of(files().open(final))])
    files().write_stream(settings().bucket_media, film.poster_name, still, content_type="image/jpeg", cache_control=FOREVER)
