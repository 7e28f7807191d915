"""Firebase by its REST interfaces: the project's Firebase, the key of its web app, and Hosting with its rewrites to Cloud Run.

The command line of Firebase would want a login of its own; whoever deploys is signed in with gcloud already.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from local.infra.headers import caching
from local.infra.programs import Stopped, tell
from local.site import TYPES

FIREBASE = "https://firebase.googleapis.com/v1beta1"
_HOSTING = "https://firebasehosting.googleapis.com/v1beta1"
STORAGE = "https://storage.googleapis.com"
_FIRESTORE = "https://firestore.googleapis.com/v1"
_RULES = "https://firebaserules.googleapis.com/v1"
_IDENTITY = "https://identitytoolkit.googleapis.com/admin/v2"
_TERMS = "accept its terms once at https://console.firebase.google.com, as who is signed in here and may do all (roles/owner)"
_INDEX = "index.html"
_DOCS, _CACHED_A_WHILE = ("/docs", "/llms"), "public, max-age=300"
_OURS_ALONE = ("docs", "studio/")  # of the bucket's names
_PATIENCE_S, _LOOK_S = 300.0, 2.0


class GcloudToken(httpx.Auth):
    """The token of whoever is signed in with gcloud, asked for once."""

    def __init__(self, project: str) -> None:
        self._project, self._token = project, ""

    def auth_flow(self, request: httpx.Request) -> Any:
        self._token = self._token or tell("gcloud", "auth", "print-access-token")
        request.headers["Authorization"] = f"Bearer {self._token}"
        request.headers["X-Goog-User-Project"] = self._project
        yield request


class Firebase:
    def __init__(self, project: str, http: httpx.Client) -> None:
        self._project, self._http = project, http

    def add(self) -> None:
        """Firebase for the project, once."""
        where = f"{FIREBASE}/projects/{self._project}"
        if self._http.get(where).status_code == 200:
            return
        print(f"Adding Firebase to {self._project} …", flush=True)
        answer = self._http.post(f"{where}:addFirebase", json={})
        if answer.status_code == 403:  # which does not say which of the two it is
            raise Stopped(f"Firebase cannot be added: {_TERMS}")
        require_good(answer)
        self._finished(answer.json())

    def web_app(self, app_id: str = "") -> Mapping[str, str]:
        """What a page is told of the web app of that id, else of the first, which is made if there is none.

        Its key names the project and opens nothing by itself.
        """
        where = f"{FIREBASE}/projects/{self._project}/webApps"
        apps = self._ask("GET", where).get("apps", [])
        if not apps:
            self._finished(self._ask("POST", where, {"displayName": "Rushes"}))
            apps = self._ask("GET", where)["apps"]
        chosen = next((each for each in apps if each["appId"] == app_id), None if app_id else apps[0])
        if chosen is None:
            raise Stopped(f"{self._project} has no web app {app_id}: `web_app` names one of {[each['appId'] for each in apps]}")
        return self._ask("GET", f"{FIREBASE}/{chosen['name']}/config")

    def database(self) -> Mapping[str, Any] | None:
        return self._there(f"{_FIRESTORE}/projects/{self._project}/databases/(default)")

    def rules(self) -> Mapping[str, Any] | None:
        """Which rules are in force for the database; making one in the console, or Firebase itself, may have begun it."""
        return self._there(f"{_RULES}/projects/{self._project}/releases/cloud.firestore")

    def sign_in(self) -> Mapping[str, Any] | None:
        """Identity Platform's settings, once it was begun; that can be done once only."""
        return self._there(f"{_IDENTITY}/projects/{self._project}/config")

    def has_accounts(self) -> bool:
        """Whether anybody has one."""
        where = f"{_FIRESTORE}/projects/{self._project}/databases/(default)/documents/accounts?pageSize=1"
        answer = self._http.get(where)
        if answer.status_code == 404:  # no database
            return False
        require_good(answer)  # whoever may not look does not know
        return bool(answer.json().get("documents"))

    def publish(self, shown: Mapping[str, bytes], document: Mapping[str, Any]) -> str:
        """Every file, and the paths that go to functions; live at once and whole, or not at all."""
        self._require_site()
        site = f"{_HOSTING}/sites/{self._project}"
        version = self._ask("POST", f"{site}/versions", {"config": served(document)})["name"]
        packed = {name: gzip.compress(content, mtime=0) for name, content in shown.items()}
        hashes = {name: hashlib.sha256(content).hexdigest() for name, content in packed.items()}
        wanted = self._ask("POST", f"{_HOSTING}/{version}:populateFiles", {"files": hashes})
        for name, content in packed.items():
            if hashes[name] in wanted.get("uploadRequiredHashes", ()):
                answer = self._http.post(f"{wanted['uploadUrl']}/{hashes[name]}", content=content)
                require_good(answer)
        self._ask("PATCH", f"{_HOSTING}/{version}?update_mask=status", {"status": "FINALIZED"})
        self._ask("POST", f"{site}/releases?versionName={version}", {})
        print(f"Published {len(packed)} files and the paths of the doors at https://{self._project}.web.app", flush=True)
        return version

    def publish_behind_edge(self, shown: Mapping[str, bytes]) -> list[str]:
        """Into the bucket of pages, under the addresses that Hosting makes of them; the pages by hand are Terraform's.

        Gives the names that were written: what is there already is left, what is shown no more is deleted, after the one page
        that still asked for it.
        """
        there = self._in_bucket()
        files = {name: (path, content) for path, content in shown.items() for name in _names_in_bucket(path)}
        changed = (name for name, (_, content) in files.items() if there.get(name) != _md5(content))
        new = sorted(changed, key=lambda name: (name == _INDEX, name))
        for name in new:
            self._into_bucket(name, *files[name])
        for name in (each for each in there if each.startswith(_OURS_ALONE) and each not in files):
            require_good(self._http.delete(f"{STORAGE}{self._objects}/{quote(name, safe='')}"))
        print(f"Published {len(new)} changed files of the studio and the documentation", flush=True)
        return new

    @property
    def _objects(self) -> str:
        return f"/storage/v1/b/{self._project}-pages/o"

    def _in_bucket(self) -> dict[str, str]:
        """Digests by name."""
        there, query = dict[str, str](), {"fields": "items(name,md5Hash),nextPageToken"}
        while True:
            page = self._there(f"{STORAGE}{self._objects}?{urlencode(query)}") or {}
            there |= {each["name"]: each["md5Hash"] for each in page.get("items", ())}
            if "nextPageToken" not in page:
                return there
            query["pageToken"] = page["nextPageToken"]

    def _into_bucket(self, name: str, path: str, content: bytes) -> None:
        kind, kept = TYPES[PurePosixPath(path).suffix], _CACHED_A_WHILE if path.startswith(_DOCS) else caching(path)
        told = json.dumps({"name": name, "contentType": kind, "cacheControl": kept}).encode()
        parts = (b"application/json", told), (kind.encode(), content)
        seam = b"between-description-and-content"
        body = b"".join(b"--%s\r\nContent-Type: %s\r\n\r\n%s\r\n" % (seam, *part) for part in parts) + b"--%s--" % seam
        headers = {"Content-Type": f"multipart/related; boundary={seam.decode()}"}
        require_good(self._http.post(f"{STORAGE}/upload{self._objects}?uploadType=multipart", content=body, headers=headers))

    def _require_site(self) -> None:
        """A project has none before Hosting is first asked for it; names are everybody's."""
        sites = f"{_HOSTING}/projects/{self._project}/sites"
        if self._there(f"{sites}/{self._project}") is None:
            made = self._http.post(sites, params={"siteId": self._project}, json={})
            if made.status_code in (400, 409):
                raise Stopped(f"{self._project}.web.app is somebody else's: take another project, or choose a `domain`")
            require_good(made)

    def _there(self, url: str) -> Mapping[str, Any] | None:
        """None also where its API is not enabled yet, before which there can be nothing."""
        answer = self._http.get(url)
        if answer.status_code == 404 or (answer.status_code == 403 and "SERVICE_DISABLED" in answer.text):
            return None
        require_good(answer)
        return answer.json()

    def _ask(self, method: str, url: str, body: Mapping[str, Any] | None = None) -> Any:
        answer = self._http.request(method, url, json=body)
        require_good(answer)
        return answer.json()

    def _finished(self, operation: Mapping[str, Any]) -> None:
        until = time.monotonic() + _PATIENCE_S
        while not operation.get("done"):
            if time.monotonic() > until:
                raise Stopped(f"{operation['name']} is not done after {_PATIENCE_S:g} s; run this again")
            time.sleep(_LOOK_S)
            operation = self._ask("GET", f"{FIREBASE}/{operation['name']}")
        if error := operation.get("error"):
            raise Stopped(f"Firebase refused: {error.get('message', error)}")


