from __future__ import annotations

import io
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from google.api_core import exceptions
from google.cloud import storage
from google.cloud.storage._media.requests import ResumableUpload

from standins.storage.tests.stand import Stand
from standins.testing import eventually, http

QUANTUM = 1 << 18
CONTENT = bytes(index % 253 for index in range(4 * QUANTUM + 1000))


class Upload:
    """One resumable upload, one raw request after the other."""

    def __init__(self, bucket: storage.Bucket, name: str, size: int | None = None, **query: str) -> None:
        blob = bucket.blob(name)
        session: Any = blob.create_resumable_upload_session(
            content_type="video/mp4", size=size, if_generation_match=_number(query.get("ifGenerationMatch"))
        )
        self.url = str(session)

    def put(self, content: bytes, content_range: str, **headers: str) -> httpx.Response:
        return http.put(self.url, content=content, headers={"content-range": content_range, **headers}, timeout=20)

    def chunk(self, start: int, end: int, total: str = "*") -> httpx.Response:
        return self.put(CONTENT[start:end], f"bytes {start}-{end - 1}/{total}")

    def ask(self, total: str = "*") -> httpx.Response:
        return self.put(b"", f"bytes */{total}")

    def break_off(self, start: int, end: int, sent: int) -> None:
        """Announce a chunk, send only a part of it, and hang up."""
        parts = urlsplit(self.url)
        head = (
            f"PUT {parts.path}?{parts.query} HTTP/1.1\r\nhost: {parts.netloc}\r\n"
            f"content-range: bytes {start}-{end - 1}/*\r\ncontent-length: {end - start}\r\n\r\n"
        )
        with socket.create_connection((parts.hostname or "", parts.port or 80)) as wire:
            wire.sendall(head.encode() + CONTENT[start : start + sent])


def _number(text: str | None) -> int | None:
    return int(text) if text is not None else None


def test_a_status_query_says_how_much_persisted(bucket: storage.Bucket) -> None:
    """M5: 308 with a Range, and without one while there is nothing; both forms of the question."""
    upload = Upload(bucket, "asked")
    before = upload.ask()
    upload.chunk(0, 2 * QUANTUM)

    open_ended, with_total = upload.ask(), upload.ask(str(len(CONTENT)))

    assert (before.status_code, "range" in before.headers) == (308, False)
    assert (open_ended.status_code, open_ended.headers["range"]) == (308, f"bytes=0-{2 * QUANTUM - 1}")
    assert with_total.headers["range"] == open_ended.headers["range"]


def test_an_upload_goes_on_after_its_connection_broke_in_the_middle_of_a_chunk(bucket: storage.Bucket) -> None:
    """M5: whole quanta of a broken chunk persist; the rest is sent again and the object is whole."""
    upload = Upload(bucket, "broken")
    upload.chunk(0, QUANTUM)
    upload.break_off(QUANTUM, 4 * QUANTUM, sent=2 * QUANTUM + 5000)

    def persisted() -> int | None:
        end = int(upload.ask().headers["range"].split("-")[1]) + 1
        return end if end > QUANTUM else None

    start = eventually(persisted, "the broken chunk is noticed") or 0
    finished = upload.chunk(start, len(CONTENT), str(len(CONTENT)))

    assert start % QUANTUM == 0
    assert start <= 3 * QUANTUM
    assert finished.status_code == 200
    assert bucket.blob("broken").download_as_bytes() == CONTENT


def test_the_client_recovers_by_itself_when_an_answer_is_lost(stand: Stand, bucket: storage.Bucket) -> None:
    """M5: the chunk was stored, its answer was not heard; the client asks and goes on without sending it twice."""
    stand.fault({"drop": "after"}, method="PUT", bucket=bucket.name, name_prefix="lost")

    blob = bucket.blob("lost", chunk_size=QUANTUM)
    blob.upload_from_file(io.BytesIO(CONTENT), if_generation_match=0)

    assert blob.download_as_bytes() == CONTENT
    assert stand.faults_left() == 0


def test_bytes_sent_again_at_an_earlier_offset_are_not_doubled(bucket: storage.Bucket) -> None:
    """M5: what already persisted is skipped."""
    upload = Upload(bucket, "overlap")
    upload.chunk(0, 2 * QUANTUM)

    again = upload.chunk(QUANTUM, 3 * QUANTUM)
    finished = upload.chunk(2 * QUANTUM, len(CONTENT), str(len(CONTENT)))

    assert again.headers["range"] == f"bytes=0-{3 * QUANTUM - 1}"
    assert finished.status_code == 200
    assert bucket.blob("overlap").download_as_bytes() == CONTENT


