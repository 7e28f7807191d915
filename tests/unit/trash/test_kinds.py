"""What the trash calls things."""

from __future__ import annotations

from typing import Any

import pytest

from shared.trash.kinds import KINDS, title_of


@pytest.mark.parametrize(
    ("kind", "fields", "title"),
    [
        ("video", {"name": "The fox", "prompt": "A red fox."}, "The fox"),
        ("video", {"name": None, "prompt": "A red fox."}, "A red fox."),
        ("video", {"prompt": ""}, ""),  # purged, or asked for without words
        ("film", {"name": "Winter", "title": {"text": "Foxes"}}, "Winter"),
        ("film", {"name": None, "title": {"text": "Foxes"}}, "Foxes"),
        ("film", {"title": None}, ""),
        ("storyboard", {"name": "Three acts"}, "Three acts"),
        ("collection", {"name": "Holidays"}, "Holidays"),
        ("image", {"title": "The harbour"}, "The harbour"),
        ("prompt", {"prompt_text": "A  quiet\nharbour"}, "A quiet harbour"),
        ("prompt", {"prompt_text": "word " * 40}, "word " * 15 + "word…"),
    ],
)
def test_a_thing_has_the_name_that_its_owner_gave_it(kind: Any, fields: dict[str, Any], title: str) -> None:
    """V15: where it has none, the words that it was made of, in one short line."""
    assert title_of(KINDS[kind], fields) == title
