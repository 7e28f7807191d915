"""The provider of the AI SDK by itself, called by the unmodified package: linter, own tests, what would be published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from local import typescript
from local.setup import AI_SDK, TYPESCRIPT
from tests.clients.packages import check_own_tests, check_published, check_style


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    assert typescript.build(AI_SDK) == ""


def test_the_provider_is_written_as_its_linter_has_it() -> None:
    """Q1: formatted and without a warning."""
    check_style(AI_SDK)


def test_the_providers_own_tests_pass_and_reach_its_lines(tmp_path: Path) -> None:
    """E2: wishes, pictures, several at once, refusals, files that break off, signals; nine lines of ten."""
    check_own_tests(AI_SDK, tmp_path, at_least=11)


def test_what_would_be_published_is_whole_and_thin() -> None:
    """E2: over the client of its own release and the interface, nothing else."""
    check_published(AI_SDK)
    package, client = (json.loads((folder / "package.json").read_text()) for folder in (AI_SDK, TYPESCRIPT))
    assert set(package["dependencies"]) == {"@ai-sdk/provider", "rushes"}
    assert package["version"] == client["version"]
