"""What a tool of `mcp` takes that no door's form describes."""

from __future__ import annotations

from shared.platform.web.validation import Strict


class Nothing(Strict):
    """Whatever is given is not known there."""
