"""What a request for an image or a collection can be refused with."""

from __future__ import annotations

from shared.platform.errors import AppError, Text
from shared.platform.web.rates import NoPlace


class NotReady(AppError):
    status, code, retryable = 409, "IMAGE_NOT_READY", True
    message = Text(
        "This image still waits for its upload, or is being looked at.",
        "Dieses Bild wartet noch auf seinen Upload oder wird gerade geprüft.",
    )
    action = Text("Wait until it is ready.", "Warte, bis es bereit ist.")


class WasRejected(NotReady):
    retryable = False
    message = Text("This image was rejected and cannot be used.", "Dieses Bild wurde abgelehnt und lässt sich nicht verwenden.")
    action = Text("Upload another.", "Lade ein anderes hoch.")


class TooManyUploads(NoPlace):
    code = "TOO_MANY_UPLOADS"
    message = Text("{limit} uploads of yours are open already.", "Von dir sind schon {limit} Uploads offen.")
    action = Text(
        "Send what they wait for, delete one, or wait until {free_at}.",
        "Sende, worauf sie warten, lösche einen oder warte bis {free_at}.",
    )


class LikenessStatementRequired(AppError):
    status, code = 422, "LIKENESS_STATEMENT_REQUIRED"
    message = Text(
        "Say that whoever can be recognised in this picture agreed to its use.",
        "Erkläre, dass alle, die auf diesem Bild zu erkennen sind, seiner Verwendung zugestimmt haben.",
    )
    action = Text("Send likeness: true, if that is so.", "Sende likeness: true, wenn das so ist.")


class ImageInUse(AppError):
    """Details name the first of the storyboards, whether its character is shown by it, and the scenes."""

    status, code = 409, "IMAGE_IN_USE"
    message = Text("Storyboards of yours plan with this image.", "Storyboards von dir planen mit diesem Bild.")
    action = Text(
        "Take it out of them, or delete it with force=true: their scenes then say that it is missing.",
        "Nimm es dort heraus oder lösche es mit force=true: Die Szenen sagen dann, dass es fehlt.",
    )


class CollectionInTrash(AppError):
    status, code = 409, "COLLECTION_IN_TRASH"
    message = Text("The image's collection is in the trash, or gone.", "Die Sammlung des Bildes ist im Papierkorb oder gelöscht.")
    action = Text("Restore the collection: the image comes back after it.", "Stelle erst die Sammlung wieder her, dann das Bild.")


class CollectionInUse(AppError):
    """Details name the first of these images, each with its storyboards."""

    status, code = 409, "IMAGE_IN_USE"
    message = Text(
        "Storyboards of yours plan with images of this collection.", "Storyboards von dir planen mit Bildern dieser Sammlung."
    )
    action = Text(
        "Take them out of the storyboards, or delete with force=true: their scenes then say what is missing.",
        "Nimm sie dort heraus oder lösche mit force=true: Die Szenen sagen dann, was fehlt.",
    )
