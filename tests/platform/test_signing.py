from __future__ import annotations

from datetime import datetime, timedelta

import httpx
import pytest
from google.cloud import storage

from shared.platform.clock import MovableClock, SystemClock
from shared.platform.errors import Unavailable
from shared.platform.storage.signed_urls import Method, Signer, SigningRefused
from standins.storage.tests.signing import code
from standins.storage.tests.stand import Stand
from standins.testing import http

ACCOUNT = "rushes-signer@demo-rushes.iam.gserviceaccount.com"
NAME = "users/ü 1/im@ge+(1)~.mp4"
QUARTER = timedelta(minutes=15)


@pytest.fixture
def signer(stand: Stand, clock: MovableClock) -> Signer:
    return Signer(ACCOUNT, clock, stand.url, stand.url)


def test_a_url_for_reading_opens_the_object_until_it_expires(
    signer: Signer, client: storage.Client, clock: MovableClock, bucket: str
) -> None:
    """V9: by the moved clock, to the second."""
    client.bucket(bucket).blob(NAME).upload_from_string("film")
    signed = signer.sign("GET", bucket, NAME, QUARTER)

    assert http.get(signed.url).text == "film"
    clock.move((signed.expires_at - clock.now()).total_seconds() - 2)
    assert http.get(signed.url).text == "film"
    clock.move(3)
    assert code(http.get(signed.url)) == (400, "ExpiredToken")
    assert http.get(signer.sign("GET", bucket, NAME, QUARTER).url).text == "film"


def test_a_url_opens_nothing_else(signer: Signer, client: storage.Client, bucket: str) -> None:
    """V9: neither another object, nor another method, nor with another query."""
    for name in ("mine", "theirs"):
        client.bucket(bucket).blob(name).upload_from_string(name)
    url = signer.sign("GET", bucket, "mine", QUARTER).url

    assert http.get(url).text == "mine"
    for changed in (url.replace("mine", "theirs"), f"{url}&response-content-type=text/html"):
        assert code(http.get(changed)) == (403, "SignatureDoesNotMatch")
    assert code(http.delete(url)) == (403, "SignatureDoesNotMatch")
    assert http.get(url.split("?")[0]).status_code == 403


def test_a_download_has_the_name_that_was_signed(signer: Signer, client: storage.Client, bucket: str) -> None:
    """V9: the query is part of what is signed, whatever it holds."""
    client.bucket(bucket).blob(NAME).upload_from_string("film")
    disposition = "attachment; filename=\"a b.mp4\"; filename*=UTF-8''%C3%BC.mp4"
    query = {"response-content-disposition": disposition, "response-content-type": "video/mp4"}
    answer = http.get(signer.sign("GET", bucket, NAME, QUARTER, query=query).url)

    assert answer.headers["content-disposition"] == disposition
    assert answer.headers["content-type"] == "video/mp4"


def test_an_upload_must_keep_to_the_headers_that_were_signed(signer: Signer, client: storage.Client, bucket: str) -> None:
    """I2: type, size and "only if nothing is there" hold for whoever got the URL."""
    bound = {"Content-Type": "image/png", "x-goog-content-length-range": "1,10", "x-goog-if-generation-match": "0"}

    def put(content: bytes, **changed: str) -> httpx.Response:
        headers = {**{key.lower(): text for key, text in bound.items()}, **changed}
        return http.put(signer.sign("PUT", bucket, NAME, QUARTER, headers=bound).url, content=content, headers=headers)

    assert code(put(b"picture", **{"content-type": "text/html"})) == (403, "SignatureDoesNotMatch")
    assert code(put(b"picture", **{"x-goog-content-length-range": "1,1000"})) == (403, "SignatureDoesNotMatch")
    assert code(put(b"a large picture")) == (400, "EntityTooLarge")
    assert client.bucket(bucket).get_blob(NAME) is None
    assert put(b"picture").status_code == 200
    assert code(put(b"another")) == (412, "PreconditionFailed")
    found = client.bucket(bucket).get_blob(NAME)
    assert found is not None
    assert (found.content_type, found.size) == ("image/png", 7)


