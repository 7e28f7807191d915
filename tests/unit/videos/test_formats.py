from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from functions.forms.videos import VideoRequest
from shared.platform.errors import Text, TooLarge
from shared.user_files.plain_text import plain
from shared.videos.errors import NeitherJsonNorCsv
from shared.videos.formats import COLUMNS, MOST_ROWS, Format, Row, format_of, problem, read, refuse

IMAGES = ("0" * 24, "1" * 24)


def rows_of(raw: bytes, form: Format) -> Sequence[Row]:
    file = read(raw, form)
    assert file.problems == []
    return file.rows


def refused(raw: bytes, form: Format = "csv") -> list[tuple[int, str, str]]:
    error = refuse(read(raw, form).problems)
    for language in ("de", "en"):
        assert error.body(language, "r")["details"]["rows"]
    return [(row["line"], row["field"], row["problem"]) for row in error.body("en", "r")["details"]["rows"]]


def test_rows_of_a_table_become_wishes_with_their_lines() -> None:
    """V12: numbers, booleans and lists are what they mean; an empty cell says nothing."""
    references = " ".join(IMAGES)
    raw = f"Prompt,seconds,Aspect Ratio,audio,seed,references\r\na fox,8,9:16,FALSE,7,{references}\r\n\r\n8,,,,,\r\n"
    rows = rows_of(raw.encode(), "csv")
    assert [(row.line, row.wish) for row in rows] == [
        (
            2,
            {
                "prompt": "a fox",
                "seconds": 8,
                "aspect_ratio": "9:16",
                "audio": False,
                "seed": 7,
                "references": list(IMAGES),
            },
        ),
        (4, {"prompt": "8"}),
    ]


def test_a_table_from_a_german_spreadsheet_is_read() -> None:
    """V12: semicolons, a byte order mark, WAHR and FALSCH."""
    raw = '\ufeffprompt;audio;resolution\r\n"Fuchs; im ""Schnee""";WAHR;4K\r\nÄpfel;falsch;\r\n'.encode()
    assert [row.wish for row in rows_of(raw, "csv")] == [
        {"prompt": 'Fuchs; im "Schnee"', "audio": True, "resolution": "4k"},
        {"prompt": "Äpfel", "audio": False},
    ]


def test_a_cell_over_several_lines_is_one_cell_and_the_next_line_is_counted_right() -> None:
    """V12: RFC 4180, and lines as an editor shows them."""
    raw = b'prompt,seconds\n"one\ntwo\nthree",8\nfox,nine\n'
    assert refused(raw) == [(5, "seconds", "must be a whole number")]
    assert rows_of(raw.replace(b"nine", b"4"), "csv")[0].wish["prompt"] == "one\ntwo\nthree"


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
    assert [(row.line, row.wish) for row in rows_of(raw, "json")] == [
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

    assert len(rows_of(file(MOST_ROWS), form)) == MOST_ROWS
    assert [row[2] for row in refused(file(MOST_ROWS + 5), form)] == ["holds more than 100 wishes"]
    with pytest.raises(TooLarge):
        read(b" " * (1024 * 1024 + 1), form)


def test_what_is_found_wrong_later_is_refused_in_the_same_form() -> None:
    """V12: the check against the catalog names lines too."""
    (row,) = rows_of(b"prompt,model\nfox,veo-9\n", "csv")
    error = refuse([problem(row, "model", "unknown_model", Text("is unknown", "ist unbekannt"), id="veo-9")])
    assert error.status == 422
    assert error.body("de", "r")["message"].endswith("Zeile 2 (Video 1), model, veo-9: ist unbekannt")
    assert error.body("en", "r")["message"].endswith("line 2 (video 1), model, veo-9: is unknown")
    (told,) = error.body("en", "r")["details"]["rows"]
    assert told == {"line": 2, "row": 1, "field": "model", "id": "veo-9", "problem": "is unknown", "code": "unknown_model"}


def test_wishes_on_one_line_are_told_apart_by_their_number() -> None:
    """V12: a list without line breaks has one line."""
    error = refuse(read(b'[{"prompt": "fox"}, {"prompt": 7}, "fox"]', "json").problems).body("en", "r")
    assert [(row["line"], row["row"], row["field"]) for row in error["details"]["rows"]] == [(1, 2, "prompt"), (1, 3, "")]
    assert "line 1 (video 2), prompt: must be a text; line 1 (video 3): must be an object" in error["message"]


def test_what_is_wrong_beside_a_wrong_header_is_told_with_it() -> None:
    """V12: in one round; a column that is not known hides no other one, a missing one is told once."""
    assert refused(b"promt,seconds,size\na,99,1\nb,8\n") == [
        (1, "promt", "is not known here"),
        (1, "size", "is not known here"),
        (1, "prompt", "is required"),
        (2, "seconds", "must be from 1 to 60"),
        (3, "", "has 2 cells where the header has 3"),
    ]
    file = read(b'[{"prompt": "fox", "seconds": 4, "model": 7}, {"seconds": 6}]', "json")
    assert [(row.whole, row.wrong) for row in file.rows] == [
        ({"prompt": "fox", "seconds": 4}, {"model"}),
        ({"prompt": "?", "seconds": 6}, {"prompt"}),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        b"prompt\tseconds\na fox, red\t4\n",
        b'sep=;\r\nprompt;seconds\r\n"a fox, red";4\r\n',
        b'SEP=,\nprompt,seconds\n"a fox, red",4\n',
        b"\xef\xbb\xbfsep=\t\r\nprompt\tseconds\r\na fox, red\t4\r\n",
        b'"sep=|"\nprompt|seconds\na fox, red|4\n',
    ],
    ids=["tabs", "semicolons", "commas", "tabs named", "bars"],
)
def test_a_table_may_name_what_parts_its_cells(raw: bytes) -> None:
    """V12: as spreadsheets do in a line before the header; lines are counted as an editor shows them."""
    (row,) = rows_of(raw, "csv")
    first = 3 if b"sep" in raw.lower() else 2
    assert (row.line, row.wish) == (first, {"prompt": "a fox, red", "seconds": 4})
    assert refused(raw + raw.splitlines()[-1].replace(b"4", b"x") + b"\n") == [(first + 1, "seconds", "must be a whole number")]


