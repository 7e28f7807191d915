"""Asking for a film: one read and one commit that hold switch, rate, cap, credits, scenes and key; then its task."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from shared import accounts, config, quotas, usage
from shared.accounts.ledger import Account, Entry, EntryType, account_path, require_credits
from shared.accounts.limits import spend_today
from shared.config.model import CreditsSection, LimitsSection
from shared.films.model import (
    LEDGER_WORD,
    LOST_TASK,
    MADE_WITHIN,
    Film,
    FilmScene,
    FilmStatus,
    FilmWish,
    film_path,
    music_name,
    own,
)
from shared.films.tasks import enqueue
from shared.intake import require_open
from shared.media.film.letters import undrawable
from shared.platform import idempotency, logs
from shared.platform.clients import clock, files, store
from shared.platform.documents import Create, Document, Plan, Seen, Write
from shared.platform.errors import AppError, Text, Unavailable
from shared.platform.rates import Rate
from shared.platform.settings import settings
from shared.platform.tokens import User
from shared.texts import letter_name
from shared.usage import usage_path
from shared.videos.job import Job, job_path
from shared.videos.job import read as read_job
from shared.videos.states import JobState

MOST_SECONDS = 900
_SKEW = timedelta(seconds=1)  # by which instances' clocks may differ
_MOST_NAMED = 10  # letters of a title that cannot be drawn
_ROUNDING_S = 0.05  # a measured length is rounded


class SceneNotFound(AppError):
    status, code = 404, "SCENE_NOT_FOUND"
    message = Text("Scene {scene}: there is no such video.", "Szene {scene}: Dieses Video gibt es nicht.")
    action = Text("Check the video's id.", "Prüfe die Id des Videos.")


class SceneNotReady(AppError):
    status, code = 409, "SCENE_NOT_READY"
    message = Text("Scene {scene}: this video is not finished.", "Szene {scene}: Dieses Video ist nicht fertig.")
    action = Text("Wait for it, or take another.", "Warte darauf oder nimm ein anderes.")


class MusicNotFound(AppError):
    status, code = 404, "MUSIC_NOT_FOUND"
    message = Text(
        "There is no such music, or it was not uploaded.", "Diese Musik gibt es nicht, oder sie wurde nicht hochgeladen."
    )
    action = Text(
        "Upload it first; it is kept for two days. Or leave the music out.",
        "Lade sie zuerst hoch; sie bleibt zwei Tage. Oder lass die Musik weg.",
    )


class SceneTooShort(AppError):
    status, code = 422, "SCENE_TOO_SHORT"
    message = Text(
        "Scene {scene}: its video lasts {seconds} s, which is too short for this.",
        "Szene {scene}: Das Video dauert {seconds} s und ist dafür zu kurz.",
    )
    action = Text("Change the trim or the crossfade.", "Ändere den Schnitt oder die Blende.")


class FilmTooLong(AppError):
    status, code = 422, "FILM_TOO_LONG"
    message = Text(
        "A film may last {limit} s; this one would last {seconds}.", "Ein Film darf {limit} s dauern, dieser hätte {seconds}."
    )
    action = Text("Leave out scenes, or trim them.", "Lass Szenen weg oder kürze sie.")


class TitleNotDrawable(AppError):
    status, code = 422, "TITLE_NOT_DRAWABLE"
    message = Text("A title cannot show: {letters}", "Ein Titel kann nicht zeigen: {letters}")
    action = Text("No font here has these: take others.", "Keine Schrift hier hat diese Zeichen: Nimm andere.")


class Asked(NamedTuple):
    """The film of this wish; `replayed` when the same key had brought it before: then as it stands now."""

    film: Film
    replayed: bool


def compile_film(user: User, wish: FilmWish, key: str) -> Asked:
    """Charge and queue one film. Should its task be lost, the sweep sends it."""
    if wish.title and (letters := undrawable(wish.title.text)):
        raise TitleNotDrawable(letters=", ".join(f"{each} ({letter_name(each)})" for each in letters[:_MOST_NAMED]))
    music = wish.music is None or _is_uploaded(user.uid, wish.music.id)
    asked = accounts.opening(user, lambda: _admitted(user, wish, key, music=music))
    if not asked.replayed:
        try:
            enqueue(asked.film)
        except Unavailable:
            logs.warning("a task was not enqueued, left to the sweep", film_id=asked.film.id)
    return asked


def _is_uploaded(user_id: str, music_id: str) -> bool:
    return files().stat(settings().bucket_uploads, music_name(user_id, music_id)) is not None


def _admitted(user: User, wish: FilmWish, key: str, *, music: bool) -> Asked:
    film_id, digest = secrets.token_hex(12), idempotency.digest("film", wish.fields())
    account_where, intake_where, key_where = account_path(user.uid), config.path("intake"), idempotency.path(user.uid, key)
    usage_where = usage_path(user.uid)

    def decide(seen: Seen) -> Plan[Film | str]:
        now = clock().now()  # of this try: the rate is kept in the order of the commits
        account = accounts.read(seen[account_where])
        if account is not None:
            accounts.require_current(account, user)
        if (before := idempotency.made_before(seen[key_where], digest, now)) is not None:
            return Plan(str(before["ids"][0] if "ids" in before else before["film"]["id"]))  # the latter: of earlier releases
        require_open(config.parse("intake", seen[intake_where]), now)
        account = accounts.opened(account, user)
        quotas.require_room(account, (account.stored_bytes or 0) + usage.read(seen[usage_where]).stored_bytes)
        _check_scenes(wish.scenes, seen, user.uid)
        if wish.music and not music:  # where the same key came before, its film is told though its music has gone since
            raise MusicNotFound(music_id=wish.music.id)
        film = _film(film_id, user.uid, wish, now)
        account, entries = _charged(account, film, now)
        writes: list[Write] = [
            Create(film.path, film.fields()),
            *(Create(entry.path, entry.fields()) for entry in entries),
            idempotency.remember(seen[key_where], user.uid, digest, {"ids": [film.id]}, now),
            accounts.write(seen[account_where], account),
        ]
        return Plan(film, writes)

    jobs = (job_path(scene.video_id) for scene in wish.scenes)
    made = store().settle([account_where, intake_where, key_where, usage_where, *jobs], decide)
    if isinstance(made, Film):
        return Asked(made, replayed=False)
    return Asked(own(store().get(film_path(made)), user.uid), replayed=True)


def _film(film_id: str, user_id: str, wish: FilmWish, now: datetime) -> Film:
    credits = config.get(CreditsSection).film
    return Film(
        id=film_id,
        user_id=user_id,
        status=FilmStatus.QUEUED,
        wish=wish,
        credits=credits,
        charged=credits > 0,
        created_at=now,
        updated_at=now,
        deadline_at=now + MADE_WITHIN,
        due_at=now + LOST_TASK,
    )


def _check_scenes(scenes: Sequence[FilmScene], seen: Seen, user_id: str) -> None:
    total = 0.0
    for number, scene in enumerate(scenes, 1):
        length = _shown_seconds(scene, _finished(seen[job_path(scene.video_id)], number, user_id), number)
        total += length - (scene.crossfade if number < len(scenes) else 0)
    if total > MOST_SECONDS:
        raise FilmTooLong(limit=MOST_SECONDS, seconds=round(total, 1))


def _finished(document: Document, number: int, user_id: str) -> Job:
    job = read_job(document)
    if job is None or job.user_id != user_id:
        raise SceneNotFound(scene=number, video_id=document.id)
    if job.state is not JobState.COMPLETED or not job.video:
        raise SceneNotReady(scene=number, video_id=job.id, state=job.state.value)
    return job


def _shown_seconds(scene: FilmScene, job: Job, number: int) -> float:
    """How much of it is shown; the worker measures again, to the frame."""
    seconds = float((job.video or {})["seconds"])
    end = seconds if scene.end is None else scene.end
    if end > seconds + _ROUNDING_S or end <= scene.start or scene.crossfade > end - scene.start:
        raise SceneTooShort(scene=number, video_id=job.id, seconds=seconds)
    return end - scene.start


def _charged(account: Account, film: Film, now: datetime) -> tuple[Account, list[Entry]]:
    """The account after this film, and the ledger entry where it costs something."""
    due = Rate(config.get(LimitsSection).compile).take(account.limits.get("compile"), now, _SKEW)
    account = replace(account, limits={**account.limits, "compile": due}, updated_at=now)
    if not film.credits:
        return account, []
    cap = account.overrides.get("daily_cap", config.get(CreditsSection).daily_cap)
    require_credits(account, film.credits)
    today = spend_today(account.spent_today, film.credits, cap, now)
    said = f"{LEDGER_WORD} {len(film.wish.scenes)} scenes"
    account, entry = account.post(f"{film.id}.charge", EntryType.CHARGE, -film.credits, said, now, film.id)
    return replace(account, spent_today=today), [entry]