@pytest.mark.parametrize("method", ["HEAD", "DELETE"])
def test_other_methods_are_signed_as_well(signer: Signer, client: storage.Client, bucket: str, method: Method) -> None:
    """V9: the method is what it is signed for."""
    client.bucket(bucket).blob("file").upload_from_string("film")
    assert http.request(method, signer.sign(method, bucket, "file", QUARTER).url).is_success


def test_a_url_for_reading_is_given_again_for_a_quarter_of_its_life(stand: Stand, signer: Signer, clock: MovableClock) -> None:
    """V9: polling a finished job asks IAM once, and says when its URL expires; other wishes have other URLs."""
    first = signer.sign("GET", "b", "n", QUARTER)
    clock.move((first.expires_at - clock.now()).total_seconds() - 3 * QUARTER.total_seconds() / 4 + 1)  # a new step's begin
    first = signer.sign("GET", "b", "n", QUARTER)
    stand.fault({"status": 503}, times=100, path_prefix="/v1/projects/")
    clock.move(60)
    assert signer.sign("GET", "b", "n", QUARTER) == first
    unlike: list[tuple[Method, str, timedelta, dict[str, str]]] = [
        ("GET", "m", QUARTER, {}),
        ("GET", "n", 2 * QUARTER, {}),
        ("HEAD", "n", QUARTER, {}),
        ("GET", "n", QUARTER, {"response-content-type": "text/plain"}),
    ]
    for method, name, expires, query in unlike:
        with pytest.raises(Unavailable):
            signer.sign(method, "b", name, expires, query=query)
    stand.clear_faults()
    clock.move(170)
    assert signer.sign("GET", "b", "n", QUARTER).expires_at == first.expires_at + QUARTER / 4


class StillClock(SystemClock):
    """The same moment at every look: no step falls between two signatures that are compared."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        return self._moment


def test_every_instance_gives_the_same_url_and_each_object_changes_its_own_at_another_time(
    stand: Stand, clock: MovableClock
) -> None:
    """V9: so a browser finds what it has; none lives longer than was asked, nor less than three quarters of it."""
    still = StillClock(clock.now())
    one, other = (Signer(ACCOUNT, still, stand.url, stand.url) for _ in range(2))
    names = [f"users/u/images/{number}" for number in range(40)]
    signed = [one.sign("GET", "b", name, QUARTER) for name in names]
    assert [other.sign("GET", "b", name, QUARTER) for name in names] == signed
    left = [each.expires_at - still.now() for each in signed]
    assert all(QUARTER * 3 / 4 - timedelta(seconds=1) <= each <= QUARTER for each in left)
    assert len(set(left)) > 20


@pytest.mark.parametrize("fault", [{"status": 500}, {"drop": "before"}, {"drop": "after"}])
def test_one_failure_of_the_signing_service_is_survived(stand: Stand, signer: Signer, fault: dict[str, object]) -> None:
    """V9: it is asked twice, and then the caller hears that we cannot answer."""
    stand.fault(fault, path_prefix="/v1/projects/")
    assert "X-Goog-Signature=" in signer.sign("GET", "b", "n", QUARTER).url
    stand.fault(fault, times=2, path_prefix="/v1/projects/")
    with pytest.raises(Unavailable, match="signing"):
        signer.sign("GET", "b", "other", QUARTER)
    assert stand.faults_left() == 0


def test_a_refusal_is_not_an_outage(stand: Stand, signer: Signer) -> None:
    """V9: a missing role is ours to mend; it is neither retried nor called unavailable."""
    stand.fault({"status": 403}, times=2, path_prefix="/v1/projects/")
    with pytest.raises(SigningRefused, match=ACCOUNT):
        signer.sign("GET", "b", "n", QUARTER)
    assert stand.faults_left() == 1


@pytest.mark.parametrize("expires", [timedelta(0), timedelta(hours=12, seconds=1), timedelta(days=-1)])
def test_no_url_lives_longer_than_the_key_that_signs_it(signer: Signer, expires: timedelta) -> None:
    """V9: Google signs with keys that it may retire after twelve hours."""
    with pytest.raises(ValueError, match="12:00:00"):
        signer.sign("GET", "b", "n", expires)
