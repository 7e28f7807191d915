"""One document over REST, without Firestore's client."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from shared.platform import clients, glance
from shared.platform.documents import Document
from shared.platform.settings import read_settings
from tests.unit.test_settings import GOOD

STORED = {
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
    }
}


class Server:
    """Firestore's REST API and the metadata server, as far as they are asked here."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.status, self.content = 200, json.dumps(STORED).encode()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                token = "/token" in self.path
                server.asked.append((self.path, self.headers.get("Authorization") or self.headers.get("Metadata-Flavor") or ""))
                content = b'{"access_token": "t-1", "expires_in": 3600}' if token else server.content
                self.send_response(200 if token else server.status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Patient:
    """Stands for the client, which is asked when the quick way fails."""

    def get(self, path: str) -> Document:
        return Document(path, {"by": "the client"})


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    made = Server()
    monkeypatch.setattr(glance, "settings", lambda: read_settings({**GOOD, "FIRESTORE_EMULATOR_HOST": made.host}))
    monkeypatch.setattr(clients, "store", Patient)
    yield made
    made.close()


def test_a_documents_values_are_read_as_they_were_written(server: Server) -> None:
    """X1: maps, lists and numbers; times stay texts."""
    assert glance.fields_of("system_configs/models") == {
        "rows": {"vertex/veo": {"enabled": True, "suspended": None}, "empty": {}},
        "prices": [7, 0.5, "x"],
        "none": [],
        "updated_at": "2026-11-21T12:00:00Z",
    }
    ((path, authorization),) = server.asked
    assert path == "/v1/projects/demo-unit/databases/(default)/documents/system_configs/models"
    assert authorization == "Bearer owner"


def test_no_document_is_none(server: Server) -> None:
    """X1: nothing was set yet."""
    server.status = 404
    assert glance.fields_of("system_configs/models") is None


@pytest.mark.parametrize(("status", "content"), [(503, b""), (403, b"{}"), (200, b"<html>"), (200, b'{"fields": {"a": {}}}')])
def test_whatever_hinders_the_client_is_asked(server: Server, status: int, content: bytes) -> None:
    """Q1: the quick way is a short cut and no second truth."""
    server.status, server.content = status, content
    assert glance.fields_of("system_configs/models") == {"by": "the client"}


def test_nobody_there_is_asked_through_the_client_too(server: Server) -> None:
    """Q1: also where no connection comes about."""
    server.close()
    assert glance.fields_of("system_configs/models") == {"by": "the client"}


def test_in_the_cloud_the_machine_gives_a_token_and_it_is_kept(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q1: one look at the metadata server for many documents."""
    from http.client import HTTPConnection

    monkeypatch.setattr(glance, "settings", lambda: read_settings(GOOD))
    monkeypatch.setattr(glance, "_METADATA", server.host)
    monkeypatch.setattr(glance, "_secure", lambda: HTTPConnection(server.host))
    monkeypatch.setattr(glance, "_token", [])
    for _ in range(3):
        assert (glance.fields_of("system_configs/models") or {})["none"] == []
    assert [given for _, given in server.asked] == ["Google", "Bearer t-1", "Bearer t-1", "Bearer t-1"]
