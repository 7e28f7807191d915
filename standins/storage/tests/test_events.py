from __future__ import annotations

from pathlib import Path

import jwt
import pytest
from google.cloud import storage

from standins.common.clock import MovableClock
from standins.storage.tests.conftest import triggers_of
from standins.storage.tests.receiver import Receiver
from standins.storage.tests.stand import Stand
from standins.testing import eventually, free_ports


def _arrived(receiver: Receiver, bucket: storage.Bucket, count: int) -> list[tuple[str, str]]:
    eventually(lambda: len(receiver.at(bucket.name)) >= count, f"{count} events")
    return [(event.kind, event.name) for event in receiver.at(bucket.name)]


def test_an_upload_is_told_as_eventarc_tells_it(stand: Stand, watched: storage.Bucket, receiver: Receiver) -> None:
    """M5: binary CloudEvent, the object as body, a token of the trigger's account for its audience."""
    blob = watched.blob("users/ü/1.png")
    blob.upload_from_string("x", content_type="image/png")
    _arrived(receiver, watched, 1)
    [event] = receiver.at(watched.name)

    assert event.headers["ce-specversion"] == "1.0"
    assert event.headers["ce-type"] == "google.cloud.storage.object.v1.finalized"
    assert event.headers["ce-source"] == f"//storage.googleapis.com/projects/_/buckets/{watched.name}"
    assert event.headers["ce-subject"] == "objects/users/%C3%BC/1.png"
    assert event.headers["ce-bucket"] == watched.name
    assert event.headers["ce-time"].endswith("Z")
    assert event.headers["content-type"] == "application/json"
    assert event.body["generation"] == str(blob.generation)
    assert (event.body["kind"], event.body["size"], event.body["contentType"]) == ("storage#object", "1", "image/png")

    token = event.headers["authorization"].removeprefix("Bearer ")
    url = f"{receiver.base}/{watched.name}"
    claims = jwt.decode(token, stand.identity.key.public_key(), algorithms=["RS256"], audience=f"{url}#audience")
    assert claims["email"] == "rushes-events@demo-rushes.iam.gserviceaccount.com"


def test_an_overwrite_finalizes_the_new_and_deletes_the_old(stand: Stand, watched: storage.Bucket, receiver: Receiver) -> None:
    """M5: two generations, three events; a delete and a patch are told too."""
    blob = watched.blob("thing")
    blob.upload_from_string("first")
    first = blob.generation
    blob.upload_from_string("second")
    _arrived(receiver, watched, 3)
    told = {(event.kind, event.body["generation"]) for event in receiver.at(watched.name)}
    assert told == {("finalized", str(first)), ("finalized", str(blob.generation)), ("deleted", str(first))}

    blob.metadata = {"a": "b"}
    blob.patch()
    blob.delete()
    kinds = [kind for kind, _ in _arrived(receiver, watched, 5)]
    assert sorted(kinds[3:]) == ["deleted", "metadataUpdated"]


def test_every_way_to_make_an_object_is_told(
    stand: Stand, watched: storage.Bucket, receiver: Receiver, bucket: storage.Bucket
) -> None:
    """M5: compose, copy and a chunked upload finalize; a refused upload and another bucket stay silent."""
    import io

    other = bucket.blob("elsewhere")
    other.upload_from_string("x")
    watched.blob("chunked").upload_from_file(io.BytesIO(b"x" * 300_000))
    bucket.copy_blob(other, watched, "copied")
    watched.blob("composed").compose([watched.blob("copied")])
    with pytest.raises(Exception, match="412"):
        watched.blob("copied").upload_from_string("x", if_generation_match=0)

    assert sorted(_arrived(receiver, watched, 3)) == [
        ("finalized", "chunked"),
        ("finalized", "composed"),
        ("finalized", "copied"),
    ]
    eventually(
        lambda: not stand.get("/_local/events", bucket=watched.name)["pending"], "all are acknowledged, and there is no fourth"
    )
    assert len(receiver.at(watched.name)) == 3


def test_an_event_comes_again_until_it_is_acknowledged(
    stand: Stand, clock: MovableClock, watched: storage.Bucket, receiver: Receiver
) -> None:
    """M5: 10 s, then 20 s, by the movable clock; the same id each time; attempts and the last error can be read."""
    receiver.answer_next(watched.name, 503, 302)
    watched.blob("thing").upload_from_string("x")
    _arrived(receiver, watched, 1)

    def pending() -> list[dict[str, object]]:
        return stand.get("/_local/events", bucket=watched.name)["pending"]

    eventually(lambda: pending()[0]["attempts"] == 1, "the first failure is noted")
    assert pending()[0]["last_error"] == "HTTP 503"
    clock.move(8)
    assert len(receiver.at(watched.name)) == 1
    clock.move(3)
    _arrived(receiver, watched, 2)
    eventually(lambda: pending()[0]["attempts"] == 2, "the second failure is noted")
    clock.move(21)
    _arrived(receiver, watched, 3)

    eventually(lambda: not pending(), "acknowledged")
    assert len({event.id for event in receiver.at(watched.name)}) == 1


