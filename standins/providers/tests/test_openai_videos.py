"""The OpenAI Videos wire, through the unmodified openai package, which calls it deprecated: it outlives OpenAI's service."""

# pyright: reportDeprecated=false

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable
from typing import Any

import httpx
import openai
import pytest
from openai.types import Video

from .conftest import RENDER_SECONDS, Stage
from .veo_orders import probed

pytestmark = pytest.mark.filterwarnings("ignore:The Sora API:DeprecationWarning")
MODEL = "sim-video-1"
Fault = Callable[..., str]


def client_of(stage: Stage, key: str, retries: int = 0) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{stage.simulator.url}/openai/v1", api_key=key, timeout=30, max_retries=retries)


@pytest.fixture
def key() -> str:
    return f"sk-{secrets.token_hex(12)}"


@pytest.fixture
def client(simulator: Stage, key: str) -> openai.OpenAI:
    return client_of(simulator, key)


def create(client: openai.OpenAI, job: str = "", **changes: Any) -> Video:
    wish: dict[str, Any] = {"prompt": "A boat at dawn", "model": MODEL, "seconds": "4", "size": "1280x720", **changes}
    return client.videos.create(**wish, extra_headers={"X-Client-Request-Id": job} if job else {})


def ended(client: openai.OpenAI, stage: Stage, video: Video) -> Video:
    stage.clock.move(RENDER_SECONDS * 3)
    return client.videos.retrieve(video.id)


def refusal(caught: pytest.ExceptionInfo[openai.APIStatusError]) -> tuple[int, Any, Any]:
    error = caught.value
    return error.status_code, error.code, error.param


def test_a_video_goes_from_queued_to_completed_and_can_be_fetched(client: openai.OpenAI, simulator: Stage) -> None:
    """M2, M5: the package's own types hold, from the create to the last frame."""
    video = create(client)
    assert (video.object, video.status, video.progress, video.error) == ("video", "queued", 0, None)
    assert (video.model, video.seconds, video.size, video.prompt) == (MODEL, "4", "1280x720", "A boat at dawn")
    simulator.clock.move(RENDER_SECONDS / 2)
    working = client.videos.retrieve(video.id)
    assert working.status == "in_progress"
    assert 0 < working.progress < 100
    done = ended(client, simulator, video)
    assert (done.status, done.progress) == ("completed", 100)
    assert done.completed_at
    assert done.completed_at >= done.created_at
    probe = probed(client.videos.download_content(video.id).read())
    assert (probe.seconds, probe.width, probe.height) == (pytest.approx(4, abs=0.001), 1280, 720)


def test_a_picture_travels_as_a_file_or_as_a_data_url(client: openai.OpenAI, simulator: Stage, key: str) -> None:
    """M2: multipart with a file, bracketed fields, or JSON."""
    picture = simulator.picture("a boat")
    address = "data:image/jpeg;base64," + base64.b64encode(picture).decode()
    create(client, input_reference=("boat.jpg", picture, "image/jpeg"))
    create(client, extra_body={"input_reference": {"image_url": address}})
    wish = {"prompt": "A boat at dawn", "model": MODEL, "seconds": "4", "size": "1280x720"}
    answer = simulator.http.post(
        "/openai/v1/videos",
        json=wish | {"input_reference": {"image_url": address}},
        headers={"authorization": f"Bearer {key}"},
    )
    assert answer.status_code == 200
    lines = [line for line in simulator.journal(wire="openai-videos", call="create")["entries"] if line["key"] == key[-4:]]
    reference = {"mime_type": "image/jpeg", "bytes": len(picture), "sha256": hashlib.sha256(picture).hexdigest()}
    assert [line["understood"]["input_reference"] for line in lines] == [reference] * 3


