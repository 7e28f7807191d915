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
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from shared.platform import logs
from shared.platform.clock import Clock, jitter
from shared.platform.errors import Contended, Unavailable
from shared.platform.imports import put_off

for _seldom in (
    "charset_normalizer",
    "cryptography.x509",
    "google.auth.crypt",
    "google.auth.iam",
    "google.auth.jwt",
    "google.auth.transport._mtls_helper",
    "google.cloud.firestore_v1",
    "google.cloud.firestore_v1.services.firestore",
    "google.rpc.error_details_pb2",
    "grpc_status.rpc_status",
):
    put_off(_seldom)

from google.api_core import exceptions as google  # noqa: E402 - after the packages that can wait
from google.cloud.firestore_v1.base_query import FieldFilter  # noqa: E402
from google.cloud.firestore_v1.client import Client  # noqa: E402

Fields = Mapping[str, Any]
T = TypeVar("T")

TIMEOUT_S = 4.0  # of one call
PATIENCE_S = 9.0  # of a caller, over all tries
TOKEN = "commit_token"  # noqa: S105 - the name of a field

_RACE_LOST = (google.FailedPrecondition, google.AlreadyExists, google.Aborted, google.NotFound)
_NO_ANSWER = (
    google.ServiceUnavailable,
    google.DeadlineExceeded,
    google.InternalServerError,
    google.Unknown,
    google.Cancelled,
    google.ResourceExhausted,
)


class Document(NamedTuple):
    """A document as it was read; `fields` is None where there is none."""

    path: str
    fields: Fields | None
    update_time: Any = None

    @property
    def id(self) -> str:
        return self.path.rsplit("/", 1)[-1]


Seen = Mapping[str, Document]


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


