"""Calls a minute that one user may make to an instance. A module of its own, so that a door imports no more."""

from __future__ import annotations

from shared.config import model, sections
from shared.platform.web.rates import HEAVIEST


def calls_per_minute(*, refused: bool = False) -> int:
    """Of one user, where no commit counts them; or of those that may spend and were refused.

    Whoever asks for no more than is admitted shall never be refused here, not even with all of it under way at once.
    """
    limits = sections.get(model.LimitsSection)
    return max(limits.other, HEAVIEST * limits.generation, HEAVIEST * limits.compile) if refused else limits.other
