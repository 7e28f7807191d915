"""`python -m local.fonts`: make the fonts of film titles again, from packages of npm, and the table of what they can draw.

Each is cut down to its script. Those that need shaping are kept as TrueType under xz, with every glyph also at a place of the
private plane 15, by which Pillow draws what HarfBuzz chose; the others as WOFF2. See shared/media/film/fonts/README.md.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import lzma
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.python_packages import environment, fetched_uv
from local.setup import run
from local.tools import LOCAL, ROOT

HERE = ROOT / "shared" / "media" / "film" / "fonts"
TOOLS = ("fonttools==4.68.0", "brotli==1.2.1")
PRIVATE = 0xF0000  # and the glyph's number

Range = tuple[int, int]
HAN: Range = (0x4E00, 0x9FFF)
_CJK_SIGNS: tuple[Range, ...] = (
    (0xB7, 0xB7), (0x2014, 0x2014), (0x2018, 0x2019), (0x201C, 0x201D), (0x2025, 0x2026), (0x203B, 0x203B), (0x3001, 0x303F),
    (0xFF01, 0xFF9F), (0xFFE0, 0xFFE6),
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    package: str
    version: str
    file: str
    ranges: tuple[Range, ...]
    codec: str = ""  # of the ideographs, only those that this old character set has
    rows: Range = (0, 0)  # and of these, only those in these rows of its table
    shaped: bool = True


def _noto(name: str, version: str, *ranges: Range) -> Source:
    package, file = f"@expo-google-fonts/noto-sans-{name}", f"700Bold/NotoSans{name.title()}_700Bold.ttf"
    return Source(package, version, file, ((0x20, 0x20), *ranges))


def _cjk(name: str, *ranges: Range, codec: str = "", rows: Range = (0, 0)) -> Source:
    package, file = f"@expo-google-fonts/noto-sans-{name}", f"700Bold/NotoSans{name.upper()}_700Bold.ttf"
    return Source(package, "0.4.3", file, (*_CJK_SIGNS, *ranges), codec, rows, shaped=False)


# In the order in which a letter is looked for.
SOURCES: dict[str, Source] = {
    "latin": Source(
        "@expo-google-fonts/noto-sans", "0.4.2", "700Bold/NotoSans_700Bold.ttf",
        ((0x20, 0x52F), (0x1AB0, 0x1ACE), (0x1C80, 0x1C8A), (0x1D00, 0x1FFF), (0x2010, 0x218F), (0x2C60, 0x2C7F),
         (0x2DE0, 0x2E5D), (0xA640, 0xA69F), (0xA700, 0xA7FF), (0xAB30, 0xAB6B), (0xFB00, 0xFB06), (0xFE20, 0xFE2F),
         (0xFFFD, 0xFFFD)),
    ),
    "hebrew": _noto("hebrew", "0.4.1", (0x591, 0x5F4), (0xFB1D, 0xFB4F)),
    "arabic": _noto("arabic", "0.4.3", (0x600, 0x6FF), (0x750, 0x77F), (0x870, 0x8FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC)),
    "syriac": _noto("syriac", "0.4.2", (0x700, 0x74F), (0x860, 0x86A)),
    "thaana": _noto("thaana", "0.4.2", (0x780, 0x7B1)),
    "armenian": _noto("armenian", "0.4.2", (0x531, 0x58F), (0xFB13, 0xFB17)),
    "georgian": _noto("georgian", "0.4.3", (0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2D)),
    "ethiopic": _noto("ethiopic", "0.4.2", (0x1200, 0x139F), (0x2D80, 0x2DDE), (0xAB01, 0xAB2E)),
    "devanagari": _noto("devanagari", "0.4.1", (0x900, 0x97F), (0x1CD0, 0x1CF9), (0xA830, 0xA839), (0xA8E0, 0xA8FF)),
    "bengali": _noto("bengali", "0.4.4", (0x980, 0x9FF)),
    "gurmukhi": _noto("gurmukhi", "0.4.1", (0xA00, 0xA7F)),
    "gujarati": _noto("gujarati", "0.4.2", (0xA80, 0xAFF)),
    "oriya": _noto("oriya", "0.4.2", (0xB00, 0xB7F)),
    "tamil": _noto("tamil", "0.4.3", (0xB80, 0xBFF)),
    "telugu": _noto("telugu", "0.4.2", (0xC00, 0xC7F)),
    "kannada": _noto("kannada", "0.4.3", (0xC80, 0xCFF)),
    "malayalam": _noto("malayalam", "0.4.2", (0xD00, 0xD7F)),
    "sinhala": _noto("sinhala", "0.4.2", (0xD80, 0xDFF)),
    "thai": _noto("thai", "0.4.2", (0xE00, 0xE7F)),
    "lao": _noto("lao", "0.4.2", (0xE80, 0xEFF)),
    "tibetan": Source(
        "@expo-google-fonts/noto-serif-tibetan", "0.4.2", "700Bold/NotoSerifTibetan_700Bold.ttf", ((0x20, 0x20), (0xF00, 0xFFF))
    ),
    "myanmar": _noto("myanmar", "0.4.2", (0x1000, 0x109F), (0xA9E0, 0xA9FE), (0xAA60, 0xAA7F)),
    "khmer": _noto("khmer", "0.4.3", (0x1780, 0x17FF), (0x19E0, 0x19FF)),
    "emoji": Source(
        "@expo-google-fonts/noto-emoji", "0.4.7", "700Bold/NotoEmoji_700Bold.ttf",
        ((0x20, 0x7E), (0xA9, 0xA9), (0xAE, 0xAE), (0x200D, 0xE007F)),
    ),
    "korean": _cjk("kr", (0x3131, 0x3163), (0x3165, 0x318E), (0xAC00, 0xD7A3)),
    "simplified": _cjk("sc", (0x2460, 0x24FF), (0x3105, 0x312F), (0x3200, 0x33FF), HAN),
    "traditional": _cjk("tc", (0x3105, 0x312F), HAN, codec="big5", rows=(0xA4, 0xC6)),  # the frequent ones
    "japanese": _cjk("jp", (0x3041, 0x30FF), (0x31F0, 0x31FF), HAN, codec="euc_jp", rows=(0xB0, 0xF4)),  # JIS X 0208
    "symbols": Source("dejavu-fonts-ttf", "2.37.3", "ttf/DejaVuSans-Bold.ttf", ((0x2070, 0x2BFF),), shaped=False),
}  # fmt: skip


def make() -> None:
    packages = [f"{each.package}@{each.version}" for each in SOURCES.values()]
    place = LOCAL / "fonts"
    place.mkdir(parents=True, exist_ok=True)
    (place / "package.json").write_text('{"private": true}')
    run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", *packages], "fonts", "npm found no fonts", folder=place)
    for old in [*HERE.glob("*.woff2"), *HERE.glob("*.xz")]:
        old.unlink()
    drawn: dict[str, set[int]] = {}
    for name, source in SOURCES.items():
        target = HERE / f"{name}.{'ttf.xz' if source.shaped else 'woff2'}"
        drawn[name] = _cut(place / "node_modules" / source.package / source.file, source, target)
        print(f"{target.name}: {len(drawn[name])} characters, {target.stat().st_size // 1024} KiB")
    table = {"any": _ranges(set().union(*drawn.values())), **{name: _ranges(each) for name, each in drawn.items()}}
    (HERE / "coverage.json").write_text(json.dumps(table, indent=1) + "\n")
    _licences(place)


def _cut(file: Path, source: Source, target: Path) -> set[int]:
    subset: Any = importlib.import_module("fontTools.subset")
    options = subset.Options(layout_features=["*"] if source.shaped else [], hinting=False, name_IDs=[0, 1, 2, 5, 13, 14])
    options.drop_tables += ["meta", "vhea", "vmtx", "VORG", "BASE", "DSIG", *([] if source.shaped else ["GSUB", "GPOS", "GDEF"])]
    font = subset.load_font(str(file), options)
    wanted = {code for first, last in source.ranges for code in range(first, last + 1) if _belongs(code, source)}
    drawn = wanted & set(font.getBestCmap())
    worker = subset.Subsetter(options)
    worker.populate(unicodes=drawn)
    worker.subset(font)
    if not source.shaped:
        font.flavor = "woff2"
        font.save(target, reorderTables=False)
        return drawn
    _number(font)
    plain = target.with_suffix("")
    font.save(plain)
    target.write_bytes(lzma.compress(plain.read_bytes(), preset=9 | lzma.PRESET_EXTREME))
    plain.unlink()
    return drawn


def _belongs(code: int, source: Source) -> bool:
    if not source.codec or not HAN[0] <= code <= HAN[1]:
        return True
    try:
        row = chr(code).encode(source.codec)
    except UnicodeEncodeError:
        return False
    return len(row) == 2 and source.rows[0] <= row[0] <= source.rows[1]


def _number(font: Any) -> None:
    """Every glyph at a place of its own, beside its letter's."""
    tables: Any = importlib.import_module("fontTools.ttLib.tables._c_m_a_p")
    whole = tables.CmapSubtable.newSubtable(12)
    whole.platformID, whole.platEncID, whole.language = 3, 10, 0
    whole.cmap = {**font.getBestCmap(), **{PRIVATE + number: name for number, name in enumerate(font.getGlyphOrder())}}
    others = [each for each in font["cmap"].tables if (each.platformID, each.platEncID) == (3, 1)]
    variations = [each for each in font["cmap"].tables if each.format == 14]
    font["cmap"].tables = [*variations, *others, whole]


