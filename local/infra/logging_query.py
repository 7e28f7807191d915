"""What a filter and an extractor of Cloud Logging make of our log lines; whatever they say that is not known here is an error.

Google's precedence is unusual: NOT binds most, then OR, then AND. A field that is not there makes every comparison false.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Entry = Mapping[str, Any]
Filter = Callable[[Entry], bool]

_TOKEN = re.compile(r'\s*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<sign>=~|=|\(|\)|,)|(?P<word>[A-Za-z_][\w./-]*|\d+(?:\.\d+)?))')
_SPECIAL = {"severity": "severity", "logging.googleapis.com/trace": "trace"}  # what the agent takes out of a line
_FIELDS = ("jsonPayload.", "resource.labels.")
_WHOLE_FIELDS = ("resource.type", "severity", "textPayload", "trace")


class NotUnderstood(ValueError):
    """It may mean something to Google, but not to us."""


class Token(NamedTuple):
    kind: str
    value: str


def entry_of(line: str, service: str) -> dict[str, Any]:
    """A line of a function's output as Cloud Run has it kept."""
    told: dict[str, Any] = json.loads(line)
    entry: dict[str, Any] = {_SPECIAL[name]: told.pop(name) for name in list(told) if name in _SPECIAL}
    payload = {"textPayload": told["message"]} if list(told) == ["message"] else {"jsonPayload": told}
    return {**entry, **payload, "resource": {"type": "cloud_run_revision", "labels": {"service_name": service}}}


def filter_of(text: str) -> Filter:
    reader = _Reader(text)
    found = _and(reader)
    if reader.ahead is not None:
        raise NotUnderstood(f"{text}: {reader.ahead.value!r} stands where nothing is expected")
    return found


def value_of(extractor: str, entry: Entry) -> Any:
    """What EXTRACT(field) or REGEXP_EXTRACT(field, "…") finds; None where there is nothing."""
    reader = _Reader(extractor)
    how, field = reader.take("word"), (reader.take("sign", "("), _field(reader.take("word")))[1]
    pattern = ""
    if how == "REGEXP_EXTRACT":
        reader.take("sign", ",")
        pattern = reader.take("text")
        if re.compile(pattern).groups != 1:
            raise NotUnderstood(f"{extractor}: there must be one group")
    elif how != "EXTRACT":
        raise NotUnderstood(f"{extractor}: {how} is not known")
    reader.take("sign", ")")
    found = _at(field, entry)
    if found is None or not pattern:
        return found
    matched = re.search(pattern, _as_text(found))
    return matched[1] if matched else None


def label_of(extractor: str, entry: Entry) -> str:
    """A label is a text, and an empty one where there is nothing."""
    found = value_of(extractor, entry)
    return "" if found is None else _as_text(found)


class _Reader:
    def __init__(self, text: str) -> None:
        self._text, self._tokens, at = text, list[Token](), 0
        while at < len(text.rstrip()):
            matched = _TOKEN.match(text, at)
            if not matched:
                raise NotUnderstood(f"{text}: {text[at:].strip()[:20]!r} is not known")
            kind = matched.lastgroup or ""
            value = matched[kind]
            self._tokens.append(Token(kind, re.sub(r"\\(.)", r"\1", value[1:-1]) if kind == "text" else value))
            at = matched.end()

    @property
    def ahead(self) -> Token | None:
        return self._tokens[0] if self._tokens else None

    def take(self, kind: str, value: str = "") -> str:
        token = self._tokens.pop(0) if self._tokens else Token("end", "")
        if token.kind != kind or (value and token.value != value):
            raise NotUnderstood(f"{self._text}: {value or kind} is expected, not {token.value!r}")
        return token.value

    def takes(self, kind: str, value: str) -> bool:
        if self.ahead == Token(kind, value):
            self._tokens.pop(0)
            return True
        return False


def _and(reader: _Reader) -> Filter:
    parts = [_or(reader)]
    while reader.ahead is not None and reader.ahead != Token("sign", ")"):
        reader.takes("word", "AND")  # or nothing between them, which means the same
        parts.append(_or(reader))
    return lambda entry: all(part(entry) for part in parts)


def _or(reader: _Reader) -> Filter:
    parts = [_not(reader)]
    while reader.takes("word", "OR"):
        parts.append(_not(reader))
    return lambda entry: any(part(entry) for part in parts)


def _not(reader: _Reader) -> Filter:
    if reader.takes("word", "NOT"):
        inner = _not(reader)
        return lambda entry: not inner(entry)
    if reader.takes("sign", "("):
        inner = _and(reader)
        reader.take("sign", ")")
        return inner
    return _comparison(reader)


def _comparison(reader: _Reader) -> Filter:
    field = _field(reader.take("word"))
    if reader.takes("sign", "=~"):
        pattern = re.compile(reader.take("text"))
        return lambda entry: (found := _at(field, entry)) is not None and bool(pattern.search(_as_text(found)))
    reader.take("sign", "=")
    wanted = _values(reader)
    return lambda entry: (found := _at(field, entry)) is not None and any(_same(found, each) for each in wanted)


def _values(reader: _Reader) -> list[Token]:
    if not reader.takes("sign", "("):
        return [_value(reader)]
    values = [_value(reader)]
    while not reader.takes("sign", ")"):
        reader.take("word", "OR")
        values.append(_value(reader))
    return values


def _value(reader: _Reader) -> Token:
    token = reader.ahead
    if token is None or token.kind == "sign" or token.value in ("AND", "OR", "NOT"):
        raise NotUnderstood(f"a value is expected, not {token.value if token else 'the end'}")
    return Token(token.kind, reader.take(token.kind))


def _same(found: Any, wanted: Token) -> bool:
    """Upper and lower case are one, as Google says of everything but patterns."""
    return _as_text(found).casefold() == wanted.value.casefold()


def _as_text(found: Any) -> str:
    return found if isinstance(found, str) else json.dumps(found)


def _field(name: str) -> str:
    if name not in _WHOLE_FIELDS and not name.startswith(_FIELDS):
        raise NotUnderstood(f"{name} is no field that is known here")
    return name


def _at(field: str, entry: Entry) -> Any:
    found: Any = entry
    for name in field.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(name)
    return found
