from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from shared.storyboards import presets as module
from shared.storyboards.presets import FRAGMENTS, for_clients, presets, templates
from tests.fixtures.sources import ROOT


def test_there_are_enough_presets_and_templates() -> None:
    """S2: at least eight and at least twelve, named in both languages, no name twice."""
    assert len(presets()) >= 8
    assert len(templates()) >= 12
    for rows in (presets().values(), templates().values()):
        for language in ("de", "en"):
            assert len({getattr(row.name, language) for row in rows}) == len(rows)


def test_an_editor_gets_everything_in_both_languages() -> None:
    """S2: as data, ready for JSON."""
    shown = json.loads(json.dumps(for_clients()))
    assert {row["id"] for row in shown["presets"]} == set(presets())
    assert set(shown["presets"][0]) == {"id", "name", *FRAGMENTS}
    assert set(shown["scene_templates"][0]["scene"]) == {"de", "en"}


_WORDS = {"en": "x", "de": "x"}


@pytest.mark.parametrize(
    "row",
    [
        {"name": {"en": "x", "de": "x"}},
        {"name": {"en": "x"}, **dict.fromkeys(FRAGMENTS, _WORDS)},
        {"name": {"en": "x", "de": " "}, **dict.fromkeys(FRAGMENTS, _WORDS)},
    ],
)
def test_a_row_that_is_not_whole_is_refused_when_it_is_read(row: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """S2: a mistake in the data is found by the first test that reads it."""
    monkeypatch.setattr(module, "_rows", lambda _: {"broken": row})  # pyright: ignore[reportUnknownLambdaType]
    module.presets.cache_clear()
    with pytest.raises((ValueError, KeyError)):
        presets()
    module.presets.cache_clear()


def test_the_rules_import_neither_google_nor_validators() -> None:
    """Q1: storyboards are plain rules, cheap to start with."""
    script = """
import sys
import shared.storyboards.editing, shared.storyboards.composing, shared.storyboards.formats, shared.videos.formats
print([m for m in ("google.cloud.firestore_v1", "google.genai", "google.api_core", "pydantic", "grpc", "av") if m in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
