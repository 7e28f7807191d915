"""A batch of wishes for videos from a file: JSON or CSV, each row with the line it stands on, and what of it is wrong."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, cast

from shared.catalog import wish_fields
from shared.platform.errors import Text
from shared.user_files.field_types import Kind, Wrong
from shared.user_files.json_csv import Problem, Unreadable, json_value, line_of, shown, text_of
from shared.videos.errors import NeitherJsonNorCsv, NotABatch

Format = Literal["json", "csv"]

MOST_ROWS = 100
_LARGEST = 1024 * 1024  # bytes
COLUMNS: Mapping[str, Kind] = wish_fields.columns()
REQUIRED = ("prompt",)
_INSTEAD = {"prompt": "prompt_id"}  # what may stand for what is required
_TOGETHER = ("task", "source")
_EVERYTHING = frozenset(COLUMNS)
_DELIMITERS = ",;\t"
_NAMED_DELIMITER = re.compile(r'"?sep=([,;|\t])"?(?:\r\n|\r|\n|\Z)', re.IGNORECASE)  # what spreadsheets write before a table
_MEDIA_TYPES: Mapping[str, Format] = {
    "application/json": "json",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    "application/vnd.ms-excel": "csv",  # as Windows names CSV files; a workbook is no text, and is told so
}

_MISSING = Text("is required", "fehlt")
_UNKNOWN = Text("is not known here", "ist hier nicht bekannt")
_TWICE = Text("stands in the header twice", "steht zweimal in der Kopfzeile")
_NOT_A_LIST = Text("must be a list of objects", "muss eine Liste von Objekten sein")
_NOT_AN_OBJECT = Text("must be an object", "muss ein Objekt sein")
_NO_ROWS = Text("holds no wishes", "enthält keine Wünsche")
_TOO_MANY = Text("holds more than {most} wishes", "enthält mehr als {most} Wünsche")
_CELLS = Text(
    "has {found} {found:cell|cells} where the header has {expected}", "hat {found} {found:Zelle|Zellen}, die Kopfzeile {expected}"
)
_QUOTES = Text("is not CSV: {problem}", "ist kein CSV: {problem}")
_EXPECTED = Text("a comma or ] must follow", "ein Komma oder ] muss folgen")
_MORE = Text("nothing may follow the list", "nach der Liste darf nichts stehen")


@dataclass(frozen=True)
class Row:
    """One wish in plain values, which of a file it is, and the line that it begins on; what was wrong is not among the values."""

    number: int
    line: int
    wish: Mapping[str, Any]
    wrong: frozenset[str] = frozenset()  # the fields that were

    @property
    def whole(self) -> Mapping[str, Any]:
        """Fit to be looked at further: something stands where a required field was wrong."""
        said = {**{name: "?" for name in REQUIRED if {name, _INSTEAD[name]} & self.wrong}, **self.wish}
        return {name: value for name, value in said.items() if name not in _TOGETHER or self.wrong.isdisjoint(_TOGETHER)}


class File(NamedTuple):
    """All that was found, and everything that is wrong with any of it."""

    rows: Sequence[Row]
    problems: Sequence[Problem]


def format_of(content_type: str) -> Format:
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in _MEDIA_TYPES:
        raise NeitherJsonNorCsv
    return _MEDIA_TYPES[kind]


def read(raw: bytes, form: Format, columns: Mapping[str, Kind] = COLUMNS, required: Sequence[str] = REQUIRED) -> File:
    """What can be read is, so that all that is wrong with a file can be told at once."""
    reading = _Reading(columns, required)
    try:
        text = text_of(raw, _LARGEST)
        if form == "csv":
            reading.table(text)
        else:
            reading.list(text)
    except Unreadable as problem:
        reading.add(problem.line or 1, "", problem.code, problem.text, problem.values)
    if not reading.rows and not reading.problems:
        reading.add(1, "", "no_rows", _NO_ROWS)
    return File(reading.rows, reading.problems)


def refuse(problems: Sequence[Problem]) -> NotABatch:
    """One refusal for everything that was found wrong with a file, in the order of its lines."""
    return NotABatch(sorted(problems, key=lambda each: (each.where["line"], each.where["row"] or 0)))


def problem(row: Row, field: str, code: str, text: Text, values: Mapping[str, Any] | None = None, **where: Any) -> Problem:
    """What is found wrong later, such as against the catalog."""
    return Problem({"line": row.line, "row": row.number, "field": field, **where}, code, text, values or {})


class _Reading:
    """One look at a file, which collects what is wrong with its rows."""

    def __init__(self, columns: Mapping[str, Kind], required: Sequence[str]) -> None:
        self.columns, self.required = columns, required
        self.rows: list[Row] = []
        self.problems: list[Problem] = []
        self._absent: frozenset[str] = frozenset()  # required columns that a table does not have, which was told once

    def add(
        self, line: int, field: str, code: str, text: Text, values: Mapping[str, Any] | None = None, row: int | None = None
    ) -> None:
        self.problems.append(Problem({"line": line, "row": row, "field": field}, code, text, values or {}))

    def list(self, text: str) -> None:
        """JSON: a list of objects, each read by itself so that its line is known."""
        for line, given in self._objects(text):
            if len(self.rows) == MOST_ROWS:
                self.add(line, "", "too_many", _TOO_MANY, {"most": MOST_ROWS})
                break
            number = len(self.rows) + 1
            if isinstance(given, dict):
                named = {name: each for name, each in cast("dict[str, Any]", given).items() if each is not None}
                self.rows.append(self._row(number, line, named))
            else:
                self.rows.append(Row(number, line, {}, _EVERYTHING))
                self.add(line, "", "object", _NOT_AN_OBJECT, row=number)

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

    def table(self, text: str) -> None:
        """CSV as RFC 4180 has it, its header naming the fields; what the header has wrong is told of it and not of each row."""
        lines = self._lines(text)
        line, header = next(lines, (1, []))
        names = self._names(line, header)
        for line, cells in lines:
            if len(self.rows) == MOST_ROWS:
                self.add(line, "", "too_many", _TOO_MANY, {"most": MOST_ROWS})
                break
            number = len(self.rows) + 1
            if len(cells) != len(names):
                self.add(line, "", "cells", _CELLS, {"found": len(cells), "expected": len(names)}, number)
                self.rows.append(Row(number, line, {}, _EVERYTHING))
                continue
            filled = [(name, cell) for name, cell in zip(names, cells, strict=True) if name and cell.strip()]
            self.rows.append(self._row(number, line, {name: self.columns[name].from_text(cell) for name, cell in filled}))

    def _names(self, line: int, header: Sequence[str]) -> Sequence[str]:
        """The field of each column; none where it is not known, or stood there already."""
        fields: list[str] = []
        found: set[str] = set()
        for cell in header:
            name = _field_name(cell)
            if name not in self.columns:
                self.add(line, shown(cell.strip()), "unknown", _UNKNOWN)
            elif name in found:
                self.add(line, name, "twice", _TWICE)
            fields.append(name if name in self.columns and name not in found else "")
            found.add(name)
        self._absent = frozenset(name for name in self.required if found.isdisjoint({name, _INSTEAD[name]}))
        for name in sorted(self._absent):
            self.add(line, name, "missing", _MISSING)
        return fields

    def _lines(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """Every line that is not blank, with where it begins: a quoted cell may go over several."""
        named = _NAMED_DELIMITER.match(text)
        delimiter, begins, table = (named[1], 2, text[named.end() :]) if named else (_delimiter(text), 1, text)
        reader, skipped = csv.reader(io.StringIO(table, newline=""), delimiter=delimiter, strict=True), begins - 1
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise Unreadable("not_csv", _QUOTES, {"problem": str(error)}, begins) from None
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1 + skipped

    def _row(self, number: int, line: int, given: Mapping[str, Any]) -> Row:
        wish: dict[str, Any] = {}
        wrong: set[str] = set()
        for name, value in given.items():
            kind = self.columns.get(name)
            if kind is None:
                self.add(line, shown(name), "unknown", _UNKNOWN, row=number)
                continue
            try:
                checked = kind.check(value)
            except Wrong as refused:
                self.add(line, name, refused.code, refused.text, refused.values, number)
                wrong.add(name)
            else:
                wish[name] = list(checked) if isinstance(checked, tuple) else checked
        missing = [name for name in self.required if name not in given and _INSTEAD[name] not in given]
        if len(one := [name for name in _TOGETHER if name not in given]) == 1:
            missing += one
        for name in missing:
            wrong.add(name)
            if name not in self._absent:
                self.add(line, name, "missing", _MISSING, row=number)
        return Row(number, line, wish, frozenset(wrong))


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
