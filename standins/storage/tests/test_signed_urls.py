from __future__ import annotations

import base64
import hashlib
import socket
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from google.cloud import storage
from google.cloud.storage import _signing

from standins.common.clock import MovableClock
from standins.storage.tests.signing import NAME, Signing, code
from standins.storage.tests.stand import Stand
from standins.testing import http

ONCE = {"x-goog-if-generation-match": "0"}


def test_a_signed_get_brings_the_bytes_and_their_headers(signing: Signing) -> None:
    """I2: no other credentials are needed; the ETag is the MD5."""
    signing.blob.metadata = {"job": "j1"}
    signing.blob.upload_from_string(b"pixels", content_type="image/png")
    whole, part = http.get(signing.url()), http.get(signing.url(), headers={"range": "bytes=1-3"})
    head = http.head(signing.url("HEAD"))

    assert (whole.status_code, whole.content, whole.headers["content-type"]) == (200, b"pixels", "image/png")
    assert whole.headers["etag"] == f'"{hashlib.md5(b"pixels").hexdigest()}"'
    assert whole.headers["x-goog-meta-job"] == "j1"
    assert (part.status_code, part.content, part.headers["content-range"]) == (206, b"ixe", "bytes 1-3/6")
    assert (head.status_code, head.headers["content-length"], head.content) == (200, "6", b"")


def test_an_address_signed_for_reading_tells_the_headers_too_and_nothing_more(signing: Signing) -> None:
    """V9: HEAD on a GET's address, as the service has it; no other method stands in for another."""
    signing.blob.upload_from_string(b"pixels", content_type="image/png")
    url = signing.url(query_parameters={"response-content-disposition": "attachment"})
    head = http.head(url)

    assert (head.status_code, head.headers["content-length"], head.content) == (200, "6", b"")
    assert head.headers["content-disposition"] == "attachment"
    for method in ("PUT", "POST", "DELETE"):
        assert code(http.request(method, url)) == (403, "SignatureDoesNotMatch")
    assert code(http.get(signing.url("HEAD"))) == (403, "SignatureDoesNotMatch")
    for method in ("PUT", "DELETE"):
        assert http.head(signing.url(method)).status_code == 403
    assert signing.blob.download_as_bytes() == b"pixels"


def test_a_signed_put_stores_what_it_carries(signing: Signing) -> None:
    """I2: straight from the browser into the bucket."""
    url = signing.url("PUT", content_type="image/png")
    answer = http.put(url, content=b"pixels", headers={"content-type": "image/png"})
    signing.blob.reload()

    assert answer.status_code == 200
    assert answer.headers["x-goog-generation"] == str(signing.blob.generation)
    assert answer.headers["etag"] == f'"{hashlib.md5(b"pixels").hexdigest()}"'
    assert (signing.blob.content_type, signing.blob.size) == ("image/png", 6)


def test_a_put_url_bound_to_generation_zero_works_once(signing: Signing) -> None:
    """I2: the second PUT is a 412 and the first upload stays."""
    url = signing.url("PUT", headers=dict(ONCE))
    first = http.put(url, content=b"first", headers=ONCE)
    second = http.put(url, content=b"second", headers=ONCE)

    assert first.status_code == 200
    assert code(second) == (412, "PreconditionFailed")
    assert signing.blob.download_as_bytes() == b"first"


@pytest.mark.parametrize(
    ("size", "expected"),
    [(9, (400, "EntityTooSmall")), (10, None), (20, None), (21, (400, "EntityTooLarge"))],
)
@pytest.mark.parametrize("chunked", [False, True])
def test_a_size_range_bound_into_the_url_is_enforced(
    signing: Signing, size: int, expected: tuple[int, str] | None, *, chunked: bool
) -> None:
    """I2: nothing is stored outside the range, whether the length was announced or not."""
    bound = {"x-goog-content-length-range": "10,20"}
    content = iter([b"x" * size]) if chunked else b"x" * size
    answer = http.put(signing.url("PUT", headers=dict(bound)), content=content, headers=bound)

    if expected:
        assert code(answer) == expected
    assert signing.blob.exists() == (expected is None)


def test_an_upload_that_is_too_large_is_refused_before_it_was_sent(stand: Stand, signing: Signing) -> None:
    """I2: whoever announces too much need not send it."""
    bound = {"x-goog-content-length-range": "0,1000"}
    parts = urlsplit(signing.url("PUT", headers=dict(bound)))
    head = (
        f"PUT {parts.path}?{parts.query} HTTP/1.1\r\nhost: {parts.netloc}\r\n"
        "x-goog-content-length-range: 0,1000\r\ncontent-length: 1000000000\r\n\r\n"
    )
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=5) as wire:
        wire.sendall(head.encode() + b"x" * 1000)
        answer = b""
        while b"</Error>" not in answer:
            answer += wire.recv(65_536)

    assert answer.startswith(b"HTTP/1.1 400")
    assert b"<Code>EntityTooLarge</Code>" in answer


