"""Requests written to the wire byte by byte, as no well-behaved client would let us, and what came back."""

from __future__ import annotations

import json
import shlex
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

_PATIENCE_S = 60.0  # of one answer: a busy machine is slow, and none of ours may take longer
Header = tuple[str, str]


@dataclass(frozen=True)
class Ask:
    """One request; `target` and headers go out as Latin-1, so that any byte can be said."""

    method: str
    target: str
    headers: tuple[Header, ...] = ()
    body: bytes | None = None

    def header(self, name: str) -> str | None:
        return next((text for each, text in self.headers if each.lower() == name.lower()), None)

    def with_headers(self, headers: Mapping[str, str]) -> Ask:
        """These in the place of those of the same names."""
        replaced = {name.lower() for name in headers}
        kept = tuple(each for each in self.headers if each[0].lower() not in replaced)
        return replace(self, headers=(*kept, *headers.items()))

    def curl(self, url: str) -> str:
        """The same once more by hand; the token is left out."""
        words = ["curl", "-i", "--path-as-is", "-X", self.method]
        for name, text in self.headers:
            words += ["-H", f"{name}: {'…' if name.lower() == 'authorization' else text}"]
        if self.body is not None:
            words += ["--data-binary", self.body[:4000].decode("utf-8", "backslashreplace")]
        return shlex.join([*words, f"{url}{self.target}"])


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    def json(self) -> Any:
        return json.loads(self.body, parse_constant=_no_number)


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def as_json(value: Any) -> bytes:
    return json.dumps(value).encode()


def send(url: str, ask: Ask) -> Answer | None:
    """None when the connection ended without any answer. However spoiled, it is a whole request: none waits for more of it."""
    where = urlsplit(url)
    body = ask.body or b""
    headers = [("Host", where.netloc), ("Connection", "close"), *ask.headers]
    if ask.header("Transfer-Encoding") is not None:
        body = (b"%x\r\n%s\r\n" % (len(body), body) if body else b"") + b"0\r\n\r\n"
    elif ask.body is not None:
        headers.append(("Content-Length", str(len(body))))
    head = f"{ask.method} {ask.target} HTTP/1.1\r\n" + "".join(f"{name}: {text}\r\n" for name, text in headers) + "\r\n"
    with socket.create_connection((where.hostname, where.port), timeout=_PATIENCE_S) as line:
        with suppress(BrokenPipeError, ConnectionResetError):  # it may have answered before it has read all
            line.sendall(head.encode("latin-1", "replace") + body)
        answer = HTTPResponse(line, method=ask.method)
        try:
            answer.begin()
            return Answer(answer.status, {name.lower(): text for name, text in answer.getheaders()}, answer.read())
        except (HTTPException, ConnectionResetError):
            return None
        finally:
            answer.close()
