from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.batches.reading import MOST_ROWS, Format, NotABatch, problem, read, refuse
from shared.platform.errors import Text, TooLarge
from shared.texts import plain


def refused(raw: bytes, form: Format = "csv") -> list[tuple[int, str, str]]:
    with pytest.raises(NotABatch) as error:
        read(raw, form)
    for language in ("de", "en"):
        assert error.value.body(language, "r")["details"]["rows"]
    return [(row["line"], row["field"], row["problem"]) for row in error.value.body("en", "r")["details"]["rows"]]


def test_rows_of_a_table_become_wishes_with_their_lines() -> None:
    """V12: numbers, booleans and lists are what they mean; an empty cell says nothing."""
    raw = b"Prompt,seconds,Aspect Ratio,audio,seed,references\r\na fox,8,9:16,FALSE,7,img_1 img_2\r\n\r\n8,,,,,\r\n"
    rows = read(raw, "csv")
    assert [(row.line, row.wish) for row in rows] == [
        (
            2,
            {
                "prompt": "a fox",
                "seconds": 8,
                "aspect_ratio": "9:16",
                "audio": False,
                "seed": 7,
                "references": ["img_1", "img_2"],
            },
        ),
        (4, {"prompt": "8"}),
    ]


def test_a_table_from_a_german_spreadsheet_is_read() -> None:
    """V12: semicolons, a byte order mark, WAHR and FALSCH."""
    raw = '\ufeffprompt;audio;resolution\r\n"Fuchs; im ""Schnee""";WAHR;4K\r\nÄpfel;falsch;\r\n'.encode()
    assert [row.wish for row in read(raw, "csv")] == [
        {"prompt": 'Fuchs; im "Schnee"', "audio": True, "resolution": "4k"},
        {"prompt": "Äpfel", "audio": False},
    ]


def test_a_cell_over_several_lines_is_one_cell_and_the_next_line_is_counted_right() -> None:
    """V12: RFC 4180, and lines as an editor shows them."""
    raw = b'prompt,seconds\n"one\ntwo\nthree",8\nfox,nine\n'
    assert refused(raw) == [(5, "seconds", "must be a whole number")]
    assert read(raw.replace(b"nine", b"4"), "csv")[0].wish["prompt"] == "one\ntwo\nthree"


def test_all_bad_rows_of_a_table_are_named_at_once() -> None:
    """V12: by line and field."""
    raw = b"prompt,seconds,audio,aspect_ratio\n,8,yes,16:9\nfox,99,maybe,4:3\nfox,8\nfox,4,no,1:1\n"
    assert refused(raw) == [
        (2, "prompt", "is required"),
        (3, "seconds", "must be from 1 to 60"),
        (3, "audio", "must be true or false"),
        (3, "aspect_ratio", "must be 16:9, 9:16 or 1:1"),
        (4, "", "has 2 cells where the header has 4"),
    ]


def test_a_header_that_is_wrong_is_told_once() -> None:
    """V12: not again for each row."""
    assert refused(b"promt,seconds,seconds\na,8,8\nb,8,8\n") == [
        (1, "promt", "is not known here"),
        (1, "seconds", "stands in the header twice"),
        (1, "prompt", "is required"),
    ]


@pytest.mark.parametrize(
    ("raw", "line", "said"),
    [
        (b"", 1, "is required"),
        (b"prompt\n", 1, "holds no wishes"),
        (b'prompt\nfox\n"open\n', 3, "is not CSV"),
        (b'prompt\n"a"b\n', 2, "is not CSV"),
        (b"prompt\nfox\nf\xf6hn\n", 3, "is not UTF-8"),
    ],
)
def test_a_table_that_cannot_be_read_says_where(raw: bytes, line: int, said: str) -> None:
    """V12: the line on which it begins to be wrong."""
    (found,) = refused(raw)
    assert found[0] == line
    assert found[2].startswith(said)


def test_rows_of_a_list_become_wishes_with_their_lines() -> None:
    """V12: each object with the line on which it begins."""
    raw = (
        b'[\n  {"prompt": "a fox", "seconds": 8.0, "seed": null},\n  {\n    "prompt": "8", "audio": true\n  }, {"prompt":"x"}]\n'
    )
    assert [(row.line, row.wish) for row in read(raw, "json")] == [
        (2, {"prompt": "a fox", "seconds": 8}),
        (3, {"prompt": "8", "audio": True}),
        (5, {"prompt": "x"}),
    ]


