"""Which pages the site has, where each stands in its navigation and under which address: docs/navigation.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from local.tools import ROOT

FILE = ROOT / "docs" / "navigation.toml"
HOME = "index"


class BadNavigation(Exception):
    """A page that is named and is not there, or is named twice."""


@dataclass(frozen=True)
class Page:
    source: str  # its path in the project; of a page that is written from the API document, what that would be
    text: str  # Markdown
    called: str = ""  # in the navigation, where its heading alone would say too little

    @property
    def slug(self) -> str:
        """Its address below /docs/: that of its file, without the folder `docs` and what every file has."""
        path = self.source.removeprefix("docs/").removesuffix(".md")
        return re.sub(r"/readme$", "", path, flags=re.IGNORECASE) if "/" in path else path.lower()

    @property
    def address(self) -> str:
        return "/docs/" if self.slug == HOME else f"/docs/{self.slug}"

    @property
    def twin(self) -> str:
        return f"/docs/{self.slug}.md"

    @property
    def title(self) -> str:
        if self.called:
            return self.called
        found = re.search(r"^# (.+)$", self.text, re.MULTILINE)
        if not found:
            raise BadNavigation(f"{self.source} has no heading")
        return re.sub(r"\[([^\]]+)\]\([^)]*\)|`", r"\1", found[1])

    @property
    def summary(self) -> str:
        """Its first sentence, for lists of pages."""
        for block in re.split(r"\n\s*\n", self.text):
            if not block.lstrip().startswith(("#", "```", "|", "<!--", ">", "- ")):
                words = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", " ".join(block.split()))
                return re.split(r"(?<=[.!?:])\s", words, maxsplit=1)[0].rstrip(":")
        return ""


@dataclass(frozen=True)
class Section:
    title: str
    pages: tuple[Page, ...]


def read(made: Mapping[str, str], root: Path = ROOT) -> list[Section]:
    """In the order of the file. A name with `*` takes what there is; `made` are pages that no file holds."""
    told = tomllib.loads((root / FILE.relative_to(ROOT)).read_text(encoding="utf-8"))
    seen = set[str]()
    sections = list[Section]()
    for section in told["section"]:
        sources = [source for name in section["pages"] for source in _named(name, made, root)]
        if twice := [source for at, source in enumerate(sources) if source in seen or source in sources[:at]]:
            raise BadNavigation(f"{FILE.name} names {', '.join(twice)} twice")
        seen |= set(sources)
        pages = (Page(source, _text(source, made, root), told.get("titles", {}).get(source, "")) for source in sources)
        sections.append(Section(section["title"], tuple(pages)))
    if unknown := told.get("titles", {}).keys() - seen:
        raise BadNavigation(f"{FILE.name} gives a title to {', '.join(sorted(unknown))}, which it does not name")
    return sections


def _named(name: str, made: Mapping[str, str], root: Path) -> Iterator[str]:
    if "*" in name:
        there = {str(file.relative_to(root)) for file in root.glob(name)}
        yield from sorted(there) or [each for each in made if Path(each).match(name)]
    elif name in made or (root / name).is_file():
        yield name
    else:
        raise BadNavigation(f"{FILE.name} names {name}, which is not there")


def _text(source: str, made: Mapping[str, str], root: Path) -> str:
    return made[source] if source in made else (root / source).read_text(encoding="utf-8")
