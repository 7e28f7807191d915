"""What a request for a prompt, or for a change of one, can be refused with."""

from __future__ import annotations

from shared.platform.errors import AppError, Text


class NothingToWrite(AppError):
    status, code = 409, "NO_READY_IMAGES"
    message = Text("There is no ready image in this collection.", "In dieser Sammlung ist kein bereites Bild.")
    action = Text("Upload pictures first.", "Lade zuerst Bilder hoch.")


class NothingToRefine(AppError):
    status, code = 409, "NO_TEXT_YET"
    message = Text("This prompt has no text that could be changed.", "Dieser Prompt hat keinen Text, der sich ändern ließe.")
    action = Text("Have it written anew first.", "Lass ihn zuerst neu schreiben.")


class TooManyImages(AppError):
    status, code = 422, "TOO_MANY_IMAGES"
    message = Text(
        "A collection of more than {limit} images cannot be written for at once.",
        "Für eine Sammlung mit mehr als {limit} Bildern kann nicht auf einmal geschrieben werden.",
    )
    action = Text("Have them written one by one, or split the collection.", "Lass sie einzeln schreiben oder teile die Sammlung.")


class TooManyInLine(AppError):
    status, code, retryable = 429, "TOO_MANY_IN_LINE", True
    message = Text(
        "{limit} {limit:collection waits|collections wait} to be written for already.",
        "{limit} {limit:Sammlung wartet|Sammlungen warten} schon darauf, dass für sie geschrieben wird.",
    )
    action = Text("Wait until one of them has its turn.", "Warte, bis eine davon an der Reihe ist.")
    retry_after_s = 60


class NotTheSame(AppError):
    status, code = 409, "NOT_THE_SAME_PROMPTS"
    message = Text("These are not exactly the prompts of this image.", "Das sind nicht genau die Prompts dieses Bildes.")
    action = Text("List them again and order those.", "Liste sie noch einmal auf und ordne diese.")


class StillWriting(AppError):
    status, code, retryable = 409, "STILL_WRITING", True
    message = Text("This prompt is being written.", "Dieser Prompt wird gerade geschrieben.")
    action = Text("Wait for it.", "Warte darauf.")


class TooManyVariants(AppError):
    status, code = 409, "TOO_MANY_VARIANTS"
    message = Text(
        "An image may have {limit} {limit:prompt|prompts} at most.",
        "Ein Bild darf höchstens {limit} {limit:Prompt|Prompts} haben.",
    )
    action = Text("Delete one of them first.", "Lösche vorher einen davon.")


class ImageInTrash(AppError):
    status, code = 409, "IMAGE_IN_TRASH"
    message = Text("The prompt's image is in the trash.", "Das Bild des Prompts ist im Papierkorb.")
    action = Text("Restore the image first.", "Stelle zuerst das Bild wieder her.")


class TooManyTemplates(AppError):
    status, code = 409, "TOO_MANY_TEMPLATES"
    message = Text("You may keep {limit} templates.", "Du kannst {limit} Vorlagen behalten.")
    action = Text("Delete one of them first.", "Lösche vorher eine davon.")


class TemplateNameTaken(AppError):
    """Two of one name could not be told apart in a list; `id` is the one that has it."""

    status, code = 409, "TEMPLATE_NAME_TAKEN"
    message = Text("You have a template {name} already.", "Du hast schon eine Vorlage {name}.")
    action = Text("Choose another name, or delete that one first.", "Nimm einen anderen Namen oder lösche jene zuerst.")
