from __future__ import annotations

import contextlib
import io
import threading

import httpx
import pytest
from google.api_core import exceptions
from google.cloud import storage
from google.cloud.storage.exceptions import InvalidResponse

from standins.storage.tests.stand import NO_CHECKSUM, Stand
from standins.testing import http

CONTENT = bytes(index % 251 for index in range(700_000))


@pytest.fixture
def blob(bucket: storage.Bucket) -> storage.Blob:
    blob = bucket.blob("a/film.mp4")
    blob.upload_from_string(CONTENT, content_type="video/mp4")
    return bucket.blob("a/film.mp4")


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 0, CONTENT[:1]),
        (10, 19, CONTENT[10:20]),
        (699_990, 900_000, CONTENT[699_990:]),
        (5, None, CONTENT[5:]),
        (None, 9, CONTENT[:10]),
        (-7, None, CONTENT[-7:]),
    ],
)
def test_a_range_brings_exactly_its_bytes(blob: storage.Blob, start: int | None, end: int | None, expected: bytes) -> None:
    """M5: closed, open and suffix ranges through the client."""
    assert blob.download_as_bytes(start=start, end=end) == expected


def test_a_chunked_download_arrives_whole(bucket: storage.Bucket, blob: storage.Blob) -> None:
    """M5: the client asks range after range and reads the total from Content-Range."""
    into = io.BytesIO()
    bucket.blob(blob.name or "", chunk_size=1 << 18).download_to_file(into)

    assert into.getvalue() == CONTENT


def test_reading_as_a_stream_seeks_in_the_object(blob: storage.Blob) -> None:
    """M5: a file-like reader, as a media probe uses it."""
    with blob.open("rb", chunk_size=1 << 18) as stream:
        stream.seek(300_000)
        assert stream.read(10) == CONTENT[300_000:300_010]
        stream.seek(-5, io.SEEK_END)
        assert stream.read() == CONTENT[-5:]


def test_a_range_says_what_it_is_part_of(client: storage.Client, blob: storage.Blob) -> None:
    """M5: 206, Content-Range, generations and hashes in the headers."""
    blob.reload()
    answer = _get(client, blob, {"range": "bytes=100-199"})

    assert answer.status_code == 206
    assert answer.headers["content-range"] == f"bytes 100-199/{len(CONTENT)}"
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["x-goog-generation"] == str(blob.generation)
    assert answer.headers["x-goog-stored-content-length"] == str(len(CONTENT))
    assert blob.md5_hash in answer.headers["x-goog-hash"]


def test_a_range_beyond_the_end_cannot_be_satisfied(client: storage.Client, blob: storage.Blob) -> None:
    """M5: 416, with the size that there is."""
    answer = _get(client, blob, {"range": f"bytes={len(CONTENT)}-"})

    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{len(CONTENT)}")
    with pytest.raises(exceptions.RequestRangeNotSatisfiable):
        blob.download_as_bytes(start=len(CONTENT))


def test_something_that_is_not_a_range_is_ignored(client: storage.Client, blob: storage.Blob) -> None:
    """M5: a header that makes no sense brings the whole object."""
    for nonsense in ("bytes=20-10", "lines=1-2", "bytes=-"):
        assert _get(client, blob, {"range": nonsense}).status_code == 200


def test_several_ranges_at_once_are_refused(stand: Stand, client: storage.Client, blob: storage.Blob) -> None:
    """M5: what the stand-in does not know it says."""
    assert _get(client, blob, {"range": "bytes=0-1,4-5"}).status_code == 501


def test_the_media_link_brings_the_generation_that_it_names(bucket: storage.Bucket, blob: storage.Blob) -> None:
    """M5: after an overwrite the old link finds nothing."""
    blob.reload()
    link = blob.media_link
    assert blob.download_as_bytes() == CONTENT
    bucket.blob("a/film.mp4").upload_from_string("new")

    with pytest.raises(exceptions.NotFound):
        blob.download_as_bytes()
    assert link is not None
    assert f"generation={blob.generation}" in link


