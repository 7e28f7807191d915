"""What can be wrong with the data: a closed set, each kind with the invariant that it breaks and words for operators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, NamedTuple, get_args

from shared.platform.errors import Text

# The invariants of the house by their numbers; beside them what is counted, what belongs to nobody, and what cannot be read.
Invariant = Literal["1", "2", "3", "4", "5", "6", "7", "8", "counts", "orphans", "documents"]
INVARIANTS: tuple[Invariant, ...] = get_args(Invariant)


class Kind(StrEnum):
    ENTRY_ORDER = "entry_order"
    BALANCE_AFTER = "balance_after"
    BELOW_ZERO = "below_zero"
    WRONG_WAY = "wrong_way"
    BALANCE = "balance"
    ACCOUNT_SEQ = "account_seq"
    CHARGE_MISSING = "charge_missing"
    CHARGE_AMOUNT = "charge_amount"
    CHARGE_NOT_DUE = "charge_not_due"
    REFUND_MISSING = "refund_missing"
    REFUND_AMOUNT = "refund_amount"
    REFUND_NOT_DUE = "refund_not_due"
    RETURNED_TOO_MUCH = "returned_too_much"
    CHARGED_MARK = "charged_mark"
    ENTRY_MISPLACED = "entry_misplaced"
    SLOTS = "slots"
    WAITING = "waiting"
    IDLE_SLOT = "idle_slot"
    PROMPT_SLOTS = "prompt_slots"
    PROMPTS_IN_LINE = "prompts_in_line"
    FILM_SLOTS = "film_slots"
    FILMS_WAITING = "films_waiting"
    IDLE_FILM_SLOT = "idle_film_slot"
    FILE_UNRECORDED = "file_unrecorded"
    FILE_MISSING = "file_missing"
    FILE_DIFFERS = "file_differs"
    PICTURE_MISSING = "picture_missing"
    PICTURE_LEFT = "picture_left"
    OBJECT_LEFT = "object_left"
    OVERDUE = "overdue"
    UNWATCHED = "unwatched"
    ATTEMPT_UNRECORDED = "attempt_unrecorded"
    SECOND_ATTEMPT = "second_attempt"
    END_UNMARKED = "end_unmarked"
    END_WITH_WORK = "end_with_work"
    ENTRY_AFTER_END = "entry_after_end"
    LIVE_WITH_END = "live_with_end"
    KEY_HELD = "key_held"
    ENTRY_WITHOUT_ACCOUNT = "entry_without_account"
    JOB_WITHOUT_ACCOUNT = "job_without_account"
    ENTRY_WITHOUT_JOB = "entry_without_job"
    STORED_BYTES = "stored_bytes"
    LIVE_BATCHES = "live_batches"
    KEPT = "kept"
    UNREADABLE = "unreadable"


class Meaning(NamedTuple):
    invariant: Invariant
    words: Text


MEANINGS: Mapping[Kind, Meaning] = {
    Kind.ENTRY_ORDER: Meaning(
        "1", Text("The ledger has a gap or a number twice.", "Im Kontobuch fehlt eine Nummer oder ist doppelt.")
    ),
    Kind.BALANCE_AFTER: Meaning(
        "1", Text("An entry does not continue the one before.", "Eine Buchung setzt die vorige nicht fort.")
    ),
    Kind.BELOW_ZERO: Meaning("1", Text("An entry leaves less than nothing.", "Eine Buchung lässt weniger als nichts übrig.")),
    Kind.WRONG_WAY: Meaning(
        "1", Text("An entry moves credits the wrong way.", "Eine Buchung bewegt Credits in die falsche Richtung.")
    ),
    Kind.BALANCE: Meaning(
        "1", Text("The balance is not the sum of the entries.", "Der Stand ist nicht die Summe der Buchungen.")
    ),
    Kind.ACCOUNT_SEQ: Meaning(
        "1", Text("The account does not count its entries.", "Das Konto zählt seine Buchungen nicht richtig.")
    ),
    Kind.CHARGE_MISSING: Meaning("2", Text("It was never charged.", "Es wurde nie berechnet.")),
    Kind.CHARGE_AMOUNT: Meaning("2", Text("The charge is not its price.", "Berechnet wurde nicht der Preis.")),
    Kind.CHARGE_NOT_DUE: Meaning(
        "2", Text("It was charged although it is free.", "Es wurde berechnet, obwohl es nichts kostet.")
    ),
    Kind.REFUND_MISSING: Meaning("2", Text("Its outcome asks for a refund.", "Der Ausgang verlangt eine Erstattung.")),
    Kind.REFUND_AMOUNT: Meaning("2", Text("The refund is not its price.", "Erstattet wurde nicht der Preis.")),
    Kind.REFUND_NOT_DUE: Meaning("2", Text("It was refunded without a reason.", "Es wurde ohne Grund erstattet.")),
    Kind.RETURNED_TOO_MUCH: Meaning("2", Text("More came back than was paid.", "Es kam mehr zurück, als bezahlt war.")),
    Kind.CHARGED_MARK: Meaning(
        "2", Text("It tells its user something else than the ledger.", "Es sagt etwas anderes als das Kontobuch.")
    ),
    Kind.ENTRY_MISPLACED: Meaning("2", Text("An entry beside the job's own.", "Eine Buchung neben der des Auftrags.")),
    Kind.SLOTS: Meaning("3", Text("The account miscounts the slots.", "Das Konto zählt die Plätze falsch.")),
    Kind.WAITING: Meaning("3", Text("The account miscounts who waits.", "Das Konto zählt die Wartenden falsch.")),
    Kind.IDLE_SLOT: Meaning("3", Text("A job waits beside a free slot.", "Ein Auftrag wartet neben einem freien Platz.")),
    Kind.PROMPT_SLOTS: Meaning(
        "3", Text("The account miscounts the slots of prompts.", "Das Konto zählt die Plätze der Prompts falsch.")
    ),
    Kind.PROMPTS_IN_LINE: Meaning(
        "3", Text("The account misses who waits to be written.", "Das Konto kennt nicht, was auf das Schreiben wartet.")
    ),
    Kind.FILM_SLOTS: Meaning(
        "3", Text("The account miscounts the slots of films.", "Das Konto zählt die Plätze für Filme falsch.")
    ),
    Kind.FILMS_WAITING: Meaning(
        "3", Text("The account miscounts the films that wait.", "Das Konto zählt die wartenden Filme falsch.")
    ),
    Kind.IDLE_FILM_SLOT: Meaning("3", Text("A film waits beside a free slot.", "Ein Film wartet neben einem freien Platz.")),
    Kind.FILE_UNRECORDED: Meaning(
        "4", Text("It is completed without facts of a file.", "Es ist fertig, ohne Angaben zur Datei.")
    ),
    Kind.FILE_MISSING: Meaning("4", Text("Its file is not there.", "Die Datei fehlt.")),
    Kind.FILE_DIFFERS: Meaning("4", Text("Its file is another one.", "Die Datei ist eine andere.")),
    Kind.PICTURE_MISSING: Meaning("4", Text("A picture that it needs is gone.", "Ein Bild, das es braucht, fehlt.")),
    Kind.PICTURE_LEFT: Meaning(
        "4", Text("It was deleted, no video needs it, and it stays.", "Es wurde gelöscht, kein Video braucht es, und es bleibt.")
    ),
    Kind.OBJECT_LEFT: Meaning("4", Text("A stored object belongs to nobody.", "Eine gespeicherte Datei gehört zu nichts.")),
    Kind.OVERDUE: Meaning("5", Text("It lives long past its deadline.", "Es lebt weit über seine Frist hinaus.")),
    Kind.UNWATCHED: Meaning("5", Text("The sweep does not look after it.", "Niemand sieht nach ihm.")),
    Kind.ATTEMPT_UNRECORDED: Meaning("6", Text("An attempt is not written down.", "Ein Versuch ist nicht vermerkt.")),
    Kind.SECOND_ATTEMPT: Meaning(
        "6", Text("An attempt began while one before might live.", "Ein Versuch begann, als ein früherer noch laufen konnte.")
    ),
    Kind.END_UNMARKED: Meaning("7", Text("It ended without saying when or how.", "Es endete, ohne zu sagen wann oder wie.")),
    Kind.END_WITH_WORK: Meaning(
        "7", Text("It has ended and is still worked on.", "Es ist beendet, und doch wird daran gearbeitet.")
    ),
    Kind.ENTRY_AFTER_END: Meaning("7", Text("Credits moved after its end.", "Nach dem Ende bewegten sich Credits.")),
    Kind.LIVE_WITH_END: Meaning("7", Text("It lives and bears marks of an end.", "Es lebt und trägt Zeichen eines Endes.")),
    Kind.STORED_BYTES: Meaning(
        "counts", Text("The account miscounts the bytes of videos.", "Das Konto zählt die Bytes der Videos falsch.")
    ),
    Kind.LIVE_BATCHES: Meaning(
        "counts", Text("The account miscounts the jobs of a batch.", "Das Konto zählt die Aufträge einer Liste falsch.")
    ),
    Kind.KEPT: Meaning("counts", Text("What is kept is miscounted.", "Was aufbewahrt wird, ist falsch gezählt.")),
    Kind.KEY_HELD: Meaning(
        "8",
        Text("A key is kept for works that have ended.", "Ein Schlüssel wird für Arbeiten aufbewahrt, die beendet sind."),
    ),
    Kind.ENTRY_WITHOUT_ACCOUNT: Meaning("orphans", Text("An entry of nobody's account.", "Eine Buchung ohne Konto.")),
    Kind.JOB_WITHOUT_ACCOUNT: Meaning("orphans", Text("Its user has no account.", "Wem es gehört, hat kein Konto.")),
    Kind.ENTRY_WITHOUT_JOB: Meaning("orphans", Text("An entry of a job that is not there.", "Eine Buchung ohne Auftrag.")),
    Kind.UNREADABLE: Meaning(
        "documents", Text("A document lacks what it must have.", "Einem Dokument fehlt, was es haben muss.")
    ),
}


class Breach(NamedTuple):
    """One thing that is not as it must be: where, and what was expected and found there. Never a user's words."""

    kind: Kind
    path: str
    expected: str | int | None = None
    found: str | int | None = None

    @property
    def invariant(self) -> Invariant:
        return MEANINGS[self.kind].invariant

    def fields(self) -> dict[str, Any]:
        return {"kind": self.kind.value, "path": self.path, "expected": self.expected, "found": self.found}


def breach(kind: Kind, path: str, expected: object = None, found: object = None) -> Breach:
    return Breach(kind, path, _plain(expected), _plain(found))


def _plain(value: object) -> str | int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    return value.isoformat() if isinstance(value, datetime) else str(value)[:200]
