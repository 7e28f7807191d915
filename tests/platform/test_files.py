from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from google.cloud import storage
from requests.adapters import HTTPAdapter

from shared.media.video import poster, probe
from shared.platform.errors import Unavailable
from shared.platform.storage.files import Files
from shared.platform.storage.objects import FOREVER, Gone, Stored
from shared.platform.storage.ranges import BLOCK, BLOCKS_KEPT
from standins.storage.tests.stand import Stand
from standins.testing import http
from tests.fixtures.film_files import film

ROOT = Path(__file__).parents[2]
MIB = 1 << 20


def put(files: Files, bucket: str, name: str, content: bytes = b"film") -> Stored:
    return files.write_stream(bucket, name, iter([content]), content_type="video/mp4").stored


def content_of(client: storage.Client, bucket: str, name: str) -> bytes:
    return client.bucket(bucket).blob(name).download_as_bytes()


def test_a_file_that_is_not_there_is_nothing(files: Files, bucket: str) -> None:
    """V7: evidence is the bucket, and its silence is no error."""
    assert files.stat(bucket, "attempt/none.mp4") is None
    assert files.list(bucket, "attempt/", 5) == []
    files.delete(bucket, "attempt/none.mp4")


def test_nothing_is_asked_of_the_service_but_what_was_meant(files: Files, bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """N1: the client would look at the bucket too, first and at each 404, which no role of ours allows, in threads of its own."""
    asked, real, before = list[str](), HTTPAdapter.send, {*threading.enumerate()}

    def send(self: HTTPAdapter, request: Any, *args: Any, **kwargs: Any) -> Any:
        asked.append(f"{request.method} {urlsplit(request.url).path}")
        return real(self, request, *args, **kwargs)

    monkeypatch.setattr(HTTPAdapter, "send", send)
    put(files, bucket, "attempt/1.mp4")
    for name in ("attempt/1.mp4", "attempt/1.mp4", "attempt/none.mp4"):
        files.delete(bucket, name)
    assert files.stat(bucket, "attempt/none.mp4") is None
    for thread in {*threading.enumerate()} - before:
        thread.join(10)
    assert all("/o" in each.partition(f"/b/{bucket}")[2] for each in asked), asked


def test_a_listing_names_what_lies_under_a_prefix(files: Files, bucket: str) -> None:
    """V7: the output of one attempt is found by its own prefix, up to a limit."""
    written = [put(files, bucket, f"attempt-1/{number}.mp4") for number in range(3)]
    put(files, bucket, "attempt-10/0.mp4")

    assert files.list(bucket, "attempt-1/", 10) == written
    assert files.list(bucket, "attempt-1/", 2) == written[:2]
    assert files.stat(bucket, "attempt-1/1.mp4") == written[1]


def test_a_promoted_file_is_the_same_with_a_cache_control_of_its_own(
    files: Files, client: storage.Client, bucket: str, other: str
) -> None:
    """V8: content, type and metadata stay; viewers may keep it for a year, for themselves."""
    source = files.write_stream(bucket, "staging/j/1", iter([b"film"]), content_type="video/mp4", metadata={"job": "j"}).stored
    kept = files.copy(source, other, "users/u/videos/j.mp4", cache_control=FOREVER)
    blob = client.bucket(other).get_blob("users/u/videos/j.mp4")

    assert kept.same
    assert kept.stored.holds_the_same_as(source)
    assert (kept.stored.content_type, kept.stored.metadata) == ("video/mp4", {"job": "j"})
    assert blob is not None
    assert (blob.cache_control, blob.generation) == ("private, max-age=31536000", kept.stored.generation)


class _SmallSteps(HTTPAdapter):
    """Has each rewrite done in steps of one MiB, as the service does with large files between places."""

    steps = 0

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        if request.url and "/rewriteTo/" in request.url:
            request.prepare_url(request.url, {"maxBytesRewrittenPerCall": str(MIB)})
            self.steps += 1
        return super().send(request, *args, **options)


def test_a_copy_that_takes_several_steps_goes_on_to_its_end(
    files_through: Callable[[HTTPAdapter], Files], files: Files, bucket: str, other: str
) -> None:
    """V8: the service says how far it came, and is asked to go on."""
    source, network = put(files, bucket, "staging", os.urandom(3 * MIB + 1)), _SmallSteps()
    kept = files_through(network).copy(source, other, "kept.mp4", cache_control=FOREVER)

    assert kept.same
    assert kept.stored.holds_the_same_as(source)
    assert network.steps == 4


def test_a_promotion_whose_answer_was_lost_is_recognised_as_ours(stand: Stand, files: Files, bucket: str, other: str) -> None:
    """V8: the client asks again and hears 412 for what it wrote itself."""
    source = put(files, bucket, "staging")
    stand.fault({"drop": "after"}, method="POST", bucket=bucket, name_prefix="staging")
    kept = files.copy(source, other, "kept.mp4")

    assert stand.faults_left() == 0
    assert kept == (files.stat(other, "kept.mp4"), True)


def test_what_was_promoted_before_stays_and_is_said_to_be_another(
    files: Files, client: storage.Client, bucket: str, other: str
) -> None:
    """V8: two store tasks: the first one's file is the job's, the second adopts it."""
    first = files.copy(put(files, bucket, "try-1", b"first"), other, "kept.mp4")
    second = files.copy(put(files, bucket, "try-2", b"second"), other, "kept.mp4")

    assert second == (first.stored, False)
    assert content_of(client, other, "kept.mp4") == b"first"


def test_a_source_that_changed_or_went_is_not_promoted(files: Files, bucket: str, other: str) -> None:
    """V8: what was checked is what is promoted, or nothing is."""
    checked = put(files, bucket, "staging", b"checked")
    files.write_stream(bucket, "staging", iter([b"changed"]), content_type="video/mp4", if_generation=checked.generation)
    with pytest.raises(Gone):
        files.copy(checked, other, "kept.mp4")
    files.delete(bucket, "staging")
    with pytest.raises(Gone):
        files.copy(checked, other, "kept.mp4")
    assert files.stat(other, "kept.mp4") is None


def test_only_the_generation_that_is_named_is_deleted(files: Files, bucket: str) -> None:
    """V8: a clean-up that comes late meets what was written since, and leaves it."""
    old = put(files, bucket, "file", b"old")
    new = files.write_stream(bucket, "file", iter([b"new"]), content_type="video/mp4", if_generation=None).stored
    files.delete(bucket, "file", old.generation)
    assert files.stat(bucket, "file") == new
    files.delete(bucket, "file", new.generation)
    assert files.stat(bucket, "file") is None


def test_a_short_outage_is_waited_out(stand: Stand, files: Files, bucket: str, other: str) -> None:
    """V8: reads and preconditioned writes are tried again."""
    source = put(files, bucket, "file")
    stand.fault({"status": 503}, method="GET", bucket=bucket)
    assert files.stat(bucket, "file") == source
    stand.fault({"drop": "before"}, method="POST", bucket=bucket)
    assert files.copy(source, other, "kept").same
    stand.fault({"status": 500}, method="DELETE", bucket=bucket)
    files.delete(bucket, "file", source.generation)
    assert (files.stat(bucket, "file"), stand.faults_left()) == (None, 0)


def test_a_long_outage_is_unavailable_whatever_was_asked(
    stand: Stand, files: Files, hasty: Files, bucket: str, other: str
) -> None:
    """V8: one error for every way of not answering, so that a task knows to come back."""
    source = put(files, bucket, "file")
    stand.fault({"status": 503}, times=1000, bucket=bucket)

    with pytest.raises(Unavailable, match="storage"):
        hasty.stat(bucket, "file")
    with pytest.raises(Unavailable):
        hasty.list(bucket, "", 1)
    with pytest.raises(Unavailable):
        hasty.copy(source, other, "kept")
    with pytest.raises(Unavailable):
        hasty.open(source).read(1)
    with pytest.raises(Unavailable):
        hasty.delete(bucket, "file")
    with pytest.raises(Unavailable):
        put(hasty, bucket, "new")


def test_a_delete_without_a_generation_is_tried_once(stand: Stand, files: Files, bucket: str) -> None:
    """V8: a second try might meet what was written since."""
    put(files, bucket, "file")
    stand.fault({"drop": "after"}, times=2, method="DELETE", bucket=bucket)
    with pytest.raises(Unavailable):
        files.delete(bucket, "file")
    assert stand.faults_left() == 1


def test_a_reader_fetches_only_the_parts_that_are_read(files: Files, bucket: str) -> None:
    """V8: a check of a long video costs a few blocks, and the same block is fetched once."""
    content = os.urandom(20 * BLOCK + 7)
    reader = files.open(put(files, bucket, "long", content))
    reader.seek(-10, 2)
    tail = reader.read()
    reader.seek(3 * BLOCK - 5)

    assert (tail, reader.read(10), reader.tell()) == (content[-10:], content[3 * BLOCK - 5 : 3 * BLOCK + 5], 3 * BLOCK + 5)
    reader.seek(3 * BLOCK)
    assert reader.read(20) == content[3 * BLOCK : 3 * BLOCK + 20]
    assert reader.fetched == 3 * BLOCK + 7
    reader.seek(0)
    assert reader.read() == content
    assert BLOCK * BLOCKS_KEPT <= 2 * MIB


def test_a_film_is_checked_and_pictured_where_it_lies(stand: Stand, files: Files, hasty: Files, bucket: str) -> None:
    """V8: over ranged reads; an outage meanwhile says nothing about the film."""
    content = film(3.0)
    stored = put(files, bucket, "film.mp4", content)
    reader = files.open(stored)
    assert probe(reader).bytes == len(content)
    assert poster(reader).startswith(b"\xff\xd8\xff")
    assert reader.fetched == len(content)

    stand.fault({"status": 503}, times=1000, method="GET", bucket=bucket)
    with pytest.raises(Unavailable):
        probe(hasty.open(stored))


def test_a_reader_recovers_from_a_cut_connection(stand: Stand, files: Files, bucket: str) -> None:
    """V8: half an answer is not taken for a whole one."""
    content = os.urandom(BLOCK)
    stored = put(files, bucket, "file", content)
    stand.fault({"truncate": 1000}, method="GET", bucket=bucket, path_prefix="/download/")
    assert files.open(stored).read() == content
    assert stand.faults_left() == 0


def test_a_reader_reads_one_generation_or_says_that_it_is_gone(files: Files, bucket: str) -> None:
    """V8: never the beginning of one video and the end of another."""
    stored = put(files, bucket, "file", b"x" * 2 * BLOCK)
    reader = files.open(stored)
    reader.read(10)
    files.write_stream(bucket, "file", iter([b"y" * 2 * BLOCK]), content_type="video/mp4", if_generation=None)
    with pytest.raises(Gone):
        reader.read(BLOCK)


def test_the_platform_builds_it_from_the_environment_and_imports_nothing_before(stand: Stand, bucket: str) -> None:
    """M5: STORAGE_EMULATOR_HOST alone switches it; a user-facing function pays for it only when it uses it."""
    http.post(f"{stand.url}/upload/storage/v1/b/{bucket}/o?uploadType=media&name=x", content=b"abc").raise_for_status()
    script = f"""
import sys
from datetime import timedelta
from shared.platform import clients
from shared.platform.storage import objects
print([m for m in ("google.cloud.storage", "google.auth", "requests") if m in sys.modules])
print(clients.files().stat({bucket!r}, "x").size, clients.files() is clients.files())
print(clients.signer().sign("GET", {bucket!r}, "x", timedelta(minutes=5)).url)
"""
    environment = {
        "GOOGLE_CLOUD_PROJECT": "demo-rushes",
        "RUSHES_FUNCTIONS_URL": "http://127.0.0.1:9",
        "RUSHES_IDENTITY_KEY": "only-for-this-one-test",
        "RUSHES_BUCKET_UPLOADS": "uploads",
        "RUSHES_BUCKET_PROVIDER_OUT": "provider-out",
        "RUSHES_BUCKET_MEDIA": "media",
        "STORAGE_EMULATOR_HOST": stand.url,
        "IAM_CREDENTIALS_EMULATOR_HOST": stand.url,
        "CLOCK_FILE": str(stand.folder / "clock"),
    }
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    imported, found, url = done.stdout.splitlines()
    assert (imported, found) == ("[]", "3 True")
    assert http.get(url).content == b"abc"
    assert "signer%40demo-rushes.iam.gserviceaccount.com" in url


def test_parts_are_joined_in_order_where_nothing_is(files: Files, client: storage.Client, bucket: str) -> None:
    """F1: a film's head and body; joined once, and a second time it is found to be there."""
    parts = [put(files, bucket, "staging/f/head", b"head "), put(files, bucket, "staging/f/body", b"and body")]
    kept = files.compose(parts, bucket, "staging/f/whole", content_type="video/mp4", cache_control=FOREVER)
    assert kept.same
    assert content_of(client, bucket, "staging/f/whole") == b"head and body"
    assert (kept.stored.size, kept.stored.content_type) == (13, "video/mp4")
    assert files.compose(parts, bucket, "staging/f/whole", content_type="video/mp4") == kept
    other = files.compose(parts[:1], bucket, "staging/f/whole", content_type="video/mp4")
    assert not other.same
    assert content_of(client, bucket, "staging/f/whole") == b"head and body"


def test_a_lost_answer_to_joining_is_found_out(files: Files, stand: Stand, bucket: str) -> None:
    """F1: it was done although nobody said so; what stands there is adopted."""
    parts = [put(files, bucket, "staging/f/head", b"head "), put(files, bucket, "staging/f/body", b"and body")]
    stand.fault({"drop": "after"}, method="POST", bucket=bucket, name_prefix="staging/f/whole")
    kept = files.compose(parts, bucket, "staging/f/whole", content_type="video/mp4")
    assert stand.faults_left() == 0
    assert (kept.same, kept.stored.size) == (True, 13)


def test_parts_that_are_gone_are_not_joined(files: Files, bucket: str) -> None:
    """F2: nor is what was written in their place since."""
    part = put(files, bucket, "staging/f/head")
    files.delete(bucket, part.name, part.generation)
    put(files, bucket, "staging/f/head", b"other")
    with pytest.raises(Gone):
        files.compose([part], bucket, "staging/f/whole", content_type="video/mp4")
    assert files.stat(bucket, "staging/f/whole") is None
