from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from google.api_core import exceptions
from google.cloud import storage

from standins.storage.tests.stand import Stand

NOON = datetime(2030, 1, 2, 12, tzinfo=UTC)


@pytest.fixture
def blob(bucket: storage.Bucket) -> storage.Blob:
    blob = bucket.blob("thing")
    blob.metadata = {"a": "1", "b": "2"}
    blob.cache_control = "no-store"
    blob.upload_from_string("content", content_type="text/plain")
    return blob


def test_a_patch_changes_only_what_it_names(blob: storage.Blob) -> None:
    """M5: other fields and other keys stay; generation stays, metageneration rises."""
    generation = blob.generation
    blob.metadata = {"b": "3", "c": "4"}
    blob.patch()
    blob.reload()

    assert blob.metadata == {"a": "1", "b": "3", "c": "4"}
    assert blob.cache_control == "no-store"
    assert (blob.generation, blob.metageneration) == (generation, 2)
    assert blob.updated is not None
    assert blob.time_created is not None
    assert blob.updated >= blob.time_created


def test_null_removes_a_field_and_a_key(blob: storage.Blob) -> None:
    """M5: null in a patch takes away."""
    blob.metadata = {"a": None}
    blob.cache_control = None
    blob.patch()
    blob.reload()
    assert (blob.metadata, blob.cache_control) == ({"b": "2"}, None)

    blob.metadata = None
    blob.patch()
    blob.reload()
    assert blob.metadata is None


def test_an_update_replaces_everything_that_can_be_written(blob: storage.Blob) -> None:
    """M5: what an update does not name is gone; the bytes are not."""
    fresh = blob.bucket.blob("thing")
    fresh.metadata = {"only": "this"}
    fresh.update()
    fresh.reload()

    assert (fresh.metadata, fresh.cache_control, fresh.content_type) == ({"only": "this"}, None, None)
    assert fresh.download_as_text() == "content"


def test_the_custom_time_moves_only_forward(blob: storage.Blob) -> None:
    """M5: it cannot be set back nor removed."""
    blob.custom_time = NOON
    blob.patch()
    blob.custom_time = NOON + timedelta(hours=1)
    blob.patch()
    blob.reload()
    assert blob.custom_time == NOON + timedelta(hours=1)

    for earlier in (NOON, None):
        blob.custom_time = earlier
        with pytest.raises(exceptions.BadRequest):
            blob.patch()


def test_changing_an_object_that_is_not_there_is_not_found(bucket: storage.Bucket) -> None:
    """M5: patch and delete of nothing."""
    missing = bucket.blob("missing")
    missing.metadata = {"a": "b"}
    with pytest.raises(exceptions.NotFound):
        missing.patch()
    with pytest.raises(exceptions.NotFound):
        missing.delete()


def test_an_overwrite_begins_again_with_its_own_metadata(blob: storage.Blob) -> None:
    """M5: a new generation inherits nothing."""
    again = blob.bucket.blob("thing")
    again.upload_from_string("new", content_type="text/html")
    again.reload()

    assert again.metadata is None
    assert again.metageneration == 1
    assert blob.generation is not None
    assert again.generation is not None
    assert again.generation > blob.generation


def test_generations_grow_even_when_the_clock_goes_back(stand: Stand, clock: object, bucket: storage.Bucket) -> None:
    """M5: a later write is always the newer one."""
    first = bucket.blob("thing")
    first.upload_from_string("x")
    stand.clock.move(-3600)
    second = bucket.blob("thing")
    second.upload_from_string("y")

    assert first.generation is not None
    assert second.generation is not None
    assert second.generation > first.generation


def test_the_storage_class_changes_by_rewriting(blob: storage.Blob) -> None:
    """M5: the client's update_storage_class makes a new generation in the new class."""
    before = blob.generation
    blob.update_storage_class("NEARLINE")
    blob.reload()

    assert blob.storage_class == "NEARLINE"
    assert blob.generation != before
    assert blob.download_as_text() == "content"
