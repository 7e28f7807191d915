"""Why an uploaded picture is not taken, and what is known of one that is. Imports no library that looks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shared.platform.errors import Said

MOST_BYTES = 20 * 1024 * 1024
LONGEST_SIDE = 8192


class PictureKind(StrEnum):
    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"


class Rejection(Said):
    UNKNOWN_KIND = (
        "unknown_kind",
        "This file is not a JPEG, PNG or WebP picture.",
        "Diese Datei ist kein Bild im Format JPEG, PNG oder WebP.",
    )
    TOO_LARGE = "too_large", "The picture is larger than 20 MB.", "Das Bild ist größer als 20 MB."
    SIDE_TOO_LONG = (
        "side_too_long",
        "A side of the picture is longer than 8192 pixels.",
        "Eine Seite des Bildes ist länger als 8192 Pixel.",
    )
    NO_PIXELS = "no_pixels", "The picture has no pixels.", "Das Bild hat keine Pixel."
    TRUNCATED = (
        "truncated",
        "The end of the picture is missing. Upload it once more.",
        "Das Ende des Bildes fehlt. Lade es noch einmal hoch.",
    )
    # it is something else as well: an archive, a page, a program
    FOREIGN_CONTENT = (
        "foreign_content",
        "The file holds something else beside the picture. Save the picture anew and upload that.",
        "Die Datei enthält neben dem Bild noch etwas anderes. Speichere das Bild neu und lade es dann hoch.",
    )
    # what it says of itself and what it holds differ
    CONTRADICTORY = (
        "contradictory",
        "The picture contradicts itself about its size. Save it anew and upload that.",
        "Das Bild widerspricht sich in seiner Größe. Speichere es neu und lade es dann hoch.",
    )
    TOO_MUCH_METADATA = (
        "too_much_metadata",
        "The picture carries too much metadata. Save it without them and upload that.",
        "Das Bild enthält zu viele Metadaten. Speichere es ohne sie und lade es dann hoch.",
    )
    ANIMATED = "animated", "Moving pictures are not possible here.", "Bewegte Bilder sind hier nicht möglich."
    UNDECODABLE = (
        "undecodable",
        "The picture is damaged or of a rare variant. Save it anew and upload that.",
        "Das Bild ist beschädigt oder von einer seltenen Art. Speichere es neu und lade es dann hoch.",
    )


class RejectedPicture(Exception):
    """The file is no picture that we take; `told` is for the log."""

    def __init__(self, reason: Rejection, told: str = "") -> None:
        self.reason = reason
        super().__init__(f"{reason}: {told}" if told else str(reason))


@dataclass(frozen=True)
class PictureFacts:
    """Width and height as seen: the orientation that a camera noted is honoured."""

    kind: PictureKind
    width: int
    height: int
    bytes: int  # of what was uploaded
    colour: str  # the dominant one, as #rrggbb
    orientation: int  # 1 to 8, as in EXIF; the pixels of the copy still lie as they were