def test_a_chunk_beyond_what_persisted_is_refused(bucket: storage.Bucket) -> None:
    """M5: the service answers 503 with a sentence and keeps what it has."""
    upload = Upload(bucket, "gap")
    upload.chunk(0, QUANTUM)

    ahead = upload.chunk(2 * QUANTUM, 3 * QUANTUM)

    assert ahead.status_code == 503
    assert f"exceeds already uploaded size of {QUANTUM} byte(s)" in ahead.text
    assert upload.ask().headers["range"] == f"bytes=0-{QUANTUM - 1}"


def test_a_chunk_below_the_quantum_is_refused_unless_it_is_the_last(bucket: storage.Bucket) -> None:
    """M5: 400, with the service's own sentence."""
    upload = Upload(bucket, "small")

    small = upload.chunk(0, 1000)
    last = upload.chunk(0, 1000, "1000")

    assert small.status_code == 400
    assert "is required to be equal or greater than 262144" in small.text
    assert last.status_code == 200


def test_a_chunk_that_is_no_multiple_of_the_quantum_persists_only_whole_quanta(bucket: storage.Bucket) -> None:
    """M5: whoever ignores the Range of the answer loses bytes here as there."""
    upload = Upload(bucket, "ragged")

    answer = upload.chunk(0, QUANTUM + 777)

    assert (answer.status_code, answer.headers["range"]) == (308, f"bytes=0-{QUANTUM - 1}")


@pytest.mark.parametrize(
    "content_range",
    ["bytes 0-9/5", "bytes 5-2/10", "bits 0-9/10", "bytes 0-262143/262143", "bytes 0-299999/300000"],
)
def test_a_content_range_that_does_not_fit_the_body_is_refused(bucket: storage.Bucket, content_range: str) -> None:
    """M5: nonsense in the header, or another length than the body has, is a 400."""
    answer = Upload(bucket, "nonsense").put(CONTENT[:QUANTUM], content_range)

    assert answer.status_code == 400
    assert not bucket.blob("nonsense").exists()


def test_a_finished_upload_answers_the_same_object_however_often_it_is_asked(bucket: storage.Bucket) -> None:
    """M5: finishing twice makes one object."""
    upload = Upload(bucket, "done")
    first = upload.chunk(0, len(CONTENT), str(len(CONTENT)))

    asked, sent_again = upload.ask(str(len(CONTENT))), upload.chunk(0, QUANTUM)

    assert first.status_code == asked.status_code == sent_again.status_code == 200
    assert first.json()["generation"] == asked.json()["generation"] == sent_again.json()["generation"]


def test_a_total_named_only_in_the_end_finishes_the_upload(bucket: storage.Bucket) -> None:
    """M5: `bytes */N` finishes when N bytes are there, and only then."""
    upload = Upload(bucket, "late")
    upload.chunk(0, QUANTUM)

    too_few, too_many = upload.ask(str(QUANTUM - 1)), upload.ask(str(QUANTUM + 1))
    right = upload.ask(str(QUANTUM))

    assert (too_few.status_code, too_many.status_code, right.status_code) == (308, 308, 200)
    assert right.json()["size"] == str(QUANTUM)


def test_an_upload_cannot_end_before_what_already_persisted(bucket: storage.Bucket) -> None:
    """M5: a last piece that ends earlier finishes nothing: 308 with what is there."""
    upload = Upload(bucket, "shrunk")
    upload.chunk(0, 2 * QUANTUM)

    shorter = upload.chunk(0, QUANTUM, str(QUANTUM))

    assert (shorter.status_code, shorter.headers["range"]) == (308, f"bytes=0-{2 * QUANTUM - 1}")
    assert not bucket.blob("shrunk").exists()


def test_a_cancelled_upload_is_gone(bucket: storage.Bucket) -> None:
    """M5: DELETE answers 499, and so does everything after it."""
    upload = Upload(bucket, "cancelled")
    upload.chunk(0, QUANTUM)

    cancelled = http.delete(upload.url)

    assert cancelled.status_code == 499
    assert upload.chunk(QUANTUM, len(CONTENT), str(len(CONTENT))).status_code == 499
    assert not bucket.blob("cancelled").exists()


def test_an_upload_that_nobody_began_is_not_found(stand: Stand, bucket: storage.Bucket) -> None:
    """M5: an invented session is a 404."""
    url = f"{stand.url}/upload/storage/v1/b/{bucket.name}/o?uploadType=resumable&upload_id=invented"

    assert http.put(url, content=b"x").status_code == 404


