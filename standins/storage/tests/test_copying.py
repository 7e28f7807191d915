from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import google_crc32c
import pytest
from google.api_core import exceptions
from google.cloud import storage

from standins.storage.tests.stand import Stand
from standins.testing import http

MIB = 1 << 20


def _made(bucket: storage.Bucket, name: str, content: bytes | str, **properties: Any) -> storage.Blob:
    blob = bucket.blob(name)
    for key, value in properties.items():
        setattr(blob, key, value)
    blob.upload_from_string(content, content_type="video/mp4")
    return blob


def test_composing_joins_in_the_order_given(bucket: storage.Bucket) -> None:
    """M5: bytes and crc32c of the whole, a count of components, no md5."""
    parts = [_made(bucket, f"part-{number}", f"<{number}>") for number in range(3)]
    whole = bucket.blob("whole")
    whole.content_type = "text/plain"
    whole.compose([parts[2], parts[0], parts[1]])
    whole.reload()

    assert whole.download_as_text() == "<2><0><1>"
    assert (whole.component_count, whole.md5_hash, whole.content_type) == (3, None, "text/plain")
    assert base64.b64decode(whole.crc32c or "") == google_crc32c.Checksum(b"<2><0><1>").digest()


def test_components_of_components_are_counted(bucket: storage.Bucket) -> None:
    """M5: a composite object counts for as many as it has; it may be its own source."""
    whole = bucket.blob("log")
    whole.compose([_made(bucket, "a", "a"), _made(bucket, "b", "b")])
    whole.compose([whole, _made(bucket, "c", "c")])
    whole.reload()

    assert (whole.download_as_text(), whole.component_count) == ("abc", 3)


def test_each_source_of_a_compose_may_have_a_condition(bucket: storage.Bucket) -> None:
    """M5: one source of another generation, and nothing is made."""
    parts = [_made(bucket, name, name) for name in "ab"]
    whole = bucket.blob("whole")

    with pytest.raises(exceptions.PreconditionFailed):
        whole.compose(parts, if_source_generation_match=[parts[0].generation, 1])
    assert not whole.exists()
    whole.compose(parts, if_source_generation_match=[part.generation for part in parts])
    assert whole.download_as_text() == "ab"


def test_a_compose_takes_at_most_32_sources_and_at_least_one(bucket: storage.Bucket) -> None:
    """M5: 400 beyond the limits, 404 for a source that is not there."""
    part = _made(bucket, "part", "x")
    bucket.blob("whole").compose([part] * 32)
    assert bucket.blob("whole").download_as_text() == "x" * 32

    for sources in ([part] * 33, []):
        with pytest.raises(exceptions.BadRequest):
            bucket.blob("other").compose(sources)
    with pytest.raises(exceptions.NotFound):
        bucket.blob("other").compose([part, bucket.blob("missing")])
    assert not bucket.blob("other").exists()


def test_a_copy_has_the_bytes_and_the_metadata_of_its_source(
    make_bucket: Callable[..., storage.Bucket], bucket: storage.Bucket
) -> None:
    """M5: into another bucket, with a generation of its own, and independent of what it was made from."""
    source = _made(bucket, "source", "content", metadata={"a": "b"}, cache_control="no-store")
    copied = bucket.copy_blob(source, make_bucket(), "deep/copy")
    source.delete()
    copied.reload()

    assert copied.download_as_text() == "content"
    assert (copied.metadata, copied.cache_control, copied.content_type) == ({"a": "b"}, "no-store", "video/mp4")
    assert copied.metageneration == 1


def test_a_rewrite_into_other_metadata_keeps_none_of_the_old(bucket: storage.Bucket) -> None:
    """M5: a body with metadata replaces all of it."""
    source = _made(bucket, "source", "content", metadata={"a": "b"})
    target = bucket.blob("target")
    target.content_type = "text/plain"
    token, done, size = target.rewrite(source)
    target.reload()

    assert (token, done, size) == (None, 7, 7)
    assert (target.content_type, target.metadata) == ("text/plain", None)


def test_a_rewrite_in_steps_is_done_when_its_last_call_says_so(stand: Stand, bucket: storage.Bucket) -> None:
    """M5: with maxBytesRewrittenPerCall it takes several calls, and the object appears only with the last."""
    _made(bucket, "source", b"x" * (2 * MIB + 5))
    url = f"{stand.url}/storage/v1/b/{bucket.name}/o/source/rewriteTo/b/{bucket.name}/o/target"
    query: dict[str, str] = {"maxBytesRewrittenPerCall": str(MIB)}
    seen: list[tuple[bool, str]] = []
    while True:
        answer = http.post(url, params=query).raise_for_status().json()
        seen.append((answer["done"], answer["totalBytesRewritten"]))
        if answer["done"]:
            break
        assert not bucket.blob("target").exists()
        query["rewriteToken"] = answer["rewriteToken"]

    assert seen == [(False, str(MIB)), (False, str(2 * MIB)), (True, str(2 * MIB + 5))]
    assert answer["resource"]["size"] == str(2 * MIB + 5)
    assert bucket.blob("target").exists()


def test_a_rewrite_token_belongs_to_its_source_and_destination(stand: Stand, bucket: storage.Bucket) -> None:
    """M5: another source, an invented token or a crooked step size are refused."""
    _made(bucket, "source", b"x" * (2 * MIB))
    _made(bucket, "other", b"y" * (2 * MIB))
    to = f"rewriteTo/b/{bucket.name}/o/target"
    begun = http.post(f"{stand.url}/storage/v1/b/{bucket.name}/o/source/{to}?maxBytesRewrittenPerCall={MIB}").json()

    for source, query in (
        ("other", {"rewriteToken": begun["rewriteToken"]}),
        ("source", {"rewriteToken": "invented"}),
        ("source", {"maxBytesRewrittenPerCall": "1000"}),
    ):
        answer = http.post(f"{stand.url}/storage/v1/b/{bucket.name}/o/{source}/{to}", params=query)
        assert answer.status_code == 400


def test_a_copy_of_one_generation_is_not_a_copy_of_the_next(bucket: storage.Bucket) -> None:
    """M5: sourceGeneration pins what is copied."""
    source = _made(bucket, "source", "old")
    old = source.generation
    _made(bucket, "source", "new")

    with pytest.raises(exceptions.NotFound):
        bucket.copy_blob(bucket.blob("source"), bucket, "copy", source_generation=old)
    assert not bucket.blob("copy").exists()


def test_renaming_moves_the_object(bucket: storage.Bucket) -> None:
    """M5: the client's rename is copy and delete."""
    source = _made(bucket, "source", "content")
    moved = bucket.rename_blob(source, "moved")

    assert moved.download_as_text() == "content"
    assert not bucket.blob("source").exists()
