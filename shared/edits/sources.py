"""What an edit is made of, as the media library wants to hear it."""

from __future__ import annotations

from shared.edits.requests import GIF_RATE, GIF_S, GIF_SIDE, EditWish
from shared.films.outcomes import Ending, FilmOutcome
from shared.films.sources import FilmAborted, music_of, opener
from shared.media.film.wish import Caption, Clip, Fade, Look, Shape, Title, Wish
from shared.platform.clients import store
from shared.platform.settings import settings
from shared.videos.model import Job, job_path, read
from shared.videos.states import JobState


def wish_of(job: Job) -> Wish:
    """Raises FilmAborted where its video is not the user's any more."""
    asked, source = EditWish.of(job.edit or {}), read(store().get(job_path(str(job.wish.source))))
    missing = Ending(FilmOutcome.SCENE_MISSING, 1, job.wish.source)
    if source is None or source.user_id != job.user_id or source.state is not JobState.COMPLETED or source.taken_down:
        raise FilmAborted(missing)
    crop = asked.crop
    clip = Clip(
        opener(settings().bucket_media, source.object_name, missing),
        start=asked.start,
        end=asked.end,
        most=GIF_S * asked.speed if asked.is_silent else None,
        speed=asked.speed,
        volume=0.0 if asked.is_silent else asked.volume,
        anchor=((crop.x, crop.y) if crop else (0.5, 0.5)) if crop or asked.preset else None,
        look=Look(asked.look) if asked.look else None,
    )
    return Wish(
        (clip,),
        size=asked.form.size if asked.form else None,
        shape=Shape(crop.format) if crop and crop.format else None,
        longest=GIF_SIDE if asked.is_silent else None,
        rate=GIF_RATE if asked.is_silent else None,
        music=music_of(job.user_id, asked.music),
        title=Title(asked.title.text, asked.title.seconds) if asked.title else None,
        captions=tuple(Caption(each.start, each.end, each.text) for each in asked.captions),
        fade=Fade(asked.fade_in, asked.fade_out),
    )
