"""Closed sets of values, by the names that they have in the API document."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypeAliasType

AspectRatio = TypeAliasType("AspectRatio", Literal["16:9", "9:16", "1:1"])
Resolution = TypeAliasType("Resolution", Literal["360p", "720p", "1080p", "4k"])
VideoTask = TypeAliasType("VideoTask", Literal["edit", "extend"])
Billing = TypeAliasType("Billing", Literal["credits", "own_key"])
EditLook = TypeAliasType("EditLook", Literal["warm", "cold", "noir", "vintage", "contrast"])
EditPreset = TypeAliasType("EditPreset", Literal["tiktok", "reels", "shorts", "square", "gif"])
AnnouncementLevel = TypeAliasType("AnnouncementLevel", Literal["info", "warning"])
Language = TypeAliasType("Language", Literal["de", "en"])
CameraStyle = TypeAliasType(
    "CameraStyle",
    Literal["tracking_shot", "static_shot", "aerial_view", "handheld", "dolly_zoom", "crane_shot", "pov", "dutch_angle"],
)
FilmEffect = TypeAliasType(
    "FilmEffect",
    Literal["cinematic", "vintage_film", "noir", "anime_style", "documentary", "music_video", "commercial", "slow_motion"],
)
LightingStyle = TypeAliasType(
    "LightingStyle",
    Literal["golden_hour", "studio_lighting", "dramatic_rim", "soft_natural", "neon_night", "moody_overcast"],
)
Mood = TypeAliasType("Mood", Literal["energetic", "calm", "mysterious", "romantic", "melancholic", "epic"])
