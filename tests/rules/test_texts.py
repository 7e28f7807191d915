"""One rule for the texts that clients write directly and functions take: the same are accepted, and the same are counted."""

from __future__ import annotations

import random
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from functions.forms.prompts import PromptText
from shared.user_files import plain_text
from tests.fixtures.system import System
from tests.rules.actors import Visitor, visitors
from tests.rules.stage import Stage, staged

ENGLAND = "🏴" + "".join(chr(0xE0000 + ord(letter)) for letter in "gbeng") + "\U000e007f"
GOOD = {
    "Persian, with non-joiners": "می‌خواهم روباه را ببینم",
    "Hebrew, beginning with a mark": "\u200fשועל (fox)\u200f רץ",
    "Arabic, with a mark and the sign of a year": "\u061cثعلب ۱۴۰۰ ه\u200d.ش",
    "Khmer, parted by zero-width spaces": "កញ្ជ្រោង\u200bរត់\u200bក្នុង\u200bព្រិល",
    "Thai": "สุนัขจิ้งจอก\u200bวิ่ง",
    "Hindi, with both joiners": "क्\u200dष और क्\u200cष",
    "Malayalam, ending in a joiner": "അവന്\u200d",
    "Mongolian, with selectors": "ᠮᠣᠩ᠋ᠭᠣᠯ\u180eᠠ",
    "Japanese, with a selector of a name's form": "葛\U000e0100城の狐",
    "soft hyphens and word joiners": "Schnee\u00adfuchs\u00adspur, 5\u2060%",
    "emoji of several": "👨‍👩‍👧‍👦 👩🏽‍💻 🏳️‍🌈 ❤️‍🔥 🇩🇪 1️⃣ #️⃣ ☀︎ ©️",
    "a flag of tags": f"{ENGLAND}{ENGLAND} gewinnt",
    "marks of two directions": "a\u200e\u200fb",
    "all line ends": "a\rb\nc\r\nd\u2028e\u2029f\tg",
    "blanks around it": " \n a \u3000",
    "two thousand letters": "ä" * 2000,
    "two thousand emoji": "🦊" * 2000,
    "nothing but an emoji": "🦊",
    "signs that patterns are made of": "\\x{41} $1 ' \" [^]{3}.*",
}
BAD = {
    "nothing": "",
    "blanks": " \u00a0\u2003\u3000\u2800\n",
    "only what cannot be seen": "\u200b\u200f \u00ad",
    "one letter more than two thousand": "ä" * 2001,
    "one emoji more than two thousand": "🦊" * 2001,
    "one blank more than two thousand": "a" * 2000 + " ",
    "an override": "a\u202eb",
    "an embedding": "a\u202ab\u202c",
    "an isolate": "\u2066a\u2069",
    "a control character": "a\x07b",
    "a null": "a\x00b",
    "a next line": "a\u0085b",
    "an escape": "\x1b[2Ja",
    "a byte order mark": "\ufeffa",
    "an invisible operator": "a\u2062b",
    "a filler": "a\u3164b",
    "a note between lines": "a\ufff9b\ufffac\ufffb",
    "private use": "a\ue000",
    "private use far out": "a\U00100000",
    "no character": "a\ufdd0",
    "the last of a plane": "a\U0002ffff",
    "three marks in a row": "a\u200b\u200c\u200db",
    "a message in tags": "a" + "".join(chr(0xE0000 + ord(letter)) for letter in "obey"),
    "a flag without its end": ENGLAND[:-1],
    "a flag that says too much": "🏴" + "".join(chr(0xE0000 + ord(letter)) for letter in "gbobey") + "\U000e007f",
    "tags behind a flag": ENGLAND + "\U000e0067\U000e007f",
    "a selector after a letter": "a\ufe0f",
    "a selector after a blank": "a \ufe0f",
    "two selectors": "☀\ufe0f\ufe0e",
    "a selector at the beginning": "\ufe0f☀",
    "a selector after a joiner": "☀\u200d\ufe0f",
    "a selector of ideographs after an emoji": "🦊\U000e0100",
    "a selector after what is refused": "a\ue000\ufe0f",
    "a Mongolian selector elsewhere": "я\u180b",
}


