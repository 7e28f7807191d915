from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from google.cloud import storage

from standins.storage.tests.stand import Stand
from standins.testing import http

MIB = 1 << 20
SIZE = 64 * MIB
ALLOWED = 16 * MIB


def _blocks() -> Iterator[bytes]:
    for number in range(SIZE // MIB):
        yield bytes([number]) * MIB


def test_memory_does_not_grow_with_the_size_of_an_object(stand: Stand, bucket: storage.Bucket) -> None:
    """M5: 64 MiB up and down within 16 MiB of growth."""
    process = psutil.Process(stand.pid)
    bucket.blob("warm").upload_from_string(b"x" * MIB)
    assert bucket.blob("warm").download_as_bytes() == b"x" * MIB
    before, peak, over = process.memory_info().rss, 0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not over.wait(0.02):
            peak = max(peak, process.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        up = http.post(
            f"{stand.url}/upload/storage/v1/b/{bucket.name}/o",
            params={"uploadType": "media", "name": "large"},
            content=_blocks(),
            timeout=60,
        )
        digest = hashlib.md5()
        with http.stream("GET", f"{stand.url}/download/storage/v1/b/{bucket.name}/o/large?alt=media") as down:
            for block in down.iter_raw(MIB):
                digest.update(block)
    finally:
        over.set()
        watcher.join()

    expected = hashlib.md5()
    for block in _blocks():
        expected.update(block)
    assert up.json()["size"] == str(SIZE)
    assert digest.hexdigest() == expected.hexdigest()
    assert peak - before <= ALLOWED, f"grew by {(peak - before) / MIB:.1f} MiB"


def test_everything_is_there_after_a_restart(stand: Stand, tmp_path: Path) -> None:
    """M5: objects, metadata, generations and buckets; stopping takes less than two seconds; half an upload is swept."""
    own = Stand(tmp_path, {"kept": {"cors": [{"origin": ["*"], "method": ["GET"]}]}})
    try:
        blob = own.client().bucket("kept").blob("thing")
        blob.metadata = {"a": "b"}
        blob.upload_from_string("content")
        before = blob.generation
        own.clock.move(-3600)
        stopped_in = own.stop()
        (tmp_path / "data" / "blobs" / "left-by-a-crash").write_bytes(b"x")
        own.start()
        again = own.client().bucket("kept").get_blob("thing")

        assert stopped_in < 2
        assert again is not None
        assert (again.download_as_text(), again.metadata, again.generation) == ("content", {"a": "b"}, before)
        assert own.client().get_bucket("kept").cors == [{"origin": ["*"], "method": ["GET"]}]
        assert len(list((tmp_path / "data" / "blobs").iterdir())) == 1
        again.upload_from_string("newer")
        assert again.generation is not None
        assert before is not None
        assert again.generation > before
    finally:
        own.stop()


def test_acknowledged_writes_survive_kill(stand: Stand, tmp_path: Path) -> None:
    """M5: what was answered with 200 is there after kill -9, byte for byte."""
    own = Stand(tmp_path, {"kept": {}})
    try:
        bucket = own.client().bucket("kept")
        for number in range(20):
            bucket.blob(f"n{number}").upload_from_string(f"content {number}" * 1000)
        bucket.blob("n0").delete()
        own.kill()
        own.start()
        found = {blob.name: blob.download_as_text() for blob in own.client().bucket("kept").list_blobs()}

        assert found == {f"n{number}": f"content {number}" * 1000 for number in range(1, 20)}
    finally:
        own.stop()


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("SUBSCRIPTIONS", json.dumps([{"bucket": "b"}]), "SUBSCRIPTIONS has an entry that does not fit"),
        ("BUCKETS", "{", "BUCKETS is not JSON"),
        ("BUCKETS", '{"b": {"versioning": {"enabled": true}}}', "does not know the bucket property versioning"),
        ("PORT", "web", "PORT must be a port number"),
    ],
)
def test_a_wrong_environment_is_told_in_one_sentence(stand: Stand, tmp_path: Path, name: str, value: str, reason: str) -> None:
    """M5: it does not start half."""
    import os
    import subprocess
    import sys

    settings = {"PORT": "1", "DATA_DIR": str(tmp_path / "d"), "IDENTITY_DIR": str(tmp_path / "i"), name: value}
    ended = subprocess.run(
        [sys.executable, "-m", "standins.storage"], env={**os.environ, **settings}, capture_output=True, text=True, timeout=20
    )

    assert ended.returncode == 2
    assert reason in ended.stderr
    assert "Traceback" not in ended.stderr
