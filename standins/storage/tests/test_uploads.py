from __future__ import annotations

import base64
import hashlib
import io
import socket
from typing import Any

import google_crc32c
import pytest
from google.api_core import exceptions
from google.cloud import storage

from standins.storage.tests.stand import NO_CHECKSUM, Stand
from standins.testing import eventually, http

PNG = b"\x89PNG" + bytes(range(256)) * 64


def test_bytes_uploaded_in_one_request_come_back_with_their_facts(bucket: storage.Bucket) -> None:
    """M5: a small upload is multipart; the resource says size, both hashes, type and first generations."""
    blob = bucket.blob("folder/ünï cödé?#%2F.png")
    blob.upload_from_string(PNG, content_type="image/png")

    found = bucket.get_blob("folder/ünï cödé?#%2F.png")

    assert found is not None
    assert found.download_as_bytes() == PNG
    assert (found.size, found.content_type, found.metageneration) == (len(PNG), "image/png", 1)
    assert found.md5_hash == base64.b64encode(hashlib.md5(PNG).digest()).decode()
    assert found.crc32c == base64.b64encode(google_crc32c.Checksum(PNG).digest()).decode()
    assert found.generation == blob.generation
    assert found.time_created is not None
    assert found.time_created == found.updated


def test_an_upload_of_nothing_makes_an_empty_object(bucket: storage.Bucket) -> None:
    """M5: zero bytes are an object too."""
    bucket.blob("empty").upload_from_string(b"")

    assert bucket.blob("empty").download_as_bytes() == b""
    assert next(iter(bucket.list_blobs())).size == 0


def test_what_was_set_on_the_blob_before_the_upload_is_stored_with_it(bucket: storage.Bucket) -> None:
    """M5: metadata travels with a multipart upload."""
    blob = bucket.blob("dressed")
    blob.metadata = {"job": "j1", "größe": "klein"}
    blob.cache_control = "no-store"
    blob.content_disposition = "attachment"
    blob.content_language = "de"
    blob.upload_from_string("x", content_type="text/plain")

    blob.reload()

    assert blob.metadata == {"job": "j1", "größe": "klein"}
    assert (blob.cache_control, blob.content_disposition, blob.content_language) == ("no-store", "attachment", "de")


@pytest.mark.parametrize("size", [1, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, 3 * (1 << 18) + 77])
def test_a_chunked_resumable_upload_arrives_whole(bucket: storage.Bucket, size: int) -> None:
    """M5: several requests, one object, whatever the size of the last chunk."""
    content = bytes(index * 7 % 251 for index in range(size))
    blob = bucket.blob("chunked", chunk_size=1 << 18)

    blob.upload_from_file(io.BytesIO(content), content_type="video/mp4")

    assert blob.size == size
    assert bucket.blob("chunked").download_as_bytes() == content
    assert blob.content_type == "video/mp4"


def test_an_upload_of_unknown_length_ends_where_the_stream_ends(bucket: storage.Bucket) -> None:
    """M5: a file-like object that only writes is uploaded with an open total."""
    content = b"abc" * 200_000
    out: Any
    with bucket.blob("stream").open("wb", chunk_size=1 << 18) as out:
        out.write(content[:400_000])
        out.write(content[400_000:])

    assert bucket.blob("stream").download_as_bytes() == content


def test_a_simple_media_upload_takes_its_name_from_the_query(stand: Stand, bucket: storage.Bucket) -> None:
    """M5: uploadType=media, and the hash in a header is held against the bytes."""
    good = base64.b64encode(hashlib.md5(b"hello").digest()).decode()
    url = f"{stand.url}/upload/storage/v1/b/{bucket.name}/o"

    made = http.post(
        url,
        params={"uploadType": "media", "name": "a/b"},
        content=b"hello",
        headers={"content-type": "text/plain", "x-goog-hash": f"md5={good}"},
    )
    bad = http.post(
        url,
        params={"uploadType": "media", "name": "a/c"},
        content=b"hullo",
        headers={"content-type": "text/plain", "x-goog-hash": f"md5={good}"},
    )

    assert made.json()["name"] == "a/b"
    assert (bad.status_code, bad.json()["error"]["errors"][0]["reason"]) == (400, "invalid")
    assert not bucket.blob("a/c").exists()


