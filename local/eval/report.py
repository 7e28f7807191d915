"""What the texts of a run come to, rule by rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from local.eval.cases import Case
from local.eval.mentions import mentioned
from shared.prompts.checks import HARD, TextRule
from shared.prompts.writing import Writing
from shared.providers.writing import WritingFailed

# The share of texts that must keep a rule. A model may choose words that our list does not know, hence less for the styles.
_MARKS = {
    "written": 1.0,
    "length": 0.95,
    "language": 1.0,
    "no meta talk": 1.0,
    "hard limits": 1.0,
    "camera_style": 0.8,
    "lighting": 0.8,
    "film_effects": 0.7,
    "mood": 0.7,
}


@dataclass(frozen=True)
class Result:
    case: Case
    outcome: Writing | WritingFailed

    def kept(self) -> dict[str, bool]:
        """Which rules the text keeps; a failure keeps none, and a rule that nothing was asked of is left out."""
        if isinstance(self.outcome, WritingFailed):
            return {"written": False}
        broken = self.outcome.verdict.broken
        return {
            "written": True,
            "length": TextRule.TOO_SHORT not in broken and TextRule.TOO_LONG not in broken,
            "language": self.outcome.verdict.language == self.case.brief.language,
            "no meta talk": TextRule.META not in broken,
            "hard limits": not any(rule in HARD for rule in broken),
            **mentioned(self.outcome.text, self.case.brief),
        }


@dataclass(frozen=True)
class Line:
    rule: str
    kept: int
    of: int
    mark: float

    @property
    def held(self) -> bool:
        return self.of > 0 and self.kept >= self.mark * self.of


def lines(results: Sequence[Result]) -> list[Line]:
    judged = [result.kept() for result in results]
    counted = {rule: [kept[rule] for kept in judged if rule in kept] for rule in _MARKS}
    return [Line(rule, sum(kept), len(kept), _MARKS[rule]) for rule, kept in counted.items()]


def table(results: Sequence[Result]) -> str:
    rows = [f"{'rule':<14}{'kept':>6}{'of':>6}{'share':>8}{'mark':>8}"]
    for line in lines(results):
        share = line.kept / line.of if line.of else 0.0
        rows.append(f"{line.rule:<14}{line.kept:>6}{line.of:>6}{share:>8.0%}{line.mark:>8.0%}{'' if line.held else '  MISSED'}")
    written = [result.outcome for result in results if isinstance(result.outcome, Writing)]
    twice, tokens = sum(one.asked > 1 for one in written), sum(one.tokens for one in written)
    mean = sum(one.ms for one in written) / len(written) if written else 0
    return "\n".join([*rows, f"asked twice: {twice}, tokens: {tokens}, mean time: {mean:.0f} ms"])
