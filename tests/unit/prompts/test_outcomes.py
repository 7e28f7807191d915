"""What a failed text means for people, and the text that stands in."""

from __future__ import annotations

from itertools import product

import pytest

from shared.catalog import reads as catalog_reads
from shared.platform.errors import Language
from shared.prompts.brief import Brief
from shared.prompts.checks import judge
from shared.prompts.outcomes import RULES, error_of, rule_of, told
from shared.prompts.template_text import template_text
from shared.providers.outcomes import Category
from shared.providers.registry import NoSuchProvider, writer_for
from shared.providers.writing import Trouble, WritingFailed

LANGUAGES: tuple[Language, ...] = ("de", "en")


def test_every_trouble_has_a_code_of_its_own() -> None:
    """P7: closed, and told apart."""
    assert set(RULES) == set(Trouble)
    assert len({rule.code for rule in RULES.values()}) == len(RULES)


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_is_explained_in_both_languages(trouble: Trouble) -> None:
    """P7: a sentence for people, with the category where a filter spoke."""
    error, filtered = error_of(WritingFailed(trouble)), error_of(WritingFailed(trouble, category=Category.VIOLENCE))
    for said in (error["message"], error["suggestedAction"]):
        assert said["de"] != said["en"]
        assert all(said[language].endswith(".") and "{" not in said[language] for language in LANGUAGES)
    assert filtered["message"]["en"] == f"{error['message']['en']} It may show violence."
    assert (error["details"], filtered["details"]) == ({}, {"category": "violence"})
    early = {"code": error["code"], "message": error["message"]}
    assert told(early, "de") == told(error, "de")


def test_what_we_repeat_people_may_repeat_too() -> None:
    """P7: only what passes by itself is repeated by us; only nothing written has a stand-in."""
    assert [rule.code for rule in RULES.values() if rule.we_retry and not rule.user_may_retry] == []
    assert {trouble for trouble, rule in RULES.items() if rule.we_retry} == {
        Trouble.RATE_LIMITED,
        Trouble.TIMED_OUT,
        Trouble.NETWORK,
        Trouble.PROVIDER_ERROR,
    }
    assert [trouble for trouble, rule in RULES.items() if rule.template] == [Trouble.EMPTY]
    assert rule_of(WritingFailed(Trouble.EMPTY)).code == "EMPTY_ANSWER"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_stand_in_keeps_all_rules_for_every_brief(language: Language) -> None:
    """P7, P2: each combination of the catalog, with and without a title."""
    values = {group: list(column["values"]) for group, column in catalog_reads.styles().items()}
    effects = [(), ("noir",), tuple(values["film_effects"]), tuple(reversed(values["film_effects"]))]
    titles = ("", "Sommer am See", "Ein sehr langer Titel " * 20)
    lights, moods = [None, *values["lighting"]], [None, *values["mood"]]
    for camera, light, mood, effect, title in product(values["camera_style"], lights, moods, effects, titles):
        brief = Brief(camera, effect, light, mood, language=language, title=title)
        text = template_text(brief)
        assert judge(text, language).good, text


def test_the_stand_in_says_what_was_asked_for() -> None:
    """P7: in the words of the language."""
    text = template_text(Brief("aerial_view", ("noir", "slow_motion"), "neon_night", "epic", title="„Hafen“\n"))
    assert text == (
        "„Hafen“: Das Hauptmotiv erwacht und bewegt sich ganz natürlich. Eine Luftaufnahme gleitet hoch darüber hinweg, im "
        "Neonlicht der Nacht. Der Stil ist noir mit harten Schatten und zur Zeitlupe gedehnt. Zu hören ist nur der Ort. "
        "Die Stimmung bleibt episch."
    )


def test_writers_are_found_by_their_surface() -> None:
    """M2: the catalog's surfaces; another is a mistake in it."""
    assert writer_for("vertex") is writer_for("vertex")
    assert writer_for("gemini-api", key="one") is not writer_for("gemini-api", key="two")
    with pytest.raises(NoSuchProvider):
        writer_for("typewriter")
