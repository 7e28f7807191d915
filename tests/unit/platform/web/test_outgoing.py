"""Calls to addresses that users name: where nobody is sent to, and what a hostile host can do to us."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shared.platform.web import outgoing
from shared.platform.web.outgoing import Unreached, is_public, post, target

Serve = Callable[[socket.socket], None]


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.168.1.1", "192.0.0.192"),
        *("198.18.0.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "100::1", "2001:db8::1", "fd00:ec2::254"),
        *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::a9fe:a9fe"),
        *("64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808"),
        *("2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:c0a8:101::"),
        *("2001:0:a00:1::", "2001:0:808:808:0:0:5601:5601"),  # Teredo: by a server within, to a client within
    ],
)
def test_no_address_within_is_public_however_it_is_wrapped(address: str) -> None:
    """W2, A4: private, shared, link-local, metadata, multicast, reserved; mapped, compatible, NAT64, 6to4, Teredo."""
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::"]
)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    """W2: also where a gateway translates them."""
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://example.com/",
            "https://example.com:22/",
            "https://example.com:80/",
            "ftp://example.com/",
            "//example.com/",
            "",
        ),
        *("https://u:p@example.com/", "https://example.com/#f", "https://exa mple.com/", "https://example.com\\@10.0.0.1/"),
        *("https://10.0.0.1/", "https://[::1]/", "https://[fe80::1%25eth0]/", "https://localhost/", "https://intranet/"),
        *("https://metadata.google.internal/", "https://printer.local/", "https://example.com:99999/", "https:///path"),
        "https://example.com/" + "x" * 2000,
    ],
)
def test_a_url_that_leads_nowhere_good_is_refused_by_its_form(url: str) -> None:
    """W2: before anything is resolved."""
    assert target(url, loopback=False) is None


def test_a_url_says_where_it_leads() -> None:
    """W2: the name is kept for TLS and the header `Host`."""
    found = target("https://hooks.example.com:8443/a/b?c=d", loopback=False)
    assert found is not None
    assert (found.host, found.port, found.path, found.named) == (
        *("hooks.example.com", 8443, "/a/b?c=d", "hooks.example.com:8443"),
    )
    plain = target("https://hooks.example.com", loopback=False)
    assert plain is not None
    assert (plain.path, plain.named) == ("/", plain.host)


@pytest.mark.parametrize(
    ("leads_to", "trouble"),
    [
        (["10.0.0.1"], "address"),
        (["8.8.8.8", "169.254.169.254"], "address"),
        (["::ffff:10.0.0.1"], "address"),
        (["127.0.0.1"], "address"),
        ([], "name"),
        (["not an address"], "name"),
    ],
)
def test_a_name_is_sent_to_only_where_all_of_it_is_public(
    monkeypatch: pytest.MonkeyPatch, leads_to: list[str], trouble: str
) -> None:
    """W2: one address within is enough to refuse all; nothing is connected to."""

    def never(*_args: object) -> socket.socket:
        raise AssertionError("it was connected to")

    monkeypatch.setattr(outgoing, "_connected", never)
    with pytest.raises(Unreached) as refused:
        post("https://hooks.example.com/", {}, b"", resolve=lambda _host, _port: leads_to)
    assert refused.value.trouble == trouble


def test_a_name_server_that_does_not_answer_is_not_waited_for() -> None:
    """W2: the name has its own deadline."""
    gone = threading.Event()
    began = time.monotonic()
    with pytest.raises(Unreached) as refused:
        post("https://hooks.example.com/", {}, b"", resolve=lambda _h, _p: [str(gone.wait(20))], timeout_s=0.3)
    gone.set()
    assert (refused.value.trouble, time.monotonic() - began < 2) == ("timeout", True)


# -- a server on this machine


class Server:
    """Answers each connection by one function; what it was sent stands in `got`."""

    def __init__(self, serve: Serve, tls: ssl.SSLContext | None = None) -> None:
        self.got: list[bytes] = []
        self.names: list[str | None] = []
        self._serve, self._tls = serve, tls
        if tls:
            tls.sni_callback = lambda _socket, name, _context: self.names.append(name)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
                connection = self._tls.wrap_socket(connection, server_side=True) if self._tls else connection
                connection.settimeout(5)
                self.got.append(connection.recv(65536))
                self._serve(connection)
                connection.close()
            except OSError:
                if self._listening.fileno() < 0:
                    return

    def close(self) -> None:
        self._listening.close()


@pytest.fixture
def serving() -> Generator[Callable[..., Server]]:
    made: list[Server] = []

    def start(serve: Serve, tls: ssl.SSLContext | None = None) -> Server:
        made.append(Server(serve, tls))
        return made[-1]

    yield start
    for each in made:
        each.close()


def saying(text: bytes) -> Serve:
    return lambda connection: connection.sendall(text)


def test_the_environment_takes_no_part(serving: Callable[..., Server], monkeypatch: pytest.MonkeyPatch) -> None:
    """W2: a proxy of ours would reach what we may not."""
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server = serving(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
    answer = post(f"http://127.0.0.1:{server.port}/hook?a=b", {"webhook-id": "1"}, b"{}", loopback=True)
    assert (answer.status, answer.body) == (200, b"ok")
    head = server.got[0].split(b"\r\n")
    assert head[0] == b"POST /hook?a=b HTTP/1.1"
    assert f"Host: 127.0.0.1:{server.port}".encode() in head


def test_a_redirect_is_an_answer_and_not_followed(serving: Callable[..., Server]) -> None:
    """W2: nobody else's address is ever called."""
    server = serving(saying(b"HTTP/1.1 307 Elsewhere\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"))
    assert post(f"http://127.0.0.1:{server.port}/", {}, b"", loopback=True).status == 307


