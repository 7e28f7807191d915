"""Cloud Storage as this house uses it: nothing is replaced by accident, and no file passes through memory as a whole.

A write that must not replace anything carries generation 0. Its answer may get lost; the client then asks again and hears
412 for what it wrote itself. So after a 412 the object that stands there is looked at and adopted (stored.Kept).
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import requests
from google.api_core import exceptions as google
from google.auth.exceptions import RefreshError, TransportError
from google.cloud import storage
from google.cloud.storage.exceptions import DataCorruption, InvalidResponse
from google.cloud.storage.retry import DEFAULT_RETRY

from shared.platform import logs
from shared.platform.clock import Clock
from shared.platform.errors import Unavailable
from shared.platform.storage.objects import Corrupted, Gone, Kept, Stored
from shared.platform.storage.ranges import RangedReader
from shared.platform.storage.upload_stream import Incoming

# To connect, and between two signs of life, of one call. The client takes pairs; its annotations do not say so.
TIMEOUT_S: Any = (3, 10)
REWRITE_TIMEOUT_S: Any = (3, 60)  # the service answers a long copy after up to half a minute
PATIENCE_S = 12.0  # over all tries of one call
UPLOAD_BLOCK = 8 * 1024 * 1024
STALL_S = 60.0

_NO_ANSWER = (
    google.ServerError,
    google.TooManyRequests,
    google.RetryError,
    requests.RequestException,
    InvalidResponse,
    google.Redirection,  # an upload that the service did not keep up to where it was sent
    TransportError,
    RefreshError,
)
_UPLOAD_FORGOTTEN = 410


class Files:
    """All that the domains may do with Cloud Storage. Every method raises Unavailable when it does not answer."""

    def __init__(self, client: storage.Client, clock: Clock, patience_s: float = PATIENCE_S) -> None:
        vars(client)["_bucket_metadata_cache"] = (
            None  # for traces that nobody takes it asks for each bucket, in threads of its own
        )
        self._client, self._clock = client, clock
        self._retry = DEFAULT_RETRY.with_delay(initial=0.2, maximum=2.0, multiplier=2.0).with_timeout(patience_s)

    def stat(self, bucket: str, name: str) -> Stored | None:
        with _answered():
            found: Any = self._client.bucket(bucket).get_blob(name, timeout=TIMEOUT_S, retry=self._retry)
        return _stored(found) if found else None

    def list(self, bucket: str, prefix: str, limit: int, *, after: str = "") -> list[Stored]:
        """The first `limit` objects under the prefix, by name; those that come after this one."""
        most, begin = limit + bool(after), after or None  # a listing begins with the name that it is told
        with _answered():
            found: Any = self._client.list_blobs(
                bucket, prefix=prefix, start_offset=begin, max_results=most, timeout=TIMEOUT_S, retry=self._retry
            )
            return [_stored(blob) for blob in found if not after or blob.name != after][:limit]

    def copy(self, source: Stored, bucket: str, name: str, *, cache_control: str | None = None) -> Kept:
        """Let the service copy this very generation to a name where nothing may be yet. Gone: it is not there any more."""
        origin: Any = self._client.bucket(source.bucket).blob(source.name, generation=source.generation)
        target: Any = self._blob(bucket, name, source.content_type, source.metadata, cache_control)
        token: str | None = None
        try:
            while True:
                with _answered():
                    token, _, _ = target.rewrite(
                        origin, token=token, if_generation_match=0, timeout=REWRITE_TIMEOUT_S, retry=self._retry
                    )
                if token is None:
                    return Kept(_stored(target), same=True)
        except google.PreconditionFailed:
            return self._adopt(bucket, name, source)
        except google.NotFound as error:
            raise Gone(f"{source.bucket}/{source.name} in generation {source.generation}") from error

    def compose(
        self, parts: Sequence[Stored], bucket: str, name: str, *, content_type: str, cache_control: str | None = None
    ) -> Kept:
        """Let the service join these very generations, in order, at a name where nothing may be yet. Gone: one is not there.

        Nobody knows the whole's checksum beforehand: what stands there already is taken for the same by its size.
        """
        target: Any = self._blob(bucket, name, content_type, None, cache_control)
        home: Any = self._client.bucket(bucket)
        sources = [home.blob(part.name, generation=part.generation) for part in parts]
        try:
            with _answered():
                target.compose(sources, if_generation_match=0, timeout=REWRITE_TIMEOUT_S, retry=self._retry)
        except google.PreconditionFailed:
            kept = self._adopt(bucket, name, Stored(bucket, name, 0, 0, ""))
            return kept._replace(same=kept.stored.size == sum(part.size for part in parts))
        except google.NotFound as error:
            raise Gone(", ".join(f"{part.name} in generation {part.generation}" for part in parts)) from error
        return Kept(_stored(target), same=True)

    def write_stream(
        self,
        bucket: str,
        name: str,
        source: Iterator[bytes],
        *,
        content_type: str,
        metadata: Mapping[str, str] | None = None,
        cache_control: str | None = None,
        if_generation: int | None = 0,
        stall_s: float = STALL_S,
    ) -> Kept:
        """Upload what the source gives; an object comes to be only when it ended, and as it was sent.

        What the source raises comes out as it is; further Stalled and Corrupted. An upload that was begun and left makes
        no object and costs nothing; the service forgets it after a week.
        """
        blob: Any = self._blob(bucket, name, content_type, metadata, cache_control)
        blob.chunk_size = UPLOAD_BLOCK
        incoming = Incoming(source, self._clock, stall_s)
        try:
            with _answered(unless=incoming):
                blob.upload_from_file(
                    incoming,
                    content_type=content_type,
                    checksum="crc32c",
                    if_generation_match=if_generation,
                    timeout=TIMEOUT_S,
                    retry=self._retry,
                )
        except google.PreconditionFailed:
            sent = Stored(bucket, name, 0, incoming.size, incoming.crc32c if incoming.ended else "")
            return self._adopt(bucket, name, sent)
        except DataCorruption as error:
            raise Corrupted(name) from error
        except ValueError as error:
            if incoming.failure is not None:
                raise
            # The service kept less than was sent. The client would have to read again, which a stream cannot.
            raise Unavailable(part="storage") from error
        except google.BadRequest as error:
            if "crc32c" not in str(error).lower():
                raise
            raise Corrupted(name) from error  # the service compared before it made anything
        finally:
            incoming.close()
        return Kept(_stored(blob), same=True)

    def open(self, stored: Stored) -> RangedReader:
        """This generation as a file that is read in parts. Reading raises Gone when it is not there any more."""
        blob: Any = self._client.bucket(stored.bucket).blob(stored.name, generation=stored.generation)

        def fetch(start: int, end: int) -> bytes:
            try:
                with _answered():
                    return blob.download_as_bytes(start=start, end=end - 1, checksum=None, timeout=TIMEOUT_S, retry=self._retry)
            except google.NotFound as error:
                raise Gone(f"{stored.bucket}/{stored.name} in generation {stored.generation}") from error

        return RangedReader(stored.size, fetch)

    def delete(self, bucket: str, name: str, generation: int | None = None) -> None:
        """Nothing happens where nothing is, or another generation than the one that is named.

        Without a generation it is tried once: a second try might meet what was written since.
        """
        blob: Any = self._client.bucket(bucket).blob(name)
        retry = None if generation is None else self._retry
        try:
            with _answered():
                blob.delete(if_generation_match=generation, timeout=TIMEOUT_S, retry=retry)
        except (google.NotFound, google.PreconditionFailed):
            return

    def _blob(
        self, bucket: str, name: str, content_type: str | None, metadata: Mapping[str, str] | None, cache_control: str | None
    ) -> storage.Blob:
        blob: Any = self._client.bucket(bucket).blob(name)
        blob.content_type, blob.cache_control = content_type, cache_control
        if metadata:
            blob.metadata = dict(metadata)
        return blob

    def _adopt(self, bucket: str, name: str, sent: Stored) -> Kept:
        found = self.stat(bucket, name)
        if found is None:  # it was there a moment ago: whoever asks again will be served
            raise Unavailable(part="storage")
        return Kept(found, same=found.holds_the_same_as(sent))


@contextmanager
def _answered(unless: Incoming | None = None) -> Generator[None]:
    """Turns every way of not answering into Unavailable, unless it is the source that failed."""
    try:
        yield
    except (*_NO_ANSWER, google.GoogleAPICallError) as error:
        forgotten = getattr(error, "code", 0) == _UPLOAD_FORGOTTEN
        if not (isinstance(error, _NO_ANSWER) or forgotten) or (unless is not None and unless.failure is not None):
            raise
        logs.error("cloud storage does not answer", reason=type(error).__name__)
        raise Unavailable(part="storage") from error


def _stored(blob: Any) -> Stored:
    return Stored(
        bucket=blob.bucket.name,
        name=blob.name,
        generation=int(blob.generation),
        size=int(blob.size),
        crc32c=blob.crc32c,
        content_type=blob.content_type,
        metadata=dict(blob.metadata or {}),
        made_at=blob.time_created,
    )