def test_an_event_that_nobody_takes_is_given_up_after_a_day(
    stand: Stand, clock: MovableClock, watched: storage.Bucket, receiver: Receiver
) -> None:
    """M5: the wait never grows beyond 600 s, and 24 h are enough."""
    receiver.answer_next(watched.name, *[500] * 400)
    watched.blob("thing").upload_from_string("x")
    count = 1
    while count < 12:
        _arrived(receiver, watched, count)
        eventually(
            lambda seen=count: stand.get("/_local/events", bucket=watched.name)["pending"][0]["attempts"] == seen,
            "the failure is noted",
        )
        clock.move(601)
        count += 1
    clock.move(86_400)
    _arrived(receiver, watched, 12)

    eventually(lambda: not stand.get("/_local/events", bucket=watched.name)["pending"], "given up")


def test_held_events_are_released_in_the_order_asked_for(stand: Stand, watched: storage.Bucket, receiver: Receiver) -> None:
    """M5: late and reordered events on demand."""
    stand.post("/_local/events/hold", {"bucket": watched.name})
    for name in "abc":
        watched.blob(name).upload_from_string("x")
    waiting = stand.get("/_local/events", bucket=watched.name)["pending"]
    assert [(event["name"], event["attempts"]) for event in waiting] == [("a", 0), ("b", 0), ("c", 0)]
    assert receiver.at(watched.name) == []

    stand.post("/_local/events/release", {"bucket": watched.name, "order": "reversed"})

    assert [event.name for event in receiver.at(watched.name)] == ["c", "b", "a"]
    watched.blob("d").upload_from_string("x")
    assert _arrived(receiver, watched, 4)[3] == ("finalized", "d")


def test_one_held_event_is_delivered_by_hand(stand: Stand, watched: storage.Bucket, receiver: Receiver) -> None:
    """M5: whichever is asked for; the others still wait."""
    stand.post("/_local/events/hold", {"bucket": watched.name})
    for name in "ab":
        watched.blob(name).upload_from_string("x")
    second = stand.get("/_local/events", bucket=watched.name)["pending"][1]
    assert stand.post("/_local/events/deliver", {"id": second["id"]})["error"] == ""
    assert [event.name for event in receiver.at(watched.name)] == ["b"]
    assert [event["name"] for event in stand.get("/_local/events", bucket=watched.name)["pending"]] == ["a"]


def test_the_last_event_of_an_object_can_be_repeated(stand: Stand, watched: storage.Bucket, receiver: Receiver) -> None:
    """M5: at least once means twice sometimes: the same id, the same body."""
    watched.blob("thing").upload_from_string("x")
    _arrived(receiver, watched, 1)
    stand.post("/_local/events/duplicate", {"bucket": watched.name, "name": "thing"})
    first, second = receiver.at(watched.name)

    assert (first.id, first.body) == (second.id, second.body)


def test_no_event_is_lost_when_the_service_is_killed(stand: Stand, tmp_path: Path, receiver: Receiver) -> None:
    """M5: change and event are one; what was not acknowledged goes out after the restart."""
    closed = f"http://127.0.0.1:{free_ports(1)[0]}/nobody"
    triggers = [*triggers_of("doomed", f"{receiver.base}/doomed"), *triggers_of("deaf", closed)]
    own = Stand(tmp_path, {"doomed": {}, "deaf": {}}, triggers)
    try:
        own.post("/_local/events/hold", {"bucket": "doomed"})
        for number in range(5):
            own.client().bucket("doomed").blob(f"n{number}").upload_from_string("x")
        own.client().bucket("deaf").blob("unheard").upload_from_string("x")
        own.kill()
        own.start()
        assert len(own.get("/_local/events", bucket="doomed")["pending"]) == 5
        own.post("/_local/events/release", {"bucket": "doomed"})

        assert sorted(event.name for event in receiver.at("doomed")) == [f"n{number}" for number in range(5)]
        [unheard] = own.get("/_local/events", bucket="deaf")["pending"]
        assert unheard["name"] == "unheard"
    finally:
        own.stop()
