from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from shared.account_deletion import states as deletion_states
from shared.accounts.ledger import Account
from shared.catalog.wish import Wish
from shared.exports import states as export_states
from shared.films import states as film_states
from shared.films import steps as film_steps
from shared.films.model import Film
from shared.films.outcomes import Ending as FilmEnding
from shared.films.outcomes import FilmOutcome
from shared.films.requests import FilmWish
from shared.films.states import FilmStatus
from shared.images import states as image_states
from shared.lifecycle import transitions as lifecycle_transitions
from shared.lifecycle.slots import Slots
from shared.platform.firestore.documents import AlsoNeeds, Create, Document, SeenSoFar, Update
from shared.prompts import states as prompt_states
from shared.providers.interface import Failed
from shared.providers.outcomes import RULES, Category, Code, Outcome
from shared.videos import steps as video_steps
from shared.videos.model import Job, job_path, ops_path
from shared.videos.states import EDIT_STEPS, ENDED, HOLDS_SLOT, LIVE, STEPS, JobState
from shared.videos.steps import Ending, Moved, Step
from tests.fixtures.fakes import NOON, FakeClock

ROOT = Path(__file__).parents[3]
# Every life as docs/states.md draws it.
DRAWN = {
    name: [row.split() for row in rows.strip().splitlines()]
    for name, rows in re.findall(r"^## (\w+)$.*?^```\n(.*?)^```$", (ROOT / "docs" / "states.md").read_text(), re.S | re.M)
}
TABLES: dict[str, tuple[Mapping[Any, Collection[Any]], Mapping[str, Any]]] = {
    "Videos": (STEPS, JobState.__members__),
    "Edits": (EDIT_STEPS, {each.name: each for each in JobState if each in (*EDIT_STEPS, *ENDED)}),
    "Films": (film_states.STEPS, film_states.FilmStatus.__members__),
    "Prompts": (prompt_states.STEPS, prompt_states.PromptStatus.__members__),
    "Images": (image_states.IMAGE_STEPS, image_states.ImageStatus.__members__),
    "Exports": (export_states.STEPS, export_states.ExportStatus.__members__),
    "Deletions": (deletion_states.STEPS, deletion_states.DeletionState.__members__),
    "Collections": (image_states.COLLECTION_STEPS, {"KEPT": image_states.KEPT, "DELETING": image_states.DELETING}),
}
ALLOWED = {(before, after) for before, followers in STEPS.items() for after in followers}
PAIRS = list(itertools.product(JobState, JobState))
WISH = Wish(model="vertex/veo-3.1-generate-001", prompt="a fox", seconds=4, aspect_ratio="16:9", resolution="720p", audio=True)


def job(state: JobState = JobState.PROCESSING, credits: int = 40) -> Job:
    return Job(
        id="a" * 24,
        user_id="ada",
        state=state,
        wish=WISH,
        credits=credits,
        charged=credits > 0,
        created_at=NOON,
        deadline_at=NOON + timedelta(minutes=15),
        due_at=NOON,
        expected_at=NOON,
    )


class Shelf:
    """The three documents of one job in memory, and what a step would write to them."""

    def __init__(self, job: Job) -> None:
        account = Account(
            "ada", created_at=NOON, updated_at=NOON, balance=160, seq=2, active_jobs=1, waiting_jobs=1, stored_bytes=5
        )
        self.documents: dict[str, Mapping[str, Any]] = {
            job_path(job.id): job.fields(),
            ops_path(job.id): {},
            account.path: account.fields(),
        }
        self.writes: list[Any] = []

    def settle(self, paths: list[str], decide: Any) -> Any:
        seen = SeenSoFar({path: Document(path, self.documents.get(path)) for path in paths})
        try:
            plan = decide(seen)
        except AlsoNeeds as more:
            return self.settle([*paths, *more.paths], decide)
        self.writes = list(plan.writes)
        return plan.answer

    def written(self, path: str) -> Mapping[str, Any]:
        return next((write.fields for write in self.writes if write.path == path), {})

    @property
    def entries(self) -> list[Mapping[str, Any]]:
        return [write.fields for write in self.writes if isinstance(write, Create)]


@contextmanager
def shelf(job: Job) -> Generator[Shelf]:
    kept = Shelf(job)
    with (
        patch.object(lifecycle_transitions, "store", lambda: kept),
        patch.object(video_steps, "clock", FakeClock),
        patch.object(Slots, "limit", lambda _slots, _account: 2),
    ):
        yield kept


def moved(job: Job, step: Step) -> tuple[Moved, Shelf]:
    with shelf(job) as kept:
        return video_steps.take(job.id, job.user_id, lambda _job, _ops: step), kept


