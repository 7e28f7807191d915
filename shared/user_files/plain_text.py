"""What people write, made safe to keep, to show and to send: one rule for the functions and for firestore.rules.

The patterns are written as RE2 reads them, since the rules hold the very same (docs/decisions/021-texts.md).
A length is counted in characters of Unicode (code points), as OpenAPI counts.
"""

from __future__ import annotations

import re
import unicodedata

# They turn the direction of what follows, hide text from a reader, or are no characters: controls but tabs and line ends;
# fillers that look like nothing; embeddings, overrides, isolates; invisible operators; private use; noncharacters; notes
# between lines; the selectors and tags that are let through below, each in its place.
REFUSED = (
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\x{115f}\x{1160}\x{17b4}\x{17b5}\x{180b}-\x{180d}\x{180f}\x{202a}-\x{202e}"
    r"\x{2061}-\x{206f}\x{3164}\x{e000}-\x{f8ff}\x{fdd0}-\x{fdef}\x{fe00}-\x{fe0f}\x{feff}\x{ffa0}\x{fff0}-\x{fffb}"
    r"\x{fffe}\x{ffff}\x{1bca0}-\x{1bca3}\x{1d173}-\x{1d17a}\x{1fffe}\x{1ffff}\x{2fffe}\x{2ffff}\x{3fffe}\x{3ffff}"
    r"\x{4fffe}\x{4ffff}\x{5fffe}\x{5ffff}\x{6fffe}\x{6ffff}\x{7fffe}\x{7ffff}\x{8fffe}\x{8ffff}\x{9fffe}\x{9ffff}"
    r"\x{afffe}\x{affff}\x{bfffe}\x{bffff}\x{cfffe}\x{cffff}\x{dfffe}-\x{10ffff}"
)
# Not seen, but scripts need them: soft hyphen, grapheme joiner, Arabic mark, Mongolian vowel separator, zero-width space,
# non-joiner, joiner, left-to-right and right-to-left mark, word joiner. Two may follow each other; a row would be a hiding place.
MARKS = r"\x{ad}\x{34f}\x{61c}\x{180e}\x{200b}-\x{200f}\x{2060}"
BLANKS = r"\t\n\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{2800}\x{3000}"

FLAG = r"\x{1f3f4}[\x{e0061}-\x{e007a}]{2}[\x{e0030}-\x{e0039}\x{e0061}-\x{e007a}]{1,3}\x{e007f}"  # England, Texas
MONGOLIAN = r"[\x{1800}-\x{180a}\x{1810}-\x{18af}][\x{180b}-\x{180d}\x{180f}]"
IDEOGRAPH = r"[\x{3400}-\x{4dbf}\x{4e00}-\x{9fff}\x{f900}-\x{faff}\x{20000}-\x{2fffd}\x{30000}-\x{3fffd}][\x{e0100}-\x{e01ef}]"
NOT_SELECTED = r"\x00-\x22\x24-\x29\x2b-\x2f\x3a-\x7e"  # of ASCII, only #, * and digits are parts of emoji
SELECTED = f"[^{NOT_SELECTED}{BLANKS}{MARKS}{REFUSED}]" + r"[\x{fe00}-\x{fe0f}]"
IN_PLACE = f"{FLAG}|{MONGOLIAN}|{IDEOGRAPH}|{SELECTED}"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\x\{([0-9a-f]+)\}", lambda found: f"\\U{int(found[1], 16):08x}", pattern))


_FLAW = _compiled(f"(?:{IN_PLACE})|([{REFUSED}\\x{{d800}}-\\x{{dfff}}]|(?<=[{MARKS}]{{2}})[{MARKS}])")
_SEEN = _compiled(f"[^{BLANKS}{MARKS}]")
_LINE_END = re.compile("\r\n|[\r\u2028\u2029]")


def flaw(text: str) -> int | None:
    """Where the first character stands that no text may hold at its place."""
    return next((found.start() for found in _FLAW.finditer(text) if found[1]), None)


def is_seen(text: str) -> bool:
    """Whether anything of it can be seen."""
    return bool(_SEEN.search(text))


def letter_name(letter: str) -> str:
    """As people can look it up, for what they cannot see."""
    number = f"U+{ord(letter):04X}"
    return f"{number} {unicodedata.name(letter, '')}".rstrip()


def plain(text: str) -> str:
    """Less what no text may hold, with one kind of line end and no blanks around it; nothing where nothing can be seen.

    Of what has no flaw, each character between its ends stays.
    """
    text = _LINE_END.sub("\n", text)
    while (less := _FLAW.sub(lambda found: "" if found[1] else found[0], text)) != text:  # what is left may come together
        text = less
    return text.strip() if is_seen(text) else ""


def one_line(text: str, most: int) -> str:
    """Plain, without line breaks, and cut to at most so many characters."""
    return clipped(" ".join(plain(text).split()), most)


def clipped(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rstrip()
