from __future__ import annotations

from pathlib import Path

import jwt
import pytest
from google.cloud import storage

from standins.common.clock import MovableClock
from standins.storage.tests.conftest import subscriptions_of
from standins.storage.tests.receiver import Receiver
from standins.storage.tests.stand import Stand
from standins.testing import eventually, free_ports


def _arrived(receiver: Receiver, bucket: storage.Bucket, count: int) -> list[tuple[str, str]]:
    eventually(lambda: len(receiver.at(bucket.name)) >= count, f"{count} events")
    return [(event.kind, event.name) for event in receiver.at(bucket.name)]


def test_an_upload_is_told_as_pub_sub_pushes_it(stand: Stand, watched: storage.Bucket, receiver: Receiver) -> None:
    """M5: the envelope of a push subscription, the object as data, a token of the subscription's account for its audience."""
    blob = watched.blob("users/ü/1.png")
    blob.upload_from_string("x", content_type="image/png")
    _arrived(receiver, watched, 1)
    [event] = receiver.at(watched.name)

    assert (event.body["subscription"], event.body["deliveryAttempt"]) == (
        f"projects/demo-rushes/subscriptions/{watched.name}",
        1,
    )
    assert (event.message["message_id"], event.message["publish_time"]) == (event.id, event.message["publishTime"])
    about = dict(event.message["attributes"])
    assert about.pop("eventTime").endswith("Z")
    assert about == {
        "bucketId": watched.name,
        "eventType": "OBJECT_FINALIZE",
        "notificationConfig": f"projects/_/buckets/{watched.name}/notificationConfigs/1",
        "objectGeneration": str(blob.generation),
        "objectId": "users/ü/1.png",
        "payloadFormat": "JSON_API_V1",
    }
    assert event.headers["content-type"] == "application/json"
    assert event.object["generation"] == str(blob.generation)
    assert (event.object["kind"], event.object["size"], event.object["contentType"]) == ("storage#object", "1", "image/png")

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
    told = {(event.kind, event.object["generation"]) for event in receiver.at(watched.name)}
    assert told == {("OBJECT_FINALIZE", str(first)), ("OBJECT_FINALIZE", str(blob.generation)), ("OBJECT_DELETE", str(first))}

    blob.metadata = {"a": "b"}
    blob.patch()
    blob.delete()
    kinds = [kind for kind, _ in _arrived(receiver, watched, 5)]
    assert sorted(kinds[3:]) == ["OBJECT_DELETE", "OBJECT_METADATA_UPDATE"]


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
        ("OBJECT_FINALIZE", "chunked"),
        ("OBJECT_FINALIZE", "composed"),
        ("OBJECT_FINALIZE", "copied"),
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


def test_an_event_that_nobody_takes_becomes_a_dead_letter(
    stand: Stand, clock: MovableClock, watched: storage.Bucket, receiver: Receiver
) -> None:
    """M5: after as many tries as its subscription has; the wait never grows beyond what that says."""
    receiver.answer_next(watched.name, *[500] * 7)
    watched.blob("thing").upload_from_string("x")
    for count in range(1, 7):
        _arrived(receiver, watched, count)
        eventually(
            lambda seen=count: stand.get("/_local/events", bucket=watched.name)["pending"][0]["attempts"] == seen,
            "the failure is noted",
        )
        clock.move(601)
    _arrived(receiver, watched, 7)

    eventually(lambda: not stand.get("/_local/events", bucket=watched.name)["pending"], "given up")
    [dead] = stand.get("/_local/events", bucket=watched.name)["dead_letters"]
    assert (dead["name"], dead["attempts"], dead["last_error"]) == ("thing", 7, "HTTP 500")
    assert [event.body["deliveryAttempt"] for event in receiver.at(watched.name)] == [1, 2, 3, 4, 5, 6, 7]


def test_what_waits_longer_than_a_week_is_given_up(
    stand: Stand, clock: MovableClock, watched: storage.Bucket, receiver: Receiver
) -> None:
    """M5: a topic keeps nothing for longer."""
    receiver.answer_next(watched.name, 500, 500)
    watched.blob("thing").upload_from_string("x")
    _arrived(receiver, watched, 1)
    eventually(
        lambda: stand.get("/_local/events", bucket=watched.name)["pending"][0]["attempts"] == 1, "the first failure is noted"
    )
    clock.move(7 * 86_400)
    _arrived(receiver, watched, 2)
    eventually(lambda: not stand.get("/_local/events", bucket=watched.name)["pending"], "given up")
    assert [dead["attempts"] for dead in stand.get("/_local/events", bucket=watched.name)["dead_letters"]] == [2]


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
    assert _arrived(receiver, watched, 4)[3] == ("OBJECT_FINALIZE", "d")


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

    assert (first.id, first.message) == (second.id, second.message)


def test_no_event_is_lost_when_the_service_is_killed(stand: Stand, tmp_path: Path, receiver: Receiver) -> None:
    """M5: change and event are one; what was not acknowledged goes out after the restart."""
    closed = f"http://127.0.0.1:{free_ports(1)[0]}/nobody"
    told = [*subscriptions_of("doomed", f"{receiver.base}/doomed"), *subscriptions_of("deaf", closed)]
    own = Stand(tmp_path, {"doomed": {}, "deaf": {}}, told)
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
