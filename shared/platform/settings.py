"""The environment, read once: the only module that looks at it. Which hosts and keys it names is the only switch there is."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")

# Each of these replaces a Google service by a local one; a deployed process that sees any of them refuses to start.
EMULATOR_VARIABLES = (
    "FIRESTORE_EMULATOR_HOST",
    "FIREBASE_AUTH_EMULATOR_HOST",
    "STORAGE_EMULATOR_HOST",
    "CLOUD_TASKS_EMULATOR_HOST",
    "CLOUD_SCHEDULER_EMULATOR_HOST",
    "IAM_CREDENTIALS_EMULATOR_HOST",
    "CLOUD_KMS_EMULATOR_HOST",
    "GOOGLE_KEYS_EMULATOR_HOST",
    "CLOCK_FILE",
)

VERTEX_URL = "GOOGLE_VERTEX_BASE_URL"  # google-genai's own names for them
GEMINI_URL = "GOOGLE_GEMINI_BASE_URL"
OPENAI_VIDEOS_URL = "RUSHES_OPENAI_VIDEOS_URL"

_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


class BadSettings(SystemExit):
    """The environment cannot be served with; says which variable and why."""


def _like(pattern: str, meaning: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(f"must be {meaning}, not {value[:80]!r}")
        return value

    return check


def _words(value: str) -> tuple[str, ...]:
    return tuple(value.replace(",", " ").split())


def _secret(value: str) -> str:
    if not 16 <= len(value) <= 512:
        raise ValueError("must have 16 to 512 characters")
    return value


def _hook_secrets(value: str) -> tuple[bytes, ...]:
    """Several are valid at once while one is rotated; no message repeats them."""
    keys: list[bytes] = []
    for secret in _words(value):
        coded = re.fullmatch(r"whsec_([A-Za-z0-9+/]{20,200}={0,2})", secret)
        if not coded or len(coded[1]) % 4:
            raise ValueError("must be secrets like whsec_…, in base64, with commas between them")
        keys.append(base64.b64decode(coded[1]))
    return tuple(keys)


def _header(value: str) -> str:
    """What travels in a header; it is a secret, so no message repeats it."""
    if not re.fullmatch(r"[!-~]{1,512}", value):
        raise ValueError("must have 1 to 512 characters, without spaces")
    return value


def _number(least: int, most: int) -> Callable[[str], int]:
    def check(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}, not {value[:80]!r}")
        return int(value)

    return check


def _yes_or_no(value: str) -> bool:
    if value not in ("yes", "no"):
        raise ValueError("must be yes or no")
    return value == "yes"


_project = _like(r"[a-z][a-z0-9-]{4,28}[a-z0-9]", "a project id")
_region = _like(r"[a-z]+-[a-z]+\d+", "a region like us-central1")
_host = _like(r"[A-Za-z0-9.\-\[\]:]+:\d{1,5}", "host:port")
_url = _like(r"https?://[^\s/]+", "a URL without a path")
_base_url = _like(r"https?://[^\s/?#@]+(/[^\s?#]*)?", "a URL without a query")
_email = _like(r"[^\s@/]{1,64}@[a-z0-9.-]{1,190}", "an e-mail address")
_kms_key = _like(r"projects/[^/\s]+/locations/[^/\s]+/keyRings/[\w-]{1,63}/cryptoKeys/[\w-]{1,63}", "a Cloud KMS key's full name")
_bucket = _like(r"[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]", "a bucket's name")


class Settings(NamedTuple):
    """What the environment says; each has the meaning that it has in the cloud."""

    project: str  # the Google Cloud project; of users' tokens too
    region: str  # where functions, queues and keys are
    version: str  # what `GET /catalog/version` tells
    service: str | None  # set by the platform: this is a deployed process
    functions_url: str  # where functions answer, which Google's tokens name: with their name for `{function}`, or else after it
    cors_origins: tuple[str, ...]  # pages of other origins that may call us, with commas or spaces between; `*` for all
    operators: tuple[str, ...]  # service accounts whose tokens, made for admin's address, open it
    identity_key: str  # the secret with which identities that had a grant are hashed; never change it
    bucket_uploads: str  # where users send their files to
    bucket_provider_out: str  # where providers write to
    bucket_media: str  # what users keep
    signer: str  # the service account in whose name URLs are signed
    kms_key: str  # wraps the keys that users' own secrets are encrypted with
    firestore_host: str | None  # a local Firestore
    auth_host: str | None  # a local Firebase Auth; with it unsigned tokens pass
    storage_url: str | None  # a local Cloud Storage
    tasks_host: str | None  # a local Cloud Tasks
    iam_url: str | None  # who signs addresses locally
    kms_url: str | None  # who wraps keys locally
    keys_url: str | None  # who has the public keys of Google's tokens locally
    vertex_url: str | None  # another address of Vertex; in production a private endpoint, if anything
    hook_secrets_gemini: tuple[bytes, ...]  # what webhooks of the Gemini API are signed with, several while one is rotated
    hook_secrets_openai: tuple[bytes, ...]  # the same for webhooks of the OpenAI Videos wire
    gemini_url: str | None  # another address of the Gemini API
    gemini_key: str | None  # our key for the Gemini API; without one only users' own keys order there
    openai_videos_url: str | None  # where the OpenAI Videos wire is spoken, up to and with its /v1
    openai_videos_key: str | None  # our key for that server; one of our own may want none
    openai_videos_redirect_hosts: tuple[str, ...]  # hosts where its videos may lie beside itself; these never get the key
    openai_videos_delete_aborts: bool  # `no` where that server forgets a deleted job and works on
    clock_file: Path | None  # the clock that all processes of a local stack share
    body_seconds: int  # seconds that a body may take to arrive, and one more for every 16 KiB of it
    threads: int  # the framework's own name for it: how many calls of one instance may be at work at once

    @property
    def accepts_unsigned_tokens(self) -> bool:
        """Only beside an Auth emulator, and never in a deployed process (which does not even start with one)."""
        return self.auth_host is not None and self.service is None

    @property
    def vertex_is_local(self) -> bool:
        """Whether Vertex is a simulator on this machine, which must never be shown a real credential."""
        return _on_this_machine(self.vertex_url)

    @property
    def gemini_is_local(self) -> bool:
        return _on_this_machine(self.gemini_url)

    def __repr__(self) -> str:
        return f"Settings(project={self.project!r}, version={self.version!r})"  # and no secret

    def service_account(self, name: str) -> str:
        """The account that calls us for Google: `tasks`, `scheduler` or `events`."""
        return f"rushes-{name}@{self.project}.iam.gserviceaccount.com"

    def function_url(self, function: str) -> str:
        """Where a function answers, which is also the audience that its callers' tokens must name."""
        if "{function}" in self.functions_url:
            return self.functions_url.replace("{function}", function)
        return f"{self.functions_url}/{function}"


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Validate an environment, or stop with the name of what is wrong in it."""
    if environ.get("K_SERVICE"):
        found = [name for name in EMULATOR_VARIABLES if environ.get(name)]
        if found:
            raise BadSettings(f"{', '.join(found)}: an emulator variable is set in a deployed process. Remove it.")
        for name in (VERTEX_URL, GEMINI_URL, OPENAI_VIDEOS_URL):
            if _on_this_machine(environ.get(name)):
                raise BadSettings(f"{name} points to this machine in a deployed process. Remove it.")
    read = _Reader(environ)
    found = Settings(
        project=read.required("GOOGLE_CLOUD_PROJECT", _project),
        region=read.optional("RUSHES_REGION", _region) or "us-central1",
        version=read.optional("RUSHES_VERSION", str) or "dev",
        service=read.optional("K_SERVICE", str),
        functions_url=read.required("RUSHES_FUNCTIONS_URL", _url),
        cors_origins=read.optional("RUSHES_CORS_ORIGINS", _words) or (),
        operators=read.optional("RUSHES_OPERATORS", _words) or (),
        identity_key=read.required("RUSHES_IDENTITY_KEY", _secret),
        bucket_uploads=read.required("RUSHES_BUCKET_UPLOADS", _bucket),
        bucket_provider_out=read.required("RUSHES_BUCKET_PROVIDER_OUT", _bucket),
        bucket_media=read.required("RUSHES_BUCKET_MEDIA", _bucket),
        signer=read.optional("RUSHES_SIGNER", _email)
        or f"rushes-signer@{environ.get('GOOGLE_CLOUD_PROJECT')}.iam.gserviceaccount.com",
        kms_key=read.optional("RUSHES_KMS_KEY", _kms_key) or _usual_key(environ),
        firestore_host=read.optional("FIRESTORE_EMULATOR_HOST", _host),
        auth_host=read.optional("FIREBASE_AUTH_EMULATOR_HOST", _host),
        storage_url=read.optional("STORAGE_EMULATOR_HOST", _url),
        tasks_host=read.optional("CLOUD_TASKS_EMULATOR_HOST", _host),
        iam_url=read.optional("IAM_CREDENTIALS_EMULATOR_HOST", _url),
        kms_url=read.optional("CLOUD_KMS_EMULATOR_HOST", _url),
        keys_url=read.optional("GOOGLE_KEYS_EMULATOR_HOST", _url),
        vertex_url=read.optional(VERTEX_URL, _url),
        hook_secrets_gemini=read.optional("RUSHES_HOOK_SECRETS_GEMINI", _hook_secrets) or (),
        hook_secrets_openai=read.optional("RUSHES_HOOK_SECRETS_OPENAI", _hook_secrets) or (),
        gemini_url=read.optional(GEMINI_URL, _url),
        gemini_key=read.optional("GEMINI_API_KEY", _header),
        openai_videos_url=read.optional(OPENAI_VIDEOS_URL, _base_url),
        openai_videos_key=read.optional("RUSHES_OPENAI_VIDEOS_KEY", _header),
        openai_videos_redirect_hosts=read.optional("RUSHES_OPENAI_VIDEOS_REDIRECT_HOSTS", _words) or (),
        openai_videos_delete_aborts=read.optional("RUSHES_OPENAI_VIDEOS_DELETE_ABORTS", _yes_or_no) is not False,
        clock_file=read.optional("CLOCK_FILE", Path),
        body_seconds=read.optional("RUSHES_BODY_SECONDS", _number(1, 60)) or 10,
        threads=read.optional("THREADS", _number(1, 1000)) or 32,
    )
    if read.problems:
        raise BadSettings("The environment cannot be served with. " + "; ".join(read.problems))
    return found


def _usual_key(environ: Mapping[str, str]) -> str:
    project, region = environ.get("GOOGLE_CLOUD_PROJECT"), environ.get("RUSHES_REGION") or "us-central1"
    return f"projects/{project}/locations/{region}/keyRings/rushes/cryptoKeys/provider-keys"


def _on_this_machine(url: str | None) -> bool:
    return url is not None and urlsplit(url).hostname in _THIS_MACHINE


class _Reader:
    """Collects what is wrong, so that one start names all of it."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []

    def optional(self, name: str, check: Callable[[str], T]) -> T | None:
        value = self._environ.get(name)
        if not value:
            return None
        try:
            return check(value)
        except ValueError as error:
            self.problems.append(f"{name} {error}")
            return None

    def required(self, name: str, check: Callable[[str], str]) -> str:
        if not self._environ.get(name):
            self.problems.append(f"{name} is not set")
            return ""
        return self.optional(name, check) or ""


@cache
def settings() -> Settings:
    return read_settings(os.environ)
