"""Every route of every door for users, as it meets somebody whom another instance has signed out or shut out."""

from __future__ import annotations

import importlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
from google.cloud.firestore_v1.base_query import FieldFilter

import main
from shared.accounts.ledger import Account
from shared.platform.web import callers
from shared.platform.web.door import Door, Route
from shared.platform.web.validation import value
from tests.fixtures.fakes import unsigned
from tests.fixtures.system import System

ID = "0" * 24
SCENES = {"scenes": [{"action": "She lights a lantern.", "duration": 4}]}
WISH = {"prompt": "A red fox runs through fresh snow.", "seconds": 4}
PATHS = {"provider": "gemini-api", "version": "1", "scene_id": "first", "token": ID[:22]}  # all others take ID
QUERIES = {"ImagePromptsQuery": {"image_id": ID}}  # all others may be left out
BODIES: dict[str, Any] = {  # by their forms, or by their routes where these have none
    "AgentKeyRequest": {"name": "Mine"},
    "ProviderKeyRequest": {"provider": "gemini-api", "key": "k" * 20},
    "ProviderKeyUpdate": {"key": "k" * 20},
    "CollectionRequest": {"name": "Mine"},
    "ImageRequest": {"collection_id": ID, "content_type": "image/jpeg"},
    "ImageUpdate": {"title": "A pier"},
    "PromptRequest": {"image_id": ID},
    "PromptRefinementRequest": {"instruction": "Warmer."},
    "PromptBatchRequest": {"collection_id": ID},
    "PromptDraftRequest": {"image_id": ID, "prompt_text": "A fox in the snow."},
    "PromptOrderRequest": {"image_id": ID, "prompt_ids": []},
    "PromptTemplateRequest": {"name": "Mine", "config": {}},
    "PromptUpdate": {"favourite": True},
    "PromptRestoreRequest": {"version": 1},
    "ComparisonRequest": {"prompt_ids": [ID, "1" * 24], "seconds": 4},
    "ComparisonRatingRequest": {"winner": None},
    "MarksUpdate": {"favourite": True},
    "EditRequest": {"volume": 0},
    "VideoRequest": WISH,
    "StoryboardRequest": {"name": "Mine", **SCENES},
    "StoryboardUpdate": {"expected_version": 1, "name": "Mine"},
    "StoryboardCopyRequest": {},
    "StoryboardRestoreRequest": {},
    "SceneRequest": {"action": "She waits."},
    "SceneUpdate": {"action": "She waits."},
    "SceneOrderRequest": {"scene_ids": ["first"]},
    "SceneSelection": {"scenes": "all"},
    "ShootRequest": {"scenes": "all"},
    "ShareRequest": {"kind": "video", "id": ID},
    "DeletionRequest": {"ids": [ID]},
    "LinksRequest": {"ids": [ID]},
    "ImageDeletionRequest": {"ids": [ID]},
    "ImageMoveRequest": {"ids": [ID], "collection_id": ID},
    "MarksOfManyRequest": {"ids": [ID], "favourite": True},
    "TrashRestoreRequest": {"items": [{"kind": "video", "id": ID}]},
    "TrashPurgeRequest": {"all": True},
    "FilmRequest": {"scenes": [{"video_id": ID}]},
    "MusicUploadRequest": {"content_type": "audio/mpeg"},
    "WebhookEndpointRequest": {"url": "https://example.com/hook", "events": ["video.completed"]},
    "WebhookListenerRequest": {"events": ["video.completed"]},
    "WebhookEndpointUpdate": {"active": False},
    "WebhookSecretRequest": {},
    "WebhookRedeliveryRequest": {"since": "2026-01-31"},
    "NoticeSettingsRequest": {},
    "DeviceRequest": {"token": "t" * 40, "platform": "web"},
    "CheckoutRequest": {"package_id": "small"},
    "PortalRequest": {},
    "POST /videos/batch": [WISH],
    "POST /storyboards/import": {"name": "Mine", **SCENES},
}
KEPT = (  # where what was made would stand
    *("collections", "images", "video_prompts", "prompt_templates", "prompt_batches", "video_jobs", "storyboards", "films"),
    *("provider_keys", "credit_transactions", "idempotency", "shares", "agent_keys", "webhook_endpoints", "listeners"),
)


def doors() -> Iterator[Door]:
    for name in main.FUNCTIONS:
        door: Door = importlib.import_module(f"functions.{name}").door
        if door.caller is callers.user:
            yield door


