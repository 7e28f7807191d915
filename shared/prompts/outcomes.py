"""What it means for a prompt that there is no text: one rule for each trouble, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.lifecycle import messages
from shared.platform.errors import Language, Text
from shared.providers.writing import Trouble, WritingFailed

if TYPE_CHECKING:
    from shared.platform.web.views import Failure


@dataclass(frozen=True)
class WritingRule:
    code: str  # what clients read
    text: Text
    action: Text = messages.AGAIN
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
        action=Text("Take another picture, or wish for something else.", "Nimm ein anderes Bild oder wünsche dir etwas anderes."),
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
        action=Text("Save the picture anew and upload that.", "Speichere das Bild neu und lade es dann hoch."),
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
        action=Text(
            "Put in a key of your own, or write it without one.", "Hinterlege einen eigenen Schlüssel oder schreibe ihn ohne."
        ),
        user_may_retry=False,
    ),
    Trouble.KEY_INVALID: WritingRule(
        "INVALID_API_KEY",
        Text("The provider did not accept the key.", "Der Anbieter hat den Schlüssel nicht akzeptiert."),
        action=Text("Check your key and put it in anew.", "Prüfe deinen Schlüssel und hinterlege ihn neu."),
        user_may_retry=False,
    ),
    Trouble.MODEL_RETIRED: WritingRule(
        "MODEL_RETIRED",
        Text("The provider no longer offers this model.", "Der Anbieter bietet dieses Modell nicht mehr an."),
        action=Text(
            "Write the text yourself until we offer another model.",
            "Schreibe den Text selbst, bis wir ein anderes Modell anbieten.",
        ),
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
    Trouble.ENDED_BY_OPERATOR: WritingRule(
        "ENDED_BY_OPERATOR",
        Text("Our support stopped the writing of this prompt.", "Unser Support hat das Schreiben dieses Prompts beendet."),
        action=Text(
            "Have it written anew, or ask support why it was stopped.",
            "Lass ihn neu schreiben oder frage den Support, warum er ihn beendet hat.",
        ),
    ),
    Trouble.INTERNAL: WritingRule("INTERNAL", Text("Something went wrong on our side.", "Bei uns ist etwas schiefgegangen.")),
}
STANDS_IN = Text("A template text stands in as a draft.", "Ein Vorlagentext steht als Entwurf bereit.")


def error_of(failure: WritingFailed, *, stands_in: bool = False) -> dict[str, Any]:
    """Why there is no text, or only one of ours: where a filter spoke, with what it saw."""
    rule, category = rule_of(failure), failure.category
    texts = [rule.text, *([category.text] if category else []), *([STANDS_IN] if stands_in else [])]
    why = category.value if category else None
    return messages.failure(rule.code, texts, rule.action, retryable=rule.user_may_retry, category=why)


def told(error: Mapping[str, Any] | None, language: Language) -> Failure | None:
    """In one language, also of a prompt from before its error said what to do."""
    if error is not None and not messages.is_whole(error):
        rule = next((rule for rule in RULES.values() if rule.code == error["code"]), RULES[Trouble.INTERNAL])
        error = {**messages.failure(rule.code, [], rule.action, retryable=rule.user_may_retry), **error}
    return messages.told(error, language)


def rule_of(failure: WritingFailed) -> WritingRule:
    return RULES[failure.trouble]