def served(firebase: Mapping[str, Any]) -> dict[str, Any]:
    """firebase.json's section `hosting` in the words of the REST interface."""
    hosting = firebase["hosting"]
    rewrites = [
        {"glob": each["source"], **({"run": {**each["run"]}} if "run" in each else {"path": each["destination"]})}
        for each in hosting.get("rewrites", ())
    ]
    told = [
        {"glob": each["source"], "headers": {header["key"]: header["value"] for header in each["headers"]}}
        for each in hosting.get("headers", ())
    ]
    return {"rewrites": rewrites, "headers": told, "cleanUrls": bool(hosting.get("cleanUrls"))}


def _md5(content: bytes) -> str:
    """As Cloud Storage tells it."""
    return base64.b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode()


def _names_in_bucket(path: str) -> Iterator[str]:
    """A bucket knows of no clean addresses: a page is an object without an ending, but for the first of all."""
    file = PurePosixPath(path.removeprefix("/"))
    if file.suffix != ".html" or str(file) == _INDEX:
        yield str(file)
    elif file.stem == "index":
        yield from (str(file), str(file.parent))
    else:
        yield str(file.with_suffix(""))


def require_good(answer: httpx.Response) -> None:
    if answer.status_code >= 400:
        is_json = "json" in answer.headers.get("content-type", "")
        told = answer.json().get("error", {}).get("message", "") if is_json else answer.text
        raise Stopped(f"{answer.request.url.host} answered {answer.status_code}: {told[:200]}")