def test_all_bad_rows_of_a_list_are_named_at_once() -> None:
    """V12: what JSON distinguishes is not guessed at: "8" is no number there."""
    raw = b'[{"prompt": "fox", "seconds": "8"},\n{"seconds": 8, "size": 1},\n"fox",\n{"prompt": 7, "audio": 1}]'
    assert refused(raw, "json") == [
        (1, "seconds", "must be a whole number"),
        (2, "size", "is not known here"),
        (2, "prompt", "is required"),
        (3, "", "must be an object"),
        (4, "prompt", "must be a text"),
        (4, "audio", "must be true or false"),
    ]


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"", 1),
        (b"[]", 1),
        (b'{"prompt": "x"}', 1),
        (b'[{"prompt": "x"},\n]', 2),
        (b'[{"prompt": "x"}\n{"prompt": "y"}]', 2),
        (b'[\n{"prompt": "x"}', 2),
        (b'[{"prompt": "x"}]\n\nx', 3),
        (b'[{"prompt": NaN}]', 1),
        (b"[" * 100_000, 1),
        (b'[{"prompt": "x\xff"}]', 1),
        (b'[{"prompt": "\\ud800"}]', 1),
        (b'[{"prompt": "x", "seconds": 1e999}]', 1),
    ],
)
def test_a_list_that_cannot_be_read_says_where(raw: bytes, line: int) -> None:
    """V12: never a 500."""
    (found,) = refused(raw, "json")
    assert found[0] == line


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_batch_has_at_most_a_hundred_wishes(form: Format) -> None:
    """V12: ≤ 100."""

    def file(count: int) -> bytes:
        return b"prompt\n" + b"fox\n" * count if form == "csv" else json.dumps([{"prompt": "fox"}] * count).encode()

    assert len(read(file(MOST_ROWS), form)) == MOST_ROWS
    assert [row[2] for row in refused(file(MOST_ROWS + 5), form)] == ["holds more than 100 wishes"]
    with pytest.raises(TooLarge):
        read(b" " * (1024 * 1024 + 1), form)


def test_what_is_found_wrong_later_is_refused_in_the_same_form() -> None:
    """V12: the check against the catalog names lines too."""
    (row,) = read(b"prompt,model\nfox,veo-9\n", "csv")
    error = refuse([problem(row, "model", "unknown_model", Text("is unknown", "ist unbekannt"))])
    assert error.status == 422
    assert error.body("de", "r")["message"].endswith("Zeile 2, model: ist unbekannt")
    assert error.body("en", "r")["message"].endswith("line 2, model: is unknown")


_PROMPTS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1, max_size=30).filter(
    lambda text: plain(text) == text
)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries({"prompt": _PROMPTS, "seconds": st.integers(1, 60), "audio": st.booleans()}), min_size=1, max_size=8
    ),
    st.sampled_from([",", ";"]),
    st.booleans(),
)
def test_what_a_spreadsheet_writes_is_what_is_read(wishes: list[dict[str, Any]], delimiter: str, mark: bool) -> None:
    """V12: any words, both delimiters, with and without a byte order mark; and as JSON the same."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, ["prompt", "seconds", "audio"], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(wishes)
    raw = (("\ufeff" if mark else "") + out.getvalue()).encode()
    assert [row.wish for row in read(raw, "csv")] == wishes
    assert [row.wish for row in read(json.dumps(wishes).encode(), "json")] == wishes


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=60) | st.text(alphabet='prompt,;"\n[]{}:1 \\u', max_size=60).map(str.encode),
    st.sampled_from(["csv", "json"]),
)
def test_whatever_bytes_are_sent_are_read_or_refused(raw: bytes, form: Format) -> None:
    """V12: no file ends in anything else."""
    try:
        told: list[Any] = [*read(raw, form)]
    except NotABatch as refusal:
        told = refusal.body("de", "r")["details"]["rows"]
    assert told
