"""The looks: what each does to a picture, as filters of libav. Those without RGB cost next to nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from shared.media.film.wish import Look

Step = tuple[str, str]
_BT709, _UNSAID = 1, 2  # how a picture says by which matrix its colours are told
_HD = 720  # lines from which on the newer one is meant where nothing is said


def _brightness(curve: float) -> str:
    """Of the luma, 16 to 235: dark parts darker and light ones lighter, by a share of the smooth step."""
    return f"st(0,(clip(val,16,235)-16)/219);16+219*(ld(0)+{curve}*(ld(0)*ld(0)*(3-2*ld(0))-ld(0)))"


def _colours(share: float) -> str:
    return f"u=128+(val-128)*{share}:v=128+(val-128)*{share}"


def _curves(red: str, green: str, blue: str) -> Sequence[Step]:
    """In RGB, and back by the matrix that it came by: left to itself, libav may take another one for the way back."""
    there, back = ("scale", "in_color_matrix={matrix}"), ("scale", "out_color_matrix={matrix}:out_range=tv")
    return (there, ("format", "gbrp"), ("curves", f"r='{red}':g='{green}':b='{blue}'"), back, ("format", "yuv420p"))


_LOOKS: dict[Look, Sequence[Step]] = {
    Look.WARM: _curves("0/0 0.5/0.57 1/1", "0/0 0.5/0.51 1/0.99", "0/0 0.5/0.42 1/0.9"),
    Look.COLD: _curves("0/0 0.5/0.43 1/0.92", "0/0 0.5/0.5 1/0.99", "0/0.02 0.5/0.57 1/1"),
    Look.NOIR: (("lutyuv", f"y={_brightness(0.8)}:u=128:v=128"),),
    Look.VINTAGE: (
        *_curves("0/0.09 0.5/0.56 1/0.95", "0/0.06 0.5/0.5 1/0.92", "0/0.12 0.5/0.43 1/0.78"),
        ("lutyuv", _colours(0.8)),
        ("vignette", "angle=PI/5.5"),
    ),
    Look.CONTRAST: (("lutyuv", f"y={_brightness(0.7)}:{_colours(1.18)}"),),
}


def steps(look: Look, picture: Any) -> Iterator[Step]:
    """For pictures like this one."""
    matrix = "bt709" if picture.colorspace in (_BT709, *([_UNSAID] if picture.height >= _HD else [])) else "bt601"
    return ((name, arguments.replace("{matrix}", matrix)) for name, arguments in _LOOKS[look])
