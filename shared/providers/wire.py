"""Plain HTTP to a provider: each request is sent once, no redirect is followed unseen, no answer is kept whole.

A credential is for one address. Results may be fetched from others that are the provider's too, but without it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx2

from shared.platform.storage.objects import Corrupted, Gone, Stalled
from shared.providers.departure import broke_off, never_sent, watch
from shared.providers.inline_data import NotReadable, abridged, data_of
from shared.providers.interface import named
from shared.providers.outcomes import Code

STALL_S = 60.0
_CONNECT_S = 10.0
_MOST_BYTES = 1024 * 1024 * 1024
_MOST_REDIRECTS = 3

Authorize = Callable[[], Mapping[str, str]]  # headers; raises NeverSent


class NeverSent(Exception):
    """The request has not left as a whole, for certain: nobody can have acted on it."""

    def __init__(self, reason: str, code: Code = Code.NETWORK, unreadable: Exception | None = None) -> None:
        """`unreadable` is why the body could not be read to its end; the HTTP client forgets causes."""
        super().__init__(reason)
        self.code, self.unreadable = code, unreadable


class NoAnswer(Exception):
    """The request may have arrived; nothing that came back can be understood."""


class ForeignAddress(Gone):
    """A result at an address that is none of the provider's is not fetched."""


@dataclass(frozen=True)
class Heard:
    """An answer whose long `data` are numbers (see inline_data); `document` is None where it is not JSON."""

    status: int
    headers: Mapping[str, str]
    document: Any
    text: str  # the beginning of what is not JSON


def _gone(heard: Heard) -> bool:
    return heard.status in (404, 410) or (heard.status == 403 and "may not exist" in heard.text)


