"""Why Google's filters say no: the codes that stand in its messages, by category."""

from __future__ import annotations

from collections.abc import Mapping

from .faults import Category

_CODES: Mapping[Category, tuple[int, ...]] = {
    "child": (58061214, 17301594),
    "celebrity": (29310472, 15236754),
    "safety": (64151117, 42237218),
    "dangerous": (62263041,),
    "hate": (57734940, 22137204),
    "other": (74803281, 29578790, 42876398),
    "prohibited": (89371032, 49114662, 63429089, 72817394, 60599140),
    "third_party": (35561574, 35561575),
    "sexual": (90789179, 43188360),
    "toxic": (78610348,),
    "violence": (61493863, 56562880),
    "vulgar": (32635315,),
}


def output_filtered(category: Category) -> str:
    """One line of `raiMediaFilteredReasons`: the output filter speaks with the last code of a category."""
    return (
        "Veo could not generate videos because the generated video violates Vertex AI's usage guidelines. "
        f"If you think this was an error, send feedback. Support codes: {_CODES[category][-1]}"
    )


def input_refused(category: Category) -> str:
    return (
        "Veo could not generate videos because the input violates Vertex AI's usage guidelines. "
        f"If you think this was an error, send feedback. Support codes: {_CODES[category][0]}"
    )
