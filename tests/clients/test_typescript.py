"""The TypeScript client by itself: what is generated; what its compiler, linter and own tests say; what would be published."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from local import typescript
from local.setup import TYPESCRIPT
from tests.clients.packages import check_own_tests, check_published, check_style


@pytest.fixture(scope="module")
def built() -> None:
    assert typescript.build() == ""


def test_types_and_codes_are_those_of_the_api_document() -> None:
    """E2: whoever changes a door writes the client anew (`python -m local.typescript`)."""
    assert [path.name for path, text in typescript.pages().items() if path.read_text(encoding="utf-8") != text] == []


def test_the_client_is_written_as_its_linter_has_it() -> None:
    """Q1: formatted and without a warning."""
    check_style(TYPESCRIPT)


@pytest.mark.usefixtures("built")
def test_the_clients_own_tests_pass_and_reach_its_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """E2: with lost answers, refusals that pass, expired tokens and uploads that break off; nine lines of ten; its size told."""
    said = check_own_tests(TYPESCRIPT, tmp_path, at_least=35)
    with capsys.disabled():
        sys.stdout.write(f"\n{''.join(re.findall(r'^# (bundle .*)$', said, re.MULTILINE))}\n")


@pytest.mark.usefixtures("built")
def test_what_would_be_published_is_whole_and_depends_on_nothing() -> None:
    """E2: code, types, sources, how to use it and under which terms; and each entry leads to a file that is there."""
    check_published(TYPESCRIPT)
    assert "dependencies" not in json.loads((TYPESCRIPT / "package.json").read_text())
