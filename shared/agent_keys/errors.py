"""Why an agent's key is not made, or does not pay."""

from __future__ import annotations

from shared.platform.errors import AppError, Text


class AgentKeyCap(AppError):
    """The key's own cap of the day is reached; no call of an agent raises it."""

    status, code = 429, "AGENT_KEY_CAP"
    message = Text(
        "This agent key has spent {spent} of {cap} credits today, and this would take {required}.",
        "Dieser Agentenschlüssel hat heute {spent} von {cap} Credits ausgegeben, und dies kostet {required}.",
    )
    action = Text(
        "Go on tomorrow, or have its owner make a key with a higher cap.",
        "Mach morgen weiter, oder lass einen Schlüssel mit höherem Limit anlegen.",
    )


class AgentKeyOwnKey(AppError):
    """What a user's own provider key pays is bounded by no cap here."""

    status, code = 403, "AGENT_KEY_OWN_KEY"
    message = Text(
        "An agent key spends credits alone, never a provider key of its user's.",
        "Ein Agentenschlüssel gibt nur Credits aus, nie einen Anbieterschlüssel.",
    )
    action = Text("Ask for it without billing by an own key.", "Stelle den Auftrag ohne eigenen Anbieterschlüssel.")


class TooManyAgentKeys(AppError):
    status, code = 409, "TOO_MANY_AGENT_KEYS"
    message = Text("You have {limit} agent keys already.", "Du hast schon {limit} Agentenschlüssel.")
    action = Text("Revoke one that you need no more.", "Widerrufe einen, den du nicht mehr brauchst.")


class TooLongAgentKey(AppError):
    status, code = 400, "AGENT_KEY_TOO_LONG"
    message = Text("An agent key lives for {limit} days at most.", "Ein Agentenschlüssel gilt höchstens {limit} Tage.")
    action = Text("Ask for fewer days.", "Nimm weniger Tage.")
