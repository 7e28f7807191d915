"""Signed URLs as the application makes them, and how the XML interface answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
from google.cloud import storage

NAME = "users/ü 1/im@ge+(1).png"


class Signing:
    """Signs URLs for one object as the application does, and says what the service answers."""

    def __init__(self, bucket: storage.Bucket, signer: Any) -> None:
        self.blob = bucket.blob(NAME)
        self._signer = signer

    def url(self, method: str = "GET", **options: Any) -> str:
        options.setdefault("expiration", timedelta(minutes=15))
        return str(self.blob.generate_signed_url(version="v4", method=method, credentials=self._signer, **options))


def code(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"].startswith("application/xml")
    return answer.status_code, answer.text.split("<Code>")[1].split("</Code>")[0]
