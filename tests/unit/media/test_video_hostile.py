"""Films that no encoder makes: whatever is in them, a check ends with facts or with a reason, in bounded memory."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.media.facts import BrokenMedia, Facts
from shared.media.video import poster, probe
from tests.fixtures.film_files import FASTSTART, FRAGMENTS, box, film, find_box

ROOT = Path(__file__).parents[3]
SEEDS = {
    "plain": film(0.5, movflags=""),
    "index first": film(0.5, movflags=FASTSTART),
    "fragments": film(0.5, movflags=FRAGMENTS),
}
PLAIN = SEEDS["plain"]


def result_of(content: bytes) -> Facts | str:
    """Facts and a still, or why not; any other error is one of ours."""
    try:
        facts = probe(io.BytesIO(content))
    except BrokenMedia as broken:
        facts = broken.reason.value
    with suppress(BrokenMedia):
        poster(io.BytesIO(content))
    return facts


def _said(kind: bytes, at: int, number: int, content: bytes = PLAIN) -> bytes:
    """A number in the first box of this kind, replaced."""
    where = content.index(kind, find_box(content, b"moov")[0]) + 4 + at
    return content[:where] + struct.pack(">I", number) + content[where + 4 :]


def impossible() -> dict[str, bytes]:
    index_at, index_end = find_box(PLAIN, b"moov")
    head, index = PLAIN[: find_box(PLAIN, b"ftyp")[1]], PLAIN[index_at:index_end]
    nested = b""
    for _ in range(5000):
        nested = box(b"moov", nested)
    return {
        "endless samples": _said(b"stsz", 8, 0xFFFFFFFF),
        "endless times": _said(b"stts", 4, 0xFFFFFFFF),
        "endless chunks": _said(b"stco", 4, 0xFFFFFFFF),
        "samples of four gigabytes": _said(b"stsz", 4, 0xFFFFFFFF),
        "a chunk beyond the end": _said(b"stco", 8, 0xFFFFFFF0),
        "no time scale": _said(b"mdhd", 12, 0),
        "an endless duration": _said(b"mdhd", 16, 0xFFFFFFFF),
        "a picture of four billion": _said(b"avc1", 24, 0xFFFFFFFF),
        "no descriptions": _said(b"stsd", 4, 0),
        "countless descriptions": _said(b"stsd", 4, 0xFFFFFFFF),
        "boxes in boxes": head + nested + bytes(2000),
        "countless boxes": head + box(b"free") * 20_000 + index,
        "two indexes": PLAIN + index,
        "an index in an index": head + box(b"moov", index) + bytes(2000),
        "an index of nothing": head + box(b"moov", bytes(5000)),
        "an archive behind": PLAIN + b"PK\x03\x04" + bytes(500),
        "a page in front": b"<html><script>alert(1)</script>" + PLAIN,
        "a film of another name": PLAIN.replace(b"isom", b"heic"),
        "noise behind a head": head + bytes(range(256)) * 40,
    }


@pytest.mark.parametrize("name", impossible())
def test_a_film_that_cannot_be_gives_facts_or_a_reason(name: str) -> None:
    """V8: never another error, which would be tried again until its deadline."""
    assert result_of(impossible()[name])


@settings(max_examples=120, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.sampled_from(sorted(SEEDS)),
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), max_size=8),
    in_index=st.booleans(),
    kept=st.floats(0.1, 1),
)
def test_a_spoiled_film_gives_facts_or_a_reason(name: str, flips: list[tuple[float, int]], in_index: bool, kept: float) -> None:
    """V8: bits flipped, most of all where it says what it is, and its end missing."""
    content = bytearray(SEEDS[name])
    first, last = find_box(SEEDS[name], b"moov") if in_index else (0, len(content))
    for place, mask in flips:
        content[first + int(place * (last - first))] ^= mask
    assert result_of(bytes(content[: round(kept * len(content))] if kept < 0.5 else content))


def test_no_film_takes_much_memory() -> None:
    """V8: what is allocated follows the file, not what it says of itself."""
    script = """
from bench.metrics import peak_mib
from tests.unit.media.test_video_hostile import PLAIN, impossible, result_of
result_of(PLAIN)
before = peak_mib()
for content in impossible().values():
    result_of(content)
print(peak_mib() - before)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert float(done.stdout) < 200  # MiB
