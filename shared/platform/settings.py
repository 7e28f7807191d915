"""The environment, read once: the only module that looks at it. Which hosts and keys it names is the only switch there is."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast
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
    "FCM_EMULATOR_HOST",
    "CLOCK_FILE",
)

VERTEX_URL = "GOOGLE_VERTEX_BASE_URL"  # google-genai's own names for them
GEMINI_URL = "GOOGLE_GEMINI_BASE_URL"
OPENAI_VIDEOS_URL = "RUSHES_OPENAI_VIDEOS_URL"
STRIPE_URL = "RUSHES_STRIPE_URL"
STRIPES_OWN = "https://api.stripe.com"
OUR_SURFACES = "RUSHES_OUR_SURFACES"
SMTP_HOST = "RUSHES_SMTP_HOST"
WEBHOOKS_LOOPBACK = "RUSHES_WEBHOOKS_LOOPBACK"
KEY_SURFACES = (
    "gemini-api",
    "openai-videos",
)  # of the catalog's, those that want a key, ours or a user's; named as their providers

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


def _key_surfaces(value: str) -> tuple[str, ...]:
    surfaces = _words(value)
    if not set(surfaces) <= set(KEY_SURFACES):
        raise ValueError(f"must be some of {', '.join(KEY_SURFACES)}, not {value[:80]!r}")
    return surfaces


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


def _plain_secrets(value: str) -> tuple[str, ...]:
    """Stripe's, which are no base64; no message repeats them."""
    secrets = _words(value)
    if not all(re.fullmatch(r"whsec_[A-Za-z0-9]{16,200}", secret) for secret in secrets):
        raise ValueError("must be secrets like whsec_…, with commas between them")
    return secrets


def _header(value: str) -> str:
    """What travels in a header; it is a secret, so no message repeats it."""
    if not re.fullmatch(r"[!-~]{1,512}", value):
        raise ValueError("must have 1 to 512 characters, without spaces")
    return value


def _stripe_key(value: str) -> str:
    if not re.fullmatch(r"(sk|rk)_(test|live)_[A-Za-z0-9]{8,240}", value):
        raise ValueError("must be a secret or restricted key of Stripe's, like rk_live_…")
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


def _usual_signer(environ: Mapping[str, str]) -> str:
    return f"rushes-signer@{environ.get('GOOGLE_CLOUD_PROJECT')}.iam.gserviceaccount.com"


def _where_functions_are(environ: Mapping[str, str]) -> str:
    return environ.get("RUSHES_FUNCTIONS_URL") or ""


def _usual_key(environ: Mapping[str, str]) -> str:
    project, region = environ.get("GOOGLE_CLOUD_PROJECT"), environ.get("RUSHES_REGION") or "us-central1"
    return f"projects/{project}/locations/{region}/keyRings/rushes/cryptoKeys/provider-keys"


class Variable(NamedTuple):
    """Where a setting stands in the environment; what is wrong with it is added to `problems`, so that one start names all."""

    name: str
    check: Callable[[str], Any]
    otherwise: Any = None  # a value, or what it comes to in an environment
    required: bool = False

    def read(self, environ: Mapping[str, str], problems: list[str]) -> Any:
        value, found = environ.get(self.name), None
        try:
            found = self.check(value) if value else None
        except ValueError as error:
            problems.append(f"{self.name} {error}")
        if self.required and not value:
            problems.append(f"{self.name} is not set")
        if found is not None and found != ():
            return found
        return self.otherwise(environ) if callable(self.otherwise) else self.otherwise


# As a setting is declared: its type is that of the value which is read for it.
def _required(name: str, check: Callable[[str], T]) -> T:
    return cast("T", Variable(name, check, required=True))


def _optional(name: str, check: Callable[[str], T]) -> T | None:
    return cast("T", Variable(name, check))


def _usual(name: str, check: Callable[[str], T], otherwise: T | Callable[[Mapping[str, str]], T]) -> T:
    return cast("T", Variable(name, check, otherwise))


