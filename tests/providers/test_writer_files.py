"""Pictures that go through the Files API: ready before they are used, and removed whatever happens."""

from __future__ import annotations

import io
from collections.abc import Generator
from typing import Any

import pytest

from shared.platform.storage.ranges import RangedReader
from shared.providers.gemini_writer import POLLS
from shared.providers.writing import Photo, Trouble, WritingFailed
from tests.fixtures.fakes import FakeClock
from tests.fixtures.system import System
from tests.providers.desk import Desk, Listener, listening


@pytest.fixture
def desk(system: System) -> Generator[Desk]:
    found = Desk(system)
    yield found
    found.clear()


@pytest.fixture
def listener(desk: Desk) -> Generator[Listener]:
    with listening(desk.url) as found:
        yield found


def asked(listener: Listener) -> list[str]:
    """What went to the Files API and in between, in short."""
    return [
        "write" if each.path.endswith(":generateContent") else "upload" if "/upload/" in each.path else each.method.lower()
        for each in listener.heard
    ]


def test_a_large_picture_waits_until_it_is_ready_and_is_removed(desk: Desk, listener: Listener) -> None:
    """P8: uploaded, looked at every two seconds, used, removed."""
    written = desk.gemini(url=listener.url, inline_bytes=10).write(desk.request(), desk.photo())
    calls = asked(listener)
    assert len(written.text.split()) >= 20
    assert calls[:2] == ["upload", "upload"]
    assert calls[-2:] == ["write", "delete"]
    assert calls.count("get") >= 1
    assert desk.files() == []


def test_a_small_picture_never_goes_there(desk: Desk, listener: Listener) -> None:
    """P8: inline."""
    desk.gemini(url=listener.url).write(desk.request(), desk.photo())
    assert asked(listener) == ["write"]


def test_a_picture_from_cloud_storage_is_read_in_parts(desk: Desk, listener: Listener) -> None:
    """P8: a raw reader may give less than it is asked for."""
    picture = desk.photo()
    with picture.open() as whole:
        content = whole.read() or b""

    def opened() -> RangedReader:
        return RangedReader(len(content), lambda start, end: content[start:end])

    ranged = Photo(picture.uri, picture.mime_type, picture.size, opened)
    request = desk.request()
    expected = desk.gemini().write(request, picture).text
    assert desk.gemini(url=listener.url, inline_bytes=0).write(request, ranged).text == expected
    assert desk.gemini().write(request, ranged).text == expected


@pytest.mark.parametrize(
    ("do", "trouble"),
    [
        ({"status": 500}, Trouble.PROVIDER_ERROR),
        ({"status": 429}, Trouble.RATE_LIMITED),
        ({"block": "safety"}, Trouble.ANSWER_BLOCKED),
        ({"empty": True}, Trouble.EMPTY),
        ({"drop": True}, Trouble.NETWORK),
    ],
    ids=str,
)
def test_the_file_is_removed_when_the_text_fails(desk: Desk, do: dict[str, Any], trouble: Trouble) -> None:
    """P8: after every failure, which stays what it was."""
    desk.fault(do)
    with pytest.raises(WritingFailed) as failed:
        desk.gemini(inline_bytes=0).write(desk.request(), desk.photo())
    assert failed.value.trouble is trouble
    assert desk.files() == []


def test_the_file_is_removed_when_the_answer_to_its_upload_was_lost(desk: Desk) -> None:
    """P8: it has a name of our own, so nobody has to tell us."""
    desk.fault({"accept_then_drop": True}, wire="files", call="upload")
    with pytest.raises(WritingFailed) as failed:
        desk.gemini(inline_bytes=0).write(desk.request(), desk.photo())
    assert failed.value.trouble is Trouble.NETWORK
    assert desk.files() == []


def test_a_file_that_never_gets_ready_is_given_up(desk: Desk, listener: Listener) -> None:
    """P8: ten looks, two seconds apart, then timed out; and removed."""
    clock = FakeClock()  # the simulator's own time stands still in comparison
    desk.system.clock.move(-3600)
    try:
        with pytest.raises(WritingFailed) as failed:
            desk.gemini(url=listener.url, inline_bytes=0, clock=clock).write(desk.request(), desk.photo())
    finally:
        desk.system.clock.move(3600)
    assert failed.value.trouble is Trouble.TIMED_OUT
    assert clock.slept == [2.0] * POLLS
    assert asked(listener).count("get") == POLLS
    assert asked(listener)[-1] == "delete"


def test_a_removal_that_fails_is_tried_again_and_hides_nothing(desk: Desk, listener: Listener) -> None:
    """P8: the text counts; the file goes at the second try."""
    desk.fault({"status": 503}, wire="files", call="delete")
    written = desk.gemini(url=listener.url, inline_bytes=0).write(desk.request(), desk.photo())
    assert written.text
    assert asked(listener).count("delete") == 2
    assert desk.files() == []


def test_a_removal_that_never_works_is_left_to_the_provider(desk: Desk) -> None:
    """P8: two tries; the provider removes it after two days."""
    desk.fault({"status": 503}, times=2, wire="files", call="delete")
    assert desk.gemini(inline_bytes=0).write(desk.request(), desk.photo()).text
    (left,) = desk.files()
    assert left["expirationTime"]


def test_a_bad_picture_is_removed_too(desk: Desk) -> None:
    """P8: what the model cannot read stays nowhere."""
    broken = Photo("gs://x/y.png", "image/png", 9, lambda: io.BytesIO(b"no image!"))
    with pytest.raises(WritingFailed) as failed:
        desk.gemini(inline_bytes=0).write(desk.request(), broken)
    assert failed.value.trouble is Trouble.PICTURE_REFUSED
    assert desk.files() == []
