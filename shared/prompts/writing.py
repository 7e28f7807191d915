"""One text from one picture: asked for, judged, asked for once more where that helps."""

from __future__ import annotations

from dataclasses import dataclass

from shared.platform.errors import Language
from shared.prompts.brief import Brief
from shared.prompts.checks import TextVerdict, judge
from shared.prompts.model_requests import again_request
from shared.providers.writing import Photo, Trouble, Writer, WritingFailed, WritingRequest, Written
from shared.user_files.plain_text import plain


@dataclass(frozen=True)
class Writing:
    """A text that can be kept, and what it took."""

    text: str
    verdict: TextVerdict  # what it still breaks was broken twice
    model: str
    tokens: int
    ms: int  # the model's own time
    asked: int  # once or twice


def write_once(writer: Writer, request: WritingRequest, brief: Brief, picture: Photo) -> Writing:
    """Ask; an answer that breaks a rule is asked for once more, and then the better one inside the hard limits counts.

    Raises WritingFailed. When the second question fails, a first answer that can be used is used.
    """
    first = writer.write(request, picture)
    text, verdict = _judged(first, request, brief.language)
    if verdict.good:
        return Writing(text, verdict, first.model, first.tokens, first.ms, 1)
    try:
        second = writer.write(again_request(request, brief, text, verdict.broken), picture)
    except WritingFailed as failure:
        if not verdict.acceptable:
            failure.tokens += first.tokens
            raise
        return Writing(text, verdict, first.model, first.tokens + failure.tokens, first.ms, 2)
    tokens, ms = first.tokens + second.tokens, first.ms + second.ms
    answers = [(text, verdict), _judged(second, request, brief.language)]
    usable = [answer for answer in answers if answer[1].acceptable]
    if not usable:
        broken = ", ".join(answers[-1][1].broken)
        raise WritingFailed(Trouble.BAD_ANSWER, f"both answers break a hard rule, the second: {broken}", tokens=tokens)
    text, verdict = min(reversed(usable), key=lambda answer: len(answer[1].broken))  # the later one where both are as good
    return Writing(text, verdict, second.model, tokens, ms, 2)


def _judged(answer: Written, request: WritingRequest, language: Language) -> tuple[str, TextVerdict]:
    text = plain(answer.text)
    return text, judge(text, language, rules=request.system)
