from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from google.api_core import exceptions
from google.cloud import storage

from standins.storage.tests.stand import NO_RETRY, Stand
from standins.testing import http


@pytest.fixture
def blob(bucket: storage.Bucket) -> storage.Blob:
    blob = bucket.blob("thing")
    blob.upload_from_string("first")
    return blob


def test_generation_zero_creates_once(bucket: storage.Bucket) -> None:
    """M5: the second create of the same name fails and changes nothing."""
    bucket.blob("once").upload_from_string("first", if_generation_match=0)

    with pytest.raises(exceptions.PreconditionFailed, match="At least one of the pre-conditions") as refused:
        bucket.blob("once").upload_from_string("second", if_generation_match=0)

    assert "conditionNotMet" in str(refused.value)
    assert bucket.blob("once").download_as_text() == "first"


def test_of_many_creates_at_the_same_time_exactly_one_wins(client: storage.Client, bucket: storage.Bucket) -> None:
    """M5: the check and the write cannot be parted."""

    def create(number: int) -> int | None:
        try:
            bucket.blob("raced").upload_from_string(f"writer {number}" * 20_000, if_generation_match=0, **NO_RETRY)
        except exceptions.PreconditionFailed:
            return None
        return number

    with ThreadPoolExecutor(8) as pool:
        winners = [number for number in pool.map(create, range(16)) if number is not None]

    assert len(winners) == 1
    assert bucket.blob("raced").download_as_text().startswith(f"writer {winners[0]}")


def test_of_many_changes_to_one_metageneration_exactly_one_wins(blob: storage.Blob) -> None:
    """M5: read, change, write on metadata loses no update."""
    blob.reload()
    seen = blob.metageneration

    def change(number: int) -> bool:
        mine = blob.bucket.blob("thing")
        mine.metadata = {"by": str(number)}
        try:
            mine.patch(if_metageneration_match=seen, **NO_RETRY)
        except exceptions.PreconditionFailed:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(change, range(16))) == 1


WRITES: list[Callable[[storage.Blob, dict[str, Any]], object]] = [
    lambda blob, conditions: blob.bucket.blob("thing").upload_from_string("x", **conditions),
    lambda blob, conditions: blob.patch(**conditions),
    lambda blob, conditions: blob.update(**conditions),
    lambda blob, conditions: blob.delete(**conditions),
    lambda blob, conditions: blob.compose([blob], **conditions),
    lambda blob, conditions: blob.rewrite(blob, **conditions),
]


@pytest.mark.parametrize("write", WRITES, ids=["upload", "patch", "update", "delete", "compose", "rewrite"])
def test_every_write_honours_a_generation_match(
    bucket: storage.Bucket, blob: storage.Blob, write: Callable[[storage.Blob, dict[str, Any]], object]
) -> None:
    """M5: another generation is a 412, the right one goes through."""
    fresh = bucket.blob("thing")
    with pytest.raises(exceptions.PreconditionFailed):
        write(fresh, {"if_generation_match": 1})
    assert blob.exists()

    write(bucket.blob("thing"), {"if_generation_match": blob.generation})


@pytest.mark.parametrize("write", WRITES[:4], ids=["upload", "patch", "update", "delete"])
@pytest.mark.parametrize("name", ["if_generation_not_match", "if_metageneration_match", "if_metageneration_not_match"])
def test_the_other_conditions_hold_for_writes_too(
    bucket: storage.Bucket, blob: storage.Blob, name: str, write: Callable[[storage.Blob, dict[str, Any]], object]
) -> None:
    """M5: not-match and metageneration conditions answer 412 on writes."""
    if (write, name) == (WRITES[0], "if_metageneration_not_match"):
        pytest.skip("the client misspells this parameter of a multipart upload (ifMetaGenerationNotMatch)")
    blob.reload()
    wrong = {
        "if_generation_not_match": blob.generation,
        "if_metageneration_match": 99,
        "if_metageneration_not_match": blob.metageneration,
    }[name]

    with pytest.raises(exceptions.PreconditionFailed):
        write(bucket.blob("thing"), {name: wrong})
    assert bucket.blob("thing").download_as_text() == "first"


def test_reads_answer_412_for_a_match_and_304_for_a_not_match(bucket: storage.Bucket, blob: storage.Blob) -> None:
    """M5: the same conditions on metadata and on bytes."""
    for read in (blob.reload, bucket.blob("thing").download_as_bytes):
        with pytest.raises(exceptions.PreconditionFailed):
            read(if_generation_match=1)
        with pytest.raises(exceptions.NotModified):
            read(if_generation_not_match=blob.generation)
        with pytest.raises(exceptions.NotModified):
            read(if_metageneration_not_match=1)
        read(if_generation_match=blob.generation, if_metageneration_match=1)


def test_an_etag_says_whether_anything_changed(bucket: storage.Bucket, blob: storage.Blob) -> None:
    """M5: If-Match and If-None-Match on the resource."""
    blob.reload()
    with pytest.raises(exceptions.NotModified):
        blob.reload(if_etag_not_match=blob.etag)
    before = blob.etag
    blob.metadata = {"a": "b"}
    blob.patch()

    assert blob.etag != before
    with pytest.raises(exceptions.PreconditionFailed):
        blob.reload(if_etag_match=before)


def test_the_error_of_a_failed_condition_has_the_shape_of_the_service(
    stand: Stand, bucket: storage.Bucket, blob: storage.Blob
) -> None:
    """M5: code, message, reason, domain and where it was looked for."""
    answer = http.delete(f"{stand.url}/storage/v1{blob.path}?ifGenerationMatch=1")

    message = "At least one of the pre-conditions you specified did not hold."
    entry = {
        "message": message,
        "domain": "global",
        "reason": "conditionNotMet",
        "locationType": "header",
        "location": "If-Match",
    }
    assert answer.json() == {"error": {"code": 412, "message": message, "errors": [entry]}}


def test_conditions_on_the_source_of_a_copy_are_its_own(bucket: storage.Bucket, blob: storage.Blob) -> None:
    """M5: ifSource… looks at the source, if… at the destination."""
    with pytest.raises(exceptions.PreconditionFailed):
        bucket.copy_blob(blob, bucket, "copy", if_source_generation_match=1)
    with pytest.raises(exceptions.PreconditionFailed):
        bucket.blob("copy").rewrite(blob, if_source_metageneration_match=9)
    copied = bucket.copy_blob(blob, bucket, "copy", if_generation_match=0, if_source_generation_match=blob.generation)
    with pytest.raises(exceptions.PreconditionFailed):
        bucket.copy_blob(blob, bucket, "copy", if_generation_match=0)

    assert copied.download_as_text() == "first"


@pytest.mark.parametrize("query", ["ifGenerationMatch=abc", "versions=true", "softDeleted=true", "whatever=1"])
def test_a_parameter_that_cannot_be_honoured_is_refused(stand: Stand, bucket: storage.Bucket, query: str) -> None:
    """M5: 400 for nonsense, 501 for what the stand-in does not know, never silence."""
    bucket.blob("thing").upload_from_string("x")
    answer = http.delete(f"{stand.url}/storage/v1/b/{bucket.name}/o/thing?{query}")

    assert answer.status_code == (400 if "abc" in query else 501)
    assert bucket.blob("thing").exists()
