"""`make run`: start the whole stack, show the main job on it, and keep serving. ONCE=1 ends after the job."""

from __future__ import annotations

import json
import os
import secrets
import time
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent
from typing import Any

import httpx

from local.demo_api import Api, DemoFailed, tell
from local.demo_film import make_film
from local.first_steps import DATA, PEOPLE, env_file, firebase_config, quickstart, sign_in_link, studio_link
from local.main_job import follow, write_prompt
from local.people import AuthAccounts, Person
from local.stack import Stack, StackError, given_ports, run
from local.studio.building import LOG, Beside, State, state
from local.tools import ROOT
from standins.common.secret_files import keep_secret

_GRANT = 100


@dataclass
class Shown:
    """What the main job came to, for the last line."""

    balance: int | None = None
    video: str | None = None
    film: str | None = None


class Demo:
    """The main job, as an app would do it: over HTTP, with a token of its own user."""

    def __init__(self, stack: Stack, http: httpx.Client) -> None:
        self._stack, self._http = stack, http
        self._accounts = AuthAccounts(stack.environment["FIREBASE_AUTH_EMULATOR_HOST"], stack.project, http)
        self._functions = stack.url("functions")
        self._api = Api(self._functions, http)

    def show(self) -> Shown:
        admin = self._known("admin", claims={"admin": True})
        user, other = self._known("demo"), self._known("other")
        self._api.step(
            "Sign-up grant set by an admin", self._api.as_admin(admin, "PUT", "config/credits", values={"signup_grant": 200})
        )
        opened = self._api.step("Account opened", self._api.call("GET", "account", user))
        self._api.step("Second account opened", self._api.call("GET", "account", other))
        grant = {"user_id": user.uid, "credits": _GRANT, "grant_id": "welcome-demo"}
        granted = self._api.step("Grant booked by an admin", self._api.as_admin(admin, "POST", "grants", **grant))
        account = self._api.step("Account through the function", self._api.call("GET", "account", user))
        document = self._api.step("The same document under the rules", self._read(user, user.uid))
        if int(document["fields"]["balance"]["integerValue"]) != account["balance"]:
            raise DemoFailed("The document and the function disagree about the balance.")
        refused = self._read(user, other.uid)
        if refused.status_code != 403:
            raise DemoFailed(f"Another user's account was not refused: {refused.status_code}")
        tell("Another user's document: refused, as it must be")
        again = " (this grant was booked before, and counts once)" if granted["replayed"] else ""
        tell(f"Credits: {opened['balance']} → {account['balance']}{again}")
        shown = self._make_video(admin, user, account["balance"])
        shown.film, shown.balance = make_film(self._api, admin, user, shown.balance or 0)
        return shown

    def _make_video(self, admin: Person, user: Person, credits: int) -> Shown:
        image, prompt = write_prompt(self._api, self._http, user)
        wish = {"prompt_id": prompt["id"], "first_frame": image["id"], "seconds": 4}
        began = time.monotonic()
        quote = self._api.step("Price asked for", self._api.call("POST", "videos/quote", user, json=wish))
        credits = self._api.enough(admin, user, credits, quote["credits"])
        key = {"Idempotency-Key": secrets.token_hex(8)}
        submitted = self._api.call("POST", "videos", user, json=wish, headers=key)
        job = self._api.step(f"Video asked for: {quote['credits']} credits", submitted)["video"]
        done = follow(self._api, user, job["id"], hint=f"its log is in {self._stack.folder / 'logs'}")
        if done["state"] != "completed":
            raise DemoFailed(f"The video ended as {done['state']}: {done['message']}")
        links = self._api.step("Signed addresses", self._api.call("GET", f"videos/{job['id']}/links", user))
        target = self._api.fetch(links["playback"], f"{job['id']}.mp4")
        seconds = round(time.monotonic() - began, 1)
        after = self._api.step("Account again", self._api.call("GET", "account", user))["balance"]
        facts = done["video"]
        size = f"{facts['width']}×{facts['height']}, {facts['video_codec']}, {facts['bytes'] // 1024} KiB"
        tell(f"{target}: {facts['seconds']:.1f} s, {size}")
        tell(f"Job {job['id']}: credits {credits} → {after}, {seconds} s from submit to file")
        return Shown(after, str(target))

    def _known(self, name: str, **claims: Any) -> Person:
        """The same people at every start: data survive a restart, and so do they."""
        people = self._stack.folder / PEOPLE.name
        known = json.loads(people.read_text()) if people.exists() else {}
        if name in known:
            return self._accounts.sign_in(known[name]["email"], known[name]["password"])
        person = self._accounts.sign_up(email=f"{name}@example.com", **claims)
        known[name] = {"email": person.email, "password": person.password}
        keep_secret(people, json.dumps(known, indent=1))  # with their passwords
        return person

    def _read(self, person: Person, uid: str) -> httpx.Response:
        host, project = self._stack.environment["FIRESTORE_EMULATOR_HOST"], self._stack.project
        url = f"http://{host}/v1/projects/{project}/databases/(default)/documents/accounts/{uid}"
        return self._http.get(url, headers=person.headers)

    def where_everything_is(self) -> None:
        user, admin = self._known("demo"), self._known("admin")
        told, env = self._stack.environment, self._stack.folder / "app.env"
        keep_secret(env, env_file(told, user.uid, user.email, user.password))
        print(
            f"""
The studio, signed in as the demo user:

{studio_link(told, user.uid)}
{_of_the_studio()}
API         {self._functions}/catalog/models
            all paths: {self._functions}/catalog/openapi.json
Docs        {self._functions}/docs/
            quickstart, concepts, guides, API reference
Health      {self._stack.url("control")}
            as JSON: /health; the time of the whole stack: /clock
Simulator   {self._stack.url("simulator")}
            what providers were asked, and how to order trouble
Mail        {self._stack.url("messages")}
            mails and messages to devices that came
Payments    {self._stack.url("payments")}
            what was bought, where it is paid; refunds and disputes
Logs        {_short(self._stack.folder / "logs")}
Demo user   {user.email}   password {user.password}
Admin       {admin.email}  password {admin.password}   (claim admin)

For an app of yours, on any port (examples/ read it, too):
  {_short(env)}
and a page that opens it signed in as the demo user:
  {sign_in_link(told, user.uid)}
A web app with Firebase's SDK:

{indent(firebase_config(told), "  ")}

A video by hand, in another terminal and in this folder (docs/quickstart.md;
README goes on from a picture to a film):

{quickstart()}
Ctrl-C ends it; the data stay. `make clean` forgets them.""",
            flush=True,
        )


