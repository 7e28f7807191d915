"""Making a film. Its task may come twice, late, or not at all; only the one that takes the lease works, until it ends."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.films import making
from shared.films.lease import WorkerLease
from shared.films.model import Film, film_path, read
from shared.films.outcomes import Ending, FilmOutcome
from shared.films.sources import FilmAborted, wish_of
from shared.films.states import LEASE, LOST_TASK, FilmStatus
from shared.films.steps import Step
from shared.films.tasks import enqueue_poster, set_off
from shared.films.transitions import end, transition
from shared.lifecycle import poster, takedown
from shared.media.film.outcome import Cancelled, MusicBroken, SceneBroken
from shared.platform import logs
from shared.platform.clients import clock, files, store
from shared.platform.errors import Contended, Unavailable
from shared.platform.firestore.documents import Document, Fields
from shared.platform.settings import settings
from shared.platform.storage.objects import Corrupted, Gone, Stalled

if TYPE_CHECKING:
    from shared.films import views

_WAITS_S = (10, 30, 60, 120, 300)  # after trouble that passes; the last one repeats
_TOO_SHORT = ("too_short", "outside")


def cut(film_id: str, user_id: str, epoch: int) -> None:
    """Make a film that waits for it. Trouble that passes is waited for; everything else ends it, and says why."""
    film = _begun(film_id, user_id, epoch)
    if film is None:
        return
    lease = WorkerLease(film)
    ending, facts, tidied = Ending(FilmOutcome.COMPLETED), None, False
    try:
        try:
            facts = _made(film, lease)
        finally:
            tidied = making.cleared(f"{film.staging}{film.turn}")
    except Cancelled:
        logs.info("a film was given up by its worker", film_id=film.id)
        return
    except FilmAborted as over:
        ending = over.ending
    except SceneBroken as broken:
        outcome = FilmOutcome.SCENE_TOO_SHORT if broken.reason in _TOO_SHORT else FilmOutcome.SCENE_BROKEN
        ending = Ending(outcome, broken.index + 1, film.wish.scenes[broken.index].video_id, str(broken.reason))
    except MusicBroken as broken:
        ending = Ending(FilmOutcome.MUSIC_BROKEN, reason=str(broken.reason))
    except (Unavailable, Contended, Corrupted, Stalled, Gone) as trouble:
        logs.warning("a film is put off", film_id=film.id, reason=f"{type(trouble).__name__}: {trouble}")
        _put_off(film)
        return
    except Exception as error:  # noqa: BLE001 - it would fail again; its owner shall not wait for that
        logs.alert("a film could not be made", film_id=film.id, cause=error)
        ending = Ending(FilmOutcome.INTERNAL)
    done = end(film.id, film.user_id, ending, if_so=lambda now: now.turn == film.turn, facts=facts, tidied=tidied)
    if facts is not None and not done.moved:
        _take_back(film)
    elif facts is not None and not facts["poster"]:
        enqueue_poster(film)


def poster_later(film_id: str, user_id: str) -> None:
    """The still of a completed film that has none yet."""

    def finished(document: Document) -> poster.Finished | None:
        film = read(document)
        if film is None or film.user_id != user_id or film.taken_down or film.film is None:
            return None
        if film.status is not FilmStatus.COMPLETED:
            return None
        return poster.Finished(film.object_name, film.poster_name, "film.poster", bool(film.film["poster"]))

    poster.make_later(film_path(film_id), finished)


def _begun(film_id: str, user_id: str, epoch: int) -> Film | None:
    """The film, if this task is the one that it waits for; from here on it is ours until the lease ends."""
    turn = secrets.token_hex(4)

    def begun(film: Film) -> Step | None:
        until = clock().now() + LEASE
        step = Step(FilmStatus.COMPILING, {"turn": turn, "turn_until": until, "due_at": until, "progress": 0.0})
        return step if (film.status, film.epoch) == (FilmStatus.QUEUED, epoch) else None

    moved = transition(film_id, user_id, begun)
    return moved.now if moved.moved else None


def _made(film: Film, lease: WorkerLease) -> views.FilmFile:
    """The finished file in the user's folder, with its facts."""
    place = making.Place(film.object_name, film.staging, str(film.turn))
    final, facts = making.made(place, lambda: wish_of(film), lease)
    return {**poster.told(final, facts, film.poster_name), "fps": round(facts.fps, 3), "frames": facts.frames}


def _put_off(film: Film) -> None:
    """It waits in the queue again, for a new task; past its time the sweep ends it."""
    wait = timedelta(seconds=_WAITS_S[min(film.waits, len(_WAITS_S) - 1)])
    at = clock().now() + wait
    marks = {"epoch": film.epoch + 1, "waits": film.waits + 1, "turn": None, "turn_until": None, "due_at": at + LOST_TASK}
    moved = transition(film.id, film.user_id, lambda now: Step(FilmStatus.QUEUED, marks) if now.turn == film.turn else None)
    if moved.moved and moved.now:
        set_off(moved.now, at=at)


def _take_back(film: Film) -> None:
    """It was finished, but ended otherwise meanwhile: then it is not the user's. Another worker's film stays."""
    current = read(store().get(film.path))
    if current is None or not (current.live or current.status is FilmStatus.COMPLETED):
        _drop_files(film)


def _drop_files(film: Film) -> None:
    for name in takedown.everywhere(film, film.file_names):
        files().delete(settings().bucket_media, name)


def tidy(film_id: str, user_id: str) -> None:
    """Nothing stays of a film that ended unfinished, whatever its worker left when it died."""
    film = read(store().get(film_path(film_id)))
    if film is None or film.user_id != user_id or film.live or film.status is FilmStatus.DELETING:
        return
    if film.status is not FilmStatus.COMPLETED:
        _drop_files(film)
    if not making.cleared(film.staging):
        raise Unavailable(part="storage")

    def tidied(row: Document) -> Fields | None:
        current = read(row)
        return {"due_at": None} if current is not None and current.status is film.status else None

    store().change(film.path, tidied)


def erase(film_id: str, user_id: str) -> None:
    """One that is marked as deleting: its files, then its document; called twice or late it does nothing."""
    where = film_path(film_id)
    film = read(store().get(where))
    if film is None or film.user_id != user_id or film.status is not FilmStatus.DELETING:
        return
    _drop_files(film)
    if not making.cleared(film.staging):
        raise Unavailable(part="storage")
    takedown.forget(film)
    store().erase(where)
