"""What an app sees that listens to Firestore: the owner's document, live, and nothing that is the operators'."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import Any

import grpc
from google.cloud.firestore_v1.types import ListenRequest, ListenResponse, Target

from local.people import Person
from standins.testing import eventually
from tests.fixtures.queues import MODEL, held
from tests.fixtures.system import System
from tests.fixtures.texts import image_of
from tests.fixtures.trash import deleted_for_good
from tests.fixtures.videos import ended, rich, submit

SHOWN = {
    "user_id",
    "state",
    "model",
    "prompt",
    "negative_prompt",
    "seconds",
    "aspect_ratio",
    "resolution",
    "audio",
    "seed",
    *(
        "prompt_id",
        "batch_id",
        "start_at",
        "progress",
        "first_frame",
        "last_frame",
        "references",
        "task",
        "source",
        "continues",
        "followers",
        "held_images",
        "billing",
    ),
    "credits",
    "paid_from",
    "touched_at",
    "taken_down_at",
    "charged",
    "created_at",
    "deadline_at",
    "due_at",
    "expected_at",
    "slot_at",
    "attempt",
    "outcome",
    "message",
    "error",
    "video",
    "ended_at",
    "retry_of",
    "notice",
    "commit_token",
    "schema_version",
    "deleted_at",
    "purge_at",
    "purged_at",
    "name",
    "favourite",
    "tags",
    "terms",
    "storyboard_id",
    "scene_id",
    "edit",
    "batch",
    "payer_id",
}
FILE = {"object", "bytes", "crc32c", "seconds", "width", "height", "video_codec", "audio_codec", "fps", "poster"}
SECRETS = ("usd", "operations/", "provider-out", "lease", "digest", "gs://", "attempts")


class Listener:
    """A document as its owner's app follows it: Firestore's own Listen call, with the user's token."""

    def __init__(self, system: System, person: Person, path: str, state: str = "state") -> None:
        self._state = state
        self._asked: queue.Queue[ListenRequest | None] = queue.Queue()
        self._channel = grpc.insecure_channel(system.environment["FIRESTORE_EMULATOR_HOST"])
        database = f"projects/{system.project}/databases/(default)"
        listen: Any = self._channel.stream_stream(
            "/google.firestore.v1.Firestore/Listen",
            request_serializer=ListenRequest.serialize,
            response_deserializer=ListenResponse.deserialize,
        )
        token = system.signed_in(person).headers["Authorization"]
        target = Target(documents=Target.DocumentsTarget(documents=[f"{database}/documents/{path}"]), target_id=1)
        self._asked.put(ListenRequest(database=database, add_target=target))
        metadata = [("authorization", token), ("google-cloud-resource-prefix", database)]
        self._call = listen(iter(self._asked.get, None), metadata=metadata, timeout=60)
        self.states: list[str] = []
        self.gone = False
        self.refused: str | None = None
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def _follow(self) -> None:
        try:
            for answer in self._answers():
                if answer.target_change.cause.code:
                    self.refused = answer.target_change.cause.message
                if "document_change" in answer:
                    self.states.append(answer.document_change.document.fields[self._state].string_value)
                self.gone = self.gone or "document_delete" in answer
        except grpc.RpcError as error:
            if self.refused is None and error.code() is not grpc.StatusCode.CANCELLED:  # type: ignore[attr-defined]
                self.refused = str(error)

    def _answers(self) -> Iterator[ListenResponse]:
        yield from self._call

    def close(self) -> None:
        self._asked.put(None)
        self._call.cancel()
        self._thread.join(5)
        self._channel.close()


def test_the_owners_document_holds_what_they_may_see_and_no_more(people: System) -> None:
    """C9, A6: from admission to the end no list price, operation name or attempt's record; `private/ops` is out of reach."""
    with held(people) as queue_of:
        ada, eve = rich(people), people.person()
        job = submit(people, ada, model=MODEL).json()["video"]["id"]
        path = f"video_jobs/{job}"
        queued = people.document(path) or {}
        queue_of.release()
        assert ended(people, ada, job)["state"] == "completed"
    done = people.document(path) or {}
    for stored in (queued, done):
        assert set(stored) - SHOWN == set()
        assert not [secret for secret in SECRETS if secret in str({**stored, "commit_token": ""})]
    assert set(done["video"]) == FILE
    assert set(done["message"]) == {"de", "en"}
    ops = people.document(f"{path}/private/ops") or {}
    assert "operations/" in ops["attempts"]["a1"]["operation"]
    assert [people.read_as(person, path) for person in (ada, eve, people.admin, None)] == [200, 403, 403, 403]
    assert [people.read_as(person, f"{path}/private/ops") for person in (ada, eve, people.admin, None)] == [403] * 4
    assert people.write_as(ada, path, {"credits": 0}) == 403


def test_the_owner_hears_of_each_change_as_it_happens(people: System) -> None:
    """V9: live through Firestore under the rules; another's listener is refused."""
    with held(people) as queue_of:
        ada, eve = rich(people), people.person()
        job = submit(people, ada, model=MODEL).json()["video"]["id"]
        mine, hers = (Listener(people, person, f"video_jobs/{job}") for person in (ada, eve))
        try:
            eventually(lambda: mine.states == ["queued"])
            queue_of.release()
            assert ended(people, ada, job)["state"] == "completed"
            eventually(lambda: mine.states[-1] == "completed")
            eventually(lambda: hers.refused)
        finally:
            mine.close()
            hers.close()
    order = ["queued", "submitting", "processing", "storing", "completed"]
    assert list(dict.fromkeys(mine.states)) == [state for state in order if state in mine.states]
    assert {"queued", "processing", "storing", "completed"} <= set(mine.states)
    assert (mine.refused, hers.states) == (None, [])


def test_progress_can_be_drawn_from_the_first_moment(people: System) -> None:
    """V9: `expected_at` lies between admission and deadline, without a single further write."""
    with held(people):
        ada = rich(people)
        job = submit(people, ada, model=MODEL).json()["video"]["id"]
        stored = people.document(f"video_jobs/{job}") or {}
        assert stored["created_at"] < stored["expected_at"] < stored["deadline_at"]
        assert people.call("POST", f"/videos/{job}/cancel", ada).status_code == 200


def test_a_listener_follows_a_document_to_its_end(people: System) -> None:
    """A6, V9: as it is deleted and once it is gone the owner hears so; nobody is thrown out, nor refused who comes late."""
    with held(people):
        ada = rich(people)
        image_id = image_of(people, ada)
        video = submit(people, ada, model=MODEL, first_frame=image_id).json()["video"]["id"]
        listener = Listener(people, ada, f"images/{image_id}", "status")
        try:
            eventually(lambda: listener.states == ["ready"])
            deleted_for_good(people, ada, f"/images/{image_id}")
            eventually(lambda: listener.states[-1] == "deleting")
            assert people.call("POST", f"/videos/{video}/cancel", ada).status_code == 200
            eventually(lambda: listener.gone or people.hurry(30))
        finally:
            listener.close()
        late = Listener(people, ada, f"images/{image_id}", "status")
        try:
            eventually(lambda: late.gone)
        finally:
            late.close()
    assert (listener.refused, late.refused) == (None, None)