def _of_the_studio() -> str:
    failed = f"It could not be built: {_short(LOG)} says why.\n"
    return {State.BUILDING: "It is still being built; the page waits for it.\n", State.FAILED: failed}.get(state(), "")


def _short(path: Path) -> Path:
    """As seen from this folder, where it lies in it."""
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


def main() -> int:
    began, shown = time.monotonic(), Shown()
    once = bool(os.environ.get("ONCE"))

    def work(stack: Stack) -> None:
        nonlocal shown
        ready = time.monotonic() - began
        tell(f"Stack ready in {ready:.1f} s: {', '.join(stack.parts)}", 0)
        with httpx.Client(timeout=30) as http:
            demo = Demo(stack, http)
            try:
                shown = demo.show()
            except httpx.HTTPError as error:
                raise DemoFailed(f"The main job stopped: {error}") from error
            if not once:
                demo.where_everything_is()

    try:
        stack = Stack(DATA, ports=given_ports(os.environ))
        print("Starting the local stack …", flush=True)
        with nullcontext() if once else Beside():  # nobody looks at a studio that ends at once
            code = run(stack, work, hold=not once)
    except StackError as error:
        print(error, flush=True)
        code = error.exit_code
    if once:
        elapsed = round(time.monotonic() - began, 1)
        last = {
            "ok": code == 0 and shown.balance is not None,
            "elapsed_s": elapsed,
            "video": shown.video,
            "film": shown.film,
            "balance": shown.balance,
        }
        print(json.dumps(last), flush=True)
    return code


if __name__ == "__main__":
    raise SystemExit(main())