class Store:
    """All that the domains may do with Firestore."""

    def __init__(self, client: Client, clock: Clock, source: random.Random | None = None, patience_s: float = PATIENCE_S) -> None:
        self._client, self._clock, self._patience_s = client, clock, patience_s
        self._random = source or random.Random()  # noqa: S311 - jitter

    def read(self, paths: Iterable[str]) -> Seen:
        """Every document in one round trip; each path is in the answer, whether there is a document or not."""
        references = [self._client.document(path) for path in dict.fromkeys(paths)]
        found = self._patiently(
            lambda: list(self._client.get_all(references, retry=None, timeout=TIMEOUT_S)),
        )
        return {snapshot.reference.path: _document(snapshot) for snapshot in found}

    def get(self, path: str) -> Document:
        return self.read([path])[path]

    def find(
        self,
        collection: str,
        *,
        where: Sequence[tuple[str, Literal["==", "<", "<=", ">", ">=", "in", "array_contains"], Any]] = (),
        order: Sequence[tuple[str, Literal["asc", "desc"]]] = (),
        after: Sequence[Any] | None = None,
        limit: int,
        only: Sequence[str] = (),
    ) -> list[Document]:
        """One query, at most `limit` documents; `after` holds the last row's values of the order fields.

        Of each document only the fields named in `only`, where some are.
        """
        query: Any = self._client.collection(collection)
        for name, operator, value in where:
            query = query.where(filter=FieldFilter(name, operator, value))
        for name, direction in order:
            query = query.order_by(name, direction="DESCENDING" if direction == "desc" else "ASCENDING")
        if after is not None:
            query = query.start_after({name: value for (name, _), value in zip(order, after, strict=True)})
        if only:
            query = query.select(only)
        found = self._patiently(lambda: query.limit(limit).get(retry=None, timeout=TIMEOUT_S))
        return [_document(snapshot) for snapshot in found]

    def all_in(
        self, group: str, where: tuple[str, Any], *, after: Document | None, limit: int, only: Sequence[str]
    ) -> list[Document]:
        """A page of the documents of all collections of one name, by their paths; of each only the named fields."""
        name, value = where
        query: Any = self._client.collection_group(group).where(filter=FieldFilter(name, "==", value))
        query = query.order_by("__name__").select(only)
        if after is not None:
            query = query.start_after({"__name__": self._client.document(after.path)})
        found = self._patiently(lambda: query.limit(limit).get(retry=None, timeout=TIMEOUT_S))
        return [_document(snapshot) for snapshot in found]

    def sum_in(self, group: str, where: tuple[str, Any], field: str) -> float:
        """The sum of a field over all collections of one name, added up by Firestore: no document is sent."""
        name, value = where
        query: Any = self._client.collection_group(group).where(filter=FieldFilter(name, "==", value))
        found = self._patiently(lambda: query.sum(field, alias="sum").get(retry=None, timeout=TIMEOUT_S))
        return float(found[0][0].value)

    def settle(self, paths: Iterable[str], decide: Callable[[Seen], Plan[T]]) -> T:
        """Read, decide, write under preconditions; after a lost race or a lost answer read and decide again.

        `decide` is called once per try with what was just read, and must fix ids outside of itself.
        """
        paths, sent, began = list(paths), _Sent[T](), time.monotonic()
        for attempt in range(1000):
            seen = self.read([*paths, *sent.markers])
            if (token := sent.applied(seen)) is not None:
                return sent.answers[token]
            plan = decide(seen)
            if not plan.writes:
                return plan.answer
            if self._try(plan, sent):
                return plan.answer
            self._clock.sleep(jitter(min(attempt, 12), first=0.008, most=0.25, source=self._random))
            if time.monotonic() - began > self._patience_s:
                break
        logs.warning("commit contended", writes=len(sent.answers), marked=sorted(sent.markers))
        raise Contended

    def _try(self, plan: Plan[T], sent: _Sent[T]) -> bool:
        token, marked = sent.token(), _marker(plan.writes)
        batch: Any = self._client.batch()
        for write in plan.writes:
            reference = self._client.document(write.path)
            if isinstance(write, Delete | Drop):
                batch.delete(reference, option=self._unchanged(write.seen) if isinstance(write, Delete) else None)
                continue
            fields = {**write.fields, TOKEN: token} if write is marked else dict(write.fields)
            if isinstance(write, Create):
                batch.create(reference, fields)
            elif isinstance(write, Patch):
                batch.update(reference, fields)
            else:
                batch.update(reference, fields, option=self._unchanged(write.seen))
        if marked is not None:
            sent.markers.add(marked.path)
            sent.answers[token] = plan.answer
        try:
            batch.commit(retry=None, timeout=TIMEOUT_S)
        except _RACE_LOST:
            return False
        except _NO_ANSWER as error:
            logs.info("commit unanswered, looking whether it was applied", reason=type(error).__name__)
            return False
        return True

    def _unchanged(self, seen: Document) -> Any:
        return self._client.write_option(last_update_time=seen.update_time)

    def _patiently(self, call: Callable[[], T]) -> T:
        """A read is repeated twice, at once and with jitter; then the caller hears that we cannot answer."""
        began = time.monotonic()
        for attempt in range(3):
            try:
                return call()
            except _NO_ANSWER as error:
                if attempt == 2 or time.monotonic() - began > TIMEOUT_S:
                    logs.error("firestore does not answer", reason=type(error).__name__)
                    raise Unavailable(part="database") from error
                self._clock.sleep(jitter(attempt, first=0.05, most=0.2, source=self._random))
        raise AssertionError("unreachable")


def _marker(writes: Sequence[Write]) -> Create | Update | None:
    """The write that carries the token: a new document if there is one, for nobody else will overwrite it."""
    kept = [write for write in writes if isinstance(write, Create | Update)]
    return next((write for write in kept if isinstance(write, Create)), kept[0] if kept else None)


def _document(snapshot: Any) -> Document:
    return Document(snapshot.reference.path, snapshot.to_dict(), snapshot.update_time)
