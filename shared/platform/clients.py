"""Where the parts are put together: each client is built on first use, from the settings, once per process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, TypeVar

from shared.platform.clock import Clock, clock_at
from shared.platform.settings import settings

if TYPE_CHECKING:
    from shared.platform.firestore.client import Firestore
    from shared.platform.firestore.cold_start import ColdStartDatabase
    from shared.platform.firestore.documents import Document, Store
    from shared.platform.firestore.listener import Listener
    from shared.platform.firestore.rest import FirestoreRest
    from shared.platform.google.auth_users import AuthUsers
    from shared.platform.google.envelope import Vault
    from shared.platform.google.push import Push
    from shared.platform.google.queue_desk import QueueDesk
    from shared.platform.google.task_queue import TaskQueue
    from shared.platform.mail import Mailer
    from shared.platform.storage.files import Files
    from shared.platform.storage.signed_urls import Signer
    from shared.platform.web.tokens import Verifier

T = TypeVar("T")
_building = threading.RLock()


def once(build: Callable[[], T]) -> Callable[[], T]:
    """Built by the first caller while simultaneous ones wait; `functools.cache` alone would let each build one."""
    kept = cache(build)

    @wraps(build)
    def client() -> T:
        if kept.cache_info().currsize:
            return kept()
        with _building:
            return kept()

    return client


@once
def clock() -> Clock:
    return clock_at(settings().clock_file)


@once
def store() -> Store:
    from shared.platform.firestore.documents import Store

    return Store(database(), clock())


@once
def database() -> ColdStartDatabase:
    from shared.platform.firestore.cold_start import ColdStartDatabase

    return ColdStartDatabase(firestore_rest(), firestore)


@once
def firestore_rest() -> FirestoreRest:
    from shared.platform.firestore.rest import FirestoreRest

    return FirestoreRest(settings().project, settings().firestore_host)


def fields_of(path: str) -> Mapping[str, Any] | None:
    """One document, for a function that needs no other and never the client. None where there is no such document."""
    from shared.platform import logs
    from shared.platform.firestore.rest import RestUnavailable

    try:
        return firestore_rest().read([path])[0].fields
    except RestUnavailable as trouble:
        logs.info("a document could not be read at a glance", reason=str(trouble))
        return store().get(path).fields


def tally(path: str, kept: Mapping[str, Any], by: Mapping[str, int]) -> None:
    """Add to numbers of one document, made where there is none, by one write that nobody reads for.

    Where Firestore does not answer, nobody knows whether it counted: it is not sent again, and whoever asks goes on.
    """
    from shared.platform import logs
    from shared.platform.firestore.documents import SCHEMA, VERSION, NoAnswer

    try:
        database().tally(path, {**kept, VERSION: SCHEMA}, by)
    except NoAnswer as trouble:
        logs.warning("it is not known whether something was counted", what=sorted(by), reason=str(trouble))


@once
def firestore() -> Firestore:
    """The client itself; the store asks for it once it needs more than a glance."""
    from shared.platform.imports import without_gc

    with without_gc():
        from shared.platform.firestore.client import Firestore, InOurThread

    return Firestore(InOurThread(project=settings().project))


def listener(tell: Callable[[Document], None]) -> Listener:
    from shared.platform.firestore.listener import Listener

    return Listener(settings().project, settings().firestore_host, firestore, tell)


@once
def queue() -> TaskQueue:
    from shared.platform.google.task_queue import TaskQueue, tasks_client

    return TaskQueue(tasks_client(settings().tasks_host), settings(), clock())


@once
def queue_desk() -> QueueDesk:
    from shared.platform.google.queue_desk import QueueDesk
    from shared.platform.google.task_queue import tasks_client

    return QueueDesk(tasks_client(settings().tasks_host), settings())


@once
def verifier() -> Verifier:
    from shared.platform.web.public_keys import KeySet
    from shared.platform.web.tokens import APP_KEYS, APP_KEYS_HOST, FIREBASE_KEYS, GOOGLE_KEYS, KEYS_HOST, Verifier

    host, host_of_apps = settings().keys_url or KEYS_HOST, settings().keys_url or APP_KEYS_HOST
    return Verifier(
        settings().project,
        users=KeySet(f"{host}{FIREBASE_KEYS}", clock()),
        services=KeySet(f"{host}{GOOGLE_KEYS}", clock()),
        apps=KeySet(f"{host_of_apps}{APP_KEYS}", clock()),
        clock=clock(),
        unsigned=settings().accepts_unsigned_tokens,
    )


@once
def auth_users() -> AuthUsers:
    from shared.platform.google.auth_users import AuthUsers

    return AuthUsers(settings().project, settings().auth_host)


@once
def files() -> Files:
    from google.cloud import storage

    from shared.platform.storage.files import Files

    return Files(storage.Client(project=settings().project), clock())


@once
def signer() -> Signer:
    from shared.platform.storage.signed_urls import Signer

    return Signer(settings().signer, clock(), settings().storage_url, settings().iam_url)


@once
def vault() -> Vault:
    from shared.platform.google.envelope import Vault

    return Vault(settings().kms_key, settings().kms_url)


@once
def mailer() -> Mailer | None:
    """None where nobody was named who takes mail."""
    from shared.platform.mail import SmtpMailer

    host, sender = settings().smtp_host, settings().mail_from
    if not host or not sender:
        return None
    name, _, port = host.rpartition(":")
    account = (settings().smtp_user or "", settings().smtp_password or "")
    return SmtpMailer(name.strip("[]"), int(port), account, sender, clock(), local=settings().smtp_is_local)


@once
def push() -> Push:
    from shared.platform.google.push import Push

    return Push(settings().project, settings().fcm_url)
