"""The evaluation itself: its set is complete, and it can fail."""

from __future__ import annotations

from local.eval.cases import Case, cases
from local.eval.mentions import known_styles, mentioned, mentions
from local.eval.pictures import PAINTINGS
from local.eval.report import Result, lines, table
from shared.catalog import reads as catalog_reads
from shared.prompts.brief import Brief
from shared.prompts.checks import judge
from shared.prompts.template_text import template_text
from shared.prompts.writing import Writing
from shared.providers.writing import Trouble, WritingFailed


def result_of(case: Case, text: str) -> Result:
    return Result(case, Writing(text, judge(text, case.brief.language), "m", 10, 5, 1))


def test_every_style_is_asked_for_in_both_languages() -> None:
    """P1: and the words to look for are known."""
    styles = {name for column in catalog_reads.styles().values() for name in column["values"]}
    assert styles == known_styles()
    for language in ("de", "en"):
        asked = {
            name
            for case in cases()
            if case.brief.language == language
            for names in case.brief.chosen().values()
            for name in names
        }
        assert asked == styles


def test_the_pictures_differ_and_are_the_same_at_each_run() -> None:
    """P1: no chance in it."""
    assert len({painting.png() for painting in PAINTINGS}) == len(PAINTINGS)
    assert PAINTINGS[0].png() == PAINTINGS[0].png()


def test_our_own_template_text_passes() -> None:
    """P7: it mentions all that it can take up, so the words to look for are fair."""
    results = [result_of(case, template_text(case.brief)) for case in cases()]
    assert [line.rule for line in lines(results) if not line.held] == []


def test_texts_that_keep_no_rule_are_told() -> None:
    """P2: each rule can be missed."""
    results = [result_of(case, "Sure! Here is your prompt: nothing.") for case in cases() if case.brief.language == "de"]
    missed = {line.rule for line in lines(results) if not line.held}
    assert missed == {"length", "language", "no meta talk", "camera_style", "lighting", "film_effects", "mood"}
    assert table(results).count("MISSED") == len(missed)


def test_a_failure_is_counted() -> None:
    """P7: no text keeps no rule."""
    failed = Result(cases()[0], WritingFailed(Trouble.TRUNCATED))
    assert not lines([failed])[0].held


def test_a_style_is_found_by_its_words_alone() -> None:
    """P1: not inside other words."""
    assert mentions("Eine Luftaufnahme über dem Meer", "aerial_view")
    assert not mentions("A primary colour", "dramatic_rim")
    assert mentioned("Noir shadows", Brief("pov", ("noir", "slow_motion"))) == {"camera_style": False, "film_effects": False}
