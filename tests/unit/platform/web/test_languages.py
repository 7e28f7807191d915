"""Which language somebody likes better, by the header of their call."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shared.platform.errors import NotFound
from shared.platform.web.languages import liked


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", None),
        ("de", "de"),
        ("EN-GB", "en"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en,de;q=0.9", "en"),
        ("de,en", "de"),
        ("en-GB;q=0.4, en;q=0.7, de;q=0.5", "en"),
        ("fr, de;q=0.1", "de"),
        ("fr", None),
        ("*", None),
        ("fr;q=1, *;q=0.5", None),
        ("de;q=0", None),
        ("de;q=0, *", "en"),
        ("en;q=0.2, *;q=0.9", "de"),
        ("de;q=0, en;q=0.1", "en"),
        ("en; q=0.500 , de; Q=0.501", "de"),
        ("de;q=2, en;q=0.1", "en"),
        ("*;q=nonsense,,;;", None),
        ("den, english", None),
        ("x" * 5000 + ",de", None),
    ],
)
def test_the_better_liked_language_is_found(header: str, language: str | None) -> None:
    """Q3, P1: by quality, of equals the first; with regions, `*` and what cannot be read; none where neither is named."""
    assert liked(header) == language


def test_whatever_users_may_not_find_has_a_german_name() -> None:
    """Q3: what is left is told to operators alone."""
    code = "".join(path.read_text(encoding="utf-8") for path in (Path(__file__).parents[4] / "shared").rglob("*.py"))
    kinds = set(re.findall(r'NotFound\(kind="([^"]+)"', code))
    untold = {kind for kind in kinds if kind in NotFound(kind=kind).text("de")}
    assert untold == {"dead letter", "reconcile run"}