class Settings(NamedTuple):
    """What the environment says; each has the meaning that it has in the cloud."""

    project: str = _required("GOOGLE_CLOUD_PROJECT", _project)  # the Google Cloud project; of users' tokens too
    region: str = _usual("RUSHES_REGION", _region, "us-central1")  # where functions, queues and keys are
    version: str = _usual("RUSHES_VERSION", str, "dev")  # what `GET /catalog/version` tells
    service: str | None = _optional("K_SERVICE", str)  # set by the platform: this is a deployed process
    # where functions answer, which Google's tokens name: with their name for `{function}`, or else after it
    functions_url: str = _required("RUSHES_FUNCTIONS_URL", _url)
    # the one host, where people open pages of ours
    pages_url: str = _usual("RUSHES_PAGES_URL", _url, _where_functions_are)
    # proxies of our own between callers and Google's front end: so many of the last entries of X-Forwarded-For are theirs
    proxies: int = _usual("RUSHES_PROXIES", _number(0, 9), 0)
    # pages of other origins that may call us, with commas or spaces between; `*` for all
    cors_origins: tuple[str, ...] = _usual("RUSHES_CORS_ORIGINS", _words, ())
    # service accounts whose tokens, made for admin's address, open it
    operators: tuple[str, ...] = _usual("RUSHES_OPERATORS", _words, ())
    # whether an app must prove itself by App Check at the doors of users: what fails is let in, told in the log, or refused
    app_check: str = _usual("RUSHES_APP_CHECK", _like(r"off|reported|enforced", "off, reported or enforced"), "off")
    # the secret with which identities that had a grant are hashed; never change it
    identity_key: str = _required("RUSHES_IDENTITY_KEY", _secret)
    bucket_uploads: str = _required("RUSHES_BUCKET_UPLOADS", _bucket)  # where users send their files to
    bucket_provider_out: str = _required("RUSHES_BUCKET_PROVIDER_OUT", _bucket)  # where providers write to
    bucket_media: str = _required("RUSHES_BUCKET_MEDIA", _bucket)  # what users keep
    signer: str = _usual("RUSHES_SIGNER", _email, _usual_signer)  # the service account in whose name URLs are signed
    kms_key: str = _usual("RUSHES_KMS_KEY", _kms_key, _usual_key)  # wraps the keys that users' own secrets are encrypted with
    firestore_host: str | None = _optional("FIRESTORE_EMULATOR_HOST", _host)  # a local Firestore
    auth_host: str | None = _optional("FIREBASE_AUTH_EMULATOR_HOST", _host)  # a local Firebase Auth; with it unsigned tokens pass
    storage_url: str | None = _optional("STORAGE_EMULATOR_HOST", _url)  # a local Cloud Storage
    tasks_host: str | None = _optional("CLOUD_TASKS_EMULATOR_HOST", _host)  # a local Cloud Tasks
    iam_url: str | None = _optional("IAM_CREDENTIALS_EMULATOR_HOST", _url)  # who signs addresses locally
    kms_url: str | None = _optional("CLOUD_KMS_EMULATOR_HOST", _url)  # who wraps keys locally
    keys_url: str | None = _optional("GOOGLE_KEYS_EMULATOR_HOST", _url)  # who has the public keys of Google's tokens locally
    # another address of Vertex; in production a private endpoint, if anything
    vertex_url: str | None = _optional(VERTEX_URL, _url)
    # what webhooks of the Gemini API are signed with, several while one is rotated
    hook_secrets_gemini: tuple[bytes, ...] = _usual("RUSHES_HOOK_SECRETS_GEMINI", _hook_secrets, ())
    # the same for webhooks of the OpenAI Videos wire
    hook_secrets_openai: tuple[bytes, ...] = _usual("RUSHES_HOOK_SECRETS_OPENAI", _hook_secrets, ())
    gemini_url: str | None = _optional(GEMINI_URL, _url)  # another address of the Gemini API
    # our key for the Gemini API; without one only users' own keys order there
    gemini_key: str | None = _optional("GEMINI_API_KEY", _header)
    # where videos are ordered in our own name, beside Vertex; in others only with users' own keys
    our_surfaces: tuple[str, ...] = _usual(OUR_SURFACES, _key_surfaces, ())
    # where the OpenAI Videos wire is spoken, up to and with its /v1
    openai_videos_url: str | None = _optional(OPENAI_VIDEOS_URL, _base_url)
    # our key for that server; one of our own may want none
    openai_videos_key: str | None = _optional("RUSHES_OPENAI_VIDEOS_KEY", _header)
    # hosts where its videos may lie beside itself; these never get the key
    openai_videos_redirect_hosts: tuple[str, ...] = _usual("RUSHES_OPENAI_VIDEOS_REDIRECT_HOSTS", _words, ())
    # `no` where that server forgets a deleted job and works on
    openai_videos_delete_aborts: bool = _usual("RUSHES_OPENAI_VIDEOS_DELETE_ABORTS", _yes_or_no, True)
    # `yes` where users' webhooks may also be sent to this machine, without TLS: never in a deployed process
    webhooks_loopback: bool = _usual(WEBHOOKS_LOOPBACK, _yes_or_no, False)
    # where mail is handed over, with TLS from the first byte on port 465 and by STARTTLS on any other; without one none is sent
    smtp_host: str | None = _optional(SMTP_HOST, _host)
    smtp_user: str | None = _optional("RUSHES_SMTP_USER", _header)  # by whom
    smtp_password: str | None = _optional("RUSHES_SMTP_PASSWORD", _header)  # and that user's password there
    mail_from: str | None = _optional("RUSHES_MAIL_FROM", _email)  # who mail comes from
    fcm_url: str | None = _optional("FCM_EMULATOR_HOST", _url)  # who takes push messages locally
    # our key for Stripe, a restricted one if possible; without one no credits are sold
    stripe_key: str | None = _optional("STRIPE_API_KEY", _stripe_key)
    # what Stripe signs its events with, several while one is rotated
    hook_secrets_stripe: tuple[str, ...] = _usual("RUSHES_HOOK_SECRETS_STRIPE", _plain_secrets, ())
    stripe_url: str | None = _optional(STRIPE_URL, _url)  # another address of Stripe; never in production
    # service accounts of another payment server, which may post what was paid there
    payment_servers: tuple[str, ...] = _usual("RUSHES_PAYMENT_SERVERS", _words, ())
    # a collector of traces that speaks OTLP over HTTP; without one none are sent
    otlp_url: str | None = _optional("RUSHES_OTLP_URL", _base_url)
    clock_file: Path | None = _optional("CLOCK_FILE", Path)  # the clock that all processes of a local stack share
    # seconds that a body may take to arrive, and one more for every 16 KiB of it
    body_seconds: int = _usual("RUSHES_BODY_SECONDS", _number(1, 60), 10)
    # the framework's own name for it: how many calls of one instance may be at work at once
    threads: int = _usual("THREADS", _number(1, 1000), 32)

    @property
    def accepts_unsigned_tokens(self) -> bool:
        """Only beside an Auth emulator, and never in a deployed process (which does not even start with one)."""
        return self.auth_host is not None and self.service is None

    @property
    def vertex_is_local(self) -> bool:
        """Whether Vertex is a simulator on this machine, which must never be shown a real credential."""
        return _on_this_machine(self.vertex_url)

    @property
    def smtp_is_local(self) -> bool:
        """Whether mail goes to a mailbox on this machine, which is no place to prove anything to."""
        return self.smtp_host is not None and _on_this_machine(f"//{self.smtp_host}")

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
        if environ.get(WEBHOOKS_LOOPBACK) == "yes":
            raise BadSettings(f"{WEBHOOKS_LOOPBACK} opens this machine to users in a deployed process. Remove it.")
        if _on_this_machine(f"//{environ.get(SMTP_HOST)}"):
            raise BadSettings(f"{SMTP_HOST} points to this machine in a deployed process. Remove it.")
        if environ.get(STRIPE_URL) not in (None, "", STRIPES_OWN):
            raise BadSettings(f"{STRIPE_URL} is not {STRIPES_OWN} in a deployed process. Remove it.")
    problems: list[str] = []
    found = Settings(**{name: variable.read(environ, problems) for name, variable in Settings._field_defaults.items()})
    if found.smtp_host and not found.mail_from:
        problems.append("RUSHES_MAIL_FROM is not set, but RUSHES_SMTP_HOST is")
    if problems:
        raise BadSettings("The environment cannot be served with. " + "; ".join(problems))
    return found


def _on_this_machine(url: str | None) -> bool:
    return url is not None and urlsplit(url).hostname in _THIS_MACHINE


@cache
def settings() -> Settings:
    return read_settings(os.environ)
