"""What people write, without what nobody can see."""

from __future__ import annotations

import pytest

from shared.texts import clipped, one_line, plain


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\x00b\x1bc\x7f", "abc"),
        ("\u202eabc\u202c \u2066d\u2069", "abc d"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("Zu\u00adcker\ufeff", "Zucker"),
        ("fine" + "".join(chr(0xE0000 + ord(letter)) for letter in "obey"), "fine"),
        ("half\ud83d pair", "half pair"),
        ("private \ue000use", "private use"),
        ("  \t\u200b ", ""),
    ],
)
def test_hidden_letters_go(given: str, kept: str) -> None:
    """P6: control, direction, tags, private use and halves of a pair."""
    assert plain(given) == kept


@pytest.mark.parametrize(
    "text",
    ["👩‍💻 arbeitet", "👨‍👩‍👧‍👦", "🏳️‍🌈 weht", "❤️ und ☀️", "می‌خواهم", "क्‍ष", "Größe, naïve, ĳs", "日本語の文"],
)
def test_what_scripts_and_emoji_need_stays(text: str) -> None:
    """P6: joiners between signs that they join, and a selector after its sign."""
    assert plain(text) == text


def test_joiners_and_selectors_cannot_carry_a_message() -> None:
    """P6: not in a row, not between plain letters, not at an end."""
    assert plain("a\u200d\u200cb\u200d") == "ab"
    assert plain("👩\u200d\u200d\u200c💻") == "👩\u200c💻"
    assert plain("☀\ufe0f\ufe0e\ufe0f\U000e0101") == "☀\ufe0f"
    assert plain("\u200d👩") == "👩"


def test_text_is_cut_to_size() -> None:
    """P6: a title is one line, and none is longer than it may be."""
    assert one_line("a\n  b\tc", 10) == "a b c"
    assert one_line("x" * 50, 7) == "x" * 7
    assert clipped("word and more", 5) == "word"