@pytest.mark.parametrize(
    ("changes", "status", "code", "param"),
    [
        ({"seconds": "5"}, 400, "invalid_value", "seconds"),
        ({"size": "640x480"}, 400, "invalid_value", "size"),
        ({"prompt": ""}, 400, "missing_required_parameter", "prompt"),
        ({"extra_body": {"seed": 7}}, 400, "unknown_parameter", "seed"),
        ({"model": "sora-9"}, 404, "model_not_found", "model"),
        ({"model": "sora-2"}, 404, "model_not_found", "model"),
        ({"model": "sora-2-pro"}, 404, "model_not_found", "model"),
        ({"input_reference": ("boat.png", b"no picture", "image/png")}, 400, "invalid_value", "input_reference"),
        ({"extra_body": {"input_reference": {"file_id": "file-1"}}}, 400, "invalid_value", "input_reference"),
    ],
    ids=str,
)
def test_what_cannot_be_made_is_refused_with_the_parameter(
    client: openai.OpenAI, simulator: Stage, key: str, changes: dict[str, Any], status: int, code: str, param: str
) -> None:
    """M4: nothing is billed."""
    with pytest.raises(openai.APIStatusError) as caught:
        create(client, **changes)
    assert refusal(caught) == (status, code, param)
    assert not any(line["billed"] for line in simulator.journal(wire="openai-videos")["entries"] if line["key"] == key[-4:])


def test_a_key_is_needed_and_one_that_is_not_good_is_told_apart(simulator: Stage) -> None:
    """M4, K1: 401 invalid_api_key; the list of models proves a key for free."""
    with pytest.raises(openai.AuthenticationError) as caught:
        client_of(simulator, "invalid-key-of-somebody").models.list()
    assert caught.value.code == "invalid_api_key"
    assert simulator.http.get("/openai/v1/models").status_code == 401
    names = [model.id for model in client_of(simulator, "sk-good-enough").models.list()]
    assert MODEL in names
    assert "sora-2" not in names
    assert client_of(simulator, "sk-good-enough").models.retrieve(MODEL).owned_by == "self-hosted"


def test_a_body_that_was_cut_off_is_no_order(simulator: Stage, key: str) -> None:
    """M3: without its closing boundary a form is refused, so an order that broke off on its way is certainly none."""
    body = b'--m\r\nContent-Disposition: form-data; name="prompt"\r\n\r\nA boat'
    headers = {"authorization": f"Bearer {key}", "content-type": "multipart/form-data; boundary=m"}
    answer = simulator.http.post("/openai/v1/videos", content=body, headers=headers)
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error")


def test_content_comes_in_ranges_and_variants_and_not_before_its_time(client: openai.OpenAI, simulator: Stage, key: str) -> None:
    """M5: what players and downloads ask for."""
    video = create(client)
    with pytest.raises(openai.NotFoundError, match="not ready"):
        client.videos.download_content(video.id)
    ended(client, simulator, video)
    content = client.videos.download_content(video.id).read()
    path, headers = f"/openai/v1/videos/{video.id}/content", {"authorization": f"Bearer {key}"}

    def part(span: str) -> httpx.Response:
        return simulator.http.get(path, headers=headers | {"range": f"bytes={span}"})

    first = part("0-99")
    assert (first.status_code, first.content) == (206, content[:100])
    assert first.headers["content-range"] == f"bytes 0-99/{len(content)}"
    assert part("100-").content == content[100:]
    assert part("-50").content == content[-50:]
    assert part(f"{len(content)}-").status_code == 416
    for variant in ("thumbnail", "spritesheet"):
        assert client.videos.download_content(video.id, variant=variant).read().startswith(b"\xff\xd8\xff")
    assert simulator.http.get(f"{path}?variant=poster", headers=headers).status_code == 400


def test_a_running_job_that_is_deleted_is_aborted(client: openai.OpenAI, simulator: Stage) -> None:
    """V10: DELETE confirms, and nobody finds the video any more."""
    video = create(client)
    gone = client.videos.delete(video.id)
    assert (gone.id, gone.deleted, gone.object) == (video.id, True, "video.deleted")
    with pytest.raises(openai.NotFoundError, match="not found"):
        client.videos.retrieve(video.id)
    shown = simulator.http.get("/_local/operations").json()["operations"]
    assert next(each["state"] for each in shown if each["name"] == video.id) == "cancelled"


def test_a_remix_is_a_new_video_of_a_finished_one(client: openai.OpenAI, simulator: Stage) -> None:
    """V10: it keeps model, length and size, and names its source."""
    video = create(client, size="720x1280")
    with pytest.raises(openai.BadRequestError, match="completed"):
        client.videos.remix(video.id, prompt="At night")
    ended(client, simulator, video)
    remix = client.videos.remix(video.id, prompt="At night")
    assert (remix.remixed_from_video_id, remix.prompt, remix.size, remix.seconds) == (video.id, "At night", "720x1280", "4")
    assert ended(client, simulator, remix).status == "completed"