def generated() -> Iterator[str]:
    """Short texts of signs that mean something to the rule, each beside each other sooner or later."""
    chance = random.Random(21)
    signs = [*"a1# \n\t狐🦊☀🏴\u0e01\u05d0\u1820\u3000\u00e4", *"\u200b\u200c\u200d\u200e\u200f\u00ad\u2060\u034f\u061c\u180e"]
    signs += ["\ufe00", "\ufe0f", "\U000e0100", "\u180b", "\U000e0067", "\U000e0062", "\U000e007f", ENGLAND]
    signs += ["\u202e", "\ufeff", "\x00"]
    ends = [int(each, 16) for each in re.findall(r"\\x\{?([0-9a-f]+)", plain_text.REFUSED + plain_text.MARKS + plain_text.BLANKS)]
    near = [chr(end + by) for end in ends for by in (-1, 0, 1) if 0 <= end + by < 0x110000 and not 0xD800 <= end + by <= 0xDFFF]
    yield from (f"a{letter}" for letter in dict.fromkeys(near))
    yield from ("".join(chance.choices(signs, k=chance.randint(1, 6))) for _ in range(300))


@pytest.fixture(scope="module")
def owner(system: System) -> Visitor:
    return visitors(system, secrets.token_hex(4))["owner"]


@pytest.fixture(scope="module")
def stage(system: System, owner: Visitor) -> Iterator[Stage]:
    with staged(system, {"owner": owner, "other": owner}) as stage:
        yield stage


def taken_by_rules(owner: Visitor, stage: Stage, text: str) -> bool:
    return owner.client.may(stage.marked(stage.mine, "draft", prompt_text=text))


def taken_by_functions(text: str) -> bool:
    try:
        kept = TypeAdapter[str](PromptText).validate_python(text)
    except ValidationError:
        return False
    assert kept == plain_text.plain(text)
    lines = re.sub("\r\n|[\r\u2028\u2029]", "\n", text)
    assert kept == lines.strip()  # nothing else is changed
    return True


def test_texts_that_scripts_and_emoji_need_are_taken_by_both(owner: Visitor, stage: Stage) -> None:
    """P4 P6: by the function and under the rules, with all that their writer put into them."""
    assert [name for name, text in GOOD.items() if not taken_by_functions(text)] == []
    assert [name for name, text in GOOD.items() if not taken_by_rules(owner, stage, text)] == []


def test_texts_that_turn_hide_or_are_too_long_are_refused_by_both(owner: Visitor, stage: Stage) -> None:
    """P4 P6: one count, one set."""
    assert [name for name, text in BAD.items() if taken_by_functions(text)] == []
    assert [name for name, text in BAD.items() if taken_by_rules(owner, stage, text)] == []


def test_functions_and_rules_agree_on_every_generated_text(owner: Visitor, stage: Stage) -> None:
    """P4: around the ends of every range, and in some hundred mixtures."""
    corpus = list(dict.fromkeys(generated()))
    verdicts = {text: (taken_by_functions(text), taken_by_rules(owner, stage, text)) for text in corpus}
    assert [ascii(text) for text, (function, rules) in verdicts.items() if function is not rules] == []
    assert 100 < sum(function for function, _ in verdicts.values()) < len(corpus) - 100


def test_the_rules_hold_the_very_patterns_of_the_functions() -> None:
    """P4: a range that is added on one side alone would part them."""
    source = Path("firestore.rules").read_text()
    found = dict(re.findall(r"let (blanks|marks|refused|flag|mongolian|ideograph) = ((?:'[^']*'[\s+]*)+);", source))
    said = {name: "".join(re.findall(r"'([^']*)'", value)).replace("\\\\", "\\") for name, value in found.items()}
    assert said == {
        "blanks": plain_text.BLANKS,
        "marks": plain_text.MARKS,
        "refused": plain_text.REFUSED,
        "flag": plain_text.FLAG,
        "mongolian": plain_text.MONGOLIAN,
        "ideograph": plain_text.IDEOGRAPH,
    }
