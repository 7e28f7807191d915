"""The first moments of an instance: what is read is read at a glance, and Firestore's client is imported meanwhile.

One rule for all domains (docs/decisions/003-cold-start.md). What writes, and whatever cannot be seen at a glance, waits for
the client; once that is there, everything goes through it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from shared.platform import logs
from shared.platform.firestore.documents import Database, Document, Fields, NoAnswer, Query, Write
from shared.platform.firestore.rest import FirestoreRest, RestUnavailable

T = TypeVar("T")


class Whole(Database, Protocol):
    """The client."""

    def tally(self, path: str, kept: Fields, by: Mapping[str, int]) -> None: ...


_AFTER_S = 0.25  # by then the first answer has left, and the import does not compete with it


class ColdStartDatabase:
    """Firestore that is not imported yet. `build` gives the client, always the same; whoever needs it first calls it."""

    def __init__(self, glance: FirestoreRest, build: Callable[[], Whole], after_s: float = _AFTER_S) -> None:
        self._glance: FirestoreRest | None = glance
        self._build, self._after_s = build, after_s
        self._expected = threading.Lock()  # taken once and kept by who sent for the client

    def read(self, paths: Sequence[str]) -> list[Document]:
        found = self._seen(lambda glance: glance.read(paths))
        return self._whole().read(paths) if found is None else found

    def find(self, query: Query) -> list[Document]:
        found = None if query.group else self._seen(lambda glance: glance.find(query))
        return self._whole().find(query) if found is None else found

    def sum_of(self, query: Query, field: str | None) -> float:
        return self._whole().sum_of(query, field)

    def read_to_write(self, paths: Sequence[str]) -> list[Document]:
        return self._whole().read_to_write(paths)

    def commit(self, writes: Sequence[Write]) -> None:
        self._whole().commit(writes)

    def tally(self, path: str, kept: Fields, by: Mapping[str, int]) -> None:
        """Add to numbers of a document, and set `kept` beside them; where there is none, it is made. Sent once: NoAnswer."""
        if (glance := self._glance) is None:
            return self._whole().tally(path, kept, by)
        try:
            glance.tally(path, kept, by)
        except RestUnavailable as trouble:
            raise NoAnswer(str(trouble)) from trouble

    def _whole(self) -> Whole:
        whole = self._build()
        self._glance = None
        return whole

    def _seen(self, look: Callable[[FirestoreRest], T]) -> T | None:
        """None where the client is to be asked."""
        if (glance := self._glance) is None:
            return None
        try:
            seen = look(glance)
        except RestUnavailable as trouble:
            self._glance = None  # once is enough: from now on the client
            logs.info("not read at a glance", reason=str(trouble))
            return None
        self._send_for_client()
        return seen

    def _send_for_client(self) -> None:
        if self._expected.acquire(blocking=False):
            soon = threading.Timer(self._after_s, self._whole)
            soon.daemon = True
            soon.start()
