"""Veo on Vertex, through the real client."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from google import genai
from google.genai import errors, types

from standins.testing import eventually

from .conftest import BUCKET, REAL_PROJECT, Stage, vertex_client
from .veo_orders import MODEL, ended, order, probed, result_uri


def test_a_video_lands_once_in_the_callers_bucket_and_the_answer_names_it(
    vertex: genai.Client, simulator: Stage, prefix: str
) -> None:
    """M2: predictLongRunning and fetchPredictOperation write PREFIX/<number>/sample_0.mp4."""
    operation = order(vertex, prefix)
    assert operation.name
    assert operation.name.startswith(f"projects/demo-rushes/locations/us-central1/publishers/google/models/{MODEL}/operations/")
    after = ended(vertex, simulator, operation)
    uri = result_uri(after)
    assert uri.startswith(prefix)
    assert uri.endswith("/sample_0.mp4")
    assert uri.removeprefix(prefix).split("/")[0].isdigit()
    (found,) = simulator.objects(prefix)
    assert found["contentType"] == "video/mp4"
    assert f"gs://{BUCKET}/{found['name']}" == uri


def test_an_operation_in_progress_has_no_done(vertex: genai.Client, simulator: Stage, prefix: str) -> None:
    """M5: the client sees None, not False, until the work has ended."""
    operation = order(vertex, prefix, prompt="[[fault:never]] A slow one")
    simulator.clock.move(3600)
    after = vertex.operations.get(operation)
    assert after.done is None
    assert after.response is None
    assert simulator.objects(prefix) == []


def test_the_file_arrives_though_nobody_polls(vertex: genai.Client, simulator: Stage, prefix: str) -> None:
    """M5: the render runs by the clock, not by the poll."""
    order(vertex, prefix)
    assert simulator.objects(prefix) == []
    simulator.clock.move(10)
    assert len(eventually(lambda: simulator.objects(prefix))) == 1


@pytest.mark.parametrize(
    ("seconds", "aspect", "resolution", "width", "height"),
    [(4, "16:9", "720p", 1280, 720), (6, "9:16", "720p", 720, 1280), (4, "9:16", "1080p", 1080, 1920)],
)
def test_the_clip_has_exactly_the_ordered_length_and_size(
    vertex: genai.Client, simulator: Stage, prefix: str, seconds: int, aspect: str, resolution: str, width: int, height: int
) -> None:
    """M5: real media, decodable to the end, with picture and sound."""
    model = "veo-3.1-lite-generate-001"
    operation = order(vertex, prefix, model=model, duration_seconds=seconds, aspect_ratio=aspect, resolution=resolution)
    content = simulator.read(result_uri(ended(vertex, simulator, operation)))
    probe = probed(content)
    assert probe.seconds == pytest.approx(seconds, abs=0.001)
    assert (probe.width, probe.height, probe.fps, probe.frames) == (width, height, 24, seconds * 24)
    assert probe.codecs == ("aac", "h264")
    assert content.find(b"moov") < content.find(b"mdat")


def test_a_clip_without_audio_has_no_audio_track(vertex: genai.Client, simulator: Stage, prefix: str) -> None:
    """M2: generateAudio false."""
    operation = order(vertex, prefix, generate_audio=False)
    assert probed(simulator.read(result_uri(ended(vertex, simulator, operation)))).codecs == ("h264",)


def test_several_samples_are_several_different_files(vertex: genai.Client, simulator: Stage, prefix: str) -> None:
    """M2: sampleCount."""
    after = ended(vertex, simulator, order(vertex, prefix, number_of_videos=2))
    assert after.response
    assert len(after.response.generated_videos or []) == 2
    found = simulator.objects(prefix)
    assert [item["name"].rsplit("/", 1)[1] for item in found] == ["sample_0.mp4", "sample_1.mp4"]
    assert found[0]["md5Hash"] != found[1]["md5Hash"]


def test_without_a_bucket_the_video_comes_in_the_answer(vertex: genai.Client, simulator: Stage) -> None:
    """M2: bytesBase64Encoded when there is no storageUri."""
    after = ended(vertex, simulator, order(vertex, None))
    assert after.response
    assert after.response.generated_videos
    video = after.response.generated_videos[0].video
    assert video
    assert video.uri is None
    assert probed(video.video_bytes or b"").frames == 96


IMAGE = types.Image(gcs_uri="gs://b/a.png", mime_type="image/png")
REFERENCE = types.VideoGenerationReferenceImage(image=IMAGE, reference_type=types.VideoGenerationReferenceType.ASSET)
VIDEO = types.Video(uri="gs://b/v.mp4", mime_type="video/mp4")


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"duration_seconds": 5}, "durationSeconds"),
        ({"duration_seconds": 6, "resolution": "1080p"}, "durationSeconds"),
        ({"duration_seconds": 4, "resolution": "4k"}, "durationSeconds"),
        ({"duration_seconds": 4, "reference_images": [REFERENCE]}, "durationSeconds"),
        ({"duration_seconds": 6, "video": VIDEO}, "durationSeconds"),
        ({"aspect_ratio": "1:1"}, "aspectRatio"),
        ({"resolution": "480p"}, "resolution"),
        ({"resolution": "4k", "duration_seconds": 8, "model": "veo-3.1-lite-generate-001"}, "resolution"),
        ({"number_of_videos": 5}, "sampleCount"),
        ({"seed": -1}, "seed"),
        ({"seed": 2**32}, "seed"),
        ({"person_generation": "everyone"}, "personGeneration"),
        ({"last_frame": IMAGE}, "lastFrame"),
        ({"reference_images": [REFERENCE] * 4, "duration_seconds": 8}, "referenceImages"),
        ({"reference_images": [REFERENCE], "image": IMAGE, "duration_seconds": 8}, "referenceImages"),
        ({"reference_images": [REFERENCE], "duration_seconds": 8, "model": "veo-3.1-lite-generate-001"}, "referenceImages"),
        ({"image": types.Image(image_bytes=b"abc", mime_type="image/gif")}, "image.mimeType"),
        ({"prompt": ""}, "prompt"),
        ({"prompt": "word " * 1200}, "prompt"),
        ({"labels": {"job": "Upper"}}, "labels"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_wrong_parameter_is_refused_by_name(
    vertex: genai.Client, simulator: Stage, prefix: str, wrong: dict[str, object], named: str
) -> None:
    """M4: 400 INVALID_ARGUMENT that says which field, and nothing is accepted."""
    with pytest.raises(errors.ClientError) as refusal:
        order(vertex, prefix, **wrong)  # type: ignore[arg-type]
    assert (refusal.value.code, refusal.value.status) == (400, "INVALID_ARGUMENT")
    assert named in str(refusal.value.message)
    assert simulator.journal(prefix=prefix)["accepted"]["billed"] == 0


@pytest.mark.parametrize(
    "right",
    [
        {"duration_seconds": 8, "resolution": "4k"},
        {"duration_seconds": 8, "reference_images": [REFERENCE] * 3},
        {"duration_seconds": 8, "video": VIDEO},
        {"image": IMAGE, "last_frame": IMAGE, "resize_mode": "crop"},
        {"seed": 2**32 - 1, "person_generation": "allow_all", "compression_quality": "OPTIMIZED", "negative_prompt": "rain"},
        {"model": "veo-3.1-lite-generate-001", "duration_seconds": 6, "resolution": "1080p"},
        {"model": "veo-3.1-fast-generate-001", "enhance_prompt": True},
    ],
    ids=str,
)
def test_everything_that_the_model_can_do_is_accepted(
    vertex: genai.Client, simulator: Stage, prefix: str, right: dict[str, object]
) -> None:
    """M2: the dependency rules hold no more than the service's own."""
    assert order(vertex, prefix, prompt="[[fault:fail]] accepted", **right).name  # type: ignore[arg-type]