@dataclass(frozen=True)
class Visit:
    """One route, asked for what it can give, by a user whom nobody else is."""

    door: Door
    route: Route
    uid: str

    def ask(self, system: System, headers: dict[str, str]) -> httpx.Response:
        path = self.route.path
        for name in self.route.pattern.groupindex:
            path = path.replace(f"{{{name}}}", PATHS.get(name, ID))
        headers = {**headers, "Idempotency-Key": secrets.token_hex(8)}
        query = QUERIES.get(str(self.route.query), {})
        return system.call(self.route.method, f"/{self.door.name}{path}", headers=headers, params=query, json=self.body)

    @property
    def body(self) -> Any:
        return BODIES.get(str(self.route.body) if self.route.body else f"{self.route.method} /{self.door.name}{self.route.path}")

    def __str__(self) -> str:
        return f"{self.route.method} /{self.door.name}{self.route.path}"


def visits() -> list[Visit]:
    return [Visit(door, route, f"ended-{secrets.token_hex(6)}") for door in doors() for route in door.routes]


def headers(system: System, uid: str) -> dict[str, str]:
    """A token of ten minutes ago, good for hours."""
    at = int(system.clock.now().timestamp()) - 600
    issuer, provider = f"https://securetoken.google.com/{system.project}", {"sign_in_provider": "password", "identities": {}}
    told = {"iss": issuer, "aud": system.project, "sub": uid, "auth_time": at, "iat": at, "exp": at + 9000, "firebase": provider}
    return {"Authorization": f"Bearer {unsigned(told)}"}


def set_accounts(system: System, uids: list[str], **changes: Any) -> None:
    batch, now = system.firestore.batch(), system.clock.now()
    for uid in uids:
        batch.set(system.firestore.document(f"accounts/{uid}"), {**Account(uid, now, now).fields(), **changes})
    batch.commit(timeout=20)


def test_each_route_for_users_is_asked_for_what_it_can_give() -> None:
    """A1: a new route that this table asks amiss would be refused for that, which proves nothing."""
    for visit in visits():
        if visit.route.body:
            value(visit.door.form(visit.route.body), visit.body, "en")
        else:
            assert visit.body or visit.route.method not in ("PUT", "PATCH"), visit
        if visit.route.query:
            value(visit.door.form(visit.route.query), QUERIES.get(str(visit.route.query), {}), "en")


def test_what_gives_addresses_out_trusts_no_memory() -> None:
    """A1: a link works for an hour and a place for a quarter of one, for whoever has them."""
    giving = {"MediaLinks", "ImageLinks", "ImageUpload", "MusicUpload"}
    assert [str(each) for each in visits() if each.route.answers in giving and each.route.trusts_memory] == []
    assert giving <= {each.route.answers for each in visits()}


def test_no_route_serves_who_was_signed_out_or_shut_out(system: System) -> None:
    """A1: 401 within a minute, at once where something is deleted, paid or linked; nothing is written any more."""
    all_of_them, watcher = visits(), f"ended-{secrets.token_hex(6)}"
    uids = [*(each.uid for each in all_of_them), watcher]
    tokens = {uid: headers(system, uid) for uid in uids}
    set_accounts(system, uids)
    try:
        for uid in uids:
            assert system.call("GET", "/images/collections", headers=tokens[uid]).status_code == 200
        signed_out, shut_out = all_of_them[::2], all_of_them[1::2]  # one function asks for all of them
        set_accounts(
            system, [*(each.uid for each in signed_out), watcher], tokens_valid_after=system.clock.now() - timedelta(seconds=1)
        )
        set_accounts(system, [each.uid for each in shut_out], disabled=True)
        reasons = {each.uid: "revoked" for each in signed_out} | {each.uid: "disabled" for each in shut_out}
        served = system.call("GET", "/images/collections", headers=tokens[watcher]).status_code
        for visit in all_of_them:
            if not visit.route.trusts_memory:
                require_refused(visit, visit.ask(system, tokens[visit.uid]), reasons[visit.uid])
        assert served == 200  # this instance remembers for a minute what it saw
        system.clock.move(61)
        for visit in all_of_them:
            if visit.route.trusts_memory:
                require_refused(visit, visit.ask(system, tokens[visit.uid]), reasons[visit.uid])
        assert [made for kept in KEPT for made in made_by(system, kept)] == []
    finally:
        for uid in uids:
            system.firestore.document(f"accounts/{uid}").delete(timeout=20)


def made_by(system: System, collection: str) -> list[str]:
    """What anybody of these has there."""
    rows = system.firestore.collection(collection).where(filter=FieldFilter("user_id", ">=", "ended-"))
    found = rows.where(filter=FieldFilter("user_id", "<", "ended.")).get(timeout=20)
    return [f"{collection}/{each.id}" for each in found]


def require_refused(visit: Visit, answer: httpx.Response, reason: str) -> None:
    assert (answer.status_code, answer.json().get("details")) == (401, {"reason": reason}), f"{visit}: {answer.text[:200]}"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
