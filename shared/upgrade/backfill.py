"""What documents of earlier releases lack, written into them: page by page, and only where it still is lacking.

A hundred documents are one commit under the preconditions of each, so it may run beside all else, stop anywhere and begin anew.
What is never rewritten (the ledger) or ends by itself stays as it is (docs/decisions/036-schema.md). What was written before it
had an end by the configuration is given one: counted from when it was written, of files and versions from now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple, cast

from shared.config import retention, sections
from shared.config.model import RetentionSection
from shared.dead_letters.commands import error_type
from shared.films.model import FILMS
from shared.films.model import SHELF as FILM_SHELF
from shared.images.model import COLLECTIONS, IMAGES, Image, read_image
from shared.lifecycle import marks, payers, trash
from shared.lifecycle.library import Shelf
from shared.lifecycle.untouched import TOUCHED
from shared.platform.firestore.documents import SCHEMA, VERSION, Document, Fields, Plan, Seen, Store, Update, Write
from shared.prompts.model import BATCHES, PROMPTS, TEMPLATES, Variant
from shared.prompts.model import read as read_prompt
from shared.storyboards import model as storyboards
from shared.storyboards.images_in_use import looked_up
from shared.videos.model import COLLECTION as JOBS
from shared.videos.model import SHELF, job_path, ops_path

PAGE = 100


class AsOf(NamedTuple):
    """When it is written, and how long things are kept."""

    now: datetime
    kept: RetentionSection


Lack = Callable[[Fields, AsOf], Fields]


def _payer(fields: Fields, _as_of: AsOf) -> Fields:
    return {payers.FIELD: fields["user_id"]} if fields.get("user_id") else {}  # what nobody owns, the nightly run names


def _trash(fields: Fields, _as_of: AsOf) -> Fields:
    """What is being erased is in no list, and will not come back."""
    erased = fields.get("deleting") or fields.get("status") == "deleting"
    return {**trash.OUT, trash.MARK: fields.get("updated_at")} if erased else trash.OUT


def _error(read: Callable[[Document], Image | Variant | None]) -> Lack:
    """As it is read from where it was kept before."""

    def lacking(fields: Fields, _as_of: AsOf) -> Fields:
        found = None if "error" in fields else read(Document("earlier/one", fields))
        return {"error": found.error} if found else {}

    return lacking


def _ends(kept: retention.Kept, since: str) -> Lack:
    """What an operator looks at, from when it was written."""

    def lacking(fields: Fields, as_of: AsOf) -> Fields:
        return {"expires_at": fields[since] + retention.lasts(kept, as_of.kept)} if fields.get(since) else {}

    return lacking


def _touched(fields: Fields, file: str, as_of: AsOf) -> Fields:
    """A file that was there before anybody counted since when it is left alone: from now on."""
    there = fields.get(file) and not fields.get(trash.MARK) and not fields.get("purged_at") and not fields.get("deleting")
    return {TOUCHED: as_of.now} if there else {TOUCHED: None}


def _of_jobs(fields: Fields, as_of: AsOf) -> Fields:
    return {
        "purged_at": None,
        "edit": None,
        "batch": None,
        "storyboard_id": None,
        "scene_id": None,
        "start_at": None,
        "progress": None,
        **_touched(fields, "video", as_of),
        "taken_down_at": None,
        "paid_from": [],
    }


def _of_films(fields: Fields, as_of: AsOf) -> Fields:
    return {"storyboard_id": None, **_touched(fields, "film", as_of), "taken_down_at": None, "paid_from": []}


def _of_letters(fields: Fields, _as_of: AsOf) -> Fields:
    return {"error_type": error_type(fields)}


def _of_images(fields: Fields, as_of: AsOf) -> Fields:
    return {**_touched(fields, "object", as_of), "taken_down_at": None, "likeness_at": None}


def _marks(shelf: Shelf[Any]) -> Lack:
    return lambda fields, _as_of: marks.lacking(fields, shelf.text(fields))


_LACKS: Mapping[str, tuple[Lack, ...]] = {
    "accounts": (),
    "usage": (),
    "provider_keys": (),
    "system_configs": (),
    "dead_letters": (_of_letters, _ends("trouble_days", "last_at")),
    "late_results": (_ends("trouble_days", "at"),),
    "audit_log": (_ends("audit_days", "at"),),
    "signup_grants": (),
    "template_names": (),
    TEMPLATES: (),
    COLLECTIONS: (_trash,),
    IMAGES: (_trash, _error(read_image), _of_images),
    PROMPTS: (_trash, _error(read_prompt)),
    BATCHES: (_payer,),
    JOBS: (_payer, _trash, _marks(SHELF), _of_jobs),
    FILMS: (_payer, _trash, _marks(FILM_SHELF), _of_films),
    storyboards.COLLECTION: (_trash,),
}
PLACES = tuple(_LACKS)


class BackfillPage(NamedTuple):
    collection: str
    read: int
    lacking: int
    last: str | None  # where it ended; none at the end of the collection


def pages(store: Store, now: datetime, *, apply: bool, begin: str | None = None) -> Iterator[BackfillPage]:
    """All that there is, or from this collection or document on: looked at, and where `apply`, written."""
    as_of = AsOf(now, cast("RetentionSection", sections.parse("retention", store.get(sections.path("retention")))))
    first, _, after = (begin or PLACES[0]).partition("/")
    for collection in PLACES[PLACES.index(first) :]:
        last = after or None
        while True:
            page = _page(store, collection, last, as_of, apply=apply)
            yield page
            if (last := page.last) is None:
                break
        after = ""


def _page(store: Store, collection: str, after: str | None, as_of: AsOf, *, apply: bool) -> BackfillPage:
    rows = store.find(collection, order=[("__name__", "asc")], after=[after] if after else None, limit=PAGE)
    parts = _parts(store, collection, rows)
    documents, until = [*rows, *parts], retention.version_ends(as_of.now, as_of.kept)
    endless = [part.path for part in _endless(rows, parts)]
    boards = [row.path for row in rows if collection == storyboards.COLLECTION and "images" not in (row.fields or {})]
    lacking = [document.path for document in documents if _lacks(document, as_of)]
    shot = _shot_for(rows) if collection == storyboards.COLLECTION else {}
    homeless = [job.path for job in store.read(shot).values() if _home(job, shot)] if shot else []
    if apply:
        for begin in range(0, len(lacking), PAGE):
            store.settle(lacking[begin : begin + PAGE], partial(_completed, as_of))
        for begin in range(0, len(endless), PAGE):
            store.settle(endless[begin : begin + PAGE], lambda seen: _ended(seen, until))
        for path in boards:
            store.settle([path], lambda seen, path=path: _with_images(seen, path))
        for begin in range(0, len(homeless), PAGE):
            store.settle(homeless[begin : begin + PAGE], lambda seen: _at_home(seen, shot))
    return BackfillPage(
        collection, len(documents), len({*lacking, *endless, *boards, *homeless}), rows[-1].id if len(rows) == PAGE else None
    )


def _parts(store: Store, collection: str, rows: list[Document]) -> list[Document]:
    """What lies in collections of their own below these."""
    if collection == JOBS:
        return [each for each in store.read(ops_path(row.id) for row in rows).values() if each.fields is not None] if rows else []
    if collection == storyboards.COLLECTION:
        return [version for row in rows for version in _versions(store, row.path)]
    if collection == PROMPTS:
        return [version for row in rows if (row.fields or {}).get("versions") for version in _versions(store, row.path)]
    return []


def _versions(store: Store, path: str) -> list[Document]:
    """All of them: there are never more than a few of one storyboard or prompt."""
    return store.find(f"{path}/versions", order=[("__name__", "asc")], limit=PAGE)


def _endless(rows: list[Document], parts: list[Document]) -> list[Document]:
    """Earlier versions without an end: of a storyboard all but the latest, which is how it stands."""
    latest = {row.path: (row.fields or {}).get("version") for row in rows if row.path.startswith(storyboards.COLLECTION)}
    return [part for part in parts if _is_endless(part, latest.get(part.path.rpartition("/versions/")[0]))]


def _is_endless(part: Document, latest: int | None) -> bool:
    fields = part.fields or {}
    earlier = "version" in fields and (latest is None or fields["version"] < latest)
    return "/versions/" in part.path and earlier and "expires_at" not in fields


def _lacks(document: Document, as_of: AsOf) -> dict[str, Any]:
    """The fields that it lacks, with what they are to be."""
    fields = document.fields
    if fields is None:  # deleted meanwhile
        return {}
    collection, _, rest = document.path.partition("/")
    found: dict[str, Any] = {} if VERSION in fields else {VERSION: SCHEMA}
    for lack in _LACKS[collection] if "/" not in rest else ():
        found |= {name: value for name, value in lack(fields, as_of).items() if _is_lacking(fields, name, value)}
    return found


def _ended(seen: Seen, until: datetime | None) -> Plan[None]:
    rows = [row for row in seen.values() if row.fields is not None and "expires_at" not in row.fields]
    return Plan(None, [Update(row, {"expires_at": until}) for row in rows])


def _is_lacking(fields: Fields, name: str, value: Any) -> bool:
    return name not in fields or (name == TOUCHED and value is not None and fields[name] is None)


def _completed(as_of: AsOf, seen: Seen) -> Plan[None]:
    return Plan(None, [Update(document, more) for document in seen.values() if (more := _lacks(document, as_of))])


def _with_images(seen: Seen, path: str) -> Plan[None]:
    """Which of the images that it names are there; they are marked, for whoever deletes one asks who plans with it."""
    document = seen[path]
    if document.fields is None or "images" in document.fields:
        return Plan(None)
    (board,), marks = looked_up([(storyboards.read(document.id, document.fields), None)], seen)
    images: dict[str, Any] = {"images": list(board.images), "missing_images": list(board.missing_images)}
    writes: list[Write] = [Update(document, images), *marks]
    return Plan(None, writes)


def _shot_for(rows: list[Document]) -> dict[str, Fields]:
    """The jobs that these storyboards name as videos of their scenes, with what is to be said of that."""
    boards = [storyboards.read(row.id, row.fields) for row in rows if row.fields]
    return {
        job_path(scene.video.job_id): {"user_id": board.user_id, "storyboard_id": board.id, "scene_id": scene.id}
        for board in boards
        for scene in board.scenes
        if scene.video
    }


def _home(job: Document, shot: Mapping[str, Fields]) -> Fields | None:
    """The scene that it was shot for, where it does not say it."""
    home = shot[job.path]
    if job.fields is None or job.fields.get("storyboard_id") or job.fields.get("user_id") != home["user_id"]:
        return None
    return {name: home[name] for name in ("storyboard_id", "scene_id")}


def _at_home(seen: Seen, shot: Mapping[str, Fields]) -> Plan[None]:
    return Plan(None, [Update(job, home) for job in seen.values() if (home := _home(job, shot))])
