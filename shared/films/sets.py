"""Closed sets of values, by the names that they have in the API document."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypeAliasType

FilmFit = TypeAliasType("FilmFit", Literal["pad", "crop"])
FilmResolution = TypeAliasType("FilmResolution", Literal["720p", "1080p"])
FilmState = TypeAliasType("FilmState", Literal["waiting", "queued", "compiling", "storing", "completed", "failed", "cancelled"])
MusicType = TypeAliasType("MusicType", Literal["audio/mpeg", "audio/mp4", "audio/wav"])
