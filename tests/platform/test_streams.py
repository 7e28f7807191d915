from __future__ import annotations

import base64
import os
import threading
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import google_crc32c
import pytest
import requests
from google.cloud import storage
from requests.adapters import HTTPAdapter

from shared.platform.clock import MovableClock
from shared.platform.errors import Unavailable
from shared.platform.storage.files import UPLOAD_BLOCK, Files
from shared.platform.storage.objects import FOREVER, Corrupted, Kept, Stalled
from standins.storage.tests.stand import Stand
from standins.testing import eventually


class Source:
    """Pieces of a film as a provider hands them out; knows whether it was closed."""

    def __init__(self, *pieces: bytes | Exception | Callable[[], object]) -> None:
        self._pieces = pieces
        self.closed = threading.Event()

    def __iter__(self) -> Iterator[bytes]:
        return self.read()

    def read(self) -> Generator[bytes]:
        try:
            for piece in self._pieces:
                if isinstance(piece, Exception):
                    raise piece
                if isinstance(piece, bytes):
                    yield piece
                else:
                    piece()
        finally:
            self.closed.set()


def write(files: Files, bucket: str, source: Source, name: str = "film.mp4", **options: Any) -> Kept:
    return files.write_stream(bucket, name, source.read(), content_type="video/mp4", **options)


@pytest.mark.parametrize("size", [0, 1, UPLOAD_BLOCK - 1, UPLOAD_BLOCK, 2 * UPLOAD_BLOCK, 2 * UPLOAD_BLOCK + 5])
def test_a_stream_of_any_length_arrives_as_it_was(files: Files, client: storage.Client, bucket: str, size: int) -> None:
    """V8: pieces of any size, with their type, metadata and checksum."""
    content = os.urandom(size)
    pieces = [content[start : start + 700_001] for start in range(0, size, 700_001)]
    kept = write(files, bucket, Source(*pieces, b""), metadata={"job": "j"}, cache_control=FOREVER)
    blob = client.bucket(bucket).get_blob("film.mp4")

    assert blob is not None
    assert blob.download_as_bytes() == content
    assert (blob.content_type, blob.metadata, blob.cache_control) == ("video/mp4", {"job": "j"}, FOREVER)
    assert kept == (files.stat(bucket, "film.mp4"), True)
    assert kept.stored.crc32c == base64.b64encode(google_crc32c.Checksum(content).digest()).decode()


@pytest.mark.parametrize("before", [b"", b"x" * 10, b"x" * (UPLOAD_BLOCK + 10)])
@pytest.mark.parametrize("error", [ValueError("ours"), requests.ConnectionError("the provider's"), EOFError()])
def test_a_source_that_breaks_leaves_no_object(files: Files, bucket: str, before: bytes, error: Exception) -> None:
    """V8: and its own error comes out, not one of Cloud Storage."""
    source = Source(before, error)
    with pytest.raises(type(error)) as raised:
        write(files, bucket, source)
    assert raised.value is error
    assert source.closed.wait(5)
    assert files.stat(bucket, "film.mp4") is None


def test_a_source_that_goes_silent_is_given_up_after_a_minute(files: Files, clock: MovableClock, bucket: str) -> None:
    """V8: no byte for 60 s is a failed try; whoever hangs is left behind and closed when it wakes."""
    waiting, free = threading.Event(), threading.Event()
    source = Source(b"x" * 100, waiting.set, lambda: free.wait(20), b"too late")
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write, files, bucket, source)
        assert waiting.wait(5)
        eventually(lambda: clock.move(20) or writing.done(), "the writer gives up")
        with pytest.raises(Stalled, match="60 s"):
            writing.result()
    assert files.stat(bucket, "film.mp4") is None
    assert not source.closed.is_set()
    free.set()
    assert source.closed.wait(5)


def test_empty_pieces_are_no_sign_of_life(files: Files, clock: MovableClock, bucket: str) -> None:
    """V8: a connection that is only kept open brings nothing."""
    given_up = threading.Event()

    def endless() -> Generator[bytes]:
        while not given_up.wait(0.01):
            clock.move(5)
            yield b""

    with pytest.raises(Stalled):
        files.write_stream(bucket, "film.mp4", endless(), content_type="video/mp4")
    given_up.set()


