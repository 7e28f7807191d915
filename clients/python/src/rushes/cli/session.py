"""What every command has at hand: whose profile, which client, how to speak, and how a failure ends."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, cast

import click

from rushes import FirebaseSession, Rushes, errors
from rushes._answers import Answer
from rushes._calls import may_be_done
from rushes.cli.progress import Bar
from rushes.cli.store import AGENT_KEY, SESSION, Store
from rushes.cli.words import Words

FAILED, USAGE, NOT_SIGNED_IN, REFUSED, NO_CONNECTION, INTERRUPTED = 1, 2, 3, 4, 5, 130
LOCAL = "http://127.0.0.1:8080"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:.*")
F = TypeVar("F", bound=Callable[..., Any])


class Stop(click.ClickException):
    """Ends the command: what happened, what to do, and with which exit code."""

    idempotency_key: str | None = None

    def __init__(self, message: str, hint: str = "", code: int = FAILED, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.hint, self.ends_with, self.details = hint, code, dict(details or {})


@dataclass
class Session:
    """One run of the command."""

    profile: str = ""
    url: str = ""
    as_json: bool = False
    words: Words = field(default_factory=Words)
    store: Store = field(default_factory=Store)
    uploaded: dict[str, str] = field(default_factory=dict[str, str])
    """Files that a command uploaded by the way, and the ids that they have now."""

    def begin(self, profile: str | None, url: str | None, language: str | None, *, as_json: bool) -> None:
        self.profile = profile or os.environ.get("RUSHES_PROFILE") or self.store.current
        self.url = url or os.environ.get("RUSHES_URL") or self.kept.get("url") or LOCAL
        self.as_json, self.words = as_json, Words(language or self.kept.get("language"))

    @property
    def kept(self) -> dict[str, Any]:
        """What the profile says."""
        return self.store.profile(self.profile)

    # -- who calls

    @cached_property
    def client(self) -> Rushes:
        """For everything that an agent key may do."""
        return self.with_token(self.token())

    def token(self) -> str:
        """As the environment has it, or the profile."""
        token = os.environ.get("RUSHES_TOKEN") or self._of_this_place(AGENT_KEY)
        if not token:
            raise Stop(self.words("no_login", profile=self.profile), self.words("log_in"), NOT_SIGNED_IN)
        return token

    @cached_property
    def owner(self) -> Rushes:
        """For what only the user may do: by a token of theirs, their kept session, or a sign-in for this once."""
        given = os.environ.get("RUSHES_TOKEN", "")
        if given and not given.startswith("rk_"):
            return self.with_token(given)
        kept = self._of_this_place(SESSION)
        if kept:
            return self.with_token(FirebaseSession(kept, self.kept["api_key"], auth_emulator=self.kept.get("auth_emulator")))
        from rushes.cli.login import sign_in

        self.tell(self.words("as_yourself"))
        return self.with_token(sign_in(self).id_token)

    def _of_this_place(self, kind: str) -> str | None:
        """A profile's secret, for the address that it was given by: no other is told it."""
        return self.store.secret(self.profile, kind) if self.url == self.kept.get("url") else None

    def with_token(self, token: str | FirebaseSession | None) -> Rushes:
        return Rushes(self.url, token or "", language="de" if self.words.language == "de" else "en")

    @contextmanager
    def asking(self, key: str) -> Generator[None]:
        """Around what spends: whoever breaks it off is told how to ask once more for the same."""
        try:
            yield
        except KeyboardInterrupt:
            stopped = Stop(self.words("stopped"), code=INTERRUPTED)
            stopped.idempotency_key = key
            raise stopped from None

    # -- saying

    def tell(self, line: str) -> None:
        """For a person beside the result: on stderr, so that what is piped on holds the result alone."""
        click.echo(line, err=True)

    def show(self, answer: object, line: str | None = None) -> None:
        """The result: its JSON for programs, else a line for people."""
        if self.as_json or line is None:
            told = answer.to_dict() if isinstance(answer, Answer) else answer
            click.echo(json.dumps(told, ensure_ascii=False, indent=None if self.as_json else 2))
        else:
            click.echo(line)

    def table(self, answers: Iterable[Answer | Mapping[str, Any]], *columns: str) -> None:
        """A list: one JSON array for programs, a line each for people."""
        told = [each.to_dict() if isinstance(each, Answer) else dict(each) for each in answers]
        if self.as_json:
            click.echo(json.dumps(told, ensure_ascii=False))
            return
        rows = [[_cell(each.get(column)) for column in columns] for each in told]
        widths = [max((len(row[number]) for row in rows), default=0) for number in range(len(columns))]
        for row in rows:
            click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())

    def bar(self, what: str) -> Bar:
        return Bar(what, shown=not self.as_json, live=sys.stderr.isatty())

    # -- ending badly

    def explain(self, error: Exception) -> int:
        """Tell it on stderr, and give the exit code."""
        told = _told(error)
        if isinstance(error, errors.ConnectionFailed):
            told["message"] = self.words("lost" if error.sent else "no_connection", why=error.__cause__ or error)
            told["suggestedAction"] = self.words("check_connection", url=self.url)
        if self.uploaded:
            told["uploaded"] = self.uploaded
        if self.as_json:
            click.echo(json.dumps(told, ensure_ascii=False), err=True)
        else:
            self.tell(told["message"])
            if told["suggestedAction"]:
                self.tell(self.words("what_to_do", hint=told["suggestedAction"]))
            if told["requestId"]:
                self.tell(self.words("request", id=told["requestId"]))
            if _may_have_arrived(error):
                self.tell(self.words("again", key=told["idempotencyKey"]))
                for file, id in self.uploaded.items():
                    self.tell(self.words("by_id", file=file, id=id))
        return _exit_code(error)


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, list):
        value = ", ".join(str(each) for each in cast("list[Any]", value))
    if _MOMENT.fullmatch(str(value)):
        return f"{value[:10]} {value[11:16]}"
    words = " ".join(str(value).split())
    return words if len(words) <= 60 else f"{words[:59]}…"


