"""The simulator's own side: the journal that counts creates, the controls, the page."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import av
import pytest
from google import genai
from google.genai import errors

from standins.providers.media.looks import look_at
from standins.testing import eventually

from .conftest import Stage, vertex_client
from .veo_orders import MODEL, order, result_uri


def test_the_journal_counts_accepted_creates_by_job_and_by_prefix(
    vertex: genai.Client, simulator: Stage, prefix: str, job: str
) -> None:
    """M5: one line a request, and only what was accepted counts."""
    operation = order(vertex, prefix, job)
    with pytest.raises(errors.ClientError):
        order(vertex, prefix, job, duration_seconds=5)
    vertex.operations.get(operation)
    journal = simulator.journal(job=job)
    assert [line["status"] for line in journal["entries"]] == [200, 400]
    first = journal["entries"][0]
    assert (first["wire"], first["call"], first["model"]) == ("veo", "create", MODEL)
    assert (first["accepted"], first["operation"], first["labels"]) == (True, operation.name, {"job": job})
    assert len(first["digest"]) == 64
    assert journal["accepted"]["billed"] == 1
    assert journal["accepted"]["by_job"] == {job: 1}
    assert simulator.journal(prefix=prefix)["accepted"]["by_storage_uri"] == {prefix: 1}


def test_the_journal_can_be_read_from_a_moment_on(vertex: genai.Client, simulator: Stage, prefix: str, job: str) -> None:
    """M5: `since` is a time or a line."""
    order(vertex, prefix, job)
    line = simulator.journal(job=job)["entries"][0]
    simulator.clock.move(60)
    order(vertex, prefix, job)
    later = datetime.fromisoformat(line["time"]).astimezone(UTC) + timedelta(seconds=30)
    assert len(simulator.journal(job=job, since=later.isoformat())["entries"]) == 1
    assert len(simulator.journal(job=job, since=str(line["id"]))["entries"]) == 1
    assert len(simulator.journal(job=job, since=str(line["id"] - 1))["entries"]) == 2


def test_the_journal_keeps_no_key(simulator: Stage, base_url: str | None, prefix: str, job: str) -> None:
    """M5: the last four letters at most."""
    order(vertex_client(base_url, token="very-secret-token-9876"), prefix, job)
    answer = simulator.http.get("/_local/journal", params={"job": job})
    assert "very-secret" not in answer.text
    assert answer.json()["entries"][0]["key"] == "9876"


def test_an_operation_can_be_finished_by_hand(vertex: genai.Client, simulator: Stage, prefix: str, job: str) -> None:
    """M5: what was to take forever ends now."""
    operation = order(vertex, prefix, job, prompt="[[fault:never]] A boat at dawn")
    assert operation.name
    name = operation.name.rsplit("/", 1)[1]
    assert simulator.http.post(f"/_local/operations/{name}/finish").json()["state"] == "succeeded"
    assert result_uri(vertex.operations.get(operation)).startswith(prefix)


@pytest.mark.parametrize(("action", "state"), [("fail", "failed"), ("block?category=child", "filtered")])
def test_an_operation_can_be_ended_badly_by_hand(
    vertex: genai.Client, simulator: Stage, prefix: str, action: str, state: str
) -> None:
    """M5: and what has ended stays as it is."""
    operation = order(vertex, prefix)
    assert operation.name
    name = operation.name.rsplit("/", 1)[1]
    assert simulator.http.post(f"/_local/operations/{name}/{action}").json()["state"] == state
    assert simulator.http.post(f"/_local/operations/{name}/finish").json()["state"] == state
    after = vertex.operations.get(operation)
    assert after.done
    assert bool(after.error) == (state == "failed")


def test_an_operation_can_vanish_by_hand(vertex: genai.Client, simulator: Stage, prefix: str) -> None:
    """M5: the poll answers 404 from then on."""
    operation = order(vertex, prefix)
    assert operation.name
    assert simulator.http.post(f"/_local/operations/{operation.name.rsplit('/', 1)[1]}/vanish").json()["vanished"]
    with pytest.raises(errors.ClientError):
        vertex.operations.get(operation)


def test_a_control_that_does_not_exist_is_not_found(simulator: Stage) -> None:
    """M5: no silent nothing."""
    assert simulator.http.post("/_local/operations/none/finish").status_code == 404
    assert simulator.http.get("/_local/nothing").status_code == 404


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (721, 1281), (64, 64)])
def test_a_picture_can_be_had_for_the_asking(simulator: Stage, width: int, height: int) -> None:
    """M5: a real JPEG of the asked size (even, as the format likes it)."""
    look = look_at(simulator.picture("Grüße", width, height))
    assert (look.width, look.height) == (width // 2 * 2, height // 2 * 2)


def test_an_absurd_picture_is_refused(simulator: Stage) -> None:
    """M5: 400, not a crash."""
    assert simulator.http.get("/_local/picture.jpg", params={"w": "9" * 9}).status_code == 400


def test_the_picture_moves_and_shows_the_prompt(vertex: genai.Client, simulator: Stage, prefix: str) -> None:
    """M5: frames differ, and another prompt gives another picture."""
    first, second = order(vertex, prefix, prompt="One thing"), order(vertex, prefix, prompt="Another thing")
    simulator.clock.move(20)
    clips = [simulator.read(result_uri(vertex.operations.get(operation))) for operation in (first, second)]
    frames = [_frame(clip, at) for clip in clips for at in (0, 60)]
    assert len({bytes(frame) for frame in frames}) == 4


def _frame(content: bytes, at: int) -> bytes:
    with av.open(io.BytesIO(content), "r") as clip:
        for number, frame in enumerate(clip.decode(video=0)):
            if number == at:
                return bytes(frame.reformat(width=160, height=90, format="gray").planes[0])
    raise AssertionError("too short")


def test_health_says_ok(simulator: Stage) -> None:
    """M5: ready."""
    assert eventually(lambda: simulator.http.get("/health").json())["ok"] is True
