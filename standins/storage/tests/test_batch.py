from __future__ import annotations

import pytest
from google.api_core import exceptions
from google.cloud import storage

from standins.storage.tests.stand import Stand
from standins.testing import http


def test_many_deletes_travel_in_one_request(client: storage.Client, bucket: storage.Bucket) -> None:
    """M5: the client's batch, as a retention job uses it."""
    for number in range(20):
        bucket.blob(f"öld/{number}").upload_from_string("x")
    old = list(bucket.list_blobs())[:15]
    with client.batch():
        for blob in old:
            blob.delete()

    assert len(list(bucket.list_blobs())) == 5


def test_one_part_of_a_batch_fails_alone(client: storage.Client, bucket: storage.Bucket) -> None:
    """M5: each part has its own status; the others are applied."""
    bucket.blob("a").upload_from_string("x")
    bucket.blob("b").upload_from_string("x")
    batch = client.batch(raise_exception=False)
    with batch:
        bucket.blob("a").delete()
        bucket.blob("missing").delete()
        bucket.blob("b").delete(if_generation_match=1)

    statuses = [answer.status_code for answer in batch._responses]  # pyright: ignore[reportPrivateUsage]
    assert statuses == [204, 404, 412]
    assert [blob.name for blob in bucket.list_blobs()] == ["b"]


def test_patches_in_a_batch_answer_the_changed_resource(client: storage.Client, bucket: storage.Bucket) -> None:
    """M5: metadata of several objects in one request."""
    blobs = [bucket.blob(name) for name in ("a", "b")]
    for blob in blobs:
        blob.upload_from_string("x")
    with client.batch():
        for blob in blobs:
            blob.metadata = {"job": f"of {blob.name}"}
            blob.patch()

    assert [blob.metadata for blob in bucket.list_blobs()] == [{"job": "of a"}, {"job": "of b"}]
    assert blobs[0].metageneration == 2


def test_a_batch_with_a_failure_raises_it_after_everything_was_done(client: storage.Client, bucket: storage.Bucket) -> None:
    """M5: the client's default: an exception in the end."""
    bucket.blob("a").upload_from_string("x")

    def delete_both() -> None:
        with client.batch():
            bucket.blob("missing").delete()
            bucket.blob("a").delete()

    with pytest.raises(exceptions.NotFound):
        delete_both()

    assert list(bucket.list_blobs()) == []


def test_what_does_not_belong_into_a_batch_is_refused_there(stand: Stand, bucket: storage.Bucket) -> None:
    """M5: a part that uploads, or a body that is no batch."""
    part = (
        "--b\r\nContent-Type: application/http\r\nContent-ID: <1>\r\n\r\n"
        f"POST /upload/storage/v1/b/{bucket.name}/o?uploadType=media&name=x HTTP/1.1\r\n\r\nx\r\n--b--"
    )
    inside = http.post(f"{stand.url}/batch/storage/v1", content=part, headers={"content-type": "multipart/mixed; boundary=b"})
    none = http.post(f"{stand.url}/batch/storage/v1", content="hello", headers={"content-type": "text/plain"})

    assert inside.status_code == 200
    assert "HTTP/1.1 501" in inside.text
    assert none.status_code == 400
    assert not bucket.blob("x").exists()
