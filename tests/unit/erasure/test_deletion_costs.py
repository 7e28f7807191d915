"""What a deletion costs in documents, by what needs the picture: counted where Firestore would count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from shared.erasure import commands as erasure_commands
from shared.erasure import tasks as erasure_tasks
from shared.images.model import Collection, Image
from shared.images.states import ImageStatus
from shared.lifecycle import trash
from shared.platform.errors import AppError
from shared.platform.firestore.documents import Document, Query, Store, Write
from shared.storyboards import images_in_use
from shared.storyboards.commands import fields_of
from shared.storyboards.model import Scene, Storyboard
from tests.fixtures.fakes import NOON, FakeClock, Unasked

ID, ALBUM, UID = "1" * 24, "2" * 24, "ada"
IMAGE = Image(ID, UID, ALBUM, ImageStatus.READY, "image/jpeg", 1, NOON, NOON, None, object="o", thumbnail="t")


@dataclass
class Counting(Unasked):
    """Documents in memory. A query that finds nothing counts as one."""

    rows: dict[str, dict[str, Any]]
    read_documents: int = 0
    queries: int = 0
    written: list[str] = field(default_factory=list[str])

    def read(self, paths: Sequence[str]) -> list[Document]:
        self.read_documents += len(paths)
        return [Document(path, self.rows.get(path)) for path in paths]

    read_to_write = read

    def find(self, query: Query) -> list[Document]:
        found = [Document(path, row) for path, row in self.rows.items() if path.startswith(f"{query.collection}/")][: query.limit]
        self.queries += 1
        self.read_documents += max(1, len(found))
        return found

    def commit(self, writes: Sequence[Write]) -> None:
        self.written += [write.path for write in writes]


class NoQueue:
    def put(self, *_: Any, **__: Any) -> None: ...


def deleting(monkeypatch: pytest.MonkeyPatch, image: Image, *boards: Storyboard, force: bool = False) -> Counting:
    album = Collection(ALBUM, UID, "Harbour", NOON, NOON, image_count=1)
    database = Counting({image.path: image.fields(), album.path: album.fields()})
    database.rows |= {f"storyboards/{board.id}": fields_of(board) for board in boards}
    store = Store(database, FakeClock())
    monkeypatch.setattr(trash, "kept_for", lambda: timedelta(days=30))
    for module in (erasure_commands, images_in_use):
        monkeypatch.setattr(module, "store", lambda: store)
    monkeypatch.setattr(erasure_commands, "clock", FakeClock)
    monkeypatch.setattr(erasure_tasks, "queue", NoQueue)
    erasure_commands.delete_image(UID, image.id, force=force)
    return database


def planning(place: int) -> Storyboard:
    return Storyboard(f"{place:024x}", UID, "The fox", NOON, NOON, scenes=(Scene("first", first_frame=ID),))


def test_a_picture_that_nobody_ever_planned_with_is_deleted_without_a_query(monkeypatch: pytest.MonkeyPatch) -> None:
    """I3: three documents read and two written, whatever else its owner has, and whoever was asked for videos of it."""
    for image in (IMAGE, replace(IMAGE, last_job_id="3" * 24)):
        cost = deleting(monkeypatch, image, *map(planning, range(50)))
        assert (cost.read_documents, cost.queries, len(cost.written)) == (3, 0, 2)


def test_a_picture_that_was_planned_with_costs_one_query_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """I3: and no more than twenty storyboards are read for a refusal; forced, none is."""
    once = replace(IMAGE, planned=True)
    cost = deleting(monkeypatch, once)
    assert (cost.read_documents, cost.queries, len(cost.written)) == (4, 1, 2)
    with pytest.raises(AppError) as refused:
        deleting(monkeypatch, once, *map(planning, range(50)))
    assert (refused.value.code, len(refused.value.details["users"])) == ("IMAGE_IN_USE", 20)
    cost = deleting(monkeypatch, once, *map(planning, range(50)), force=True)
    assert (cost.read_documents, cost.queries, len(cost.written)) == (3, 0, 2)
