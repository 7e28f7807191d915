"""The first moments of an instance: a glance while the client is not there, the client as soon as it is."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any, cast

import pytest

from shared.platform.firestore.cold_start import ColdStartDatabase, Whole
from shared.platform.firestore.documents import Create, Document, Fields, NoAnswer, Query, Write
from shared.platform.firestore.rest import RestUnavailable
from standins.testing import eventually


class Reader:
    """One that says who it is; as the client, it takes writes too."""

    def __init__(self, name: str) -> None:
        self.name, self.hindered = name, False
        self.written: list[Write] = []
        self.counted: list[Any] = []

    def read(self, paths: Sequence[str]) -> list[Document]:
        if self.hindered:
            raise RestUnavailable("ordered by a test")
        return [Document(path, {"by": self.name}) for path in paths]

    read_to_write = read

    def find(self, query: Query) -> list[Document]:
        return self.read([] if query.collection == "empty" else [query.collection])

    def commit(self, writes: Sequence[Write]) -> None:
        self.written += writes

    def tally(self, path: str, kept: Fields, by: Mapping[str, int]) -> None:
        if self.hindered:
            raise RestUnavailable("ordered by a test")
        self.counted.append((path, kept, by))


class Beginning:
    """An instance whose client may take as long as the test wants it to."""

    def __init__(self, after_s: float = 3600) -> None:
        self.glance, self.client = Reader("glance"), Reader("client")
        self.importing, self.imported = threading.Event(), threading.Event()
        self.imported.set()
        self.cold = ColdStartDatabase(cast("Any", self.glance), self._build, after_s)

    def _build(self) -> Whole:
        self.importing.set()
        assert self.imported.wait(10)
        return cast("Whole", self.client)

    def reader(self) -> str:
        ((_, fields, *_),) = self.cold.read(["a/b"])
        return str((fields or {})["by"])


def test_while_the_client_is_imported_everything_is_read_at_a_glance() -> None:
    """Q1: the first calls do not wait for it; once it is there they go through it."""
    begun = Beginning(after_s=0)
    begun.imported.clear()
    assert not begun.importing.is_set()  # nobody has read yet: an instance that never does never pays
    assert begun.reader() == "glance"
    assert begun.importing.wait(10)
    assert begun.reader() == "glance"
    begun.imported.set()
    eventually(lambda: begun.reader() == "client")


def test_no_rows_are_an_answer() -> None:
    """Q1: an empty list is not asked for again."""
    begun = Beginning()
    begun.client.hindered = True
    assert begun.cold.find(Query("empty", limit=1)) == []


def test_what_cannot_be_seen_at_a_glance_is_read_by_the_client_at_once_and_so_is_all_that_follows() -> None:
    """Q1: trouble costs one try."""
    begun = Beginning()
    begun.glance.hindered = True
    assert begun.reader() == "client"
    begun.glance.hindered = False
    assert begun.reader() == "client"
    ((where, fields, *_),) = begun.cold.find(Query("images", limit=1))
    assert (where, fields) == ("images", {"by": "client"})


def test_what_writes_reads_and_writes_through_the_client() -> None:
    """Q1: it needs the client anyway; a glance before would only come on top."""
    begun, write = Beginning(), Create("a/b", {})
    assert begun.cold.read_to_write(["a/b"])[0].fields == {"by": "client"}
    begun.cold.commit([write])
    assert begun.client.written == [write]
    assert begun.reader() == "client"


def test_a_number_is_added_to_by_whoever_is_there_and_once() -> None:
    """V14, Q1: a visit waits for no client; where the glance fails nobody knows whether it counted, and it is not sent again."""
    begun, told = Beginning(), ("a/b", {"day": "today"}, {"views": 1})
    begun.cold.tally(*told)
    begun.glance.hindered = True
    with pytest.raises(NoAnswer):
        begun.cold.tally(*told)
    assert (begun.glance.counted, begun.client.counted) == ([told], [])
    assert begun.reader() == "client"
    begun.cold.tally(*told)
    assert begun.client.counted == [told]
