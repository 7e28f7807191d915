"""What one field can hold, checked and brought into its one form; from JSON as it is, from a table as text. Plain rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Protocol

from shared.platform.errors import Text
from shared.platform.firestore.json_values import is_text
from shared.user_files import plain_text


class Wrong(Exception):
    """The value cannot stand here; the text says what could."""

    def __init__(self, code: str, text: Text, values: Mapping[str, Any] = MappingProxyType({})) -> None:
        super().__init__(code)
        self.code, self.text, self.values = code, text, values


class Kind(Protocol):
    def check(self, value: Any) -> Any:
        """The value in its one form. Raises Wrong."""
        ...

    def from_text(self, text: str) -> Any:
        """What a cell of a table means, to be checked after; the text itself where it means nothing here."""
        ...


@dataclass(frozen=True)
class Words:
    """Text without control and direction characters, trimmed; on one line unless `lines`."""

    most: int
    least: int = 0
    lines: bool = False

    def check(self, value: Any) -> str:
        if not isinstance(value, str):
            raise Wrong("text", Text("must be a text", "muss ein Text sein"))
        if not is_text(value):
            raise Wrong("unicode", Text("is not valid Unicode", "ist kein gültiges Unicode"))
        plain = plain_text.plain(value) if self.lines else " ".join(plain_text.plain(value).split())
        if len(plain) < self.least:
            raise Wrong("too_short", Text("must contain words", "muss Worte enthalten"))
        if len(plain) > self.most:
            said = Text("may have at most {most} characters, has {length}", "darf höchstens {most} Zeichen haben, hat {length}")
            raise Wrong("too_long", said, {"most": self.most, "length": len(plain)})
        return plain

    def from_text(self, text: str) -> Any:
        return text


@dataclass(frozen=True)
class Choice:
    """One of a closed set; `optional` allows none."""

    of: tuple[Any, ...]
    optional: bool = False

    def check(self, value: Any) -> Any:
        if value is None and self.optional:
            return None
        for each in self.of:
            alike = type(each) is type(value) or (type(each) is int and type(value) is float)  # 8.0 is 8, True is not 1
            if alike and each == value:
                return each
        said = Text("must be {either}", "muss {entweder} sein")
        raise Wrong("choice", said, {"either": _either(self.of, "or"), "entweder": _either(self.of, "oder")})

    def from_text(self, text: str) -> Any:
        return next((each for each in self.of if str(each).lower() == text.strip().lower()), text)


@dataclass(frozen=True)
class Whole:
    """A whole number from `least` to `most`."""

    least: int
    most: int

    def check(self, value: Any) -> int:
        if isinstance(value, bool) or not (isinstance(value, int) or (isinstance(value, float) and value.is_integer())):
            raise Wrong("whole", Text("must be a whole number", "muss eine ganze Zahl sein"))
        if not self.least <= value <= self.most:
            raise _outside(self.least, self.most)
        return int(value)

    def from_text(self, text: str) -> Any:
        return int(text) if re.fullmatch(r"\s*[+-]?[0-9]{1,20}\s*", text) else text


@dataclass(frozen=True)
class Number:
    """A number from `least` to `most`, rounded to thousandths."""

    least: float
    most: float

    def check(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Wrong("number", Text("must be a number", "muss eine Zahl sein"))
        if not self.least <= value <= self.most:
            raise _outside(self.least, self.most)
        return round(float(value), 3)

    def from_text(self, text: str) -> Any:
        plain = text.strip().replace(",", ".")
        return float(plain) if re.fullmatch(r"[+-]?[0-9]{1,20}(\.[0-9]{1,20})?", plain) else text


@dataclass(frozen=True)
class Flag:
    """True or false; in a table also yes and no, in both languages."""

    def check(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise Wrong("flag", Text("must be true or false", "muss true oder false sein"))
        return value

    def from_text(self, text: str) -> Any:
        word = text.strip().lower()
        return True if word in _YES else False if word in _NO else text


_YES, _NO = ("true", "yes", "1", "wahr", "ja"), ("false", "no", "0", "falsch", "nein")


@dataclass(frozen=True)
class Pattern:
    """Text of one form, such as an id; `optional` allows none."""

    form: str
    like: str  # an example, for whoever got it wrong
    optional: bool = False

    def check(self, value: Any) -> str | None:
        if value is None and self.optional:
            return None
        if not isinstance(value, str) or not re.fullmatch(self.form, value):
            raise Wrong("form", Text("must look like {like}", "muss aussehen wie {like}"), {"like": self.like})
        return value

    def from_text(self, text: str) -> Any:
        return text.strip()


@dataclass(frozen=True)
class Time:
    """A moment with its zone, as RFC 3339 has it, kept in UTC; a date alone is the beginning of its day there."""

    def check(self, value: Any) -> datetime:
        if isinstance(value, datetime) and value.tzinfo is not None:  # it was looked at before
            return value
        if not isinstance(value, str) or not (written := _TIME.fullmatch(value.strip())):
            raise Wrong("time", _NO_TIME)
        day, hours, zone = written.groups()
        if hours and not zone:
            raise Wrong("zone", Text("needs a time zone, as in 12:00:00Z", "braucht eine Zeitzone, wie in 12:00:00Z"))
        if zone and zone[0] == " ":
            raise Wrong("space", _UNESCAPED)
        try:
            return datetime.fromisoformat(f"{day}T{hours or '00:00'}{(zone or 'Z').upper()}").astimezone(UTC)
        except OverflowError:  # at both ends of the calendar there are hours that lie beyond it elsewhere
            raise Wrong("calendar", Text("must lie within the calendar", "muss im Kalender liegen")) from None
        except ValueError:
            raise Wrong("time", _NO_TIME) from None

    def from_text(self, text: str) -> Any:
        return text.strip()


_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)([Zz]|[+-][0-9]{2}:?[0-9]{2}| [0-9]{2}:?[0-9]{2})?)?"
)
_NO_TIME = Text(
    "must be a time like 2026-01-31T12:00:00Z, or a date like 2026-01-31",
    "muss eine Zeit sein wie 2026-01-31T12:00:00Z, oder ein Datum wie 2026-01-31",
)
_UNESCAPED = Text(
    "has a space where its + was: write + as %2B in a query, or give the time in UTC, as in 12:00:00Z",
    "hat ein Leerzeichen, wo ein + war: Schreibe + in einer Query als %2B, oder gib die Zeit in UTC an, wie in 12:00:00Z",
)


@dataclass(frozen=True)
class Several:
    """At most so many of one kind, each once; in a table parted by blanks."""

    kind: Kind
    most: int

    def check(self, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise Wrong("list", Text("must be a list", "muss eine Liste sein"))
        if len(value) > self.most:
            said = Text("may have at most {most} {most:entry|entries}", "darf höchstens {most} {most:Eintrag|Einträge} haben")
            raise Wrong("too_many", said, {"most": self.most})
        found = tuple(self.kind.check(each) for each in value)
        if len(set(found)) < len(found):
            raise Wrong("twice", Text("names something twice", "nennt etwas zweimal"))
        return found

    def from_text(self, text: str) -> Any:
        return text.split()


IMAGE = Pattern(r"[A-Za-z0-9_-]{4,64}", "3f2a9c01d4e5")
NO_OR_IMAGE = Pattern(IMAGE.form, IMAGE.like, optional=True)


def _outside(least: float, most: float) -> Wrong:
    said = Text("must be from {least} to {most}", "muss von {least} bis {most} sein")
    return Wrong("range", said, {"least": least, "most": most})


def _either(values: tuple[Any, ...], conjunction: str) -> str:
    words = [str(each) for each in values]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {conjunction} {words[-1]}"
