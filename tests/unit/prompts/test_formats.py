"""Prompts as files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from shared.prompts.formats import COLUMNS, csv_of, json_of

ROWS: list[dict[str, Any]] = [
    {"id": "1", "prompt_text": 'Sie: "Los, komm!"\nStille.', "film_effects": ["noir", "anime_style"], "is_primary": True},
    {"id": "2", "prompt_text": "Größe; ruhig, weit", "variant_order": -3, "rating": None, "secret": "not a column"},
    {"id": "3", "created_at": datetime(2026, 11, 21, 13, 0, tzinfo=timezone(timedelta(hours=1)))},
]


def read(rows: list[dict[str, Any]], *columns: str) -> list[dict[str, str]]:
    content = b"".join(csv_of(rows, columns or COLUMNS)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline="")))


def test_a_file_reads_back_as_it_was_written() -> None:
    """P4: quotes, line breaks, commas, lists, numbers and times."""
    one, two, three = read(ROWS)
    assert one["prompt_text"] == ROWS[0]["prompt_text"]
    assert (one["film_effects"], one["is_primary"]) == ("noir, anime_style", "true")
    assert (two["prompt_text"], two["variant_order"], two["rating"]) == ("Größe; ruhig, weit", "-3", "")
    assert three["created_at"] == "2026-11-21T12:00:00Z"
    assert "secret" not in two


def test_it_is_what_rfc_4180_says() -> None:
    """P4: CRLF after every line, also the last; quotes doubled; a byte order mark for spreadsheets."""
    content = b"".join(csv_of([{"a": 'x"y', "b": "1,2"}], ("a", "b")))
    assert content == b'\xef\xbb\xbfa,b\r\n"x""y","1,2"\r\n'


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "  =", "＝", "＠"])
def test_no_text_is_a_formula(start: str) -> None:
    """P4: an apostrophe makes it a text, in lists and keys too."""
    text = f'{start}HYPERLINK("http://x","y")'
    (row,) = read([{"a": text, "b": [text], "c": {"k": text}, "d": f"no {text}"}], "a", "b", "c", "d")
    assert row["a"] == row["b"] == f"'{text}"
    assert row["c"].startswith("{")
    assert row["d"] == f"no {text}"


def test_json_reads_back_too() -> None:
    """P4: one array, all columns, nothing else."""
    found = json.loads(b"".join(json_of(ROWS)))
    assert [row["id"] for row in found] == ["1", "2", "3"]
    assert set(found[1]) == set(COLUMNS)
    assert found[0]["film_effects"] == ["noir", "anime_style"]
    assert found[2]["created_at"] == "2026-11-21T12:00:00Z"


def test_nothing_to_export_is_a_file_too() -> None:
    """P4: a header, an empty array."""
    assert b"".join(json_of([])) == b"[]\n"
    assert b"".join(csv_of([], ("a",))) == b"\xef\xbb\xbfa\r\n"


def test_rows_are_written_as_they_come() -> None:
    """P4: many of them cost no memory."""
    taken: list[int] = []

    def rows() -> Iterator[dict[str, Any]]:
        for number in range(1000):
            taken.append(number)
            yield {"id": str(number)}

    for written in (csv_of(rows(), ("id",)), json_of(rows(), ("id",))):
        taken.clear()
        next(written)
        next(written)
        assert len(taken) <= 2


def test_what_cannot_be_written_is_a_mistake_of_ours() -> None:
    """P4: no silent nonsense in a file."""
    with pytest.raises(TypeError):
        list(json_of([{"id": object()}]))
    assert read([{"a": datetime(2026, 1, 1, tzinfo=UTC)}], "a") == [{"a": "2026-01-01T00:00:00Z"}]
