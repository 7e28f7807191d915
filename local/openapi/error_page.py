"""docs/errors.md: each code that a caller can get and each way in which a work can end, from classes and tables."""

from __future__ import annotations

import ast
import re
import string
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import get_args

from local.openapi import errors
from shared.films.outcomes import ACTIONS as FILM_ACTIONS
from shared.films.outcomes import FilmOutcome
from shared.images.outcomes import NEVER_CAME, action_of, text_of
from shared.media.rejections import Rejection
from shared.platform.errors import AppError, Language, Text
from shared.prompts.outcomes import RULES as WRITING_RULES
from shared.providers.outcomes import RULES, Category, Code, Outcome, Rule, rule_of
from shared.user_files.errors import NotAccepted

LANGUAGES: tuple[Language, ...] = get_args(Language)[::-1]
_WORDS = ("English: message → suggestedAction", "German")
_ROOT = Path(__file__).parents[2]
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
    for code, classes in _by_code().items():
        by_status[classes[0].status] += _told(code, classes)
    parts = [_BEGINNING]
    for status, lines in sorted(by_status.items()):
        parts += [f"## {status} {HTTPStatus(status).phrase}", *lines]
    return "\n".join([*parts, *_ends()]) + "\n"


def _by_code() -> Mapping[str, list[type[AppError]]]:
    found = defaultdict[str, list[type[AppError]]](list)
    codes = {error.code for error in errors.refusals()}
    for error in sorted(errors.every(), key=lambda each: (len(each.__mro__), each.__name__)):
        if error.code in codes and (error.__subclasses__() == [] or _place(error) in _raised()):  # a mere base is never raised
            found[error.code].append(error)
    return dict(sorted(found.items()))


def _told(code: str, classes: list[type[AppError]]) -> Iterator[str]:
    details = sorted(set[str]().union(*map(_details, classes)))
    yield f"### `{code}`"
    yield from dict.fromkeys(" ".join(each.__doc__.split()) for each in classes if each.__doc__)
    again = "May be sent again." if classes[0].retryable else "Not to be sent again as it is."
    yield again + (f" Details: {', '.join(f'`{each}`' for each in details)}." if details else "")
    yield ""
    said = ((each, language) for each in classes for language in LANGUAGES)
    rows = ((language, getattr(each.message, language), getattr(each.action, language)) for each, language in said)
    yield from _table(("", "message", "what to do"), dict.fromkeys(rows))
    yield ""


def _details(error: type[AppError]) -> set[str]:
    """What its texts name, what it is raised with, and what its own `__init__` adds."""
    fields = [field for text in (*error.message, *error.action) for _, field, _, _ in string.Formatter().parse(text) if field]
    listed = {error.listed} if issubclass(error, NotAccepted) else set[str]()
    made = (_raised().get(f"{_place(each)}.__init__", set()) for each in error.__mro__ if issubclass(each, AppError))
    return listed.union({re.split(r"[.\[]", field)[0] for field in fields}, _raised().get(_place(error), set()), *made)


def _place(error: type[AppError]) -> str:
    return f"{error.__module__}.{error.__name__}"


@cache
def _raised() -> Mapping[str, set[str]]:
    """Whatever is named outside of imports and bases, by its place; with the names that calls of it give to what they pass."""
    found, names = defaultdict[str, set[str]](set), re.compile("|".join(rf"\b{each.__name__}\b" for each in errors.every()))
    for path in sorted(each for folder in ("shared", "functions") for each in (_ROOT / folder).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if names.search(text):
            module = ".".join(path.relative_to(_ROOT).with_suffix("").parts).removesuffix(".__init__")
            _read(ast.parse(text), module, found)
    return found


def _read(tree: ast.Module, module: str, found: dict[str, set[str]]) -> None:
    nodes = list(ast.walk(tree))
    known, bases = dict[str, str](), set[int]()
    for node in nodes:
        if isinstance(node, ast.ClassDef):
            known[node.name] = f"{module}.{node.name}"
            bases |= {id(base) for base in node.bases}
            for call in (each for each in ast.walk(node) if isinstance(each, ast.Call)):
                if isinstance(call.func, ast.Attribute) and call.func.attr == "__init__":
                    found[f"{module}.{node.name}.__init__"] |= _keywords(call)
        elif isinstance(node, ast.ImportFrom):
            known |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    for node in nodes:
        if isinstance(node, ast.Name | ast.Attribute) and id(node) not in bases and (place := _found(node, known)):
            found[place] |= set()
        elif isinstance(node, ast.Call) and (place := _found(node.func, known)):
            found[place] |= _keywords(node)


def _found(node: ast.expr, known: Mapping[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known:
        return f"{known[node.value.id]}.{node.attr}"
    return None


def _keywords(call: ast.Call) -> set[str]:
    return {keyword.arg for keyword in call.keywords if keyword.arg}


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