class Wire:
    def __init__(
        self,
        base_url: str,
        authorize: Authorize,
        *,
        hosts: frozenset[str] = frozenset(),
        headers: Mapping[str, str] | None = None,
        timeout_s: float = 30.0,
        stall_s: float = STALL_S,
        gone: Callable[[Heard], bool] = _gone,
    ) -> None:
        """`hosts`, each host or host:port, are those beside the base's own that results may come from, by https or as the base.

        `gone` tells of an answer in place of a result whether there will never be one.
        """
        self.base_url = base_url.rstrip("/")
        self._authorize, self._hosts = authorize, hosts
        self._headers, self._timeout_s, self._stall_s, self._gone = dict(headers or {}), timeout_s, stall_s, gone

    def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        pieces: Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        within_s: float | None = None,
    ) -> Heard:
        """Raises NeverSent or NoAnswer; every status is an answer. The body is JSON, or comes in pieces with its own headers."""
        told = {**self._headers, **self._authorize(), **(headers or {})}
        until = time.monotonic() + (within_s or self._timeout_s)

        def in_time(pieces: Iterable[bytes]) -> Iterator[bytes]:
            for piece in pieces:
                if time.monotonic() > until:
                    raise NoAnswer("the answer takes too long")
                yield piece

        try:
            content = None if pieces is None else _readable(pieces)
            request = self._built(method, f"{self.base_url}{path}", json=body, content=content, headers=told)
            with closing(self._client.send(request, stream=True)) as answer:
                return _heard(answer, in_time(answer.iter_bytes()))
        except (NeverSent, NoAnswer):
            raise
        except Exception as error:  # whatever it is: once all of it has left, it may have arrived
            raise (NeverSent if never_sent(error) else NoAnswer)(named(error)) from error

    def fetch(self, url: str) -> Iterator[bytes]:
        """A result's bytes. Raises Gone for good; Stalled and Corrupted when another try may do."""
        with self._opened(url) as answer:
            yield from _bounded(answer.iter_bytes())

    def fetch_data(self, path: str, number: int) -> Iterator[bytes]:
        """A result that lies in an answer, under the number that `ask` gave it."""
        with self._opened(f"{self.base_url}{path}") as answer:
            try:
                yield from data_of(_bounded(answer.iter_bytes()), number)
            except NotReadable as error:
                raise Corrupted(str(error)) from error

    @contextmanager
    def _opened(self, url: str) -> Generator[httpx2.Response]:
        timeout = httpx2.Timeout(self._stall_s, connect=_CONNECT_S)
        at_home = True
        try:
            for _ in range(_MOST_REDIRECTS + 1):
                at_home = at_home and _origin(url) == _origin(self.base_url)  # a way that leads back is not trusted again
                request = self._built("GET", url, headers=self._headers_for(url, at_home=at_home), timeout=timeout)
                with closing(self._client.send(request, stream=True)) as answer:
                    if answer.has_redirect_location:
                        url = urljoin(url, answer.headers["location"])
                        continue
                    self._require_result(answer)
                    yield answer
                    return
            raise ForeignAddress("redirected too often")
        except httpx2.TimeoutException as error:
            raise Stalled(named(error)) from error
        except (httpx2.TransportError, httpx2.StreamError, httpx2.DecodingError) as error:
            raise Corrupted(named(error)) from error
        except (NeverSent, NoAnswer) as error:
            raise Stalled(str(error)) from error

    def _headers_for(self, url: str, *, at_home: bool) -> Mapping[str, str]:
        """The credential for the base's own address, none for the provider's others, nothing at all for anybody else's."""
        if at_home:
            return {**self._headers, **self._authorize()}
        there, here = urlsplit(url), urlsplit(self.base_url)
        known = there.netloc.lower().removesuffix(":443") in self._hosts and there.scheme in ("https", here.scheme)
        if known or _origin(url) == _origin(self.base_url):
            return {}
        raise ForeignAddress(f"{there.scheme}://{there.hostname} is not allowed")

    def _require_result(self, answer: httpx2.Response) -> None:
        if answer.status_code == 200:
            return
        heard = _heard(answer, answer.iter_bytes())
        raise (Gone if self._gone(heard) else Stalled)(f"HTTP {heard.status}: {heard.text}")

    def _built(self, method: str, url: str, **parts: Any) -> httpx2.Request:
        """Raises NeverSent for what no request can say: an address that is none, a credential with letters of its own."""
        try:
            return self._client.build_request(method, url, **parts)
        except (httpx2.InvalidURL, ValueError) as error:
            raise NeverSent(named(error)) from error

    @cached_property
    def _client(self) -> httpx2.Client:
        return httpx2.Client(
            timeout=httpx2.Timeout(self._timeout_s, connect=min(self._timeout_s, _CONNECT_S)),
            follow_redirects=False,  # a redirected order would be a second one, and a key would go where it leads
            event_hooks={"request": [watch]},
            # An idle connection may be closed just as it is used, and then nobody knows what arrived.
            limits=httpx2.Limits(max_keepalive_connections=0),
        )


def _heard(answer: httpx2.Response, pieces: Iterator[bytes]) -> Heard:
    if answer.status_code >= 500 and broke_off(answer):
        raise NeverSent(f"HTTP {answer.status_code} before all of it had left")
    begun = next(pieces, b"")

    def whole() -> Iterator[bytes]:
        yield begun
        yield from _bounded(pieces)

    try:
        document = abridged(whole())
    except NotReadable as error:
        if answer.status_code < 300:
            raise NoAnswer(str(error)) from error
        document = None
    return Heard(answer.status_code, dict(answer.headers), document, begun[:500].decode(errors="replace"))


def _readable(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A body that cannot be read to its end has not left as a whole."""
    try:
        yield from pieces
    except Exception as error:
        raise NeverSent(named(error), unreadable=error) from error


def _bounded(pieces: Iterable[bytes]) -> Iterator[bytes]:
    left = _MOST_BYTES
    for piece in pieces:
        left -= len(piece)
        if left < 0:
            raise Corrupted("more than 1 GB")
        yield piece


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
