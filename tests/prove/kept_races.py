"""Two at once at what somebody keeps: films, pictures, texts, storyboards."""

from __future__ import annotations
