"""What can be wrong with the data: a closed set, each kind with the invariant that it breaks and words for operators."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, NamedTuple, Self, get_args

from shared.platform.errors import Text

# The invariants of the house by their numbers; beside them what is counted, what belongs to nobody, and what cannot be read.
Invariant = Literal["1", "2", "3", "4", "5", "6", "7", "8", "events", "counts", "orphans", "documents"]
INVARIANTS: tuple[Invariant, ...] = get_args(Invariant)


# Its word, the invariant that it breaks, and what it says to operators in both languages.
class BreachKind(StrEnum):
    invariant: Invariant
    words: Text

    def __new__(cls, value: str, invariant: Invariant, en: str, de: str) -> Self:
        kind = str.__new__(cls, value)
        kind._value_, kind.invariant, kind.words = value, invariant, Text(en, de)
        return kind

    ENTRY_ORDER = (
        "entry_order",
        "1",
        "The ledger has a gap or a number twice.",
        "Im Kontobuch fehlt eine Nummer oder ist doppelt.",
    )
    BALANCE_AFTER = (
        "balance_after",
        "1",
        "An entry does not continue the one before.",
        "Eine Buchung setzt die vorige nicht fort.",
    )
    BELOW_ZERO = "below_zero", "1", "An entry leaves less than nothing.", "Eine Buchung lässt weniger als nichts übrig."
    WRONG_WAY = "wrong_way", "1", "An entry moves credits the wrong way.", "Eine Buchung bewegt Credits in die falsche Richtung."
    BALANCE = "balance", "1", "The balance is not the sum of the entries.", "Der Stand ist nicht die Summe der Buchungen."
    ACCOUNT_SEQ = "account_seq", "1", "The account does not count its entries.", "Das Konto zählt seine Buchungen nicht richtig."
    LOTS = (
        "lots",
        "1",
        "The credits that expire are not what the entries say.",
        "Die Credits, die verfallen, sind nicht, was die Buchungen sagen.",
    )
    PURCHASE = (
        "purchase",
        "1",
        "A purchase and the ledger differ.",
        "Ein Kauf und das Kontobuch sagen Verschiedenes.",
    )
    LOTS_LEFT = "lots_left", "5", "Credits have expired and are still there.", "Credits sind verfallen und noch da."
    CHARGE_MISSING = "charge_missing", "2", "It was never charged.", "Es wurde nie berechnet."
    CHARGE_AMOUNT = "charge_amount", "2", "The charge is not its price.", "Berechnet wurde nicht der Preis."
    CHARGE_NOT_DUE = "charge_not_due", "2", "It was charged although it is free.", "Es wurde berechnet, obwohl es nichts kostet."
    REFUND_MISSING = "refund_missing", "2", "Its outcome asks for a refund.", "Der Ausgang verlangt eine Erstattung."
    REFUND_AMOUNT = "refund_amount", "2", "The refund is not its price.", "Erstattet wurde nicht der Preis."
    REFUND_NOT_DUE = "refund_not_due", "2", "It was refunded without a reason.", "Es wurde ohne Grund erstattet."
    RETURNED_TOO_MUCH = "returned_too_much", "2", "More came back than was paid.", "Es kam mehr zurück, als bezahlt war."
    CHARGED_MARK = (
        "charged_mark",
        "2",
        "It tells its user something else than the ledger.",
        "Es sagt etwas anderes als das Kontobuch.",
    )
    ENTRY_MISPLACED = "entry_misplaced", "2", "An entry beside the job's own.", "Eine Buchung neben der des Auftrags."
    PAID_FROM = (
        "paid_from",
        "2",
        "It says that other lots paid for it than the ledger does.",
        "Es nennt andere Credits als das Kontobuch, mit denen es bezahlt ist.",
    )
    SLOTS = "slots", "3", "The account miscounts the slots.", "Das Konto zählt die Plätze falsch."
    WAITING = "waiting", "3", "The account miscounts who waits.", "Das Konto zählt die Wartenden falsch."
    IDLE_SLOT = "idle_slot", "3", "A job waits beside a free slot.", "Ein Auftrag wartet neben einem freien Platz."
    PROMPT_SLOTS = (
        "prompt_slots",
        "3",
        "The account miscounts the slots of prompts.",
        "Das Konto zählt die Plätze der Prompts falsch.",
    )
    PROMPTS_IN_LINE = (
        "prompts_in_line",
        "3",
        "The account misses who waits to be written.",
        "Das Konto kennt nicht, was auf das Schreiben wartet.",
    )
    FILM_SLOTS = "film_slots", "3", "The account miscounts the slots of films.", "Das Konto zählt die Plätze für Filme falsch."
    FILMS_WAITING = (
        "films_waiting",
        "3",
        "The account miscounts the films that wait.",
        "Das Konto zählt die wartenden Filme falsch.",
    )
    IDLE_FILM_SLOT = "idle_film_slot", "3", "A film waits beside a free slot.", "Ein Film wartet neben einem freien Platz."
    FILE_UNRECORDED = "file_unrecorded", "4", "It is completed without facts of a file.", "Es ist fertig, ohne Angaben zur Datei."
    FILE_MISSING = "file_missing", "4", "Its file is not there.", "Die Datei fehlt."
    FILE_DIFFERS = "file_differs", "4", "Its file is another one.", "Die Datei ist eine andere."
    PICTURE_MISSING = "picture_missing", "4", "A picture that it needs is gone.", "Ein Bild, das es braucht, fehlt."
    PICTURE_LEFT = (
        "picture_left",
        "4",
        "It was deleted, no video needs it, and it stays.",
        "Es wurde gelöscht, kein Video braucht es, und es bleibt.",
    )
    TRASH_LEFT = (
        "trash_left",
        "4",
        "Its time in the trash is over, and it is still there.",
        "Seine Zeit im Papierkorb ist um, und es ist noch da.",
    )
    TAKEDOWN = (
        "takedown",
        "4",
        "What was taken down is not marked, or its files do not move.",
        "Was entfernt wurde, ist nicht so vermerkt, oder seine Dateien kommen nicht an ihren Ort.",
    )
    OBJECT_LEFT = "object_left", "4", "A stored object belongs to nobody.", "Eine gespeicherte Datei gehört zu nichts."
    OVERDUE = "overdue", "5", "It lives long past its deadline.", "Es lebt weit über seine Frist hinaus."
    UNWATCHED = "unwatched", "5", "The sweep does not look after it.", "Niemand sieht nach ihm."
    ATTEMPT_UNRECORDED = "attempt_unrecorded", "6", "An attempt is not written down.", "Ein Versuch ist nicht vermerkt."
    SECOND_ATTEMPT = (
        "second_attempt",
        "6",
        "An attempt began while one before might live.",
        "Ein Versuch begann, als ein früherer noch laufen konnte.",
    )
    END_UNMARKED = "end_unmarked", "7", "It ended without saying when or how.", "Es endete, ohne zu sagen wann oder wie."
    END_WITH_WORK = (
        "end_with_work",
        "7",
        "It has ended and is still worked on.",
        "Es ist beendet, und doch wird daran gearbeitet.",
    )
    ENTRY_AFTER_END = "entry_after_end", "7", "Credits moved after its end.", "Nach dem Ende bewegten sich Credits."
    LIVE_WITH_END = "live_with_end", "7", "It lives and bears marks of an end.", "Es lebt und trägt Zeichen eines Endes."
    KEY_HELD = (
        "key_held",
        "8",
        "A key is kept for works that have ended.",
        "Ein Schlüssel wird für Arbeiten aufbewahrt, die beendet sind.",
    )
    EVENT_MISSING = (
        "event_missing",
        "events",
        "An end that an endpoint listened to was not written down.",
        "Ein Ende, auf das ein Endpunkt hörte, wurde nicht vermerkt.",
    )
    ENDPOINT_UNHEARD = (
        "endpoint_unheard",
        "events",
        "An account does not listen for an endpoint that is on.",
        "Ein Konto hört nicht für einen Endpunkt, der eingeschaltet ist.",
    )
    REPORT_UNTOLD = (
        "report_untold",
        "events",
        "Who sent a report was not told what came of it.",
        "Wer etwas gemeldet hat, erfuhr nicht, was daraus wurde.",
    )
    ENTRY_WITHOUT_ACCOUNT = "entry_without_account", "orphans", "An entry of nobody's account.", "Eine Buchung ohne Konto."
    JOB_WITHOUT_ACCOUNT = "job_without_account", "orphans", "Its user has no account.", "Wem es gehört, hat kein Konto."
    ENTRY_WITHOUT_JOB = "entry_without_job", "orphans", "An entry of a job that is not there.", "Eine Buchung ohne Auftrag."
    VERSION_LEFT = (
        "version_left",
        "orphans",
        "An earlier version of what is gone.",
        "Eine frühere Fassung von etwas, das es nicht mehr gibt.",
    )
    SHARE_LEFT = "share_left", "orphans", "A link shows what is gone.", "Ein Link zeigt, was es nicht mehr gibt."
    REPORT_WITHOUT_CASE = (
        "report_without_case",
        "orphans",
        "A report belongs to no case.",
        "Eine Meldung gehört zu keinem Fall.",
    )
    AGENT_KEY_OF_NOBODY = "agent_key_of_nobody", "orphans", "An agent key of nobody.", "Ein Agentenschlüssel von niemandem."
    WORDS_LEFT = (
        "words_left",
        "orphans",
        "It is gone for good, and words of its owner are left.",
        "Es ist endgültig gelöscht, und Worte dessen, dem es gehörte, sind noch da.",
    )
    STORED_BYTES = (
        "stored_bytes",
        "counts",
        "The account miscounts the bytes of videos.",
        "Das Konto zählt die Bytes der Videos falsch.",
    )
    LIVE_BATCHES = (
        "live_batches",
        "counts",
        "The account miscounts the jobs of a batch.",
        "Das Konto zählt die Aufträge einer Liste falsch.",
    )
    KEPT = "kept", "counts", "What is kept is miscounted.", "Was aufbewahrt wird, ist falsch gezählt."
    CASE_MISCOUNTED = (
        "case_miscounted",
        "counts",
        "A case counts other reports than there are.",
        "Ein Fall zählt andere Meldungen, als da sind.",
    )
    SHARE_UNCOUNTED = (
        "share_uncounted",
        "counts",
        "A link that can be opened is not counted.",
        "Ein Link, der sich öffnen lässt, ist nicht gezählt.",
    )
    AGENT_KEY_UNLISTED = (
        "agent_key_unlisted",
        "counts",
        "An agent key that its user cannot see.",
        "Ein Agentenschlüssel, den sein Besitzer nicht sieht.",
    )
    AGENT_KEY_UNCOUNTED = (
        "agent_key_uncounted",
        "counts",
        "An agent key counts less than was charged by it.",
        "Ein Agentenschlüssel zählt weniger, als über ihn berechnet wurde.",
    )
    ENDPOINT_UNCOUNTED = (
        "endpoint_uncounted",
        "counts",
        "A webhook endpoint is not counted.",
        "Ein Webhook-Endpunkt ist nicht gezählt.",
    )
    UNREADABLE = "unreadable", "documents", "A document lacks what it must have.", "Einem Dokument fehlt, was es haben muss."


class Breach(NamedTuple):
    """One thing that is not as it must be: where, and what was expected and found there. Never a user's words."""

    kind: BreachKind
    path: str
    expected: str | int | None = None
    found: str | int | None = None

    @property
    def invariant(self) -> Invariant:
        return self.kind.invariant

    def fields(self) -> dict[str, Any]:
        return {"kind": self.kind.value, "path": self.path, "expected": self.expected, "found": self.found}


def breach(kind: BreachKind, path: str, expected: object = None, found: object = None) -> Breach:
    return Breach(kind, path, _plain(expected), _plain(found))


def _plain(value: object) -> str | int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    return value.isoformat() if isinstance(value, datetime) else str(value)[:200]
