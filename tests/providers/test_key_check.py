"""Whether a key is good, by a free call to the provider; here the provider is a server that answers as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from shared.platform.sealed_secrets import Secret
from shared.providers.key_check import Verdict, check
from tests.fixtures.system import System

KEY = Secret("sk-good-key-0123456789")
_NOT_VALID = {"error": {"code": 400, "details": [{"reason": "API_KEY_INVALID"}]}}
_NOT_HERE = {"error": {"code": 400, "status": "FAILED_PRECONDITION", "message": "User location is not supported."}}


@dataclass
class Desk:
    url: str
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list[tuple[str, str, dict[str, str]]])


@contextmanager
def provider_that_says(status: int, document: Any = None, **headers: str) -> Generator[Desk]:
    body = json.dumps(document if document is not None else {"data": []}).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            desk.asked.append((self.command, self.path, {name.lower(): text for name, text in self.headers.items()}))
            self.send_response(status)
            for name, text in {**headers, "content-length": str(len(body))}.items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    desk = Desk(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield desk
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("provider", "status", "document", "verdict"),
    [
        ("gemini-api", 200, {"models": []}, Verdict.VALID),
        ("gemini-api", 400, _NOT_VALID, Verdict.INVALID),
        ("gemini-api", 400, _NOT_HERE, Verdict.UNKNOWN),
        ("gemini-api", 403, None, Verdict.INVALID),
        ("gemini-api", 429, None, Verdict.UNKNOWN),
        ("gemini-api", 503, None, Verdict.UNKNOWN),
        ("openai-videos", 200, None, Verdict.VALID),
        ("openai-videos", 401, None, Verdict.INVALID),
        ("openai-videos", 403, None, Verdict.UNKNOWN),
        ("openai-videos", 404, ["odd"], Verdict.UNKNOWN),
        ("openai-videos", 500, None, Verdict.UNKNOWN),
    ],
)
def test_only_a_plain_word_of_the_provider_judges_a_key(provider: str, status: int, document: Any, verdict: Verdict) -> None:
    """K1: valid and invalid are said by the provider; anything else says nothing about the key."""
    with provider_that_says(status, document) as desk:
        assert check(provider, KEY, None, base_url=desk.url) is verdict
    assert len(desk.asked) == 1


def test_the_key_travels_in_its_header_and_nowhere_else() -> None:
    """K1: never in an address, which others log."""
    with provider_that_says(200) as desk:
        check("gemini-api", KEY, None, base_url=desk.url)
        check("openai-videos", KEY, "proj_1", base_url=f"{desk.url}/v1")
    (gemini, openai) = desk.asked
    assert gemini[:2] == ("GET", "/v1beta/models?pageSize=1")
    assert gemini[2]["x-goog-api-key"] == KEY.reveal()
    assert "authorization" not in gemini[2]
    assert openai[:2] == ("GET", "/v1/models")
    assert (openai[2]["authorization"], openai[2]["openai-project"]) == (f"Bearer {KEY.reveal()}", "proj_1")


def test_no_key_goes_where_a_redirect_leads() -> None:
    """K1: a key is for one address."""
    with provider_that_says(200) as other, provider_that_says(307, location=other.url) as desk:
        assert check("openai-videos", KEY, None, base_url=desk.url) is Verdict.UNKNOWN
    assert other.asked == []


def test_a_provider_that_cannot_be_reached_says_nothing() -> None:
    """K1: unreachable is not invalid."""
    with provider_that_says(200) as desk:
        gone = desk.url
    assert check("gemini-api", KEY, None, base_url=gone, timeout_s=2) is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("provider", "where"), [("gemini-api", "GOOGLE_GEMINI_BASE_URL"), ("openai-videos", "RUSHES_OPENAI_VIDEOS_URL")]
)
def test_the_simulator_speaks_both_wires(system: System, provider: str, where: str) -> None:
    """M5: without any real key the same call runs."""
    url = system.environment[where]
    assert check(provider, KEY, None, base_url=url) is Verdict.VALID
    assert check(provider, Secret("invalid-0123456789"), None, base_url=url) is Verdict.INVALID
