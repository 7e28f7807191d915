"""Firestore over REST, without its client."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from shared.platform import clients
from shared.platform.firestore import rest
from shared.platform.firestore.documents import Document, Query
from shared.platform.firestore.rest import FirestoreRest, RestUnavailable

PATH = "system_configs/models"
NAME = f"projects/demo-unit/databases/(default)/documents/{PATH}"
STORED = {
    "name": NAME,
    "updateTime": "2026-11-21T12:00:00.123456Z",
    "fields": {
        "rows": {
            "mapValue": {
                "fields": {
                    "vertex/veo": {"mapValue": {"fields": {"enabled": {"booleanValue": True}, "suspended": {"nullValue": None}}}},
                    "empty": {"mapValue": {}},
                }
            }
        },
        "prices": {"arrayValue": {"values": [{"integerValue": "7"}, {"doubleValue": 0.5}, {"stringValue": "x"}]}},
        "none": {"arrayValue": {}},
        "updated_at": {"timestampValue": "2026-11-21T12:00:00Z"},
    },
}


class Server:
    """Firestore's REST API and the metadata server, as far as they are asked here."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.callers: set[Any] = set()
        self.status, self.content = 200, json.dumps([{"found": STORED, "readTime": "2026-11-21T12:00:01Z"}]).encode()
        self.hang_up = False
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.asked.append((self.path, self.headers["Metadata-Flavor"], None))
                self._answer(200, b'{"access_token": "t-1", "expires_in": 3600}')

            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.asked.append((self.path, self.headers["Authorization"], asked))
                server.callers.add(self.client_address)
                self._answer(server.status, server.content)
                self.close_connection = server.hang_up

            def _answer(self, status: int, content: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.host = f"127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Patient:
    """Stands for the client, which is asked when the quick way fails."""

    def get(self, path: str) -> Document:
        return Document(path, {"by": "the client"})


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture
def reader(server: Server) -> FirestoreRest:
    return FirestoreRest("demo-unit", server.host)


def test_a_documents_values_are_read_as_they_were_written(server: Server, reader: FirestoreRest) -> None:
    """X1: maps, lists, numbers and moments; when it was written stays a text, as exact as it came."""
    (document,) = reader.read([PATH])
    assert document == Document(
        PATH,
        {
            "rows": {"vertex/veo": {"enabled": True, "suspended": None}, "empty": {}},
            "prices": [7, 0.5, "x"],
            "none": [],
            "updated_at": datetime(2026, 11, 21, 12, tzinfo=UTC),
        },
        "2026-11-21T12:00:00.123456Z",
        "2026-11-21T12:00:01Z",
    )
    assert server.asked == [
        ("/v1/projects/demo-unit/databases/(default)/documents:batchGet", "Bearer owner", {"documents": [NAME]})
    ]


def test_no_document_is_none(server: Server, reader: FirestoreRest) -> None:
    """X1: nothing was set yet."""
    server.content = json.dumps([{"missing": NAME, "readTime": "2026-11-21T12:00:01Z"}]).encode()
    assert reader.read([PATH]) == [Document(PATH, None, None, "2026-11-21T12:00:01Z")]


def test_a_query_goes_to_where_its_collection_lies(server: Server, reader: FirestoreRest) -> None:
    """Q1: an id of a caller's making stands in the address as that id and nothing else."""
    server.content = json.dumps([{"readTime": "2026-11-21T12:00:01Z"}]).encode()
    assert reader.find(Query("accounts/a?b%/keys", limit=1)) == []
    assert server.asked[0][0] == "/v1/projects/demo-unit/databases/(default)/documents/accounts/a%3Fb%25:runQuery"


TROUBLE = [
    (503, b""),
    (403, b"{}"),
    (404, b"{}"),
    (200, b""),
    (200, b"<html>"),
    (200, b"{}"),
    (200, b"[]"),
    (200, b"[1]"),
    (200, b'[{"error": {"code": 503}}]'),
    (200, json.dumps([{"found": {**STORED, "fields": {"a": {}}}}]).encode()),
    (200, json.dumps([{"found": {**STORED, "fields": {"a": {"referenceValue": NAME}}}}]).encode()),
    (200, json.dumps([{"found": {**STORED, "fields": {"a": {"timestampValue": "yesterday"}}}}]).encode()),
    (200, json.dumps([{"missing": f"{NAME}2"}]).encode()),
]


@pytest.mark.parametrize(("status", "content"), TROUBLE, ids=str)
def test_whatever_hinders_is_said_and_nothing_is_made_up(
    server: Server, reader: FirestoreRest, status: int, content: bytes
) -> None:
    """Q1: the quick way is a short cut and no second truth."""
    server.status, server.content = status, content
    with pytest.raises(RestUnavailable):
        reader.read([PATH])


def test_a_query_without_a_clear_answer_is_hindered_too(server: Server, reader: FirestoreRest) -> None:
    """Q1: no rows is what Firestore says, never what it does not."""
    for server.status, server.content in TROUBLE[:9]:
        with pytest.raises(RestUnavailable):
            reader.find(Query("images", limit=1))


def test_nobody_there_or_nobody_who_answers_hinders(
    server: Server, reader: FirestoreRest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Q1: where no connection comes about, and where nothing comes through it."""
    monkeypatch.setattr(rest, "_TIMEOUT_S", 0.1)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(RestUnavailable, match="Timeout"):
            FirestoreRest("demo-unit", f"127.0.0.1:{silent.getsockname()[1]}").read([PATH])
    server.close()
    with pytest.raises(RestUnavailable, match="Refused"):
        reader.read([PATH])


def test_one_connection_serves_many_reads_and_another_follows_when_it_was_closed(server: Server, reader: FirestoreRest) -> None:
    """Q1: a handshake is the dearest part of a glance, and a server may hang up whenever it likes."""
    for _ in range(3):
        reader.read([PATH])
    assert len(server.callers) == 1
    server.hang_up = True
    for _ in range(3):
        reader.read([PATH])
    assert len(server.asked) == 6


def test_who_needs_a_single_document_asks_the_client_for_it_when_hindered(
    server: Server, reader: FirestoreRest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Q1: as the public catalog does, which needs the client for nothing else."""
    monkeypatch.setattr(clients, "store", Patient)
    monkeypatch.setattr(clients, "firestore_rest", lambda: reader)
    assert (clients.fields_of(PATH) or {})["none"] == []
    server.status = 503
    assert clients.fields_of(PATH) == {"by": "the client"}


def test_in_the_cloud_the_machine_gives_a_token_and_it_is_kept(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q1: one look at the metadata server for many documents."""
    made: list[str] = []

    def secure(host: str, timeout: float) -> HTTPConnection:
        made.append(host)
        return HTTPConnection(server.host, timeout=timeout)

    monkeypatch.setattr(rest, "_METADATA", server.host)
    monkeypatch.setattr(http.client, "HTTPSConnection", secure)
    reader = FirestoreRest("demo-unit", None)
    for _ in range(3):
        reader.read([PATH])
    assert [given for _, given, _ in server.asked] == ["Google", "Bearer t-1", "Bearer t-1", "Bearer t-1"]
    assert made == ["firestore.googleapis.com"]


def test_a_number_is_added_to_without_being_read(server: Server, reader: FirestoreRest) -> None:
    """V14: one write, which makes the document where there is none; what is refused is told."""
    server.content = b"{}"
    reader.tally(PATH, {"day": "2026-11-21"}, {"views": 1})
    write = {
        "update": {"name": NAME, "fields": {"day": {"stringValue": "2026-11-21"}}},
        "updateMask": {"fieldPaths": ["day"]},
        "updateTransforms": [{"fieldPath": "views", "increment": {"integerValue": "1"}}],
    }
    assert server.asked == [("/v1/projects/demo-unit/databases/(default)/documents:commit", "Bearer owner", {"writes": [write]})]
    server.status = 503
    with pytest.raises(RestUnavailable):
        reader.tally(PATH, {}, {"views": 1})
