"""Titles in any script: which font, which direction, where lines end; nothing is cut off and nothing is a box."""

from __future__ import annotations

import json
import lzma
from typing import Any

import pytest
import uharfbuzz
from PIL import ImageFont

from shared.media.film import bidi, letters
from shared.media.film.lettering import Line, laid_out
from shared.media.film.title import picture
from shared.media.film.wording import worded
from shared.user_files.plain_text import plain

HD = (1280, 720)
harfbuzz: Any = uharfbuzz
NO_GLYPH = chr(0xF0000)
MIRRORED = str.maketrans("()", ")(")  # as HarfBuzz does
TITLES = {
    "German": "Größe und Maß – „Über den Dächern“",
    "Greek": "Η αλεπού στο χιόνι",
    "Russian": "Лиса в снегу: Привет!",
    "Vietnamese, in parts": "Con ca\u0301o trong tuye\u0302\u0301t",
    "Arabic": "الثعلب في الثلج (Fox 2026) يركض",
    "Persian": "می‌خواهم روباه را ببینم",
    "Hebrew": "שועל בשלג (fox) רץ, 3 ימים!",
    "Hindi": "बर्फ़ में लोमड़ी की क्षत्रिय कहानी",
    "Bengali": "তুষারে শিয়াল",
    "Punjabi": "ਬਰਫ਼ ਵਿੱਚ ਲੂੰਬੜੀ",
    "Gujarati": "બરફમાં શિયાળ",
    "Odia": "ବରଫରେ ବିଲୁଆ",
    "Tamil": "பனியில் நரி",
    "Telugu": "మంచులో నక్క",
    "Kannada": "ಹಿಮದಲ್ಲಿ ನರಿ",
    "Malayalam": "മഞ്ഞിൽ കുറുക്കൻ",
    "Sinhala": "හිමේ නරියා ශ්‍රී",
    "Thai": "สุนัขจิ้งจอกวิ่งในหิมะ",
    "Lao": "ໝາຈອກໃນຫິມະ",
    "Khmer": "កញ្ជ្រោង\u200bរត់\u200bក្នុង\u200bព្រិល",
    "Burmese": "နှင်းထဲက မြေခွေး",
    "Tibetan": "གངས་ནང་གི་ཝ་མོ།",
    "Georgian": "მელა თოვლში",
    "Armenian": "Աղվեսը ձյան մեջ",
    "Amharic": "ቀበሮ በበረዶ ውስጥ",
    "Chinese": "雪地里的狐狸——“白日依山尽，黄河入海流”",
    "Chinese in Taiwan": "雪地裡的狐狸：臺灣的冬天",
    "Japanese": "雪の中を走る狐「きつねの物語」、第一章。",
    "Korean": "눈 속을 달리는 여우의 이야기 \u1112\u1161\u11ab",
    "emoji": "🦊❄️ 👨‍👩‍👧‍👦 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 🇩🇪 1️⃣ ❤️‍🔥 👩🏽‍💻 ☎︎",
    "signs": "A → B ✓ ∞ ≠ ½ ★ ² © №",
    "mixed": "Fox שועל 狐 лиса ثعلب 🦊 लोमड़ी",
    "long": "Ein Titel, der in keine Zeile passt und deshalb umbrochen wird, damit alle ihn lesen",
}


def promised_by(font: str) -> set[str]:
    ranges = [each.partition("-") for each in json.loads((letters.FONTS / "coverage.json").read_text())[font].split()]
    return {chr(code) for first, _, last in ranges for code in range(int(first, 16), int(last or first, 16) + 1)}


def fonts_of(text: str) -> list[str]:
    return [run.font for run in letters.runs(letters.composed(text))]


def said(line: Line) -> str:
    return "".join(glyph.sign for glyph in line.glyphs)


@pytest.mark.parametrize("text", TITLES.values(), ids=TITLES.keys())
@pytest.mark.parametrize("size", [HD, (720, 1280)])
def test_a_title_of_any_script_is_drawn_whole(text: str, size: tuple[int, int]) -> None:
    """F1: each letter by a font that has it, within the frame, with nothing cut off at its rims."""
    assert letters.undrawable(text) == ""
    lines, points = worded(text, size)
    assert points >= min(size) * 0.05
    assert all(0 < line.width * points <= size[0] * 0.85 for line in lines)
    assert not any(NO_GLYPH in said(line) for line in lines)
    alpha = picture(text, size).getchannel("A")
    left, top, right, bottom = alpha.getbbox() or (0, 0, 0, 0)
    assert 0 < left < right < alpha.width
    assert 0 < top < bottom < alpha.height


def test_every_letter_of_the_table_is_in_its_font() -> None:
    """F1: the door promises from a table what the worker draws from the fonts; `python -m local.fonts` writes both."""
    for font in letters.names():
        promised = promised_by(font)
        assert promised
        assert promised <= promised_by("any")
        shaped = letters.FONTS / f"{font}.ttf.xz"
        if shaped.exists():
            face = harfbuzz.Face(lzma.decompress(shaped.read_bytes()))
            assert promised <= {chr(code) for code in face.unicodes}
        else:
            drawn: Any = ImageFont.truetype(str(letters.FONTS / f"{font}.woff2"), 12, layout_engine=ImageFont.Layout.BASIC)
            box = bytes(drawn.getmask("\ue0ff"))
            some = sorted(promised)[::20]
            assert [each for each in some if bytes(drawn.getmask(each)) == box] == []


