"""What comes from elsewhere: read strictly, and everything that is wrong with it told at once. Plain rules."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from shared.platform.errors import Language, Text, TooLarge

MOST_TOLD = 100  # of the problems of one file, or of its notes; their number is told as well
_MOST_PLACE = 120  # characters of a place: names inside of names of a file may make a long one
_MOST_SHOWN = 60  # characters of a name that somebody else chose


class Problem(NamedTuple):
    """One thing that is wrong, and where: `{"path": "scenes[3].duration"}` or `{"line": 4, "field": "seconds"}`."""

    where: Mapping[str, Any]
    code: str
    text: Text
    values: Mapping[str, Any] = MappingProxyType({})

    def told(self, language: Language) -> dict[str, Any]:
        where = {name: _cut(place) if isinstance(place, str) else place for name, place in self.where.items()}
        return {**where, "problem": self.text.say(language, self.values), "code": self.code}


def bounded(notes: Sequence[Problem]) -> tuple[Problem, ...]:
    """The first of them, and how many more there are."""
    if len(notes) <= MOST_TOLD:
        return tuple(notes)
    more = Problem({"path": ""}, "more", _MORE, {"count": len(notes) - MOST_TOLD})
    return (*notes[:MOST_TOLD], more)


def _cut(place: str) -> str:
    return place if len(place) <= _MOST_PLACE else place[:_MOST_PLACE] + "…"


class Unreadable(Exception):
    """Not text, or not JSON: there is nothing to look at further. `line` where it is known."""

    def __init__(self, code: str, text: Text, values: Mapping[str, Any] = MappingProxyType({}), line: int | None = None) -> None:
        super().__init__(code)
        self.code, self.text, self.values, self.line = code, text, values, line


_NOT_UTF8 = Text(
    "is not UTF-8 text; save it as UTF-8 (in a spreadsheet: CSV UTF-8)",
    "ist kein UTF-8-Text; speichere als UTF-8 (in der Tabellenkalkulation: CSV UTF-8)",
)
_MORE = Text("and {count} more", "und {count} weitere")
_NOT_JSON = Text("is not JSON: {problem}", "ist kein JSON: {problem}")
_TOO_DEEP = Text("is nested too deeply", "ist zu tief verschachtelt")
_BAD_NUMBER = Text("holds a number that JSON does not know", "enthält eine Zahl, die JSON nicht kennt")


def text_of(raw: bytes, limit: int) -> str:
    """The text of a file, without the mark that some programs put before it."""
    if len(raw) > limit:
        raise TooLarge(limit=limit)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("not_utf8", _NOT_UTF8, line=raw[: error.start].count(b"\n") + 1) from None


def _no_number(name: str) -> Any:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_no_number)


def json_value(text: str, start: int = 0) -> tuple[Any, int]:
    """The value that begins at `start`, and where it ends."""
    try:
        return _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise Unreadable("not_json", _NOT_JSON, {"problem": f"{error.msg}, {_place(text, error.pos)}"}, error.lineno) from None
    except RecursionError:
        raise Unreadable("too_deep", _TOO_DEEP) from None
    except ValueError:  # NaN, Infinity, or more digits than Python reads
        raise Unreadable("bad_number", _BAD_NUMBER) from None


def json_of(text: str) -> Any:
    """The one value that the text holds."""
    start = len(text) - len(text.lstrip())
    value, end = json_value(text, start)
    if (rest := text[end:].strip()) != "":
        at = text.index(rest[0], end)
        raise Unreadable("not_json", _NOT_JSON, {"problem": f"more than one value, {_place(text, at)}"}, line_of(text, at))
    return value


def line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def shown(name: object) -> str:
    """A name that somebody else chose, fit to stand in an answer."""
    printable = "".join(letter if letter.isprintable() else "?" for letter in str(name)[: _MOST_SHOWN + 1])
    return printable if len(printable) <= _MOST_SHOWN else printable[:_MOST_SHOWN] + "…"


def _place(text: str, position: int) -> str:
    return f"line {line_of(text, position)} column {position - text.rfind(chr(10), 0, position)}"
