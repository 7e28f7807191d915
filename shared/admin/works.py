"""Films and prompts in an operator's hands: find them, follow them, end them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.accounts import reads as account_reads
from shared.admin.errors import NothingToRepeat, StillBeingMade
from shared.audit.acts import Act, write_down
from shared.dead_letters import commands as dead_letter_commands
from shared.films import admin as film_admin
from shared.films import on_house as films_on_house
from shared.films.model import Film
from shared.films.states import FilmStatus
from shared.platform.errors import Language
from shared.platform.web.cursors import Page
from shared.prompts import admin as prompt_admin
from shared.prompts import on_house as prompts_on_house
from shared.prompts.model import Variant

if TYPE_CHECKING:
    from shared.admin import views


def list_films(act: Act, *, limit: int, cursor: str | None, **asked: Any) -> Page[Film]:
    page = film_admin.films(limit=limit, cursor=cursor, **asked)
    write_down(act.audit("list_films", asked.get("user_id") or "all", status=asked.get("status"), shown=len(page.rows)))
    return page


def look_at_film(act: Act, film_id: str, language: Language) -> views.FilmTrail:
    film = film_admin.film(film_id)
    write_down(act.audit("look_at_film", film_id, user_id=film.user_id))
    return {
        "film": film_admin.record(film, language),
        "transactions": [entry.shown() for entry in account_reads.entries_of_job(film_id)],
        "dead_letters": dead_letter_commands.of_job(film_id),
    }


def fail_film(act: Act, film_id: str, language: Language, *, refund: bool) -> views.FailFilmResult:
    """End a film in whatever state it is; one that had ended before stays as it is."""
    moved = film_admin.force_fail(film_id, act.reason, [act.audit("fail_film", film_id, refund=refund)], refund=refund)
    if not moved.moved:
        write_down(act.audit("fail_film_in_vain", film_id, refund=refund))
    return {"film": film_admin.record(moved.now or film_admin.film(film_id), language), "changed": moved.moved}


def can_be_repeated(film: Film) -> bool:
    return film.status in (FilmStatus.FAILED, FilmStatus.CANCELLED) and not film.deleted


def retry_film(act: Act, film_id: str, language: Language) -> views.RetryFilmResult:
    """The same film for the same user once more, on the house. A film is repeated once; asked again it answers with that one."""
    film = film_admin.film(film_id)
    if film.live:
        raise StillBeingMade
    if not can_be_repeated(film):
        raise NothingToRepeat(state=film.status.value)
    made = films_on_house.make_again(film, [act.audit("retry_film", film_id, user_id=film.user_id)])
    return {"film": film_admin.record(made.film, language), "changed": not made.replayed}


def list_prompts(act: Act, *, limit: int, cursor: str | None, **asked: Any) -> Page[Variant]:
    page = prompt_admin.prompts(limit=limit, cursor=cursor, **asked)
    write_down(act.audit("list_prompts", asked.get("user_id") or "all", status=asked.get("status"), shown=len(page.rows)))
    return page


def look_at_prompt(act: Act, prompt_id: str, language: Language) -> views.PromptTrail:
    prompt = prompt_admin.prompt(prompt_id)
    write_down(act.audit("look_at_prompt", prompt_id, user_id=prompt.user_id))
    return {
        "prompt": prompt_admin.record(prompt, language),
        "dead_letters": dead_letter_commands.of_job(prompt_id),
    }


def fail_prompt(act: Act, prompt_id: str, language: Language) -> views.FailPromptResult:
    """Stop the writing of one; nothing was charged for it."""
    prompt, moved = prompt_admin.force_fail(prompt_id, act.reason, [act.audit("fail_prompt", prompt_id)])
    if not moved:
        write_down(act.audit("fail_prompt_in_vain", prompt_id))
    return {"prompt": prompt_admin.record(prompt, language), "changed": moved}


def can_be_written_again(prompt: Variant) -> bool:
    """Nobody wrote it, though somebody should have: a text of ours may stand in."""
    return not prompt.pending and prompt.error is not None and not prompt.deleted


def retry_prompt(act: Act, prompt_id: str, language: Language) -> views.RetryPromptResult:
    """Have it written once more, in its place; its user's rate and keys have no part in it."""
    prompt = prompt_admin.prompt(prompt_id)
    if prompt.pending:
        raise StillBeingMade
    if not can_be_written_again(prompt):
        raise NothingToRepeat(state=prompt.status.value)
    asked = prompts_on_house.write_again(prompt, [act.audit("retry_prompt", prompt_id, user_id=prompt.user_id)])
    return {"prompt": prompt_admin.record(asked.variant, language), "changed": not asked.replayed}
