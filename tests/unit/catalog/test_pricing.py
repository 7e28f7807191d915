from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.catalog import reads as catalog_reads
from shared.catalog.checks import against
from shared.catalog.errors import ModelRetired, ModelSuspended, NotOffered, UnknownModel
from shared.catalog.model import PATH, Cause, Overlay, Setting, read
from shared.catalog.pricing import find, list_price, offer
from shared.catalog.wish import Wish
from shared.config import sections
from shared.config.model import ModelsSection

TODAY, BEFORE = date(2026, 11, 21), date(2026, 11, 16)
NONE: Overlay = {}
VEO, LITE = "vertex/veo-3.1-generate-001", "vertex/veo-3.1-lite-generate-001"
OMNI, SERVER = "gemini-api/gemini-omni-1.2-flash", "openai-videos/sim-video-1"


def wish(**changes: Any) -> Wish:
    usual = Wish(model=VEO, prompt="a fox", seconds=8, aspect_ratio="16:9", resolution="720p", audio=True)
    return dataclasses.replace(usual, **changes)


@pytest.mark.parametrize(("seconds", "credits"), [(4, 40), (6, 60), (8, 80)])
def test_veo_at_720p_costs_what_was_promised(seconds: int, credits: int) -> None:
    """C1: 40, 60 and 80 credits."""
    assert offer(wish(seconds=seconds), TODAY, NONE).credits == credits


@pytest.mark.parametrize(
    ("changes", "credits", "usd"),
    [
        ({"audio": False}, 40, 1.6),
        ({"resolution": "4k"}, 120, 4.8),
        ({"model": "vertex/veo-3.1-fast-generate-001", "seconds": 6}, 18, 0.6),
        ({"model": LITE, "audio": False, "seconds": 4}, 4, 0.12),
    ],
)
def test_the_price_follows_model_resolution_and_audio(changes: dict[str, Any], credits: int, usd: float) -> None:
    """C1, C9: credits for the user, and what the provider takes for the operator."""
    offered = offer(wish(**changes), TODAY, NONE)
    assert (offered.credits, offered.usd) == (credits, usd)


def test_a_retired_model_is_refused_and_names_its_replacement() -> None:
    """M1: 422 while nothing was charged yet, for a price is all that was asked."""
    with pytest.raises(ModelRetired) as refused:
        offer(wish(model="openai-videos/sora-2"), TODAY, NONE)
    assert (refused.value.status, refused.value.code) == (422, "MODEL_RETIRED")
    assert refused.value.details == {"model": "openai-videos/sora-2", "date": "2026-09-24", "replacement": LITE}
    assert refused.value.body("en", "r")["suggestedAction"] == f"Use {LITE} instead."
    assert refused.value.body("de", "r")["message"] == "openai-videos/sora-2 gibt es ab dem 2026-09-24 nicht mehr."


def test_until_that_day_it_is_offered_with_a_notice() -> None:
    """M1: confirmed but not yet reached."""
    offered = offer(wish(model="openai-videos/sora-2", seconds=4), date(2026, 9, 23), NONE)
    assert (offered.credits, offered.warning) == (
        12,
        {"de": "Sora 2 wird am 2026-09-24 abgeschaltet.", "en": "Sora 2 is retired on 2026-09-24."},
    )


def test_past_its_earliest_day_a_model_still_answers_and_users_hear_nothing() -> None:
    """M1: earliest is no end; only what was announced or confirmed is told to users."""
    assert offer(wish(), TODAY, NONE).warning is None
    assert offer(wish(), BEFORE, NONE).warning is None
    assert offer(wish(model=LITE), TODAY, NONE).warning is None


def test_an_unknown_model_is_told_with_the_nearest_ones() -> None:
    """M1: a typing error is answered with what was meant."""
    with pytest.raises(UnknownModel) as refused:
        offer(wish(model="vertex/veo-3.1-lite"), TODAY, NONE)
    assert (refused.value.status, refused.value.code) == (422, "UNKNOWN_MODEL")
    assert refused.value.details["nearest"].split(", ")[0] == LITE
    with pytest.raises(UnknownModel) as strange:
        offer(wish(model="§§§"), TODAY, NONE)
    assert strange.value.details["nearest"]


def test_a_models_name_alone_is_enough_where_it_is_unambiguous() -> None:
    """M1: and the wish then carries the whole key."""
    assert offer(wish(model="veo-3.1-generate-001"), TODAY, NONE).wish.model == VEO
    assert find(VEO)["name"] == "Veo 3.1"


