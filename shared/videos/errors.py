"""What a request for a video, or for a change of one, can be refused with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.platform.errors import AppError, Language, Text, UnsupportedMediaType
from shared.user_files.errors import NotAccepted


class CannotCancel(AppError):
    status, code = 409, "CANNOT_CANCEL"
    message = Text(
        "The provider is making this video already and cannot be stopped.",
        "Der Anbieter macht dieses Video schon und lässt sich nicht anhalten.",
    )
    action = Text("Wait for it; it will be in your history.", "Warte darauf; es erscheint in deinem Verlauf.")


class BeingHandedOver(CannotCancel):
    """Whether its provider has it is known within seconds; only then can anybody say whether it can be stopped."""

    retryable = True
    message = Text(
        "This video is being handed over to its provider right now.",
        "Dieses Video wird gerade an den Anbieter übergeben.",
    )
    action = Text("Try again in some seconds.", "Versuche es in ein paar Sekunden noch einmal.")
    retry_after_s = 5


class TooLateToCancel(CannotCancel):
    message = Text("This video has ended already.", "Dieses Video ist schon beendet.")
    action = Text("Look at its state and message.", "Sieh dir Zustand und Nachricht an.")


class NotEnded(AppError):
    status, code = 409, "NOT_ENDED"
    message = Text("This video is still being made.", "Dieses Video wird noch gemacht.")
    action = Text("Wait until it has ended.", "Warte, bis es beendet ist.")


class NoVideo(AppError):
    status, code = 409, "NO_VIDEO"
    message = Text("There is no finished video to this job.", "Zu diesem Auftrag gibt es kein fertiges Video.")
    action = Text("Look at its state and message.", "Sieh dir Zustand und Nachricht an.")


class TooManyActive(AppError):
    status, code, retryable = 429, "TOO_MANY_ACTIVE", True
    message = Text(
        "{limit} {limit:video is|videos are} being made for you already.",
        "Für dich {limit:wird|werden} schon {limit} {limit:Video|Videos} gemacht.",
    )
    action = Text(
        "Wait for one of them to end, or ask with queue = true: then it waits for its turn.",
        "Warte, bis eines davon fertig ist, oder frage mit queue = true: Dann wartet es, bis es an der Reihe ist.",
    )
    retry_after_s = 30


class TooManyBatches(AppError):
    status, code, retryable = 429, "TOO_MANY_BATCHES", True
    message = Text(
        "Of {limit} of your lists and storyboards there are videos that have not ended.",
        "Von {limit} deiner Listen und Storyboards gibt es noch Videos, die nicht beendet sind.",
    )
    action = Text("Wait until one is finished, or cancel what waits.", "Warte, bis eine fertig ist, oder brich ab, was wartet.")
    retry_after_s = 60


class TooManyFollowers(AppError):
    """Of one video that has not ended; once it has, it makes no difference how many begin with its last frame."""

    status, code, retryable = 409, "TOO_MANY_FOLLOWERS", True
    message = Text(
        "{limit} videos wait for the last frame of this one already.",
        "Auf das letzte Bild dieses Videos warten schon {limit} Videos.",
    )
    action = Text("Wait until it has ended.", "Warte, bis es beendet ist.")


class NotThen(AppError):
    status, code = 400, "START_NOT_POSSIBLE"
    message = Text(
        "start_at must be a time from now to {latest}, {days} days ahead.",
        "start_at muss eine Zeit von jetzt bis {latest} sein, {days} Tage voraus.",
    )
    action = Text(
        "Choose a time in between, or leave it out to start at once.",
        "Wähle eine Zeit dazwischen, oder lass sie weg, um sofort zu beginnen.",
    )


class NotABatch(NotAccepted):
    """Some rows cannot be taken, so none is; `rows` says which, by line."""

    code, listed = "INVALID_BATCH", "rows"
    message = Text(
        "The batch was not accepted, nothing was charged.", "Der Stapel wurde nicht angenommen, nichts wurde berechnet."
    )
    action = Text("Correct the lines named in details.rows.", "Korrigiere die in details.rows genannten Zeilen.")

    def place(self, row: Mapping[str, Any], language: Language) -> str:
        line = f"{'Zeile' if language == 'de' else 'line'} {row['line']}"
        if row["row"] is not None:
            line += f" ({'Video' if language == 'de' else 'video'} {row['row']})"
        return ", ".join(str(each) for each in (line, row["field"], row.get("id")) if each)


class NeitherJsonNorCsv(UnsupportedMediaType):
    message = Text(
        "A batch must be application/json, text/csv or text/tab-separated-values.",
        "Ein Stapel muss application/json, text/csv oder text/tab-separated-values sein.",
    )
    action = Text("Set Content-Type to what the file is.", "Setze Content-Type auf das, was die Datei ist.")


class NoText(AppError):
    status, code = 409, "PROMPT_WITHOUT_TEXT"
    message = Text("This prompt has no text yet.", "Dieser Prompt hat noch keinen Text.")
    action = Text("Regenerate it or write one yourself.", "Lass ihn neu schreiben oder schreibe selbst einen.")


class CannotGoOn(AppError):
    status, code = 409, "CANNOT_CONTINUE"
    message = Text("This video cannot be continued: {why}.", "Dieses Video lässt sich nicht fortsetzen: {why}.")
    action = Text("Choose a finished video of the same model.", "Wähle ein fertiges Video desselben Modells.")


class ImageGone(AppError):
    status, code = 409, "IMAGE_GONE"
    message = Text(
        "An image that this video was asked for with is not there any more.",
        "Ein Bild, mit dem dieses Video gewünscht war, gibt es nicht mehr.",
    )
    action = Text("Ask for a new video without it, or with another.", "Wünsche ein neues Video ohne es oder mit einem anderen.")


class OwnKeyNotPossible(AppError):
    status, code = 422, "OWN_KEY_NOT_POSSIBLE"
    message = Text("{model} cannot be paid by a key of yours.", "{model} lässt sich nicht mit deinem Schlüssel bezahlen.")
    action = Text(
        "Leave the key out, or choose a model of: {possible}.", "Lass den Schlüssel weg oder nimm ein Modell von: {possible}."
    )
