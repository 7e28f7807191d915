"""Gemini Omni through the unmodified google-genai client: the Interactions API on both surfaces."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from google import genai
from google.genai import types
from google.oauth2.credentials import Credentials

from .conftest import ONCE, REAL_PROJECT, RENDER_SECONDS, Stage, gemini_client
from .veo_orders import probed

MODEL = "gemini-omni-1.2-flash"
KEY = "AIza-test-interactions"
FORM = {"type": "video", "delivery": "uri", "aspect_ratio": "16:9", "resolution": "360p", "duration": "3s"}
Fault = Callable[..., str]

pytestmark = pytest.mark.skipif(bool(REAL_PROJECT), reason="every interaction with a video model costs money")


@pytest.fixture(scope="module")
def omni(base_url: str) -> genai.Client:
    return gemini_client(base_url, KEY)


@pytest.fixture(scope="module")
def on_vertex(base_url: str) -> genai.Client:
    return genai.Client(
        enterprise=True,
        project="demo-rushes",
        location="global",
        credentials=Credentials(token="a-token"),
        http_options=types.HttpOptions(base_url=base_url, api_version="v1beta1", timeout=30_000, retry_options=ONCE),
    )


def order(client: genai.Client, text: str = "A boat at dawn", job: str | None = None, **changes: Any) -> Any:
    form = {**FORM, **changes.pop("form", {})}
    task = changes.pop("task", None)
    usual: dict[str, Any] = {
        "model": MODEL,
        "input": [{"type": "user_input", "content": [*changes.pop("media", []), {"type": "text", "text": text}]}],
        "background": True,
        "store": True,
        "response_format": {name: value for name, value in form.items() if value is not None},
    }
    if task:
        usual["generation_config"] = {"video_config": {"task": task}}
    if job:
        usual["labels"] = {"job": job}
    return client.interactions.create(**{**usual, **changes})


def ended(client: genai.Client, stage: Stage, interaction: Any) -> Any:
    stage.clock.move(RENDER_SECONDS * 3)
    return client.interactions.get(interaction.id)


def video(interaction: Any) -> Any:
    (step,) = [step for step in interaction.steps or [] if step.type == "model_output"]
    return step.content[0]


def fetched(client: genai.Client, found: Any) -> bytes:
    """By the file's name, since the client takes an address for one only where it is https."""
    name = found.uri.partition("/v1beta/")[2].partition(":")[0]
    return client.files.download(file=name)


def image(content: bytes, kind: str = "image/jpeg") -> dict[str, str]:
    return {"type": "image", "mime_type": kind, "data": base64.b64encode(content).decode()}


def refused(client: genai.Client, **changes: Any) -> Any:
    with pytest.raises(Exception) as refusal:  # noqa: PT011 - the client's own hierarchy is private
        order(client, **changes)
    return refusal.value


def test_a_video_is_made_in_the_background_and_fetched_with_the_key(omni: genai.Client, simulator: Stage, job: str) -> None:
    """M2: create, poll, and a file that leads to its media only with the key that made it."""
    interaction = order(omni, job=job)
    assert (interaction.status, interaction.object, interaction.model) == ("in_progress", "interaction", MODEL)
    assert omni.interactions.get(interaction.id).status == "in_progress"
    after = ended(omni, simulator, interaction)
    assert after.status == "completed"
    found = video(after)
    assert found.data is None
    assert found.uri.endswith(":download?alt=media")
    probe = probed(fetched(omni, found))
    assert (probe.seconds, probe.width, probe.height) == (pytest.approx(3, abs=0.001), 640, 360)
    assert simulator.http.get(found.uri).status_code == 403
    assert (
        simulator.http.get(found.uri, headers={"x-goog-api-key": "AIza-somebody-else"}, follow_redirects=True).status_code == 403
    )
    assert simulator.journal(job=job)["accepted"]["billed"] == 1


def test_the_file_of_a_video_stays_the_same(omni: genai.Client, simulator: Stage) -> None:
    """M2: each poll names it anew, not a new one."""
    interaction = order(omni)
    assert video(ended(omni, simulator, interaction)).uri == video(omni.interactions.get(interaction.id)).uri


