"""Whether a deployment works: one user, one picture, one prompt, the shortest, cheapest video and a link to it; nothing stays.

    python -m local.smoke --url https://… --project ID [--key WEB_API_KEY] [--yes]

The price is told before anything is asked for. The user is made by Firebase's Admin SDK, verified; credits come by an admin call,
for which a second, equally short-lived user has the claim `admin`. Where App Check is enforced, by Google's sign-in or our doors,
it vouches for this program by a debug token, as for an app that is tested. Whatever becomes of it, both users and all that they
had are erased at the end; the audit log keeps what was done.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

import firebase_admin
import httpx
from firebase_admin import auth
from google.cloud import firestore, storage

from local.demo_api import Api, DemoFailed
from local.infra.app_check import vouched
from local.infra.firebase import GcloudToken
from local.infra.programs import Stopped
from local.main_job import follow, write_prompt
from local.people import Person
from shared.catalog import pricing
from shared.catalog import reads as catalog_reads
from shared.catalog.wish import Wish
from shared.platform.errors import AppError
from shared.platform.user_ids import home_of, media_home_of

_PATIENCE_S = 900.0
_OF_USERS = ("accounts", "usage")  # documents that have their user's id for a name
_KEPT = ("audit_log",)
_WHOLE_WAY = "vertex"  # whose videos come through every bucket and every kind of event


@dataclass
class Project:
    """What the smoke test makes and erases beside the doors, through Google's own clients."""

    project: str
    key: str
    http: httpx.Client
    vouch: Callable[[], str]  # gives App Check's token
    made: list[str] = field(default_factory=list[str])
    attested: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        self._app = firebase_admin.initialize_app(options={"projectId": self.project}, name=f"smoke-{secrets.token_hex(4)}")

    def person(self, **claims: Any) -> Person:
        """A verified user, signed in as an app signs in."""
        email, password = f"smoke-{secrets.token_hex(6)}@example.com", secrets.token_urlsafe(18)
        made: Any = auth.create_user(app=self._app, email=email, password=password, email_verified=True)
        self.made.append(made.uid)
        auth.set_custom_user_claims(made.uid, claims, app=self._app)
        answer = self._sign_in(email, password)
        if "app check" in _refusal(answer).lower() and not self.attested:
            self.attest()
            answer = self._sign_in(email, password)
        if refused := _refusal(answer):
            raise DemoFailed(
                f"Signing in by e-mail and password was refused: {refused}. Is that provider on, and the web API key right?"
            )
        return Person(made.uid, answer.json()["idToken"], email, password)

    def _sign_in(self, email: str, password: str) -> httpx.Response:
        host = os.environ.get("FIREBASE_AUTH_EMULATOR_HOST")
        base = f"http://{host}/identitytoolkit.googleapis.com" if host else "https://identitytoolkit.googleapis.com"
        wanted = {"email": email, "password": password, "returnSecureToken": True}
        where = f"{base}/v1/accounts:signInWithPassword"
        return self.http.post(where, params={"key": self.key}, json=wanted, headers=self.attested)

    def attest(self) -> dict[str, str]:
        """App Check's word for whatever is asked from now on."""
        self.attested = {"X-Firebase-AppCheck": self.vouch()}
        print("  App Check vouches for this, by a debug token that is deleted again", flush=True)
        return self.attested

    def account(self, api: Api, user: Person) -> httpx.Response:
        """Their account, opened; where our doors ask for an app that is vouched for, as one from here on."""
        api.headers |= self.attested
        answer = api.call("GET", "account", user)
        if answer.status_code == 401 and answer.json()["error"] == "APP_NOT_VERIFIED" and not self.attested:
            api.headers |= self.attest()
            answer = api.call("GET", "account", user)
        return answer

    def erase(self) -> None:
        """Everything of the users that were made here, by their ids; then they themselves."""
        documents, objects = firestore.Client(project=self.project), storage.Client(project=self.project)
        buckets = [f"{self.project}-{each}" for each in ("uploads", "media", "provider-out")]
        for uid in self.made:
            prefixes = [f"{home_of(uid)}/", f"{media_home_of(uid)}/"]
            for collection in documents.collections():
                if collection.id in _KEPT:
                    continue
                for row in collection.where(filter=firestore.FieldFilter("user_id", "==", uid)).stream():
                    prefixes.append(f"{row.id}/")
                    documents.recursive_delete(row.reference)
            for name in _OF_USERS:
                documents.document(f"{name}/{uid}").delete()
            for bucket in buckets:
                for prefix in prefixes:
                    for blob in objects.list_blobs(bucket, prefix=prefix):
                        blob.delete()
            auth.delete_user(uid, app=self._app)
        print(f"  Erased: {len(self.made)} users and all that they had", flush=True)
        self.made.clear()


def _refusal(answer: httpx.Response) -> str:
    """What Google's sign-in says against it; empty where it says nothing."""
    if answer.status_code == 200:
        return ""
    return answer.json().get("error", {}).get("message") or f"{answer.status_code} {answer.text[:200]}"