@pytest.mark.parametrize(
    ("changes", "field", "possible"),
    [
        ({"seconds": 5}, "seconds", "4, 6, 8"),
        ({"aspect_ratio": "1:1"}, "aspect_ratio", "16:9, 9:16"),
        ({"resolution": "360p"}, "resolution", "720p, 1080p, 4k"),
        ({"model": LITE, "resolution": "4k"}, "resolution", "720p, 1080p"),
        ({"resolution": "1080p", "seconds": 4}, "seconds", "8"),
        ({"resolution": "4k", "seconds": 6}, "seconds", "8"),
        ({"references": ("a", "b"), "seconds": 6}, "seconds", "8"),
        ({"references": ("a", "b", "c", "d")}, "references", "at most 3"),
        ({"model": LITE, "references": ("a",)}, "references", None),
        ({"last_frame": "a", "seconds": 8}, "last_frame", "both, neither"),
        ({"task": "edit", "source": "a" * 24}, "task", None),
    ],
)
def test_what_a_model_cannot_do_is_refused_with_the_rule(changes: dict[str, Any], field: str, possible: str | None) -> None:
    """C4, M1: 422 names the field that stands against it and what would be possible."""
    with pytest.raises(NotOffered) as refused:
        offer(wish(**changes), TODAY, NONE)
    assert (refused.value.status, refused.value.code) == (422, "NOT_OFFERED")
    assert (refused.value.details["field"], refused.value.details["possible"]) == (field, possible)


@pytest.mark.parametrize(
    ("changes", "english", "german"),
    [
        (
            {"resolution": "1080p", "seconds": 4},
            f"{VEO} makes only 8 s at 1080p; you asked for 4.",
            f"{VEO} macht bei 1080p nur 8 s; gewünscht: 4.",
        ),
        (
            {"references": ("a",), "seconds": 6},
            f"{VEO} makes only 8 s with 1 reference; you asked for 6.",
            f"{VEO} macht mit 1 Referenzbild nur 8 s; gewünscht: 6.",
        ),
        (
            {"seconds": 5},
            f"{VEO} makes only 4, 6 or 8 s; you asked for 5.",
            f"{VEO} macht nur 4, 6 oder 8 s; gewünscht: 5.",
        ),
        (
            {"model": OMNI, "seconds": 60},
            f"{OMNI} makes only 3–15 s; you asked for 60.",
            f"{OMNI} macht nur 3–15 s; gewünscht: 60.",
        ),
        (
            {"model": OMNI, "last_frame": "a", "first_frame": "b", "seconds": 12},
            f"{OMNI} makes only 3–10 s with a last frame; you asked for 12.",
            f"{OMNI} macht mit letztem Bild nur 3–10 s; gewünscht: 12.",
        ),
        (
            {"references": ("a", "b", "c", "d")},
            f"{VEO} takes at most 3 references; you gave 4.",
            f"{VEO} nimmt höchstens 3 Referenzbilder; gegeben: 4.",
        ),
        (
            {"model": SERVER, "first_frame": "a", "references": ("b",)},
            f"{SERVER} takes no references with a first frame.",
            f"{SERVER} nimmt mit erstem Bild keine Referenzbilder.",
        ),
        ({"model": LITE, "references": ("a",)}, f"{LITE} takes no references.", f"{LITE} nimmt keine Referenzbilder."),
        ({"last_frame": "a"}, "A last frame needs a first frame too.", "Ein letztes Bild braucht auch ein erstes."),
        (
            {"model": OMNI, "audio": False},
            f"{OMNI} always makes sound: audio is true.",
            f"{OMNI} macht immer Ton: audio ist true.",
        ),
        (
            {"task": "edit", "source": "a" * 24},
            f"{VEO} cannot edit videos.",
            f"{VEO} kennt die Aufgabe edit nicht.",
        ),
        ({"model": SERVER, "seed": 1}, f"{SERVER} takes no seed.", f"{SERVER} nimmt keinen Seed."),
    ],
)
def test_what_a_model_cannot_do_is_said_in_a_sentence(changes: dict[str, Any], english: str, german: str) -> None:
    """Q3, M1: what it can, under which condition, and what was asked for."""
    with pytest.raises(NotOffered) as refused:
        offer(wish(**changes), TODAY, NONE)
    assert [refused.value.body(language, "r")["message"] for language in ("en", "de")] == [english, german]