def test_a_bound_header_that_is_missing_is_malformed_and_another_value_does_not_match(signing: Signing) -> None:
    """I2: every signed header must be there as it was signed."""
    url = signing.url("PUT", headers=dict(ONCE), content_type="image/png")

    missing = http.put(url, content=b"x", headers={"content-type": "image/png"})
    other_type = http.put(url, content=b"x", headers={**ONCE, "content-type": "text/html"})
    other_value = http.put(url, content=b"x", headers={"x-goog-if-generation-match": "1", "content-type": "image/png"})

    assert code(missing) == (400, "MalformedSecurityHeader")
    assert "x-goog-if-generation-match" in missing.text
    assert code(other_type) == code(other_value) == (403, "SignatureDoesNotMatch")
    assert not signing.blob.exists()


def test_an_extension_header_that_was_not_signed_is_refused(signing: Signing) -> None:
    """I2: a holder of the URL cannot add a meaning to it."""
    answer = http.put(signing.url("PUT"), content=b"x", headers={"x-goog-meta-owner": "me"})

    assert code(answer) == (403, "SignatureDoesNotMatch")
    assert not signing.blob.exists()


def test_what_was_tampered_with_does_not_match(signing: Signing) -> None:
    """I2: method, object, bucket, any parameter, or the signature itself."""
    signing.blob.upload_from_string("x")
    url = signing.url()
    signature = parse_qs(urlsplit(url).query)["X-Goog-Signature"][0]
    flipped = signature[:-1] + ("0" if signature[-1] != "0" else "1")

    for forged in (
        url.replace("im%40ge", "other"),
        url.replace("X-Goog-Expires=900", "X-Goog-Expires=604800"),
        url + "&response-content-type=text%2Fhtml",
        url.replace(signature, flipped),
        url.replace(signature, "no-hex"),
    ):
        assert forged != url
        assert code(http.get(forged)) == (403, "SignatureDoesNotMatch")
    assert code(http.put(url, content=b"y")) == (403, "SignatureDoesNotMatch")
    assert http.get(url).status_code == 200


