"""What a request for a storyboard, or for a change of one, can be refused with."""

from __future__ import annotations

from shared.platform.errors import AppError, Text
from shared.user_files.errors import NotAccepted


class NothingToShoot(AppError):
    status, code = 409, "NOTHING_TO_SHOOT"
    message = Text("There is no scene to shoot.", "Es gibt keine Szene zu drehen.")
    action = Text("Add a scene, change one, or name the scenes.", "Füge eine Szene hinzu, ändere eine oder nenne die Szenen.")


class SceneBeingShot(AppError):
    status, code = 409, "SCENE_BEING_SHOT"
    message = Text(
        "{count} of these scenes {count:is|are} being shot already.", "{count} dieser Szenen {count:wird|werden} schon gedreht."
    )
    action = Text("Wait until their videos have ended, or cancel.", "Warte, bis ihre Videos beendet sind, oder brich ab.")


class CannotContinue(AppError):
    """There is neither a video of the scene before, nor one in the making or among those that are to be shot."""

    status, code = 422, "NO_FIRST_FRAME_TO_CONTINUE"
    message = Text(
        "Scene {scene_id} continues the scene before, and there is no video of that.",
        "Szene {scene_id} schließt an die Szene davor an, und von der gibt es kein Video.",
    )
    action = Text(
        "Shoot the scene before too, give this one a first_frame, or set continue_from_previous to false.",
        "Dreh die Szene davor mit, gib dieser ein first_frame, oder setze continue_from_previous auf false.",
    )


class SceneWithoutImage(AppError):
    """One of its images, or of its character's, was deleted or is no image of this user's."""

    status, code = 409, "SCENE_WITHOUT_IMAGE"
    message = Text(
        "An image that scene {scene} is shot with is not there any more.",
        "Ein Bild, mit dem Szene {scene} gedreht wird, gibt es nicht mehr.",
    )
    action = Text(
        "Take it out of the scene or its character, or choose another.",
        "Nimm es aus der Szene oder ihrer Figur heraus oder wähle ein anderes.",
    )


class NotAStoryboard(NotAccepted):
    """Some of it cannot stand in a storyboard; `problems` says where and why."""

    code = "INVALID_STORYBOARD"
    message = Text("The storyboard was not accepted.", "Das Storyboard wurde nicht angenommen.")
    action = Text("Correct the places named in details.problems.", "Korrigiere die in details.problems genannten Stellen.")


class StoryboardTooLarge(NotAccepted):
    """All of it together is more than one document should hold."""

    code = "STORYBOARD_TOO_LARGE"
    message = Text("The storyboard is too large.", "Das Storyboard ist zu groß.")
    action = Text("Shorten texts or split it in two.", "Kürze Texte oder teile es in zwei.")


class BeingShot(AppError):
    status, code = 409, "SCENE_BEING_SHOT"
    message = Text("The video of this scene is being made.", "Das Video dieser Szene wird gerade gemacht.")
    action = Text(
        "Wait for it, cancel it, or remove the scene with force=true: the video is made all the same and stays in your history.",
        "Warte darauf, brich es ab, oder entferne die Szene mit force=true: Das Video entsteht trotzdem und bleibt im Verlauf.",
    )


class TooManyStoryboards(AppError):
    status, code = 409, "TOO_MANY_STORYBOARDS"
    message = Text("You may keep {limit} storyboards and have {kept}.", "Du kannst {limit} Storyboards behalten und hast {kept}.")
    action = Text(
        "Export and delete some of them first, and erase them from the trash: what lies there counts.",
        "Exportiere und lösche vorher einige davon, auch aus dem Papierkorb: Was dort liegt, zählt mit.",
    )


class VersionConflict(AppError):
    """Somebody, or another window, was faster: `yours` was meant for a version that is no longer the current one.

    `current` is the storyboard itself; whoever answers puts it as it is shown everywhere else.
    """

    status, code = 409, "VERSION_CONFLICT"
    message = Text(
        "The storyboard was changed meanwhile: it is at version {current_version}, your change was made on {expected_version}.",
        "Das Storyboard steht inzwischen bei Version {current_version}, deine Änderung galt Version {expected_version}.",
    )
    action = Text(
        "Compare details.yours with details.current and send what you want with expected_version {current_version}.",
        "Vergleiche details.yours mit details.current und sende, was gelten soll, mit expected_version {current_version}.",
    )


class NoSuchScene(AppError):
    status, code = 404, "NO_SUCH_SCENE"
    message = Text("The storyboard has no scene {scene_id}.", "Das Storyboard hat keine Szene {scene_id}.")
    action = Text("Read the storyboard again.", "Lies das Storyboard neu.")


class SceneIdTaken(AppError):
    status, code = 409, "SCENE_ID_TAKEN"
    message = Text("The storyboard already has a scene {scene_id}.", "Das Storyboard hat schon eine Szene {scene_id}.")
    action = Text("Choose another id, or edit that scene.", "Wähle eine andere Id oder ändere jene Szene.")


class TooManyScenes(AppError):
    status, code = 422, "TOO_MANY_SCENES"
    message = Text(
        "A storyboard can have {limit} {limit:scene|scenes}.", "Ein Storyboard kann {limit} {limit:Szene|Szenen} haben."
    )
    action = Text("Remove one, or begin a second storyboard.", "Entferne eine oder beginne ein zweites Storyboard.")


class NotTheSameScenes(AppError):
    """An order names each scene exactly once; details say which are missing, unknown or named twice."""

    status, code = 422, "NOT_THE_SAME_SCENES"
    message = Text(
        "The order must name each scene exactly once: {missing_count} missing, {unknown_count} unknown, {twice_count} twice.",
        "Jede Szene muss genau einmal genannt sein: {missing_count} {missing_count:fehlt|fehlen}, {unknown_count} unbekannt,"
        " {twice_count} doppelt.",
    )
    action = Text("Read the storyboard again and order its scenes.", "Lies das Storyboard neu und ordne seine Szenen.")


class NotReadable(NotAccepted):
    """The file is no JSON, or not of a form that is read here."""

    code = "UNREADABLE_STORYBOARD"
    message = Text("The file could not be read.", "Die Datei konnte nicht gelesen werden.")
    action = Text(
        "Send a JSON export of a storyboard, format rushes.storyboard/1.",
        "Sende den JSON-Export eines Storyboards, Format rushes.storyboard/1.",
    )
