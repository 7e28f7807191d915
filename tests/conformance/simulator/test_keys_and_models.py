"""Which models a surface has, and how it tells keys apart."""

from __future__ import annotations

import pytest
from google import genai
from google.genai import errors

from .conftest import Stage, gemini_client
from .test_writing import MODEL, write


def test_a_retired_text_model_is_gone_on_vertex_and_leaves_the_gemini_api_on_its_day(
    vertex: genai.Client, gemini: genai.Client, simulator: Stage
) -> None:
    """M4: retirement is by surface and by the clock."""
    with pytest.raises(errors.ClientError, match="no longer available"):
        write(vertex, "x", model="gemini-2.5-flash")
    with pytest.raises(errors.ClientError, match="not found"):
        write(gemini, "x", model="gemini-0.5-flash")


def test_listing_models_proves_a_key_for_free(gemini: genai.Client, simulator: Stage) -> None:
    """M2: the call that verifies a key costs nothing."""
    names = [model.name for model in gemini.models.list(config={"page_size": 1})]
    assert f"models/{MODEL}" in names
    assert gemini.models.get(model=MODEL).display_name
    assert simulator.journal(wire="gemini", call="models")["accepted"]["billed"] == 0


def test_a_bad_key_is_told_apart_from_no_key(base_url: str | None) -> None:
    """M4: API_KEY_INVALID is a 400."""
    client = gemini_client(base_url, "invalid-key")
    with pytest.raises(errors.ClientError, match="API key not valid") as refusal:
        list(client.models.list())
    assert refusal.value.code == 400
    assert "API_KEY_INVALID" in str(refusal.value.details)


def test_a_missing_key_is_forbidden(simulator: Stage) -> None:
    """M4: 403 PERMISSION_DENIED."""
    answer = simulator.http.get("/v1beta/models")
    assert (answer.status_code, answer.json()["error"]["status"]) == (403, "PERMISSION_DENIED")
