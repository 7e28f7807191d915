"""What the pages say of the code is there."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from local.openapi import environment_page

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@cache
def anchors(page: Path) -> set[str]:
    """As they are made of headings."""
    heads = re.findall(
        r"^#+ (.+)$", re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    """Q4: to a file that is there, and to a heading in it."""
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        found = urlsplit(link)
        if not found.scheme:
            target = page if not found.path else (page.parent / found.path).resolve()
            assert target.exists(), link
            assert not found.fragment or found.fragment in anchors(target), link


def test_each_variable_of_a_command_is_read_by_somebody() -> None:
    """Q4: docs/environment.md tells of no variable that nobody reads."""
    readers = [ROOT / "Makefile", *(ROOT / "local").rglob("*.py"), *(ROOT / "tests" / "conformance").rglob("*.py")]
    texts = "\n".join(
        path.read_text(encoding="utf-8") for path in readers if path.stem != environment_page.__name__.split(".")[-1]
    )
    assert [name for name in environment_page.FOR_PEOPLE if not re.search(rf"""["'(]{name}["')]""", texts)] == []
