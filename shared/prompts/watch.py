"""Prompts as `watch` asks for them; a module of its own, so that whoever watches a video imports nothing of prompts."""

from __future__ import annotations

from shared.prompts.model import read, shown
from shared.prompts.reads import own_as_of, primary_of

__all__ = ["own_as_of", "primary_of", "read", "shown"]