def test_an_upload_expires_after_a_week(stand: Stand, clock: Any, bucket: storage.Bucket) -> None:
    """M5: an old session is gone, and its bytes with it."""
    upload = Upload(bucket, "old")
    upload.chunk(0, QUANTUM)
    clock.move(7 * 86_400 + 1)

    assert upload.ask().status_code == 410


def test_the_condition_of_the_beginning_is_asked_again_at_the_end(bucket: storage.Bucket) -> None:
    """M5: somebody else created the object meanwhile, so the long upload fails with 412 and changes nothing."""
    upload = Upload(bucket, "raced", ifGenerationMatch="0")
    upload.chunk(0, QUANTUM)
    bucket.blob("raced").upload_from_string("the other", if_generation_match=0)

    late = upload.chunk(QUANTUM, len(CONTENT), str(len(CONTENT)))

    assert (late.status_code, late.json()["error"]["errors"][0]["reason"]) == (412, "conditionNotMet")
    assert upload.ask(str(len(CONTENT))).status_code == 412
    assert bucket.blob("raced").download_as_text() == "the other"


def test_a_condition_that_fails_already_at_the_beginning_begins_nothing(bucket: storage.Bucket) -> None:
    """M5: the 412 comes before any byte is sent."""
    bucket.blob("there").upload_from_string("x")

    with pytest.raises(exceptions.PreconditionFailed):
        Upload(bucket, "there", ifGenerationMatch="0")


def test_a_wrong_hash_with_the_last_chunk_fails_the_upload(bucket: storage.Bucket) -> None:
    """M5: the client sends the checksum of everything with its last chunk; nothing is stored that does not match."""
    upload = Upload(bucket, "hashed")

    answer = upload.put(CONTENT, f"bytes 0-{len(CONTENT) - 1}/{len(CONTENT)}", **{"x-goog-hash": "crc32c=AAAAAA=="})

    assert answer.status_code == 400
    assert not bucket.blob("hashed").exists()


def test_a_newer_request_takes_an_upload_over_from_a_connection_that_hangs(bucket: storage.Bucket) -> None:
    """M5: a half-dead connection cannot hold an upload."""
    upload = Upload(bucket, "taken")
    parts = urlsplit(upload.url)
    head = (
        f"PUT {parts.path}?{parts.query} HTTP/1.1\r\nhost: {parts.netloc}\r\n"
        f"content-range: bytes 0-{len(CONTENT) - 1}/{len(CONTENT)}\r\ncontent-length: {len(CONTENT)}\r\n\r\n"
    )
    with socket.create_connection((parts.hostname or "", parts.port or 80)) as hanging:
        hanging.sendall(head.encode() + CONTENT[:QUANTUM])
        finished = upload.chunk(0, len(CONTENT), str(len(CONTENT)))

    assert finished.status_code == 200
    assert bucket.blob("taken").download_as_bytes() == CONTENT


def test_an_upload_survives_kill_and_restart(stand: Stand, tmp_path: Path) -> None:
    """M5: what was acknowledged is there after kill -9; the client goes on where it was."""
    own = Stand(tmp_path, {"restarted": {}})
    try:
        upload = Upload(own.client().bucket("restarted"), "film")
        upload.chunk(0, 3 * QUANTUM)
        own.kill()
        own.start()

        asked = upload.ask()
        finished = upload.chunk(3 * QUANTUM, len(CONTENT), str(len(CONTENT)))

        assert asked.headers["range"] == f"bytes=0-{3 * QUANTUM - 1}"
        assert finished.status_code == 200
        assert own.client().bucket("restarted").blob("film").download_as_bytes() == CONTENT
    finally:
        own.stop()


def test_the_real_resumable_upload_recovers_step_by_step(client: storage.Client, bucket: storage.Bucket) -> None:
    """M5: the client's own state machine: fail, recover, transmit the rest."""
    transport: Any = client._http  # pyright: ignore[reportPrivateUsage]
    base = str(client.api_endpoint)
    upload = ResumableUpload(f"{base}/upload/storage/v1/b/{bucket.name}/o?uploadType=resumable", QUANTUM)
    upload.initiate(transport, io.BytesIO(CONTENT), {"name": "stepwise"}, "video/mp4")
    upload.transmit_next_chunk(transport)
    upload._make_invalid()  # pyright: ignore[reportPrivateUsage]

    upload.recover(transport)
    while not upload.finished:
        upload.transmit_next_chunk(transport)

    assert bucket.blob("stepwise").download_as_bytes() == CONTENT
