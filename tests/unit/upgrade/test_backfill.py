"""The backfill beside all else that goes on: what is there stays, and what changes as it writes is looked at again."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from shared.images.model import Image
from shared.images.states import ImageStatus
from shared.lifecycle import trash
from shared.platform.clock import SystemClock
from shared.platform.firestore.documents import Database, Document, Fields, Query, RaceLost, Store, Update, Write
from shared.upgrade import backfill
from tests.unit.storyboards.stories import ANNA, film

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
JOB, BOARD, IMAGE = "video_jobs/job", "storyboards/board", "images/reynard"


class Shelf:
    """Documents in memory, under preconditions as Firestore holds them; `meanwhile` happens once, before a commit."""

    def __init__(self, **documents: Fields) -> None:
        self.documents = {path.replace("__", "/"): {**fields} for path, fields in documents.items()}
        self.meanwhile: Callable[[], None] = lambda: None
        self._times, self._ticks = dict.fromkeys(self.documents, NOON), itertools.count(1)

    def put(self, path: str, **fields: Any) -> None:
        self.documents[path] = {**self.documents[path], **fields}
        self._times[path] = NOON + timedelta(seconds=next(self._ticks))

    def read(self, paths: Iterable[str]) -> list[Document]:
        return [Document(path, self.documents.get(path), self._times.get(path)) for path in paths]

    read_to_write = read

    def find(self, query: Query) -> list[Document]:
        return self.read(path for path in self.documents if path.rpartition("/")[0] == query.collection)

    def commit(self, writes: Iterable[Write]) -> None:
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        for write in (writes := list(writes)):
            if isinstance(write, Update) and write.seen.update_time != self._times[write.path]:
                raise RaceLost
        for write in writes:
            self.put(write.path, **cast("Update", write).fields)


def filled(shelf: Shelf) -> list[int]:
    """How many each page was lacking, of those that lacked something."""
    store = Store(cast("Database", shelf), SystemClock())
    return [page.lacking for page in backfill.pages(store, NOON, apply=True) if page.lacking]


def image() -> Fields:
    return Image("reynard", "anna", "home", ImageStatus.READY, "image/jpeg", 1, NOON, NOON, None).fields()


def earlier_board() -> Fields:
    board = film(character={**ANNA, "references": ["reynard", "gone"]}).fields()
    return {name: value for name, value in board.items() if name not in ("images", "missing_images")}


def test_what_is_there_stays() -> None:
    """C2, C3: somebody else pays, and something lies in the trash: only the version is lacking. A second time nothing is."""
    shelf = Shelf(video_jobs__job={"user_id": "ada", "payer_id": "bob", "deleted_at": NOON}, films__film={"user_id": "ada"})
    assert filled(shelf) == [1, 1]
    fields = shelf.documents[JOB]
    assert (fields["payer_id"], fields["deleted_at"], fields["schema_version"]) == ("bob", NOON, 1)
    film_fields = shelf.documents["films/film"]
    assert (film_fields["payer_id"], film_fields["deleted_at"], film_fields["schema_version"]) == ("ada", None, 1)
    assert filled(shelf) == []


def test_what_had_no_end_is_given_one() -> None:
    """D1: the audit log from when it was written, files and earlier versions from now; how a storyboard stands has none."""
    old, file = NOON - timedelta(days=700), {"schema_version": 1, **trash.OUT}
    shelf = Shelf(
        audit_log__look={"at": old, "actor": "boss"},
        dead_letters__one={"last_at": old, "error": "Unavailable: later"},
        video_jobs__made={"user_id": "ada", "video": {"bytes": 1}, "touched_at": None},
        video_jobs__failed={"user_id": "ada", "video": None},
        video_jobs__trashed={"user_id": "ada", "video": {"bytes": 1}, "deleted_at": NOON, "purge_at": NOON},
        films__made={"user_id": "ada", "film": {"bytes": 1}, "touched_at": old},
        video_prompts__text={"versions": 1, "error": None, **file},
        video_prompts__text__versions__1={"version": 1, "schema_version": 1},
        storyboards__board={**film().fields(), "version": 2, "images": [], **file},
        storyboards__board__versions__1={"version": 1, "schema_version": 1},
        storyboards__board__versions__2={"version": 2, "schema_version": 1},
        storyboards__board__versions__3={"version": 3, "schema_version": 1},  # it was saved as the backfill came to it
    )
    filled(shelf)
    found = {path: fields.get("expires_at") or fields.get("touched_at") for path, fields in shelf.documents.items()}
    versions = ("video_prompts/text/versions/1", "storyboards/board/versions/1")
    assert {path: end for path, end in found.items() if end} == {
        "audit_log/look": old + timedelta(days=730),
        "dead_letters/one": old + timedelta(days=365),
        "video_jobs/made": NOON,
        "films/made": old,
        **dict.fromkeys(versions, NOON + timedelta(days=365)),
    }
    assert filled(shelf) == []


def test_what_comes_as_it_writes_stays() -> None:
    """C2, C3: its commit is lost to whoever wrote first, and it looks again."""
    shelf = Shelf(video_jobs__job={"user_id": "ada"})
    shelf.meanwhile = lambda: shelf.put(JOB, payer_id="bob", deleted_at=NOON)
    assert filled(shelf) == [1]
    assert (shelf.documents[JOB]["payer_id"], shelf.documents[JOB]["deleted_at"]) == ("bob", NOON)


def test_a_storyboard_learns_which_of_its_images_are_there() -> None:
    """C3: and these that they are planned with, for whoever deletes one asks both."""
    shelf = Shelf(storyboards__board=earlier_board(), images__reynard={**image(), "planned": False})
    filled(shelf)
    board = shelf.documents[BOARD]
    assert (board["images"], board["missing_images"]) == (["reynard"], ["gone"])
    assert shelf.documents[IMAGE]["planned"] is True


def test_an_image_that_goes_as_its_storyboard_is_looked_at_counts_as_missing() -> None:
    """C3: the marked image is a part of the commit."""
    shelf = Shelf(storyboards__board=earlier_board(), images__reynard={**image(), "schema_version": 1, **trash.OUT})
    shelf.documents[BOARD] |= {"schema_version": 1, **trash.OUT}
    shelf.meanwhile = lambda: shelf.put(IMAGE, status="deleting")
    filled(shelf)
    assert (shelf.documents[BOARD]["images"], shelf.documents[BOARD]["missing_images"]) == ([], ["reynard", "gone"])


def test_a_storyboard_that_is_saved_meanwhile_keeps_what_it_says() -> None:
    """C3: the newer word on its images counts."""
    shelf = Shelf(storyboards__board={**earlier_board(), "schema_version": 1, **trash.OUT})
    shelf.meanwhile = lambda: shelf.put(BOARD, images=["new"], missing_images=[])
    filled(shelf)
    assert (shelf.documents[BOARD]["images"], shelf.documents[BOARD]["missing_images"]) == (["new"], [])
