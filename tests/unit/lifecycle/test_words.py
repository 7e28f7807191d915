"""By which words something is found."""

from __future__ import annotations

import pytest

from shared.lifecycle import words
from shared.lifecycle.words import found, terms, words_of


@pytest.mark.parametrize(
    ("sought", "text"),
    [
        ("strasse", "Die Straße bei Nacht"),
        ("STRAßE", "strasse"),
        ("ubung", "Übung macht den Meister"),
        ("übung", "Ubung"),
        ("cafe", "Un café, s'il vous plaît"),
        ("café", "cafe\u0301"),
        ("fox forest", "In the forest a fox runs."),
        ("cons", "A constellation"),
        ("fox", "Two foxes"),
        ("4k", "Sharp 4K"),
        ("狐狸", "一只狐狸在森林里"),
        ("여우", "여우가 달린다"),
        ("t:fox", "fox t"),
    ],
)
def test_what_people_type_meets_what_was_written(sought: str, text: str) -> None:
    """V15: without capitals and accents, by beginnings of three letters and more; and Firestore finds it by a term of its own."""
    assert found(words_of(sought), words_of(text))
    assert {words.of_word(word) for word in words_of(sought)} <= set(terms((), text))


@pytest.mark.parametrize(("sought", "text"), [("fo", "A fox"), ("ox", "A fox"), ("foxes", "A fox"), ("fox cat", "A fox")])
def test_what_is_not_there_is_not_found(sought: str, text: str) -> None:
    """V15: no parts from within a word, no beginnings of fewer than three letters, and all words must be there."""
    assert not found(words_of(sought), words_of(text))


def test_terms_are_bounded_and_the_longest_words_count() -> None:
    """V15, N1: sixty at most; tags come first, then the words that say the most, each once."""
    long = " ".join(f"{chr(97 + n // 26)}{chr(97 + n % 26)}x{'y' * (n % 7)}" for n in range(200))
    made = terms([f"tag {n}" for n in range(20)], "Name", long)
    assert len(made) == words.MOST
    assert made[:20] == tuple(f"t:tag {n}" for n in range(20))
    assert terms((), long) == tuple(dict.fromkeys(terms((), long)))
    assert "fox" in terms((), "constellation " * 500, "foxglove")
    assert terms((), None, "") == ()
    assert terms(["Café  Noir"]) == ("t:cafe noir", "caf", "noi")
