"""generateContent on both surfaces, through the real client."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from google import genai
from google.genai import errors, types

from standins.providers.media.looks import Look
from standins.providers.phrases import COLOURS, STYLES, Language
from standins.providers.writing import prompt_about

from .conftest import Stage

MODEL = "gemini-3.5-flash-lite"
SCHEMA = {
    "type": "OBJECT",
    "properties": {
        "prompt": {"type": "STRING"},
        "language": {"type": "STRING", "enum": ["de", "en"]},
        "tags": {"type": "ARRAY", "items": {"type": "STRING", "maxLength": 12}, "minItems": 2},
        "score": {"type": "INTEGER", "minimum": 3, "maximum": 5},
        "usable": {"type": "BOOLEAN"},
    },
    "required": ["prompt", "language"],
}


def image(content: bytes) -> types.Part:
    return types.Part.from_bytes(data=content, mime_type="image/jpeg")


def write(client: genai.Client, *parts: Any, **config: Any) -> types.GenerateContentResponse:
    model = config.pop("model", MODEL)
    return client.models.generate_content(model=model, contents=list(parts), config=types.GenerateContentConfig(**config))


def test_a_text_speaks_of_the_picture_in_a_good_length(gemini: genai.Client, simulator: Stage) -> None:
    """P1: 20 to 60 words about this very picture, with usage figures."""
    answer = write(gemini, image(simulator.picture("a")), "Describe it.")
    words = (answer.text or "").split()
    assert 20 <= len(words) <= 60
    assert "landscape" in words
    assert answer.candidates
    assert answer.candidates[0].finish_reason == types.FinishReason.STOP
    assert answer.model_version == MODEL
    assert answer.response_id
    assert answer.usage_metadata
    assert (answer.usage_metadata.total_token_count or 0) > (answer.usage_metadata.prompt_token_count or 0) > 250


def test_the_same_request_gets_the_same_text_and_other_pictures_other_texts(gemini: genai.Client, simulator: Stage) -> None:
    """P1: deterministic, and it depends on the picture."""
    pictures = [simulator.picture(f"picture {number}") for number in range(4)]
    texts = [write(gemini, image(picture), "Describe it.").text for picture in [*pictures, pictures[0]]]
    assert texts[0] == texts[-1]
    assert len(set(texts)) == 4


def test_orientation_and_colour_come_from_the_picture(gemini: genai.Client, simulator: Stage) -> None:
    """P1: not made up."""
    text = write(gemini, image(simulator.picture("tall", 360, 640)), "Describe it.").text or ""
    assert "portrait" in text
    colours = ("red", "orange", "yellow", "green", "turquoise", "blue", "violet", "pink", "grey", "black", "white")
    assert any(f"dominated by {colour}" in text for colour in colours)


@pytest.mark.parametrize(
    ("instruction", "language"),
    [
        ("Write in German.", "de"),
        ("Antworte auf Deutsch.", "de"),
        ("language: de", "de"),
        ("Sprache: en", "en"),
        ("Write in English.", "en"),
        ("Describe the picture.", "en"),
    ],
)
def test_the_text_is_in_the_asked_language(gemini: genai.Client, simulator: Stage, instruction: str, language: str) -> None:
    """P7: the language may stand in the request or in the system instruction."""
    picture = image(simulator.picture("language"))
    for answer in (write(gemini, picture, instruction), write(gemini, picture, "Go.", system_instruction=instruction)):
        assert (" von " in (answer.text or "")) == (language == "de"), answer.text


@pytest.mark.parametrize(
    ("wish", "woven_in"),
    [
        (
            "camera: dutch_angle, light: neon_night, mood: epic, effects: noir, slow_motion",
            ["dutch angle", "neon", "epic", "noir", "slow motion"],
        ),
        (
            "Auf Deutsch. Kranfahrt, goldene Stunde, melancholisch, Zeitlupe",
            ["Kranfahrt", "goldenen Stunde", "melancholisch", "Zeitlupe"],
        ),
    ],
)
def test_the_wishes_are_woven_into_the_text(gemini: genai.Client, simulator: Stage, wish: str, woven_in: list[str]) -> None:
    """P1: camera, light, mood and film effects, by id or by word, in either language."""
    text = write(gemini, image(simulator.picture("wish")), wish).text or ""
    assert [word for word in woven_in if word.lower() not in text.lower()] == []
    assert 20 <= len(text.split()) <= 60


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_text_keeps_to_its_length_whatever_is_wished(language: Language) -> None:
    """P1: 20 to 60 words for each style, alone and with all others."""
    looks = [Look(4, 3, colour, bright=bright, digest=f"{colour}{bright}") for colour in COLOURS for bright in (True, False)]
    wishes = [style.name for style in STYLES] + [" ".join(style.name for style in STYLES), ""]
    lengths = [
        len(prompt_about([look][:many], wish, language, f"seed {number}").split())
        for number, wish in enumerate(wishes)
        for look in looks
        for many in (0, 1)
    ]
    assert min(lengths) >= 20
    assert max(lengths) <= 60


def test_a_schema_is_filled(gemini: genai.Client, simulator: Stage) -> None:
    """P1: the document fits, and the text is in it."""
    config = {"response_mime_type": "application/json", "response_schema": SCHEMA}
    answer = write(gemini, image(simulator.picture("schema")), "Auf Deutsch bitte.", **config)
    document = json.loads(answer.text or "")
    assert list(document) == list(SCHEMA["properties"])  # type: ignore[call-overload]
    assert 20 <= len(document["prompt"].split()) <= 60
    assert document["language"] == "de"
    assert len(document["tags"]) == 2
    assert all(len(tag) <= 12 for tag in document["tags"])
    assert document["score"] in (3, 4, 5)
    assert document["usable"] is True


def test_a_json_schema_with_references_is_filled(gemini: genai.Client, simulator: Stage) -> None:
    """P1: responseJsonSchema."""
    schema = {
        "type": "object",
        "$defs": {
            "scene": {"type": "object", "properties": {"prompt": {"type": ["string", "null"]}, "seconds": {"enum": [4, 6, 8]}}}
        },
        "properties": {
            "scenes": {"type": "array", "items": {"$ref": "#/$defs/scene"}},
            "note": {"anyOf": [{"type": "null"}, {"type": "string"}]},
        },
    }
    answer = write(gemini, "No picture.", response_mime_type="application/json", response_json_schema=schema)
    document = json.loads(answer.text or "")
    assert len(document["scenes"][0]["prompt"].split()) >= 15
    assert document["scenes"][0]["seconds"] in (4, 6, 8)
    assert isinstance(document["note"], str)


def test_too_few_tokens_cut_the_document_short(gemini: genai.Client, simulator: Stage) -> None:
    """P7: truncated JSON parses to nothing and raises nothing."""
    config = {"response_mime_type": "application/json", "response_schema": SCHEMA, "max_output_tokens": 10}
    answer = write(gemini, image(simulator.picture("short")), "x", **config)
    assert answer.candidates
    assert answer.candidates[0].finish_reason == types.FinishReason.MAX_TOKENS
    assert answer.parsed is None


def test_a_picture_from_the_bucket_reads_like_the_same_picture_inline(
    vertex: genai.Client, simulator: Stage, prefix: str
) -> None:
    """M2: on Vertex the picture goes by reference."""
    picture = simulator.picture("by reference")
    uri = simulator.put(f"{prefix.split('/', 3)[3]}a.jpg", picture, "image/jpeg")
    by_reference = write(vertex, types.Part.from_uri(file_uri=uri, mime_type="image/jpeg"), "Describe it.")
    assert by_reference.text == write(vertex, image(picture), "Describe it.").text


def test_a_picture_that_is_not_in_the_bucket_is_refused(vertex: genai.Client, simulator: Stage, prefix: str) -> None:
    """M4: 400."""
    with pytest.raises(errors.ClientError) as refusal:
        write(vertex, types.Part.from_uri(file_uri=f"{prefix}none.jpg", mime_type="image/jpeg"), "x")
    assert refusal.value.code == 400


@pytest.mark.parametrize("content", [b"not a picture", b"\xff\xd8\xff" + b"\0" * 4000], ids=["text", "broken"])
def test_a_broken_picture_is_refused(gemini: genai.Client, content: bytes) -> None:
    """M4: "Unable to process input image"."""
    with pytest.raises(errors.ClientError, match="Unable to process input image") as refusal:
        write(gemini, image(content), "Describe it.")
    assert (refusal.value.code, refusal.value.status) == (400, "INVALID_ARGUMENT")


@pytest.mark.parametrize(
    ("do", "blocked"),
    [
        ({"block": "prohibited"}, "PROHIBITED_CONTENT"),
        ({"block": "child"}, "PROHIBITED_CONTENT"),
        ({"block_input": "sexual"}, "SAFETY"),
    ],
)
def test_a_blocked_prompt_has_no_candidates(
    gemini: genai.Client, fault: Callable[..., str], job: str, do: dict[str, str], blocked: str
) -> None:
    """P7: promptFeedback.blockReason."""
    fault(do, prompt_contains=job)
    answer = write(gemini, f"Describe {job}.")
    assert not answer.candidates
    assert answer.prompt_feedback
    assert answer.prompt_feedback.block_reason == blocked


@pytest.mark.parametrize(
    ("do", "reason", "text"),
    [
        ({"block": "safety"}, "SAFETY", None),
        ({"finish_reason": "RECITATION"}, "RECITATION", None),
        ({"empty": True}, "STOP", None),
        ({"text": "{not json"}, "STOP", "{not json"),
    ],
)
def test_an_answer_can_end_in_other_ways(
    gemini: genai.Client, fault: Callable[..., str], job: str, do: dict[str, Any], reason: str, text: str | None
) -> None:
    """P7: blocked, empty, or not what was asked for."""
    fault(do, prompt_contains=job)
    answer = write(gemini, f"Describe {job}.")
    assert answer.candidates
    assert answer.candidates[0].finish_reason == reason
    assert answer.text == text


def test_a_lost_answer_is_billed(gemini: genai.Client, simulator: Stage, fault: Callable[..., str], job: str) -> None:
    """M5: texts cost money too."""
    before = simulator.journal(wire="gemini")["accepted"]["billed"]
    fault({"accept_then_status": 503}, prompt_contains=job)
    with pytest.raises(errors.ServerError):
        write(gemini, f"Describe {job}.")
    assert simulator.journal(wire="gemini")["accepted"]["billed"] == before + 1


def test_unknown_names_are_refused_and_both_spellings_understood(simulator: Stage) -> None:
    """M5: as strict and as generous as protobuf's JSON."""
    path, headers = f"/v1beta/models/{MODEL}:generateContent", {"x-goog-api-key": "AIza-strict-0000"}
    good = {"contents": [{"parts": [{"text": "x"}]}], "generation_config": {"max_output_tokens": 100}}
    assert simulator.http.post(path, json=good, headers=headers).status_code == 200
    wrong = {"contents": [{"parts": [{"text": "x"}]}], "generationConfig": {"thinking_level": "low"}}
    answer = simulator.http.post(path, json=wrong, headers=headers)
    assert answer.status_code == 400
    assert "Unknown name \"thinking_level\" at 'generation_config': Cannot find field." in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "contents is not specified"),
        ({"contents": [{"parts": []}]}, "parts"),
        ({"contents": [{"role": "robot", "parts": [{"text": "x"}]}]}, "role"),
        ({"contents": [{"parts": [{"text": "x"}]}], "generationConfig": {"maxOutputTokens": 0}}, "maxOutputTokens"),
        (
            {"contents": [{"parts": [{"text": "x"}]}], "generationConfig": {"responseSchema": {"type": "OBJECT"}}},
            "responseMimeType",
        ),
    ],
)
def test_a_bad_request_is_refused_by_name(simulator: Stage, body: dict[str, Any], message: str) -> None:
    """M4: 400 INVALID_ARGUMENT."""
    headers = {"x-goog-api-key": "AIza-strict-0000"}
    answer = simulator.http.post(f"/v1beta/models/{MODEL}:generateContent", json=body, headers=headers)
    assert answer.status_code == 400
    assert message in answer.json()["error"]["message"]