def test_media_are_served_behind_a_redirect(omni: genai.Client, simulator: Stage) -> None:
    """M5: on the same host, where the key is needed again."""
    uri = video(ended(omni, simulator, order(omni))).uri
    led = simulator.http.get(uri, headers={"x-goog-api-key": KEY}, follow_redirects=False)
    assert led.status_code == 302
    assert simulator.http.get(led.headers["location"]).status_code == 403
    assert simulator.http.get(led.headers["location"], headers={"x-goog-api-key": KEY}).headers["content-type"] == "video/mp4"


@pytest.mark.parametrize("asked", ["inline", None])
def test_a_video_may_come_in_the_answer(omni: genai.Client, simulator: Stage, asked: str | None) -> None:
    """M2: which is what happens when no delivery is asked for."""
    found = video(ended(omni, simulator, order(omni, form={"delivery": asked})))
    assert found.uri is None
    assert probed(base64.b64decode(found.data)).frames == 72


def test_a_video_may_come_in_the_answer_although_an_address_was_asked_for(
    omni: genai.Client, simulator: Stage, job: str, fault: Fault
) -> None:
    """M2: to order."""
    fault({"inline": True})
    found = video(ended(omni, simulator, order(omni, job=job)))
    assert found.uri is None
    assert found.data


def test_on_vertex_the_video_lands_in_the_callers_bucket(on_vertex: genai.Client, simulator: Stage, prefix: str) -> None:
    """M2: gcs_uri, written once, whether or not anybody polls."""
    interaction = order(on_vertex, form={"gcs_uri": prefix})
    after = ended(on_vertex, simulator, interaction)
    found = video(after)
    assert found.uri.startswith(prefix)
    assert [item["contentType"] for item in simulator.objects(prefix)] == ["video/mp4"]
    assert [step.type for step in after.steps] == ["user_input", "thought", "model_output"]


def test_on_vertex_an_address_needs_a_bucket(on_vertex: genai.Client, simulator: Stage) -> None:
    """M4: gcs_uri is required with delivery uri, and must name a bucket that is there."""
    assert "gcs_uri" in str(refused(on_vertex))
    assert "bucket" in str(refused(on_vertex, form={"gcs_uri": "gs://no-such-bucket-here/x/"}))


def test_pictures_make_a_video(omni: genai.Client, simulator: Stage) -> None:
    """M2: a first frame, two frames, references."""
    picture = image(simulator.picture("a"))
    for task, count in (("image_to_video", 1), ("image_to_video", 2), ("reference_to_video", 6), (None, 3)):
        assert order(omni, "[[fault:fail]] x", media=[picture] * count, task=task).status == "in_progress"


def test_a_finished_video_is_extended_and_edited(omni: genai.Client, simulator: Stage) -> None:
    """V10: by the interaction that made it; extending adds, editing keeps the length."""
    first = ended(omni, simulator, order(omni, form={"aspect_ratio": "9:16"}))
    again = {"previous_interaction_id": first.id}
    longer = ended(omni, simulator, order(omni, "Go on", task="extend", form={"aspect_ratio": None}, **again))
    edited = ended(omni, simulator, order(omni, "At night", task="edit", form={"aspect_ratio": None, "duration": None}, **again))
    probes = [probed(fetched(omni, video(each))) for each in (longer, edited)]
    assert [(round(probe.seconds, 3), probe.width, probe.height) for probe in probes] == [(6, 360, 640), (3, 360, 640)]
    assert longer.previous_interaction_id == first.id