@pytest.mark.parametrize("kind", ["crc32c", "md5_hash"])
def test_bytes_that_do_not_match_their_checksum_are_refused_and_not_stored(bucket: storage.Bucket, kind: str) -> None:
    """M5: a wrong crc32c or md5 is a 400 and leaves the object that was there."""
    bucket.blob("kept").upload_from_string("first")
    blob = bucket.blob("kept")
    wrong = base64.b64encode(b"\0" * (4 if kind == "crc32c" else 16)).decode()
    setattr(blob, kind, wrong)

    with pytest.raises(exceptions.BadRequest, match="doesn't match calculated"):
        blob.upload_from_string("second", **NO_CHECKSUM)

    assert bucket.blob("kept").download_as_text() == "first"


def test_an_upload_into_a_bucket_that_is_not_there_is_not_found(client: storage.Client) -> None:
    """M5: the JSON error of a missing bucket, on upload."""
    with pytest.raises(exceptions.NotFound, match=r"The specified bucket does not exist\."):
        client.bucket("conformance-no-such-bucket-here").blob("x").upload_from_string("x")


@pytest.mark.parametrize("name", [".", "..", "line\nbreak", "x" * 1025])
def test_a_name_that_the_service_refuses_is_refused(bucket: storage.Bucket, name: str) -> None:
    """M5: object names have rules."""
    with pytest.raises(exceptions.BadRequest):
        bucket.blob(name).upload_from_string("x")


def test_a_multipart_body_that_breaks_off_leaves_nothing(stand: Stand, bucket: storage.Bucket) -> None:
    """M5: without its end boundary an upload is not an upload."""
    body = b'--b\r\nContent-Type: application/json\r\n\r\n{"name": "cut"}\r\n--b\r\nContent-Type: text/plain\r\n\r\nhal'

    answer = http.post(
        f"{stand.url}/upload/storage/v1/b/{bucket.name}/o?uploadType=multipart",
        content=body,
        headers={"content-type": "multipart/related; boundary=b"},
    )

    assert answer.status_code == 400
    assert not bucket.blob("cut").exists()


def test_a_property_that_the_stand_in_does_not_know_is_refused(stand: Stand, bucket: storage.Bucket) -> None:
    """M5: nothing is silently ignored: 501 instead of an object that only seems to be held."""
    blob = bucket.blob("held")
    blob.upload_from_string("x")
    blob.temporary_hold = True

    with pytest.raises(exceptions.MethodNotImplemented, match="temporaryHold"):
        blob.patch()

    assert blob.metageneration == 1


@pytest.mark.parametrize("header", ["if-match", "x-goog-encryption-algorithm"])
def test_a_header_that_would_change_the_meaning_is_refused(stand: Stand, bucket: storage.Bucket, header: str) -> None:
    """M5: an ETag on a write or a key of the caller's own is a 501, not ignored."""
    answer = http.post(
        f"{stand.url}/upload/storage/v1/b/{bucket.name}/o?uploadType=media&name=x", content=b"x", headers={header: "a"}
    )

    assert answer.status_code == 501
    assert not bucket.blob("x").exists()


def test_a_connection_that_breaks_during_an_upload_leaves_nothing(stand: Stand, bucket: storage.Bucket) -> None:
    """M5: neither an object nor bytes on the disk, and the old object stays."""
    bucket.blob("thing").upload_from_string("first")
    blobs = stand.folder / "data" / "blobs"
    before = {path.name for path in blobs.iterdir()}
    head = (
        f"POST /upload/storage/v1/b/{bucket.name}/o?uploadType=media&name=thing HTTP/1.1\r\n"
        f"host: 127.0.0.1:{stand.port}\r\ncontent-length: 5000000\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", stand.port)) as wire:
        wire.sendall(head.encode() + b"x" * 3_000_000)
        eventually(lambda: {path.name for path in blobs.iterdir()} > before, "bytes are being written")

    eventually(lambda: {path.name for path in blobs.iterdir()} == before, "they are gone again")
    assert bucket.blob("thing").download_as_text() == "first"
