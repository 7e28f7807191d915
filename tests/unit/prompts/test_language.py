"""German or English: measured on texts that were labelled by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.platform.errors import Language
from shared.prompts.language import language_of

HERE = Path(__file__).parent
LABELLED: list[tuple[Language, str]] = [
    *(("de", line) for line in (HERE / "german.txt").read_text(encoding="utf-8").splitlines()),
    *(("en", line) for line in (HERE / "english.txt").read_text(encoding="utf-8").splitlines()),
]


def test_the_labelled_set_is_what_it_claims_to_be() -> None:
    """P2: at least two hundred different texts of 20 to 60 words."""
    assert len({text for _, text in LABELLED}) == len(LABELLED) >= 200
    assert [text for _, text in LABELLED if not 20 <= len(text.split()) <= 60] == []


def test_german_is_told_from_english() -> None:
    """P2: at least 99 in 100 right; of the rest none is taken for the other language."""
    told = [(language, language_of(text), text) for language, text in LABELLED]
    unsure = [text for _, found, text in told if found is None]
    wrong = [text for language, found, text in told if found not in (None, language)]
    assert wrong == []
    assert len(unsure) <= len(LABELLED) * 0.01, unsure


def test_capitals_and_accents_are_not_what_it_hangs_on() -> None:
    """P2: all small, all large, and German without umlauts; 97 in 100."""
    bare = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
    for changed in (str.lower, str.upper, lambda text: text.translate(bare)):
        told = [(language, language_of(changed(text))) for language, text in LABELLED]
        assert sum(found not in (None, language) for language, found in told) <= len(told) * 0.01
        assert sum(found == language for language, found in told) >= len(told) * 0.97


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "12 34 56 !!!",
        "🎬🎥✨",
        "IMG_2041.JPG",
        "Un vieux pêcheur tire sa barque sur la plage à l'aube, la brume repose sur l'eau et la caméra le suit avec calme.",
        "Un viejo pescador arrastra su barca por la playa al amanecer, la niebla cubre el agua y la cámara lo sigue con calma.",
        "Il vecchio pescatore tira la barca sulla spiaggia all'alba, la nebbia copre il mare e la camera lo segue con calma.",
        "Stary rybak wyciąga łódź na plażę o świcie, mgła leży na wodzie, a kamera spokojnie podąża za nim.",
        "老渔夫在黎明时分把船拖上沙滩,雾气笼罩着水面,镜头平静地跟随着他。",
    ],
    ids=lambda text: text[:12],
)
def test_what_is_neither_is_told_as_neither(text: str) -> None:
    """P2: no guess where there is nothing to go by."""
    assert language_of(text) is None


def test_half_and_half_is_not_decided() -> None:
    """P2: a text that switches its language in the middle."""
    german, english = LABELLED[0][1].split(), LABELLED[len(LABELLED) // 2][1].split()
    assert language_of(" ".join([*german[:10], *english[:10]])) is None
