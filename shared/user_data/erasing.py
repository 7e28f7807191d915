"""How a user's documents are erased: each by pages, so that whoever is killed at it, or has no more time, is followed by another.

Called while nothing of the user lives any more and nobody can sign in as them, so what is found is all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple, cast

from shared.config import sections
from shared.films import model as film_model
from shared.lifecycle import payers
from shared.lifecycle.takedown import away
from shared.platform.clients import files, store
from shared.platform.firestore.documents import Document, Drop, Fields, Plan
from shared.platform.settings import settings
from shared.platform.user_ids import home_of, media_home_of
from shared.prompts import trash as prompt_trash
from shared.storyboards import model as storyboard_model
from shared.videos import model as video_model

_PAGE = 100
_FEW = 20  # works, each with places in the buckets
_REPORTS, _PLACES = "reconcile_runs", ("first", "left", "busy")
_VERSIONS = 200  # of a storyboard; more than the configuration allows
Erase = Callable[["Leaver"], Iterator[None]]


class Leaver(NamedTuple):
    """Who is forgotten, and what stands for them where something must stay."""

    user_id: str
    pseudonym: str


def each_in(collection: str) -> Erase:
    """Every document of theirs there."""

    def erase(leaver: Leaver) -> Iterator[None]:
        while rows := _theirs(collection, leaver, _PAGE):
            _drop(row.path for row in rows)
            yield

    return erase


def named(collection: str) -> Erase:
    """The one document that bears their id."""

    def erase(leaver: Leaver) -> Iterator[None]:
        _drop([f"{collection}/{leaver.user_id}"])
        yield

    return erase


def prompts(leaver: Leaver) -> Iterator[None]:
    """With their earlier texts; their batches and keys let go of what was still to be written."""
    while prompt_trash.erase_some_of(leaver.user_id):
        yield


def storyboards(leaver: Leaver) -> Iterator[None]:
    while rows := _theirs(storyboard_model.COLLECTION, leaver, 1):
        versions = below(rows[0].path, "versions", _VERSIONS)
        _drop(
            [*(each.path for each in versions), rows[0].path] if len(versions) < _VERSIONS else [each.path for each in versions]
        )
        yield


def films(leaver: Leaver) -> Iterator[None]:
    """With what a worker may have left of them."""
    while rows := _theirs(film_model.FILMS, leaver, _FEW):
        for film in filter(None, map(film_model.read, rows)):
            yield from clear(settings().bucket_media, film.staging)
        _note_paid_by_others(leaver, rows)
        _drop(row.path for row in rows)
        yield


def videos(leaver: Leaver) -> Iterator[None]:
    """With what operators see of them, what a provider has written for them, and what a worker may have left."""
    while rows := _theirs(video_model.COLLECTION, leaver, _FEW):
        for row in rows:
            yield from clear(settings().bucket_media, f"staging/{row.id}/")
            yield from clear(settings().bucket_provider_out, f"{row.id}/")
        _note_paid_by_others(leaver, rows)
        _drop(path for row in rows for path in (row.path, video_model.ops_path(row.id)))
        yield


def objects(leaver: Leaver) -> Iterator[None]:
    """All under their names in the buckets, also under the name of earlier releases."""
    home, told = f"{home_of(leaver.user_id)}/", settings()
    for bucket, prefix in (
        (told.bucket_uploads, home),
        (told.bucket_media, home),
        (told.bucket_media, f"{media_home_of(leaver.user_id)}/"),
        (told.bucket_media, away(home)),
        (told.bucket_media, away(f"{media_home_of(leaver.user_id)}/")),
    ):
        yield from clear(bucket, prefix)


def clear(bucket: str, prefix: str) -> Iterator[None]:
    """Every object under it."""
    while left := files().list(bucket, prefix, _PAGE):
        for stored in left:
            files().delete(stored.bucket, stored.name, stored.generation)
        yield


def first_day_users(leaver: Leaver) -> Iterator[None]:
    """Out of the list for whom a release was opened first."""

    def without(section: Document) -> Fields | None:
        known = section.fields or {}
        kept = {name: _without(leaver, known[name]) for name in ("beta_users", "features") if known.get(name)}
        changed = {name: value for name, value in kept.items() if value != known[name]}
        return changed or None

    store().change(sections.path("rollout"), without)
    yield


def _without(leaver: Leaver, told: Any) -> Any:
    if isinstance(told, Mapping):
        return {name: _without(leaver, each) for name, each in cast("Mapping[str, Any]", told).items()}
    return [each for each in cast("list[Any]", told) if each != leaver.user_id] if isinstance(told, list) else told


def reports(leaver: Leaver) -> Iterator[None]:
    """Nightly runs name places where something was wrong; theirs go, and stay counted. One under way forgets its place itself."""
    after: str | None = None
    while rows := store().find(_REPORTS, order=[("__name__", "asc")], after=[after] if after else None, limit=_PAGE):
        for row in rows:
            store().change(row.path, partial(_unnamed, leaver))
        after = rows[-1].id
        yield


def _unnamed(leaver: Leaver, report: Document) -> Fields | None:
    home, before = media_home_of(leaver.user_id), report.fields or {}

    def names(place: Any) -> bool:
        path = str(place.get("path") or place.get("name")) if isinstance(place, Mapping) else str(place)
        return home in path or any(part.partition(".")[0] == leaver.user_id for part in path.split("/"))

    kept: dict[str, Any] = {name: [each for each in before.get(name) or () if not names(each)] for name in _PLACES}
    changed = {name: places for name, places in kept.items() if len(places) != len(before.get(name) or ())}
    if before.get("place") and before.get("status") == "stopped":
        changed["place"] = None
    return changed or None


def _note_paid_by_others(leaver: Leaver, rows: Iterable[Document]) -> None:
    """Whose ledgers go on naming them: they were there, says the note of their erasure."""
    if not (others := [row.id for row in rows if payers.of(row.fields or {}) != leaver.user_id]):
        return

    def noted(note: Document) -> Fields:
        return {"works": sorted({*(note.fields or {}).get("works", ()), *others})}

    store().change(f"erasures/{leaver.pseudonym}", noted)


def _theirs(collection: str, leaver: Leaver, most: int) -> list[Document]:
    return store().find(collection, where=[("user_id", "==", leaver.user_id)], limit=most)


def below(path: str, collection: str, most: int) -> list[Document]:
    """What lies under one of their documents."""
    return store().find(f"{path}/{collection}", limit=most)


def _drop(paths: Iterable[str]) -> None:
    gone = [Drop(path) for path in paths]
    store().settle([], lambda _seen: Plan(None, gone))
