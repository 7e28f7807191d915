"""What the service keeps of what was deleted, as the client library asks for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from google.api_core import exceptions
from google.cloud import storage

from standins.common.clock import MovableClock
from standins.storage.tests.stand import Stand
from standins.testing import http

WEEK_S = 604_800
Made = Callable[..., storage.Bucket]


def kept_in(bucket: storage.Bucket, **wanted: object) -> list[storage.Blob]:
    return list(bucket.list_blobs(soft_deleted=True, **wanted))  # pyright: ignore[reportArgumentType] - options by name


def without(make_bucket: Made) -> storage.Bucket:
    """A bucket that keeps nothing."""
    bucket = make_bucket()
    bucket.soft_delete_policy.retention_duration_seconds = 0
    bucket.patch()
    return bucket


def test_a_bucket_keeps_what_is_deleted_for_a_week_unless_it_is_told_otherwise(make_bucket: Made) -> None:
    """M5, N1: by the policy that every new bucket has; 0 switches it off, and less than a week is refused."""
    bucket = make_bucket()
    assert bucket.soft_delete_policy.retention_duration_seconds == WEEK_S
    since = bucket.soft_delete_policy.effective_time
    assert since is not None
    bucket.labels = {"a": "b"}
    bucket.patch()
    bucket.reload()
    assert bucket.soft_delete_policy.effective_time == since
    off = without(make_bucket)
    off.reload()
    assert off.soft_delete_policy.retention_duration_seconds == 0
    for wrong in (WEEK_S - 1, 7_776_001):
        off.soft_delete_policy.retention_duration_seconds = wrong
        with pytest.raises(exceptions.BadRequest):
            off.patch()


def test_what_is_deleted_or_replaced_is_kept_by_its_generation(bucket: storage.Bucket) -> None:
    """M5: nobody finds it among the living; it is listed with both of its times, in pages too."""
    generations: list[object] = []
    for text in ("first", "second"):
        blob = bucket.blob("a/name")
        blob.upload_from_string(text)
        generations.append(blob.generation)
    assert [kept.generation for kept in kept_in(bucket)] == generations[:1]
    bucket.blob("a/name").delete()
    bucket.blob("b/name").upload_from_string("x")
    bucket.blob("b/name").delete()

    assert [blob.name for blob in bucket.list_blobs()] == []
    found = kept_in(bucket, prefix="a/")
    assert [(kept.name, kept.generation) for kept in found] == [("a/name", each) for each in generations]
    at = found[0].soft_delete_time
    assert at is not None
    assert found[0].hard_delete_time == at + timedelta(seconds=WEEK_S)
    assert [kept.name for kept in kept_in(bucket, page_size=1)] == ["a/name", "a/name", "b/name"]
    one = bucket.get_blob("a/name", generation=generations[0], soft_deleted=True)
    assert one is not None
    assert (one.size, one.soft_delete_time) == (5, at)
    assert bucket.get_blob("a/name", generation=1, soft_deleted=True) is None
    assert bucket.get_blob("a/name") is None


def test_a_kept_object_is_restored_as_a_new_one(bucket: storage.Bucket) -> None:
    """M5: its bytes and words under a new generation; what lives there under that name is kept in turn."""
    blob = bucket.blob("name")
    blob.metadata = {"by": "ada"}
    blob.upload_from_string("first", content_type="text/plain")
    was = blob.generation
    blob.delete()
    bucket.blob("name").upload_from_string("second")
    with pytest.raises(exceptions.PreconditionFailed):
        bucket.restore_blob("name", generation=was, if_generation_match=0)

    restored = bucket.restore_blob("name", generation=was)

    assert restored.generation not in (None, was)
    assert (restored.metageneration, restored.soft_delete_time, restored.metadata) == (1, None, {"by": "ada"})
    assert (restored.download_as_text(), restored.content_type) == ("first", "text/plain")
    assert [kept.size for kept in kept_in(bucket)] == [5, 6]
    with pytest.raises(exceptions.NotFound):
        bucket.restore_blob("name", generation=1)


def test_what_is_kept_is_gone_after_its_time(stand: Stand, clock: MovableClock, make_bucket: Made) -> None:
    """M5: its bytes too; a policy that changes meanwhile changes nothing for it."""
    bucket = make_bucket()
    bucket.blob("name").upload_from_string("some bytes of its own")
    bucket.blob("name").delete()
    bucket.soft_delete_policy.retention_duration_seconds = 0
    bucket.patch()

    def bytes_left() -> list[Path]:
        return [path for path in (stand.folder / "data" / "blobs").iterdir() if path.read_bytes() == b"some bytes of its own"]

    clock.move(WEEK_S - 60)
    assert [len(kept_in(bucket)), len(bytes_left())] == [1, 1]
    clock.move(61)
    assert [len(kept_in(bucket)), len(bytes_left())] == [0, 0]


def test_what_is_kept_outlives_a_restart_of_the_stand_in(stand: Stand, bucket: storage.Bucket) -> None:
    """M5: it is as safe as what lives."""
    blob = bucket.blob("name")
    blob.upload_from_string("still here")
    blob.delete()
    stand.stop()
    stand.start()
    assert bucket.restore_blob("name", generation=blob.generation).download_as_text() == "still here"


def test_a_bucket_without_the_policy_keeps_nothing(make_bucket: Made) -> None:
    """I3: what is erased there is gone at once."""
    bucket = without(make_bucket)
    for text in ("first", "second"):
        bucket.blob("name").upload_from_string(text)
    bucket.blob("name").delete()
    assert kept_in(bucket) == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "o?softDeleted=true&delimiter=/", 501),
        ("GET", "o/name?softDeleted=true&generation=1&alt=media", 501),
        ("GET", "o/name?softDeleted=true", 400),
        ("POST", "o/name/restore", 400),
        ("DELETE", "o/name?softDeleted=true&generation=1", 501),
    ],
)
def test_what_the_stand_in_does_not_know_of_it_is_refused(
    stand: Stand, bucket: storage.Bucket, method: str, path: str, status: int
) -> None:
    """M5: never silence."""
    assert http.request(method, f"{stand.url}/storage/v1/b/{bucket.name}/{path}").status_code == status