def test_a_slow_source_is_not_a_silent_one(files: Files, clock: MovableClock, bucket: str) -> None:
    """V8: what counts is the time since the last byte, not since the first."""
    slow = [step for _ in range(5) for step in (lambda: clock.move(40), b"x")]
    assert write(files, bucket, Source(*slow)).stored.size == 5


def test_a_lost_answer_at_any_step_ends_in_one_object_that_is_ours(stand: Stand, files: Files, bucket: str) -> None:
    """V8: the session's beginning, a block in the middle, the end."""
    content = os.urandom(UPLOAD_BLOCK + 10)
    for number, method in enumerate(("POST", "PUT")):
        name = f"film-{number}"
        stand.fault({"drop": "after"}, times=2, method=method, bucket=bucket, name_prefix=name)
        kept = write(files, bucket, Source(content), name)
        assert (kept.stored.size, kept.same, stand.faults_left()) == (len(content), True, 0)


def test_what_stands_there_already_stays(files: Files, client: storage.Client, bucket: str) -> None:
    """V8: a task delivered twice; the second adopts what the first wrote, and lets its own source go."""
    first = write(files, bucket, Source(b"first"))
    source = Source(b"second")
    assert write(files, bucket, source) == (first.stored, False)
    assert source.closed.wait(5)
    assert client.bucket(bucket).blob("film.mp4").download_as_bytes() == b"first"


def test_of_two_writers_at_once_one_wins_and_both_know_whose_it_is(files: Files, bucket: str) -> None:
    """V8: the loser hears it at its end, when it knows what it sent."""
    begun, first_is_there = threading.Event(), threading.Event()
    late = Source(b"x" * UPLOAD_BLOCK, begun.set, lambda: first_is_there.wait(10), b"same")
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write, files, bucket, late)
        assert begun.wait(5)
        other = write(files, bucket, Source(b"x" * UPLOAD_BLOCK, b"same"))
        first_is_there.set()
        assert writing.result() == (other.stored, True)


class _FlipsAByte(HTTPAdapter):
    """A network that spoils what passes through it."""

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        if request.method == "PUT" and isinstance(request.body, bytes):
            request.body = b"?" + request.body[1:]
        return super().send(request, *args, **options)


def test_bytes_that_change_on_their_way_are_noticed_and_not_kept(
    files_through: Callable[[HTTPAdapter], Files], bucket: str
) -> None:
    """V8: the checksum is made while streaming and the service compares it before it makes an object."""
    spoiling = files_through(_FlipsAByte())
    with pytest.raises(Corrupted):
        write(spoiling, bucket, Source(b"film"))
    assert spoiling.stat(bucket, "film.mp4") is None


class _KeepsLess(HTTPAdapter):
    """A service that says it kept less of a block than was sent, or nothing, or knows of no upload any more."""

    def __init__(self, status: int, kept: str | None) -> None:
        super().__init__()
        self._status, self._kept = status, kept

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        answer = super().send(request, *args, **options)
        if answer.status_code == 308:
            answer.status_code = self._status
            del answer.headers["range"]
            if self._kept:
                answer.headers["range"] = self._kept
        return answer


@pytest.mark.parametrize(("status", "kept"), [(308, "bytes=0-262143"), (308, None), (410, None)])
def test_a_block_that_was_kept_in_part_is_a_failed_try(
    files_through: Callable[[HTTPAdapter], Files], bucket: str, status: int, kept: str | None
) -> None:
    """V8: it is rare, and a new try is the cure."""
    files = files_through(_KeepsLess(status, kept))
    with pytest.raises(Unavailable):
        write(files, bucket, Source(b"x" * UPLOAD_BLOCK, b"rest"))
    assert files.stat(bucket, "film.mp4") is None


def test_an_outage_while_streaming_is_unavailable_and_leaves_nothing(stand: Stand, hasty: Files, bucket: str) -> None:
    """V8: the task comes back later and streams again."""
    stand.fault({"status": 503}, times=1000, method="PUT", bucket=bucket)
    source = Source(b"x" * UPLOAD_BLOCK, b"rest")
    with pytest.raises(Unavailable):
        write(hasty, bucket, source)
    assert source.closed.wait(5)
    assert hasty.stat(bucket, "film.mp4") is None
