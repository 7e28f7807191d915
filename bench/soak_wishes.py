"""What the soak's users wish for, and what goes wrong meanwhile: drawn from a seed, so that a run can be had again."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

VEO = ("vertex/veo-3.1-generate-001", "vertex/veo-3.1-fast-generate-001", "vertex/veo-3.1-lite-generate-001")
OTHERS = (
    "gemini-api/gemini-omni-1.2-flash",
    "gemini-api/gemini-omni-1.1-flash",
    "vertex-global/gemini-omni-1.1-flash-preview",
    "openai-videos/sim-video-1",
)
MODELS = (*VEO, *OTHERS)  # seven start queues of six and a half dispatches in ten seconds each
WAVE = "in the rain"  # words of the prompts that meet a provider without capacity

Do = dict[str, Any]
Kind = Literal["single", "batch", "storyboard", "prompt"]

# what a provider does to every create of the prompt that asks for it, of a hundred jobs
_ANYWHERE: tuple[tuple[int, Do], ...] = (
    (3, {"block": "violence"}),
    (2, {"block_input": "celebrity"}),
    (3, {"fail": {"code": 13, "message": "An internal error has occurred."}}),
    (2, {"status": 400}),
    (2, {"status": 503}),
    (2, {"drop": True}),
    (3, {"accept_then_drop": True}),
    (3, {"accept_then_status": 503}),
    (3, {"webhook": {"lost": True}}),
    (3, {"webhook": {"copies": 3, "forged": True}}),
    (1, {"never": True}),
)
_VEO_ONLY: tuple[tuple[int, Do], ...] = (  # elsewhere a file may come whole the next time, for a day
    (3, {"media": "truncated"}),
    (2, {"media": "wrong_duration"}),
    (2, {"vanish": True, "never": True}),
    (2, {"duplicate_output": True}),
    (1, {"fail": True, "late_output": 20}),
)


@dataclass(frozen=True)
class Wished:
    """One call of an app."""

    kind: Kind
    videos: tuple[dict[str, Any], ...] = ()
    cancelled: bool = False
    repeated: bool = False  # the same call once more, with the same key


@dataclass
class Plan:
    """What each user calls for, one thing after the other."""

    jobs: int
    calls: list[list[Wished]] = field(default_factory=list[list[Wished]])


def planned(random: Random, jobs: int, users: int) -> Plan:
    """So many videos over so many users: mostly singles, every tenth call a batch or a storyboard, some texts beside."""
    plan, left, turn = Plan(jobs, [[] for _ in range(users)]), jobs, 0
    while left:
        kind: Kind = random.choices(("single", "batch", "storyboard"), (90, 6, 4))[0] if left >= 4 else "single"
        count = {"single": 1, "batch": 4, "storyboard": 3}[kind]
        model = random.choice(VEO)
        videos = tuple(_video(random, model if kind == "storyboard" else random.choice(MODELS)) for _ in range(count))
        single = kind == "single"
        call = Wished(kind, videos, single and random.random() < 0.05, single and random.random() < 0.05)
        plan.calls[turn % users].append(call)
        if random.random() < 0.05:
            plan.calls[turn % users].append(Wished("prompt"))
        left, turn = left - count, turn + 1
    return plan


def _video(random: Random, model: str) -> dict[str, Any]:
    text = f"A quiet harbour{f' {WAVE}' if random.random() < 0.2 else ''}, take {random.randrange(4)}."
    do = _trouble(random, model)
    return {"model": model, "seconds": 4, "prompt": f"{text} [[fault:{json.dumps(do)}]]" if do else text}


def _trouble(random: Random, model: str) -> Do | None:
    kinds = (*_ANYWHERE, *(_VEO_ONLY if model in VEO else ()))
    point = random.uniform(0, 100)
    for share, do in kinds:
        point -= share
        if point < 0:
            return do
    return None
