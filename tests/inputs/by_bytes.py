"""What no schema speaks of: broken JSON, broken text, broken HTTP, and values at the edges of what machines can hold."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st

from tests.inputs.wire import Ask, as_json

EDGES: tuple[str, ...] = (  # as they stand in JSON
    *("NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1e-999", "-0", "0.1", "1.0", "true", "null", "[]", "{}", '""'),
    *(str(2**31), str(2**53 + 1), str(2**63 - 1), str(2**63), str(-(2**63) - 1), "9" * 400, "-" + "9" * 5000, "01"),
    *('"\\ud800"', '"\\udfff\\ud800"', '"\\u0000"', '"a\\u0000b"', '"\\u202e\\ufeff"', '"__a__"', '"."', '".."', '"a/b"'),
    *('"{summary}"', '"%s%n"', '"${jndi:x}"', '"../../etc/passwd"', '"\'; DROP TABLE"', '"<script>"'),
    *('"' + "x" * 2000 + '"', '"' + "ä" * 70_000 + '"', '"0000-00-00T00:00:00Z"', '"0001-01-01T00:00:00+14:00"'),
    *('"9999-12-31T23:59:59-14:00"', '"9999-12-31"', '"0001-01-01"', '"' + "0" * 24 + '"', "[" * 500 + "]" * 500),
)
DEEP = ("[" * 100_000, '{"a":' * 20_000, "[" * 60_000 + "]" * 60_000, '{"a":' * 9_000 + "1" + "}" * 9_000)
RAW: tuple[bytes, ...] = (
    *(b"", b" ", b"\x00", b"\xff\xfe{\x00}\x00", b"\xef\xbb\xbf{}", b"{", b"}", b"[]", b"null", b"true", b"1", b'"a"', b"{}{}"),
    *(b'{"a":1,"a":2}', b"{'a':1}", b'{"a":1,}', b"// x\n{}", b'{"\\ud800":1}', b'{"a":"\xff"}', b'{"":1}', b'{"a":NaN}'),
    *(b"{}" + b" " * 200_000, b"[" + b"{}," * 50_000 + b"{}]", *(text.encode() for text in DEEP)),
    *(
        b"a,b\n1,2",
        b"prompt\n\x00",
        b'prompt\n"x',
        b"prompt;seconds\nA fox;" + b"9" * 5000,
        b"prompt,prompt\n1,2",
        b"\xff,\xfe\n",
    ),
)
KINDS = (
    *("application/json", "application/json; charset=utf-16", "APPLICATION/JSON;;;", "text/plain", "", "application/xml"),
    *("multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/csv", "application/cloudevents+json"),
    *("application/json, text/plain", "*/*", "\xff/\xfe", "application/json\x00", "a" * 3000),
)
TEXTS = (
    *("", " ", "a", "x" * 129, "x" * 5000, "äöü", "\xff\xfe", "a b", "a,b", "\x00", "\x7f", "\t", "%0d%0aX-Evil: 1", "__a__"),
    *("a\r\nX-Evil: 1", "a\nX-Evil: 1", "a\rX-Evil: 1", "de;q=9", "de;q=" + "0" * 500, ",,,;;;q=", "de-" * 500, "*", "{}"),
    *("9" * 30, "-1", "1e999", "NaN", "../..", "${x}", "%s", '"quoted"', "٣", "²"),
)
HEADERS = (
    *("Idempotency-Key", "Accept-Language", "X-Request-Id", "Origin", "X-Cloud-Trace-Context", "traceparent", "Range"),
    *("X-HTTP-Method-Override", "If-None-Match", "Forwarded", "X-Forwarded-For", "Cookie", "Accept", "Content-Encoding"),
    *("X-CloudTasks-QueueName", "X-CloudTasks-TaskRetryCount", "Expect", "Host", "ce-type", "ce-id", "webhook-timestamp"),
)
_MOMENTS = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01", "2026-01-01T00:00:00+00:00")
_CURSORS = (
    *(
        urlsafe_b64encode(f"{moment}{mark}{name}".encode()).decode().rstrip("=")
        for moment in _MOMENTS
        for mark in " |"
        for name in ("0" * 24, "a", "", "٣", "..", "a/b", "__a__")
    ),
    *("a", "_", "-" * 100, "A" * 101, "0", "1", "-1", str(2**53), str(2**63), "9" * 40, "1.0", "1e3"),
)
PATHS = (
    "%",
    "%zz",
    "%2",
    "%ff",
    "%00",
    "%2e%2e",
    "..",
    ".",
    "%2f",
    "//",
    ";a=b",
    "%c0%ae",
    "__a__",
    "\xff",
    "\\",
    "%0d%0a",
    "~",
    "",
)
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get", "FOO")


@st.composite
def mutated(draw: st.DrawFn, asks: st.SearchStrategy[Ask], names: Sequence[str] = ()) -> Ask:
    """An honest request, spoiled in one to three places; `names` are those that its query may have."""
    ask, spoils = draw(asks), (*_SPOILS, *([_query_of(names)] * 5 if names else []))
    for spoil in draw(st.lists(st.sampled_from(spoils), min_size=1, max_size=3)):
        ask = spoil(draw, ask)
    return ask


def _value(draw: st.DrawFn, ask: Ask) -> Ask:
    """One value of the body, at any depth, becomes one from the edge."""
    try:
        told: Any = json.loads(ask.body or b"null")
    except (ValueError, RecursionError):
        return ask
    places = [where for where in _places(told) if where]
    if not places:
        return replace(ask, body=draw(st.sampled_from(EDGES)).encode())
    mark = "@@here@@"
    _set(told, draw(st.sampled_from(places)), mark)
    return replace(ask, body=as_json(told).replace(f'"{mark}"'.encode(), draw(st.sampled_from(EDGES)).encode()))


def _places(value: Any) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [(), *((name, *rest) for name, each in value.items() for rest in _places(each))]
    if isinstance(value, list):
        return [(), *((at, *rest) for at, each in enumerate(value) for rest in _places(each))]
    return [()]


def _set(value: Any, where: tuple[Any, ...], new: Any) -> None:
    for step in where[:-1]:
        value = value[step]
    value[where[-1]] = new


def _body(draw: st.DrawFn, ask: Ask) -> Ask:
    return replace(ask, body=draw(st.sampled_from(RAW) | st.binary(max_size=60)))


def _cut(draw: st.DrawFn, ask: Ask) -> Ask:
    body = ask.body or b""
    return replace(ask, body=body[: draw(st.integers(0, len(body)))])


def _flip(draw: st.DrawFn, ask: Ask) -> Ask:
    body = bytearray(ask.body or b"{}")
    body[draw(st.integers(0, len(body) - 1))] ^= draw(st.integers(1, 255))
    return replace(ask, body=bytes(body))


def _twice(_draw: st.DrawFn, ask: Ask) -> Ask:
    """Every field of the body given twice."""
    body = (ask.body or b"").strip()
    return replace(ask, body=b"{" + body[1:-1] + b"," + body[1:]) if body[:1] == b"{" and len(body) > 2 else ask


def _much(draw: st.DrawFn, ask: Ask) -> Ask:
    """More than any door takes, announced, or not announced."""
    size = draw(st.sampled_from([64 * 1024 + 1, 256 * 1024 + 1, 1024 * 1024 + 1]))
    body = b'{"a":"' + b"x" * size + b'"}'
    return replace(ask, body=body).with_headers({"Transfer-Encoding": "chunked"} if draw(st.booleans()) else {})


def _kind(draw: st.DrawFn, ask: Ask) -> Ask:
    return ask.with_headers({"Content-Type": draw(st.sampled_from(KINDS))})


def _header(draw: st.DrawFn, ask: Ask) -> Ask:
    return ask.with_headers({draw(st.sampled_from(HEADERS)): draw(st.sampled_from(TEXTS))})


def _segment(draw: st.DrawFn, ask: Ask) -> Ask:
    """One part of the path behind the function's name, replaced or added."""
    path, _, query = ask.target.partition("?")
    parts = path.split("/")
    part = draw(st.sampled_from(PATHS) | st.sampled_from(TEXTS).map(quote))
    at = draw(st.integers(2, len(parts)))
    parts[at : at + draw(st.integers(0, 1))] = [part]
    return replace(ask, target="/".join(parts) + (f"?{query}" if query else ""))