@pytest.mark.parametrize("name", TABLES)
def test_each_table_is_the_one_that_is_drawn(name: str) -> None:
    """V2, Q1: every way from state to state stands in the page of states, and no more; so does every state."""
    (steps, states), drawn = TABLES[name], DRAWN[name]
    assert [row[0] for row in drawn] == [each.lower() for each in states]
    assert {states[row[0].upper()]: {states[each.upper()] for each in row[1:]} for row in drawn if row[1:]} == {
        before: set(followers) for before, followers in steps.items()
    }


def test_no_life_is_drawn_that_is_none() -> None:
    """Q1: the page of states knows the same lives."""
    assert set(DRAWN) == set(TABLES)


def test_an_ended_job_has_no_way_on() -> None:
    """V2: ended states are ended, and every other state can fail."""
    assert {before for before, _ in ALLOWED} == LIVE
    assert {before for before, after in ALLOWED if after is JobState.FAILED} == LIVE
    assert LIVE - {before for before, after in ALLOWED if after is JobState.CANCELLED} == {JobState.SUBMITTING, JobState.STORING}
    assert {before for before, after in ALLOWED if after is JobState.COMPLETED} == {JobState.STORING}
    assert HOLDS_SLOT | {JobState.FOLLOWING, JobState.SCHEDULED, JobState.WAITING} == LIVE
    assert frozenset(JobState) - LIVE == ENDED


@pytest.mark.parametrize(("before", "after"), [pair for pair in PAIRS if pair not in ALLOWED])
def test_a_step_that_the_table_does_not_know_changes_nothing(before: JobState, after: JobState) -> None:
    """V2: whatever an event asks for."""
    step = Step(after, ending=Ending(Outcome.CANCELLED, refund=True) if after in ENDED else None)
    answer, kept = moved(job(before), step)
    assert (answer.moved, kept.writes) == (False, [])
    assert answer.job is not None
    assert answer.job.state is before


@pytest.mark.parametrize(("before", "after"), sorted(ALLOWED))
def test_a_step_of_the_table_is_one_commit_with_its_money(before: JobState, after: JobState) -> None:
    """C2: slot, refund and what is kept move with the state, and only where it ends."""
    refund = after in (JobState.FAILED, JobState.CANCELLED)
    ending = Ending(Outcome.PROVIDER_ERROR if refund else Outcome.COMPLETED, refund=refund) if after in ENDED else None
    answer, kept = moved(job(before), Step(after, job=_found(after), ending=ending))
    assert answer.moved
    assert kept.written(job_path(job().id))["state"] == after.value
    account = kept.written("accounts/ada")
    assert bool(account) is (after in ENDED or JobState.WAITING in (before, after))
    if account:
        assert account["active_jobs"] == 1 + (after in HOLDS_SLOT) - (before in HOLDS_SLOT)
        assert account["waiting_jobs"] == 1 + (after is JobState.WAITING) - (before is JobState.WAITING)
        assert account["stored_bytes"] == 5 + (3 if after is JobState.COMPLETED else 0)
        assert account["balance"] == (200 if refund else 160)
        assert [entry["amount"] for entry in kept.entries] == ([40] if refund else [])
        assert (kept.written(job_path(job().id))["due_at"] is None) is (after in ENDED)
    assert sum(isinstance(write, Update) for write in kept.writes) <= 3


def _found(state: JobState) -> dict[str, Any]:
    return {"video": {"bytes": 3}} if state is JobState.COMPLETED else {}


def ended(ending: Ending, credits: int = 40) -> Job:
    to = JobState.COMPLETED if ending.outcome is Outcome.COMPLETED else JobState.FAILED
    before = JobState.STORING if to is JobState.COMPLETED else JobState.PROCESSING
    answer, _ = moved(job(before, credits), Step(to, job=_found(to), ending=ending))
    assert answer.job is not None
    return answer.job


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - {Outcome.COMPLETED, Outcome.ENDED_BY_OPERATOR}))
def test_every_end_without_a_video_says_in_both_languages_that_it_was_free(outcome: Outcome) -> None:
    """C8, V13: what became of it, and then the sentence about money."""
    done = ended(Ending(outcome, refund=True))
    assert done.message is not None
    for language in ("de", "en"):
        what = RULES[outcome].text.say(language, {"minutes": 15})
        free = {"de": "Dir wurde nichts berechnet.", "en": "You were not charged."}[language]
        assert done.message[language] == f"{what} {free}"
        assert done.error is not None
        assert (done.error["message"][language], done.error["suggestedAction"][language]) == (
            what,
            RULES[outcome].action.say(language, {}),
        )
    assert (done.outcome, done.charged) == (outcome.value, False)
    assert done.error["retryable"] is RULES[outcome].user_may_retry