def test_a_key_that_is_not_the_signers_does_not_match(stand: Stand, bucket: storage.Bucket) -> None:
    """I2: only the known key signs."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from google.oauth2 import service_account

    pem = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    stranger = service_account.Credentials.from_service_account_info(
        {"client_email": "stranger@example.com", "private_key": pem.decode(), "token_uri": "https://example.com"}
    )

    assert code(http.get(Signing(bucket, stranger).url())) == (403, "SignatureDoesNotMatch")


def test_a_url_expires(clock: MovableClock, signing: Signing) -> None:
    """I2: valid to its last second, refused after it, for reading and for writing."""
    signing.blob.upload_from_string("x")
    get, put = signing.url(), signing.url("PUT")
    clock.move(890)
    assert http.get(get).status_code == 200
    clock.move(20)

    assert code(http.get(get)) == (400, "ExpiredToken")
    assert code(http.put(put, content=b"y")) == (400, "ExpiredToken")
    assert signing.blob.download_as_text() == "x"


def test_a_url_is_not_valid_before_its_date(clock: MovableClock, signing: Signing) -> None:
    """I2: signed for later is not signed for now."""
    signing.blob.upload_from_string("x")
    url = signing.url()
    clock.move(-3600)

    assert code(http.get(url)) == (403, "RequestTimeTooSkewed")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Goog-Expires", "604801"),
        ("X-Goog-Expires", "0"),
        ("X-Goog-Date", "yesterday"),
        ("X-Goog-Credential", "a@b.c/20200101/auto/storage/goog4_request"),
        ("X-Goog-Credential", "a@b.c/{date}/auto/compute/goog4_request"),
        ("X-Goog-Credential", "a@b.c/{date}/mars-north1/storage/goog4_request"),
        ("X-Goog-Credential", "nothing"),
    ],
)
def test_a_crooked_parameter_is_malformed(signing: Signing, name: str, value: str) -> None:
    """I2: date, lifetime and scope are looked at before anything else."""
    parts = urlsplit(signing.url())
    query = {key: found[0] for key, found in parse_qs(parts.query).items()}
    query[name] = value.format(date=datetime.now(UTC).strftime("%Y%m%d"))
    answer = http.get(f"{parts.scheme}://{parts.netloc}{parts.path}", params=query)

    assert code(answer) == (400, "MalformedSecurityHeader")


def test_a_lifetime_beyond_a_week_cannot_be_signed_at_all(signing: Signing) -> None:
    """I2: the client refuses what the service would."""
    with pytest.raises(ValueError, match="604800"):
        signing.url(expiration=timedelta(days=8))


def test_nothing_is_readable_or_writable_without_a_signature(client: storage.Client, signing: Signing) -> None:
    """I2: anonymous access is denied in XML."""
    signing.blob.upload_from_string("x")
    url = f"{client.api_endpoint}/{signing.blob.bucket.name}/{quote(NAME)}"

    assert code(http.get(url)) == code(http.put(url, content=b"y")) == (403, "AccessDenied")
    assert code(http.delete(url)) == (403, "AccessDenied")
    assert signing.blob.download_as_text() == "x"


def test_what_is_missing_is_missing_in_xml(signing: Signing, client: storage.Client, signer: Any) -> None:
    """I2: a missing object, and a missing bucket."""
    elsewhere = Signing(client.bucket("conformance-no-such-bucket-here"), signer)

    assert code(http.get(signing.url())) == (404, "NoSuchKey")
    assert code(http.get(elsewhere.url())) == (404, "NoSuchBucket")
    assert code(http.put(elsewhere.url("PUT"), content=b"x")) == (404, "NoSuchBucket")


def test_a_download_may_be_given_another_name_and_type(signing: Signing) -> None:
    """I2: response-content-disposition and response-content-type are signed into the URL."""
    signing.blob.upload_from_string("x", content_type="video/mp4")
    url = signing.url(response_disposition='attachment; filename="my film.mp4"', response_type="application/x-film")
    answer = http.get(url)

    assert answer.headers["content-disposition"] == 'attachment; filename="my film.mp4"'
    assert answer.headers["content-type"] == "application/x-film"


def test_a_browser_that_has_the_bytes_is_told_so(signing: Signing) -> None:
    """I2: If-None-Match and If-Modified-Since answer 304, If-Range decides about a range."""
    signing.blob.upload_from_string("content")
    url = signing.url()
    etag = http.get(url).headers["etag"]

    assert http.get(url, headers={"if-none-match": etag}).status_code == 304
    assert http.get(url, headers={"if-none-match": '"other"'}).status_code == 200
    assert http.get(url, headers={"range": "bytes=0-1", "if-range": etag}).status_code == 206
    assert http.get(url, headers={"range": "bytes=0-1", "if-range": '"other"'}).status_code == 200
    assert code(http.get(url, headers={"if-match": '"other"'})) == (412, "PreconditionFailed")
    assert code(http.get(url, headers={"range": "bytes=100-"})) == (416, "InvalidRange")


def test_checksums_bound_into_a_put_are_checked(signing: Signing) -> None:
    """I2: Content-MD5 is held against what arrived."""
    md5 = base64.b64encode(hashlib.md5(b"right").digest()).decode()
    url = signing.url("PUT", content_md5=md5)

    assert code(http.put(url, content=b"wrong", headers={"content-md5": md5})) == (400, "BadDigest")
    assert not signing.blob.exists()
    assert http.put(url, content=b"right", headers={"content-md5": md5}).status_code == 200


def test_a_resumable_upload_can_be_begun_with_a_signed_url(signing: Signing) -> None:
    """I2: the session's address needs no signature; what was bound at its beginning holds at its end."""
    bound = {"x-goog-content-length-range": "0,300000", **ONCE}
    url = signing.url("RESUMABLE", headers=dict(bound), content_type="video/mp4")
    start = {"x-goog-resumable": "start", "content-type": "video/mp4", **bound}
    session = http.post(url, headers=start).headers["location"]
    first = http.put(session, content=b"a" * 262_144, headers={"content-range": "bytes 0-262143/*"})
    too_far = http.put(session, content=b"b" * 262_144, headers={"content-range": "bytes 262144-524287/*"})
    last = http.put(session, content=b"b" * 10, headers={"content-range": "bytes 262144-262153/262154"})
    again = http.post(url, headers=start)

    assert (first.status_code, first.headers["range"]) == (308, "bytes=0-262143")
    assert code(too_far) == (400, "EntityTooLarge")
    assert last.status_code == 200
    assert signing.blob.download_as_bytes() == b"a" * 262_144 + b"b" * 10
    assert code(again) == (412, "PreconditionFailed")


def test_a_url_of_the_second_version_is_refused(stand: Stand, signing: Signing, signer: Any) -> None:
    """I2: what the stand-in cannot check it does not let pass."""
    url = _signing.generate_signed_url_v2(
        signer,
        resource=f"/{signing.blob.bucket.name}/x",
        expiration=timedelta(minutes=5),
        api_access_endpoint=stand.url,
    )

    assert code(http.get(url)) == (501, "NotImplemented")