def _query_of(names: Sequence[str]) -> Callable[[st.DrawFn, Ask], Ask]:
    """One parameter, at an edge, in the place of what was said."""

    def spoil(draw: st.DrawFn, ask: Ask) -> Ask:
        path, _, query = ask.target.partition("?")
        name = draw(st.sampled_from(names))
        text = draw(st.sampled_from(_CURSORS) if name == "cursor" else st.sampled_from(EDGES).map(_in_query))
        kept = [each for each in query.split("&") if each and each.partition("=")[0] != name]
        return replace(ask, target=f"{path}?{'&'.join([*kept, f'{name}={text}'])}")

    return spoil


def _query(draw: st.DrawFn, ask: Ask) -> Ask:
    name = draw(st.sampled_from(["limit", "cursor", "since", "wait", "a", "%ff", ""]))
    text = draw(st.sampled_from(TEXTS).map(lambda each: quote(each, safe="%")) | st.sampled_from(EDGES).map(_in_query))
    return replace(ask, target=ask.target + ("&" if "?" in ask.target else "?") + f"{name}={text}")


def _in_query(edge: str) -> str:
    try:
        value: Any = json.loads(edge)
    except (ValueError, RecursionError):
        value = edge
    return quote(str(value)[:4000], errors="replace")


def _method(draw: st.DrawFn, ask: Ask) -> Ask:
    return replace(ask, method=draw(st.sampled_from(METHODS)))


_SPOILS = (_value, _value, _value, _body, _cut, _flip, _twice, _much, _kind, _header, _header, _segment, _query, _query, _method)
