"""Films as `watch` asks for them; a module of its own, so that whoever watches a video imports nothing of films."""

from __future__ import annotations

from shared.films.model import shown, shown_to_owner
from shared.films.reads import own_as_of

__all__ = ["own_as_of", "shown", "shown_to_owner"]