def test_only_models_that_can_be_used_are_suggested() -> None:
    """M1: neither for a mistaken name nor instead of another one does a refusal name what would be refused."""
    without_lite = {LITE: Setting(off=Cause.OPERATOR)}
    for name, avoided in (("openai-videos/sora-3", "sora"), ("vertex/veo-3.1-lite", LITE)):
        with pytest.raises(UnknownModel) as unknown:
            offer(wish(model=name), TODAY, without_lite)
        assert unknown.value.details["nearest"]
        assert avoided not in unknown.value.details["nearest"]
    with pytest.raises(ModelRetired) as retired:
        offer(wish(model="openai-videos/sora-2"), TODAY, without_lite)
    assert retired.value.details["replacement"] is None
    assert retired.value.body("de", "r")["suggestedAction"] == "Wähle ein anderes aus dem Katalog."
    nothing = {catalog_reads.key(row): Setting(off=Cause.DISABLED) for row in catalog_reads.rows()}
    with pytest.raises(UnknownModel) as none:
        offer(wish(model="sora"), TODAY, nothing)
    assert none.value.body("en", "r")["suggestedAction"] == "Choose one from the catalog."


def test_everything_that_stands_against_a_wish_is_found() -> None:
    """V12: a row of a batch is told of all of it at once, and of nothing twice."""
    asked = wish(resolution="360p", seconds=5, last_frame="a", references=("b", "c", "d", "e"), prompt="x" * 5000)
    assert [each.details["field"] for each in against(find(VEO), asked)] == [
        "seconds",
        "resolution",
        "references",
        "last_frame",
        "prompt",
    ]


def test_a_model_that_always_speaks_cannot_be_silenced() -> None:
    """M1: audio is a toggle only where the row says so."""
    with pytest.raises(NotOffered) as refused:
        offer(wish(model="openai-videos/sora-2", seconds=4, audio=False), date(2026, 9, 1), NONE)
    assert (refused.value.details["field"], refused.value.details["possible"]) == ("audio", "true")


def test_higher_resolutions_are_offered_at_eight_seconds() -> None:
    """M1: the dependency rule 1080p needs 8 s, from its other side."""
    assert [offer(wish(resolution=each), TODAY, NONE).credits for each in ("1080p", "4k")] == [80, 120]


def test_a_prompt_may_be_as_long_as_the_model_reads() -> None:
    """M1: 1024 tokens are estimated as 4096 characters."""
    assert offer(wish(prompt="x" * 4096), TODAY, NONE)
    with pytest.raises(NotOffered) as refused:
        offer(wish(prompt="x" * 4097), TODAY, NONE)
    assert (refused.value.details["field"], refused.value.details["asked"]) == ("prompt", 4097)


@given(
    st.sampled_from([catalog_reads.key(row) for row in catalog_reads.rows()]),
    st.integers(1, 60),
    st.sampled_from(["360p", "720p", "1080p", "4k"]),
    st.sampled_from(["16:9", "9:16", "1:1"]),
    st.booleans(),
    st.integers(0, 5),
)
def test_every_wish_is_priced_or_refused_in_words(
    model: str, seconds: int, resolution: str, aspect_ratio: str, audio: bool, references: int
) -> None:
    """C1, C6: no combination of fields ends in anything but a price above nothing or one of three refusals."""
    pictures = ("a",) * references
    asked = wish(
        model=model,
        seconds=seconds,
        resolution=resolution,
        aspect_ratio=aspect_ratio,
        audio=audio,
        references=pictures,
    )
    try:
        offered = offer(asked, TODAY, NONE)
    except (NotOffered, ModelRetired) as refused:
        for language in ("de", "en"):
            told = refused.body(language, "r")
            assert "{" not in told["message"] + told["suggestedAction"]
    else:
        assert offered.credits > 0
        assert offered.usd > 0


PAUSED, GONE, HIDDEN = (Setting(cause) for cause in (Cause.OPERATOR, Cause.GONE, Cause.DISABLED))


@pytest.mark.parametrize(("setting", "reason"), [(PAUSED, "operator"), (GONE, "gone"), (HIDDEN, "disabled")])
def test_a_model_out_of_the_offer_is_refused_with_its_reason_and_replacement(setting: Setting, reason: str) -> None:
    """M1, M4: 422 in both languages."""
    with pytest.raises(ModelSuspended) as refused:
        offer(wish(), TODAY, {VEO: setting})
    assert (refused.value.status, refused.value.code, refused.value.details["reason"]) == (422, "MODEL_SUSPENDED", reason)
    assert refused.value.body("en", "r")["message"].endswith(Cause(reason).text.en)
    assert refused.value.body("de", "r")["message"].endswith(Cause(reason).text.de)
    assert refused.value.body("de", "r")["suggestedAction"] == f"Nimm stattdessen {LITE}."


