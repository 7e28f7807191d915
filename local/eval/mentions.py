"""Whether a text mentions a style that it was asked for: by the words that people use for it, at their beginnings."""

from __future__ import annotations

import re
from collections.abc import Mapping

from shared.prompts.brief import Brief

_WORDS: Mapping[str, str] = {
    "tracking_shot": r"track|follow|glid|dolly|kamerafahrt|folgt|begleitet|fährt|gleitet|mitfahr",
    "static_shot": r"static|still|fixed|locked|tripod|unmoving|motionless|statisch|steht|stativ|unbewegt|feste? kamera|ruhende",
    "aerial_view": r"aerial|drone|above|overhead|bird|luftaufnahme|drohne|vogel|von oben|überflieg|luft",
    "handheld": r"hand-?held|shak|handkamera|wackel|aus der hand|verwackel",
    "dolly_zoom": r"dolly|vertigo",
    "crane_shot": r"crane|ris(?:es|ing)|lifts|kran|hebt|steigt|aufwärts",
    "pov": r"point[- ]of[- ]view|pov|first[- ]person|through the eyes|subjektiv|ich-perspektive|aus der sicht|augen",
    "dutch_angle": r"dutch|tilt|canted|slant|gekippt|schräg|geneigt",
    "golden_hour": r"golden|gold|sunset|sundown|goldene|abendlicht|abendsonne|warme[sn]? licht",
    "studio_lighting": r"studio",
    "dramatic_rim": r"rim|backlit|backlight|edge|silhouet|kantenlicht|randlicht|gegenlicht|konturlicht|lichtsaum|kante",
    "soft_natural": r"soft|natural|daylight|gentle|weich|natürlich|tageslicht|sanft",
    "neon_night": r"neon",
    "moody_overcast": r"overcast|cloud|grey|gray|muted|diffuse|trüb|wolken|bedeckt|grau|gedämpft|diffus",
    "cinematic": r"cinema|film|movie|widescreen|kino",
    "vintage_film": r"vintage|grain|old film|retro|analog|nostalg|korn|körn|alte[rnm]? film",
    "noir": r"noir",
    "anime_style": r"anime|manga|hand-drawn|gezeichnet",
    "documentary": r"documentar|observ|dokumentar",
    "music_video": r"music|rhythm|beat|musik|rhythm",
    "commercial": r"commercial|advert|polish|gloss|werbe|werbung|glanz|glänz",
    "slow_motion": r"slow[- ]motion|slow-mo|slowed|zeitlupe|verlangsamt",
    "energetic": r"energ|dynamic|lively|vibrant|lebhaft|dynamisch|kraftvoll|schwung",
    "calm": r"calm|quiet|peace|serene|tranquil|still|ruhig|ruhe|still|friedlich|gelassen",
    "mysterious": r"myster|enigma|secret|eerie|geheimnis|mysteriös|rätsel",
    "romantic": r"roman|tender|love|intimate|zärtlich|liebe|verliebt",
    "melancholic": r"melanchol|wistful|sad|sorrow|longing|wehm|schwermut|traurig|sehns",
    "epic": r"epi[cs]|grand|majestic|monumental|vast|gewaltig|heroisch|großartig",
}


def mentions(text: str, style: str) -> bool:
    return bool(re.search(rf"(?:^|[^\w])(?:\w*-)?(?:{_WORDS[style]})", text.lower()))


def mentioned(text: str, brief: Brief) -> dict[str, bool]:
    """For each group that the brief asks for something in, whether the text speaks of all of it."""
    return {group: all(mentions(text, style) for style in styles) for group, styles in brief.chosen().items()}


def known_styles() -> frozenset[str]:
    return frozenset(_WORDS)