def test_a_bucket_that_does_not_exist_is_refused(vertex: genai.Client, simulator: Stage) -> None:
    """M4: storageUri must name a bucket that is there."""
    with pytest.raises(errors.ClientError, match="storageUri"):
        order(vertex, "gs://no-such-bucket-here/x/")


def test_an_input_that_is_not_there_fails_the_operation(vertex: genai.Client, simulator: Stage, prefix: str) -> None:
    """M4: accepted, and then an error with code 3; an input that is there is used."""
    there = simulator.put(f"{prefix.split('/', 3)[3]}in.jpg", simulator.picture("in"), "image/jpeg")
    good = order(vertex, prefix, image=types.Image(gcs_uri=there, mime_type="image/jpeg"))
    bad = order(vertex, prefix, image=types.Image(gcs_uri=f"{prefix}none.jpg", mime_type="image/jpeg"))
    after = ended(vertex, simulator, bad)
    assert after.error
    assert after.error["code"] == 3
    assert "none.jpg" in after.error["message"]
    assert result_uri(vertex.operations.get(good)).startswith(prefix)


def test_many_at_once_are_all_accepted_each_with_its_own_name(
    vertex: genai.Client, simulator: Stage, prefix: str, job: str
) -> None:
    """M5: no request is lost or counted twice."""
    with ThreadPoolExecutor(8) as pool:
        operations = list(pool.map(lambda _: order(vertex, prefix, job, prompt="[[fault:fail]] many"), range(24)))
    assert len({operation.name for operation in operations}) == 24
    assert simulator.journal(job=job)["accepted"]["billed"] == 24


