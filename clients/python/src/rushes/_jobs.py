"""What is being made: handles that wait for it, cancel it and fetch its file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from rushes import errors, types
from rushes._calls import perform
from rushes._flows import Bound, M, Sender, flow
from rushes._media import fetch
from rushes._requests import Flow, Progress, Request, Sleep, path

if TYPE_CHECKING:
    from collections.abc import Sequence

W = TypeVar("W", types.Video, types.Film, types.Prompt, types.Image)
_HELD_S, _HELD_WATCHED_S = 25, 5  # how long an answer is held back; shorter where somebody wants to see it go on
_LOOK_S = 0.5
_RETRIES = 10  # of a look: whoever waits for minutes does not give up for a few seconds


@dataclass(frozen=True, slots=True)
class Seen(Generic[W]):
    """How far it is: what `on_progress` is told."""

    work: W
    state: str
    fraction: float  # 0 to 1; of a video as its server says, else by the time that it usually takes


@dataclass(frozen=True, slots=True)
class Kind(Generic[W]):
    """One kind of work: where it is looked at, and how it ends."""

    name: str
    watch: str
    read: Callable[[Mapping[str, Any]], W]
    good: frozenset[str]
    bad: frozenset[str]
    state: str = "status"
    held: bool = True  # whether the look waits for a change


VIDEO = Kind("video", "/watch/{id}", types.Video, frozenset({"completed"}), frozenset({"failed", "cancelled"}), "state")
FILM = Kind("film", "/watch/films/{id}", types.Film, frozenset({"completed"}), frozenset({"failed", "cancelled"}))
PROMPT = Kind("prompt", "/watch/prompts/{id}", types.Prompt, frozenset({"completed", "draft"}), frozenset({"failed"}))
IMAGE = Kind("image", "/images/{id}", types.Image, frozenset({"ready"}), frozenset({"rejected"}), held=False)


def wait_for(
    sender: Sender,
    kind: Kind[W],
    id: str,
    on_progress: Callable[[Seen[W]], None] | None = None,
    timeout: float | None = None,
    *,
    check: bool = True,
    known: W | None = None,
) -> Flow[W]:
    """Look until it has ended; a failure is raised where `check` says so."""
    options = replace(sender.options, retries=max(sender.options.retries, _RETRIES))
    until = None if timeout is None else sender.pace.now() + timeout
    work = known
    while True:
        state = None if work is None else str(getattr(work, kind.state))
        if work is not None and state is not None:
            if on_progress:
                on_progress(Seen(work, state, _fraction(work, state in kind.good, sender.pace.wall())))
            if state in kind.good or (state in kind.bad and not check):
                return work
            if state in kind.bad:
                raise _failure(kind, work)
            left = None if until is None else until - sender.pace.now()
            if left is not None and left <= 0:
                raise errors.StillWorking(f"The {kind.name} {id} is still {state}.", work)
            if not kind.held:
                yield Sleep(_LOOK_S)
            held = _HELD_WATCHED_S if on_progress else _HELD_S
            held = held if left is None else max(0, min(held, int(left)))
            if not held and left:
                yield Sleep(min(left, _LOOK_S))
        else:
            held = 0
        query = {"wait": held or None, "state": state if held else None} if kind.held else {}
        look = Request("GET", path(kind.watch, id=id), kind.read, query=query, patience=held)
        work = yield from perform(options, sender.tokens, sender.pace, look)


def _fraction(work: Any, good: bool, now: float) -> float:
    if good:
        return 1.0
    if isinstance(work, types.Film):
        return work.progress
    if isinstance(work, types.Video):
        if (told := work.to_dict().get("progress")) is not None:
            return told / 100
        begin, end = work.created_at.timestamp(), work.expected_at.timestamp()
        return min(max((now - begin) / max(end - begin, 1.0), 0.0), 0.95)
    return 0.0


def _failure(kind: Kind[Any], work: Any) -> errors.WorkFailed:
    why: Any = work.error
    state = getattr(work, kind.state)
    message = (why.message if why else None) or getattr(work, "message", None) or f"It ended as {state}."
    said = f"The {kind.name} {work.id} {'was cancelled' if state == 'cancelled' else 'failed'}: {message}"
    if why is None:
        return errors.WorkFailed(said, work, code=str(state).upper())
    return errors.WorkFailed(said, work, code=why.code, suggested_action=why.suggested_action, retryable=bool(why.retryable))


def download(
    sender: Sender, place: str, name: str, target: str | Path | None, on_progress: Progress | None, *, gif: bool = False
) -> Flow[Path]:
    """The file behind signed links: into this folder or file, else here under its name."""
    links = yield from perform(sender.options, sender.tokens, sender.pace, Request("GET", f"{place}/links", types.VideoLinks))
    url = links.gif if gif else links.download
    if url is None:
        raise errors.UnexpectedAnswer("There is no GIF of it: ask for an edit with the preset gif.")
    where = Path(target) if target is not None else Path()
    name = f"{name}.{'gif' if gif else 'mp4'}"
    return (yield from fetch(sender.pace, url, where / name if where.is_dir() else where, on_progress))


class Job(Bound[M], Generic[M, W]):
    """Something that is being made."""

    def __init__(self, sender: Sender, kind: Kind[W], work: W) -> None:
        super().__init__(sender)
        self._kind, self._work = kind, work
        self.id: str = work.id

    @flow
    def wait(
        self, *, on_progress: Callable[[Seen[W]], None] | None = None, timeout: float | None = None, check: bool = True
    ) -> Flow[W]:
        """Until it has ended. Raises `errors.WorkFailed` where it came to nothing, unless `check` is False, and
        `errors.StillWorking` after `timeout` seconds: it goes on all the same.
        """
        known = self._work
        self._work = yield from wait_for(self._sender, self._kind, self.id, on_progress, timeout, check=check, known=known)
        return self._work

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id}, {getattr(self._work, self._kind.state)})"


class VideoJob(Job[M, types.Video]):
    """A video that is being made: `wait()` for it, then `download()`."""

    def __init__(self, sender: Sender, told: Mapping[str, Any]) -> None:
        super().__init__(sender, VIDEO, types.Video(told["video"]))
        self.place: int | None = told.get("place")

    @property
    def video(self) -> types.Video:
        """As it was seen last."""
        return self._work

    @flow
    def cancel(self) -> Flow[types.Video]:
        """Ask for its end; its credits come back."""
        self._work = yield from self._do(Request("POST", path("/videos/{id}/cancel", id=self.id), types.Video))
        return self._work

    @flow
    def download(self, target: str | Path | None = None, *, on_progress: Progress | None = None, gif: bool = False) -> Flow[Path]:
        """Write its file: into this folder or file, else `{id}.mp4` here."""
        return download(self._sender, path("/videos/{id}", id=self.id), self.id, target, on_progress, gif=gif)


class FilmJob(Job[M, types.Film]):
    """A film that is being put together."""

    def __init__(self, sender: Sender, told: Mapping[str, Any]) -> None:
        super().__init__(sender, FILM, types.Film(told["film"]))

    @property
    def film(self) -> types.Film:
        """As it was seen last."""
        return self._work

    @flow
    def cancel(self) -> Flow[types.Film]:
        """Ask for its end; its credits come back."""
        self._work = yield from self._do(Request("POST", path("/films/{id}/cancel", id=self.id), types.Film))
        return self._work

    @flow
    def download(self, target: str | Path | None = None, *, on_progress: Progress | None = None) -> Flow[Path]:
        """Write its file: into this folder or file, else `{id}.mp4` here."""
        return download(self._sender, path("/films/{id}", id=self.id), self.id, target, on_progress)


class PromptJob(Job[M, types.Prompt]):
    """A prompt that is being written."""

    def __init__(self, sender: Sender, told: Mapping[str, Any]) -> None:
        super().__init__(sender, PROMPT, types.Prompt(told["prompt"]))

    @property
    def prompt(self) -> types.Prompt:
        """As it was seen last."""
        return self._work


class ShootJob(Bound[M]):
    """The videos of a storyboard's scenes, being made."""

    def __init__(self, sender: Sender, told: Mapping[str, Any]) -> None:
        super().__init__(sender)
        self.accepted = types.ShootAccepted(told)

    @property
    def videos(self) -> Sequence[types.ShootVideo]:
        return self.accepted.videos

    @property
    def credits(self) -> int:
        return self.accepted.credits

    @flow
    def wait(
        self, *, on_progress: Callable[[Seen[types.Video]], None] | None = None, timeout: float | None = None, check: bool = True
    ) -> Flow[list[types.Video]]:
        """Until all have ended, in the order of the scenes."""
        until = None if timeout is None else self._sender.pace.now() + timeout
        ended = list[types.Video]()
        for each in self.accepted.videos:
            left = None if until is None else max(0.0, until - self._sender.pace.now())
            ended.append((yield from wait_for(self._sender, VIDEO, each.id, on_progress, left, check=check)))
        return ended
