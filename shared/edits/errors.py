"""What an edit can be refused with, beside what videos, music and titles are refused with."""

from __future__ import annotations

from shared.films.errors import FilmTooLong, TitleNotDrawable
from shared.platform.errors import AppError, Text


class EditOutside(AppError):
    status, code = 422, "EDIT_OUTSIDE"
    message = Text(
        "{field} lies beyond the end of the video, which lasts {seconds} s.",
        "{field} liegt hinter dem Ende des Videos, das {seconds} s dauert.",
    )
    action = Text("Choose times within the video.", "Wähle Zeiten innerhalb des Videos.")


class EditTooLong(FilmTooLong):
    message = Text(
        "An edited video may last {limit} s; this one would last {seconds}.",
        "Ein bearbeitetes Video darf {limit} s dauern, dieses hätte {seconds}.",
    )
    action = Text("Trim it, or make it faster.", "Kürze es oder mach es schneller.")


class CaptionNotDrawable(TitleNotDrawable):
    code = "CAPTION_NOT_DRAWABLE"
    message = Text("Caption {caption} cannot show: {letters}", "Untertitel {caption} kann nicht zeigen: {letters}")
