"""What a request for a film, or for a change of one, can be refused with."""

from __future__ import annotations

from shared.platform.errors import AppError, Text
from shared.platform.web.rates import NoPlace


class TooManyWaiting(AppError):
    status, code, retryable = 429, "TOO_MANY_WAITING", True
    message = Text("{limit} films of yours wait already.", "Von dir warten schon {limit} Filme.")
    action = Text("Wait until some are made, or cancel some.", "Warte, bis einige gemacht sind, oder brich einige ab.")
    retry_after_s = 60


class TooMuchMusic(NoPlace):
    code = "TOO_MUCH_MUSIC"
    message = Text("{limit} pieces of music of yours are kept already.", "Von dir liegen schon {limit} Musikstücke bereit.")
    action = Text(
        "Use one of them again, or wait until {free_at}: each is kept for two days.",
        "Nimm eines davon noch einmal oder warte bis {free_at}: Jedes bleibt zwei Tage.",
    )


class NoFilm(AppError):
    status, code = 409, "NO_FILM"
    message = Text("This film is not finished.", "Dieser Film ist nicht fertig.")
    action = Text("Look at its status and message.", "Sieh dir Status und Nachricht an.")


class FilmEnded(AppError):
    status, code = 409, "FILM_ENDED"
    message = Text("This film has ended already.", "Dieser Film ist schon beendet.")
    action = Text("Look at its status and message.", "Sieh dir Status und Nachricht an.")


class SceneNotFound(AppError):
    status, code = 404, "SCENE_NOT_FOUND"
    message = Text("Scene {scene}: there is no such video.", "Szene {scene}: Dieses Video gibt es nicht.")
    action = Text("Check the video's id.", "Prüfe die Id des Videos.")


class SceneNotReady(AppError):
    status, code = 409, "SCENE_NOT_READY"
    message = Text("Scene {scene}: this video is not finished.", "Szene {scene}: Dieses Video ist nicht fertig.")
    action = Text("Wait for it, or take another.", "Warte darauf oder nimm ein anderes.")


class ScenesNotShot(AppError):
    """Some scenes of the storyboard have no finished video of what they say; details.lacking tells of each why not."""

    status, code = 409, "SCENES_NOT_SHOT"
    message = Text(
        "{count} {count:scene has|scenes have} no finished video of what {count:it says|they say} now: {named}.",
        "{count} {count:Szene hat|Szenen haben} kein fertiges Video von dem, was jetzt dort steht: {named}.",
    )
    action = Text(
        "Shoot the scenes that are new or changed, or name the videos in `scenes`.",
        "Dreh die neuen und geänderten Szenen, oder nenne die Videos in `scenes`.",
    )


class NoScenes(AppError):
    status, code = 409, "STORYBOARD_WITHOUT_SCENES"
    message = Text("This storyboard has no scenes.", "Dieses Storyboard hat keine Szenen.")
    action = Text("Add scenes and shoot them first.", "Füge Szenen hinzu und dreh sie zuerst.")


class MusicNotFound(AppError):
    status, code = 404, "MUSIC_NOT_FOUND"
    message = Text(
        "There is no such music, or it was not uploaded.", "Diese Musik gibt es nicht, oder sie wurde nicht hochgeladen."
    )
    action = Text(
        "Upload it first; it is kept for two days. Or leave the music out.",
        "Lade sie zuerst hoch; sie bleibt zwei Tage. Oder lass die Musik weg.",
    )


class SceneTooShort(AppError):
    status, code = 422, "SCENE_TOO_SHORT"
    message = Text(
        "Scene {scene}: its video lasts {seconds} s, which is too short for this.",
        "Szene {scene}: Das Video dauert {seconds} s und ist dafür zu kurz.",
    )
    action = Text("Change the trim or the crossfade.", "Ändere den Schnitt oder die Blende.")


class FilmTooLong(AppError):
    status, code = 422, "FILM_TOO_LONG"
    message = Text(
        "A film may last {limit} s; this one would last {seconds}.", "Ein Film darf {limit} s dauern, dieser hätte {seconds}."
    )
    action = Text("Leave out scenes, or trim them.", "Lass Szenen weg oder kürze sie.")


class TitleNotDrawable(AppError):
    status, code = 422, "TITLE_NOT_DRAWABLE"
    message = Text("A title cannot show: {letters}", "Ein Titel kann nicht zeigen: {letters}")
    action = Text("No font here has these: take others.", "Keine Schrift hier hat diese Zeichen: Nimm andere.")
