"""Pictures, prompts and videos."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from rushes import VideoJob, errors, types
from rushes._answers import Answer
from rushes._flows import Blocking
from rushes.cli.session import REFUSED, Session, Stop, fields, given, options, words_of
from rushes.cli.waiting import keyed, waits, watched

_ID = re.compile(r"[0-9a-f]{24}")
_PICTURES = {".jpg", ".jpeg", ".png", ".webp"}
_USUAL = "Uploads"  # the collection of whoever names none
_FILE = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--collection", default=_USUAL, help="Its id or name; one that is not there yet is made.", show_default=True)
@click.option("--title", help="For people.")
@given
def upload(session: Session, files: tuple[Path, ...], collection: str, title: str | None) -> None:
    """Upload pictures, or all pictures of a folder; tells the id of each."""
    found = [each for file in files for each in (_pictures(file) if file.is_dir() else [file])]
    if not found:
        raise Stop(session.words("no_pictures", places=", ".join(str(each) for each in files)))
    where = collection_id(session, collection)
    images, refused = list[types.Image](), dict[str, str]()
    try:
        for file in found:
            try:
                images.append(_uploaded(session, file, where, title))
            except errors.WorkFailed as problem:  # this picture is none; the others may be
                if len(found) == 1:
                    raise
                refused[str(file)] = str(problem)
                continue
            if not session.as_json:
                click.echo(session.words("uploaded", id=images[-1].id, file=file))
    finally:
        if session.as_json:
            session.table(images)
    if refused:
        lines = "".join(f"\n{file}: {why}" for file, why in refused.items())
        raise Stop(session.words("not_uploaded", count=len(refused), all=len(found)) + lines, details=refused)


def _pictures(folder: Path) -> list[Path]:
    return sorted(each for each in folder.iterdir() if each.suffix.lower() in _PICTURES)


def _uploaded(session: Session, file: Path, collection: str, title: str | None = None) -> types.Image:
    bar = session.bar(file.name)
    try:
        return session.client.images.upload(file, collection, title=title, on_progress=bar.bytes)
    finally:
        bar.end()


def collection_id(session: Session, name: str) -> str:
    """The collection of this id or name, made where nobody has one of that name yet."""
    if _ID.fullmatch(name):
        return name
    known = (each.id for each in session.client.images.list_collections(limit=100) if each.name == name)
    return next(known, None) or session.client.images.create_collection(name=name).id


def image_id(session: Session, image: str | None, collection: str = _USUAL) -> str | None:
    """An id as it is; a file is uploaded first."""
    if image is None or _ID.fullmatch(image):
        return image
    file = Path(image)
    if not file.is_file():
        raise click.BadParameter(session.words("no_image", image=image))
    session.uploaded[image] = _uploaded(session, file, collection_id(session, collection)).id
    return session.uploaded[image]


_IDS = click.argument("ids", nargs=-1, required=True, metavar="ID…")


def _told(session: Session, answer: Answer, line: str, count: int, refused: Sequence[types.ItemRefusal]) -> None:
    """What a call for many did; where it left some as they were, why, and the command fails."""
    session.show(answer, session.words(line, count=count))
    if refused:
        lines = "".join(f"\n{each.id}: {each.message}" for each in refused)
        raise Stop(session.words("left", count=len(refused)) + lines, details={each.id: each.error for each in refused})


@click.group()
def image() -> None:
    """Pictures that are there: move, delete."""


@image.command("move")
@_IDS
@click.option("--collection", required=True, help="Its id or name; one that is not there yet is made.")
@given
def move_images(session: Session, ids: tuple[str, ...], collection: str) -> None:
    """Put up to 100 into a collection."""
    done = session.client.images.move_many(ids=ids, collection_id=collection_id(session, collection))
    _told(session, done, "moved", done.moved, done.refused)


@image.command("delete")
@_IDS
@click.option("--force", is_flag=True, default=None, help="Those, too, that storyboards plan with.")
@given
def delete_images(session: Session, ids: tuple[str, ...], force: bool | None) -> None:
    """Put up to 100 into the trash, with their prompts."""
    done = session.client.images.delete_many(ids=ids, force=force)
    _told(session, done, "in_trash", done.deleted, done.refused)


@click.command()
@click.argument("image", metavar="IMAGE")
@click.option("--camera", "camera_style", help="A camera style of the catalog.")
@click.option("--effect", "film_effects", multiple=True, help="An effect of the catalog; several are possible.")
@click.option("--lighting", help="A light of the catalog.")
@click.option("--mood", help="How it feels.")
@click.option("--seconds", type=int, help="For a video of this length.")
@click.option("--aspect-ratio", help="For a video of this shape.")
@click.option("--instructions", help="In your own words.")
@click.option("--text-language", type=click.Choice(["de", "en"]), help="Of the text; else as the command speaks.")
@click.option("--template", help="A template of yours instead of the settings above.")
@click.option("--no-wait", is_flag=True, help="Do not wait for the text.")
@keyed
@given
def prompt(session: Session, image: str, template: str | None, no_wait: bool, idempotency_key: str, **told: Any) -> None:
    """Have a text for a video written from a picture: its id, or a file that is uploaded first."""
    config: Any = fields(language=told.pop("text_language"), **told)
    wish: dict[str, Any] = {"image_id": image_id(session, image), "template_id": template, "config": config or None}
    with session.asking(idempotency_key):
        job = session.client.prompts.create(**wish, idempotency_key=idempotency_key)
    if no_wait:
        session.show(job.prompt, job.id)
        return
    done = watched(session, "prompt", lambda seen: job.wait(on_progress=seen), again=f"rushes api GET /prompts/{job.id}")
    session.show(done, f"{done.id}\n{done.prompt_text}")


@click.group()
def video() -> None:
    """Videos: make, follow, fetch."""


_output = options(
    click.option("--output", "-o", type=click.Path(path_type=Path), help="Write its file here: a folder or a name."),
    click.option("--open", "opens", is_flag=True, help="Show it when it is there."),
)


@video.command()
@click.argument("text", required=False, metavar="[PROMPT]")
@click.option("--prompt-id", help="A prompt of yours instead of a text.")
@click.option("--model", help="An id of the catalog; see `rushes models`.")
@click.option("--seconds", type=int, help="Its length.")
@click.option("--aspect-ratio", help="16:9, 9:16 or 1:1.")
@click.option("--resolution", help="360p, 720p, 1080p or 4k.")
@click.option("--no-audio", is_flag=True, help="Without sound.")
@click.option("--negative-prompt", help="What should not be seen.")
@click.option("--seed", type=int, help="The same seed makes similar videos.")
@click.option("--first-frame", metavar="IMAGE", help="The picture that it begins with: an id, or a file.")
@click.option("--last-frame", metavar="IMAGE", help="The picture that it ends with: an id, or a file.")
@click.option("--reference", "references", metavar="IMAGE", multiple=True, help="A picture to be seen in it; or several.")
@click.option("--own-key", is_flag=True, help="Pay the provider by your own key.")
@click.option("--queue", is_flag=True, help="Wait for a turn where all slots are taken.")
@click.option("--quote", is_flag=True, help="Tell the price, and make nothing.")
@click.option("--max-credits", type=int, help="Make it only if it costs no more.")
@keyed
@waits
@_output
@given
def create(
    session: Session,
    text: str | None,
    no_audio: bool,
    quote: bool,
    max_credits: int | None,
    idempotency_key: str,
    wait: bool,
    timeout: float | None,
    on_interrupt: str,
    output: Path | None,
    opens: bool,
    **told: Any,
) -> None:
    """Make a video of a text, a prompt or pictures."""
    if not text and not told["prompt_id"]:
        raise click.UsageError(session.words("say_what"))
    for frame in ("first_frame", "last_frame"):
        told[frame] = image_id(session, told[frame])
    told["references"] = words_of([image_id(session, each) or "" for each in told["references"]])
    flags = {name: True for name in ("own_key", "queue") if told.pop(name)}
    wish = fields(prompt=text, audio=False if no_audio else None, **told, **flags)
    videos = session.client.videos
    if quote or max_credits is not None:
        price = videos.quote(**wish)
        if quote:
            session.show(price, session.words("costs", credits=price.credits))
            return
        if max_credits is not None and price.credits > max_credits:
            raise Stop(session.words("too_dear", credits=price.credits, most=max_credits), code=REFUSED)
    with session.asking(idempotency_key):
        job = videos.create(**wish, idempotency_key=idempotency_key)
    if not (wait or output or opens):
        session.show(job.video, session.words("asked_for", id=job.id, credits=job.video.credits))
        return
    session.tell(session.words("asked_for", id=job.id, credits=job.video.credits))
    _followed(session, job, timeout, on_interrupt, output, opens)


def _followed(
    session: Session, job: VideoJob[Blocking], timeout: float | None, on_interrupt: str, output: Path | None, opens: bool
) -> None:
    done = watched(
        session,
        job.id,
        lambda seen: job.wait(on_progress=seen, timeout=timeout),
        again=f"rushes video wait {job.id}",
        cancel=job.cancel,
        on_interrupt=on_interrupt,
    )
    _shown(session, done, output, opens)


def _shown(session: Session, done: types.Video, output: Path | None, opens: bool) -> None:
    if not (output or opens):
        session.show(done, f"{done.id}  {done.state}")
        return
    path = _fetched(session, done.id, output)
    session.show({**done.to_dict(), "path": str(path)}, session.words("saved", path=path))
    if opens:
        click.launch(str(path))


def _fetched(session: Session, job_id: str, output: Path | None) -> Path:
    bar = session.bar(job_id)
    try:
        return session.client.videos.download(job_id, output, on_progress=bar.bytes)
    finally:
        bar.end()


@video.command("list")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--state", help="Only those in it.")
@click.option("--search", "q", help="Words of the prompt or name.")
@click.option("--tag", help="Only those with it.")
@click.option("--favourite", is_flag=True, default=None, help="Only favourites.")
@given
def videos(session: Session, limit: int, **told: Any) -> None:
    """The newest first."""
    pages = session.client.videos.list(limit=min(limit, 100), **told)
    found = [each for each, _ in zip(pages, range(limit), strict=False)]
    session.table(found, "id", "state", "seconds", "credits", "created_at", "prompt")


@video.command()
@click.argument("job_id", metavar="ID")
@given
def show(session: Session, job_id: str) -> None:
    """All that is known of one."""
    session.show(session.client.videos.get(job_id))


@video.command()
@click.argument("job_id", metavar="ID")
@given
def cancel(session: Session, job_id: str) -> None:
    """End it before it is ready; its credits come back."""
    session.show(session.client.videos.cancel(job_id), session.words("cancelled", id=job_id))


@video.command("mark")
@_IDS
@click.option("--favourite/--no-favourite", default=None, help="A mark of your own.")
@click.option("--tag", "add_tags", multiple=True, help="Give it this tag; several are possible.")
@click.option("--untag", "remove_tags", multiple=True, help="Take this tag away; several are possible.")
@given
def mark_videos(
    session: Session, ids: tuple[str, ...], favourite: bool | None, add_tags: tuple[str, ...], remove_tags: tuple[str, ...]
) -> None:
    """Mark up to 100 as favourites, or tag them."""
    if favourite is None and not (add_tags or remove_tags):
        raise click.UsageError(session.words("say_mark"))
    marks = fields(favourite=favourite, add_tags=words_of(add_tags), remove_tags=words_of(remove_tags))
    done = session.client.videos.mark_many(ids=ids, **marks)
    _told(session, done, "marked", done.marked, done.refused)


@video.command("delete")
@click.argument("ids", nargs=-1, metavar="[ID…]")
@click.option("--failed", is_flag=True, help="All that failed, instead.")
@given
def delete_videos(session: Session, ids: tuple[str, ...], failed: bool) -> None:
    """Put up to 100 into the trash, or all that failed."""
    if failed == bool(ids):
        raise click.UsageError(session.words("ids_or_failed"))
    done = session.client.videos.delete_many(ids=ids or None, all="failed" if failed else None)
    _told(session, done, "in_trash", done.deleted, done.refused)


@video.command()
@click.argument("job_id", metavar="ID")
@_output
@given
def download(session: Session, job_id: str, output: Path | None, opens: bool) -> None:
    """Fetch its file."""
    path = _fetched(session, job_id, output)
    session.show({"id": job_id, "path": str(path)}, session.words("saved", path=path))
    if opens:
        click.launch(str(path))


@video.command("wait")
@click.argument("job_id", metavar="ID")
@click.option("--timeout", type=click.FloatRange(min=0), help="So many seconds at most.")
@click.option("--on-interrupt", type=click.Choice(["leave", "cancel"]), default="leave", help="What Ctrl-C does.")
@_output
@given
def wait_for(session: Session, job_id: str, timeout: float | None, on_interrupt: str, output: Path | None, opens: bool) -> None:
    """Wait for one that was asked for before."""
    videos = session.client.videos
    done = watched(
        session,
        job_id,
        lambda seen: videos.wait(job_id, on_progress=seen, timeout=timeout),
        again=f"rushes video wait {job_id}",
        cancel=lambda: videos.cancel(job_id),
        on_interrupt=on_interrupt,
    )
    _shown(session, done, output, opens)


@click.command()
@given
def models(session: Session) -> None:
    """What videos can be made with."""
    session.table(session.with_token(None).catalog.list_models().models, "id", "availability", "stage", "name")
