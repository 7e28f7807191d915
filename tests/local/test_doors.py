"""What the local API answers where no door is."""

from __future__ import annotations

from typing import Any

import pytest

from local.functions import near_miss, public_doors
from local.infra.topology import place_of, read
from tests.fixtures.system import System
from tests.fixtures.views import as_view

WORKERS = ("video-tasks", "storage-tasks", "prompt-tasks", "film-tasks", "sweep", "reconcile", "output-events", "upload-events")


@pytest.mark.parametrize("path", ["/nothing/at/all", "/.env", "/" + "x" * 5000, "/%00%ff", "//"])
def test_an_unknown_path_is_an_error_like_any_other_and_names_no_worker(system: System, path: str) -> None:
    """Q3: one shape, with its request id, in the caller's language, readable by a page; the public doors are named."""
    headers = {"Accept-Language": "de", "X-Request-Id": "req-12345678", "Origin": "https://app.example"}
    answer = system.call("GET", path, headers=headers)
    error = as_view("Error", answer.json())
    assert (answer.status_code, error["error"], error["requestId"]) == (404, "NO_SUCH_PATH", "req-12345678")
    assert error["message"].startswith("Unter /")
    places = [place_of(door, read()) for door in public_doors()]
    assert {f"/{place}" for place in places} == {*error["details"]["begin"].split(", ")}
    assert answer.headers["X-Request-Id"] == "req-12345678"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert len(answer.content) < 2000
    named = " ".join([error["message"], error["suggestedAction"], error["details"]["begin"]])
    assert not [worker for worker in WORKERS if f"/{worker}" in named]


@pytest.mark.parametrize("method", ["POST", "DELETE", "OPTIONS", "HEAD"])
def test_whatever_is_tried_there_is_answered_alike(system: System, method: str) -> None:
    """Q3: also the preflight; HEAD without a body."""
    answer = system.call(method, "/vidoes", json={"a": "b"} if method == "POST" else None)
    assert answer.status_code == 404
    assert (method == "HEAD") == (answer.content == b"")


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/vidoes", "/videos"),
        ("/video/abc/links", "/videos/abc/links"),
        ("/Videos/quote", "/videos/quote"),
        ("/api/videos/quote", "/videos/quote"),
        ("/v1/storyboards", "/storyboards"),
        ("/models", "/catalog/models"),
        ("/openapi.json", "/catalog/openapi.json"),
        ("/transactions", "/account/transactions"),
        ("/shot", None),
        ("/elephants", None),
        ("/", None),
    ],
)
def test_a_door_that_was_nearly_hit_is_named(path: str, meant: str | None) -> None:
    """Q3: misspelt, behind a prefix, or without its door; never a worker."""
    assert near_miss(path, public_doors()) == meant


def test_the_suggestion_stands_in_the_answer(system: System) -> None:
    """Q3: to read, and as a detail for programs."""
    error: dict[str, Any] = system.call("GET", "/vidoes/abc").json()
    assert error["suggestedAction"] == "Did you mean /videos/abc?"
    assert error["details"]["did_you_mean"] == "/videos/abc"


def test_the_health_of_the_functions_names_no_worker_either(system: System) -> None:
    """Q1: ready, and for whom."""
    assert system.call("GET", "/health").json() == {"ok": True, "doors": public_doors()}
