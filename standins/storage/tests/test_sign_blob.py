from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest

from standins.storage.tests.signing import Signing
from standins.storage.tests.stand import Stand
from standins.testing import http


def test_signing_through_iam_makes_urls_that_hold(stand: Stand, signing: Signing, monkeypatch: pytest.MonkeyPatch) -> None:
    """I2: production holds no key: the client asks signBlob with its token, and the URL is good."""
    from google.auth.transport import requests as transport

    signing.blob.upload_from_string("x")
    ask = transport.Request.__call__

    def to_the_stand(self: Any, url: str, *args: Any, **options: Any) -> Any:
        return ask(self, url.replace("https://iamcredentials.googleapis.com", stand.url), *args, **options)

    monkeypatch.setattr(transport.Request, "__call__", to_the_stand)
    url = signing.blob.generate_signed_url(
        version="v4",
        expiration=timedelta(minutes=5),
        service_account_email="functions@demo-rushes.iam.gserviceaccount.com",
        access_token="a-token",
    )

    assert http.get(url).text == "x"


def test_sign_blob_wants_a_token_and_a_payload(stand: Stand) -> None:
    """I2: 401 without a bearer token, 400 for something that is not base64, and the key's name beside the signature."""
    url = f"{stand.url}/v1/projects/-/serviceAccounts/a@b.iam.gserviceaccount.com:signBlob"
    bearer = {"authorization": "Bearer t"}
    payload = {"payload": base64.b64encode(b"to sign").decode()}

    answer = http.post(url, json=payload, headers=bearer).json()
    stand.identity.verify(base64.b64decode(answer["signedBlob"]), b"to sign")
    assert answer["keyId"] == stand.identity.key_id
    assert http.post(url, json=payload).json()["error"]["status"] == "UNAUTHENTICATED"
    assert http.post(url, json=payload, headers={"authorization": "Bearer"}).status_code == 401
    assert http.post(url, json={"payload": "***"}, headers=bearer).json()["error"]["status"] == "INVALID_ARGUMENT"