def test_whatever_is_not_refused_has_a_font_that_has_it() -> None:
    """F1: alone and beside others."""
    alone = [each for each in sorted(promised_by("any")) if plain(each) == each]
    assert len(alone) > 35_000
    for letter in (each for each in alone if not "\u4e10" < each < "\u9ff0" and not "\uac10" < each < "\ud790"):
        (run,) = letters.runs(letter)
        assert letters.drawn_by(run.font).holds(letter), hex(ord(letter))


def test_letters_that_no_font_has_are_told_before() -> None:
    """F1: each once, in their order; what only joins or directs needs no font."""
    assert letters.undrawable("Größe 🎬 日本 𓃥 𒀀 𓃥\n\u200f\u200b\u00ad\u3000") == "𓃥𒀀"


def test_ideographs_have_the_forms_of_their_readers() -> None:
    """F1: Japanese beside kana, traditional where a letter is only that, else simplified; rare ones where they are."""
    assert fonts_of("雪の中") == ["japanese"]
    assert fonts_of("雪地裡") == ["traditional"]
    assert fonts_of("雪地里") == ["simplified"]
    assert fonts_of("龘") == ["simplified"]
    assert fonts_of("雪 눈") == ["japanese", "latin", "korean"]


def test_signs_go_with_the_letters_beside_them() -> None:
    """F1: quotes around Chinese are wide, and open with what follows; emoji are pictures, signs of text are not."""
    assert fonts_of("“白日”") == ["simplified"]
    assert fonts_of("“Fox”") == ["latin"]
    assert fonts_of("1️⃣ 1") == ["emoji", "latin"]
    assert fonts_of("☀☀︎") == ["emoji", "symbols"]
    assert fonts_of("©️©") == ["emoji", "latin"]


def visible(text: str) -> str:
    """As it is read from left to right."""
    base = bidi.base_level(text)
    levels = bidi.levels(text, base)
    return "".join(text[at].translate(MIRRORED) if levels[at] % 2 else text[at] for at in bidi.visual(levels))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("fox אבג 12 דה end", "fox הד 12 גבא end"),
        ("אבג fox 12 דה", "הד fox 12 גבא"),
        ("אבג (fox)", "(fox) גבא"),
        ("אבג foo (bar)", "foo (bar) גבא"),
        ("foo (אבג) bar", "foo (גבא) bar"),
        ("אב, 1.5% גד!", "!דג 1.5% ,בא"),
        ("ثعلب 12", "12 بلعث"),
        ("a, אב. b", "a, בא. b"),
        ("abc", "abc"),
        ("", ""),
    ],
)
def test_right_to_left_and_left_to_right_meet_as_unicode_says(text: str, shown: str) -> None:
    """F1: UAX 9, with numbers, signs and brackets."""
    assert visible(text) == shown


def test_arabic_letters_join_and_hebrew_begins_on_the_right() -> None:
    """F1: other glyphs than alone; the first letter is the one farthest to the right."""
    alone = {said(laid_out(letter, 1)) for letter in "ثعلب"}
    assert not set(said(laid_out("ثعلب", 1))) <= set("".join(alone))
    first, last = said(laid_out("ש", 1)), said(laid_out("ל", 1))
    assert (said(laid_out("שועל", 1))[-1], said(laid_out("שועל", 1))[0]) == (first, last)


def test_signs_of_consonants_in_a_row_and_emoji_of_several_are_one_glyph() -> None:
    """F1: what HarfBuzz and the fonts are there for."""
    assert len(laid_out("क्ष", 0).glyphs) == 1
    assert laid_out("👩🏽‍💻", 0).width == laid_out("💻", 0).width


def lines_of(text: str, size: tuple[int, int] = HD) -> list[float]:
    return [round(line.width, 1) for line in worded(text, size).lines]


def test_lines_end_where_each_script_lets_them() -> None:
    """F1: at blanks and zero-width spaces, after soft hyphens, between ideographs but never before their full stops."""
    assert len(lines_of("កញ្ជ្រោងរត់\u200b" * 8)) > 1
    parted = worded("Schneefuchs\u00adspuren" * 6, HD).lines
    assert len(parted) > 1
    assert said(parted[0])[-1] == said(laid_out("-", 0))
    for line in worded("雪地里的狐狸。" * 8, HD).lines:
        assert said(line)[0] != "。"
    assert "「" not in {said(line)[-1] for line in worded("きつね「物語」" * 8, HD).lines}


def test_a_word_that_no_line_holds_is_parted_between_its_signs() -> None:
    """F1: an unbroken row of Thai stays legible, its vowels stay with their consonants, and all of it is there."""
    text = "สุนัขจิ้งจอกวิ่งในหิมะที่เชียงใหม่" * 3
    wording = worded(text, HD)
    assert len(wording.lines) > 1
    assert wording.points > 0.05 * 720
    assert sum(len(line.glyphs) for line in wording.lines) == len(laid_out(text, 0).glyphs)


def test_lines_are_of_like_lengths() -> None:
    """F1: no single word is left over where the lines can share."""
    widths = lines_of("Die lange Reise der Füchse durch den Schnee")
    assert len(widths) == 2
    assert min(widths) > 0.6 * max(widths)
