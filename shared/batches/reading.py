"""A batch of wishes for videos from a file: JSON or CSV, each row with the line it stands on. Text only, no catalog."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from shared.foreign import NotAccepted, Problem, Unreadable, json_value, line_of, shown, text_of
from shared.kinds import IMAGE, NO_OR_IMAGE, Choice, Flag, Kind, Several, Whole, Words, Wrong
from shared.platform.errors import Language, Text, UnsupportedMediaType

Format = Literal["json", "csv"]

MOST_ROWS = 100
_LARGEST = 1024 * 1024  # bytes
COLUMNS: Mapping[str, Kind] = {
    "prompt": Words(8192, least=1, lines=True),
    "model": Words(100, least=1),
    "seconds": Whole(1, 60),
    "aspect_ratio": Choice(("16:9", "9:16", "1:1")),
    "resolution": Choice(("360p", "720p", "1080p", "4k")),
    "audio": Flag(),
    "negative_prompt": Words(2048, lines=True),
    "seed": Whole(0, 2**32 - 1),
    "references": Several(IMAGE, 3),
    "first_frame": NO_OR_IMAGE,
    "last_frame": NO_OR_IMAGE,
}
REQUIRED = ("prompt",)
_DELIMITERS = ",;"

_MISSING = Text("is required", "fehlt")
_UNKNOWN = Text("is not known here", "ist hier nicht bekannt")
_TWICE = Text("stands in the header twice", "steht zweimal in der Kopfzeile")
_NOT_A_LIST = Text("must be a list of objects", "muss eine Liste von Objekten sein")
_NOT_AN_OBJECT = Text("must be an object", "muss ein Objekt sein")
_NO_ROWS = Text("holds no wishes", "enthält keine Wünsche")
_TOO_MANY = Text("holds more than {most} wishes", "enthält mehr als {most} Wünsche")
_CELLS = Text("has {found} cells where the header has {expected}", "hat {found} Zellen, die Kopfzeile {expected}")
_QUOTES = Text("is not CSV: {problem}", "ist kein CSV: {problem}")
_EXPECTED = Text("a comma or ] must follow", "ein Komma oder ] muss folgen")
_MORE = Text("nothing may follow the list", "nach der Liste darf nichts stehen")


class NotABatch(NotAccepted):
    """Some rows cannot be taken, so none is; `rows` says which, by line."""

    code, listed = "INVALID_BATCH", "rows"
    message = Text(
        "The batch was not accepted, nothing was charged.", "Der Stapel wurde nicht angenommen, nichts wurde berechnet."
    )
    action = Text("Correct the lines named in details.rows.", "Korrigiere die in details.rows genannten Zeilen.")

    def place(self, row: Mapping[str, Any], language: Language) -> str:
        line = f"{'Zeile' if language == 'de' else 'line'} {row['line']}"
        return f"{line}, {row['field']}" if row["field"] else line


class NeitherJsonNorCsv(UnsupportedMediaType):
    message = Text("A batch must be application/json or text/csv.", "Ein Stapel muss application/json oder text/csv sein.")
    action = Text("Set Content-Type to what the file is.", "Setze Content-Type auf das, was die Datei ist.")


@dataclass(frozen=True)
class Row:
    """One wish as it was given, in plain values, and the line that it begins on."""

    line: int
    wish: Mapping[str, Any]


def read(raw: bytes, form: Format, columns: Mapping[str, Kind] = COLUMNS, required: Sequence[str] = REQUIRED) -> list[Row]:
    """All rows, or everything that is wrong with them at once."""
    reading = _Reading(columns, required)
    try:
        text = text_of(raw, _LARGEST)
        rows = reading.table(text) if form == "csv" else reading.list(text)
    except Unreadable as problem:
        reading.add(problem.line or 1, "", problem.code, problem.text, problem.values)
        rows = []
    if not rows and not reading.problems:
        reading.add(1, "", "no_rows", _NO_ROWS)
    if reading.problems:
        raise NotABatch(sorted(reading.problems, key=lambda each: each.where["line"]))
    return rows


def refuse(problems: Sequence[Problem]) -> NotABatch:
    """The same refusal for what is found wrong later, such as against the catalog; see `problem`."""
    return NotABatch(problems)


def problem(row: Row, field: str, code: str, text: Text, values: Mapping[str, Any] | None = None) -> Problem:
    return Problem({"line": row.line, "field": field}, code, text, values or {})


class _Reading:
    """One look at a file, which collects what is wrong with its rows."""

    def __init__(self, columns: Mapping[str, Kind], required: Sequence[str]) -> None:
        self.columns, self.required = columns, required
        self.problems: list[Problem] = []

    def add(self, line: int, field: str, code: str, text: Text, values: Mapping[str, Any] | None = None) -> None:
        self.problems.append(Problem({"line": line, "field": field}, code, text, values or {}))

    def list(self, text: str) -> list[Row]:
        """JSON: a list of objects, each read by itself so that its line is known."""
        rows: list[Row] = []
        for line, given in self._objects(text):
            if len(rows) == MOST_ROWS:
                self.add(line, "", "too_many", _TOO_MANY, {"most": MOST_ROWS})
                break
            if isinstance(given, dict):
                rows.append(
                    self._row(line, {name: each for name, each in cast("dict[str, Any]", given).items() if each is not None})
                )
            else:
                rows.append(Row(line, {}))
                self.add(line, "", "object", _NOT_AN_OBJECT)
        return rows

    def _objects(self, text: str) -> Iterator[tuple[int, Any]]:
        at = _past_blanks(text, 0)
        if text[at : at + 1] != "[":
            json_value(text, at)  # what is no JSON at all says so itself
            raise Unreadable("list", _NOT_A_LIST, line=line_of(text, at))
        at = _past_blanks(text, at + 1)
        while text[at : at + 1] != "]":
            value, end = json_value(text, at)
            yield line_of(text, at), value
            at = _past_blanks(text, end)
            if text[at : at + 1] == ",":
                at = _past_blanks(text, at + 1)
                if text[at : at + 1] == "]":
                    json_value(text, at)
            elif text[at : at + 1] != "]":
                raise Unreadable("not_json", _EXPECTED, line=line_of(text, at))
        if (rest := _past_blanks(text, at + 1)) < len(text):
            raise Unreadable("not_json", _MORE, line=line_of(text, rest))

    def table(self, text: str) -> list[Row]:
        """CSV as RFC 4180 has it, its header naming the fields."""
        lines = self._lines(text)
        line, header = next(lines, (1, []))
        names = [_field_name(cell) for cell in header]
        for place, name in enumerate(names):
            if name not in self.columns:
                self.add(line, shown(header[place].strip()), "unknown", _UNKNOWN)
            elif name in names[:place]:
                self.add(line, name, "twice", _TWICE)
        for name in self.required:
            if name not in names:
                self.add(line, name, "missing", _MISSING)
        if self.problems:
            return []  # each row would only say the same again
        rows: list[Row] = []
        for line, cells in lines:
            if len(rows) == MOST_ROWS:
                self.add(line, "", "too_many", _TOO_MANY, {"most": MOST_ROWS})
                break
            if len(cells) != len(names):
                self.add(line, "", "cells", _CELLS, {"found": len(cells), "expected": len(names)})
                rows.append(Row(line, {}))
                continue
            given = {name: self.columns[name].from_text(cell) for name, cell in zip(names, cells, strict=True) if cell.strip()}
            rows.append(self._row(line, given))
        return rows

    def _lines(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """Every line that is not blank, with where it begins: a quoted cell may go over several."""
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        begins = 1
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise Unreadable("not_csv", _QUOTES, {"problem": str(error)}, begins) from None
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1

    def _row(self, line: int, given: Mapping[str, Any]) -> Row:
        wish: dict[str, Any] = {}
        for name, value in given.items():
            kind = self.columns.get(name)
            if kind is None:
                self.add(line, shown(name), "unknown", _UNKNOWN)
                continue
            try:
                checked = kind.check(value)
            except Wrong as wrong:
                self.add(line, name, wrong.code, wrong.text, wrong.values)
            else:
                wish[name] = list(checked) if isinstance(checked, tuple) else checked
        for name in self.required:
            if name not in given:
                self.add(line, name, "missing", _MISSING)
        return Row(line, wish)


def _delimiter(text: str) -> str:
    """What parts the cells of the header; a comma where nothing does."""
    header = text.lstrip("\r\n").splitlines()[0] if text.strip() else ""
    return max(_DELIMITERS, key=header.count)


def _field_name(cell: str) -> str:
    return "_".join(cell.strip().lower().replace("-", " ").replace("_", " ").split())


def _past_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at
