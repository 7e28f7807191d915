"""Firestore as this house uses it: read several documents in one round trip, then write one batch under preconditions.

A commit may be applied although its answer is lost. So each try marks one document with a token of its own; whoever finds
their token there was applied and answers as they would have. `@transactional` is not used, because on a hot document its
locks make writers queue behind each other (docs/decisions/002-preconditioned-commits.md).
"""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, Literal, NamedTuple, Protocol, TypeVar

from shared.platform import logs
from shared.platform.clock import Clock, jitter
from shared.platform.errors import Contended, Unavailable
from shared.platform.firestore.owed_looks import owed

Fields = Mapping[str, Any]
T = TypeVar("T")
Operator = Literal["==", "<", "<=", ">", ">=", "in", "array_contains", "array_contains_any"]

TIMEOUT_S = 4.0  # of one call
PATIENCE_S = 9.0  # of a caller, over all tries
TOKEN = "commit_token"  # noqa: S105 - the name of a field
VERSION = "schema_version"
SCHEMA = 1  # as documents are written today; one without a version is from before there were any (docs/decisions/036-schema.md)
OUR_MARKS = (TOKEN, VERSION)  # on any document, and told to nobody


class NoAnswer(Exception):
    """The database did not answer, or that it cannot: nobody knows whether a write was applied. Its text is the reason."""


class RaceLost(Exception):
    """A precondition did not hold; nothing was written."""


class AlsoNeeds(Exception):
    """Raised by who decides: documents that only another one names."""

    def __init__(self, *paths: str) -> None:
        self.paths = paths