def test_a_replacement_that_is_out_too_is_not_named() -> None:
    """M1: nobody is sent from one refusal into the next."""
    with pytest.raises(ModelSuspended) as refused:
        offer(wish(), TODAY, {VEO: PAUSED, LITE: PAUSED})
    assert refused.value.details["replacement"] is None
    assert refused.value.body("en", "r")["suggestedAction"] == "Choose another one from the catalog."


def test_retired_is_said_before_suspended() -> None:
    """M1: what never comes back is told as that."""
    with pytest.raises(ModelRetired):
        offer(wish(model="openai-videos/sora-2"), TODAY, {"openai-videos/sora-2": PAUSED})


def test_a_price_set_instead_counts_for_its_resolution_and_sound_alone() -> None:
    """C1: prices in force; what the provider takes stays what it is."""
    overlay = {VEO: Setting(prices={("720p", True): 12})}
    assert offer(wish(), TODAY, overlay).credits == 96
    assert offer(wish(), TODAY, overlay).usd == 3.2
    assert offer(wish(audio=False), TODAY, overlay).credits == 40
    assert offer(wish(model=LITE), TODAY, overlay).credits == 16


@pytest.mark.parametrize(
    ("day", "usd"), [("2025-01-01", 0.1), ("2025-12-31", 0.1), ("2026-01-01", 0.2), ("2026-06-30", 0.2), ("2026-07-01", 0.3)]
)
def test_the_provider_takes_what_is_valid_on_the_day(day: str, usd: float) -> None:
    """M1, C9: `from` is the first day of a price, `until` the first one without it."""
    prices = [
        {"resolution": "720p", "audio": True, "usd": 0.1, "until": "2026-01-01"},
        {"resolution": "720p", "audio": True, "usd": 0.2, "from": "2026-01-01", "until": "2026-07-01"},
        {"resolution": "720p", "audio": True, "usd": 0.3, "from": "2026-07-01"},
        {"resolution": "1080p", "audio": True, "usd": 0.9},
    ]
    assert list_price({"usd_per_second": prices}, "720p", audio=True, today=date.fromisoformat(day)) == usd


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda each: st.lists(each) | st.dictionaries(st.text(), each)
    )
)
def test_whatever_is_stored_an_overlay_is_read(stored: Any) -> None:
    """X1: a document that was spoiled by hand stops nothing."""
    for fields in ({"rows": stored}, {"rows": {VEO: stored}}, {"rows": {VEO: {"enabled": True, "suspended": stored}}}):
        assert set(read(fields)) <= {VEO, *(stored if isinstance(stored, dict) else ())}


def test_the_overlay_stands_where_its_section_is_written() -> None:
    """X1: two modules, one document; the plain one imports no validator."""
    assert sections.path("models") == PATH
    section = ModelsSection.model_validate(
        {
            "rows": {
                VEO: {"credits_per_second": [{"resolution": "720p", "audio": True, "credits": 7}]},
                LITE: {"suspended": {"since": "2026-01-01T00:00:00Z", "reason": "gone"}},
            }
        }
    )
    assert read(section.model_dump(mode="json")) == {VEO: Setting(prices={("720p", True): 7}), LITE: Setting(Cause.GONE)}


def test_what_continues_another_video_begins_with_a_first_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """S2: every rule about first frames holds for it too."""
    assert offer(wish(continues="a" * 24, last_frame="b" * 24), TODAY, NONE).credits == 80
    both = wish(model="openai-videos/sim-video-1", continues="a" * 24, references=("b" * 24,))
    with pytest.raises(NotOffered) as refused:
        offer(both, TODAY, NONE)
    assert (refused.value.details["field"], refused.value.details["when"]) == ("references", {"first_frame": True})
    row = {**find(LITE), "first_frame": False}
    monkeypatch.setattr(catalog_reads, "rows", lambda: [row])
    with pytest.raises(NotOffered) as refused:
        offer(wish(model=LITE, continues="a" * 24), TODAY, NONE)
    assert refused.value.details["field"] == "first_frame"
