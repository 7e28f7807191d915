"""Fetching a finished video: from the provider's addresses only, with the key for one of them, in little memory."""

from __future__ import annotations

import base64
import io
import json
import secrets
import socket
import threading
import tracemalloc
from collections.abc import Generator, Iterator

import av
import pytest

from shared.platform.storage.objects import Corrupted, Gone, Stalled
from shared.providers.inline_data import NotReadable, abridged, data_of
from shared.providers.interface import Done, Operation, Result
from shared.providers.omni import Omni, gemini_api
from shared.providers.wire import ForeignAddress
from tests.fixtures.fakes import NOON, FakeClock
from tests.providers.conftest import Simulator, http_answer
from tests.providers.omni_stage import KEY, MODEL, SURFACES, Send, Sender, head, omni, order

MP4 = "video/mp4"


@pytest.fixture
def send() -> Generator[Send]:
    listeners: list[socket.socket] = []
    senders: list[Sender] = []

    def start(*answers: bytes, stay: bool = False) -> Sender:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        sender = Sender(list(answers), stay=stay, url=f"http://127.0.0.1:{listener.getsockname()[1]}")
        senders.append(sender)
        threading.Thread(target=sender.serve, args=(listener,), daemon=True).start()
        return sender

    yield start
    for sender in senders:
        sender.hold.set()
    for listener in listeners:
        listener.close()


def at(url: str, stall_s: float = 10.0) -> Omni:
    return gemini_api(KEY, FakeClock(), base_url=url, stall_s=stall_s)


def frames(content: bytes) -> int:
    with av.open(io.BytesIO(content), "r") as clip:
        return sum(1 for _ in clip.decode(clip.streams.video[0]))


def made(simulator: Simulator, provider: Omni) -> Result:
    operation = provider.submit(order(simulator))
    simulator.render()
    done = provider.check(operation)
    assert isinstance(done, Done)
    return done.result


def test_a_file_is_streamed_through_its_redirect(simulator: Simulator) -> None:
    """V8: whole, with the key, which the media's own address wants too."""
    provider = omni(simulator)
    assert frames(b"".join(provider.open(made(simulator, provider)))) == 72


@pytest.mark.parametrize("surface", SURFACES)
def test_a_video_in_the_answer_is_streamed_like_any_other(simulator: Simulator, surface: str) -> None:
    """V8, M2: although an address was asked for; no task or document ever holds it."""
    simulator.fault({"inline": True})
    provider = omni(simulator, surface)
    result = made(simulator, provider)
    assert result.content is None
    assert result.uri
    assert result.uri.endswith("#data-0")
    assert len(result.uri) < 200
    assert frames(b"".join(omni(simulator, surface).open(result))) == 72


def test_another_key_cannot_fetch_it(simulator: Simulator) -> None:
    """K1: a file that may not exist, as the provider puts it, is gone."""
    result = made(simulator, omni(simulator))
    with pytest.raises(Gone):
        b"".join(omni(simulator, key="AIza-somebody-else-entirely").open(result))


def test_only_what_is_not_in_our_bucket_is_streamed(simulator: Simulator) -> None:
    """V8: Cloud Storage copies the rest; reading nothing must not pass for an empty video."""
    assert b"".join(omni(simulator).open(Result(None, MP4, b"abc"))) == b"abc"
    for uri in ("gs://b/x.mp4", "", None):
        with pytest.raises(ValueError, match="bucket"):
            omni(simulator).open(Result(uri, MP4))


def test_the_key_goes_to_one_address_only(send: Send) -> None:
    """Q3: not to another port of the same host, wherever a redirect leads; nobody else is asked at all."""
    stranger = send(head("200 OK", Content_Length="3") + b"abc")
    first = send(head("302 Found", Location=f"{stranger.url}/v1beta/files/x", Content_Length="0"))
    with pytest.raises(ForeignAddress):
        b"".join(at(first.url).open(Result(f"{first.url}/v1beta/files/x:download?alt=media", MP4)))
    assert stranger.heads == []
    assert f"x-goog-api-key: {KEY}".lower() in first.heads[0].lower()


@pytest.mark.parametrize(
    "uri",
    [
        "https://evil.example/v.mp4",
        "http://generativelanguage.googleapis.com/v1beta/files/x",
        "https://generativelanguage.googleapis.com:8443/v1beta/files/x",
        "https://generativelanguage.googleapis.com.evil.example/v1beta/files/x",
        "https://evil.example#@generativelanguage.googleapis.com/",
        "http://169.254.169.254/computeMetadata/v1/",
        "file:///etc/passwd",
        "//evil.example/x",
        "data-0",
        "https://evil.example/v1beta/interactions/v1_x#data-0",
    ],
)
def test_nobody_elses_address_is_asked(uri: str) -> None:
    """Q3: whatever the answer named."""
    with pytest.raises(ForeignAddress):
        b"".join(at("https://generativelanguage.googleapis.com").open(Result(uri, MP4)))


