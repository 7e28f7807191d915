"""Fetching a video over the OpenAI wire, and stopping one."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

import pytest

from shared.platform.storage.objects import Corrupted, Gone, Stalled
from shared.providers.interface import Done, OperationGone, Pending, Result
from shared.providers.openai_videos import OpenAIVideos
from tests.providers.conftest import Oddity, Simulator, http_answer
from tests.providers.openai_wire import KEY, order, some_video, wire

Odd = Callable[[bytes], Oddity]


@pytest.fixture
def videos(simulator: Simulator) -> OpenAIVideos:
    return wire(simulator)


def test_another_servers_address_is_not_fetched(videos: OpenAIVideos) -> None:
    """Q3: the key goes to the configured host only; what lies in a bucket is copied, not fetched."""
    with pytest.raises(Gone):
        videos.open(Result("https://elsewhere.example/v1/videos/video_1/content", "video/mp4"))
    with pytest.raises(ValueError, match="Cloud Storage"):
        videos.open(Result("gs://bucket/x.mp4", "video/mp4"))
    assert list(videos.open(Result(None, "video/mp4", b"film"))) == [b"film"]


def moved_to(address: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {address}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()


def content_at(server: Oddity) -> Result:
    return Result(f"{server.address}/v1/videos/video_1/content", "video/mp4")


def test_a_redirect_to_an_allowed_host_is_followed_without_the_key(simulator: Simulator, odd: Odd) -> None:
    """Q3: presigned storage proves itself; the key is not its business."""
    store = odd(http_answer("200 OK", "a film", "video/mp4"))
    server = odd(moved_to(f"{store.address}/film?signature=1"))
    host = store.address.removeprefix("http://")
    videos = wire(simulator, f"{server.address}/v1", redirect_hosts=(host,))
    assert b"".join(videos.open(content_at(server))) == b"a film"
    assert KEY.encode() in server.heads[0]
    assert store.heads[0].startswith(b"GET /film?signature=1 ")
    assert b"authorization" not in store.heads[0].lower()
    assert KEY.encode() not in store.heads[0]


def test_a_redirect_to_any_other_host_is_not_followed(simulator: Simulator, odd: Odd) -> None:
    """Q3: not even without the key."""
    store = odd(http_answer("200 OK", "a film", "video/mp4"))
    server = odd(moved_to(f"{store.address}/film"))
    with pytest.raises(Stalled, match="not allowed"):
        list(wire(simulator, f"{server.address}/v1", redirect_hosts=("storage.example",)).open(content_at(server)))
    assert store.asked == 0


def test_a_redirect_that_goes_in_circles_ends(simulator: Simulator, odd: Odd) -> None:
    """V8: within the same host it is followed a few times."""
    server = odd(moved_to("/v1/videos/video_1/content"))
    with pytest.raises(Stalled, match="too often"):
        list(wire(simulator, f"{server.address}/v1").open(content_at(server)))
    assert 2 <= server.asked <= 5


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (http_answer("200 OK", "half a film", "video/mp4", length=500), Corrupted),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n4\r\nhalf\r\n", Corrupted),
        (http_answer("404 Not Found", '{"error": {"message": "Video with id \'video_1\' not found."}}'), Gone),
        (http_answer("404 Not Found", '{"detail": "Generation is still in-progress"}'), Stalled),
        (http_answer("503 Service Unavailable", "busy"), Stalled),
        (http_answer("401 Unauthorized", "{}"), Stalled),
        (b"", Corrupted),
    ],
    ids=lambda value: value[-30:].decode() if isinstance(value, bytes) else value.__name__,
)
def test_a_video_that_does_not_come_whole_is_an_error(
    simulator: Simulator, odd: Odd, answer: bytes, error: type[Exception]
) -> None:
    """V8: half a film is none; only what the server itself says is gone is gone."""
    server = odd(answer)
    with pytest.raises(error):
        list(wire(simulator, f"{server.address}/v1").open(content_at(server)))


@dataclass
class Talker:
    """Says so much of an endless answer, then nothing more; tells when the caller has hung up."""

    said: bytes
    again: bool = False
    hung_up: threading.Event = field(default_factory=threading.Event)

    def serve(self, listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(20)
            connection.recv(65_536)
            try:
                connection.sendall(self.said)
                while self.again:
                    connection.sendall(b"film" * 65_536)
                while connection.recv(65_536):
                    pass
            except OSError:
                pass
            self.hung_up.set()


@pytest.fixture
def talk() -> Generator[Callable[[Talker], str]]:
    listener = socket.create_server(("127.0.0.1", 0))

    def start(talker: Talker) -> str:
        threading.Thread(target=talker.serve, args=(listener,), daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/v1"

    yield start
    listener.close()


ENDLESS = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 9999999999\r\n\r\n"


@pytest.mark.parametrize("said", [b"", ENDLESS, ENDLESS + b"half a film"], ids=["nothing", "no film", "half of it"])
def test_a_server_that_falls_silent_is_left(simulator: Simulator, talk: Callable[[Talker], str], said: bytes) -> None:
    """V8: after a minute without a byte, here after less."""
    talker = Talker(said)
    address = talk(talker)
    with pytest.raises(Stalled):
        list(wire(simulator, address, stall_s=0.5).open(Result(f"{address}/videos/video_1/content", "video/mp4")))
    assert talker.hung_up.wait(10)


def test_a_reader_that_stops_hangs_up(simulator: Simulator, talk: Callable[[Talker], str]) -> None:
    """V8: closing the stream in the middle ends the download, and what comes is taken in small pieces."""
    talker = Talker(ENDLESS, again=True)
    address = talk(talker)
    stream = wire(simulator, address).open(Result(f"{address}/videos/video_1/content", "video/mp4"))
    assert 0 < len(next(stream)) <= 256 * 1024
    stream.close()  # type: ignore[attr-defined]
    assert talker.hung_up.wait(10)


# -- stopping


def test_a_running_job_is_stopped_when_the_server_confirms(simulator: Simulator, videos: OpenAIVideos) -> None:
    """V10: deleted, and gone."""
    simulator.fault({"never": True})
    operation = videos.submit(order(simulator))
    assert videos.cancel(operation) is True
    with pytest.raises(OperationGone):
        videos.check(operation)
    assert videos.cancel(operation) is False


def test_a_finished_video_is_not_deleted_by_a_late_cancel(simulator: Simulator, videos: OpenAIVideos) -> None:
    """V10: it was made and paid for; deleting it is no abort."""
    operation = videos.submit(order(simulator))
    simulator.render()
    assert videos.cancel(operation) is False
    assert isinstance(videos.check(operation), Done)


@pytest.mark.parametrize("do", [{"status": 409}, {"status": 500}, {"drop": True}], ids=str)
def test_a_cancel_that_is_not_confirmed_is_none(simulator: Simulator, videos: OpenAIVideos, do: dict[str, Any]) -> None:
    """V10: then the job goes on, and is paid for."""
    operation = videos.submit(order(simulator))
    simulator.fault(do, call="delete", job=simulator.job)
    assert videos.cancel(operation) is False
    assert isinstance(videos.check(operation), Pending)


def test_a_delete_that_is_answered_with_the_job_is_no_abort(simulator: Simulator, odd: Odd) -> None:
    """V10: a server may do so and work on."""
    operation = some_video(simulator)
    server = odd(http_answer("200 OK", json.dumps({"id": operation.name, "status": "in_progress"})))
    assert wire(simulator, server.address).cancel(operation) is False
    assert [head.split(b" ")[0] for head in server.heads] == [b"GET", b"DELETE"]


def test_nothing_is_deleted_where_that_would_only_forget_it(simulator: Simulator) -> None:
    """V10: the video is still being made and paid for; it must stay within reach."""
    videos = wire(simulator, delete_aborts=False)
    operation = videos.submit(order(simulator))
    assert videos.cancel(operation) is False
    assert isinstance(videos.check(operation), Pending)
