"""The studio as the local stack shows it: where it lies, what a browser is told of it, what stands there before it is built."""

from __future__ import annotations

import asyncio
import fcntl
import gzip
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from local.infra import headers
from local.studio import building, served
from local.studio.served import Studio
from standins.common import asgi
from tests.fixtures import http_client
from tests.fixtures.system import System

INDEX = f"<!doctype html><title>Studio</title>{'<p>' * 600}"
SCRIPT = f"export const words = '{'x' * 3000}';"


class Told(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


@pytest.fixture
def dist(tmp_path: Path, system: System, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("GOOGLE_CLOUD_PROJECT", "STORAGE_EMULATOR_HOST", "FIREBASE_AUTH_EMULATOR_HOST", "FIRESTORE_EMULATOR_HOST"):
        monkeypatch.setenv(name, system.environment[name])
    files = {"index.html": INDEX, "icon.svg": "<svg/>", ".made-from": "a digest", "assets/main-1a.js": SCRIPT}
    for name, text in files.items():
        (tmp_path / "dist" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "dist" / name).write_text(text)
    (tmp_path / "secret.txt").write_text("of nobody's")
    return tmp_path / "dist"


def ask(studio: Studio, path: str, method: str = "GET", **asked: str) -> Told:
    sent: list[asgi.Message] = []

    async def receive() -> asgi.Message:
        return {"type": "http.request"}

    async def send(message: asgi.Message) -> None:
        sent.append(message)

    names = {name.replace("_", "-").encode(): value.encode() for name, value in asked.items()}
    scope: dict[str, Any] = {"type": "http", "method": method, "path": path, "headers": list(names.items())}
    assert studio.knows(path)
    asyncio.run(studio(scope, receive, send))
    told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Told(sent[0]["status"], told, b"".join(message["body"] for message in sent[1:]))


def test_every_address_of_the_studio_shows_its_one_page_and_a_lost_file_is_lost(dist: Path) -> None:
    """Q1: deep links open; an old page that asks for a file of before gets no page for it."""
    studio = Studio(dist)
    for path in (
        "/",
        "/studio",
        "/studio/",
        "/studio/videos/abc",
        "/studio/library?tag=a",
        "/studio/.made-from",
        "/studio/index.html",
    ):
        told = ask(studio, path)
        assert (told.status, told.headers["content-type"], told.body) == (200, "text/html; charset=utf-8", INDEX.encode()), path
        assert told.headers["cache-control"] == "no-cache"
    script, icon = ask(studio, "/studio/assets/main-1a.js"), ask(studio, "/studio/icon.svg")
    assert (script.headers["content-type"], script.body) == ("text/javascript; charset=utf-8", SCRIPT.encode())
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (icon.headers["content-type"], icon.headers["cache-control"]) == ("image/svg+xml", "no-cache")
    for path in ("/studio/assets/main-0.js", "/studio/assets/../../secret.txt", "/studio/assets/"):
        assert ask(studio, path).status == 404, path
    assert ask(studio, "/studio/../secret.txt").body == INDEX.encode()
    assert ask(studio, "/", "POST").status == 405


def test_a_file_is_sent_once_and_small(dist: Path) -> None:
    """Q1: pressed where the browser takes it, not again where it has it, and not at all where it asks about it."""
    studio = Studio(dist)
    plain, pressed = (
        ask(studio, "/studio/assets/main-1a.js"),
        ask(studio, "/studio/assets/main-1a.js", accept_encoding="br, gzip"),
    )
    assert gzip.decompress(pressed.body) == plain.body
    assert (pressed.headers["content-encoding"], plain.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert len(pressed.body) == int(pressed.headers["content-length"]) < len(plain.body)
    assert pressed.headers["etag"] != plain.headers["etag"]
    again = ask(studio, "/studio/assets/main-1a.js", accept_encoding="gzip", if_none_match=pressed.headers["etag"])
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", pressed.headers["etag"])
    head = ask(studio, "/studio/assets/main-1a.js", "HEAD")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(SCRIPT)))


def test_a_browser_is_told_what_hosting_would_tell_it_but_for_the_emulators(dist: Path, system: System) -> None:
    """A6 U2: one table for both; nothing of Google's is a source here."""
    told = ask(Studio(dist), "/studio/videos").headers
    for name, value in headers.of_a_deployment("rushes-example").items():
        if name not in ("Content-Security-Policy", "Strict-Transport-Security"):
            assert told[name.lower()] == value
    policy = told["content-security-policy"]
    assert "google" not in policy
    for place in ("STORAGE_EMULATOR_HOST", "FIREBASE_AUTH_EMULATOR_HOST", "FIRESTORE_EMULATOR_HOST"):
        assert system.environment[place] in policy


@pytest.mark.parametrize("state", ["building", "failed", "missing"])
def test_before_there_is_a_studio_its_page_says_why(
    dist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    """Q1: one that is being built shows itself; one that cannot be says where the reason stands."""
    for name in ("_LOCK", "_FAILED"):
        monkeypatch.setattr(building, name, tmp_path / name)
    for module in (building, served):
        monkeypatch.setattr(module, "DIST", dist)
    studio = Studio(dist)
    if state == "missing":
        (dist / "index.html").unlink()
    if state == "failed":
        (tmp_path / "_FAILED").touch()
    with (tmp_path / "_LOCK").open("w") as lock:
        if state == "building":
            fcntl.flock(lock, fcntl.LOCK_EX)
        told = ask(studio, "/studio/videos")
        assert ask(studio, "/studio/assets/main-1a.js").status == 200
    page, said = told.body.decode(), {"building": "being built", "failed": "build.log", "missing": "make run"}
    assert (told.status, told.headers["cache-control"]) == (500 if state == "failed" else 503, "no-store")
    assert said[state] in page
    assert ('http-equiv="refresh"' in page) == (state == "building")
    assert not re.search(r"<script|<style|style=", page)
    if state == "building":
        assert ask(studio, "/").body == INDEX.encode()


def test_the_stack_tells_where_it_runs(system: System) -> None:
    """U2 E2: the same host, the emulators, no secret; what a browser and the command line need."""
    answer = http_client.get(f"{system.url}/config.json")
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == ("application/json", "no-cache")
    assert answer.json() == {
        "url": "",
        "firebase": {"apiKey": "local", "authDomain": system.url.removeprefix("http://"), "projectId": system.project},
        "emulators": {
            "auth": system.environment["FIREBASE_AUTH_EMULATOR_HOST"],
            "firestore": system.environment["FIRESTORE_EMULATOR_HOST"],
        },
        "version": http_client.get(f"{system.url}/catalog/version").json()["version"],
        "docs": "/docs/",
    }
    again = http_client.get(f"{system.url}/config.json", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_the_studio_stands_beside_the_doors(system: System) -> None:
    """Q3: its page is no error, and an error is no page."""
    assert "text/html" in http_client.get(f"{system.url}/").headers["content-type"]
    assert http_client.get(f"{system.url}/studios").json()["error"] == "NO_SUCH_PATH"
