"""Which models a surface has, and how it tells keys apart."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from google import genai
from google.genai import errors

from standins.providers.models import text_model
from standins.providers.wire import Refusal

from .conftest import Stage, gemini_client
from .test_writing import MODEL, write


def test_a_retired_text_model_is_gone_and_an_unknown_one_was_never_there(
    vertex: genai.Client, gemini: genai.Client, simulator: Stage
) -> None:
    """M4: both are 404, in different words."""
    with pytest.raises(errors.ClientError, match="no longer available") as gone:
        write(vertex, "x", model="gemini-2.5-flash")
    with pytest.raises(errors.ClientError, match="not found") as unknown:
        write(gemini, "x", model="gemini-0.5-flash")
    assert (gone.value.code, unknown.value.code) == (404, 404)


def test_a_model_leaves_each_surface_on_its_own_day() -> None:
    """M4: retirement is by surface and by the clock."""
    before, after = datetime(2026, 11, 30, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    assert text_model("gemini-2.5-flash", "gemini-api", before)
    for surface, now in (("vertex", before), ("gemini-api", after)):
        with pytest.raises(Refusal, match="no longer available"):
            text_model("gemini-2.5-flash", surface, now)


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
