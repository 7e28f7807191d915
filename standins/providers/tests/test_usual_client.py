"""The client as its own documentation shows it: the version that it chooses, streams, counts and lists, on both surfaces."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from google import genai
from google.genai import errors, types

from standins.testing import eventually

from .conftest import Stage
from .test_writing import MODEL

GERMAN = types.GenerateContentConfig(system_instruction="Antworte auf Deutsch.")


@pytest.fixture(params=["usual_gemini", "usual_vertex"])
def client(request: pytest.FixtureRequest) -> genai.Client:
    return request.getfixturevalue(request.param)


def picture(simulator: Stage) -> types.Part:
    return types.Part.from_bytes(data=simulator.picture("usual"), mime_type="image/jpeg")


def streamed(client: genai.Client, *contents: Any) -> list[types.GenerateContentResponse]:
    return list(client.models.generate_content_stream(model=MODEL, contents=list(contents), config=GERMAN))


def test_the_version_that_the_client_chooses_is_served(usual_gemini: genai.Client, simulator: Stage, tmp_path: Path) -> None:
    """M5: v1, for texts, models, files and interactions, and the addresses in answers lead back to it."""
    assert usual_gemini.models.generate_content(model=MODEL, contents="Describe the sea.").text
    assert usual_gemini.models.get(model=MODEL).name == f"models/{MODEL}"
    (path := tmp_path / "a.jpg").write_bytes(simulator.picture("a file"))
    file = usual_gemini.files.upload(file=str(path))
    assert file.name
    assert "/v1/files/" in (file.uri or "")
    simulator.clock.move(3)
    assert usual_gemini.models.generate_content(
        model=MODEL, contents=[usual_gemini.files.get(name=file.name), "Describe it."]
    ).text
    wanted: Any = {"type": "video", "delivery": "uri", "duration": "3s"}
    asked: Any = {"model": "gemini-omni-1.2-flash", "input": "A fox in snow.", "background": True, "response_format": wanted}
    made: Any = usual_gemini.interactions.create(**asked)
    simulator.clock.move(60)
    video = eventually(lambda: _video(usual_gemini.interactions.get(made.id)))
    assert "/v1/files/" in video.uri
    content = usual_gemini.files.download(file=video.uri.partition("/v1/")[2].partition(":")[0])
    assert content[4:8] == b"ftyp"


def _video(interaction: Any) -> Any:
    parts = [part for step in interaction.steps or [] for part in getattr(step, "content", None) or []]
    return next((part for part in parts if part.type == "video"), None)


def test_a_stream_brings_the_same_text_in_pieces(client: genai.Client, simulator: Stage) -> None:
    """M5: only the last piece says why it ends, the tokens grow, and one id is on all of them."""
    whole = client.models.generate_content(model=MODEL, contents=[picture(simulator), "Describe it."], config=GERMAN)
    pieces = streamed(client, picture(simulator), "Describe it.")
    assert len(pieces) > 2
    assert "".join(piece.text or "" for piece in pieces) == whole.text
    ends = [piece.candidates[0].finish_reason for piece in pieces if piece.candidates]
    assert ends == [None] * (len(pieces) - 1) + [types.FinishReason.STOP]
    counts = [(piece.usage_metadata and piece.usage_metadata.total_token_count) or 0 for piece in pieces]
    assert counts == sorted(counts)
    assert whole.usage_metadata
    assert counts[-1] == whole.usage_metadata.total_token_count
    assert len({piece.response_id for piece in pieces}) == 1


def test_a_stream_is_billed_once_and_can_be_troubled(
    usual_gemini: genai.Client, simulator: Stage, fault: Callable[..., str], job: str
) -> None:
    """M5: faults, blocks and the journal hold for streams as for whole answers."""
    before = simulator.journal(wire="gemini")["accepted"]["billed"]
    fault({"block": "prohibited"}, prompt_contains=job)
    (piece,) = streamed(usual_gemini, f"Describe {job}.")
    assert piece.prompt_feedback
    assert piece.prompt_feedback.block_reason == "PROHIBITED_CONTENT"
    fault({"status": 429}, prompt_contains=job)
    with pytest.raises(errors.ClientError, match="Resource exhausted") as refusal:
        streamed(usual_gemini, f"Describe {job}.")
    assert refusal.value.code == 429
    assert simulator.journal(wire="gemini")["accepted"]["billed"] == before + 1


@pytest.mark.parametrize("version", ["v1", "v1beta"])
def test_a_stream_without_events_is_one_list(simulator: Stage, version: str) -> None:
    """M5: as curl sees it; a refusal is a list as well, and an event stream refuses in plain JSON."""
    path, headers = f"/{version}/models/{MODEL}:streamGenerateContent", {"x-goog-api-key": "AIza-list-0000"}
    body = {"contents": [{"parts": [{"text": "Describe the sea."}]}]}
    answer = simulator.http.post(path, json=body, headers=headers)
    assert answer.headers["content-type"].startswith("application/json")
    listed = answer.json()
    assert len(listed) > 2
    events = simulator.http.post(f"{path}?alt=sse", json=body, headers=headers)
    assert events.headers["content-type"].startswith("text/event-stream")
    told = [json.loads(event.removeprefix("data: ")) for event in events.text.split("\r\n\r\n") if event]
    assert [piece["candidates"] for piece in told] == [piece["candidates"] for piece in listed]
    assert simulator.http.post(path, json={}, headers=headers).json()[0]["error"]["status"] == "INVALID_ARGUMENT"
    assert simulator.http.post(f"{path}?alt=sse", json={}, headers=headers).json()["error"]["status"] == "INVALID_ARGUMENT"
    assert simulator.http.post(path, json=body).json()[0]["error"]["code"] == 403


def test_counting_tells_what_writing_will_be_charged_as(client: genai.Client, simulator: Stage) -> None:
    """M5: free, and the same number that the answer's usage names."""
    contents: list[Any] = [picture(simulator), "Describe it."]
    before = simulator.journal()["accepted"]["billed"]
    counted = client.models.count_tokens(model=MODEL, contents=contents)
    assert simulator.journal()["accepted"]["billed"] == before
    usage = client.models.generate_content(model=MODEL, contents=contents).usage_metadata
    assert usage
    assert counted.total_tokens == usage.prompt_token_count
    with pytest.raises(errors.ClientError) as refusal:
        client.models.count_tokens(model="gemini-0.5-flash", contents="x")
    assert refusal.value.code == 404


