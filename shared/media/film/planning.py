"""What is copied, what is made anew, and where everything stands in the film."""

from __future__ import annotations

from fractions import Fraction

from shared.media.film.outcome import SceneBroken
from shared.media.film.survey import Pictures, Scene
from shared.media.film.wish import Fade, Plan, Shape, Span, Wish

_COPIED_PICTURES, _COPIED_SOUND = "h264", "aac"  # what plays everywhere
_MOST_RATE = Fraction(60)


def plan(wish: Wish, scenes: list[Scene]) -> Plan:
    """Pictures and sound are decided apart: music needs new sound, and leaves the pictures as they are."""
    size = wish.size or _framed(scenes[0].pictures.size, wish)
    pictures = list(_against_copying_pictures(wish, scenes, size))
    sound = list(_against_copying_sound(wish, scenes))
    has_sound = wish.music is not None or any(scene.sound and clip.volume for scene, clip in zip(scenes, wish.clips, strict=True))
    rate = scenes[0].pictures.rate if not pictures else Fraction(wish.rate or _most_common_rate(scenes))
    return Plan(
        spans=tuple(_spans(wish, scenes, rate, exact=not pictures)),
        size=size,
        rate=rate,
        copies_pictures=not pictures,
        copies_sound=has_sound and not sound,
        has_sound=has_sound,
        why=(*(f"pictures: {reason}" for reason in pictures), *(f"sound: {reason}" for reason in sound if has_sound)),
    )


def _against_copying_pictures(wish: Wish, scenes: list[Scene], size: tuple[int, int]) -> list[str]:
    first: Pictures = scenes[0].pictures
    reasons = {
        "scenes differ": any(scene.pictures != first for scene in scenes),
        "another codec": first.codec != _COPIED_PICTURES,
        "another size": first.size != size,
        "another rate": wish.rate is not None and first.rate != wish.rate,
        "another speed": any(clip.speed != 1 for clip in wish.clips),
        "look": any(clip.look for clip in wish.clips),
        "crossfade": any(clip.crossfade for clip in wish.clips[:-1]),
        "title": wish.title is not None and not wish.title.is_empty,
        "captions": bool(wish.captions),
        "fade": wish.fade != Fade(),
        "cut between key frames": not all(scene.cuts_at_keys for scene in scenes),
    }
    return [reason for reason, holds in reasons.items() if holds]


def _against_copying_sound(wish: Wish, scenes: list[Scene]) -> list[str]:
    first = scenes[0].sound
    reasons = {
        "scenes differ": any(scene.sound != first for scene in scenes),
        "another codec": first is None or first.codec != _COPIED_SOUND,
        "crossfade": any(clip.crossfade for clip in wish.clips[:-1]),
        "music": wish.music is not None,
        "another speed": any(clip.speed != 1 for clip in wish.clips),
        "another volume": any(clip.volume != 1 for clip in wish.clips),
        "fade": wish.fade != Fade(),
        "gaps": not all(scene.sound_covers for scene in scenes),
    }
    return [reason for reason, holds in reasons.items() if holds]


def _spans(wish: Wish, scenes: list[Scene], rate: Fraction, *, exact: bool) -> list[Span]:
    """Copied scenes keep their own length; others have whole pictures."""
    spans: list[Span] = []
    begins, shared = Fraction(0), 0
    for index, scene in enumerate(scenes):
        frames = max(1, round((scene.end - scene.start) / Fraction(wish.clips[index].speed) * rate))
        last = index == len(scenes) - 1
        overlap = 0 if last else round(Fraction(wish.clips[index].crossfade) * rate)
        if overlap < 0 or shared + overlap > frames:
            raise SceneBroken(index, "too_short")
        length = _whole(scene) if exact else frames / rate
        spans.append(Span(index, scene.start, length, begins, frames, overlap))
        begins += length - overlap / rate
        shared = overlap
    return spans


def _whole(scene: Scene) -> Fraction:
    """What is trimmed ends with a whole picture."""
    rate = scene.pictures.rate
    return round((scene.end - scene.start) * rate) / rate if scene.trimmed else scene.end


def _most_common_rate(scenes: list[Scene]) -> Fraction:
    """By seconds of film; the earlier one where two have as many."""
    seconds: dict[Fraction, Fraction] = {}
    for scene in scenes:
        rate = scene.pictures.rate
        seconds[rate] = seconds.get(rate, Fraction(0)) + scene.end - scene.start
    return min(max(seconds, key=lambda rate: seconds[rate]), _MOST_RATE)


def _framed(size: tuple[int, int], wish: Wish) -> tuple[int, int]:
    if wish.shape is not None:
        size = cut_to(size, (9, 16) if wish.shape is Shape.TALL else (16, 9) if wish.shape is Shape.WIDE else (1, 1))
    if wish.longest is not None and max(size) > wish.longest:
        size = size[0] * wish.longest // max(size), size[1] * wish.longest // max(size)
    return _even(size)


def cut_to(size: tuple[int, int], shape: tuple[int, int]) -> tuple[int, int]:
    """The largest part of a picture that has another's shape."""
    return min(size[0], size[1] * shape[0] // shape[1]), min(size[1], size[0] * shape[1] // shape[0])


def _even(size: tuple[int, int]) -> tuple[int, int]:
    return max(2, size[0] // 2 * 2), max(2, size[1] // 2 * 2)