def test_the_media_types_of_tables_are_known() -> None:
    """V12: also the one that Windows gives a CSV file."""
    tables = ("text/csv; charset=utf-8", "text/tab-separated-values", "application/vnd.ms-excel", "TEXT/CSV")
    assert [format_of(each) for each in (*tables, "application/json")] == ["csv"] * 4 + ["json"]
    for other in ("", "text/plain", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"):
        with pytest.raises(NeitherJsonNorCsv):
            format_of(other)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("prompt", ["", "\u202e", "x", "x" * 8192, "x" * 8193, 7]),
        ("model", ["", "veo", "x" * 101]),
        ("seconds", [0, 1, 60, 61, 4.5, "4", True]),
        ("aspect_ratio", ["16:9", "9:16", "1:1", "4:3"]),
        ("resolution", ["360p", "720p", "1080p", "4k", "8k"]),
        ("audio", [True, False, 1, "yes"]),
        ("negative_prompt", ["", "x", "x" * 2049]),
        ("seed", [-1, 0, 2**32 - 1, 2**32]),
        (
            "references",
            [[], [IMAGES[0]], [f"{place:024x}" for place in range(6)], [f"{place:024x}" for place in range(7)], ["x"]],
        ),
        ("first_frame", [IMAGES[0], "x", "A" * 24]),
        ("last_frame", [IMAGES[0], "x", 7]),
        ("prompt_id", [IMAGES[0], "x"]),
    ],
)
def test_a_row_may_say_what_a_single_wish_may(field: str, values: list[Any]) -> None:
    """V12: what a column takes its form takes too, so that no row is refused twice; images as many as any model takes."""
    assert set(COLUMNS) == set(VideoRequest.model_fields) - {"own_key", "queue"}
    taken: list[Any] = []
    for value in values:
        file = read(json.dumps([{"prompt": "fox", field: value}]).encode(), "json")
        if not file.problems:
            VideoRequest.model_validate(file.rows[0].wish)
            taken.append(value)
    assert taken == [value for value in values if _form_takes({"prompt": "fox", field: value})]


def test_a_row_needs_words_or_a_prompt_and_what_is_done_to_which_video() -> None:
    """V12: as a single one does; what is wrong with either hides nothing else of its row."""
    whole = [{"prompt_id": IMAGES[0]}, {"prompt": "fox", "task": "edit", "source": IMAGES[1]}]
    assert [row.wish for row in rows_of(json.dumps(whole).encode(), "json")] == whole
    assert [row.wish for row in rows_of(f"prompt_id\n{IMAGES[0]}\n".encode(), "csv")] == whole[:1]
    raw = f"prompt,prompt_id,task,source\nfox,,edit,\nfox,,,{IMAGES[0]}\n,x,cut,{IMAGES[0]}\n,,,\n,,extend,{IMAGES[0]}\n"
    assert [(line, field) for line, field, _ in refused(raw.encode())] == [
        *((2, "source"), (3, "task"), (4, "prompt_id"), (4, "task"), (6, "prompt")),
    ]
    for row in read(raw.encode(), "csv").rows:
        VideoRequest.model_validate(row.whole)


def _form_takes(wish: dict[str, Any]) -> bool:
    try:
        VideoRequest.model_validate_json(json.dumps(wish), strict=True)
    except ValidationError:
        return False
    return True


_PROMPTS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1, max_size=30).filter(
    lambda text: plain(text) == text
)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries({"prompt": _PROMPTS, "seconds": st.integers(1, 60), "audio": st.booleans()}), min_size=1, max_size=8
    ),
    st.sampled_from([",", ";", "\t"]),
    st.booleans(),
)
def test_what_a_spreadsheet_writes_is_what_is_read(wishes: list[dict[str, Any]], delimiter: str, mark: bool) -> None:
    """V12: any words, each delimiter, with and without a byte order mark; and as JSON the same."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, ["prompt", "seconds", "audio"], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(wishes)
    raw = (("\ufeff" if mark else "") + out.getvalue()).encode()
    assert [row.wish for row in rows_of(raw, "csv")] == wishes
    assert [row.wish for row in rows_of(json.dumps(wishes).encode(), "json")] == wishes


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=60) | st.text(alphabet='prompt,;"\n[]{}:1 \\u', max_size=60).map(str.encode),
    st.sampled_from(["csv", "json"]),
)
def test_whatever_bytes_are_sent_are_read_or_refused(raw: bytes, form: Format) -> None:
    """V12: no file ends in anything else."""
    file = read(raw, form)
    assert file.rows or refuse(file.problems).body("de", "r")["details"]["rows"]
