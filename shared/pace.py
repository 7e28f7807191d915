"""Calls a minute that one user may make where no commit counts them. A module of its own, so that a door imports no more."""

from __future__ import annotations


def calls_per_minute() -> int:
    """Of one user, where no commit counts them."""
    from shared import config  # validators are not worth importing for a first call
    from shared.config.model import LimitsSection

    return config.get(LimitsSection).other
