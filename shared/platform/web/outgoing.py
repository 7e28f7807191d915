"""Calls to addresses that users name: to hosts of the public internet, and never to anything of ours.

A name is resolved here, at each call; all that it leads to must be public; the connection goes to an address that was checked,
and TLS proves the name. Nothing of the environment takes part: no proxy, no other certificates. A redirect is an answer like
any other. All of it, from the name to the answer's last byte, has one deadline.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

import certifi

from shared.platform.clients import once

PORTS = (443, 8443)
TIMEOUT_S = 10.0
ANSWER_LIMIT = 64 * 1024  # with its headers
_DNS_S = 3.0
_MOST_ADDRESSES = 4  # that are tried
_LONGEST_URL = 2000

Trouble = Literal["address", "name", "connection", "certificate", "timeout"]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]

_PROTOCOLS = ipaddress.ip_network("192.0.0.0/24")  # a cloud's metadata, among others; some Pythons call it global
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE = ipaddress.ip_network("::/96")
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")


class Unreached(Exception):
    """There is no answer."""

    def __init__(self, trouble: Trouble, detail: str) -> None:
        super().__init__(f"{trouble}: {detail}")
        self.trouble: Trouble = trouble


class Answer(NamedTuple):
    status: int
    body: bytes  # as much of it as is read
    retry_after: str = ""  # the header's words


class Target(NamedTuple):
    """Where a URL leads."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def named(self) -> str:
        """As the header `Host` has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = self.port == (443 if self.scheme == "https" else 80)
        return host if usual else f"{host}:{self.port}"


def target(url: str, *, loopback: bool) -> Target | None:
    """None where nobody is sent there, whatever the name leads to: https on the usual ports, without a name or password.

    With `loopback` also this machine, on any port and without TLS.
    """
    if not 1 <= len(url) <= _LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.username is not None or parts.password is not None or parts.fragment or not host or "%" in host:
        return None
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    found = Target(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), path)
    literal = _literal(host)
    if loopback and (host == "localhost" or (literal is not None and literal.is_loopback)):
        return found if found.scheme in ("http", "https") else None
    if found.scheme != "https" or found.port not in PORTS or (literal is not None and not is_public(literal)):
        return None
    return found if literal is not None or ("." in host.strip(".") and not host.endswith((".local", ".internal"))) else None


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_public(address: Address) -> bool:
    """Also of what is wrapped in it: a gateway on the way would unwrap it."""
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast and address not in _PROTOCOLS
    if wrapped := _wrapped(address):
        return all(is_public(each) for each in wrapped)
    return address in _GLOBAL_UNICAST and address.is_global and not address.is_multicast


def _wrapped(address: ipaddress.IPv6Address) -> Sequence[Address]:
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address in _NAT64 or address in _COMPATIBLE:
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    if address.sixtofour:
        return [address.sixtofour]
    return address.teredo or ()


@once
def _resolvers() -> ThreadPoolExecutor:
    """A name server that does not answer holds one of these, and nobody else."""
    return ThreadPoolExecutor(16, thread_name_prefix="resolver")


def resolved(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


@once
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())


def post(
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    loopback: bool = False,
    resolve: Resolve = resolved,
    tls: ssl.SSLContext | None = None,
    timeout_s: float = TIMEOUT_S,
) -> Answer:
    """Sent once. Raises Unreached; whether the other side has got it all the same is then unknown."""
    until = time.monotonic() + timeout_s
    where = target(url, loopback=loopback)
    if where is None:
        raise Unreached("address", "nobody is sent there")
    addresses = _checked(where, resolve, min(_DNS_S, timeout_s), loopback=loopback)
    try:
        with contextlib.closing(_connected(where, addresses, tls, until)) as connection:
            return _asked(_Wire(connection, until), where, headers, body)
    except TimeoutError as late:
        raise Unreached("timeout", f"no answer within {timeout_s:g} s") from late
    except ssl.SSLCertVerificationError as error:
        raise Unreached("certificate", error.verify_message) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreached("connection", type(error).__name__) from error


def _checked(where: Target, resolve: Resolve, timeout_s: float, *, loopback: bool) -> Sequence[Address]:
    """All that the name leads to, or none of it."""
    try:
        found = _resolvers().submit(resolve, where.host, where.port).result(timeout_s)
        addresses = [ipaddress.ip_address(each.partition("%")[0]) for each in found]
    except (OSError, ValueError, UnicodeError) as error:
        late = isinstance(error, Late)
        raise Unreached("timeout" if late else "name", "the name leads nowhere") from error
    for each in addresses:
        if not (is_public(each) or (loopback and each.is_loopback)):
            raise Unreached("address", "the name leads to an address that is not public")
    if not addresses:
        raise Unreached("name", "the name leads nowhere")
    return addresses[:_MOST_ADDRESSES]


def _connected(where: Target, addresses: Sequence[Address], tls: ssl.SSLContext | None, until: float) -> socket.socket:
    """To the first that takes us."""
    for place, address in enumerate(addresses):
        family = socket.AF_INET if address.version == 4 else socket.AF_INET6
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.settimeout(_left(until) / (len(addresses) - place))
            connection.connect((str(address), where.port))
            break
        except OSError:
            connection.close()
            if place == len(addresses) - 1:
                raise
    else:
        raise AssertionError("no addresses")
    if where.scheme == "http":
        return connection
    try:
        connection.settimeout(_left(until))
        return (tls or _tls()).wrap_socket(connection, server_hostname=where.host)
    except OSError:
        connection.close()
        raise


def _asked(wire: _Wire, where: Target, headers: Mapping[str, str], body: bytes) -> Answer:
    call = http.client.HTTPConnection(where.host, where.port)
    call.sock = wire  # pyright: ignore[reportAttributeAccessIssue] - all that it asks of a socket
    call.putrequest("POST", where.path, skip_host=True, skip_accept_encoding=True)
    for name, value in {"Host": where.named, "Content-Length": str(len(body)), "Connection": "close", **headers}.items():
        call.putheader(name, value)
    call.endheaders(body)
    answer = call.getresponse()
    content = b""
    with contextlib.suppress(OSError, http.client.HTTPException, ValueError):  # what it says counts; of its words what came
        content = answer.read(ANSWER_LIMIT)
    return Answer(answer.status, content, (answer.getheader("Retry-After") or "").strip())


def _left(until: float) -> float:
    if (left := until - time.monotonic()) <= 0:
        raise TimeoutError
    return left


class _Wire:
    """A connection whose whole exchange ends at a moment, and that brings no more than is read of an answer.

    A socket's own timeout would not do: it begins anew with each packet.
    """

    def __init__(self, connection: socket.socket, until: float) -> None:
        self._connection, self._until = connection, until

    def sendall(self, data: bytes) -> None:
        self._connection.settimeout(_left(self._until))
        self._connection.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Bounded(self._connection, self._until))

    def close(self) -> None:
        """Said as soon as the answer's headers are there; its body is read after that, and then its owner closes it."""


class _Bounded(io.RawIOBase):
    def __init__(self, connection: socket.socket, until: float) -> None:
        self._connection, self._until, self._unread = connection, until, ANSWER_LIMIT

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        self._connection.settimeout(_left(self._until))
        if (most := min(len(buffer), self._unread)) == 0:
            return 0
        read = self._connection.recv_into(buffer, most)
        self._unread -= read
        return read
