from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from google.cloud import storage

from standins.storage.tests.stand import Stand
from standins.testing import http

STUDIO = "http://localhost:5173"
CORS = [
    {
        "origin": [STUDIO],
        "method": ["PUT"],
        "responseHeader": ["Content-Type", "x-goog-if-generation-match"],
        "maxAgeSeconds": 600,
    },
    {"origin": ["*"], "method": ["GET", "HEAD"], "responseHeader": ["Content-Range"]},
]


@pytest.fixture
def shared(make_bucket: Callable[..., storage.Bucket]) -> storage.Bucket:
    return make_bucket(cors=CORS)


def _preflight(stand: Stand, bucket: storage.Bucket, origin: str, method: str, headers: str = "") -> httpx.Headers:
    asked = {"origin": origin, "access-control-request-method": method}
    if headers:
        asked["access-control-request-headers"] = headers
    answer = http.options(f"{stand.url}/{bucket.name}/some/object", headers=asked)
    assert answer.status_code == 200
    return answer.headers


def test_a_preflight_is_answered_as_the_bucket_says(stand: Stand, shared: storage.Bucket) -> None:
    """M5: origin, method and headers of the entry that fits."""
    allowed = _preflight(stand, shared, STUDIO, "PUT", "content-type,x-goog-if-generation-match")

    assert allowed["access-control-allow-origin"] == STUDIO
    assert allowed["access-control-allow-methods"] == "PUT"
    assert allowed["access-control-max-age"] == "600"
    assert "x-goog-if-generation-match" in allowed["access-control-allow-headers"]


@pytest.mark.parametrize(
    ("origin", "method", "headers"),
    [
        ("http://evil.example", "PUT", ""),
        (STUDIO, "DELETE", ""),
        (STUDIO, "PUT", "x-goog-meta-secret"),
    ],
)
def test_a_preflight_for_something_else_gets_no_headers(
    stand: Stand, shared: storage.Bucket, origin: str, method: str, headers: str
) -> None:
    """M5: the browser then refuses by itself."""
    assert "access-control-allow-origin" not in _preflight(stand, shared, origin, method, headers)


def test_the_answer_itself_carries_the_headers_too(stand: Stand, shared: storage.Bucket) -> None:
    """M5: any origin may read, even the refusal."""
    answer = http.get(f"{stand.url}/{shared.name}/x", headers={"origin": "http://anywhere.example"})

    assert answer.status_code == 403
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-expose-headers"] == "Content-Range"


def test_a_bucket_without_cors_allows_nothing(stand: Stand, bucket: storage.Bucket) -> None:
    """M5: neither for the preflight nor for the answer."""
    assert "access-control-allow-origin" not in _preflight(stand, bucket, STUDIO, "GET")
    answer = http.get(f"{stand.url}/storage/v1/b/{bucket.name}/o", headers={"origin": STUDIO})
    assert "access-control-allow-origin" not in answer.headers
