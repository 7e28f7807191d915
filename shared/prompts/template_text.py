"""A text of our own, composed from the brief alone: it stands in as a draft where the model wrote nothing."""

from __future__ import annotations

from collections.abc import Mapping

from shared.platform.errors import Language, Text
from shared.prompts.brief import Brief
from shared.user_files.plain_text import one_line

_MOST_EFFECTS = 3
_MOST_TITLE_WORDS, _MOST_TITLE = 5, 80

_SUBJECT = Text(
    "The main subject of the picture comes to life and moves naturally",
    "Das Hauptmotiv des Bildes erwacht und bewegt sich ganz natürlich",
)
_TITLED = Text(
    "“{title}”: the main subject comes to life and moves naturally",
    "„{title}“: Das Hauptmotiv erwacht und bewegt sich ganz natürlich",
)
_SOUND = Text("The sound is that of the place.", "Zu hören ist nur der Ort.")
_STYLE = Text("The style is {styles}.", "Der Stil ist {styles}.")
_MOOD = Text("The mood stays {mood}.", "Die Stimmung bleibt {mood}.")
_AND = Text(" and ", " und ")

_CAMERA: Mapping[str, Text] = {
    "tracking_shot": Text("A tracking shot follows it smoothly", "Eine Kamerafahrt folgt ihm gleichmäßig"),
    "static_shot": Text("The camera stands still in a static shot", "Die Kamera steht still in einer statischen Einstellung"),
    "aerial_view": Text("An aerial view glides high above it", "Eine Luftaufnahme gleitet hoch darüber hinweg"),
    "handheld": Text("A handheld camera stays close to it", "Eine Handkamera bleibt ihm ganz nah"),
    "dolly_zoom": Text("A dolly zoom slowly bends the depth", "Ein Dolly-Zoom verzerrt langsam die Tiefe"),
    "crane_shot": Text("A crane shot rises slowly above it", "Eine Kranfahrt hebt sich langsam darüber"),
    "pov": Text("A point-of-view shot moves steadily forward", "Die subjektive Kamera geht stetig voran"),
    "dutch_angle": Text("A tilted dutch angle shifts the balance", "Die gekippte Kamera verschiebt das Gleichgewicht"),
}
_LIGHT: Mapping[str | None, Text] = {
    None: Text("in the light of the picture", "im Licht des Bildes"),
    "golden_hour": Text("in warm golden hour light", "im warmen Licht der goldenen Stunde"),
    "studio_lighting": Text("in clean and even studio lighting", "in klarem, gleichmäßigem Studiolicht"),
    "dramatic_rim": Text("with a dramatic rim light along its edges", "mit dramatischem Kantenlicht an den Rändern"),
    "soft_natural": Text("in soft natural daylight", "in weichem, natürlichem Tageslicht"),
    "neon_night": Text("in the neon light of the night", "im Neonlicht der Nacht"),
    "moody_overcast": Text("in the muted light of an overcast sky", "im gedämpften Licht eines trüben Himmels"),
}
_EFFECT: Mapping[str, Text] = {
    "cinematic": Text("cinematic", "filmisch"),
    "vintage_film": Text("grainy like vintage film", "körnig wie ein alter Film"),
    "noir": Text("noir with hard shadows", "noir mit harten Schatten"),
    "anime_style": Text("drawn like anime", "gezeichnet wie ein Anime"),
    "documentary": Text("documentary", "dokumentarisch"),
    "music_video": Text("rhythmic like music videos", "rhythmisch wie ein Musikvideo"),
    "commercial": Text("polished like a commercial", "glänzend wie ein Werbefilm"),
    "slow_motion": Text("stretched to slow motion", "zur Zeitlupe gedehnt"),
}
_PLAIN_STYLE = Text("plain and natural", "schlicht und natürlich")
_MOODS: Mapping[str | None, Text] = {
    None: Text("true to the picture", "dem Bild treu"),
    "energetic": Text("energetic", "energiegeladen"),
    "calm": Text("calm", "ruhig"),
    "mysterious": Text("mysterious", "geheimnisvoll"),
    "romantic": Text("romantic", "romantisch"),
    "melancholic": Text("melancholic", "melancholisch"),
    "epic": Text("epic", "episch"),
}  # fmt: skip


def template_text(brief: Brief) -> str:
    """20 to 60 words in the brief's language. Everything that the catalog has can be said."""
    language = brief.language
    styles = [_EFFECT[name].say(language, {}) for name in brief.film_effects[:_MOST_EFFECTS]]
    camera, light = _CAMERA[brief.camera_style].say(language, {}), _LIGHT[brief.lighting].say(language, {})
    sentences = [
        f"{_subject(brief)}.",
        f"{camera}, {light}.",
        _STYLE.say(language, {"styles": _listed(styles, language) or _PLAIN_STYLE.say(language, {})}),
        _SOUND.say(language, {}),
        _MOOD.say(language, {"mood": _MOODS[brief.mood].say(language, {})}),
    ]
    return " ".join(sentences)


def _subject(brief: Brief) -> str:
    """The title belongs to the same person as the draft; only its first words are needed."""
    words = one_line(brief.title, _MOST_TITLE).split()[:_MOST_TITLE_WORDS]
    title = " ".join(words).strip("„“”\"'")
    return _TITLED.say(brief.language, {"title": title}) if title else _SUBJECT.say(brief.language, {})


def _listed(styles: list[str], language: Language) -> str:
    if len(styles) < 2:
        return "".join(styles)
    return ", ".join(styles[:-1]) + _AND.say(language, {}) + styles[-1]