def flood(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(1000):
        connection.sendall(b"x" * 65536)


def headers_without_end(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(100_000):
        connection.sendall(b"X-%d: %s\r\n" % (number, b"y" * 500))


def test_no_more_than_a_little_is_read_of_an_answer(serving: Callable[..., Server]) -> None:
    """W2, V10: neither of a body nor of headers that never end."""
    server = serving(flood)
    answer = post(f"http://127.0.0.1:{server.port}/", {}, b"", loopback=True)
    assert (answer.status, len(answer.body) <= outgoing.ANSWER_LIMIT) == (200, True)
    server = serving(headers_without_end)
    began = time.monotonic()
    with pytest.raises(Unreached) as refused:
        post(f"http://127.0.0.1:{server.port}/", {}, b"", loopback=True)
    assert (refused.value.trouble, time.monotonic() - began < 5) == ("connection", True)


def dripping(connection: socket.socket) -> None:
    for _ in range(100):
        connection.sendall(b"H")
        time.sleep(0.05)


def test_a_byte_now_and_then_keeps_nobody(serving: Callable[..., Server]) -> None:
    """W2: the deadline is the whole call's, not a read's."""
    server, began = serving(dripping), time.monotonic()
    with pytest.raises(Unreached) as refused:
        post(f"http://127.0.0.1:{server.port}/", {}, b"", loopback=True, timeout_s=0.5)
    assert (refused.value.trouble, time.monotonic() - began < 1.5) == ("timeout", True)


@pytest.mark.parametrize("said", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\x00" * 100])
def test_what_is_no_http_is_no_answer(serving: Callable[..., Server], said: bytes) -> None:
    """W2: whatever listens there."""
    with pytest.raises(Unreached) as refused:
        post(f"http://127.0.0.1:{serving(saying(said)).port}/", {}, b"", loopback=True)
    assert refused.value.trouble == "connection"


def certificate(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's, for this name, and a client's that believes whoever signed it."""
    key, subject = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cadata=made.public_bytes(serialization.Encoding.PEM).decode())


def test_tls_proves_the_name_at_the_checked_address(
    serving: Callable[..., Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W2: SNI, certificate and `Host` are the name's; another name's certificate, or an unknown issuer's, is none."""
    its, believing = certificate("hooks.example.com", tmp_path)
    server = serving(saying(b"HTTP/1.1 204 Done\r\n\r\n"), its)
    monkeypatch.setattr(outgoing, "PORTS", (server.port,))

    def call(host: str, tls: ssl.SSLContext | None) -> int:
        return post(
            f"https://{host}:{server.port}/", {}, b"", resolve=lambda _h, _p: ["127.0.0.1"], tls=tls, loopback=True
        ).status

    assert call("hooks.example.com", believing) == 204
    assert server.names == ["hooks.example.com"]
    assert f"Host: hooks.example.com:{server.port}".encode() in server.got[0]
    for host, tls in (("other.example.com", believing), ("hooks.example.com", None)):
        with pytest.raises(Unreached) as refused:
            call(host, tls)
        assert refused.value.trouble == "certificate"


def test_the_second_address_is_tried_where_the_first_does_not_answer(serving: Callable[..., Server]) -> None:
    """W2: a host with several takes what any of them takes."""
    server = serving(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
    found = post(f"http://localhost:{server.port}/", {}, b"", resolve=lambda _h, _p: ["::1", "127.0.0.1"], loopback=True)
    assert found.status == 200