def _told(error: Exception) -> dict[str, Any]:
    message = error.format_message() if isinstance(error, click.ClickException) else str(error)
    told = {"error": getattr(error, "code", "") or type(error).__name__, "message": message}
    hint = getattr(error, "suggested_action", "") or getattr(error, "hint", "")
    told |= {"suggestedAction": hint, "requestId": getattr(error, "request_id", "")}
    key = getattr(error, "idempotency_key", None)
    return {**told, "details": getattr(error, "details", {}), **({"idempotencyKey": key} if key else {})}


def _may_have_arrived(error: Exception) -> bool:
    """Whether what has a key may have been done, though nobody was told so."""
    if not getattr(error, "idempotency_key", None):
        return False
    return isinstance(error, Stop) or (
        error.sent
        if isinstance(error, errors.ConnectionFailed)
        else isinstance(error, errors.ApiError) and error.status >= 500 and may_be_done(error)
    )


def _exit_code(error: Exception) -> int:
    match error:
        case Stop():
            return error.ends_with
        case click.ClickException():
            return error.exit_code
        case errors.NoToken():
            return NOT_SIGNED_IN
        case errors.ConnectionFailed():
            return NO_CONNECTION
        case errors.ApiError(status=401):
            return NOT_SIGNED_IN
        case errors.ApiError(status=status) if status >= 500:
            return NO_CONNECTION
        case errors.ApiError():
            return REFUSED
        case _:
            return FAILED


given = click.make_pass_decorator(Session, ensure=True)


def options(*several: Callable[[F], F]) -> Callable[[F], F]:
    """A few options that several commands have."""

    def put(command: F) -> F:
        for each in reversed(several):
            command = each(command)
        return command

    return put


def fields(**values: object) -> dict[str, Any]:
    """What was said, as arguments of a call."""
    return {name: value for name, value in values.items() if value is not None and value != ()}


def words_of(values: Sequence[str]) -> list[str] | None:
    return list(values) or None
