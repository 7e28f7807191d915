"""Whether a text can be used."""

from __future__ import annotations

import pytest

from shared.prompts.checks import TextRule, judge, speaks_of_itself
from shared.prompts.model_requests import SYSTEM
from tests.unit.prompts.test_language import LABELLED

GOOD = LABELLED[0][1]


@pytest.mark.parametrize(("language", "text"), LABELLED, ids=lambda value: value[:10])
def test_good_texts_break_nothing(language: str, text: str) -> None:
    """P2: no false alarm on any text of the labelled set."""
    verdict = judge(text, "de" if language == "de" else "en", rules=SYSTEM.de + SYSTEM.en)
    assert verdict.broken == ()
    assert verdict.good


@pytest.mark.parametrize(
    ("text", "broken", "acceptable"),
    [
        ("", (TextRule.NOTHING,), False),
        (" \n", (TextRule.NOTHING,), False),
        ("Ein Boot im Nebel.", (TextRule.TOO_SHORT,), True),
        (" ".join([GOOD] * 3), (TextRule.TOO_LONG,), True),
        (" ".join([GOOD] * 30), (TextRule.MUCH_TOO_LONG, TextRule.TOO_LONG), False),
        (LABELLED[-1][1], (TextRule.OTHER_LANGUAGE,), True),
        (f"Hier ist dein Prompt: {GOOD}", (TextRule.META,), True),
        (f"{GOOD} {SYSTEM.de[200:330]}", (TextRule.LEAK,), False),
        (f"{GOOD} DATA 0123456789abcdef>>>", (TextRule.LEAK,), False),
    ],
    ids=str,
)
def test_each_rule_is_found_broken(text: str, broken: tuple[TextRule, ...], acceptable: bool) -> None:
    """P2: soft limits are worth a second question, hard ones are final."""
    verdict = judge(text, "de", rules=SYSTEM.de)
    assert (verdict.broken, verdict.acceptable) == (broken, acceptable)


@pytest.mark.parametrize("words", [19, 20, 60, 61])
def test_the_limits_are_inclusive(words: int) -> None:
    """P2: 20 and 60 are inside."""
    text = " ".join((GOOD.split() * 3)[:words])
    assert judge(text, "de").good is (words in (20, 60))


def test_two_thousand_characters_are_the_end() -> None:
    """P2: 2000 are kept, 2001 are not."""
    assert judge("a" * 2000, "de").acceptable
    assert not judge("a" * 2001, "de").acceptable


@pytest.mark.parametrize(
    "text",
    [
        "Here is your prompt: A boat drifts.",
        "Here's a video prompt for you: a boat",
        "Sure! A boat drifts across the lake.",
        "Certainly, a boat drifts.",
        "Prompt: A boat drifts.",
        "I'm sorry, but I cannot describe this picture.",
        "I can't help with that.",
        "As an AI language model, I see a boat.",
        "A boat drifts. (24 words)",
        "A boat drifts. Let me know if you want changes.",
        "**Subject:** a boat",
        "```json a boat```",
        "This prompt shows a boat.",
        "My system prompt says that a boat drifts.",
        "Hier ist der gewünschte Prompt: Ein Boot treibt.",
        "Hier kommt ein Vorschlag: Ein Boot treibt.",
        "Gerne! Ein Boot treibt.",
        "Natürlich, ein Boot treibt.",
        "Als KI sehe ich ein Boot.",
        "Es tut mir leid, das Bild kann ich nicht beschreiben.",
        "Leider kann ich das nicht.",
        "Ein Boot treibt. (23 Wörter)",
        "Dieser Prompt zeigt ein Boot.",
    ],
)
def test_talk_about_itself_is_found(text: str) -> None:
    """P2: meta talk, in both languages."""
    assert speaks_of_itself(text)


@pytest.mark.parametrize(
    "text",
    [
        "Natürliches Licht fällt auf das Boot.",
        "Sicherheit liegt in ihrem Blick.",
        "Here a woman walks along the shore.",
        "Hier treibt ein Boot, dort ein Steg.",
        "Ich-Perspektive: Das Rad rast bergab.",
        "A prompt reply rings out from the tower.",
        "Okayama at dawn, the gardens lie in mist.",
        "Text auf einem Schild wird vom Regen verwischt.",
        "Clarity of light, pure snow.",
    ],
)
def test_scenes_that_only_look_like_it_are_left_alone(text: str) -> None:
    """P2: words that begin like an assistant's."""
    assert not speaks_of_itself(text)