def test_an_unknown_model_is_not_found(vertex: genai.Client, prefix: str) -> None:
    """M4: 404 in Google's shape."""
    with pytest.raises(errors.ClientError) as refusal:
        order(vertex, prefix, model="veo-9.9-generate-001")
    assert (refusal.value.code, refusal.value.status) == (404, "NOT_FOUND")


def test_a_retired_model_is_no_longer_available(vertex: genai.Client, simulator: Stage, prefix: str) -> None:
    """M4: the words by which a retired model is known."""
    with pytest.raises(errors.ClientError, match="no longer available") as refusal:
        order(vertex, prefix, model="veo-3.0-generate-001")
    assert (refusal.value.code, refusal.value.status) == (404, "NOT_FOUND")


def test_a_request_without_a_good_token_is_unauthenticated(base_url: str | None, prefix: str) -> None:
    """M4: 401 in Google's shape."""
    with pytest.raises(errors.ClientError) as refusal:
        order(vertex_client(base_url, token="invalid-token"), prefix)
    assert (refusal.value.code, refusal.value.status) == (401, "UNAUTHENTICATED")


def test_a_request_without_any_token_is_unauthenticated(simulator: Stage) -> None:
    """M4: the missing header has its own reason."""
    path = f"/v1beta1/projects/p/locations/us-central1/publishers/google/models/{MODEL}:predictLongRunning"
    answer = simulator.http.post(path, json={"instances": [{"prompt": "x"}]})
    error = answer.json()["error"]
    assert (answer.status_code, error["status"]) == (401, "UNAUTHENTICATED")
    assert error["details"][0]["reason"] == "CREDENTIALS_MISSING"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"instances": [{"prompt": "x"}], "colour": 1}, 'Unknown name "colour": Cannot find field.'),
        ({"instances": [{"prompt": "x", "picture": 1}]}, "Unknown name \"picture\" at 'instances[0]': Cannot find field."),
        (
            {"instances": [{"prompt": "x"}], "parameters": {"duration_seconds": 4}},
            "Unknown name \"duration_seconds\" at 'parameters'",
        ),
        ({"instances": [{"prompt": "x"}], "parameters": {"durationSeconds": "8"}}, "durationSeconds: must be a number."),
        ({"instances": []}, "instances"),
        ({"instances": [{"prompt": "x"}, {"prompt": "y"}]}, "instances"),
        ({"instances": "x"}, "expected a list"),
    ],
)
def test_a_request_of_another_shape_is_refused(simulator: Stage, body: dict[str, object], message: str) -> None:
    """M5: names that the service does not know are errors, as with the real one."""
    path = f"/v1beta1/projects/p/locations/us-central1/publishers/google/models/{MODEL}:predictLongRunning"
    answer: httpx.Response = simulator.http.post(path, json=body, headers={"authorization": "Bearer t"})
    assert answer.status_code == 400
    assert message in answer.json()["error"]["message"]


def test_an_operation_that_never_was_is_not_found(vertex: genai.Client) -> None:
    """M4: a poll of an unknown name."""
    name = f"projects/{REAL_PROJECT or 'demo-rushes'}/locations/us-central1/publishers/google/models/{MODEL}/operations/00000000"
    with pytest.raises(errors.ClientError) as refusal:
        vertex.operations.get(types.GenerateVideosOperation.model_validate({"name": name}))
    assert refusal.value.code == 404
