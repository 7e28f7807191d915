"""How a job can end: a closed set, each with its one rule. Plain data, for the domains as much as for the providers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.platform.errors import Said, Text


class Outcome(StrEnum):
    COMPLETED = "completed"
    SAFETY_FILTERED = "safety_filtered"
    REJECTED = "rejected"
    PROVIDER_ERROR = "provider_error"
    QUOTA = "quota"
    MODEL_RETIRED = "model_retired"
    TIMED_OUT = "timed_out"
    DOWNLOAD_FAILED = "download_failed"
    STORAGE_FAILED = "storage_failed"
    INTERNAL_ERROR = "internal_error"
    CANCELLED = "cancelled"
    ENDED_BY_OPERATOR = "ended_by_operator"
    UNCONFIRMED = "unconfirmed"
    NOTHING_TO_CONTINUE = "nothing_to_continue"
    EDIT_FAILED = "edit_failed"


class Code(StrEnum):
    """What clients read. Most say the outcome; some name a cause within one (see _CAUSES)."""

    SAFETY_FILTER_BLOCKED = "SAFETY_FILTER_BLOCKED"
    INVALID_REQUEST = "INVALID_REQUEST"
    PROVIDER_ERROR = "PROVIDER_ERROR"
    INVALID_API_KEY = "INVALID_API_KEY"
    NETWORK = "NETWORK"
    QUOTA = "QUOTA"
    PROVIDER_RATE_LIMIT = "PROVIDER_RATE_LIMIT"
    MODEL_RETIRED = "MODEL_RETIRED"
    GENERATION_TIMEOUT = "GENERATION_TIMEOUT"
    STORAGE_FAILED = "STORAGE_FAILED"
    INTERNAL = "INTERNAL"
    CANCELLED = "CANCELLED"
    ENDED_BY_OPERATOR = "ENDED_BY_OPERATOR"
    UNCONFIRMED = "UNCONFIRMED"
    NOTHING_TO_CONTINUE = "NOTHING_TO_CONTINUE"
    EDIT_FAILED = "EDIT_FAILED"
    SOURCE_MISSING = "SOURCE_MISSING"
    MUSIC_MISSING = "MUSIC_MISSING"
    MUSIC_BROKEN = "MUSIC_BROKEN"


class Refund(StrEnum):
    YES = "yes"
    NO = "no"
    IF_ABORTED = "if_aborted"  # it was not sent yet, or the provider confirms that it stopped
    AS_OPERATOR_SAYS = "as_operator_says"


_AGAIN = Text("Retry it in a few minutes.", "Wiederhole es in ein paar Minuten.")


@dataclass(frozen=True)
class Rule:
    code: Code | None  # none: nothing went wrong
    text: Text  # what happened; whether it was charged is said beside it
    action: Text = _AGAIN  # what its user can do about it
    refund: Refund = Refund.YES
    we_retry: bool = False  # whether we may send an order again that was certainly refused this way
    user_may_retry: bool = True  # whether the same wish has a chance in a new job


RULES: Mapping[Outcome, Rule] = {
    Outcome.COMPLETED: Rule(None, Text("Your video is ready.", "Dein Video ist fertig."), refund=Refund.NO, user_may_retry=False),
    Outcome.SAFETY_FILTERED: Rule(
        Code.SAFETY_FILTER_BLOCKED,
        Text(
            "The provider's safety filter blocked this video.", "Der Sicherheitsfilter des Anbieters hat dieses Video blockiert."
        ),
        action=Text(
            "Change the prompt or the pictures, and ask for it anew.", "Ändere den Prompt oder die Bilder und fordere es neu an."
        ),
        user_may_retry=False,
    ),
    Outcome.REJECTED: Rule(
        Code.INVALID_REQUEST,
        Text("The provider did not accept this request.", "Der Anbieter hat diese Anfrage nicht angenommen."),
        action=Text(
            "Change the prompt, the pictures or the settings, and ask for it anew.",
            "Ändere den Prompt, die Bilder oder die Einstellungen und fordere es neu an.",
        ),
        user_may_retry=False,
    ),
    Outcome.PROVIDER_ERROR: Rule(
        Code.PROVIDER_ERROR,
        Text("The provider failed to make this video.", "Dem Anbieter ist bei diesem Video ein Fehler unterlaufen."),
    ),
    Outcome.QUOTA: Rule(
        Code.QUOTA,
        Text("The provider has no capacity left for us right now.", "Der Anbieter hat gerade keine Kapazität mehr für uns."),
        we_retry=True,
    ),
    Outcome.MODEL_RETIRED: Rule(
        Code.MODEL_RETIRED,
        Text("The provider no longer offers this model.", "Der Anbieter bietet dieses Modell nicht mehr an."),
        action=Text("Choose another model.", "Wähle ein anderes Modell."),
        user_may_retry=False,
    ),
    Outcome.TIMED_OUT: Rule(
        Code.GENERATION_TIMEOUT,
        Text("The video was not finished after {minutes} minutes.", "Das Video war nach {minutes} Minuten noch nicht fertig."),
        action=Text("Retry it later, or choose a faster model.", "Wiederhole es später oder wähle ein schnelleres Modell."),
    ),
    Outcome.DOWNLOAD_FAILED: Rule(
        Code.NETWORK,
        Text(
            "The finished video could not be fetched from the provider.",
            "Das fertige Video ließ sich beim Anbieter nicht abholen.",
        ),
    ),
    Outcome.STORAGE_FAILED: Rule(
        Code.STORAGE_FAILED, Text("The finished video could not be stored.", "Das fertige Video ließ sich nicht speichern.")
    ),
    Outcome.INTERNAL_ERROR: Rule(Code.INTERNAL, Text("Something went wrong on our side.", "Bei uns ist etwas schiefgegangen.")),
    Outcome.CANCELLED: Rule(
        Code.CANCELLED,
        Text("This video was cancelled.", "Dieses Video wurde abgebrochen."),
        action=Text("Retry it whenever you like.", "Wiederhole es, wann immer du magst."),
        refund=Refund.IF_ABORTED,
    ),
    Outcome.ENDED_BY_OPERATOR: Rule(
        Code.ENDED_BY_OPERATOR,
        Text("Our support ended this job.", "Unser Support hat diesen Auftrag beendet."),
        action=Text(
            "Retry it, or ask support why it was ended.", "Wiederhole es oder frage den Support, warum er es beendet hat."
        ),
        refund=Refund.AS_OPERATOR_SAYS,
    ),
    Outcome.UNCONFIRMED: Rule(
        Code.UNCONFIRMED,
        Text(
            "The provider never confirmed this order, and no video arrived.",
            "Der Anbieter hat diesen Auftrag nie bestätigt, und es kam kein Video an.",
        ),
    ),
    Outcome.NOTHING_TO_CONTINUE: Rule(
        Code.NOTHING_TO_CONTINUE,
        Text(
            "The video that this one was to continue was not made, or is gone.",
            "Das Video, an das dieses anschließen sollte, wurde nicht gemacht oder ist nicht mehr da.",
        ),
        action=Text(
            "Retry the video that it was to continue first, or ask for it without one.",
            "Wiederhole zuerst das Video, an das es anschließen sollte, oder fordere es ohne eines an.",
        ),
        user_may_retry=False,
    ),
    Outcome.EDIT_FAILED: Rule(
        Code.EDIT_FAILED,
        Text("The video cannot be edited in this way.", "Das Video lässt sich so nicht bearbeiten."),
        Text("Change the parts that are kept, and ask for it anew.", "Ändere die Ausschnitte und fordere es neu an."),
        user_may_retry=False,
    ),
}

# Causes that say more than their outcome does; each belongs to one.
_CAUSES: Mapping[tuple[Outcome, Code], Rule] = {
    (Outcome.PROVIDER_ERROR, Code.NETWORK): Rule(
        Code.NETWORK, Text("The provider could not be reached.", "Der Anbieter war nicht erreichbar."), we_retry=True
    ),
    (Outcome.PROVIDER_ERROR, Code.INVALID_API_KEY): Rule(
        Code.INVALID_API_KEY,
        Text("The provider did not accept the key for it.", "Der Anbieter hat den Schlüssel dafür nicht akzeptiert."),
        action=Text(
            "Check your key and put it in anew, or ask for it with credits.",
            "Prüfe deinen Schlüssel und hinterlege ihn neu, oder fordere es für Credits an.",
        ),
        user_may_retry=False,
    ),
    (Outcome.QUOTA, Code.PROVIDER_RATE_LIMIT): Rule(
        Code.PROVIDER_RATE_LIMIT,
        Text("The provider is taking no more orders right now.", "Der Anbieter nimmt gerade keine weiteren Aufträge an."),
        we_retry=True,
    ),
    (Outcome.EDIT_FAILED, Code.SOURCE_MISSING): Rule(
        Code.SOURCE_MISSING,
        Text("The video that was to be edited is gone.", "Das Video, das bearbeitet werden sollte, ist nicht mehr da."),
        Text(
            "Edit another video, or have this one made again first.",
            "Bearbeite ein anderes Video oder lass dieses zuerst noch einmal machen.",
        ),
        user_may_retry=False,
    ),
    (Outcome.EDIT_FAILED, Code.MUSIC_MISSING): Rule(
        Code.MUSIC_MISSING,
        Text("The music was not uploaded, or is gone.", "Die Musik fehlt oder ist nicht mehr da."),
        Text("Upload the music anew, and ask for it again.", "Lade die Musik neu hoch und fordere es noch einmal an."),
        user_may_retry=False,
    ),
    (Outcome.EDIT_FAILED, Code.MUSIC_BROKEN): Rule(
        Code.MUSIC_BROKEN,
        Text("The music cannot be played.", "Die Musik lässt sich nicht abspielen."),
        Text(
            "Upload it as MP3, M4A or WAV, and ask for it again.",
            "Lade sie als MP3, M4A oder WAV hoch und fordere es noch einmal an.",
        ),
        user_may_retry=False,
    ),
}


def rule_of(outcome: Outcome, code: Code | None = None) -> Rule:
    """The rule of an outcome, or of its cause where that is known more closely."""
    return RULES[outcome] if code is None else _CAUSES.get((outcome, code), RULES[outcome])


class Category(Said):
    """Why a safety filter said no."""

    CHILD = "child", "It may show a child.", "Es könnte ein Kind zeigen."
    CELEBRITY = "celebrity", "It may show a well-known person.", "Es könnte eine bekannte Person zeigen."
    VIOLENCE = "violence", "It may show violence.", "Es könnte Gewalt zeigen."
    SEXUAL = "sexual", "It may be sexual.", "Es könnte sexuell sein."
    THIRD_PARTY = "third_party", "It may show what belongs to others.", "Es könnte Inhalte zeigen, die anderen gehören."
    GENERAL = "general", "It may break the provider's rules.", "Es könnte gegen die Regeln des Anbieters verstoßen."
