"""What the house says about files, without any client: so that rules can name these and import nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

FOREVER = "private, max-age=31536000"  # the cache control of files that are never written again


@dataclass(frozen=True)
class Stored:
    """One generation of one object, as the service describes it; `crc32c` in base64, as it stands there."""

    bucket: str
    name: str
    generation: int
    size: int
    crc32c: str
    content_type: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict[str, str])
    made_at: datetime | None = None

    def holds_the_same_as(self, other: Stored) -> bool:
        return (self.size, self.crc32c) == (other.size, other.crc32c)


class Kept(NamedTuple):
    """What stands at the name after a write that must not replace anything.

    `same` is False when somebody else's content was there first, and stayed.
    """

    stored: Stored
    same: bool


class Gone(Exception):
    """The source is not there, or no longer in the generation that was named."""


class Corrupted(Exception):
    """What arrived is not what was sent; nothing was kept of it."""


class Stalled(Exception):
    """The source gave no byte for too long; nothing was kept of what came before."""
