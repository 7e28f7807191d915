"""Results that are not what they should be: spoiled, doubled, written again."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import av
import av.error
import pytest
from google import genai

from .conftest import Stage
from .veo_orders import ended, order, probed, result_uri

Fault = Callable[..., str]


@pytest.mark.parametrize(("defect", "size"), [("broken", 20_000), ("empty", 0), ("tiny", 512)], ids=["broken", "empty", "tiny"])
def test_a_spoiled_file_is_no_video(
    vertex: genai.Client, simulator: Stage, fault: Fault, prefix: str, job: str, defect: str, size: int
) -> None:
    """M5: the operation succeeds, the file does not."""
    fault({"media": defect})
    content = simulator.read(result_uri(ended(vertex, simulator, order(vertex, prefix, job))))
    assert len(content) == size
    with pytest.raises((av.error.FFmpegError, IndexError)):
        probed(content)


def test_a_truncated_file_promises_more_than_it_holds(
    vertex: genai.Client, simulator: Stage, fault: Fault, prefix: str, job: str
) -> None:
    """M5: the head says four seconds, the frames end early."""
    fault({"media": "truncated"})
    content = simulator.read(result_uri(ended(vertex, simulator, order(vertex, prefix, job))))
    with av.open(io.BytesIO(content), "r") as clip:
        assert (clip.duration, clip.streams.video[0].frames) == (4_000_000, 96)
    with pytest.raises(av.error.FFmpegError):
        probed(content)


def test_a_file_may_lack_its_picture(vertex: genai.Client, simulator: Stage, fault: Fault, prefix: str, job: str) -> None:
    """M5: sound alone."""
    fault({"media": "no_video_track"})
    content = simulator.read(result_uri(ended(vertex, simulator, order(vertex, prefix, job))))
    with pytest.raises(IndexError):
        probed(content)
    assert b"mp4a" in content


def test_a_file_may_be_shorter_than_ordered(vertex: genai.Client, simulator: Stage, fault: Fault, prefix: str, job: str) -> None:
    """M5: a good file of the wrong length."""
    fault({"media": "wrong_duration"})
    assert probed(simulator.read(result_uri(ended(vertex, simulator, order(vertex, prefix, job))))).seconds == pytest.approx(2)


def test_a_duplicate_result_lies_beside_the_first(
    vertex: genai.Client, simulator: Stage, fault: Fault, prefix: str, job: str
) -> None:
    """M5: two files, one of them named in the answer."""
    fault({"duplicate_output": True})
    uri = result_uri(ended(vertex, simulator, order(vertex, prefix, job)))
    names = [f"gs://{item['bucket']}/{item['name']}" for item in simulator.objects(prefix)]
    assert len(names) == 2
    assert uri in names


@pytest.mark.parametrize(("do", "rewritten"), [({"render_seconds": 4}, False), ({"duplicate_output": "same_name"}, True)])
def test_a_result_is_written_once_unless_a_second_time_is_ordered(
    vertex: genai.Client, simulator: Stage, fault: Fault, prefix: str, job: str, do: dict[str, Any], rewritten: bool
) -> None:
    """M5: what a killed process left stays as it is; a duplicate of the same name is a second generation."""
    fault(do)
    operation = order(vertex, prefix, job)
    listed = simulator.http.get("/_local/operations").json()["operations"]
    (uri,) = next(item["will_write"] for item in listed if item["name"] == operation.name)
    simulator.put(uri.split("/", 3)[3], b"left by a process that was killed", "video/mp4")
    assert result_uri(ended(vertex, simulator, operation)) == uri
    assert (simulator.read(uri) != b"left by a process that was killed") == rewritten
