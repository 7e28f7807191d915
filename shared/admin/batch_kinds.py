"""What an act for many can be done to: how each kind is found, whom an act fits, and how it is done to one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.admin import takedowns, videos, works
from shared.audit.acts import Act
from shared.films import admin as film_admin
from shared.films.model import Film
from shared.films.states import FilmStatus
from shared.platform.web.cursors import Page
from shared.prompts import admin as prompt_admin
from shared.prompts.model import Variant
from shared.videos import admin as video_admin
from shared.videos.model import Job
from shared.videos.states import JobState

if TYPE_CHECKING:
    from shared.admin.sets import OperatorBatchAction, OperatorBatchKind

_SPOKEN = "en"  # what one act answers is not told


@dataclass(frozen=True)
class How:
    """What the operator said of it."""

    refund: bool = False
    give_back: bool = False


@dataclass(frozen=True)
class Doing:
    """One act: whom it fits, and how it is done."""

    fits: Callable[[Any], bool]
    do: Callable[[Act, str, How], object]


@dataclass(frozen=True)
class Kind:
    found: Callable[..., Page[Any]]
    filters: Collection[str]
    credits: Callable[[Any], int]  # that it cost its user, as far as they were not refunded
    acts: Mapping[OperatorBatchAction, Doing]


def _kept_file(work: Job | Film) -> bool:
    return work.state in (JobState.COMPLETED, FilmStatus.COMPLETED) and not work.taken_down


def _repeatable(job: Job) -> bool:
    return job.ended and job.state is not JobState.COMPLETED and job.edit is None and job.purged_at is None


def _paid(work: Job | Film) -> int:
    return work.credits if work.charged else 0


def _nothing(_prompt: Variant) -> int:
    return 0


_MOMENTS = frozenset({"user_id", "since", "until"})

KINDS: Mapping[OperatorBatchKind, Kind] = {
    "video": Kind(
        video_admin.jobs,
        _MOMENTS | {"state", "outcome", "model", "provider"},
        _paid,
        {
            "fail": Doing(lambda job: not job.ended, lambda act, id_, how: videos.fail_job(act, id_, refund=how.refund)),
            "retry": Doing(_repeatable, lambda act, id_, _how: videos.retry_job(act, id_)),
            "take_down": Doing(
                lambda job: _kept_file(job) and job.purged_at is None,
                lambda act, id_, how: takedowns.take_down(act, "video", id_, give_back=how.give_back),
            ),
        },
    ),
    "film": Kind(
        film_admin.films,
        _MOMENTS | {"status", "outcome"},
        _paid,
        {
            "fail": Doing(lambda film: film.live, lambda act, id_, how: works.fail_film(act, id_, _SPOKEN, refund=how.refund)),
            "retry": Doing(works.can_be_repeated, lambda act, id_, _how: works.retry_film(act, id_, _SPOKEN)),
            "take_down": Doing(_kept_file, lambda act, id_, how: takedowns.take_down(act, "film", id_, give_back=how.give_back)),
        },
    ),
    "prompt": Kind(
        prompt_admin.prompts,
        _MOMENTS | {"status", "error_code", "model"},
        _nothing,
        {
            "fail": Doing(lambda prompt: prompt.pending, lambda act, id_, _how: works.fail_prompt(act, id_, _SPOKEN)),
            "retry": Doing(works.can_be_written_again, lambda act, id_, _how: works.retry_prompt(act, id_, _SPOKEN)),
        },
    ),
}