class Document(NamedTuple):
    """A document as it was read; `fields` is None where there is none. `update_time` is for who wrote it: its reader.

    `read_time` is the moment as of which it stood so, where that was told.
    """

    path: str
    fields: Fields | None
    update_time: Any = None
    read_time: str | None = None

    @property
    def id(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    def expired(self, now: datetime) -> bool:
        """Its `expires_at` has passed. Firestore deletes it some time after; until then it counts for nothing."""
        until = (self.fields or {}).get("expires_at")
        return until is not None and until <= now


Seen = Mapping[str, Document]


class SeenSoFar(dict[str, Document]):
    """What one commit has seen; who looks for more than was read asks for it by that."""

    def __missing__(self, path: str) -> Document:
        raise AlsoNeeds(path)


class Create(NamedTuple):
    """Fails when the document exists: an id with a meaning makes the second write fail by itself."""

    path: str
    fields: Fields


class Update(NamedTuple):
    """Fails when the document is no longer as it was seen. Names with dots reach into maps."""

    seen: Document
    fields: Fields

    @property
    def path(self) -> str:
        return self.seen.path


class Delete(NamedTuple):
    """Fails when the document is no longer as it was seen."""

    seen: Document

    @property
    def path(self) -> str:
        return self.seen.path


class Patch(NamedTuple):
    """Fails only when there is no such document: for one that is guarded by another write of the same plan."""

    path: str
    fields: Fields


class Drop(NamedTuple):
    """Deletes what may be there or not: for one that is guarded by another write of the same plan."""

    path: str


Write = Create | Update | Patch | Delete | Drop


class Plan(NamedTuple, Generic[T]):
    """What one commit would write, and what it answers once that is written. No writes: it answers at once."""

    answer: T
    writes: Sequence[Write] = ()


class _Sent(Generic[T]):
    """The tries of one settle: the document that each marks, and what each would answer."""

    def __init__(self) -> None:
        self.stem = secrets.token_urlsafe(9)
        self.answers: dict[str, T] = {}
        self.markers: set[str] = set()

    def token(self) -> str:
        return f"{self.stem}.{len(self.answers)}"

    def applied(self, seen: Seen) -> str | None:
        for path in self.markers:
            token = (seen[path].fields or {}).get(TOKEN)
            if token in self.answers:
                return token
        return None


class Query(NamedTuple):
    """One question to a collection, or to all of one name (`group`), as every reader understands it."""

    collection: str
    where: Sequence[tuple[str, Operator, Any]] = ()
    order: Sequence[tuple[str, Literal["asc", "desc"]]] = ()
    after: Sequence[Any] | None = None
    limit: int = 1
    only: Sequence[str] = ()
    group: bool = False


class Reader(Protocol):
    """Whatever can look documents up. Each of these raises NoAnswer."""

    def read(self, paths: Sequence[str]) -> list[Document]: ...

    def find(self, query: Query) -> list[Document]: ...


class Database(Reader, Protocol):
    """What the store is built on: Firestore through its client, or that with a quick look before it."""

    def sum_of(self, query: Query, field: str | None) -> float:
        """Of a field of all that it finds, whatever its limit; without a field how many these are."""
        ...

    def read_to_write(self, paths: Sequence[str]) -> list[Document]:
        """As `read`, by what will write as well."""
        ...

    def commit(self, writes: Sequence[Write]) -> None:
        """All of these writes or none: NoAnswer, RaceLost."""
        ...


class Store:
    """All that the domains may do with Firestore."""

    def __init__(
        self, database: Database, clock: Clock, source: random.Random | None = None, patience_s: float = PATIENCE_S
    ) -> None:
        self._database, self._clock, self._patience_s = database, clock, patience_s
        self._random = source or random.Random()  # noqa: S311 - jitter

    def read(self, paths: Iterable[str]) -> Seen:
        """Every document in one round trip; each path is in the answer, whether there is a document or not."""
        return self._seen(self._database.read, paths, commit=False)

    def get(self, path: str) -> Document:
        return self.read([path])[path]

    def find(
        self,
        collection: str,
        *,
        where: Sequence[tuple[str, Operator, Any]] = (),
        order: Sequence[tuple[str, Literal["asc", "desc"]]] = (),
        after: Sequence[Any] | None = None,
        limit: int,
        only: Sequence[str] = (),
    ) -> list[Document]:
        """One query, at most `limit` documents; `after` holds the last row's values of the order fields.

        Of each document only the fields named in `only`, where some are.
        """
        query = Query(collection, where, order, after, limit, only)
        return self._found(lambda: self._database.find(query))

    def all_in(
        self, group: str, where: tuple[str, Any] | None, *, after: str | None, limit: int, only: Sequence[str]
    ) -> list[Document]:
        """A page of the documents of all collections of one name, by their paths; of each only the named fields."""
        begin = None if after is None else [after]
        equal: list[tuple[str, Operator, Any]] = [] if where is None else [(where[0], "==", where[1])]
        query = Query(group, equal, [("__name__", "asc")], begin, limit, only, group=True)
        return self._found(lambda: self._database.find(query))

    def sum_in(self, group: str, where: tuple[str, Any], field: str) -> float:
        """The sum of a field over all collections of one name, added up by Firestore: no document is sent."""
        return self._found(lambda: self._database.sum_of(Query(group, [(where[0], "==", where[1])], group=True), field))

    def count(self, collection: str, where: Sequence[tuple[str, Operator, Any]]) -> int:
        """How many documents there are, counted by Firestore: none is sent."""
        return int(self._found(lambda: self._database.sum_of(Query(collection, where), None)))

    def sum_of(self, collection: str, where: Sequence[tuple[str, Operator, Any]], field: str) -> int:
        """The sum of a field over them."""
        return int(self._found(lambda: self._database.sum_of(Query(collection, where), field)))

    def settle(self, paths: Iterable[str], decide: Callable[[Seen], Plan[T]]) -> T:
        """Read, decide, write under preconditions; after a lost race or a lost answer read and decide again.

        `decide` is called once per try with what was just read, and must fix ids outside of itself. Where it raises AlsoNeeds,
        or looks for what was not read, that is read as well.
        """
        paths, sent, began = list(paths), _Sent[T](), time.monotonic()
        for attempt in range(1000):
            seen = SeenSoFar(self._seen(self._database.read_to_write, [*paths, *sent.markers], commit=True))
            if (token := sent.applied(seen)) is not None:
                return sent.answers[token]
            try:
                plan = decide(seen)
            except AlsoNeeds as more:
                paths += more.paths
                continue
            if not plan.writes:
                return plan.answer
            if self._try(plan, sent):
                return plan.answer
            self._clock.sleep(jitter(min(attempt, 12), first=0.008, most=0.25, source=self._random))
            if time.monotonic() - began > self._patience_s:
                break
        logs.warning("commit contended", writes=len(sent.answers), marked=sorted(sent.markers))
        raise Contended

    def change(self, path: str, how: Callable[[Document], Fields | None]) -> bool:
        """Update one document, where it is there, by what it says; None leaves it as it is. Answers whether it was changed."""

        def decide(seen: Seen) -> Plan[bool]:
            fields = how(seen[path]) if seen[path].fields is not None else None
            return Plan(False) if fields is None else Plan(True, [Update(seen[path], fields)])

        return self.settle([path], decide)

    def erase(self, path: str) -> None:
        """Delete one document, where it is there."""
        self.settle([path], lambda seen: Plan(None, [Delete(seen[path])] if seen[path].fields is not None else []))

    def _try(self, plan: Plan[T], sent: _Sent[T]) -> bool:
        token, marked = sent.token(), _marker(plan.writes)
        if marked is not None:
            sent.markers.add(marked.path)
            sent.answers[token] = plan.answer
        try:
            writes = [_signed(marked, token) if marked and write is marked else write for write in plan.writes]
            self._database.commit([_versioned(write) for write in writes])
        except RaceLost:
            return False
        except NoAnswer as error:
            logs.info("commit unanswered, looking whether it was applied", reason=str(error))
            return False
        return True

    def _seen(self, read: Callable[[Sequence[str]], list[Document]], paths: Iterable[str], *, commit: bool) -> Seen:
        asked = dict.fromkeys(paths)
        look = owed(asked, commit=commit)
        if look is None:
            return self._read(read, asked)
        as_of, seen = self._clock.now(), self._read(read, {**asked, look.path: None})
        look.see(seen[look.path], as_of)
        return seen if look.path in asked else {path: document for path, document in seen.items() if path != look.path}

    def _read(self, read: Callable[[Sequence[str]], list[Document]], paths: Iterable[str]) -> dict[str, Document]:
        asked = list(paths)
        return {document.path: document for document in self._patiently(lambda: read(asked))}

    def _found(self, ask: Callable[[], T]) -> T:
        """What a query brings; a look that its caller owes is taken meanwhile."""
        if (look := owed()) is None:
            return self._patiently(ask)
        path = look.path
        return look.beside(lambda: self._patiently(ask), lambda: self._read(self._database.read, [path])[path])

    def _patiently(self, call: Callable[[], T]) -> T:
        """A read is repeated twice, at once and with jitter; then the caller hears that we cannot answer."""
        began = time.monotonic()
        for attempt in range(3):
            try:
                return call()
            except NoAnswer as error:
                if attempt == 2 or time.monotonic() - began > TIMEOUT_S:
                    logs.error("firestore does not answer", reason=str(error))
                    raise Unavailable(part="database") from error
                self._clock.sleep(jitter(attempt, first=0.05, most=0.2, source=self._random))
        raise AssertionError("unreachable")


def _marker(writes: Sequence[Write]) -> Create | Update | None:
    """The write that carries the token: a new document if there is one, for nobody else will overwrite it."""
    kept = [write for write in writes if isinstance(write, Create | Update)]
    return next((write for write in kept if isinstance(write, Create)), kept[0] if kept else None)


def _signed(write: Create | Update, token: str) -> Create | Update:
    return write._replace(fields={**write.fields, TOKEN: token})


def _versioned(write: Write) -> Write:
    return write._replace(fields={**write.fields, VERSION: SCHEMA}) if isinstance(write, Create) else write
