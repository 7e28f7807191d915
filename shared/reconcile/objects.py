"""Objects in our buckets that belong to nobody (4): listed page by page, told, and after two days deleted, a few a run.

What is younger than a day is let alone: whoever wrote it may still be at it. An object has an owner as long as there is a
document that names it and has not ended otherwise; a document that cannot be read owns all that bears its id. Deleting is
bounded twice: no run deletes more than MOST_LEFT, and none deletes anything where much of what it saw belongs to nobody,
for then it is rather the documents that are missing. A page costs one listing and the documents that its old objects name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from shared.exports.model import export_path
from shared.exports.model import read as read_export
from shared.films.model import film_path
from shared.films.model import read as read_film
from shared.films.states import FilmStatus
from shared.images.model import image_path, read_image
from shared.images.states import ImageStatus
from shared.lifecycle import takedown
from shared.lifecycle.takedown import at_home
from shared.platform import logs
from shared.platform.clients import clock, files, store
from shared.platform.errors import Unavailable
from shared.platform.firestore.documents import Document
from shared.platform.settings import settings
from shared.platform.storage.objects import Stored
from shared.platform.user_ids import media_home_of
from shared.reconcile.breaches import BreachKind, breach
from shared.reconcile.findings import Findings, Place
from shared.reconcile.model import MOST_LEFT
from shared.videos.model import job_path
from shared.videos.model import read as read_job
from shared.videos.states import JobState

PAGE = 200
YOUNG = timedelta(days=1)
CLEARED_AFTER = timedelta(days=2)
BY_LIFECYCLE = timedelta(days=3)  # uploads and staging, which the buckets themselves delete after two days
FOR_OPERATORS = timedelta(days=7)  # what a provider made for a job that ended without it
_FEW, _SHARE = 10, 0.1  # objects without an owner that are no sign of missing documents

_Owns = Callable[[Document, Stored], bool]


class Home(NamedTuple):
    """Which document an object of this name belongs to, if to any, and what that must say."""

    path: str | None
    owns: _Owns
    young: timedelta = YOUNG


def read(place: Place, user_id: str | None, findings: Findings) -> Place | None:
    """One page; answers where the next begins, None at the end. Of one user only the folder in the media bucket is looked at."""
    buckets = _buckets()
    which, begin = place.after or (0, "")
    bucket = settings().bucket_media if user_id is not None else buckets[which][0]
    home_of = home_in_media if user_id is not None else buckets[which][1]
    page = files().list(bucket, _folder(user_id) if user_id else "", PAGE, after=begin)
    findings.read["objects"] += len(page)
    findings.checked["4"] += len(page)
    for left in _left(page, home_of, clock().now()):
        path = f"{_word(left.bucket)}/{left.name}"
        findings.add([breach(BreachKind.OBJECT_LEFT, path, "an owner", f"{left.size} bytes of {_made_at(left).isoformat()}")])
        if _made_at(left) < clock().now() - CLEARED_AFTER:
            findings.left.append({"bucket": left.bucket, "name": left.name, "generation": left.generation})
    if len(page) == PAGE:
        return Place("objects", (which, page[-1].name))
    return Place("objects", (which + 1, "")) if user_id is None and which + 1 < len(buckets) else None


def clear(left: Sequence[Mapping[str, Any]], found: int, looked_at: int) -> int:
    """Delete what a run found to belong to nobody, if it still does. Answers how many were."""
    if found > max(_FEW, looked_at * _SHARE):
        logs.alert("too much belongs to nobody to be deleted", found=found, looked_at=looked_at)
        return 0
    if found > MOST_LEFT:
        logs.alert("more belongs to nobody than a run deletes", found=found)
    homes, cleared = dict(_buckets()), 0
    for each in left[:MOST_LEFT]:
        try:
            stored = files().stat(each["bucket"], each["name"])
            if stored is None or stored.generation != each["generation"]:
                continue
            if not _left([stored], homes[stored.bucket], clock().now() - (CLEARED_AFTER - YOUNG)):
                continue
            files().delete(stored.bucket, stored.name, stored.generation)
        except Unavailable:
            logs.warning("an object that belongs to nobody was left", name=each["name"])
        else:
            logs.info("an object that belonged to nobody was deleted", bucket=_word(stored.bucket), name=stored.name)
            cleared += 1
    return cleared


def _left(page: Sequence[Stored], home_of: Callable[[str], Home], now: datetime) -> list[Stored]:
    """Those that are old enough and have no owner, by documents that were read after the objects were listed."""
    old = [(each, home) for each in page if _made_at(each) < now - (home := home_of(each.name)).young]
    paths = {home.path for _, home in old if home.path}
    seen = store().read(sorted(paths)) if paths else {}
    return [each for each, home in old if home.path is None or not owned(home.owns, seen[home.path], each)]


def owned(owns: _Owns, document: Document, stored: Stored) -> bool:
    if document.fields is None:
        return False
    try:
        return owns(document, stored)
    except (LookupError, TypeError, ValueError, AttributeError):
        return True


def _made_at(stored: Stored) -> datetime:
    return stored.made_at or clock().now()


def _buckets() -> Sequence[tuple[str, Callable[[str], Home]]]:
    told = settings()
    return ((told.bucket_uploads, _uploads), (told.bucket_provider_out, _provider_out), (told.bucket_media, home_in_media))


def _word(bucket: str) -> str:
    told = settings()
    words = {told.bucket_uploads: "uploads", told.bucket_provider_out: "provider-out", told.bucket_media: "media"}
    return words[bucket]


def _folder(user_id: str) -> str:
    return f"{media_home_of(user_id)}/"


# -- whose it is

_ID = r"[0-9a-f]{24}"
_OF_VIDEO = re.compile(rf"users/.+/videos/({_ID})(?:\.last)?\.(?:mp4|jpg|gif)", re.DOTALL)
_OF_FILM = re.compile(rf"users/.+/films/({_ID})\.(?:mp4|jpg)", re.DOTALL)
_OF_IMAGE = re.compile(rf"users/.+/images/({_ID})(?:\.small)?", re.DOTALL)
_OF_EXPORT = re.compile(rf"users/.+/exports/({_ID})/[0-9a-f]{{8}}\.zip", re.DOTALL)
_MADE = re.compile(rf"({_ID})/[0-9]+/.*", re.DOTALL)
_UPLOAD = re.compile(rf"users/.+/({_ID})", re.DOTALL)


def _uploads(name: str) -> Home:
    found = None if "/music/" in name else _UPLOAD.fullmatch(name)
    return Home(image_path(found[1]) if found else None, _awaits_it, BY_LIFECYCLE)


def _provider_out(name: str) -> Home:
    found = _MADE.fullmatch(name)
    return Home(job_path(found[1]) if found else None, _made_for)


def home_in_media(name: str) -> Home:
    if name.startswith("staging/"):
        return Home(None, _nobody, BY_LIFECYCLE)
    if (home := at_home(name)) != name:
        found = home_in_media(home)
        return Home(found.path, _taken_down(found.owns))
    for pattern, path, owns in (
        (_OF_VIDEO, job_path, _video),
        (_OF_FILM, film_path, _film),
        (_OF_IMAGE, image_path, _image),
        (_OF_EXPORT, export_path, _export),
    ):
        if found := pattern.fullmatch(name):
            return Home(path(found[1]), owns)
    return Home(None, _nobody)


def _taken_down(owns: _Owns) -> _Owns:
    """The same of what is out of reach: it belongs there as long as its work is taken down."""

    def owned(document: Document, stored: Stored) -> bool:
        down = (document.fields or {}).get(takedown.FIELD) is not None
        return down and owns(document, replace(stored, name=at_home(stored.name)))

    return owned


def _nobody(_document: Document, _stored: Stored) -> bool:
    return False


def _video(document: Document, stored: Stored) -> bool:
    job = read_job(document)
    assert job is not None
    names = (*job.file_names, *_recorded(job.video))
    return (
        stored.name in names and (not job.ended or job.state is JobState.COMPLETED) and not (job.purged_at and not job.purge_at)
    )


def _recorded(facts: Mapping[str, Any] | None) -> tuple[Any, ...]:
    """Whatever names are given today, what a document says of its file is its own."""
    return tuple((facts or {}).get(name) for name in ("object", "poster"))


def _film(document: Document, stored: Stored) -> bool:
    """One that has ended otherwise, or is being deleted, has its files until they are cleared: then nobody will look any more."""
    film = read_film(document)
    assert film is not None
    kept = film.live or film.status is FilmStatus.COMPLETED or film.due_at is not None
    return stored.name in (film.object_name, film.poster_name, *_recorded(film.film)) and kept


def _image(document: Document, stored: Stored) -> bool:
    image = read_image(document)
    assert image is not None
    return stored.name in (image.object_name, image.thumbnail_name) and image.status is not ImageStatus.REJECTED


def _export(document: Document, stored: Stored) -> bool:
    """Until it was tidied away, for that is when its document goes."""
    export = read_export(document)
    assert export is not None
    return stored.name.startswith(export.folder)


def _awaits_it(document: Document, stored: Stored) -> bool:
    image = read_image(document)
    assert image is not None
    return stored.name == image.upload_name and image.status is ImageStatus.UPLOADING


def _made_for(document: Document, _stored: Stored) -> bool:
    job = read_job(document)
    assert job is not None
    if job.state is JobState.COMPLETED:
        return False
    return job.ended_at is None or clock().now() < job.ended_at + FOR_OPERATORS