def test_alt_media_on_the_object_itself_is_its_bytes(stand: Stand, bucket: storage.Bucket, blob: storage.Blob) -> None:
    """M5: without /download the same bytes."""
    assert http.get(f"{stand.url}{_api(blob)}?alt=media").content == CONTENT


@pytest.mark.parametrize("change", ["overwrite", "delete"])
def test_a_reader_finishes_with_the_bytes_it_began_with(stand: Stand, bucket: storage.Bucket, change: str) -> None:
    """M5: an object that is overwritten or deleted during a download is delivered to its old end."""
    large = b"".join(bytes([index % 256]) * 1024 for index in range(24_000))
    blob = bucket.blob("large")
    blob.upload_from_string(large, **NO_CHECKSUM, timeout=60)
    with http.stream("GET", f"{stand.url}/download{_api(blob)}?alt=media", timeout=30) as answer:
        chunks = answer.iter_raw(1 << 16)
        received = [next(chunks)]
        if change == "overwrite":
            bucket.blob("large").upload_from_string("new")
        else:
            bucket.blob("large").delete()
        received += list(chunks)

    assert b"".join(received) == large


def test_a_large_download_does_not_keep_others_waiting(stand: Stand, bucket: storage.Bucket) -> None:
    """M5: a reader that stands still holds up nobody."""
    blob = bucket.blob("large")
    blob.upload_from_string(b"x" * 30_000_000, **NO_CHECKSUM, timeout=60)
    with http.stream("GET", f"{stand.url}/download{_api(blob)}?alt=media", timeout=30) as answer:
        next(answer.iter_raw(1 << 16))
        others = [threading.Thread(target=bucket.blob(f"small-{number}").upload_from_string, args=("x",)) for number in range(4)]
        for other in others:
            other.start()
        for other in others:
            other.join(5)
        alive = [other.is_alive() for other in others]

    assert alive == [False] * 4


def test_a_missing_object_reads_as_the_service_says_it(client: storage.Client, bucket: storage.Bucket) -> None:
    """M5: JSON for the resource, plain text for the bytes."""
    with pytest.raises(exceptions.NotFound, match=f"No such object: {bucket.name}/nothing"):
        bucket.blob("nothing").download_as_bytes()
    with pytest.raises(exceptions.NotFound, match=f"No such object: {bucket.name}/nothing") as missing:
        bucket.blob("nothing").reload()
    assert missing.value.errors[0]["reason"] == "notFound"
    assert not bucket.blob("nothing").exists()
    assert bucket.get_blob("nothing") is None


def test_a_reader_may_ask_for_one_generation(bucket: storage.Bucket, blob: storage.Blob) -> None:
    """M5: another generation than the live one is not there."""
    blob.reload()

    assert bucket.blob("a/film.mp4", generation=blob.generation).download_as_bytes(end=3) == CONTENT[:4]
    with pytest.raises(exceptions.NotFound):
        bucket.blob("a/film.mp4", generation=1).download_as_bytes()


def test_an_answer_that_is_cut_short_is_noticed_by_the_client(stand: Stand, bucket: storage.Bucket) -> None:
    """M5: a truncated download fails or is fetched again, but is never taken for the whole."""
    blob = bucket.blob("cut")
    blob.upload_from_string(CONTENT)
    stand.fault({"truncate": 5000}, method="GET", bucket=bucket.name, name_prefix="cut")

    with contextlib.suppress(InvalidResponse, ConnectionError, OSError):
        assert bucket.blob("cut").download_as_bytes() == CONTENT
    assert stand.faults_left() == 0


def _api(blob: storage.Blob) -> str:
    return f"/storage/v1{blob.path}"


def _get(client: storage.Client, blob: storage.Blob, headers: dict[str, str]) -> httpx.Response:
    url = f"{client.api_endpoint}/download{_api(blob)}?alt=media"
    transport = client._http  # pyright: ignore[reportPrivateUsage]
    answer = transport.get(url, headers=headers)
    return httpx.Response(answer.status_code, headers=dict(answer.headers))