def cheapest(told: Sequence[Mapping[str, Any]], today: date) -> pricing.Offer:
    """The shortest video of the model that takes least for it, by list price, of what the deployment offers to everybody.

    Of Vertex, where it offers that. What is offered only to those with keys of their own is not among it.
    """
    found: list[pricing.Offer] = []
    offered = {each["id"] for each in told if each["availability"] in ("available", "ending")}
    rows = [row for row in catalog_reads.rows() if catalog_reads.key(row) in offered]
    for row in [each for each in rows if each["surface"] == _WHOLE_WAY] or rows:
        for price in row["usd_per_second"]:
            wish = Wish(
                model=catalog_reads.key(row),
                prompt="A red fox in the snow.",
                seconds=min(row["seconds"]),
                aspect_ratio=row["aspect_ratios"][0],
                resolution=price["resolution"],
                audio=price["audio"],
            )
            with suppress(AppError):  # not every length goes with every resolution
                found.append(pricing.offer(wish, today, {}))
    if not found:
        raise DemoFailed("No model can be asked for here: look at GET /catalog/models.")
    return min(found, key=lambda each: (each.usd, each.wish.seconds))


def smoke(url: str, project: Project, confirm: Callable[[str], bool]) -> float:
    """The whole way; gives the seconds that it took."""
    began = time.monotonic()
    api, http = Api(url.rstrip("/"), project.http), project.http
    models = http.get(f"{url.rstrip('/')}/catalog/models")
    told = api.step("Models listed", models)["models"]
    offer = cheapest(told, datetime.now(UTC).date())
    wish = offer.wish
    if not confirm(f"{wish.seconds} s of {wish.model} at {wish.resolution}: about {offer.usd:.2f} USD at its provider"):
        raise DemoFailed("Nothing was asked for.")
    user, admin = project.person(), project.person(admin=True)
    print("  Two users made, verified", flush=True)
    api.step("Account opened", project.account(api, user))
    image, prompt = write_prompt(api, http, user, patience_s=120)
    asked = {"model": wish.model, "resolution": wish.resolution, "audio": wish.audio, "seconds": wish.seconds}
    asked |= {"prompt_id": prompt["id"]}
    quote = api.step("Price asked for", api.call("POST", "videos/quote", user, json=asked))
    grant = {"user_id": user.uid, "credits": max(1, quote["credits"]), "grant_id": f"smoke-{secrets.token_hex(6)}"}
    api.step("Granted by an admin call", api.as_admin(admin, "POST", "grants", **grant))
    submitted = api.call("POST", "videos", user, json=asked, headers={"Idempotency-Key": secrets.token_hex(8)})
    job = api.step(f"Video asked for: {quote['credits']} credits", submitted)["video"]
    done = follow(api, user, job["id"], patience_s=_PATIENCE_S, hint="look at it by GET /admin/jobs/{id}")
    if done["state"] != "completed":
        raise DemoFailed(f"The video ended as {done['state']}: {done['message']}")
    links = api.step("Signed addresses", api.call("GET", f"videos/{job['id']}/links", user))
    size = len(http.get(links["playback"]).raise_for_status().content)
    if size != done["video"]["bytes"]:
        raise DemoFailed(f"The address gives {size} bytes of {done['video']['bytes']}.")
    print(f"  Video {job['id']}: {done['video']['seconds']:.1f} s, {size // 1024} KiB, image {image['id']}", flush=True)
    share(api, http, user, url.rstrip("/"), job["id"])
    return time.monotonic() - began


def share(api: Api, http: httpx.Client, user: Person, host: str, video: str) -> None:
    """A link to it: opened, sought in and revoked, by the host that was named; without App Check, as a visitor has none."""
    made = api.step("Link made", api.post("shares", user, spends=True, kind="video", id=video))["share"]
    where = f"{host}{urlsplit(made['url']).path}"
    page = http.get(where)
    if page.status_code != 200 or "<video" not in page.text:
        raise DemoFailed(f"The link's page answers {page.status_code}: {page.text[:200]}")
    part = http.get(f"{where}/media", headers={"Range": "bytes=100-199"}, follow_redirects=True)
    if (part.status_code, len(part.content)) != (206, 100):
        raise DemoFailed(f"A hundred bytes from its middle: {part.status_code}, {len(part.content)} bytes")
    api.step("Link opened and sought in, then revoked", api.post(f"shares/{where.rpartition('/')[2]}/revoke", user))
    if (closed := http.get(where).status_code) != 410:
        raise DemoFailed(f"The revoked link answers {closed}.")


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="make smoke", description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--url", required=True, help="where the doors are: https://…, without a path")
    asked.add_argument("--project", required=True)
    asked.add_argument("--key", default="local", help="the Firebase web API key (`make deploy` prints it)")
    asked.add_argument("--yes", action="store_true", help="do not ask before it costs")
    given = asked.parse_args(arguments)

    def confirm(price: str) -> bool:
        print(f"This makes one video: {price}.", flush=True)
        if given.yes:
            return True
        if not sys.stdin.isatty():
            print("Nobody can be asked here: add YES=1 to go on.", flush=True)
            return False
        return input("Go on? [y/N] ").strip().lower() in ("y", "yes", "j", "ja")

    with httpx.Client(timeout=60) as http, httpx.Client(timeout=60, auth=GcloudToken(given.project)) as google:
        try:
            project = Project(given.project, given.key, http, lambda: vouched(given.project, google))
        except Exception as error:  # noqa: BLE001 - whatever Google's clients raise without credentials
            print(f"No access to {given.project}: {error}. Try: gcloud auth application-default login")
            return 1
        try:
            seconds = smoke(given.url, project, confirm)
        except (DemoFailed, Stopped, httpx.HTTPError) as error:
            print(f"The smoke test failed: {error}", flush=True)
            return 1
        except KeyboardInterrupt:
            print("\nStopped; what was made is erased.", flush=True)
            return 130
        finally:
            if project.made:
                project.erase()
    print(f"It works: picture, prompt, video and its link in {seconds:.0f} s.", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
