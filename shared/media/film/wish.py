"""What a film is to be made of, and how it shall look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from shared.media.boxes import Readable

Opener = Callable[[], Readable]


class Shape(StrEnum):
    WIDE = "16:9"
    TALL = "9:16"
    SQUARE = "1:1"


class Fit(StrEnum):
    """How a picture of another shape comes into the frame."""

    PAD = "pad"  # whole, with black beside or above
    CROP = "crop"  # filling the frame, its rims cut off


class Resolution(StrEnum):
    HD = "720p"
    FULL_HD = "1080p"

    @property
    def lines(self) -> int:
        return int(self.value[:-1])


def frame_size(shape: Shape, resolution: Resolution) -> tuple[int, int]:
    """Width and height; the short side has as many lines as the resolution says."""
    short, long = resolution.lines, resolution.lines * 16 // 9
    return {Shape.WIDE: (long, short), Shape.TALL: (short, long), Shape.SQUARE: (short, short)}[shape]


class Look(StrEnum):
    """The colours of a clip."""

    WARM = "warm"
    COLD = "cold"
    NOIR = "noir"
    VINTAGE = "vintage"
    CONTRAST = "contrast"


@dataclass(frozen=True)
class Clip:
    """A scene's video; `open` is called when it is needed, each time for a reader of its own, which is dropped afterwards."""

    open: Opener
    start: float = 0.0  # seconds of the scene's own time
    end: float | None = None  # None: until the scene ends
    crossfade: float = 0.0  # seconds that it overlaps the next scene with; 0 is a cut; nothing follows the last scene
    most: float | None = None  # seconds of its own time that are shown at most
    speed: float = 1.0  # 2 is twice as fast; its sound keeps its pitch
    volume: float = 1.0  # of its own sound; 0 is none
    anchor: tuple[float, float] | None = None  # fills the frame: which part stays, from left and top (0) to right and bottom (1)
    look: Look | None = None


@dataclass(frozen=True)
class Music:
    """MP3, AAC, M4A or WAV; played once, from the beginning of the film."""

    open: Opener
    volume: float = 1.0
    fade_in: float = 0.0
    fade_out: float = 2.0  # until the end of the film, or of the music where that is shorter
    ducked: bool = False  # quieter while the scenes have something to say


@dataclass(frozen=True)
class Title:
    """Words over the first pictures; `letters.undrawable` names what cannot be shown."""

    text: str
    seconds: float = 3.0

    @property
    def is_empty(self) -> bool:
        return not self.text.strip() or self.seconds <= 0


@dataclass(frozen=True)
class Caption:
    """Words at the foot of the picture, for a while; none begins before the one before it has ended."""

    start: float  # seconds of the film
    end: float
    text: str


@dataclass(frozen=True)
class Fade:
    """From black and silence, and back; seconds, 0 is none."""

    begins: float = 0.0
    ends: float = 0.0


@dataclass(frozen=True)
class Wish:
    clips: tuple[Clip, ...]
    size: tuple[int, int] | None = None  # None: as the first scene
    shape: Shape | None = None  # of the first scene's picture, as large as it has it; counts without a size only
    longest: int | None = None  # pixels of either side, at most; likewise
    rate: int | None = None  # pictures a second; None: as most of the scenes have
    fit: Fit = Fit.PAD
    music: Music | None = None
    title: Title | None = None
    captions: tuple[Caption, ...] = ()
    fade: Fade = Fade()


@dataclass(frozen=True)
class Span:
    """Where a scene stands in the film, and which part of its own time is shown."""

    index: int
    start: Fraction  # seconds of the scene's own time
    length: Fraction
    begins: Fraction  # seconds of the film's time
    frames: int  # when its pictures are encoded anew
    overlap: int  # pictures that it shares with the next scene

    @property
    def ends(self) -> Fraction:
        return self.begins + self.length


@dataclass(frozen=True)
class Plan:
    """What will be done; `verify` holds the film against it."""

    spans: tuple[Span, ...]
    size: tuple[int, int]
    rate: Fraction
    copies_pictures: bool
    copies_sound: bool
    has_sound: bool
    why: tuple[str, ...] = ()  # what keeps streams from being copied

    @property
    def length(self) -> Fraction:
        return self.spans[-1].ends

    @property
    def frames(self) -> int:
        """Of the film, when its pictures are encoded anew."""
        return sum(span.frames - span.overlap for span in self.spans)

    @property
    def joins(self) -> tuple[float, ...]:
        """Where a scene follows another, in seconds of the film."""
        return tuple(float(span.begins) for span in self.spans[1:])
