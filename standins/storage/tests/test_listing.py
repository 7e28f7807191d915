from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from google.api_core import exceptions
from google.cloud import storage

from standins.storage.tests.stand import Stand
from standins.testing import http

NAMES = ["a.txt", "b/", "b/1.mp4", "b/2.mp4", "b/deep/3.mp4", "c/4.jpg", "z.txt", "ä/5.mp4", "🎬/6.mp4"]


@pytest.fixture(scope="module")
def shelf(client: storage.Client) -> Any:
    """Only read by the tests of this file."""
    import secrets

    bucket = client.create_bucket(f"conformance-{secrets.token_hex(6)}")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda name: bucket.blob(name).upload_from_string(name), NAMES))
    yield bucket
    bucket.delete_blobs(list(bucket.list_blobs()))
    bucket.delete()


def _names(found: Any) -> list[str]:
    return [blob.name for blob in found]


def test_objects_come_in_the_order_of_their_utf8_names(shelf: storage.Bucket) -> None:
    """M5: byte order, whatever order they were written in."""
    assert _names(shelf.list_blobs()) == NAMES


@pytest.mark.parametrize(
    ("wanted", "items", "prefixes"),
    [
        ({"prefix": "b/"}, ["b/", "b/1.mp4", "b/2.mp4", "b/deep/3.mp4"], []),
        ({"delimiter": "/"}, ["a.txt", "z.txt"], ["b/", "c/", "ä/", "🎬/"]),
        ({"prefix": "b/", "delimiter": "/"}, ["b/", "b/1.mp4", "b/2.mp4"], ["b/deep/"]),
        ({"delimiter": "/", "include_trailing_delimiter": True}, ["a.txt", "b/", "z.txt"], ["b/", "c/", "ä/", "🎬/"]),
        ({"start_offset": "b/2.mp4", "end_offset": "z.txt"}, ["b/2.mp4", "b/deep/3.mp4", "c/4.jpg"], []),
        ({"match_glob": "**.mp4"}, ["b/1.mp4", "b/2.mp4", "b/deep/3.mp4", "ä/5.mp4", "🎬/6.mp4"], []),
        ({"match_glob": "*/[12].mp{3,4}"}, ["b/1.mp4", "b/2.mp4"], []),
        ({"match_glob": "?.txt"}, ["a.txt", "z.txt"], []),
        ({"prefix": "nothing"}, [], []),
    ],
)
@pytest.mark.parametrize("page_size", [None, 1, 2])
def test_a_listing_shows_what_it_was_asked_for(
    shelf: storage.Bucket, wanted: dict[str, Any], items: list[str], prefixes: list[str], page_size: int | None
) -> None:
    """M5: prefix, delimiter, offsets and globs, the same in one page or in many."""
    found = shelf.list_blobs(page_size=page_size, **wanted)

    assert _names(found) == items
    assert sorted(found.prefixes) == sorted(prefixes)


def test_pages_hold_no_more_than_was_asked(shelf: storage.Bucket) -> None:
    """M5: maxResults counts objects and prefixes together."""
    pages = [list(page) for page in shelf.list_blobs(page_size=4).pages]

    assert [len(page) for page in pages] == [4, 4, 1]
    assert _names(shelf.list_blobs(max_results=3)) == NAMES[:3]


def test_writes_between_two_pages_neither_repeat_nor_hide_the_others(bucket: storage.Bucket) -> None:
    """M5: a page token is a place among the names."""
    for number in range(6):
        bucket.blob(f"n{number}").upload_from_string("x")
    pages = bucket.list_blobs(page_size=2).pages
    first = _names(next(pages))
    bucket.blob("n0").delete()
    bucket.blob("n1x").upload_from_string("x")
    bucket.blob("n3").delete()
    bucket.blob("n5x").upload_from_string("x")
    rest = [name for page in pages for name in _names(page)]

    assert first == ["n0", "n1"]
    assert [name for name in rest if name != "n1x"] == ["n2", "n4", "n5", "n5x"]


def test_what_was_just_written_is_listed_and_what_was_just_deleted_is_not(bucket: storage.Bucket) -> None:
    """M5: strong consistency after every write."""
    for number in range(5):
        blob = bucket.blob("seen")
        blob.upload_from_string(str(number))
        assert [found.generation for found in bucket.list_blobs()] == [blob.generation]
        blob.delete()
        assert _names(bucket.list_blobs()) == []


def test_a_listing_of_old_versions_is_refused(stand: Stand, shelf: storage.Bucket) -> None:
    """M5: the stand-in keeps no versions and says so."""
    with pytest.raises(exceptions.MethodNotImplemented, match="versions"):
        list(shelf.list_blobs(versions=True))


def test_an_invented_page_token_is_refused(stand: Stand, shelf: storage.Bucket) -> None:
    """M5: a token that is none is a 400."""
    answer = http.get(f"{stand.url}/storage/v1/b/{shelf.name}/o?pageToken=%21%21")

    assert answer.status_code == 400


def test_a_listing_of_a_bucket_that_is_not_there_is_not_found(client: storage.Client) -> None:
    """M5: 404, not an empty list."""
    with pytest.raises(exceptions.NotFound, match=r"The specified bucket does not exist\."):
        list(client.bucket("conformance-no-such-bucket-here").list_blobs())