def test_only_the_owners_finished_videos_can_be_gone_on_with(omni: genai.Client, simulator: Stage, base_url: str) -> None:
    """M4: not another key's, not one in progress, not beyond forty seconds."""
    first = order(omni, form={"duration": "15s"})
    again: dict[str, Any] = {"task": "extend", "form": {"aspect_ratio": None}, "previous_interaction_id": first.id}
    assert "has no video" in str(refused(omni, **again))
    simulator.clock.move(RENDER_SECONDS * 3)
    assert refused(gemini_client(base_url, "AIza-somebody-else"), **again).status_code == 404
    again["form"]["duration"] = "10s"
    second = ended(omni, simulator, order(omni, **again))
    again["previous_interaction_id"] = second.id
    third = ended(omni, simulator, order(omni, **again))
    again["previous_interaction_id"] = third.id
    assert "40" in str(refused(omni, **again))


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"form": {"duration": "16s"}}, "duration"),
        ({"form": {"duration": "2s"}}, "duration"),
        ({"form": {"duration": "11s"}, "model": "gemini-omni-1.1-flash"}, "duration"),
        ({"form": {"duration": "8"}}, "duration"),
        ({"form": {"aspect_ratio": "1:1"}}, "aspect_ratio"),
        ({"form": {"resolution": "480p"}}, "resolution"),
        ({"form": {"delivery": "pigeon"}}, "delivery"),
        ({"form": {"gcs_uri": "gs://provider-out/x/"}}, "gcs_uri"),
        ({"task": "upscale"}, "task"),
        ({"task": "image_to_video"}, "images"),
        ({"task": "extend"}, "previous_interaction_id"),
        ({"text": " "}, "prompt"),
        ({"store": False}, "background requires store"),
        ({"generation_config": {"temperature": 1.0}}, "temperature"),
        ({"system_instruction": "Be brief"}, "system_instruction"),
        ({"labels": {"job": "Upper"}}, "labels"),
        ({"media": [{"type": "image", "mime_type": "image/jpeg", "data": "bm90IGEgcGljdHVyZQ=="}]}, "image"),
        ({"media": [{"type": "image", "mime_type": "image/gif", "data": "AAAA"}]}, "mime_type"),
        ({"media": [{"type": "image", "mime_type": "image/png", "uri": "gs://b/a.png"}]}, "uri"),
        ({"media": [{"type": "video", "mime_type": "video/mp4", "data": "AAAA"}]}, "region"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_wrong_parameter_is_refused_by_name(
    omni: genai.Client, simulator: Stage, job: str, wrong: dict[str, Any], named: str
) -> None:
    """M4: 400 with a word for a code, and nothing is accepted."""
    error = refused(omni, **{"job": job, **wrong})
    assert error.status_code == 400
    assert named in str(error)
    assert error.body["error"]["code"] == "invalid_request"
    assert simulator.journal(job=job)["accepted"]["billed"] == 0


def test_two_frames_are_joined_in_ten_seconds_at_most(omni: genai.Client, simulator: Stage) -> None:
    """M4: the one rule between pictures and length."""
    picture = image(simulator.picture("a"))
    assert "10s" in str(refused(omni, media=[picture] * 2, task="image_to_video", form={"duration": "12s"}))
    assert order(omni, "[[fault:fail]] x", media=[picture], task="image_to_video", form={"duration": "15s"}).id


@pytest.mark.parametrize("wrong", ["x", 7, [], [7], {"x": 1}, [[]], True], ids=str)
@pytest.mark.parametrize(
    "field",
    [
        "input",
        "response_format",
        "generation_config",
        "webhook_config",
        "labels",
        "previous_interaction_id",
        "background",
        "model",
    ],
)
def test_a_field_of_another_shape_is_no_mistake_of_the_servers(simulator: Stage, field: str, wrong: Any) -> None:
    """M5: refused, or taken where it means something; never a 500, never accepted by halves."""
    body = {"model": MODEL, "input": "[[fault:fail]] x", "background": True, "response_format": FORM, field: wrong}
    answer: httpx.Response = simulator.http.post("/v1beta/interactions", json=body, headers={"x-goog-api-key": KEY})
    assert answer.status_code in (200, 400, 404, 501), answer.text


def test_an_unknown_name_is_refused(simulator: Stage) -> None:
    """M5: as with the real one; the client could not even send it."""
    body = {"model": MODEL, "input": "x", "background": True, "response_format": {**FORM, "colour": "red"}}
    answer: httpx.Response = simulator.http.post("/v1beta/interactions", json=body, headers={"x-goog-api-key": KEY})
    assert answer.status_code == 400
    assert answer.json()["error"] == {"message": "Unknown parameter 'response_format.colour'.", "code": "invalid_request"}


@pytest.mark.parametrize(
    ("model", "words"), [("gemini-omni-9-flash", "not found"), ("gemini-omni-flash-preview", "no longer available")]
)
def test_a_model_that_is_not_there_is_a_404(omni: genai.Client, simulator: Stage, model: str, words: str) -> None:
    """M4: unknown or retired, in the words by which each is known."""
    error = refused(omni, model=model)
    assert error.status_code == 404
    assert words in str(error)


@pytest.mark.parametrize(("key", "status"), [("invalid-key", 400), ("", 403)])
def test_a_key_is_needed(simulator: Stage, key: str, status: int) -> None:
    """M4: Google's front door answers in Google's shape."""
    headers = {"x-goog-api-key": key} if key else {}
    answer = simulator.http.post("/v1beta/interactions", json={"model": MODEL}, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, status)


def test_a_filtered_video_is_completed_without_one(omni: genai.Client, simulator: Stage, job: str, fault: Fault) -> None:
    """M4: the trap that the real one sets."""
    fault({"block": "violence"})
    after = ended(omni, simulator, order(omni, job=job))
    assert (after.status, [step for step in after.steps or [] if step.type == "model_output"]) == ("completed", [])


def test_a_refused_prompt_is_a_400_with_a_code(omni: genai.Client, simulator: Stage, job: str, fault: Fault) -> None:
    """M4: filtered before it was accepted."""
    fault({"block_input": "celebrity"})
    error = refused(omni, job=job)
    assert (error.status_code, error.body["error"]["code"]) == (400, "content_blocked")
    assert "Support codes: 29310472" in str(error)


@pytest.mark.parametrize(("code", "word"), [(13, "internal"), (8, "resource_exhausted"), ("safety", "safety")])
def test_a_failed_interaction_says_why(
    omni: genai.Client, simulator: Stage, job: str, fault: Fault, code: int | str, word: str
) -> None:
    """M4: errors with a word and a message."""
    fault({"fail": {"code": code, "message": "No more of that."}})
    after = ended(omni, simulator, order(omni, job=job))
    assert after.status == "failed"
    assert [(error.code, error.message) for error in after.errors] == [(word, "No more of that.")]


@pytest.mark.parametrize(
    "status", ["queued", "requires_action", "requires_continuation", "incomplete", "budget_exceeded", "dreaming"]
)
def test_every_status_can_be_ordered(omni: genai.Client, simulator: Stage, job: str, fault: Fault, status: str) -> None:
    """M5: those that the API knows, and one that it does not."""
    fault({"says": status})
    after = ended(omni, simulator, order(omni, job=job))
    assert (after.status, after.steps or []) == (status, [])


def test_a_running_interaction_is_cancelled_once(omni: genai.Client, simulator: Stage) -> None:
    """V10: and stays cancelled; what has ended cannot be cancelled."""
    interaction = order(omni)
    assert omni.interactions.cancel(interaction.id).status == "cancelled"
    assert ended(omni, simulator, interaction).status == "cancelled"
    with pytest.raises(Exception, match="running"):
        omni.interactions.cancel(interaction.id)


def test_a_deleted_interaction_is_gone(omni: genai.Client, simulator: Stage) -> None:
    """M2: not found afterwards."""
    interaction = order(omni)
    omni.interactions.delete(interaction.id)
    with pytest.raises(Exception, match="not found") as gone:
        omni.interactions.get(interaction.id)
    assert gone.value.status_code == 404  # type: ignore[attr-defined]


def test_a_name_that_is_none_is_told_apart_from_one_that_is_not_there(omni: genai.Client, simulator: Stage) -> None:
    """M4: the one 400 of a poll that is final."""
    with pytest.raises(Exception, match="Invalid interaction name"):
        omni.interactions.get("operations-7")


def test_a_poll_can_answer_as_if_the_key_were_bad(omni: genai.Client, simulator: Stage, job: str, fault: Fault) -> None:
    """M5: and be right the next time."""
    interaction = order(omni, job=job)
    fault({"status": 400, "message": "API key expired. Please renew the API key."}, wire="omni", call="check")
    with pytest.raises(Exception, match="API key expired"):
        omni.interactions.get(interaction.id)
    assert omni.interactions.get(interaction.id).status == "in_progress"


def test_what_webhooks_will_carry_names_the_job(omni: genai.Client, simulator: Stage, job: str) -> None:
    """M5: accepted, and in the journal."""
    order(omni, "[[fault:fail]] x", webhook_config={"uris": ["https://example.com/h"], "user_metadata": {"job_id": job}})
    assert simulator.journal(job=job)["accepted"]["by_wire"] == {"omni": 1}


def test_the_client_orders_five_times_unless_it_is_told_not_to(base_url: str, simulator: Stage, job: str, fault: Fault) -> None:
    """M3: why an adapter must not lean on its defaults."""
    patient = types.HttpRetryOptions(initial_delay=0.01, max_delay=0.02)
    options = types.HttpOptions(base_url=base_url, api_version="v1beta", retry_options=patient)
    fault({"accept_then_status": 503}, times=4)
    order(genai.Client(enterprise=False, api_key=KEY, http_options=options), job=job)
    assert simulator.journal(job=job)["accepted"]["billed"] == 5