def test_the_list_comes_in_pages_to_each_key_its_own(client: openai.OpenAI, simulator: Stage) -> None:
    """M5: the package turns the pages itself."""
    made = [create(client, prompt=f"[[fault:never]] Boat {number}").id for number in range(3)]
    assert [video.id for video in client.videos.list(limit=2)] == made[::-1]
    assert [video.id for video in client.videos.list(limit=1, order="asc")] == made
    assert client.videos.list(limit=2).has_more
    stranger = client_of(simulator, "sk-of-somebody-else")
    assert not set(made) & {video.id for video in stranger.videos.list()}
    with pytest.raises(openai.NotFoundError):
        stranger.videos.retrieve(made[0])


@pytest.mark.parametrize(
    ("do", "code", "words"),
    [
        ({"block": "violence"}, "moderation_blocked", "violence"),
        ({"fail": True}, "server_error", "internal error"),
        ({"fail": {"code": "insufficient_quota", "message": "pay first"}}, "insufficient_quota", "pay first"),
    ],
    ids=str,
)
def test_a_failed_job_says_why(
    client: openai.OpenAI, simulator: Stage, fault: Fault, job: str, do: dict[str, Any], code: str, words: str
) -> None:
    """M4: and it has no content."""
    fault(do)
    video = ended(client, simulator, create(client, job))
    assert video.status == "failed"
    assert video.error
    assert video.error.code == code
    assert words in video.error.message
    with pytest.raises(openai.UnprocessableEntityError):
        client.videos.download_content(video.id)


@pytest.mark.parametrize(
    ("do", "status", "code"),
    [
        ({"status": 429, "retry_after": 3}, 429, "rate_limit_exceeded"),
        ({"status": 429, "code": "insufficient_quota"}, 429, "insufficient_quota"),
        ({"block_input": "sexual"}, 400, "moderation_blocked"),
        ({"retired": True}, 404, "model_not_found"),
    ],
    ids=str,
)
def test_an_ordered_refusal_has_the_shape_of_a_real_one(
    client: openai.OpenAI, simulator: Stage, fault: Fault, job: str, do: dict[str, Any], status: int, code: str
) -> None:
    """M4, M5: tests can order each of them for one job."""
    fault(do)
    with pytest.raises(openai.APIStatusError) as caught:
        create(client, job)
    assert refusal(caught)[:2] == (status, code)
    assert caught.value.response.headers.get("retry-after") == ("3" if "retry_after" in do else None)


def test_vllm_omni_takes_forms_only_and_answers_the_status_of_a_failure(
    client: openai.OpenAI, simulator: Stage, fault: Fault, job: str, key: str
) -> None:
    """M2: the job is the body of the 5xx; its own errors have numbers for codes."""
    wish = {"prompt": "A boat", "model": "sim-video-1-vllm"}
    refused = simulator.http.post("/openai/v1/videos", json=wish, headers={"authorization": f"Bearer {key}"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, 400)
    fault({"fail": True})
    video = create(client, job, model="sim-video-1-vllm")
    simulator.clock.move(RENDER_SECONDS * 3)
    answer = simulator.http.get(f"/openai/v1/videos/{video.id}", headers={"authorization": f"Bearer {key}"})
    assert (answer.status_code, answer.json()["id"], answer.json()["status"]) == (500, video.id, "failed")


def test_litellm_says_processing(client: openai.OpenAI, simulator: Stage, fault: Fault, job: str) -> None:
    """M2: by its model's name, or as a fault of any."""
    assert create(client, model="sim-video-1-litellm").status == "processing"
    fault({"dialect": "litellm"})
    video = create(client, job)
    assert client.videos.retrieve(video.id).status == "processing"
    assert ended(client, simulator, video).status == "completed"


@pytest.mark.parametrize("do", [{"status": 500}, {"status": 429}, {"accept_then_status": 500}], ids=str)
def test_the_packages_usual_retries_send_an_order_three_times(
    simulator: Stage, fault: Fault, job: str, key: str, do: dict[str, Any]
) -> None:
    """M3: why orders go out over plain HTTP: two retries are the default, and after a lost answer each is a video to pay for."""
    fault({**do, "retry_after": 0.01} if "status" in do else do, times=None)
    with pytest.raises(openai.APIStatusError):
        create(client_of(simulator, key, openai.DEFAULT_MAX_RETRIES), job)
    lines = simulator.journal(job=job)["entries"]
    assert len(lines) == 3
    assert sum(line["billed"] for line in lines) == (3 if "accept_then_status" in do else 0)
