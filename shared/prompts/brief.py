"""What a text is to be about, beside the picture: the styles that were chosen, and the words that people added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.catalog import reads as catalog_reads
from shared.platform.errors import Language
from shared.user_files.plain_text import clipped, one_line, plain

MOST_INSTRUCTIONS = 500
MOST_TITLE = 200
MOST_METADATA = 20  # entries
MOST_KEY, MOST_VALUE = 60, 300
MOST_DRAFT = 2000


@dataclass(frozen=True)
class Styles:
    """How a text should be: the styles, length and shape of the film, the wishes and the language.

    Styles are names of the catalog; the form has checked them.
    """

    camera_style: str = "static_shot"
    film_effects: tuple[str, ...] = ()
    lighting: str | None = None
    mood: str | None = None
    seconds: int | None = None
    aspect_ratio: str | None = None
    instructions: str = ""
    language: Language = "de"


@dataclass(frozen=True)
class Brief(Styles):
    """A config of P1 with the picture's own words."""

    title: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def wishes(self) -> dict[str, str]:
        """What people wrote, cleaned and cut to size: data for the model, never orders."""
        given = {
            "title": one_line(self.title, MOST_TITLE),
            "instructions": clipped(plain(self.instructions), MOST_INSTRUCTIONS),
            **{
                f"about {one_line(str(key), MOST_KEY)}": one_line(str(value), MOST_VALUE)
                for key, value in list(self.metadata.items())[:MOST_METADATA]
            },
        }
        return {name: text for name, text in given.items() if text}

    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The styles by their group, in the catalog's order of groups, without the groups that nothing was chosen in."""
        one = {"camera_style": self.camera_style, "lighting": self.lighting, "mood": self.mood}
        groups = {"film_effects": self.film_effects, **{group: (name,) for group, name in one.items() if name}}
        return {group: groups[group] for group in catalog_reads.styles() if groups.get(group)}


def style_name(group: str, name: str, language: Language) -> str:
    """A style as people call it in their language. KeyError: the catalog has no such style."""
    values: dict[str, Any] = catalog_reads.styles()[group]["values"]
    return values[name][language]