def test_counting_takes_a_whole_request_and_nothing_beside_it(simulator: Stage) -> None:
    """M4: one of the two forms; a name that the message lacks is refused."""
    path, headers = f"/v1/models/{MODEL}:countTokens", {"x-goog-api-key": "AIza-count-0000"}
    contents = [{"parts": [{"text": "Describe the sea."}]}]
    whole = {"model": f"models/{MODEL}", "contents": contents, "systemInstruction": {"parts": [{"text": "Be short. " * 9}]}}

    def count(body: dict[str, Any]) -> Any:
        return simulator.http.post(path, json=body, headers=headers)

    assert count({"generateContentRequest": whole}).json()["totalTokens"] > count({"contents": contents}).json()["totalTokens"]
    for wrong in ({}, whole, {"contents": contents, "generateContentRequest": whole}, {"generateContentRequest": "x"}):
        assert count(wrong).status_code == 400, wrong


def test_vertex_lists_its_publisher_models(usual_vertex: genai.Client, simulator: Stage) -> None:
    """M5: page by page, each can be asked for, and what is retired or unheard of is 404."""
    names = [model.name for model in usual_vertex.models.list(config={"page_size": 2})]
    assert len(names) == len(set(names)) > 4
    for name in (MODEL, "veo-3.1-generate-001", "gemini-omni-1.2-flash"):
        assert f"publishers/google/models/{name}" in names
        assert usual_vertex.models.get(model=name).name == f"publishers/google/models/{name}"
    for gone in ("gemini-2.5-flash", "gemini-0.5-flash"):
        with pytest.raises(errors.ClientError) as refusal:
            usual_vertex.models.get(model=gone)
        assert refusal.value.code == 404
    without_a_token = simulator.http.get("/v1beta1/publishers/google/models")
    assert (without_a_token.status_code, without_a_token.json()["error"]["status"]) == (401, "UNAUTHENTICATED")
