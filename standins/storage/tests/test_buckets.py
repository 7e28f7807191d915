from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest
from google.api_core import exceptions
from google.cloud import storage

from standins.storage.tests.stand import Stand
from standins.testing import http


def test_a_bucket_comes_back_as_it_was_created(make_bucket: Callable[..., storage.Bucket]) -> None:
    """M5: properties, first metageneration, location in capitals."""
    made = make_bucket(labels={"team": "video"}, cors=[{"origin": ["*"], "method": ["GET"]}])
    made.reload()

    assert made.labels == {"team": "video"}
    assert made.cors == [{"origin": ["*"], "method": ["GET"]}]
    assert (made.metageneration, made.location) == (1, "US")
    assert made.exists()


def test_a_bucket_is_created_once(client: storage.Client, bucket: storage.Bucket) -> None:
    """M5: the second create is a conflict."""
    with pytest.raises(exceptions.Conflict):
        client.create_bucket(bucket.name)


def test_a_patch_of_a_bucket_merges_labels_and_raises_the_metageneration(bucket: storage.Bucket) -> None:
    """M5: null removes a label; a condition on the metageneration holds."""
    bucket.labels = {"a": "1", "b": "2"}
    bucket.patch()
    labels = bucket.labels
    del labels["a"]
    bucket.labels = labels
    bucket.patch()
    bucket.reload()

    assert bucket.labels == {"b": "2"}
    assert bucket.metageneration == 3
    with pytest.raises(exceptions.PreconditionFailed):
        bucket.patch(if_metageneration_match=1)


def test_only_an_empty_bucket_can_be_deleted(bucket: storage.Bucket) -> None:
    """M5: 409 while there is an object in it, 404 afterwards."""
    bucket.blob("x").upload_from_string("x")
    with pytest.raises(exceptions.Conflict, match="not empty"):
        bucket.delete()
    bucket.blob("x").delete()
    bucket.delete()

    assert not bucket.exists()
    with pytest.raises(exceptions.NotFound, match=r"The specified bucket does not exist\."):
        bucket.delete()


def test_buckets_are_listed_by_name_and_in_pages(client: storage.Client, make_bucket: Callable[..., storage.Bucket]) -> None:
    """M5: prefix and page tokens."""
    names = {make_bucket().name for _ in range(3)}
    found = [str(bucket.name) for bucket in client.list_buckets(prefix="conformance-", page_size=1)]

    assert names <= set(found)
    assert found == sorted(found)


@pytest.mark.parametrize("name", ["ab", "UPPER", "goog-ours", "under score"])
def test_a_bucket_name_that_the_service_refuses_is_refused(client: storage.Client, name: str) -> None:
    """M5: bucket names have rules."""
    with pytest.raises(exceptions.BadRequest):
        client.create_bucket(name)


@pytest.mark.parametrize(
    "properties",
    [
        {"versioning": {"enabled": True}},
        {"retentionPolicy": {"retentionPeriod": "10"}},
        {"lifecycle": {"rule": [{"action": {"type": "SetStorageClass"}, "condition": {"age": 1}}]}},
        {"lifecycle": {"rule": [{"action": {"type": "Delete"}, "condition": {"numNewerVersions": 1}}]}},
    ],
)
def test_a_bucket_property_that_the_stand_in_cannot_honour_is_refused(stand: Stand, properties: object) -> None:
    """M5: better no bucket than one that only seems to keep versions."""
    body = {"name": f"conformance-{secrets.token_hex(4)}", **dict(properties)}  # type: ignore[call-overload]
    answer = http.post(f"{stand.url}/storage/v1/b?project=p", json=body)

    assert answer.status_code == 501
    assert http.get(f"{stand.url}/storage/v1/b/{body['name']}").status_code == 404


def test_a_call_that_the_stand_in_does_not_know_says_so(stand: Stand, bucket: storage.Bucket) -> None:
    """M5: 501 with what was asked."""
    with pytest.raises(exceptions.MethodNotImplemented, match="does not know GET"):
        bucket.get_iam_policy()


def test_health_counts_what_is_there(stand: Stand, bucket: storage.Bucket) -> None:
    """M5: ready, and how much of everything."""
    before = stand.get("/health")
    bucket.blob("one").upload_from_string("x")
    bucket.blob("one").upload_from_string("y")
    bucket.blob("two").upload_from_string("x")
    bucket.blob("two").delete()
    after = stand.get("/health")

    assert before["ok"] is True
    assert before["buckets"] >= 1
    assert after["objects"] == before["objects"] + 1
