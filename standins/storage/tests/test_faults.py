from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from google.api_core import exceptions
from google.cloud import storage

from standins.common.clock import MovableClock
from standins.storage.tests.stand import NO_RETRY, Stand
from standins.testing import eventually, http


def test_a_refused_request_is_not_applied_and_the_client_tries_again(stand: Stand, bucket: storage.Bucket) -> None:
    """M5: 503 twice, then the upload of the real client arrives, once."""
    stand.fault({"status": 503}, times=2, method="POST", bucket=bucket.name, name_prefix="retried")
    blob = bucket.blob("retried")
    blob.upload_from_string("x", if_generation_match=0)

    assert blob.download_as_text() == "x"
    assert stand.faults_left() == 0


def test_a_connection_dropped_before_leaves_nothing_and_dropped_after_leaves_the_object(
    stand: Stand, bucket: storage.Bucket
) -> None:
    """M5: the two faults that a caller cannot tell apart."""
    for name, when in (("lost", "before"), ("applied", "after")):
        stand.fault({"drop": when}, method="POST", bucket=bucket.name, name_prefix=name)
        with pytest.raises((exceptions.RetryError, ConnectionError, OSError)):
            bucket.blob(name).upload_from_string("x", **NO_RETRY)

    assert not bucket.blob("lost").exists()
    assert bucket.blob("applied").download_as_text() == "x"


def test_a_create_whose_answer_was_lost_is_seen_as_its_own_conflict(stand: Stand, bucket: storage.Bucket) -> None:
    """M5: the client sends it again and hears 412: whoever promotes a file must recognise its own."""
    stand.fault({"drop": "after"}, method="POST", bucket=bucket.name, name_prefix="promoted")

    with pytest.raises(exceptions.PreconditionFailed):
        bucket.blob("promoted").upload_from_string("x", if_generation_match=0)
    assert bucket.blob("promoted").download_as_text() == "x"


def test_a_fault_meets_only_what_it_was_ordered_for(stand: Stand, bucket: storage.Bucket) -> None:
    """M5: another name, method or path goes through, and an order can be withdrawn."""
    bucket.blob("other").upload_from_string("x")
    stand.fault({"status": 500}, times=5, method="DELETE", bucket=bucket.name, name_prefix="thing")
    stand.fault({"status": 500}, times=5, path_prefix="/download/", bucket=bucket.name, name_prefix="thing")
    bucket.blob("thing").upload_from_string("x")

    assert bucket.blob("other").download_as_text() == "x"
    bucket.blob("other").delete()
    assert stand.faults_left() == 10
    with pytest.raises(exceptions.InternalServerError):
        bucket.blob("thing").delete(**NO_RETRY)
    stand.clear_faults()
    bucket.blob("thing").delete()


def test_a_delay_ends_when_the_clock_is_moved_past_it(stand: Stand, clock: MovableClock, bucket: storage.Bucket) -> None:
    """M5: a slow answer costs a test no time, and keeps nobody else waiting."""
    stand.fault({"delay_s": 3600}, method="GET", path_prefix="/storage/v1/b/", bucket=bucket.name)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(http.get, f"{stand.url}/storage/v1/b/{bucket.name}", timeout=20)
        eventually(lambda: stand.faults_left() == 0, "the slow request has arrived")
        bucket.reload()
        waiting = not slow.done()
        clock.move(3600)

        assert slow.result().status_code == 200
    assert waiting


def test_an_order_that_is_not_understood_is_refused(stand: Stand) -> None:
    """M5: a misspelt fault must not make a test green."""
    for order in ({"do": {"explode": True}}, {"match": {"buckett": "x"}, "do": {"status": 500}}, {"times": 1}):
        assert http.post(f"{stand.url}/_local/faults", json=order).status_code == 400