def _ranges(codes: Iterable[int]) -> str:
    found: list[list[int]] = []
    for code in sorted(codes):
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return " ".join(f"{first:x}" if first == last else f"{first:x}-{last:x}" for first, last in found)


def _licences(place: Path) -> None:
    """The licence of the Noto fonts once, under the copyright lines of all; DejaVu's as it is."""
    lines: dict[str, None] = {}
    text = ""
    for source in SOURCES.values():
        file = place / "node_modules" / source.package / "LICENSE_FONT"
        if file.exists():
            notice, _, text = file.read_text().partition("\n")
            lines[notice.strip()] = None
    (HERE / "OFL.txt").write_text("\n".join(lines) + "\n" + text)
    dejavu = (place / "node_modules" / SOURCES["symbols"].package / "LICENSE").read_text()
    (HERE / "DEJAVU-LICENSE.txt").write_text(dejavu)


if __name__ == "__main__":
    if importlib.util.find_spec("fontTools"):
        make()
    else:
        brought = [part for tool in TOOLS for part in ("--with", tool)]
        again = [fetched_uv(run), "run", "--no-project", "--quiet", *brought, "python", "-m", "local.fonts"]
        raise SystemExit(subprocess.run(again, cwd=ROOT, env=environment(), check=False).returncode)
