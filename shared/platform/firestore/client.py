"""Firestore through Google's client. Its import is the dearest of all, so only `clients` asks for this module, when it must."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from shared.platform.firestore.documents import (
    TIMEOUT_S,
    Create,
    Delete,
    Document,
    Drop,
    Fields,
    NoAnswer,
    Patch,
    Query,
    RaceLost,
    Write,
)
from shared.platform.imports import defer_import

defer_import(
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
)

import grpc  # noqa: E402 - after the packages that can wait
from google.api_core import exceptions as google  # noqa: E402
from google.api_core import retry as google_retry  # noqa: E402
from google.api_core.datetime_helpers import DatetimeWithNanoseconds  # noqa: E402
from google.cloud.firestore_v1.base_query import FieldFilter  # noqa: E402
from google.cloud.firestore_v1.client import Client  # noqa: E402
from google.cloud.firestore_v1.services.firestore.transports.grpc import FirestoreGrpcTransport  # noqa: E402
from google.cloud.firestore_v1.transforms import Increment  # noqa: E402
from grpc.experimental import ChannelOptions  # noqa: E402

T = TypeVar("T")

_RACE_LOST = (google.FailedPrecondition, google.AlreadyExists, google.Aborted, google.NotFound)
_NO_ANSWER = (
    google.ServiceUnavailable,
    google.DeadlineExceeded,
    google.InternalServerError,
    google.Unknown,
    google.Cancelled,
    google.ResourceExhausted,
)
# we try again ourselves; of a query that breaks off, the client asks its policy whether to go on, and bears none that is None
_ONCE = google_retry.Retry(predicate=lambda _error: False)


# gRPC starts a thread for each read otherwise, and ends it again: a third of what a read costs here
_IN_OUR_THREAD = (ChannelOptions.SingleThreadedUnaryStream, 1)


class _Transport(FirestoreGrpcTransport):
    @classmethod
    def create_channel(cls, *args: Any, options: Sequence[tuple[str, Any]] = (), **told: Any) -> grpc.Channel:
        return super().create_channel(*args, options=[*options, _IN_OUR_THREAD], **told)


class InOurThread(Client):
    """Google's client; each read happens in the thread that asks for it."""

    def _firestore_api_helper(self, transport: Any, client_class: Any, client_module: Any) -> Any:  # noqa: ARG002 - ours instead
        return super()._firestore_api_helper(_Transport, client_class, client_module)

    def _emulator_channel(self, transport: Any) -> grpc.Channel:  # noqa: ARG002 - as the client calls it
        return grpc.insecure_channel(self._emulator_host or "", options=[_IN_OUR_THREAD, ("grpc.max_receive_message_length", -1)])


class Firestore:
    """The whole of it, over gRPC."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def read(self, paths: Sequence[str]) -> list[Document]:
        references = [self._client.document(path) for path in paths]
        return _answered(lambda: [_named(each) for each in self._client.get_all(references, retry=None, timeout=TIMEOUT_S)])

    def read_to_write(self, paths: Sequence[str]) -> list[Document]:
        return self.read(paths)

    def find(self, query: Query) -> list[Document]:
        asked = self.asked(query)
        return _documents(lambda: asked.get(retry=_ONCE, timeout=TIMEOUT_S))

    def asked(self, query: Query) -> Any:
        """A query as the client has it."""
        asked = self._filtered(query)
        for name, direction in query.order:
            asked = asked.order_by(name, direction="DESCENDING" if direction == "desc" else "ASCENDING")
        if query.after is not None:  # in a group a name alone says nothing
            after = [self._client.document(each) for each in query.after] if query.group else query.after
            asked = asked.start_after({name: value for (name, _), value in zip(query.order, after, strict=True)})
        return (asked.select(query.only) if query.only else asked).limit(query.limit)

    def sum_of(self, query: Query, field: str | None) -> float:
        asked = self._filtered(query)
        asked = asked.count(alias="all") if field is None else asked.sum(field, alias="all")
        return _answered(lambda: float(asked.get(retry=_ONCE, timeout=TIMEOUT_S)[0][0].value))

    def _filtered(self, query: Query) -> Any:
        found: Any = (self._client.collection_group if query.group else self._client.collection)(query.collection)
        for name, operator, value in query.where:
            found = found.where(filter=FieldFilter(name, operator, value))
        return found

    def commit(self, writes: Sequence[Write]) -> None:
        batch: Any = self._client.batch()
        for write in writes:
            reference = self._client.document(write.path)
            if isinstance(write, Drop):
                batch.delete(reference)
            elif isinstance(write, Delete):
                batch.delete(reference, option=self._unchanged(write.seen))
            elif isinstance(write, Create):
                batch.create(reference, dict(write.fields))
            elif isinstance(write, Patch):
                batch.update(reference, dict(write.fields))
            else:
                batch.update(reference, dict(write.fields), option=self._unchanged(write.seen))
        try:
            _answered(lambda: batch.commit(retry=None, timeout=TIMEOUT_S))
        except _RACE_LOST as error:
            raise RaceLost(type(error).__name__) from error

    def tally(self, path: str, kept: Fields, by: Mapping[str, int]) -> None:
        """Add to numbers of a document, and set `kept` beside them; where there is none, it is made. Sent once."""
        fields = {**kept, **{name: Increment(more) for name, more in by.items()}}
        _answered(lambda: self._client.document(path).set(fields, merge=True, retry=_ONCE, timeout=TIMEOUT_S))

    def _unchanged(self, seen: Document) -> Any:
        """`update_time` as this client read it, or as it stood in Firestore's REST API, to the nanosecond."""
        time = seen.update_time
        return self._client.write_option(
            last_update_time=DatetimeWithNanoseconds.from_rfc3339(time) if isinstance(time, str) else time
        )


def _documents(call: Callable[[], Any]) -> list[Document]:
    """What a query found: of what it found nobody asks when that was so."""
    return _answered(lambda: [Document(each.reference.path, each.to_dict(), each.update_time) for each in call()])


def _named(seen: Any) -> Document:
    return Document(seen.reference.path, seen.to_dict(), seen.update_time, seen.read_time and seen.read_time.rfc3339())


def _answered(call: Callable[[], T]) -> T:
    try:
        return call()
    except _NO_ANSWER as error:
        raise NoAnswer(type(error).__name__) from error
