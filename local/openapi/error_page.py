"""docs/errors.md: each code that a caller can get and each way in which a work can end, from classes and tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import get_args

from local.openapi import details
from shared.films.outcomes import ACTIONS as FILM_ACTIONS
from shared.films.outcomes import FilmOutcome
from shared.images.outcomes import NEVER_CAME, action_of, text_of
from shared.media.rejections import Rejection
from shared.platform.errors import AppError, Language, Text
from shared.prompts.outcomes import RULES as WRITING_RULES
from shared.providers.outcomes import RULES, Category, Code, Outcome, Rule, rule_of

LANGUAGES: tuple[Language, ...] = get_args(Language)[::-1]
_WORDS = ("English: message → suggestedAction", "German")
_BEGINNING = """# Errors

Written by `python -m local.openapi` from the error classes; a test holds it up to date. Every refusal has one shape:

```json
{"error": "RATE_LIMITED", "message": "…", "details": {"limit": 100}, "retryable": true, "suggestedAction": "…", "requestId": "…"}
```

`error` is for programs and stays what it is. `message` and `suggestedAction` are for people, in the language that they chose.
`retryable` says whether the same call, sent again as it is, may succeed. A video, film, prompt or image that came to nothing
says why by the same names in its `error`: `code`, `message`, `details`, `retryable` (then: whether asking for the same anew may
help) and `suggestedAction`; its document, to which a client may listen, holds the two texts in both languages.

`{names}` in a text stand for the detail of that name; … stands for words that are found at the time. A code with several lines
has several causes.
"""


def rendered() -> str:
    by_status = defaultdict[int, list[str]](list)
    for code, classes in details.by_code().items():
        by_status[classes[0].status] += _told(code, classes)
    parts = [_BEGINNING]
    for status, lines in sorted(by_status.items()):
        parts += [f"## {status} {HTTPStatus(status).phrase}", *lines]
    return "\n".join([*parts, *_ends()]) + "\n"


def _told(code: str, classes: list[type[AppError]]) -> Iterator[str]:
    named = sorted(set[str]().union(*map(details.of, classes)))
    yield f"### `{code}`"
    yield from dict.fromkeys(" ".join(each.__doc__.split()) for each in classes if each.__doc__)
    again = "May be sent again." if classes[0].retryable else "Not to be sent again as it is."
    yield again + (f" Details: {', '.join(f'`{each}`' for each in named)}." if named else "")
    yield ""
    said = ((each, language) for each in classes for language in LANGUAGES)
    rows = ((language, getattr(each.message, language), getattr(each.action, language)) for each, language in said)
    yield from _table(("", "message", "what to do"), dict.fromkeys(rows))
    yield ""


def _plain(text: str) -> str:
    """A word that counts stands in its plural; words that are found at the time are left out."""
    return re.sub(r"\{(en|de)\}", "…", re.sub(r"\{\w+:[^{}|]*\|([^{}|]*)\}", r"\1", text))


def _ends() -> Iterator[str]:
    yield "## How a video ends"
    yield "What a job says in `outcome` and `error`. In `message` stands in words whether it was charged."
    yield ""
    rows = [(outcome, rule) for outcome in RULES for rule in _causes(outcome)]
    heads = ("outcome", "code", "we try again", "asking again may help", "refund", *_WORDS)
    yield from _table(heads, ((f"`{outcome}`", *_ruled(rule)) for outcome, rule in rows))
    yield "\nWhere a safety filter says why:\n"
    yield from _table(("category", "English", "German"), ((f"`{each}`", *each.text) for each in Category))
    yield "\n## Why a prompt has no text"
    yield "What a prompt says in `error`.\n"
    writing = (
        (f"`{rule.code}`", _yes(rule.we_retry), _yes(rule.user_may_retry), *_both(rule.text, rule.action))
        for rule in WRITING_RULES.values()
    )
    yield from _table(("code", "we try again", "asking again may help", *_WORDS), writing)
    yield "\n## How a film ends"
    yield "What a film says in `error`; in `message` stands in words whether it was charged.\n"
    yield from _table(
        ("code", *_WORDS), ((f"`{each.upper()}`", *_both(each.text, FILM_ACTIONS.get(each))) for each in FilmOutcome)
    )
    yield "\n## Why a picture is not taken"
    yield "What an image says in `error`, and in small letters in `reason`.\n"
    reasons = [NEVER_CAME, *Rejection]
    yield from _table(("code", *_WORDS), ((f"`{each.upper()}`", *_both(text_of(each), action_of(each))) for each in reasons))


def _causes(outcome: Outcome) -> Iterator[Rule]:
    """The outcome's own rule, then those of its causes that are known more closely."""
    yield RULES[outcome]
    yield from (rule for code in Code if (rule := rule_of(outcome, code)) is not RULES[outcome])


def _ruled(rule: Rule) -> Iterable[str]:
    code = f"`{rule.code}`" if rule.code else ""
    return (
        code,
        _yes(rule.we_retry),
        _yes(rule.user_may_retry),
        rule.refund.replace("_", " "),
        *_both(rule.text, rule.action if rule.code else None),
    )


def _both(text: Text, action: Text | None) -> Iterable[str]:
    """What is said, and then what can be done about it."""
    return (f"{said} → {then}" for said, then in zip(text, action, strict=True)) if action else text


def _yes(it: bool) -> str:
    return "yes" if it else "no"


def _table(heads: tuple[str, ...], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(_plain(cell) for cell in row)} |"
