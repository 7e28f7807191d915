"""What people write, without what nobody can see."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.user_files.plain_text import clipped, flaw, letter_name, one_line, plain

ENGLAND = "🏴" + "".join(chr(0xE0000 + ord(letter)) for letter in "gbeng") + "\U000e007f"
NEEDED = ("\u200fשועל (fox)\u200f", "ភាសា\u200bខ្មែរ", "Schnee\u00adfuchs", "葛\U000e0100城", "അവന്\u200d")
SIGNS = [*"a1 \n狐🦊☀🏴\u200b\u200d\u200f\u00ad\ufe0f\u202e\x00\ufeff\r\u2028\U000e0100\U000e0067\U000e007f", ENGLAND]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a\x00b\x1bc\x7f", "abc"),
        ("\u202eabc\u202c \u2066d\u2069", "abc d"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("Zucker\ufeff \u3164", "Zucker"),
        ("fine" + "".join(chr(0xE0000 + ord(letter)) for letter in "obey"), "fine"),
        ("half\ud83d pair", "half pair"),
        ("private \ue000use", "private use"),
        ("  \t\u200b ", ""),
        ("\u200f\u00ad\u3000\u2800", ""),
        ("a\u200b\x00\u200b\x00\u200b\u2063\u200bb", "a\u200b\u200bb"),
    ],
)
def test_hidden_letters_go(written: str, kept: str) -> None:
    """P6: control, direction, tags, private use and halves of a pair."""
    assert plain(written) == kept


@pytest.mark.parametrize(
    "text",
    ["👩‍💻 arbeitet", "👨‍👩‍👧‍👦", "🏳️‍🌈 weht", "❤️ und ☀️", "می‌خواهم", "क्‍ष", "Größe, naïve, ĳs", "日本語の文", ENGLAND, *NEEDED],
)
def test_what_scripts_and_emoji_need_stays(text: str) -> None:
    """P6: joiners between signs that they join, and a selector after its sign."""
    assert plain(text) == text


@given(st.lists(st.sampled_from(SIGNS), max_size=12))
def test_what_is_left_has_no_flaw_and_stays(signs: list[str]) -> None:
    """P6: cleaning once is enough, whatever comes together."""
    left = plain("".join(signs))
    assert flaw(left) is None
    assert plain(left) == left


def test_joiners_and_selectors_cannot_carry_a_message() -> None:
    """P6: not in a row, and a selector only after what it selects for."""
    assert plain("👩\u200d\u200c\u200d\u200c💻") == "👩\u200d\u200c💻"
    assert plain("☀\ufe0f\ufe0e\ufe0f\U000e0101") == "☀\ufe0f"
    assert plain("a\ufe0f b\U000e0101") == "a b"


def test_what_is_wrong_is_told_by_place_and_name() -> None:
    """P6: whoever cannot see it learns what to look for."""
    assert flaw("fine") is None
    assert flaw(f"{ENGLAND}a\u202eb") == len(ENGLAND) + 1
    assert (letter_name("\u202e"), letter_name("\x07")) == ("U+202E RIGHT-TO-LEFT OVERRIDE", "U+0007")


def test_text_is_cut_to_size() -> None:
    """P6: a title is one line, and none is longer than it may be."""
    assert one_line("a\n  b\tc", 10) == "a b c"
    assert one_line("x" * 50, 7) == "x" * 7
    assert clipped("word and more", 5) == "word"
