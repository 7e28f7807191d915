"""Which works a page brings, and how many documents it reads for that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.lifecycle import library, words
from shared.lifecycle.library import Filters, Shelf
from shared.platform.firestore.documents import Document

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
SHELF: Shelf[str] = Shelf("works", lambda document: document.id, text=lambda fields: fields.get("prompt"))


class Works:
    """In the place of the store: the works of one user, the newest first, by the comparisons that are asked."""

    def __init__(self, *works: dict[str, Any]) -> None:
        self.rows = [
            Document(f"works/{1000 - n:04}", {"seconds": 4, "created_at": NOON - timedelta(seconds=n), **work}, NOON)
            for n, work in enumerate(works)
        ]
        self.read: list[int] = []
        self.where: list[tuple[str, str]] = []

    def find(self, _collection: str, *, where: Any, after: Any, limit: int, **_order: Any) -> list[Document]:
        self.where = [(name, operator) for name, operator, _ in where if name not in ("user_id", "deleted_at")]
        found = [row for row in self.rows if all(_holds(row.fields or {}, *each) for each in where)]
        found = [row for row in found if after is None or ((row.fields or {})["created_at"], row.id) < after][:limit]
        self.read.append(len(found))
        return found


def _holds(fields: Any, name: str, operator: str, value: Any) -> bool:
    if name in ("user_id", "deleted_at"):
        return True
    if operator == "array_contains":
        return value in words.terms(fields.get("tags", ()), fields.get("name"), fields.get("prompt"))
    assert operator == "=="
    return bool(name in fields and fields[name] == value)


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Any:
    def put(*works: dict[str, Any]) -> Works:
        store = Works(*works)
        monkeypatch.setattr(library, "store", lambda: store)
        return store

    return put


def everything(asked: Filters, limit: int) -> list[list[str]]:
    pages, cursor = list[list[str]](), None
    while True:
        page = library.page(SHELF, "ada", asked, limit=limit, cursor=cursor)
        pages.append(list(page.rows))
        cursor = page.next_cursor
        if cursor is None:
            return pages


def test_a_page_without_filters_is_one_query_of_its_length(shelf: Any) -> None:
    """V15, N1: nothing is read that is not shown; so it is with one filter of a field."""
    store = shelf(*[{"model": "veo" if n % 2 else "omni"} for n in range(50)])
    assert len(library.page(SHELF, "ada", Filters({}), limit=20, cursor=None).rows) == 20
    assert len(library.page(SHELF, "ada", Filters({"model": "veo"}), limit=20, cursor=None).rows) == 20
    assert store.read == [20, 20]


@pytest.mark.parametrize("limit", [1, 7, 100])
def test_every_work_that_fits_comes_once_however_small_the_pages(shelf: Any, limit: int) -> None:
    """V15: in order, past pages that are short or empty; the last one has no cursor."""
    store = shelf(*[{"prompt": "a red fox" if n % 45 == 3 else "a red forest", "seconds": 4 + n % 3} for n in range(700)])
    wanted = [row.id for n, row in enumerate(store.rows) if n % 45 == 3 and 4 + n % 3 >= 5]
    found = everything(Filters({}, q="fox", seconds_min=5), limit)
    assert [each for page in found for each in page] == wanted
    store.read.clear()
    found = everything(Filters({"favourite": False}, seconds_min=5, seconds_max=5), limit)
    assert sum(map(len, found)) == 233


def test_a_page_reads_two_hundred_documents_at_most(shelf: Any) -> None:
    """V15, N1: it says where the next one begins, and asks more only where the first look did not fill it."""
    store = shelf(*[{"prompt": "forty foxes"} for _ in range(1000)])
    page = library.page(SHELF, "ada", Filters({}, q="forty forests"), limit=20, cursor=None)
    assert (page.rows, sum(store.read)) == ([], 200)
    assert page.next_cursor
    store.read.clear()
    assert len(library.page(SHELF, "ada", Filters({}, q="fox forty"), limit=20, cursor=None).rows) == 20
    assert store.read == [20]


@pytest.mark.parametrize(
    ("asked", "most"),
    [
        (Filters({}), 20),
        (Filters({"favourite": True}), 20),
        (Filters({"favourite": True, "model": "omni"}, seconds_min=4), 60),
        (Filters({}, q="lantern"), 20),
        (Filters({}, q="red lantern"), 140),
        (Filters({"favourite": True}, q="lantern", tag="night"), 200),
        (Filters({}, q="lantana"), 200),
    ],
)
def test_a_page_reads_as_much_of_twenty_thousand_works_as_of_two_thousand(shelf: Any, asked: Filters, most: int) -> None:
    """V15, N1: what somebody keeps costs nothing more to be looked through."""
    read: list[int] = []
    for count in (2_000, 20_000):
        store = shelf(*map(_work, range(count)))
        library.page(SHELF, "ada", asked, limit=20, cursor=None)
        read.append(sum(store.read))
    assert read == [most, most]


def _work(number: int) -> dict[str, Any]:
    what = "a red lantern" if number % 20 == 0 else "a lantern" if number % 3 == 0 else "the pier"
    model = "omni" if number // 10 % 2 else "veo"
    return {"prompt": what, "tags": ["night"] * (number % 7 == 0), "favourite": number % 10 == 0, "model": model}


@pytest.mark.parametrize(
    ("asked", "by"),
    [
        (
            Filters({"storyboard_id": "b", "favourite": True}, q="two constellations", tag="x"),
            ("terms", "array_contains"),
        ),
        (Filters({"storyboard_id": "b", "favourite": True}, tag="x"), ("storyboard_id", "==")),
        (Filters({"storyboard_id": None, "favourite": True}, tag="x"), ("terms", "array_contains")),
        (Filters({"storyboard_id": None, "favourite": True, "model": "veo", "state": "failed"}), ("favourite", "==")),
        (Filters({"favourite": False, "model": "veo", "state": "failed"}), ("model", "==")),
        (Filters({"favourite": False, "model": None, "state": "failed"}), ("state", "==")),
    ],
)
def test_firestore_is_asked_for_one_filter_alone(shelf: Any, asked: Filters, by: tuple[str, str]) -> None:
    """V15: so that each has an index; and all of them hold of what is found."""
    fitting = {"prompt": "two constellations", "tags": ["X"], "storyboard_id": "b", "model": "veo", "state": "failed"}
    favourite = {"favourite": True} if asked.equal.get("favourite") else {}  # one from before there were marks has none
    store = shelf({**fitting, **favourite}, *[{"tags": ["x"], "storyboard_id": "b", "model": "veo"}, {"favourite": True}])
    found = everything(asked, 20)
    assert store.where == [by]
    assert found[0][0] == "1000"
    if len([value for value in asked.equal.values() if value is not None]) > 1 or asked.q:
        assert found == [["1000"]]


def test_a_page_counts_as_what_it_usually_reads() -> None:
    """L1, V15: of a plain one what it shows; of one that looks at what it finds, at least two looks."""
    assert [library.worth(Filters({"state": "failed"}), limit) for limit in (1, 20, 100)] == [1, 20, 100]
    assert [library.worth(Filters({}, q="fox"), limit) for limit in (1, 20, 100)] == [60, 60, 100]