def test_a_finished_video_says_what_it_cost() -> None:
    """C8: charged, in words; a free one was not charged either."""
    done = ended(Ending(Outcome.COMPLETED, refund=False))
    assert done.message == {
        "de": "Dein Video ist fertig. 40 Credits wurden berechnet.",
        "en": "Your video is ready. 40 credits were charged.",
    }
    assert (done.charged, done.error) == (True, None)
    free = ended(Ending(Outcome.COMPLETED, refund=False), credits=0)
    assert (free.charged, (free.message or {})["en"]) == (False, "Your video is ready. You were not charged.")


@pytest.mark.parametrize(("refund", "words"), [(True, "You were not charged."), (False, "40 credits were charged.")])
def test_an_operator_ends_a_job_with_or_without_a_refund(refund: bool, words: str) -> None:
    """V13: as the operator says, and the message says which."""
    done = ended(Ending(Outcome.ENDED_BY_OPERATOR, refund=refund, reason="asked by phone"))
    assert done.charged is not refund
    assert (done.message or {})["en"] == f"Our support ended this job. {words}"


@pytest.mark.parametrize("category", Category)
def test_a_filtered_video_says_why(category: Category) -> None:
    """M4, V13: the category in words, and in the error for programs."""
    failure = Failed(Outcome.SAFETY_FILTERED, "58061214", category=category)
    done = ended(Ending(Outcome.SAFETY_FILTERED, refund=True, failure=failure))
    assert done.error is not None
    assert (done.error["code"], done.error["retryable"]) == ("SAFETY_FILTER_BLOCKED", False)
    assert (done.error["category"], done.error["details"]) == (category.value, {"category": category.value})
    assert category.text.de in (done.message or {})["de"]
    assert "58061214" not in str(done.message)


def test_a_cause_that_is_known_more_closely_has_its_own_words() -> None:
    """M4: a timeout names its minutes, an unreachable provider is not a failing one."""
    late = ended(Ending(Outcome.TIMED_OUT, refund=True))
    assert (late.message or {})["de"].startswith("Das Video war nach 15 Minuten noch nicht fertig.")
    assert (late.error or {})["details"] == {"minutes": 15}
    away = Failed(Outcome.PROVIDER_ERROR, "connection refused", code=Code.NETWORK)
    assert (ended(Ending(Outcome.PROVIDER_ERROR, refund=True, failure=away)).error or {})["code"] == "NETWORK"


def test_a_job_that_cost_nothing_brings_nothing_back() -> None:
    """C2: no refund without a charge, whatever the outcome's rule."""
    free, kept = moved(job(credits=0), Step(JobState.FAILED, ending=Ending(Outcome.PROVIDER_ERROR, refund=True)))
    assert (free.moved, kept.entries) == (True, [])


def film(status: FilmStatus = FilmStatus.COMPILING) -> Film:
    return Film("b" * 24, "ada", status, FilmWish(()), 40, True, NOON, NOON, NOON, NOON, slot_at=NOON, turn="t")


def test_credits_come_back_to_who_has_no_account_any_more() -> None:
    """C2, F1: it is opened anew with what the work holds: refunded once, no slot below zero; what they kept is unknown."""
    with shelf(job()) as kept, patch.object(film_steps, "clock", FakeClock):
        kept.documents[film().path] = film().fields()
        del kept.documents["accounts/ada"]
        step = Step(JobState.FAILED, ending=Ending(Outcome.PROVIDER_ERROR, refund=True))
        assert video_steps.take(job().id, "ada", lambda _job, _ops: step).moved
        back, account = kept.entries[0]["amount"], kept.written("accounts/ada")
        assert (back, account["balance"], account["active_jobs"], account["stored_bytes"]) == (40, 40, 0, None)
        over = FilmEnding(FilmOutcome.INTERNAL)
        assert film_steps.take(film().id, "ada", lambda now: film_steps.ended(now, over)).moved
        back, account = kept.entries[0]["amount"], kept.written("accounts/ada")
        assert (back, account["balance"], account["active_films"], account["stored_bytes"]) == (40, 40, 0, None)


FILM_PAIRS = [pair for pair in itertools.product(FilmStatus, FilmStatus) if pair[1] not in film_states.STEPS.get(pair[0], ())]


@pytest.mark.parametrize(("before", "after"), FILM_PAIRS)
def test_a_step_of_a_film_that_the_table_does_not_know_changes_nothing(before: FilmStatus, after: FilmStatus) -> None:
    """V2, F1: whatever an event asks for."""
    with shelf(job()) as kept, patch.object(film_steps, "clock", FakeClock):
        kept.documents[film().path] = film(before).fields()
        answer = film_steps.take(film().id, "ada", lambda _film: film_steps.Step(after))
        assert (answer.moved, kept.writes) == (False, [])
