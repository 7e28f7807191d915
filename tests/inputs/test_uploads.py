"""The heaviest of the hostile files as a user would upload them; the full run sends all. Each reason is in tests/flows."""

from __future__ import annotations

from tests.fixtures.hostile_pictures import bombs
from tests.fixtures.system import System
from tests.inputs.uploading import upload_hostile

_HEAVY = ("too many bytes", "endless comments", "a bomb of text", "a bomb of a profile", "a bomb of pixels")


def test_bombs_are_rejected_each_for_its_reason_in_bounded_memory(system: System) -> None:
    """I2 A3: twenty megabytes, and sixty-four behind a few; four at once, and nothing of them is kept."""
    heavy = {name: each for name, each in bombs().items() if name in _HEAVY}
    assert upload_hostile(system, heavy) == len(_HEAVY)
