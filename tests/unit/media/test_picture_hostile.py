from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.media.picture import look, without_metadata
from shared.media.rejections import PictureFacts, RejectedPicture, Rejection
from tests.fixtures.hostile_pictures import hostile
from tests.fixtures.picture_files import JPEG, PNG, PROGRESSIVE, WEBP, WEBP_LOSSLESS, honest

ROOT = Path(__file__).parents[3]
HOSTILE = hostile()
SEEDS = {**{name: content for name, content in honest().items() if len(content) < 20_000}}


def reason_of(content: bytes, size: int | None = None) -> Rejection:
    with pytest.raises(RejectedPicture) as rejected:
        look(io.BytesIO(content), len(content) if size is None else size)
    return rejected.value.reason


def result_of(content: bytes) -> PictureFacts | Rejection:
    try:
        return look(io.BytesIO(content), len(content)).facts
    except RejectedPicture as rejected:
        return rejected.reason


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_rejected_with_its_reason(name: str) -> None:
    """I2: bytes decide, not the name."""
    reason, content = HOSTILE[name]
    assert reason_of(content) == reason


def test_every_reason_is_given_to_something() -> None:
    """I2: the set of reasons is closed, and none of it is idle."""
    assert {reason for reason, _ in HOSTILE.values()} == set(Rejection)


@pytest.mark.parametrize(
    "content", [JPEG, PROGRESSIVE, PNG, WEBP, WEBP_LOSSLESS], ids=["jpeg", "progressive", "png", "webp", "lossless"]
)
def test_no_part_of_a_picture_passes_for_the_whole(content: bytes) -> None:
    """I2: cut after any byte."""
    step = max(1, len(content) // 150)
    assert {reason_of(content[:end]) for end in range(12, len(content), step)} <= {Rejection.TRUNCATED}
    assert all(isinstance(result_of(content[:end]), Rejection) for end in range(12))


def test_an_object_shorter_than_was_said_is_truncated() -> None:
    """I2: the size comes from somewhere else than the bytes."""
    for content in (JPEG, PNG, WEBP):
        assert reason_of(content[:-50], len(content)) == Rejection.TRUNCATED


def test_what_is_beyond_the_size_is_never_fetched() -> None:
    """I2: twenty megabytes are the end, whatever was uploaded."""
    source = io.BytesIO(JPEG)
    with pytest.raises(RejectedPicture, match="too_large"):
        look(source, 1 << 40)
    assert source.tell() == 0


@settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.sampled_from(sorted(SEEDS)),
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), max_size=6),
    kept=st.floats(0.1, 1),
)
def test_a_spoiled_picture_gives_facts_or_a_reason(name: str, flips: list[tuple[float, int]], kept: float) -> None:
    """I2: never another error, which would be one of ours."""
    content = bytearray(SEEDS[name])
    for place, mask in flips:
        content[int(place * len(content))] ^= mask
    result = result_of(bytes(content[: max(1, round(kept * len(content)))] if kept < 0.8 else content))
    assert isinstance(result, PictureFacts | Rejection)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    kind=st.sampled_from([JPEG[:2], PNG[:8], PNG[:33], WEBP[:16], JPEG[: JPEG.index(b"\xff\xda")]]), noise=st.binary(max_size=400)
)
def test_noise_behind_an_honest_beginning_gives_facts_or_a_reason(kind: bytes, noise: bytes) -> None:
    """I2: never another error."""
    assert isinstance(result_of(kind + noise), PictureFacts | Rejection)


class _Failing(io.BytesIO):
    """A source whose connection breaks at one of its reads."""

    def __init__(self, content: bytes, reads: int) -> None:
        super().__init__(content)
        self.reads_left = reads

    def read(self, size: int | None = -1, /) -> bytes:
        if self.reads_left == 0:
            raise ConnectionResetError("the network")
        self.reads_left -= 1
        return super().read(size)


@pytest.mark.parametrize("content", [JPEG, PNG, WEBP], ids=["jpeg", "png", "webp"])
def test_an_error_of_the_source_is_not_taken_for_a_broken_picture(content: bytes) -> None:
    """I2: a network that breaks at any read must not reject a good picture for ever."""
    whole = _Failing(content, 10_000)
    found = look(whole, len(content))
    reads = 10_000 - whole.reads_left
    assert reads > 3
    for at in range(reads):
        with pytest.raises(ConnectionResetError):
            look(_Failing(content, at), len(content))
    with pytest.raises(ConnectionResetError):
        b"".join(without_metadata(_Failing(content, 0), found.layout))
