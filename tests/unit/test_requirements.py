"""What tests prove and what docs/requirements.md explains are the same."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "requirements.md"
_TEST = re.compile(r'^(?:async )?def (test_\w+)\(.*?\) -> None:\n(?: +"""(.*?)""")?', re.MULTILINE | re.DOTALL)
_ID = re.compile(r"\b[A-Z][0-9]{1,2}\b")


@cache
def docstrings() -> list[tuple[str, str]]:
    texts = ((path, path.read_text(encoding="utf-8")) for path in sorted((ROOT / "tests").rglob("test_*.py")))
    return [(f"{path.relative_to(ROOT)}::{name}", said) for path, text in texts for name, said in _TEST.findall(text)]


def test_every_requirement_that_a_test_names_is_explained_and_every_one_explained_is_tested() -> None:
    """Q4: a reader of either finds the other."""
    named = {each: test for test, said in docstrings() for each in _ID.findall(said)}
    explained = re.findall(r"^- \*\*([A-Z][0-9]{1,2})\*\* \S", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(explained) == len(set(explained)), "explained twice"
    assert {each: test for each, test in named.items() if each not in explained} == {}
    assert set(explained) - set(named) == set()


def test_every_test_names_its_requirement() -> None:
    """Q4: what a test is for is said where it begins."""
    assert [test for test, said in docstrings() if not _ID.search(said)] == []
