"""Bodies that come a byte at a time, under the server that the image runs and under the local one."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from itertools import cycle, islice
from typing import NamedTuple

import httpx
import pytest

from local.people import Person
from tests.faults.framework import served
from tests.faults.second_functions import functions_beside
from tests.fixtures.system import System

_THREADS, _BODY_S = 2, 1
_FRAMINGS = (
    b"Content-Length: 4000\r\n\r\n" + b" ",
    b"Transfer-Encoding: chunked\r\n\r\n" + b"0",  # the length of a piece, one digit after the other
)


class Place(NamedTuple):
    """A door under a server, and how many slow senders its threads could hold."""

    url: str
    threads: int

    def hangers(self, person: Person | None) -> Hangers:
        """One more than there are threads."""
        return Hangers(self.url, person, self.threads + 1)


class Hangers:
    """Senders of a byte every now and then, until the context ends; every second one frames its body in pieces."""

    def __init__(self, url: str, person: Person | None, count: int) -> None:
        host, path, self._address = parted(url)
        token = f"Authorization: {person.headers['Authorization']}\r\n" if person else ""
        head = f"POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nAccept-Language: de\r\n{token}"
        self._head, self._over = head.encode(), threading.Event()
        self._framings = list(islice(cycle(_FRAMINGS), count))

    def __enter__(self) -> list[socket.socket]:
        self._sockets = [socket.create_connection(self._address, timeout=20) for _ in self._framings]
        for each, framing in zip(self._sockets, self._framings, strict=True):
            each.sendall(self._head + framing)
        self._trickling = threading.Thread(target=self._trickle)
        self._trickling.start()
        return self._sockets

    def _trickle(self) -> None:
        while not self._over.wait(0.2):
            for each, framing in zip(self._sockets, self._framings, strict=True):
                with suppress(OSError):
                    each.sendall(framing[-1:])

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._trickling.join()
        for each in self._sockets:
            each.close()


_FEW = {"THREADS": str(_THREADS), "RUSHES_BODY_SECONDS": str(_BODY_S)}


@pytest.fixture(scope="module")
def local(system: System) -> Iterator[str]:
    """All doors under the server of the local stack."""
    with functions_beside(system.environment, 0, **_FEW) as url:
        yield url


@pytest.fixture(scope="module", params=["flask, local", "starlette, local", "flask, image", "starlette, image"])
def place(request: pytest.FixtureRequest, system: System, local: str) -> Iterator[Place]:
    framework, _, server = request.param.partition(", ")
    door = "storyboards" if framework == "flask" else "prompts"
    if server == "local":
        yield Place(f"{local}/{door}/", 32)
        return
    with served(door, system.environment, **_FEW) as url:
        yield Place(f"{url}/", _THREADS)


def parted(url: str) -> tuple[str, str, tuple[str, int]]:
    """Host, path, and the address to connect to."""
    host, _, path = url.removeprefix("http://").partition("/")
    return host, path, ("127.0.0.1", int(host.partition(":")[2]))


@contextmanager
def at_most(seconds: float) -> Generator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


def told(connection: socket.socket) -> tuple[int, str] | None:
    """Status and code of the answer, if there is any, read until the server closes the connection."""
    raw = b""
    with suppress(ConnectionResetError):
        while piece := connection.recv(4096):
            raw += piece
    head, _, body = raw.partition(b"\r\n\r\n")
    return (int(head.split()[1]), json.loads(body)["error"]) if raw else None


def test_who_has_no_token_is_refused_before_a_byte_of_the_body_is_waited_for(place: Place, people: System) -> None:
    """L1: more of them than there are threads are answered at once, and their connections are closed."""
    ada = people.person()
    with place.hangers(None) as slow, at_most(_BODY_S * 8):
        assert httpx.get(f"{place.url}nothing-of-mine", headers=ada.headers, timeout=20).status_code == 404
        assert [told(each) for each in slow] == [(401, "UNAUTHENTICATED")] * len(slow)


def test_slow_bodies_of_somebody_signed_in_end_with_408_and_let_others_in(place: Place, people: System) -> None:
    """L1: a total time for a body, however it is framed. Where it holds no thread at all: tests/unit/…/test_async_door.py."""
    ada, eve = people.person(), people.person()
    with place.hangers(eve) as slow, at_most(_BODY_S * 16):
        assert httpx.get(f"{place.url}nothing-of-mine", headers=ada.headers, timeout=20).status_code == 404
        assert [told(each) for each in slow] == [(408, "REQUEST_TIMEOUT")] * len(slow)


def test_a_refusal_reaches_who_is_still_sending_much(place: Place) -> None:
    """L1: nobody reads a body that is refused, and its sender hears why all the same."""
    answer = httpx.post(place.url, content=b" " * 900_000, timeout=20)
    assert (answer.status_code, answer.json()["error"]) == (401, "UNAUTHENTICATED")


def test_a_body_that_breaks_off_is_not_taken_for_a_whole_one(place: Place, people: System) -> None:
    """L1: half a table would be read as a short one."""
    eve = people.person()
    whole = json.dumps({"title": "Half of it"}).encode()
    host, path, address = parted(place.url)
    head = f"POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
    head += f"Authorization: {eve.headers['Authorization']}\r\nContent-Length: {len(whole) + 10}\r\n\r\n"
    with socket.create_connection(address, timeout=20) as connection:
        connection.sendall(head.encode() + whole)
        connection.shutdown(socket.SHUT_WR)
        assert told(connection) in (None, (400, "BODY_INCOMPLETE"))  # one server takes this for a caller who is gone