def test_a_redirect_that_never_ends_is_left(send: Send) -> None:
    """V8: three steps, not more."""
    server = send(head("302 Found", Location="/again", Content_Length="0"))
    with pytest.raises(ForeignAddress):
        b"".join(at(server.url).open(Result(f"{server.url}/v1beta/files/x", MP4)))
    assert len(server.heads) == 4


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (http_answer("404 Not Found", "{}"), Gone),
        (http_answer("410 Gone", "{}"), Gone),
        (http_answer("403 Forbidden", '{"error": {"message": "You do not have permission, or it may not exist."}}'), Gone),
        (http_answer("403 Forbidden", "{}"), Stalled),
        (http_answer("400 Bad Request", "{}"), Stalled),
        (http_answer("503 Service Unavailable", "{}"), Stalled),
        (head("200 OK", Content_Length="9") + b"abc", Corrupted),
        (b"", Corrupted),
    ],
    ids=lambda value: value[:30].decode() if isinstance(value, bytes) else value.__name__,
)
def test_what_cannot_be_fetched_says_whether_another_try_may_do(send: Send, answer: bytes, error: type[Exception]) -> None:
    """V8: gone for good, or not now; never half a video."""
    server = send(answer)
    with pytest.raises(error):
        b"".join(at(server.url).open(Result(f"{server.url}/v1beta/files/x", MP4)))
    assert len(server.heads) == 1


def test_a_source_that_gives_no_byte_is_left(send: Send) -> None:
    """V8: after the patience that is set, not after the whole video's time."""
    server = send(head("200 OK", Content_Length="9") + b"abc", stay=True)
    pieces = at(server.url, stall_s=0.3).open(Result(f"{server.url}/v1beta/files/x", MP4))
    assert next(pieces) == b"abc"
    with pytest.raises(Stalled):
        next(pieces)


# -- documents with a video in them


def interaction(data: str, **more: object) -> str:
    theirs = {"type": "user_input", "content": [{"type": "image", "data": "AAAA"}, {"type": "text", "text": 'a "data": \\ b'}]}
    video = {"type": "video", "data": data, "mime_type": MP4}
    return json.dumps({"steps": [theirs, {"type": "model_output", "content": [video]}], "status": "completed", **more})


def cut(text: bytes, size: int) -> Iterator[bytes]:
    return (text[start : start + size] for start in range(0, len(text), size))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1_000_000])
@pytest.mark.parametrize("escape", [str, lambda text: text.replace("/", "\\/").replace("=", "\\u003d").replace("+", "\\u002b")])
def test_data_is_found_however_the_answer_is_cut(size: int, escape: type[str]) -> None:
    """M2: between any two bytes, with or without needless escapes; the rest of the document is untouched."""
    content = bytes(range(256)) * 3 + b"\xff\xfe"
    plain = base64.b64encode(content).decode()
    text = interaction(plain).replace(plain, escape(plain)).encode()
    document = abridged(cut(text, size))
    assert document["status"] == "completed"
    assert document["steps"][0]["content"][0]["data"] == "0"
    assert document["steps"][0]["content"][1]["text"] == 'a "data": \\ b'
    assert document["steps"][1]["content"][0]["data"] == "1"
    assert b"".join(data_of(cut(text, size), 1)) == content
    assert b"".join(data_of(cut(text, size), 0)) == b"\0\0\0"


def test_a_word_that_is_only_called_data_is_no_data() -> None:
    """M2: keys and values are told apart."""
    document = {"data": {"data": ["data", "x"]}, "a": "data", "b": "y"}
    assert abridged([json.dumps(document).encode()]) == document


@pytest.mark.parametrize("text", ["", "<html>", '{"a": ', '{"a": "b', '{"a": "\\u12'])
def test_what_is_no_json_is_not_readable(text: str) -> None:
    """M2: and so says nothing."""
    with pytest.raises(NotReadable):
        abridged([text.encode()])


@pytest.mark.parametrize(("data", "number"), [("no base64!", 1), ("AAAAA", 1), ("AAAA", 2)])
def test_data_that_is_none_is_not_taken_for_a_video(send: Send, data: str, number: int) -> None:
    """V8: fetched again, not kept."""
    server = send(http_answer("200 OK", interaction(data)))
    result = Result(f"{server.url}/v1beta/interactions/v1_x#data-{number}", MP4)
    with pytest.raises(Corrupted):
        b"".join(at(server.url).open(result))


def test_a_long_video_in_the_answer_is_never_whole_in_memory(send: Send) -> None:
    """V8: twenty megabytes pass in less than four, to hear of them and to fetch them."""
    content = secrets.token_bytes(20 * 1024 * 1024)
    server = send(http_answer("200 OK", interaction(base64.b64encode(content).decode())))
    provider = at(server.url)
    operation = Operation("v1_x", MODEL, "gemini-api", NOON, "")
    provider.check(operation)  # what is imported and built once does not count
    tracemalloc.start()
    try:
        done = provider.check(operation)
        assert isinstance(done, Done)
        assert done.result.uri == f"{server.url}/v1beta/interactions/v1_x#data-1"
        size = sum(len(piece) for piece in provider.open(done.result))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size == len(content)
    assert peak < 4 * 1024 * 1024, peak
