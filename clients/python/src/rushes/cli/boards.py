"""Storyboards and films."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from rushes import types
from rushes.cli.session import Session, given, words_of
from rushes.cli.waiting import keyed, waits, watched


@click.group()
def storyboard() -> None:
    """Storyboards: in, out, and shot."""


@storyboard.command("list")
@given
def storyboards(session: Session) -> None:
    """Every one, the last changed first."""
    session.table(session.client.storyboards.list(), "id", "name", "scene_count", "seconds", "updated_at")


@storyboard.command()
@click.argument("storyboard_id", metavar="ID")
@given
def show(session: Session, storyboard_id: str) -> None:
    """All that is in one."""
    session.show(session.client.storyboards.get(storyboard_id))


@storyboard.command("import")
@click.argument("file", type=click.File(encoding="utf-8"))
@given
def import_file(session: Session, file: Any) -> None:
    """Bring in a file that was exported here or by the browser app; - reads stdin."""
    try:
        content = json.load(file)
    except ValueError as problem:
        raise click.BadParameter(session.words("no_json", why=problem)) from None
    made = session.client.storyboards.import_file(content)
    if session.as_json:
        session.show(made)
    else:
        session.table(made.storyboards, "id", "name")


@storyboard.command()
@click.argument("storyboard_id", metavar="ID")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Into this file instead of to stdout.")
@given
def export(session: Session, storyboard_id: str, output: Path | None) -> None:
    """Write one as a file that can be imported anywhere."""
    told = session.client.storyboards.export(storyboard_id).to_dict()
    text = json.dumps(told, ensure_ascii=False, indent=2)
    if output is None:
        click.echo(text)
        return
    output.write_text(text + "\n", encoding="utf-8")
    session.show({"path": str(output)}, session.words("saved", path=output))


@storyboard.command()
@click.argument("storyboard_id", metavar="ID")
@click.option("--scene", "scenes", multiple=True, help="Only this scene; several are possible.")
@click.option("--stale", is_flag=True, help="Only scenes without a video, or changed since.")
@click.option("--quote", is_flag=True, help="Tell the price, and shoot nothing.")
@keyed
@waits
@given
def shoot(
    session: Session,
    storyboard_id: str,
    scenes: tuple[str, ...],
    stale: bool,
    quote: bool,
    idempotency_key: str,
    wait: bool,
    timeout: float | None,
    on_interrupt: str,
) -> None:
    """Make the videos of its scenes: all of them are charged, or none."""
    if scenes and stale:
        raise click.UsageError(session.words("scene_or_stale"))
    boards = session.client.storyboards
    chosen: Any = words_of(scenes) or ("stale" if stale else None)
    if quote:
        price = boards.quote(storyboard_id, scenes=chosen)
        session.show(price, session.words("costs", credits=price.credits))
        return
    with session.asking(idempotency_key):
        job = boards.shoot(storyboard_id, scenes=chosen, idempotency_key=idempotency_key)
    line = session.words("shot", count=len(job.videos), credits=job.credits)
    if not wait:
        session.show(job.accepted, "\n".join([line, *(each.id for each in job.videos)]))
        return
    session.tell(line)
    done = watched(
        session,
        storyboard_id,
        lambda seen: job.wait(on_progress=seen, timeout=timeout),
        again=f"rushes storyboard show {storyboard_id}",
        cancel=lambda: boards.cancel_shoot(storyboard_id),
        on_interrupt=on_interrupt,
    )
    session.table(done, "id", "state", "seconds", "credits")


@click.group()
def film() -> None:
    """Films: put together, follow, fetch."""


@film.command()
@click.argument("videos", nargs=-1, metavar="[VIDEO]…")
@click.option("--storyboard", "storyboard_id", metavar="ID", help="Its scenes in their order, with their transitions.")
@click.option("--music", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Heard under it.")
@click.option("--title", help="Words at the beginning.")
@click.option("--format", "shape", help="16:9, 9:16 or 1:1; else as the first video.")
@click.option("--resolution", help="Of the picture; else as the first video.")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write its file here, a folder or a name; waits for it.")
@click.option("--open", "opens", is_flag=True, help="Show it when it is there; waits for it.")
@click.option("--quote", is_flag=True, help="Tell the price, and make nothing.")
@keyed
@waits
@given
def create(
    session: Session,
    videos: tuple[str, ...],
    storyboard_id: str | None,
    quote: bool,
    idempotency_key: str,
    wait: bool,
    timeout: float | None,
    on_interrupt: str,
    output: Path | None,
    opens: bool,
    **told: Any,
) -> None:
    """Put finished videos together into a film."""
    if bool(videos) == bool(storyboard_id):
        raise click.UsageError(session.words("say_which"))
    films = session.client.films
    wish: dict[str, Any] = {"scenes": [{"video_id": each} for each in videos] or None}
    wish |= {"storyboard_id": storyboard_id, "format": told["shape"], "resolution": told["resolution"]}
    wish["title"] = {"text": told["title"]} if told["title"] else None
    if quote:
        price = films.quote(**wish)
        session.show(price, session.words("costs", credits=price.credits))
        return
    if told["music"]:
        wish["music"] = {"id": films.upload_music(told["music"])}
    with session.asking(idempotency_key):
        job = films.create(**wish, idempotency_key=idempotency_key)
    line = session.words("film_asked_for", id=job.id, credits=job.film.credits)
    if not (wait or output or opens):
        session.show(job.film, line)
        return
    session.tell(line)
    done = watched(
        session,
        job.id,
        lambda seen: job.wait(on_progress=seen, timeout=timeout),
        again=f"rushes film download {job.id}",
        cancel=job.cancel,
        on_interrupt=on_interrupt,
    )
    if output or opens:
        _save(session, done, output, opens)
    else:
        session.show(done, f"{done.id}  {done.status}")


@film.command("list")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--status", help="Only those in it.")
@given
def films(session: Session, limit: int, status: Any) -> None:
    """The newest first."""
    pages = session.client.films.list(limit=min(limit, 100), status=status)
    session.table(
        [each for each, _ in zip(pages, range(limit), strict=False)], "id", "status", "seconds", "credits", "created_at", "name"
    )


@film.command("show")
@click.argument("film_id", metavar="ID")
@given
def show_film(session: Session, film_id: str) -> None:
    """All that is known of one."""
    session.show(session.client.films.get(film_id))


@film.command()
@click.argument("film_id", metavar="ID")
@given
def cancel(session: Session, film_id: str) -> None:
    """End it before it is ready; its credits come back."""
    session.show(session.client.films.cancel(film_id), session.words("cancelled", id=film_id))


@film.command()
@click.argument("film_id", metavar="ID")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="A folder or a name.")
@click.option("--open", "opens", is_flag=True, help="Show it when it is there.")
@given
def download(session: Session, film_id: str, output: Path | None, opens: bool) -> None:
    """Fetch its file, and wait for it where it is not ready."""
    films = session.client.films
    again = f"rushes film download {film_id}"
    done = watched(session, film_id, lambda seen: films.wait(film_id, on_progress=seen), again=again)
    _save(session, done, output, opens)


def _save(session: Session, done: types.Film, output: Path | None, opens: bool) -> None:
    bar = session.bar(done.id)
    try:
        path = session.client.films.download(done.id, output, on_progress=bar.bytes)
    finally:
        bar.end()
    session.show({**done.to_dict(), "path": str(path)}, session.words("saved", path=path))
    if opens:
        click.launch(str(path))
