"""Calls a minute that one user, or one address, may make to an instance. A module of its own, so that a door imports no more."""

from __future__ import annotations

from typing import Literal

from shared.config import model, sections
from shared.platform.web.rates import HEAVIEST

Admitted = Literal["generation", "compile", "prompts", "prompts_of_guests"]  # limits that a commit counts by


def calls_per_minute(*admitted: Admitted, refused: bool = False) -> int:
    """Of one user, where no commit counts them; or of those that may spend and were refused, where these limits admit.

    Whoever asks for no more than is admitted shall never be refused here, not even with all of it under way at once.
    """
    limits = sections.get(model.LimitsSection)
    spending = [HEAVIEST * getattr(limits, each) for each in admitted] if refused else []
    return max([limits.other, *spending])


def visits_per_minute(*, refused: bool = False) -> int:  # noqa: ARG001 - nobody can spend there
    """From one address, behind which many may be."""
    return sections.get(model.LimitsSection).visitors
