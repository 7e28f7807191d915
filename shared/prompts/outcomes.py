"""What it means for a prompt that there is no text: one rule for each trouble, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shared.platform.errors import Language, Text
from shared.providers.outcomes import Category
from shared.providers.writing import Trouble, WritingFailed


@dataclass(frozen=True)
class WritingRule:
    code: str  # what clients read
    text: Text
    we_retry: bool = False  # whether our task asks again by itself
    user_may_retry: bool = True  # whether regenerating has a chance without a change
    template: bool = False  # a text of ours stands in as draft


RULES: Mapping[Trouble, WritingRule] = {
    Trouble.REQUEST_BLOCKED: WritingRule(
        "PROMPT_BLOCKED",
        Text(
            "The provider's safety filter does not write about this picture or these wishes.",
            "Der Sicherheitsfilter des Anbieters schreibt nicht über dieses Bild oder diese Wünsche.",
        ),
        user_may_retry=False,
    ),
    Trouble.ANSWER_BLOCKED: WritingRule(
        "ANSWER_BLOCKED",
        Text(
            "The provider's safety filter stopped the text. Another attempt may pass.",
            "Der Sicherheitsfilter des Anbieters hat den Text gestoppt. Ein neuer Versuch kann gelingen.",
        ),
    ),
    Trouble.EMPTY: WritingRule(
        "EMPTY_ANSWER", Text("The model wrote nothing.", "Das Modell hat nichts geschrieben."), template=True
    ),
    Trouble.TRUNCATED: WritingRule(
        "ANSWER_TRUNCATED", Text("The text broke off half way.", "Der Text ist mittendrin abgebrochen.")
    ),
    Trouble.BAD_ANSWER: WritingRule(
        "BAD_ANSWER", Text("The model's answer could not be used.", "Die Antwort des Modells war nicht zu gebrauchen.")
    ),
    Trouble.PICTURE_REFUSED: WritingRule(
        "PICTURE_REFUSED",
        Text("The provider could not read this picture.", "Der Anbieter konnte dieses Bild nicht lesen."),
        user_may_retry=False,
    ),
    Trouble.RATE_LIMITED: WritingRule(
        "PROVIDER_RATE_LIMIT",
        Text("The provider is taking no more requests right now.", "Der Anbieter nimmt gerade keine weiteren Anfragen an."),
        we_retry=True,
    ),
    Trouble.TIMED_OUT: WritingRule(
        "WRITING_TIMEOUT",
        Text("The provider took too long to answer.", "Der Anbieter hat zu lange für die Antwort gebraucht."),
        we_retry=True,
    ),
    Trouble.KEY_MISSING: WritingRule(
        "API_KEY_MISSING",
        Text("There is no provider key to write with.", "Zum Schreiben fehlt der Schlüssel des Anbieters."),
        user_may_retry=False,
    ),
    Trouble.KEY_INVALID: WritingRule(
        "INVALID_API_KEY",
        Text("The provider did not accept the key.", "Der Anbieter hat den Schlüssel nicht akzeptiert."),
        user_may_retry=False,
    ),
    Trouble.MODEL_RETIRED: WritingRule(
        "MODEL_RETIRED",
        Text("The provider no longer offers this model.", "Der Anbieter bietet dieses Modell nicht mehr an."),
        user_may_retry=False,
    ),
    Trouble.NETWORK: WritingRule(
        "NETWORK", Text("The provider could not be reached.", "Der Anbieter war nicht erreichbar."), we_retry=True
    ),
    Trouble.PROVIDER_ERROR: WritingRule(
        "PROVIDER_ERROR",
        Text("The provider failed to write this text.", "Dem Anbieter ist bei diesem Text ein Fehler unterlaufen."),
        we_retry=True,
    ),
    Trouble.INTERNAL: WritingRule("INTERNAL", Text("Something went wrong on our side.", "Bei uns ist etwas schiefgegangen.")),
}
STANDS_IN = Text("A template text stands in as a draft.", "Ein Vorlagentext steht als Entwurf bereit.")


def explained(trouble: Trouble, category: Category | None, language: Language) -> str:
    """The sentence for people: what happened, and where a filter spoke, why."""
    said = RULES[trouble].text.say(language, {})
    return f"{said} {category.text.say(language, {})}" if category else said


def rule_of(failure: WritingFailed) -> WritingRule:
    return RULES[failure.trouble]
